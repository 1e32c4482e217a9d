"""The story in figures: who attends which class, what becomes of them, when. Days are counted back from the build."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Fate(StrEnum):
    """What has become of a guard at the moment of the build."""

    FINISHED = "finished"
    """Sat the finished examination."""
    OPEN = "open"
    """Is booked in the examination that is open now."""
    NEXT = "next"
    """Is booked in next month's examination."""
    APPROVED = "approved"
    WAITS_FOR_CITY = "waits_for_city"
    WAITS_FOR_COUNTY = "waits_for_county"
    RETURNED = "returned"
    REFUSED = "refused"
    ATTENDING = "attending"
    """Is in class; nobody has registered this person yet."""


@dataclass(frozen=True)
class TrainingClass:
    """One class of a training unit and how many guards of each fate attend it."""

    unit: str
    clerk: str
    number: int
    first_day: int
    last_day: int
    takes: dict[Fate, int]

    @property
    def size(self) -> int:
        return sum(self.takes.values())


CLASSES = (
    TrainingClass("anwei", "li", 5, 88, 70, {Fate.FINISHED: 26}),
    TrainingClass("pandun", "bai", 3, 87, 71, {Fate.FINISHED: 14}),
    TrainingClass("weishi", "gao", 4, 90, 72, {Fate.FINISHED: 20}),
    TrainingClass("anwei", "li", 6, 46, 28, {Fate.OPEN: 6, Fate.NEXT: 8, Fate.APPROVED: 3}),
    TrainingClass("weishi", "gao", 5, 48, 29, {Fate.OPEN: 4, Fate.NEXT: 7, Fate.APPROVED: 3, Fate.REFUSED: 1}),
    TrainingClass("anwei", "li", 7, 30, 12, {Fate.WAITS_FOR_CITY: 3, Fate.WAITS_FOR_COUNTY: 5, Fate.RETURNED: 3}),
    TrainingClass("pandun", "bai", 4, 31, 13, {Fate.WAITS_FOR_CITY: 2, Fate.WAITS_FOR_COUNTY: 3, Fate.RETURNED: 1}),
    TrainingClass("anwei", "li", 8, 6, -9, {Fate.ATTENDING: 11}),
)
PEOPLE = sum(each.size for each in CLASSES)


@dataclass(frozen=True)
class Passage:
    """How the registrations of one fate went: days before the build of each step, None for what has not happened."""

    submitted: int
    county: int | None = None
    city: int | None = None


REGISTRATIONS = {
    Fate.FINISHED: Passage(67, 62, 58),
    Fate.OPEN: Passage(26, 22, 18),
    Fate.NEXT: Passage(25, 21, 15),
    Fate.APPROVED: Passage(19, 13, 8),
    Fate.REFUSED: Passage(24, 20, 14),
    Fate.WAITS_FOR_CITY: Passage(10, 4),
    Fate.WAITS_FOR_COUNTY: Passage(5),
    Fate.RETURNED: Passage(9, 3),
}
FINISHED_DAY = 43
TIME_ALLOWED = timedelta(minutes=90)
"""For every examination, as the shipped blueprint says."""
RESITS = 5
"""So many who failed sit again next month; no new registration is needed for that."""
NEXT_MONTH = -27
