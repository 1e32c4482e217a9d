"""Whether an examination was held as it is prescribed: steps and facts in, done, deviating or missing out. Pure.

“Not run by the prescribed process and standard” is to be punished (the work plan, S49), so each step says which text
asks for it and since when, and each answer who did it, when, and what shows it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from exam_app.terms import N_


class Finding(StrEnum):
    """What is found of a step."""

    DONE = "done"
    DEVIATES = "deviates"
    MISSING = "missing"

    @property
    def is_red(self) -> bool:
        """A lead against whoever organised the examination follows from it."""
        return self in (Finding.DEVIATES, Finding.MISSING)


@dataclass(frozen=True)
class Step:
    """One prescribed step; ``per_room`` is asked of each room."""

    key: str
    title: str
    source: str
    """Which text asks for it."""
    since: date
    per_room: bool = False
    where_known: bool = False
    """Asked only where something is known of it: not every room has printed paper."""


NOTICE = N_("National notice on the guard examination: organised by the city, prior system test, staff for each room")
PLAN = N_("Work plan, S49: held by the prescribed process and standard")
RULES = date(2010, 1, 1)
"""The Regulation and the notice that follows it have been in force since then."""
SYSTEM = date(2026, 1, 1)
"""What only this system prescribes, from its first examination on."""
STEPS = (
    Step("blueprint", N_("The blueprint was entered before the examination was published"), NOTICE, RULES),
    Step("published", N_("The examination was published with tickets before its start"), NOTICE, RULES),
    Step("supervised", N_("Every room had an invigilator"), NOTICE, RULES, per_room=True),
    Step("rehearsed", N_("The room returned its rehearsal before it opened"), NOTICE, RULES, per_room=True),
    Step("opened", N_("The room was opened before the start"), PLAN, SYSTEM, per_room=True),
    Step("compared", N_("Face and card of everybody who sat were compared"), PLAN, SYSTEM, per_room=True),
    Step("visited", N_("An inspector visited the room"), PLAN, SYSTEM, per_room=True),
    Step(
        "sheets",
        N_("On paper: every answer sheet was taken in, within two minutes of its time"),
        NOTICE,
        RULES,
        per_room=True,
        where_known=True,
    ),
    Step("booklets", N_("On paper: every printed booklet was counted"), NOTICE, RULES, per_room=True, where_known=True),
    Step("signed", N_("Everybody on duty signed the room"), PLAN, SYSTEM, per_room=True),
    Step("closed", N_("The examination was closed"), PLAN, SYSTEM),
)


@dataclass(frozen=True)
class Fact:
    """What is known of a step: who, when, and what shows it; ``wrong`` says how it deviates."""

    finding: Finding
    who: str = ""
    at: datetime | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Line:
    """One step of one examination, or of one of its rooms."""

    step: Step
    room: str
    """Empty where the step is of the whole examination."""
    fact: Fact


def judged(
    day: date, rooms: Sequence[str], facts: Mapping[tuple[str, str], Fact], steps: Sequence[Step] = STEPS
) -> Sequence[Line]:
    """Each step in force on the day of the examination, in their order, room by room.

    ``facts`` by step and room (empty: the whole examination). A step of which nothing is known is missing, unless it is
    asked only where something is.
    """
    return [
        Line(step, room, facts.get((step.key, room), Fact(Finding.MISSING)))
        for step in steps
        if step.since <= day
        for room in (rooms if step.per_room else ("",))
        if not step.where_known or (step.key, room) in facts
    ]


def in_time(fact: Fact, limit: datetime) -> Fact:
    """The fact, or that it deviates where it came after its limit."""
    late = fact.finding is Finding.DONE and fact.at is not None and fact.at > limit
    return replace(fact, finding=Finding.DEVIATES) if late else fact
