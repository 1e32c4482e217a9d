"""The county reviewer: passes applications on, or returns them with every reason at once; reads how units assess."""

from collections.abc import Sequence

from tests.journeys.people.visitor import Staff


class CountyReviewer(Staff):
    def review(self, name: str) -> None:
        self.go_to("Review applications")
        self.press(f"Review {name}")

    def return_it(self, *reasons: str) -> None:
        for reason in reasons:
            self.main.get_by_role("checkbox", name=reason).check()
        self.press("Return with these reasons")

    def pass_on(self, names: Sequence[str]) -> None:
        for name in names:
            self.review(name)
            self.press("Pass on to the city")
            self.reads(f"{name} was passed on to the city.")

    def look_at_assessments_of(self, unit: str) -> None:
        self.go_to("Assessments")
        self.press(unit)
        self.reads(f"Assessments at {unit}")
