"""What is known of one person, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from exam_app.terms import Answer, BackgroundKind, Requirement

ABOLISHED_ON: Mapping[BackgroundKind, date] = MappingProxyType(
    {
        BackgroundKind.LABOUR_RE_EDUCATION: date(2013, 12, 28),
        BackgroundKind.CUSTODY_FOR_EDUCATION: date(2019, 12, 29),
    }
)
"""From these days on there is no such thing any more (decisions of the Standing Committee of 28 December 2013 and of
28 December 2019). What was decided before them still counts under Regulation art. 17(1)."""


@dataclass(frozen=True, order=True)
class Background:
    """One dated fact: the day of the decision or judgment, of a certificate's end, of an application with false
    papers."""

    on: date
    kind: BackgroundKind

    @property
    def is_possible(self) -> bool:
        """Whether there was such a thing on that day."""
        return self.kind not in ABOLISHED_ON or self.on < ABOLISHED_ON[self.kind]


@dataclass(frozen=True)
class Facts:
    """A birth date, what was looked at, and what a background check found, in any order. Twice the same counts twice:
    two detentions may begin on one day in two places."""

    birth_date: date
    answers: Mapping[Requirement, Answer] = field(default_factory=dict)
    """A requirement that is missing here was not looked at."""
    background: tuple[Background, ...] = ()

    def answer(self, requirement: Requirement) -> Answer:
        return self.answers.get(requirement, Answer.NOT_SEEN)

    def known_on(self, day: date) -> list[Background]:
        """The background up to that day, the oldest first."""
        return sorted(fact for fact in self.background if fact.on <= day)
