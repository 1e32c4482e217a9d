"""The ministry's teaching outline for guards (Regulation art. 35), as far as its figures are known here.

Known are the class hours of each level in all, the ceilings of a day and the subjects of the junior level's first stage
(domain.md 3, after a published copy of the trial outline). How a level's hours are shared among law, professional
knowledge and skills is not established: a unit plans its own shares, and they are shown beside the total.
"""

from dataclasses import dataclass

from exam_app.terms import N_, HourKind, OutlineLevel, SubjectArea

DAILY_CEILING = {HourKind.THEORY: 6, HourKind.SKILL: 3}
"""Class hours of 45 minutes one person can attend in a day."""


@dataclass(frozen=True)
class LevelHours:
    """What the outline asks of one level: class hours in all, of 45 minutes."""

    level: OutlineLevel
    letter: str
    """The letter by which the outline calls it."""
    class_hours: int


@dataclass(frozen=True)
class OutlineSubject:
    """A subject of the first stage of the junior level, with what its hours count as."""

    name: str
    area: SubjectArea
    mastered: bool = False
    """Whether it is to be mastered (掌握), not only known of."""


LEVELS = {
    each.level: each
    for each in (
        LevelHours(OutlineLevel.JUNIOR, "E", 284),
        LevelHours(OutlineLevel.INTERMEDIATE, "D", 214),
        LevelHours(OutlineLevel.SENIOR, "C", 244),
        LevelHours(OutlineLevel.TECHNICIAN, "B", 274),
        LevelHours(OutlineLevel.SENIOR_TECHNICIAN, "A", 184),
    )
}
"""By level. That the letters follow the five levels of the vocational standard, E being the lowest, is inferred."""
FIRST_STAGE = (
    OutlineSubject(N_("Basics of guard service"), SubjectArea.KNOWLEDGE),
    OutlineSubject(N_("Professional ethics"), SubjectArea.KNOWLEDGE),
    OutlineSubject(N_("Constitution"), SubjectArea.LAW),
    OutlineSubject(N_("Criminal law"), SubjectArea.LAW),
    OutlineSubject(N_("Criminal procedure"), SubjectArea.LAW),
    OutlineSubject(N_("Civil law"), SubjectArea.LAW),
    OutlineSubject(N_("Labour law"), SubjectArea.LAW),
    OutlineSubject(N_("Road traffic law"), SubjectArea.LAW),
    OutlineSubject(N_("Public-order penalties"), SubjectArea.LAW, mastered=True),
    OutlineSubject(N_("Fire protection law"), SubjectArea.LAW, mastered=True),
    OutlineSubject(N_("Security of enterprises and institutions"), SubjectArea.LAW, mastered=True),
    OutlineSubject(N_("Regulation on guard service"), SubjectArea.LAW, mastered=True),
)
