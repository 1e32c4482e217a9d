"""The administrator: places, accounts, roles, how the site is."""

import re
from collections.abc import Mapping

from tests.journeys.people.visitor import Staff, Words


class Administrator(Staff):
    def add_place(
        self, kind: str, answers: Mapping[str, str], *, county: str | None = None, kind_of_unit: str | None = None
    ) -> None:
        """Add a place from the list of what is to be done first: ``kind`` is the word at its number there."""
        self.go_to("Places")
        self.press(re.compile(rf"\d\. {kind}$"))
        if county is not None:
            self.choose("County", county)
        if kind_of_unit is not None:
            self.choose("Kind", kind_of_unit)
        self.fill(answers)
        self.press(re.compile("^Add a "))
        self.reads(f"{next(iter(answers.values()))} was added.")

    def add_county(self, name: str, division_code: str) -> None:
        """Add one more where everything that comes first is there already."""
        self.go_to("Places")
        self.press("Add a county")
        self.fill({"Official name": name, "Division code": division_code})
        self.press("Add a county")
        self.reads(f"{name} was added.")

    def sees_last_backup(self, *words: Words) -> None:
        self.go_to("Site status")
        self.sees_row("Last verified backup", *words)

    def open_account(self, name: str, id_number: str, login: str, role: str, *, place: str | None = None) -> str:
        """Open an account with one role; the one-time code, which the page shows once."""
        self.go_to("Accounts")
        self.press("Open an account")
        self.fill({"Name": name, "ID number": id_number, "Sign-in name": login})
        self.press("Open the account")
        self.reads("This code is shown once.")
        code = self.main.get_by_role("heading", level=1).inner_text()
        self.press("Go on: grant a role")
        self.main.get_by_label("Role", exact=True).select_option(label=role)
        self.press("Choose place and dates")
        if place is not None:
            self.choose("Place", place)
        self.press("Grant the role")
        self.reads(f"The role “{role}” was granted.")
        return code
