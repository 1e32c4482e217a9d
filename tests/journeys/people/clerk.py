"""The clerk of a training unit: course, roster, photos, class hours, registration, study cards."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from playwright.sync_api import FilePayload, expect

from tests.journeys.people.roster import Trainee
from tests.journeys.people.roster_keeper import RosterKeeper


@dataclass(frozen=True)
class PlannedLesson:
    """A lesson as the clerk types it: class hours one after the other."""

    subject: str
    area: str
    hours: int
    begins: datetime
    """On the wall's clock."""

    @property
    def ends(self) -> str:
        """A lesson until midnight ends at 24:00."""
        minutes = self.begins.hour * 60 + self.begins.minute + 45 * self.hours
        return f"{minutes // 60}:{minutes % 60:02d}"


class Clerk(RosterKeeper):
    door = "Training unit"

    def open_course(self, name: str, first_day: date, last_day: date) -> None:
        self.go_to("Courses")
        self.press("Open a course")
        self.fill({"Name of the course": name})
        self.fill_date("First day", first_day)
        self.fill_date("Last day", last_day)
        self.press("Open a course")
        self.reads(name, "Nobody is in this course yet.")

    def open_the_course(self, name: str) -> None:
        self.go_to("Courses")
        self.press(f"Open {name}")

    def confirm_roster_twice(self, people: int) -> None:
        """Press the button, and press it once more where the preview is still open in another tab."""
        tab = self.context.new_page()
        tab.goto(self.page.url)
        for page in (self.page, tab):
            page.get_by_role("button", name=f"Enrol {people} people").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(f"{people} people are enrolled")
        tab.close()

    def add_photos(self, trainees: Sequence[Trainee]) -> None:
        self.press("Add photos")
        photos = [
            FilePayload(name=f"{trainee.id_number}.jpg", mimeType="image/jpeg", buffer=trainee.photo())
            for trainee in trainees
        ]
        self.attach("Photos, JPEG or PNG", *photos)
        self.press("Store the photos")
        self.reads(f"{len(trainees)} of {len(trainees)} photos are stored")
        self.press("Back to the course")

    def enter_trainer(self, name: str, id_number: str, since: date) -> None:
        self.go_to("Trainers and rooms")
        self.press("Enter a trainer")
        self.fill({"Name": name, "ID number": id_number})
        self.fill_date("Teaches here since", since)
        self.press("Enter")
        self.sees_row(name, "teaches")

    def add_classroom(self, name: str) -> None:
        self.go_to("Trainers and rooms")
        self.press("Add a room")
        self.fill({"Name of the room": name, "Address": "青溪县文昌街12号", "Places": "40"})
        self.fill({"Opens": "0:00", "Closes": "24:00"})
        self.press("Add")
        self.sees_row(name, "40")

    def plan_lesson(self, lesson: PlannedLesson, trainer: str, classroom: str) -> None:
        """From the page of the course, and back to it."""
        self.press("Lessons")
        self.press("Plan a lesson")
        self.fill({"What is taught": lesson.subject, "Class hours": str(lesson.hours)})
        self.choose("Counts as", lesson.area)
        self.fill_date("Day", lesson.begins.date())
        self.fill({"Begins": f"{lesson.begins:%H:%M}", "Ends": lesson.ends})
        self.choose("Trainer", trainer)
        self.choose("Classroom", classroom)
        self.press("Plan")
        self.reads("The lesson is planned.", lesson.subject)
        self.press("Back to the course")

    def register_all(self, people: int) -> None:
        self.press("Register the ticked for the examination")
        self.reads(f"{people} people were handed to the county.")

    def sees_why_returned(self, name: str, *reasons: str) -> None:
        self.go_to("Desk")
        self.reads("1 person was returned by the county")
        self.press(re.compile("^See why"))
        self.press(f"Open {name}")
        self.reads(*reasons)

    def give_new_photo(self, trainee: Trainee) -> None:
        self.press("New photo")
        self.attach("Photo, JPEG or PNG", FilePayload(name="new.jpg", mimeType="image/jpeg", buffer=trainee.photo()))
        self.press("Store the photo")
        self.reads("The photo is stored.")

    def register_again(self, name: str) -> None:
        self.main.get_by_role("checkbox", name=name).check()
        self.press("Register the ticked for the examination")
        self.reads("1 person was handed to the county.")

    def sees_people(self, number: int) -> None:
        self.reads(f"{number} people")
        expect(self.main.get_by_role("rowheader")).to_have_count(number)

    # Study cards

    def issue_study_cards(self, course: str, issued: str, known: str) -> None:
        """To everybody of the course who has none yet."""
        self.open_the_course(course)
        self.press("Study cards")
        self.press("Issue cards to the ticked")
        self.reads(issued, known)
