"""Whoever keeps a roster in a workbook and brings it in: training units and guard units alike."""

from collections.abc import Mapping

from playwright.sync_api import FilePayload

from tests.journeys.people.visitor import Staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RosterKeeper(Staff):
    def upload_roster(self, file_name: str, content: bytes) -> None:
        self.press("Import a roster")
        self.attach("Roster, .xlsx", FilePayload(name=file_name, mimeType=XLSX, buffer=content))
        self.press("Check the roster")

    def repair(self, name: str, answers: Mapping[str, str]) -> None:
        """Type again what the preview complains about in somebody's row."""
        self.press(f"Repair {name}")
        self.fill(answers)
        self.press("Save and next")
        self.reads(f"{name}, is right now.")

    def attach(self, label: str, *files: FilePayload) -> None:
        self.main.get_by_label(label, exact=True).set_input_files(files)
