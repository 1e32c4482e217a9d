"""The city examination officer: item bank, examinations, releases, cases, the second signature at an end."""

import re
from datetime import datetime, timedelta
from itertools import product

from playwright.sync_api import expect

from exam_app.settings import DEFAULT_ZONE
from question_bank import Pool
from question_bank.topics import shipped_topics
from tests.journeys.people.visitor import Staff, sheets

TICKET_NUMBER = re.compile(r"\b\d{6} \d{4} \d{4}\b")
SLIP_NUMBER = re.compile(r"\b\d{3} \d{3} \d{4}\b")
CASE = re.compile(r"^Case (\S+): ")
TO_PUBLISH = timedelta(seconds=15)
"""What booking, seating and publishing take at most on a busy machine; all of it comes before the start."""


class CityOfficer(Staff):
    # The item bank

    def enter_the_shipped_bank(self) -> None:
        self.go_to("Item bank")
        self.press("Enter the shipped bank")
        self.reads("A second officer must approve them.")

    def approve_the_bank(self) -> None:
        """Read every topic of both pools and approve it."""
        self.go_to("Item bank")
        for _, topic in product(Pool, shipped_topics()):
            self.press(f"Read and approve {topic}")
            self.press(re.compile("^I have read"))
        self.reads(re.compile(r"\d+ items are approved"))

    # Applications

    def approve_applications(self, number: int) -> None:
        self.go_to("Decide applications")
        self.press("Approve all that are ticked")
        self.reads(f"{number} applications approved.")

    # Examinations

    def plan_an_examination(self, name: str) -> datetime:
        """Plan it for the next full minute that leaves time to publish; the moment it starts."""
        self.go_to("Examinations")
        self.press("Plan an examination")
        starts_at = (datetime.now(DEFAULT_ZONE) + TO_PUBLISH + timedelta(minutes=1)).replace(second=0, microsecond=0)
        self.fill(
            {"Name of the examination": name, "Hour, 0 to 23": str(starts_at.hour), "Minute": str(starts_at.minute)}
        )
        self.fill_date("Day of the examination", starts_at.date())
        self.press("Plan it")
        self.reads("The examination is planned.")
        return starts_at

    def book_only(self, name: str) -> None:
        self.press("Book candidates")
        self.offered("Book all that are ticked").wait_for()
        for box in self.main.get_by_role("checkbox").all():
            box.uncheck()
        self.main.get_by_role("checkbox", name=name).check()
        self.press("Book all that are ticked")
        self.reads("1 candidate booked.")

    def seat(self) -> None:
        self.press(re.compile("^Choose rooms"))
        self.press("Assign seats")
        self.reads("1 candidate has a seat.")

    def assign(self, invigilator: str, room: str) -> None:
        self.press(re.compile("^Assign"))
        self.press(f"Assign {invigilator}, {room}")
        self.reads("Every room has an invigilator")
        self.press("Back to the examination")

    def publish(self) -> None:
        self.press("Publish, make tickets")
        self.reads("The examination is published. Everybody has a ticket number.")

    def print_ticket(self, *words: str) -> str:
        """The number on the printed ticket, which also carries ``words``."""
        [printed] = sheets(self.download("Print all tickets"))
        assert all(word in printed for word in words), printed
        number = TICKET_NUMBER.search(printed)
        assert number is not None, printed
        return number[0]

    # Results

    def close(self, exam: str) -> None:
        self._see_results(exam)
        self.press("Close the examination")
        self.reads("Closed.", "Two people must sign")

    def sign_release(self, exam: str) -> None:
        self._see_results(exam)
        self.press("Sign the release")

    def sign_release_twice(self, exam: str) -> None:
        """Sign, and sign once more where the page is still open in another tab."""
        self._see_results(exam)
        tab = self.context.new_page()
        tab.goto(self.page.url)
        self.press("Sign the release")
        self.reads("You signed. A second person must sign before release.")
        tab.get_by_role("button", name="Sign the release").click()
        expect(tab.get_by_role("main")).to_contain_text("A second person must sign before release.")
        expect(tab.get_by_role("button", name="Sign the release")).to_have_count(0)
        tab.close()

    def _see_results(self, exam: str) -> None:
        self.go_to("Results")
        self.press(f"See {exam}")

    # Leads and cases

    def compare_answers(self, exam: str) -> None:
        """Start the comparison and wait: the page says how far it is, unless it is over before the page is drawn."""
        self._see_results(exam)
        self.press("Compare the answers, see leads")
        self.reads("Answers are not compared yet")
        self.press("Compare the answers")
        self.reads(re.compile(r"The answers are being compared\.|pairs compared on"))
        self.reads("pairs compared on")

    def look_at_pair(self, one: str, other: str) -> None:
        """Open the lead about these two, whoever of them stands first."""
        self.press(re.compile(rf"^Look at it ({one} \W {other}|{other} \W {one})$"))
        self.reads("A lead to look into, not a finding of misconduct.")

    def open_case(self, reason: str) -> str:
        """The case's number."""
        self.press("Open a case")
        self.reads("Nothing follows from it for anyone until two people have decided.")
        self.fill({"Why should it be looked into?": reason})
        self.press("Open the case")
        self.reads("The case is open. Two readers look at it, each alone.", reason)
        number = CASE.search(self.main.get_by_role("heading", level=1).inner_text())
        assert number is not None
        return number[1]

    def see_case(self, number: str) -> None:
        self.go_to("Cases")
        self.reads("1 case waits for you")
        self.press(f"Open {number}")

    def issue_slips(self, people: int) -> None:
        self.reads("Nobody is found at fault unheard.")
        self.press("Issue the slips")
        self.reads("Nothing is decided before the last day, unless everybody has replied.")
        self.press("Issue the slips")
        self.reads(f"{people} slips issued. Print and hand them over.")

    def print_slip(self, name: str, other: str) -> str:
        """The number on the slip of the one, on which the other is not named."""
        number = SLIP_NUMBER.search(self._sheet_for("Print the slips", name, other))
        assert number is not None
        return number[0]

    def print_letter(self, name: str, other: str) -> str:
        """What the letter to the one says, in which the other is not named."""
        return self._sheet_for("Print the letters", name, other)

    def _sheet_for(self, link: str, name: str, other: str) -> str:
        [sheet] = [sheet for sheet in sheets(self.download(link)) if name in sheet]
        assert other not in sheet, sheet
        return sheet

    def take_down_reply(self, name: str, words: str) -> None:
        self.press(f"Take down a reply {name}")
        self.choose("How did the reply come?", "in person")
        self.fill({"Reply": words})
        self.press("Keep the reply")
        self.reads("The reply is kept. Both readers see it.", words)

    def file_view(self, view: str, reasons: str) -> None:
        self.choose("Your view", view)
        self.fill({"Reasons": reasons})
        self.press("File my view")
        self.reads("Your view is filed.", view, reasons)

    def propose_decision(self, outcome: str, grounds: str) -> None:
        self.choose("How does it end?", outcome)
        self.fill({"Grounds": grounds})
        self.press("Propose this decision")
        self.reads("You proposed the decision. A second person signs it.")

    def sign_decision(self) -> None:
        self.press("Sign the decision")
        self.reads("The case is decided.")

    def propose_annulment(self, name: str, grounds: str) -> None:
        """The only consequence that a case about two candidates can have."""
        self.reads("Nothing follows by itself.")
        self.press("Propose a consequence")
        self.reads("Nothing changes for anybody until a second person carries it out.")
        self.choose("For whom?", name)
        self.fill({"Grounds": grounds})
        self.press("Propose it")
        self.reads("You proposed it. A second person carries it out.", f"The result is annulled: {name}")
        self.does_not_read("Carry it out")

    def carry_out(self, number: str, name: str) -> None:
        self.go_to("Cases")
        self.press(f"Open {number}")
        self.press(f"Carry it out {name}")
        self.reads("It is carried out. Print the letters anew: they say so.", "carried out")

    # Certificates

    def confirm_the_end_of(self, name: str) -> None:
        self.go_to("Certificates")
        self.press(re.compile(f"^Decide {name}"))
        self.press("Confirm: it ends now")
        self.reads("The certificate has ended. The new status list is published.")
