"""The invigilator, who looks at the room while it works."""

from tests.journeys.people.visitor import PASSWORD, Staff


class Invigilator(Staff):
    door = "Invigilator"

    def enter_room(self, room: str) -> None:
        self.go_to("Rooms today")
        self.press(f"Enter {room}")

    def rehearse(self, room: str, computers: int) -> None:
        """Every computer was tried; only then the room can be opened."""
        self.press("Open the room")
        self.reads("No room opens before every room", room)
        self.fill(
            {
                "Computers that reached the server": str(computers),
                "Of them: practice answer saved": str(computers),
                "Spare computers": "1",
                "Largest clock difference in seconds": "0",
                "Technician": "机房周师傅",
            }
        )
        self.press("Return the receipt")
        self.reads(f"The receipt of {room} is returned.")
        self.press(f"Back to {room}")

    def open_room(self) -> None:
        self.press("Open the room")
        self.reads("The room is open.")

    def look_again(self) -> None:
        self.main.locator(".more > summary").click()
        self.press("Look again")

    def sees_seat(self, name: str, word: str) -> None:
        """The seat of a candidate with its state in a word."""
        self.reads(name, word)

    def set_pin(self, pin: str) -> None:
        self.page.goto("/account")
        self.press("Set the PIN")
        self.fill({"Present password": PASSWORD, "New PIN": pin})
        self.press("Set the PIN")
        self.reads("Your PIN is set.")
        self.press("To my pages")

    def compare_faces(self, name: str) -> None:
        """One tap for the one candidate who is here."""
        self.press("Compare faces")
        self.reads(name, "Not compared yet")
        self.press("Face, card and ticket agree")
        self.reads("Everybody who is here has been compared.")

    def note_incident(self, name: str, kind: str, severity: str) -> None:
        """Seat, kind, severity: three taps."""
        self.main.get_by_role("link", name=name).first.click()
        self.press("Note an incident")
        self.main.get_by_label(kind, exact=True).check()
        self.press(severity)
        self.reads("The incident is noted.", kind)

    def give_minutes(self, minutes: int, reason: str) -> None:
        self.press("More time")
        self.fill({"Minutes": str(minutes), "Reason": reason})
        self.press("Give the minutes")
        self.reads(f"{minutes} more minutes are given.")

    def settle_alert(self, what: str, found: str) -> None:
        """What the site noticed is looked into before anybody signs."""
        self.press("Settle 1 alert")
        self.reads("1 alert to settle", what)
        self.main.get_by_label(found, exact=True).check()
        self.press(f"Settle {what}")
        self.page.wait_for_url("**/rooms/*/*")

    def close_room(self, pin: str) -> None:
        self.main.locator(".more > summary").click()
        self.press("Sign and close the room")
        self.fill({"PIN": pin})
        self.press("Sign")
        self.reads("The room is closed.", "The record stands")
