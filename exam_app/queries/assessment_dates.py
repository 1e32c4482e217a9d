"""When a guard is due for the unit's assessment: the rule as a function of values, and beside it the same rule in SQL.

Nothing of it is stored. Never assessed: by the plan's first day, but not within a month of being hired. Passed: so
many months after that day. Failed: by the day of the follow-up, and until there is one at once.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, literal, or_, select
from sqlalchemy.orm import aliased

from exam_app.db import later
from exam_app.models import Assessment, AssessmentPlan, Employment
from exam_app.terms import N_, Term
from exam_app.work import Work

SOON_DAYS = 30
AFTER_HIRING_DAYS = 30
LAST, NEWER = aliased(Assessment), aliased(Assessment)
"""Made once: an alias has a copy of every column."""


class AssessmentState(Term):
    """Where somebody stands with the unit's assessment, what asks for an act first."""

    NO_FOLLOW_UP = "no_follow_up", N_("Failed, follow-up missing")
    OVERDUE = "overdue", N_("Overdue")
    DUE = "due", N_("Due within 30 days")
    NEVER = "never", N_("Not assessed yet")
    NOT_DUE = "not_due", N_("Not due")


LATE = (AssessmentState.NO_FOLLOW_UP, AssessmentState.OVERDUE)


@dataclass(frozen=True)
class LastTry:
    """The newest finished assessment of a stay; ``is_followed_up`` only where it failed."""

    closed_on: date
    passed: bool
    is_followed_up: bool = False
    repeat_by: date | None = None


def months_later(day: date, months: int) -> date:
    """So many months after a day; a month that is too short gives its last day.

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_on(first_due_on: date, every_months: int, hired_on: date, last: LastTry | None) -> date:
    """The day by which the next assessment is due."""
    if last is None:
        return max(first_due_on, hired_on + timedelta(days=AFTER_HIRING_DAYS))
    if last.passed:
        return months_later(last.closed_on, every_months)
    return last.repeat_by or last.closed_on


def state_of(due: date, last: LastTry | None, on: date) -> AssessmentState:
    """How that stands on a day. On the day itself it is due; from the next day on it is overdue."""
    if last is not None and not last.passed and not last.is_followed_up:
        return AssessmentState.NO_FOLLOW_UP
    if due < on:
        return AssessmentState.OVERDUE
    if due <= on + timedelta(days=SOON_DAYS):
        return AssessmentState.DUE
    return AssessmentState.NEVER if last is None else AssessmentState.NOT_DUE


# -- the same in SQL ----------------------------------------------------------------------------------------------


class Reckoning:
    """The rule over all rows, as things stood at the end of a day: join it to :class:`Employment` and read it.

    What was planned, finished or recorded later is not known yet on that day. The post is the one of now: moves
    within a stay are journalled, not kept in the row.
    """

    def __init__(self, work: Work, on: date) -> None:
        self.on = on
        self.end = datetime.combine(on + timedelta(days=1), time.min, work.site.settings.zone)
        self.last = LAST

    @property
    def employed(self) -> ColumnElement[bool]:
        return Employment.lasts_on(self.on)

    @property
    def planned(self) -> ColumnElement[bool]:
        """The plan that stands for the post of the stay."""
        return self.planned_for(Employment.city_id, Employment.post_id)

    def planned_for(self, city_column: Any, post_column: Any) -> ColumnElement[bool]:
        """The plan that stands for a post."""
        return and_(
            AssessmentPlan.city_id == city_column,
            AssessmentPlan.post_id == post_column,
            AssessmentPlan.planned_at < self.end,
            or_(AssessmentPlan.ended_at.is_(None), AssessmentPlan.ended_at >= self.end),
        )

    @property
    def tried(self) -> ColumnElement[bool]:
        """The newest finished assessment of the stay, at whichever post of the unit: who failed and was moved is
        still asked, who passed and was moved is not asked at once."""
        return and_(
            self._of_the_stay(self.last),
            ~exists(
                select(NEWER.id)
                .where(
                    self._of_the_stay(NEWER),
                    or_(
                        NEWER.started_at > self.last.started_at,
                        and_(NEWER.started_at == self.last.started_at, NEWER.id > self.last.id),
                    ),
                )
                .correlate(self.last, Employment)
            ),
        )

    def _of_the_stay(self, row: Any) -> ColumnElement[bool]:
        return and_(
            row.city_id == Employment.city_id,
            row.guard_unit_id == Employment.guard_unit_id,
            row.person_id == Employment.person_id,
            row.closed_on >= Employment.hired_on,
            row.closed_at < self.end,
        )

    @property
    def _is_followed_up(self) -> ColumnElement[bool]:
        return self.last.followed_up_at < self.end

    @cached_property
    def due(self) -> ColumnElement[date]:
        after_hiring = later(Employment.hired_on, literal(0), literal(AFTER_HIRING_DAYS))
        first = AssessmentPlan.first_due_on
        return case(
            (self.last.id.is_(None), case((first >= after_hiring, first), else_=after_hiring)),
            (
                self.last.raw >= self.last.cut_score,
                later(self.last.closed_on, AssessmentPlan.every_months, literal(0)),
            ),
            (and_(self._is_followed_up, self.last.repeat_by.is_not(None)), self.last.repeat_by),
            else_=self.last.closed_on,
        )

    @property
    def state(self) -> ColumnElement[str]:
        """The value of an :class:`AssessmentState`."""
        open_failure = and_(
            self.last.raw < self.last.cut_score,
            or_(self.last.followed_up_at.is_(None), self.last.followed_up_at >= self.end),
        )
        return case(
            (open_failure, AssessmentState.NO_FOLLOW_UP.value),
            (self.due < self.on, AssessmentState.OVERDUE.value),
            (self.due <= self.on + timedelta(days=SOON_DAYS), AssessmentState.DUE.value),
            (self.last.id.is_(None), AssessmentState.NEVER.value),
            else_=AssessmentState.NOT_DUE.value,
        )

    @property
    def rank(self) -> ColumnElement[int]:
        """Orders by state, what asks for an act first."""
        return case({state.value: place for place, state in enumerate(AssessmentState)}, value=self.state)
