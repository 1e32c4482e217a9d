"""Who is on duty at a guard unit, and of each the certificate, labour contract, training and assessment.

Accident insurance is a document of the unit (Regulation art. 20): it is shown with everybody and counted once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, case, select, true

from exam_app.models import AssessmentPlan, Employment, LabourContract, Person
from exam_app.queries.assessment_dates import LATE, AssessmentState, Reckoning
from exam_app.queries.employment import Standing, ever_certified, in_force, own_posts, standing_of
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.payroll_mismatches import labour_contract_in_force
from exam_app.queries.training_gaps import AsOf, GuardTraining, TrainingState, as_reckoned, reckoned_stays
from exam_app.queries.unit_documents import PaperLine, PaperState, papers_of
from exam_app.queries.units import own_unit
from exam_app.terms import N_, DocumentKind, Term
from exam_app.work import Work

PEOPLE_A_PAGE = 50
ASSESSMENT_STATES = {state.value: state for state in AssessmentState}


class Gap(Term):
    """What somebody on duty can lack, what the law makes worst first."""

    CERTIFICATE = "certificate", N_("No certificate in force")
    LABOUR_CONTRACT = "labour_contract", N_("No labour contract in force")
    TRAINING = "training", N_("Training lacking")
    ASSESSMENT = "assessment", N_("Assessment lacking")
    INSURANCE = "insurance", N_("Insurance not shown")


OF_GUARDS = (Gap.CERTIFICATE, Gap.LABOUR_CONTRACT, Gap.TRAINING, Gap.ASSESSMENT)
"""What is counted for each guard; insurance is the unit's."""
LAWS: Mapping[Gap, str] = {
    Gap.CERTIFICATE: N_("Regulation art. 16, Order 112 art. 24"),
    Gap.LABOUR_CONTRACT: N_("Regulation art. 18"),
    Gap.TRAINING: N_("Regulation art. 18"),
    Gap.ASSESSMENT: N_("Regulation art. 19"),
    Gap.INSURANCE: N_("Regulation art. 20"),
}


@dataclass(frozen=True)
class Contract:
    """The labour contract that counts."""

    ends_on: date | None
    is_in_force: bool


@dataclass(frozen=True)
class Assessed:
    """How a guard stands by the plan of assessments of the post."""

    state: AssessmentState
    due_on: date
    last_on: date | None
    last_passed: bool


@dataclass(frozen=True)
class RosterLine:
    """A guard on duty, and what is lacking, worst first.

    No plan is None for ``training`` and ``assessed``; so is everything at no post. Nothing planned at a post is a gap:
    nobody is trained or assessed there.
    """

    person_id: UUID
    name: str
    post_id: UUID | None
    post: str | None
    standing: Standing
    contract: Contract | None
    training: GuardTraining | None
    assessed: Assessed | None
    gaps: Sequence[Gap]


@dataclass(frozen=True)
class Shown:
    """What the list is narrowed to."""

    gap: Gap | None = None
    post_id: UUID | None = None


@dataclass(frozen=True)
class PostCount:
    """A post and how many of the guards shown stand there."""

    id: UUID
    name: str
    people: int


@dataclass(frozen=True)
class ToDo:
    """One thing to do this week, for so many guards."""

    gap: Gap
    people: int

    @property
    def law(self) -> str:
        return LAWS[self.gap]


@dataclass(frozen=True)
class Roster:
    """The guards on duty, narrowed, whoever lacks most first."""

    on_duty: int
    with_gaps: int
    due_soon: int
    """Guards whose assessment is due within 30 days."""
    to_do: Sequence[ToDo]
    insurance: PaperLine | None
    """None for a unit that does not owe the document."""
    shown: Shown
    gaps: Mapping[Gap, int]
    """How many lack what, at the post that the list is narrowed to."""
    posts: Sequence[PostCount]
    """Every post, with the guards who lack what the list is narrowed to."""
    people: Listing[RosterLine]

    @property
    def post(self) -> str | None:
        """Name of the post that the list is narrowed to."""
        return next((post.name for post in self.posts if post.id == self.shown.post_id), None)


class OnDuty(NamedTuple):
    """What orders and counts the guards; the rest of the row is made into words for those on the page alone."""

    gaps: Sequence[Gap]
    row: Row[Any]


def roster_of_unit(work: Work, shown: Shown, page: int | None = 1) -> Roster:
    """Everybody on duty at the clerk's unit today, with the details of one page of them, or of all (``page`` None);
    as many statements whatever their number."""
    everybody = sorted(_on_duty(work), key=lambda guard: (-len(guard.gaps), guard.row.name, guard.row.person_id))
    papers = papers_of(work, own_unit(work))
    insurance = next((paper for paper in papers if paper.kind is DocumentKind.INSURANCE), None)
    lacking = Counter(gap for guard in everybody for gap in guard.gaps)
    if insurance is not None and insurance.state in (PaperState.MISSING, PaperState.OVERDUE):
        lacking[Gap.INSURANCE] = len(everybody)
    with_gap = [guard for guard in everybody if shown.gap is None or shown.gap in guard.gaps]
    people = Counter(guard.row.post_id for guard in with_gap)
    narrowed = Counter(gap for guard in _at_post(everybody, shown) for gap in guard.gaps)
    posts = [PostCount(post.id, post.name, people[post.id]) for post in own_posts(work)]
    return Roster(
        len(everybody),
        sum(bool(guard.gaps) for guard in everybody),
        sum(guard.row.assessment == AssessmentState.DUE.value for guard in everybody),
        [ToDo(gap, lacking[gap]) for gap in Gap if lacking[gap]],
        insurance,
        shown,
        {gap: narrowed[gap] for gap in OF_GUARDS},
        posts,
        _lines(work, _at_post(with_gap, shown), posts, page),
    )


def _at_post(guards: Sequence[OnDuty], shown: Shown) -> Sequence[OnDuty]:
    return guards if shown.post_id is None else [guard for guard in guards if guard.row.post_id == shown.post_id]


def _on_duty(work: Work) -> Sequence[OnDuty]:
    """Everybody on duty with the hours reckoned of each, in no order; two statements, of which one reads
    the rhythms of the plans.

    One for all the rest, because most of what a list of a thousand costs is to tell whose row belongs to whom.
    """
    unit_id = work.found(work.actor.guard_unit_id)
    hours = reckoned_stays(work, unit_id, AsOf(work.today, work.now))
    reckoning = Reckoning(work, work.today)
    last = reckoning.last
    query: Select[Any] = (
        select(
            Person.id.label("person_id"),
            Person.name,
            Employment.post_id,
            in_force(work, Person, Person.id).label("certified"),
            ever_certified().label("ever"),
            labour_contract_in_force(work.today).label("has_contract"),
            case((AssessmentPlan.id.is_not(None), reckoning.state)).label("assessment"),
            reckoning.due.label("assessment_due_on"),
            last.closed_on.label("last_on"),
            (last.raw >= last.cut_score).label("last_passed"),
            *(column for column in hours.c if column.name not in ("city_id", "stay_id", "person_id")),
        )
        .join(Employment, (Employment.city_id == Person.city_id) & (Employment.person_id == Person.id))
        .outerjoin(hours, (hours.c.city_id == Employment.city_id) & (hours.c.stay_id == Employment.id))
        .outerjoin(AssessmentPlan, reckoning.planned)
        .outerjoin(last, reckoning.tried)
        .where(Person.city_id == work.city_id, Employment.guard_unit_id == unit_id, reckoning.employed)
    )
    return [
        OnDuty(_gaps(row.certified, row.has_contract, row.post_id is not None, row.state, row.assessment), row)
        for row in work.rows(query)
    ]


@cache
def _gaps(
    certified: bool, has_contract: bool, at_post: bool, training: str | None, assessment: str | None
) -> Sequence[Gap]:
    """What of these is lacking. There are few answers: thousands of guards share them."""
    lacks = {
        Gap.CERTIFICATE: not certified,
        Gap.LABOUR_CONTRACT: not has_contract,
        Gap.TRAINING: at_post and training in (None, TrainingState.OVERDUE),
        Gap.ASSESSMENT: at_post and assessment in (None, *LATE),
    }
    return [gap for gap in OF_GUARDS if lacks[gap]]


def _lines(work: Work, guards: Sequence[OnDuty], posts: Sequence[PostCount], page: int | None) -> Listing[RosterLine]:
    """The details of one page of these guards, or of all; two statements."""
    here, size = page_within(page or 1, len(guards), PEOPLE_A_PAGE), PEOPLE_A_PAGE
    if page is None:
        here, size = 1, max(len(guards), 1)
    shown = guards[(here - 1) * size : here * size]
    names = {post.id: post.name for post in posts}
    contracts = _contracts(work, None if page is None else [guard.row.person_id for guard in shown])
    trained = as_reckoned(work, [guard.row for guard in shown if guard.row.plan_id is not None])
    training = {guard.person_id: guard for _, guard in trained}
    lines = [
        RosterLine(
            row.person_id,
            row.name,
            row.post_id,
            names.get(row.post_id),
            # A photo is asked for elsewhere: here the certificate alone counts.
            standing_of(left=False, in_force=row.certified, ever=row.ever, has_photo=True),
            contracts.get(row.person_id),
            training.get(row.person_id),
            _assessed(row),
            gaps,
        )
        for gaps, row in shown
    ]
    return Listing(lines, len(guards), here, size)


def _assessed(row: Row[Any]) -> Assessed | None:
    if row.assessment is None:
        return None
    state = ASSESSMENT_STATES[row.assessment]
    return Assessed(state, row.assessment_due_on, row.last_on, bool(row.last_passed))


def _contracts(work: Work, person_ids: Sequence[UUID] | None) -> Mapping[UUID, Contract]:
    """The contract that counts of the named guards, or of everybody: thousands of names are not worth comparing."""
    among = true() if person_ids is None else LabourContract.person_id.in_(person_ids)
    query = (
        select(LabourContract.person_id, LabourContract.ends_on)
        .where(
            LabourContract.city_id == work.city_id,
            LabourContract.guard_unit_id == work.found(work.actor.guard_unit_id),
            among,
        )
        .order_by(LabourContract.signed_on, LabourContract.recorded_at, LabourContract.id)
    )
    return {
        person_id: Contract(ends_on, ends_on is None or ends_on >= work.today)
        for person_id, ends_on in work.rows(query)
    }
