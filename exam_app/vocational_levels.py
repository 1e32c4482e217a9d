"""Who may be nominated for which vocational level from which day on: national vocational standard 保安员, 2019. Pure.

The standard (code 4-07-05-01) was issued in April 2019 by the ministries of public security and of human resources; the
day itself is not established here. Its conditions are data with the day from which they hold, so that another edition
is another entry and nominations of a past day stay explained. A level certificate is never the police certificate that
a guard works with (domain.md 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from exam_app.errors import Sentence, sentence
from exam_app.terms import N_, LevelRoute, OutlineLevel

LADDER = tuple(OutlineLevel)
"""From level 5 up to level 1."""


@dataclass(frozen=True)
class Condition:
    """One way to a level: full years of work; with LOWER_LEVEL, years since the certificate of the level below."""

    level: OutlineLevel
    route: LevelRoute
    years: int


@dataclass(frozen=True)
class Standard:
    """An edition of the standard."""

    since: date
    conditions: Sequence[Condition]


STANDARDS = (
    Standard(
        date(2019, 4, 1),
        (
            Condition(OutlineLevel.JUNIOR, LevelRoute.TRADE, 1),
            Condition(OutlineLevel.JUNIOR, LevelRoute.EX_CONSCRIPT, 0),
            Condition(OutlineLevel.INTERMEDIATE, LevelRoute.LOWER_LEVEL, 4),
            Condition(OutlineLevel.INTERMEDIATE, LevelRoute.RELATED, 6),
            Condition(OutlineLevel.SENIOR, LevelRoute.LOWER_LEVEL, 5),
            Condition(OutlineLevel.TECHNICIAN, LevelRoute.LOWER_LEVEL, 4),
            Condition(OutlineLevel.SENIOR_TECHNICIAN, LevelRoute.LOWER_LEVEL, 4),
        ),
    ),
)
"""Editions, the newest last."""


@dataclass(frozen=True)
class Stay:
    """Work from a day to a last day; None while it goes on."""

    first: date
    last: date | None


@dataclass(frozen=True)
class Claim:
    """What is put forward: the way, the work, and the day of the certificate of the level below."""

    route: LevelRoute
    stays: Sequence[Stay] = field(default=())
    previous_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """From which day on somebody may be nominated, and why; no day where what is shown never suffices."""

    day: date | None
    reason: Sentence

    def holds_on(self, on: date) -> bool:
        return self.day is not None and self.day <= on


def conditions_of(level: OutlineLevel, on: date) -> Sequence[Condition]:
    """The ways to a level by the edition in force on a day; none before the first edition."""
    in_force = [standard for standard in STANDARDS if standard.since <= on]
    return [each for each in in_force[-1].conditions if each.level is level] if in_force else []


def level_below(level: OutlineLevel) -> OutlineLevel | None:
    """The level whose certificate comes before; None below level 5.

    >>> level_below(OutlineLevel.SENIOR).value
    'intermediate'
    """
    place = LADDER.index(level)
    return LADDER[place - 1] if place else None


def may_be_nominated(condition: Condition, claim: Claim) -> Answer:
    """The first day on which a condition is met, with the reason in words."""
    if condition.route is LevelRoute.EX_CONSCRIPT:
        return Answer(STANDARDS[0].since, sentence(N_("Former conscripts need no years in the trade.")))
    stays = claim.stays
    if condition.route is LevelRoute.LOWER_LEVEL:
        below = level_below(condition.level)
        if claim.previous_on is None:
            return Answer(None, sentence(N_("The certificate of %(level)s is needed first."), level=below))
        stays = _since(stays, claim.previous_on)
    day = years_complete_on(stays, condition.years)
    if day is None:
        return Answer(None, _never(condition))
    return Answer(day, _from(condition, day))


def _never(condition: Condition) -> Sentence:
    if condition.route is LevelRoute.LOWER_LEVEL:
        return sentence(
            N_("The years of work needed since the certificate of %(level)s (%(years)s) are not shown."),
            years=condition.years,
            level=level_below(condition.level),
        )
    return sentence(N_("The years of work needed (%(years)s) are not shown."), years=condition.years)


def _from(condition: Condition, day: date) -> Sentence:
    places = {"day": day.isoformat(), "years": condition.years}
    if condition.route is LevelRoute.LOWER_LEVEL:
        return sentence(
            N_("From %(day)s: the years of work needed since the certificate of %(level)s (%(years)s) are full."),
            level=level_below(condition.level),
            **places,
        )
    return sentence(N_("From %(day)s: the years of work needed (%(years)s) are full."), **places)


def years_complete_on(stays: Sequence[Stay], years: int) -> date | None:
    """The first day after so many years of work, days worked twice counted once; None where the work ended before.

    Work that goes on is taken to go on until then.

    >>> years_complete_on([Stay(date(2026, 3, 1), None)], 1)
    datetime.date(2027, 3, 1)
    """
    worked = timedelta()
    for stay in merged(stays):
        day = years_later(stay.first, years) - worked
        if stay.last is None or day <= stay.last + timedelta(days=1):
            return max(day, stay.first)
        worked += stay.last - stay.first + timedelta(days=1)
    return None


def merged(stays: Sequence[Stay]) -> Sequence[Stay]:
    """The same days as stays in order that neither overlap nor touch."""
    whole: list[Stay] = []
    for stay in sorted(stays, key=lambda each: each.first):
        before = whole[-1] if whole else None
        if before is None or (before.last is not None and stay.first > before.last + timedelta(days=1)):
            whole.append(stay)
        elif before.last is not None and (stay.last is None or stay.last > before.last):
            whole[-1] = Stay(before.first, stay.last)
    return whole


def days_worked(stays: Sequence[Stay], until: date) -> int:
    """Different days of work up to a day, which counts."""
    ends = [(stay.first, min(stay.last or until, until)) for stay in merged(stays)]
    return sum((last - first).days + 1 for first, last in ends if last >= first)


def _since(stays: Sequence[Stay], day: date) -> Sequence[Stay]:
    return [Stay(max(stay.first, day), stay.last) for stay in stays if stay.last is None or stay.last >= day]


def years_later(day: date, years: int) -> date:
    """So many years after a day; after 29 February, the 28th where there is no such day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
