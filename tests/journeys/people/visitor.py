"""Somebody at a browser of their own, who reads what a page shows and presses what it offers. English throughout."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from playwright.sync_api import Browser, Locator, ViewportSize, expect
from pypdf import PdfReader

PATIENCE_MS = 30_000
DESK = ViewportSize(width=1366, height=768)
PHONE = ViewportSize(width=360, height=640)
PASSWORD = "eleven herons by the lake"
"""Of every member of staff."""

Words = str | re.Pattern[str]


def sheets(document: bytes) -> Sequence[str]:
    """What is printed on each sheet."""
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(document)).pages]


class Visitor:
    """Comes to the start page and chooses English. Buttons and fields are found by what they are called."""

    window: ClassVar[ViewportSize] = DESK

    def __init__(self, browser: Browser, address: str) -> None:
        self.address = address
        self.context = browser.new_context(base_url=address, viewport=self.window, locale="zh-CN")
        self.context.set_default_timeout(PATIENCE_MS)
        self.page = self.context.new_page()
        self.page.goto("/")
        self.page.get_by_role("button", name="English").first.click()

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    def leave(self) -> None:
        self.context.close()

    # Moving about

    def go_to(self, entry: str) -> None:
        """Press an entry of the menu."""
        menu = self.page.get_by_role("navigation", name="Main navigation")
        menu.get_by_role("link", name=entry, exact=True).click()

    def press(self, name: Words) -> None:
        """Press the first button, or link, of that name."""
        self.offered(name).first.click()

    def offered(self, name: Words) -> Locator:
        """What can be pressed under that name."""
        button = self.main.get_by_role("button", name=name, exact=True)
        return button.or_(self.main.get_by_role("link", name=name, exact=True))

    # Filling in

    def fill(self, answers: Mapping[str, str]) -> None:
        """Write into fields, each named by its label."""
        for label, answer in answers.items():
            self.main.get_by_label(label, exact=True).fill(answer)

    def choose(self, group: str, choice: Words) -> None:
        """Choose one of a group of radio buttons."""
        self.main.get_by_role("group", name=group).get_by_role("radio", name=choice).check()

    def fill_date(self, group: str, day: date) -> None:
        boxes = self.main.get_by_role("group", name=group)
        for label, number in (("Year", day.year), ("Month", day.month), ("Day", day.day)):
            boxes.get_by_label(label, exact=True).fill(str(number))

    # Reading

    def reads(self, *sentences: Words) -> None:
        for sentence in sentences:
            expect(self.main).to_contain_text(sentence, timeout=PATIENCE_MS)

    def row(self, head: str) -> Locator:
        """The row of a table that begins with these words."""
        return self.main.get_by_role("row").filter(has=self.page.get_by_role("rowheader", name=head, exact=True))

    def sees_row(self, head: str, *cells: Words) -> None:
        for words in cells:
            expect(self.row(head)).to_contain_text(words, timeout=PATIENCE_MS)

    def does_not_read(self, *sentences: Words) -> None:
        for sentence in sentences:
            expect(self.main).not_to_contain_text(sentence)

    def download(self, name: Words) -> bytes:
        """The file behind a link, fetched with this browser's own session."""
        return self.fetch(self.offered(name).first.get_attribute("href") or "")

    def fetch(self, path: str) -> bytes:
        answer = self.context.request.get(path)
        assert answer.ok, f"{path}: {answer.status}"
        return answer.body()


class Staff(Visitor):
    """A member of staff, who first signs in with a one-time code from the administrator, and later with a password."""

    door: ClassVar[str] = "Office"

    def choose_first_password(self, login: str, code: str) -> None:
        self.press(f"Enter {self.door}")
        self.press("I have a one-time code")
        self.fill({"Sign-in name": login, "One-time code": code, "New password": PASSWORD})
        self.press("Set the password and sign in")

    def sign_in(self, login: str) -> None:
        self.press(f"Enter {self.door}")
        self.fill({"Sign-in name": login, "Password": PASSWORD})
        self.press("Sign in")

    def is_refused(self, address: str) -> None:
        """Open the address of somebody else's page."""
        self.page.goto(address)
        self.reads("Not your page")
