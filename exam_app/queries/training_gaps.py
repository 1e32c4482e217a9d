"""Who of a guard unit lacks class hours by the plan of the post, on any day and as it was known on any day.

Both times are kept: ``on`` is the day in question, ``known`` the moment up to which what the site had been told counts.
A list of a past day that was printed then can be drawn again, and beside it what came to be known later.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from exam_app.db import later
from exam_app.errors import NotFound
from exam_app.models import Employment, GuardUnit, Person, Post, TrainingPlan, TrainingRecord
from exam_app.queries.assessment_dates import months_later
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_numbers
from exam_app.terms import N_, SubjectArea, Term
from exam_app.work import Work

PEOPLE_A_PAGE = 50
NEWER = aliased(TrainingRecord)
"""Made once: an alias has a copy of every column."""


class TrainingState(Term):
    """How a guard stands by the plan; what asks for an act comes first."""

    OVERDUE = "overdue", N_("Hours are lacking")
    DUE = "due", N_("First period is running")
    COVERED = "covered", N_("All hours attended")


@dataclass(frozen=True)
class AsOf:
    """The day in question, and up to when what was recorded counts."""

    on: date
    known: datetime


def state_by_plan(
    asked: Mapping[SubjectArea, int], attended: Mapping[SubjectArea, int], begins_on: date, months: int, on: date
) -> TrainingState:
    """Covered when each area has its hours within the last ``months``; before the first period is over, due.

    :func:`reckoned_stays` is the same in SQL.

    Law, professional knowledge and skills are counted apart: more of one makes up for none of another.

    >>> day, none = date(2026, 6, 1), dict.fromkeys(SubjectArea, 0)
    >>> state_by_plan({SubjectArea.LAW: 2}, none, date(2026, 1, 1), 12, day).value
    'due'
    >>> state_by_plan({SubjectArea.LAW: 2}, none, date(2025, 6, 1), 12, day).value
    'overdue'
    """
    if all(attended.get(area, 0) >= hours for area, hours in asked.items()):
        return TrainingState.COVERED
    return TrainingState.DUE if on < months_later(begins_on, months) else TrainingState.OVERDUE


@dataclass(frozen=True)
class GuardTraining:
    """A guard at a post with a standing plan."""

    person_id: UUID
    name: str
    post: str
    asked: Mapping[SubjectArea, int]
    attended: Mapping[SubjectArea, int]
    due_on: date
    """The end of the first period; hours are lacking from then on."""
    state: TrainingState

    @property
    def lacking(self) -> Mapping[SubjectArea, int]:
        """Class hours that are still to be attended, by area; areas without a gap are left out."""
        gaps = {area: hours - self.attended[area] for area, hours in self.asked.items()}
        return {area: gap for area, gap in gaps.items() if gap > 0}


@dataclass(frozen=True)
class PostTraining:
    """A post of the unit; ``plan`` is None where no training is planned."""

    id: UUID
    name: str
    people: int
    plan: TrainingPlan | None
    counts: Mapping[TrainingState, int]


@dataclass(frozen=True)
class UnitTraining:
    """A unit's posts and its guards, whoever lacks hours first."""

    unit_id: UUID
    unit: str
    as_of: AsOf
    posts: Sequence[PostTraining]
    counts: Mapping[TrainingState, int]
    people: Listing[GuardTraining]
    numbers: Mapping[UUID, str]
    """Masked ID numbers of the people shown."""

    @property
    def planned(self) -> int:
        return sum(self.counts.values())


def unit_training(work: Work, unit_id: UUID, as_of: AsOf, page: int = 1) -> UnitTraining:
    """The plans of a unit and how each guard stands by them; seven statements whatever its size.

    Raises :class:`~exam_app.errors.NotFound` for a unit that the viewer neither is nor supervises.
    """
    unit = work.get(GuardUnit, unit_id)
    if work.actor.guard_unit_id not in (None, unit.id) or work.actor.county_id not in (None, unit.county_id):
        raise NotFound("This does not exist, or not for you.")
    guards = _rows(work, as_of, Employment.guard_unit_id == unit.id)
    order = {state.value: place for place, state in enumerate(TrainingState)}
    guards.sort(key=lambda row: (order[row.state], row.due_on, row.name))
    by_plan = Counter((row.plan_id, row.state) for row in guards)
    counts = {state: sum(n for (_, found), n in by_plan.items() if found == state) for state in TrainingState}
    here = page_within(page, len(guards), PEOPLE_A_PAGE)
    shown = [guard for _, guard in as_reckoned(work, guards[(here - 1) * PEOPLE_A_PAGE : here * PEOPLE_A_PAGE])]
    return UnitTraining(
        unit.id,
        unit.name,
        as_of,
        _posts(work, unit_id, as_of, by_plan),
        counts,
        Listing(shown, len(guards), here, PEOPLE_A_PAGE),
        masked_numbers(work, [guard.person_id for guard in shown]),
    )


def _stands(as_of: AsOf) -> ColumnElement[bool]:
    """The plan had been made and was not ended at the moment that counts."""
    return (TrainingPlan.planned_at <= as_of.known) & or_(
        TrainingPlan.ended_at.is_(None), TrainingPlan.ended_at > as_of.known
    )


def guards_by_plan(
    work: Work, unit_id: UUID, as_of: AsOf, person_ids: Sequence[UUID] | None = None
) -> list[tuple[UUID, GuardTraining]]:
    """Everybody at a post of the unit with a standing plan, or the named of them, with the post's id, in no order.

    Three statements.
    """
    stays = Employment.guard_unit_id == unit_id
    return _by_plan(work, as_of, stays if person_ids is None else stays & Employment.person_id.in_(person_ids))


def training_of_person(work: Work, person_id: UUID, as_of: AsOf) -> Mapping[UUID, GuardTraining]:
    """How one person stands by the plan of each post where they stand, by the post's id; three statements."""
    return dict(_by_plan(work, as_of, Employment.person_id == person_id))


def _by_plan(work: Work, as_of: AsOf, stays: ColumnElement[bool]) -> list[tuple[UUID, GuardTraining]]:
    return as_reckoned(work, _rows(work, as_of, stays))


def _rows(work: Work, as_of: AsOf, stays: ColumnElement[bool]) -> list[Any]:
    """The columns of :func:`reckoned_stays` and the name of the guard."""
    reckoned = _reckoned(work, as_of, stays)
    guard = (Person.city_id == reckoned.c.city_id) & (Person.id == reckoned.c.person_id)
    told = [column for column in reckoned.c if column.name not in ("city_id", "stay_id")]
    query: Select[Any] = select(Person.name, *told).join(reckoned, guard)
    return list(work.rows(query.where(Person.city_id == work.city_id)))


def as_reckoned(work: Work, rows: Sequence[Any]) -> list[tuple[UUID, GuardTraining]]:
    """What rows with the columns of :func:`reckoned_stays` and ``name`` say, in the same order, with the post's id.

    Plans and posts are read once, in one statement: many guards stand by few.
    """
    standing = (
        select(TrainingPlan, Post.name)
        .join(Post, (Post.city_id == TrainingPlan.city_id) & (Post.id == TrainingPlan.post_id))
        .where(TrainingPlan.city_id == work.city_id, TrainingPlan.id.in_({row.plan_id for row in rows}))
    )
    plans = {plan.id: (plan.post_id, post, plan.hours) for plan, post in work.rows(standing)}
    states = {state.value: state for state in TrainingState}
    found = []
    for row in rows:
        post_id, post, asked = plans[row.plan_id]
        attended = {area: int(getattr(row, area.value)) for area in SubjectArea}
        guard = GuardTraining(row.person_id, row.name, post, asked, attended, row.due_on, states[row.state])
        found.append((post_id, guard))
    return found


# -- the same in SQL ----------------------------------------------------------------------------------------------


def reckoned_stays(work: Work, unit_id: UUID, as_of: AsOf) -> Subquery:
    """Each stay at a post of the unit with a standing plan, and how it stands by it, to be joined to others.

    Columns: ``city_id``, ``stay_id``, ``person_id``, ``plan_id``, ``due_on``, the class hours attended by the name of
    the area, and ``state`` (the value of a :class:`TrainingState`).
    """
    return _reckoned(work, as_of, Employment.guard_unit_id == unit_id)


def _reckoned(work: Work, as_of: AsOf, stays: ColumnElement[bool]) -> Subquery:
    rhythms = _rhythms(work, as_of)
    attended = _attended(work, as_of, stays, rhythms)
    asked = {
        SubjectArea.LAW: TrainingPlan.law_hours,
        SubjectArea.KNOWLEDGE: TrainingPlan.knowledge_hours,
        SubjectArea.SKILLS: TrainingPlan.skill_hours,
    }
    hours = {
        area: func.coalesce(
            case(*((TrainingPlan.every_months == each, attended.c[f"{area.value}_{each}"]) for each in rhythms)), 0
        )
        for area in SubjectArea
    }
    begins_on = case((TrainingPlan.starts_on >= Employment.hired_on, TrainingPlan.starts_on), else_=Employment.hired_on)
    due_on = later(begins_on, TrainingPlan.every_months, literal(0))
    state = case(
        (and_(*(hours[area] >= asked[area] for area in SubjectArea)), TrainingState.COVERED.value),
        (due_on > as_of.on, TrainingState.DUE.value),
        else_=TrainingState.OVERDUE.value,
    )
    return (
        select(
            Employment.city_id,
            Employment.id.label("stay_id"),
            Employment.person_id,
            TrainingPlan.id.label("plan_id"),
            due_on.label("due_on"),
            *(hours[area].label(area.value) for area in SubjectArea),
            state.label("state"),
        )
        .join(
            TrainingPlan,
            (TrainingPlan.city_id == Employment.city_id) & (TrainingPlan.post_id == Employment.post_id),
        )
        .outerjoin(attended, attended.c.person_id == Employment.person_id)
        .where(Employment.city_id == work.city_id, stays, Employment.lasts_on(as_of.on), _stands(as_of))
        .subquery()
    )


def _rhythms(work: Work, as_of: AsOf) -> Sequence[int]:
    """The periods in months that standing plans in reach have, few; one where there is no plan, which then counts
    nothing."""
    query = select(TrainingPlan.every_months).where(TrainingPlan.city_id == work.city_id, _stands(as_of)).distinct()
    return sorted(work.all(query)) or [1]


def _attended(work: Work, as_of: AsOf, stays: ColumnElement[bool], rhythms: Sequence[int]) -> Subquery:
    """Class hours of everybody at these stays within the newest period of each rhythm.

    Columns: ``person_id``, and ``law_12`` for the hours of law within twelve months. The records are summed before they
    meet stays and plans: five of each of a thousand guards, and none is carried along.
    """
    since = {months: months_later(as_of.on, -months) for months in rhythms}
    sums = [
        func.sum(
            case(
                ((TrainingRecord.area == area) & (TrainingRecord.held_on > since[months]), TrainingRecord.hours),
                else_=0,
            )
        ).label(f"{area.value}_{months}")
        for area in SubjectArea
        for months in rhythms
    ]
    people = select(Employment.person_id).where(
        Employment.city_id == work.city_id, stays, Employment.lasts_on(as_of.on)
    )
    return (
        select(TrainingRecord.person_id, *sums)
        .where(
            TrainingRecord.city_id == work.city_id,
            TrainingRecord.person_id.in_(people),
            TrainingRecord.held_on > min(since.values()),
            TrainingRecord.held_on <= as_of.on,
            TrainingRecord.recorded_at <= as_of.known,
            TrainingRecord.id.not_in(_corrected(work, as_of)),
        )
        .group_by(TrainingRecord.person_id)
        .subquery()
    )


def _corrected(work: Work, as_of: AsOf) -> Select[UUID | None]:
    """Records in whose place a newer one stands: few, read once and not looked for at each record."""
    return select(NEWER.corrects_id).where(
        NEWER.city_id == work.city_id, NEWER.corrects_id.is_not(None), NEWER.recorded_at <= as_of.known
    )


def _posts(work: Work, unit_id: UUID, as_of: AsOf, by_plan: Mapping[tuple[UUID, str], int]) -> Sequence[PostTraining]:
    people = (
        select(Employment.post_id, func.count().label("people"))
        .where(Employment.city_id == work.city_id, Employment.guard_unit_id == unit_id, Employment.lasts_on(as_of.on))
        .group_by(Employment.post_id)
        .subquery()
    )
    query = (
        select(Post, func.coalesce(people.c.people, 0), TrainingPlan)
        .outerjoin(people, people.c.post_id == Post.id)
        .outerjoin(
            TrainingPlan,
            (TrainingPlan.city_id == Post.city_id) & (TrainingPlan.post_id == Post.id) & _stands(as_of),
        )
        .where(Post.city_id == work.city_id, Post.guard_unit_id == unit_id)
        .order_by(Post.name, Post.id)
    )
    return [
        PostTraining(
            post.id,
            post.name,
            count,
            plan,
            {state: by_plan.get((plan.id, state.value), 0) if plan else 0 for state in TrainingState},
        )
        for post, count, plan in work.rows(query)
    ]


def plan_of_training(work: Work, plan_id: UUID) -> tuple[TrainingPlan, Post]:
    """A plan and its post, within the viewer's scope."""
    plan = work.get(TrainingPlan, plan_id)
    return plan, work.get(Post, plan.post_id)


# -- the county ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class UnitCoverage:
    """A guard unit in its county's list."""

    id: UUID
    name: str
    people: int
    planned_posts: int
    unplanned_posts: int
    """Posts where people stand and no training is planned."""


def training_coverage(work: Work) -> Sequence[UnitCoverage]:
    """The units of the viewer's county, those with posts without a plan first; one statement."""
    staffed = (
        select(Employment.guard_unit_id, Employment.post_id, func.count().label("people"))
        .where(Employment.city_id == work.city_id, Employment.lasts_on(work.today))
        .group_by(Employment.guard_unit_id, Employment.post_id)
        .subquery()
    )
    planned = TrainingPlan.id.is_not(None)
    query = (
        select(
            GuardUnit.id,
            GuardUnit.name,
            func.sum(staffed.c.people),
            func.sum(case((planned, 1), else_=0)),
            func.sum(case((~planned & staffed.c.post_id.is_not(None), 1), else_=0)),
        )
        .join(staffed, staffed.c.guard_unit_id == GuardUnit.id)
        .outerjoin(
            TrainingPlan,
            (TrainingPlan.city_id == GuardUnit.city_id)
            & (TrainingPlan.post_id == staffed.c.post_id)
            & TrainingPlan.ended_at.is_(None),
        )
        .where(GuardUnit.city_id == work.city_id)
        .group_by(GuardUnit.id, GuardUnit.name)
    )
    if work.actor.county_id is not None:
        query = query.where(GuardUnit.county_id == work.actor.county_id)
    lines = [
        UnitCoverage(unit_id, name, int(people), int(with_plan), int(without))
        for unit_id, name, people, with_plan, without in work.rows(query)
    ]
    return sorted(lines, key=lambda line: (-line.unplanned_posts, line.name))
