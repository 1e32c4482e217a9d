"""The clerk of a guard unit: the roster, who lacks a certificate, who has left, the assessments of those on duty."""

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

    # Assessments

    def plan_assessments(self, post: str, first_day: date) -> None:
        self.go_to("Assessments")
        self.reads("No assessments are planned yet")
        self.press(f"Plan assessments {post}")
        self.fill_date("First assessment by", first_day)
        self.press("Plan assessments")
        self.reads(f"Assessments are planned for {post}.")

    def issue_study_card(self, name: str) -> str:
        """To the only guard who has none yet; the number on the card."""
        self.go_to("Study cards")
        self.reads("0 of 1 have a card")
        self.press("Issue cards to the ticked")
        self.reads("1 study card issued.", "1 of 1 have a card")
        return self.print_study_card(name, "Print the cards of this page")

    def record_training(self, name: str, repeat_by: date, note: str) -> None:
        """What follows from a failed assessment: trained again, assessed again by that day."""
        self.press(f"Decide what follows {name}")
        self.choose("What the unit does", "Trained again, assessed again by a date")
        self.fill_date("Assessed again by", repeat_by)
        self.main.get_by_label(re.compile("^Note")).fill(note)
        self.press("Record what follows")
        self.reads("The follow-up is recorded.", f"Trained again, assessed again by a date: {repeat_by}", note)
