"""The candidate: signs in at a seat, practises, answers a hundred questions, hands in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.journeys.people.exam_screen import ExamScreen, Question
from tests.journeys.people.visitor import PATIENCE_MS

POINTS = 80
"""What a hundred answers of this candidate are worth."""


class Candidate(ExamScreen):
    def sign_in(self, ticket_number: str, last_four: str) -> None:
        self.press("Enter Candidate")
        self.fill({"Ticket number": ticket_number, "Last four of your ID number": last_four})
        self.press("Enter")

    def confirm_identity(self, name: str) -> None:
        self.press("Confirm who I am")
        self.reads("Is this you?", name)
        expect(self.main.get_by_role("img", name=f"Photo of {name}")).to_be_visible()
        self.press("This is me")

    def practise(self) -> None:
        """Three questions on the same screen, down to the two steps of handing in."""
        self.see_paper()
        for number, letter in enumerate("BAA", start=1):
            self.choose(number, letter)
            self.go_on()
        self.check_and_hand_in("All 3 questions are answered, marked 0.", "All questions are answered.")

    def wait_until(self, starts_at: datetime) -> None:
        """Look at the clock on the wall, then press the button."""
        self.reads("Please wait")
        self.page.wait_for_timeout(max(0.0, (starts_at - datetime.now(UTC)) / timedelta(milliseconds=1)))
        self.press("Look again")

    def begin(self) -> Sequence[Question]:
        """Begin, and look through the whole paper."""
        self.press("Begin")
        return self.look_through()

    def reload(self) -> None:
        self.page.reload()
        self.see_paper()

    def sees_answered(self, number: int) -> None:
        """The filled cells of the answer sheet."""
        expect(self.page.locator(".cell[data-state=answered]")).to_have_count(number, timeout=PATIENCE_MS)

    def second_tab_says(self, sentence: str) -> None:
        """Open the examination a second time, read, and close that tab."""
        tab = self.context.new_page()
        tab.goto(self.page.url)
        expect(tab.get_by_role("alert")).to_have_text(sentence, timeout=PATIENCE_MS)
        expect(tab.locator("label.choice input").first).to_be_disabled()
        tab.close()

    def lose_the_network(self) -> None:
        self.context.set_offline(True)

    def find_the_network_again(self) -> None:
        self.context.set_offline(False)

    def hand_in(self) -> None:
        self.check_and_hand_in("All 100 questions are answered, marked 0.", "All questions are answered.")

    def see_my_examination(self) -> None:
        self.page.goto("/exam/")
