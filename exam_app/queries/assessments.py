"""Periodic assessments as a unit, its county and the guard see them: who is due, what was planned, what came out."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from exam_app.errors import NotFound
from exam_app.models import Assessment, AssessmentPlan, Employment, GuardUnit, Person, Post
from exam_app.models.assessments import REPEATED
from exam_app.queries.assessment_dates import LATE, AssessmentState, Reckoning
from exam_app.queries.bank import approved_bank
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.own_papers import OwnPage, PaperResult, page_of, result_of
from exam_app.queries.people import masked_number
from exam_app.queries.places import Place
from exam_app.queries.training_gate import TrainingGate, my_training_by_post, training_at_unit
from exam_app.terms import FollowUp
from exam_app.work import Work
from question_bank import Blueprint, Pool, shipped_blueprint

PEOPLE_A_PAGE = 50
SHOWN = 20
"""Of the own assessments, the newest."""
Ts = TypeVarTuple("Ts")
BLUEPRINT = "cn-assessment-30"
Counts = Mapping[AssessmentState, int]


@dataclass(frozen=True)
class Tried:
    """A finished assessment in a line."""

    id: UUID
    closed_on: date
    raw: int
    maximum: int
    passed: bool
    follow_up: FollowUp | None
    note: str
    repeat_by: date | None


@dataclass(frozen=True)
class GuardLine:
    """A guard of a post with a standing plan."""

    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    post: str
    due_on: date
    state: AssessmentState
    last: Tried | None
    gate: TrainingGate


@dataclass(frozen=True)
class PostLine:
    """A post of the unit; ``plan`` is None where nothing is planned."""

    id: UUID
    name: str
    people: int
    plan: AssessmentPlan | None
    counts: Counts

    @property
    def late(self) -> int:
        return sum(self.counts[state] for state in LATE)


@dataclass(frozen=True)
class Shown:
    """What a list is narrowed to."""

    state: AssessmentState | None = None
    post_id: UUID | None = None


@dataclass(frozen=True)
class UnitAssessments:
    """A guard unit's posts with their plans, and its guards, what asks for an act first."""

    unit_id: UUID
    unit: str
    on: date
    posts: Sequence[PostLine]
    counts: Counts
    shown: Shown
    people: Listing[GuardLine]

    @property
    def planned(self) -> int:
        return sum(self.counts.values())

    @property
    def late(self) -> int:
        return sum(self.counts[state] for state in LATE)

    @property
    def unplanned(self) -> Sequence[PostLine]:
        """Posts where people stand and nothing is planned."""
        return [post for post in self.posts if post.people and post.plan is None]


@dataclass(frozen=True)
class UnitLine:
    """A guard unit in its county's list."""

    id: UUID
    name: str
    counts: Counts
    unplanned: int
    """Posts where people stand and nothing is planned."""

    @property
    def late(self) -> int:
        return sum(self.counts[state] for state in LATE)


@dataclass(frozen=True)
class MyAssessment:
    """What a guard is asked by one unit."""

    plan_id: UUID
    unit: str
    post: str
    due_on: date
    state: AssessmentState
    last: Tried | None
    gate: TrainingGate

    @property
    def may_begin(self) -> bool:
        """It is time for it, and no class hours are lacking that the unit asks for."""
        return self.is_time and not self.gate.is_shut

    @property
    def is_time(self) -> bool:
        """When it is due within 30 days or overdue, or the unit asked to repeat it; a failure is decided upon first."""
        if self.last is not None and self.last.follow_up in REPEATED:
            return True
        if self.last is not None and self.last.follow_up is FollowUp.CONTRACT_ENDED:
            return False
        return self.state in (AssessmentState.DUE, AssessmentState.OVERDUE)


@dataclass(frozen=True)
class MyAssessments:
    """Everything of the guard who asks: what is due, the paper that is open, what came out before."""

    due: Sequence[MyAssessment]
    open_paper: Assessment | None
    results: Sequence[Tried]


@dataclass(frozen=True)
class AssessmentPage:
    """A finished assessment at the unit's desk, or at home."""

    person_id: UUID
    name: str
    id_number: str
    unit: str
    post: str
    tried: Tried
    result: PaperResult


# -- a unit -------------------------------------------------------------------------------------------------------


def unit_assessments(work: Work, unit_id: UUID, shown: Shown, page: int = 1, on: date | None = None) -> UnitAssessments:
    """A unit's plans and guards as they stand on a day (by default today); eight statements whatever its size.

    Raises :class:`~exam_app.errors.NotFound` for a unit that the viewer neither is nor supervises: its name is known
    to every desk, its people are not.
    """
    unit = work.get(GuardUnit, unit_id)
    if work.actor.guard_unit_id not in (None, unit.id) or work.actor.county_id not in (None, unit.county_id):
        raise NotFound("This does not exist, or not for you.")
    reckoning = Reckoning(work, on or work.today)
    by_post = _counts_by_post(work, reckoning, unit_id)
    return UnitAssessments(
        unit.id,
        unit.name,
        reckoning.on,
        _posts(work, reckoning, unit_id, by_post),
        _counted(sum((Counter(counts) for counts in by_post.values()), Counter())),
        shown,
        _guards(work, reckoning, unit_id, shown, page, _fitting(by_post, shown)),
    )


def late_at_unit(work: Work, unit_id: UUID) -> int:
    """Guards whose assessment is overdue today, or failed without a decision."""
    by_post = _counts_by_post(work, Reckoning(work, work.today), unit_id)
    return sum(_fitting(by_post, Shown(state)) for state in LATE)


def _counts_by_post(work: Work, reckoning: Reckoning, unit_id: UUID) -> Mapping[UUID | None, Counts]:
    found: dict[UUID | None, Counter[AssessmentState]] = defaultdict(Counter)
    query = _by_state(work, reckoning, Employment.post_id).where(Employment.guard_unit_id == unit_id)
    for post_id, state, people in work.rows(query):
        found[post_id][_state(state)] = people
    return found


def _fitting(by_post: Mapping[UUID | None, Counts], shown: Shown) -> int:
    """How many guards a list shows."""
    return sum(
        people
        for post_id, counts in by_post.items()
        for state, people in counts.items()
        if shown.post_id in (None, post_id) and shown.state in (None, state)
    )


def _posts(
    work: Work, reckoning: Reckoning, unit_id: UUID, by_post: Mapping[UUID | None, Counts]
) -> Sequence[PostLine]:
    """All posts of the unit by name, with the plan that stands and how many people are there."""
    standing = (
        select(Employment.post_id, func.count(Employment.id))
        .where(Employment.city_id == work.city_id, Employment.guard_unit_id == unit_id, reckoning.employed)
        .group_by(Employment.post_id)
    )
    people = {row[0]: row[1] for row in work.rows(standing)}
    query = (
        select(Post.id, Post.name, AssessmentPlan)
        .outerjoin(AssessmentPlan, reckoning.planned_for(Post.city_id, Post.id))
        .where(Post.city_id == work.city_id, Post.guard_unit_id == unit_id)
        .order_by(Post.name)
    )
    return [
        PostLine(post_id, name, people.get(post_id, 0), plan, _counted(by_post.get(post_id, {})))
        for post_id, name, plan in work.rows(query)
    ]


def _guards(work: Work, reckoning: Reckoning, unit_id: UUID, shown: Shown, page: int, total: int) -> Listing[GuardLine]:
    page = page_within(page, total, PEOPLE_A_PAGE)
    query = (
        _reckoned(
            work,
            reckoning,
            select(Person, Post.name, reckoning.last, reckoning.due, reckoning.state, AssessmentPlan.needs_training),
        )
        .join(Person, (Person.city_id == Employment.city_id) & (Person.id == Employment.person_id))
        .join(Post, (Post.city_id == Employment.city_id) & (Post.id == Employment.post_id))
        .where(Employment.guard_unit_id == unit_id)
        .order_by(reckoning.rank, reckoning.due, Person.name, Employment.id)
        .offset((page - 1) * PEOPLE_A_PAGE)
        .limit(PEOPLE_A_PAGE)
    )
    if shown.post_id is not None:
        query = query.where(Employment.post_id == shown.post_id)
    if shown.state is not None:
        query = query.where(reckoning.state == shown.state.value)
    rows = list(work.rows(query))
    training = training_at_unit(work, unit_id, [person.id for person, *_ in rows])
    lines = [
        GuardLine(
            person.id,
            person.name,
            masked_number(work, person),
            post,
            due,
            _state(state),
            _tried(last),
            TrainingGate(needs_training, training.get(person.id)),
        )
        for person, post, last, due, state, needs_training in rows
    ]
    return Listing(lines, total, page, PEOPLE_A_PAGE)


def _reckoned(work: Work, reckoning: Reckoning, columns: Select[*Ts]) -> Select[*Ts]:
    """Columns of whoever is employed at a post with a standing plan, with the newest assessment of the stay."""
    return (
        columns.select_from(Employment)
        .join(AssessmentPlan, reckoning.planned)
        .outerjoin(reckoning.last, reckoning.tried)
        .where(Employment.city_id == work.city_id, reckoning.employed)
    )


def _by_state(work: Work, reckoning: Reckoning, group: Any) -> Select[UUID | None, str, int]:
    """How many guards are in each state, by a column of their stay.

    The state is grouped by its name: PostgreSQL takes the same expression with other parameters for another one.
    """
    state = reckoning.state.label("assessment_state")
    return _reckoned(work, reckoning, select(group, state, func.count(Employment.id))).group_by(
        group, "assessment_state"
    )


def _counted(counts: Mapping[AssessmentState, int]) -> Counts:
    return {state: counts.get(state, 0) for state in AssessmentState}


def _state(value: str) -> AssessmentState:
    return next(state for state in AssessmentState if state == value)


def _tried(row: Assessment | None) -> Tried | None:
    if row is None or row.closed_on is None or row.raw is None:
        return None
    return Tried(
        row.id, row.closed_on, row.raw, len(row.paper_digests), row.passed, row.follow_up, row.note, row.repeat_by
    )


def assessment_page(work: Work, assessment_id: UUID) -> AssessmentPage:
    """A finished assessment with what was missed. Raises :class:`~exam_app.errors.NotFound` while it is open."""
    row = work.get(Assessment, assessment_id)
    person = work.get(Person, row.person_id)
    return AssessmentPage(
        person.id,
        person.name,
        masked_number(work, person),
        work.get(GuardUnit, row.guard_unit_id).name,
        _post_name(work, row.post_id),
        work.found(_tried(row)),
        result_of(work, row),
    )


def _post_name(work: Work, post_id: UUID) -> str:
    """Empty for a guard who has moved on: a post is seen from where one stands."""
    return work.one(select(Post.name).where(Post.city_id == work.city_id, Post.id == post_id)) or ""


def plan_with_post(work: Work, plan_id: UUID) -> tuple[AssessmentPlan, Place]:
    """A plan and the post that it is for."""
    plan = work.get(AssessmentPlan, plan_id)
    return plan, Place(plan.post_id, _post_name(work, plan.post_id))


# -- a county -----------------------------------------------------------------------------------------------------


def county_assessments(work: Work, on: date | None = None) -> Sequence[UnitLine]:
    """Every guard unit with people at posts, worst first; three statements whatever their number."""
    reckoning = Reckoning(work, on or work.today)
    found: dict[UUID, Counter[AssessmentState]] = defaultdict(Counter)
    for unit_id, state, people in work.rows(_by_state(work, reckoning, Employment.guard_unit_id)):
        found[work.found(unit_id)][_state(state)] = people
    unplanned = (
        select(Employment.guard_unit_id, func.count(func.distinct(Employment.post_id)))
        .outerjoin(AssessmentPlan, reckoning.planned)
        .where(
            Employment.city_id == work.city_id,
            reckoning.employed,
            Employment.post_id.is_not(None),
            AssessmentPlan.id.is_(None),
        )
        .group_by(Employment.guard_unit_id)
    )
    open_posts = {row[0]: row[1] for row in work.rows(unplanned)}
    units = select(GuardUnit.id, GuardUnit.name).where(
        GuardUnit.city_id == work.city_id, GuardUnit.id.in_([*found, *open_posts])
    )
    lines = [
        UnitLine(unit_id, name, _counted(found[unit_id]), open_posts.get(unit_id, 0))
        for unit_id, name in work.rows(units)
    ]
    return sorted(lines, key=lambda unit: (-unit.late, -unit.unplanned, -unit.counts[AssessmentState.DUE], unit.name))


# -- a guard ------------------------------------------------------------------------------------------------------


def my_assessments(work: Work) -> MyAssessments:
    """What the units of who asks want, and what came out so far."""
    mine = select(Assessment).where(Assessment.city_id == work.city_id, Assessment.person_id == work.actor.person_id)
    tries = work.all(mine.order_by(Assessment.started_at.desc(), Assessment.id.desc()).limit(SHOWN))
    return MyAssessments(
        my_due(work),
        next((each for each in tries if each.closed_at is None), None),
        [tried for each in tries if (tried := _tried(each)) is not None],
    )


def my_due(work: Work) -> Sequence[MyAssessment]:
    """One line for each stay at a post with a standing plan, the earliest first."""
    reckoning = Reckoning(work, work.today)
    query = (
        _reckoned(
            work,
            reckoning,
            select(AssessmentPlan, GuardUnit.name, Post.name, reckoning.due, reckoning.state, reckoning.last),
        )
        .join(GuardUnit, (GuardUnit.city_id == Employment.city_id) & (GuardUnit.id == Employment.guard_unit_id))
        .join(Post, (Post.city_id == Employment.city_id) & (Post.id == Employment.post_id))
        .where(Employment.person_id == work.actor.person_id)
        .order_by(reckoning.due, Employment.id)
    )
    training = my_training_by_post(work)
    return [
        MyAssessment(
            plan.id,
            unit,
            post,
            due,
            _state(state),
            _tried(last),
            TrainingGate(plan.needs_training, training.get(plan.post_id)),
        )
        for plan, unit, post, due, state, last in work.rows(query)
    ]


def open_assessment(work: Work) -> Assessment | None:
    """The assessment of who asks that is not handed in, its time over or not."""
    return work.one(
        select(Assessment).where(
            Assessment.city_id == work.city_id,
            Assessment.person_id == work.actor.person_id,
            Assessment.closed_at.is_(None),
        )
    )


def assessment_screen(work: Work, assessment_id: UUID) -> OwnPage:
    """The own assessment as the exam screen shows it; another's does not exist."""
    return page_of(work, work.get(Assessment, assessment_id))


def assessment_blueprint(work: Work) -> Blueprint | None:
    """The plan of an assessment today: 30 items, or as many as the practice pool can fill; None for an empty pool."""
    return _shipped().largest_for(approved_bank(work, Pool.PRACTICE).in_force_on(work.today))


@lru_cache(maxsize=1)
def _shipped() -> Blueprint:
    return shipped_blueprint(BLUEPRINT)


# -- a person's file ----------------------------------------------------------------------------------------------


def assessed(work: Work, person_id: UUID) -> Sequence[tuple[Assessment, str]]:
    """The finished assessments of a person with the unit's name, newest first."""
    query = (
        select(Assessment, GuardUnit.name)
        .join(GuardUnit, (GuardUnit.city_id == Assessment.city_id) & (GuardUnit.id == Assessment.guard_unit_id))
        .where(Assessment.city_id == work.city_id, Assessment.person_id == person_id, Assessment.closed_at.is_not(None))
        .order_by(Assessment.started_at.desc(), Assessment.id.desc())
    )
    return [(row, unit) for row, unit in work.rows(query)]


def next_due(work: Work, person_id: UUID) -> date | None:
    """The earliest day by which a unit of this person wants an assessment; None where nothing is planned."""
    reckoning = Reckoning(work, work.today)
    query = _reckoned(work, reckoning, select(reckoning.due)).where(Employment.person_id == person_id)
    return min(work.all(query), default=None)
