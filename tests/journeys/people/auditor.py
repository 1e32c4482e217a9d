"""The auditor: finds a person, reads the file and the journal, and leaves a trace by it."""

import re

from tests.journeys.people.visitor import Staff


class Auditor(Staff):
    def open_file(self, name: str) -> None:
        self.go_to("Find people")
        self.fill({"Name, ID number or certificate number": name})
        self.press("Search")
        self.reads(name, "Records")

    def open_journal(self) -> None:
        self.press("Journal")

    def print_whole_journal(self) -> None:
        self.press("Print the whole journal")

    def look_who_has_read(self) -> None:
        """Back from the printed sheet, on the page with the journal."""
        self.page.go_back()
        self.press("Only who has read this file")

    def take_ledger_home(self, room: str) -> tuple[bytes, str]:
        """The bundle of a room's ledger, and the verifier key that stands on the page."""
        self.go_to("Ledgers")
        key = self.main.get_by_text(re.compile(r"^\d{6}\.watchword\+")).inner_text()
        with self.page.expect_download() as download:
            self.press(f"Download to verify {room}")
        return download.value.path().read_bytes(), key
