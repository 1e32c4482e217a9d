"""The invigilator, who looks at the room while it works."""

from tests.journeys.line.visitor import Staff


class Invigilator(Staff):
    door = "Invigilator"

    def enter_room(self, room: str) -> None:
        self.go_to("Rooms today")
        self.press(f"Enter {room}")

    def look_again(self) -> None:
        self.press("Look again")

    def sees_seat(self, name: str, word: str) -> None:
        """The seat of a candidate with its state in a word."""
        self.reads(name, word)
