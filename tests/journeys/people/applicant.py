"""Who has no training unit, at home with a telephone: registers by the keyboard alone, later enters with the slip."""

import io
import re
import zipfile
from typing import ClassVar

from playwright.sync_api import Locator, ViewportSize, expect

from tests.journeys.people.visitor import PATIENCE_MS, PHONE, Visitor

MOST_STOPS = 60
"""So many times Tab reaches whatever a page of ours offers."""


class Applicant(Visitor):
    window: ClassVar[ViewportSize] = PHONE

    # By the keyboard alone

    def tab_to(self, wanted: Locator) -> None:
        for _ in range(MOST_STOPS):
            if wanted.evaluate("each => each === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {wanted}")

    def press_key_at(self, wanted: Locator, key: str) -> None:
        self.tab_to(wanted)
        self.page.keyboard.press(key)

    def type_into(self, label: str, words: str) -> None:
        self.tab_to(self.main.get_by_label(label, exact=True))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(words)

    def open_registration(self) -> None:
        self.press_key_at(self.main.get_by_role("link", name="Register Register from home"), "Enter")
        self.reads("Who may register", "Medical certificate of a county-level or higher hospital")

    def register(self, *, county: str, name: str, id_number: str, phone: str) -> None:
        """A radio that was chosen before has the focus of its group."""
        radio = self.main.get_by_role("radio", name=county)
        group = self.main.get_by_role("radio")
        self.press_key_at(radio if radio.is_checked() else group.first, "Space")
        self.type_into("Name", name)
        self.type_into("ID number", id_number)
        self.type_into("Telephone", phone)
        self.press_key_at(self.main.get_by_role("button", name="Get a number"), "Enter")

    # With the number, and with the slip

    def own_number(self) -> str:
        """As it stands on the page; loading the page again changes nothing."""
        digits = self.page.locator(".own-number-digits")
        expect(digits).to_have_text(re.compile(r"^\w{4}-\w{4}$"), timeout=PATIENCE_MS)
        number = digits.inner_text()
        self.page.reload()
        expect(digits).to_have_text(number)
        return number

    def look_up(self, number: str, last_four: str) -> None:
        self.page.goto("/register/look-up")
        self.fill({"Pre-registration number": number, "Last four of your ID number": last_four})
        self.press("Enter")

    def enter_with_slip(self, slip_number: str, last_four: str) -> None:
        self.page.goto("/application/sign-in")
        self.fill({"Slip number": slip_number, "Last four of your ID number": last_four})
        self.press("Enter")

    def look_again(self) -> None:
        self.page.goto("/application/")

    def ask_correction(self, what: str, words: str) -> None:
        self.page.goto("/application/requests/correction")
        self.main.get_by_label("What is wrong").select_option(label=what)
        self.fill({"What is right": words})
        self.press("Send to the county")

    def take_copy(self) -> str:
        """The text of the copy of the own data."""
        self.page.goto("/application/data")
        with self.page.expect_download() as taken:
            self.press("Take a copy along")
        with zipfile.ZipFile(io.BytesIO(taken.value.path().read_bytes())) as copy:
            [text] = [name for name in copy.namelist() if name.endswith(".txt")]
            return copy.read(text).decode("utf-8-sig")
