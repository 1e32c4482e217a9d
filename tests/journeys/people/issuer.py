"""The issuer: keys, certificates, cards, the proposal that one ends."""

import re

from tests.journeys.people.visitor import Staff


class Issuer(Staff):
    def prepare_keys(self) -> None:
        self.go_to("Keys and lists")
        self.reads("No keys are published yet")
        self.press("Prepare keys")
        self.reads("The keys are ready and a new trust list is published.")

    def issue(self, name: str) -> None:
        self.go_to("Certificates")
        self.reads("1 person is ready for a certificate", name)
        self.press("Issue 1 certificate")
        self.reads("1 certificate issued.")

    def print_card(self, name: str) -> bytes:
        """The card as a picture of 300 dpi, as it goes to the card printer."""
        self._open(name)
        return self.download("Card, picture")

    def propose_to_revoke(self, name: str, law: str, reason: str) -> None:
        self._open(name)
        self.choose("How does it end?", re.compile("^Revoked"))
        self.fill({"Law and article": law, "What happened": reason})
        self.press("Propose the end")
        self.reads("Proposed. It ends when a second person has confirmed it.")

    def _open(self, name: str) -> None:
        self.go_to("Register of certificates")
        self.press(f"Open {name}")
