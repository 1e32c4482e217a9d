"""Whoever keeps a roster in a workbook, brings it in and hands out study cards: training and guard units alike."""

import re
from collections.abc import Mapping

from playwright.sync_api import FilePayload

from tests.journeys.people.visitor import Staff, sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterKeeper(Staff):
    def upload_roster(self, file_name: str, content: bytes) -> None:
        self.press("Import a roster")
        self.attach("List, .xlsx", FilePayload(name=file_name, mimeType=XLSX, buffer=content))
        self.press("Check the list")

    def repair(self, name: str, answers: Mapping[str, str]) -> None:
        """Type again what the preview complains about in somebody's row."""
        self.press(f"Repair {name}")
        self.fill(answers)
        self.press("Save and next")
        self.reads(f"{name}, is right now.")

    def attach(self, label: str, *files: FilePayload) -> None:
        self.main.get_by_label(label, exact=True).set_input_files(files)

    def print_study_card(self, name: str, sheet: str = "Print the cards") -> str:
        """The number on the card, on the page as on the printed sheet."""
        number = self.row(name).get_by_role("cell", name=re.compile(r"^\d{10}$")).inner_text()
        printed = "".join(sheets(self.download(sheet)))
        assert name in printed and f"{number[:3]} {number[3:6]} {number[6:]}" in printed, printed
        return number
