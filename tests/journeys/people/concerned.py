"""Somebody concerned by a case, at home with a telephone: replies with the slip, and later reads the decision."""

from typing import ClassVar

from playwright.sync_api import ViewportSize

from tests.journeys.people.visitor import PHONE, Visitor, sheets


class Concerned(Visitor):
    window: ClassVar[ViewportSize] = PHONE

    def enter_with_slip(self, slip_number: str, last_four: str) -> None:
        self.main.get_by_role("link", name="Reply with a slip").click()
        self.fill({"Slip number": slip_number, "Last four of your ID number": last_four})
        self.press("Enter")

    def reply(self, words: str) -> None:
        self.fill({"Your reply": words})
        self.press("Send the reply")
        self.reads("Your reply is kept. Both readers see it.", words)

    def look_again(self) -> None:
        self.page.reload()

    def reads_letter(self, *sentences: str) -> None:
        """The own letter, and nobody else's."""
        [letter] = sheets(self.download("Read the letter"))
        assert all(sentence in letter for sentence in sentences), letter
