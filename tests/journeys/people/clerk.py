"""The clerk of a training unit: course, roster, photos, class hours, registration, study cards."""

import re
from collections.abc import Sequence
from datetime import date

from playwright.sync_api import FilePayload, expect

from tests.journeys.people.roster import Trainee
from tests.journeys.people.roster_keeper import RosterKeeper


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

    def record_hours(self, kind: str, hours: int, subject: str) -> None:
        """Class hours of today for everybody."""
        self.press("Record class hours")
        self.choose("Kind", kind)
        self.fill({"Class hours": str(hours), "Subject": subject})
        self.choose("Who was there", "Everybody in the course")
        self.press("Record")
        self.reads(f"{kind[0]} {hours}")
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
