"""A trainer: shows the code of a lesson in the room, and confirms at its end who was there."""

import re

from tests.journeys.people.visitor import Staff


class Trainer(Staff):
    door = "Training unit"

    def open_lesson(self, subject: str) -> None:
        self.go_to("My lessons")
        self.press(f"Open {subject}")

    def shows_code(self) -> str:
        """The address behind the code on the room's screen: what a phone's camera reads."""
        self.press("Show the code")
        self.reads("Scan this code with your phone")
        return self.main.get_by_text(re.compile("^http")).inner_text()

    def confirm(self, attendance: dict[str, int]) -> None:
        """Say for each how many class hours; whoever is not named keeps what is proposed."""
        for name, hours in attendance.items():
            self.fill({f"Class hours of {name}": str(hours)})
        self.press("Confirm who was there")
