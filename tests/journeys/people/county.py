"""The county reviewer: passes applications on, or returns them with every reason at once; reads how units assess."""

from collections.abc import Sequence
from datetime import date

from tests.journeys.people.visitor import Staff


class CountyReviewer(Staff):
    def review(self, name: str) -> None:
        self.go_to("Review applications")
        self.press(f"Review {name}")

    def enter_fingerprints(self, name: str, taken_on: date, receipt_number: str) -> None:
        """Without a receipt nobody gets a certificate."""
        self.review(name)
        self.press("Enter the receipt")
        self.fill_date("Taken on", taken_on)
        self.fill({"Taken by": "周海", "Number of the receipt": receipt_number})
        self.press("Enter the receipt")

    def return_it(self, *reasons: str) -> None:
        """What is missing is ticked beforehand; here the papers were seen at the desk."""
        self.clear_the_ticks()
        for reason in reasons:
            self.main.get_by_role("checkbox", name=reason).check()
        self.press("Return with these reasons")

    def pass_on(self, names: Sequence[str]) -> None:
        for name in names:
            self.review(name)
            self.clear_the_ticks()
            self.press("Pass on to the city")
            self.reads(f"{name} was passed on to the city.")

    def clear_the_ticks(self) -> None:
        ticked = self.main.get_by_role("checkbox", checked=True)
        while ticked.count():
            ticked.first.uncheck()

    def look_at_assessments_of(self, unit: str) -> None:
        self.go_to("Assessments")
        self.press(unit)
        self.reads(f"Assessments at {unit}")
