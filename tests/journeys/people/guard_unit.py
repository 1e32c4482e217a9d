"""The clerk of a guard unit: the roster, who lacks a certificate, who has left."""

import re
from datetime import date

from tests.journeys.people.roster_keeper import RosterKeeper


class GuardUnitClerk(RosterKeeper):
    def confirm_roster(self, rows: int) -> None:
        self.press(f"Take {rows} rows into the roster")
        self.reads(f"{rows} rows are in the roster", "Everything of this roster is done.")

    def sees_gaps(self, *sentences: str) -> None:
        self.go_to("Desk")
        self.reads(*sentences)

    def sees_who(self, people: int) -> None:
        """Who is behind the first count of what is missing."""
        self.press(re.compile("^See who"))
        self.reads(f"{people} people on duty")

    def note_last_day(self, name: str, day: date) -> None:
        self.go_to("Guards")
        self.press(f"Open {name}")
        self.press("Has left")
        self.fill_date("Last day", day)
        self.press("Note the last day")
        self.reads(f"{name} has left. The stay is kept.")
