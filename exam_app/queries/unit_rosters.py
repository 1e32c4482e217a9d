"""Who is on duty at a guard unit, and of each the certificate, labour contract, training and assessment.

Accident insurance is a document of the unit (Regulation art. 20): it is shown with everybody and counted once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import select

from exam_app.models import AssessmentPlan, Employment, LabourContract, Person
from exam_app.queries.assessment_dates import LATE, AssessmentState, Reckoning
from exam_app.queries.employment import Standing, ever_certified, in_force, own_posts, standing_of
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.training_gaps import AsOf, GuardTraining, TrainingState, guards_by_plan
from exam_app.queries.unit_documents import PaperLine, PaperState, papers_of
from exam_app.queries.units import own_unit
from exam_app.terms import N_, DocumentKind, Term
from exam_app.work import Work

PEOPLE_A_PAGE = 50


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
    """A guard on duty. No plan is None for ``training`` and ``assessed``; so is everything at no post."""

    person_id: UUID
    name: str
    post_id: UUID | None
    post: str | None
    standing: Standing
    contract: Contract | None
    training: GuardTraining | None
    assessed: Assessed | None

    @cached_property
    def gaps(self) -> Sequence[Gap]:
        """What is lacking, worst first. Nothing planned at a post is a gap: nobody is trained or assessed there."""
        lacks = {
            Gap.CERTIFICATE: self.standing is not Standing.CERTIFIED,
            Gap.LABOUR_CONTRACT: self.contract is None or not self.contract.is_in_force,
            Gap.TRAINING: self._is_unplanned(self.training) or self._lacks_hours,
            Gap.ASSESSMENT: self._is_unplanned(self.assessed) or self._is_late,
        }
        return [gap for gap in OF_GUARDS if lacks[gap]]

    @property
    def is_due_soon(self) -> bool:
        """The assessment is due within 30 days."""
        return self.assessed is not None and self.assessed.state is AssessmentState.DUE

    @property
    def _lacks_hours(self) -> bool:
        return self.training is not None and self.training.state is TrainingState.OVERDUE

    @property
    def _is_late(self) -> bool:
        return self.assessed is not None and self.assessed.state in LATE

    def _is_unplanned(self, planned: GuardTraining | Assessed | None) -> bool:
        return self.post_id is not None and planned is None


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
    lines: Sequence[RosterLine]

    @property
    def post(self) -> str | None:
        """Name of the post that the list is narrowed to."""
        return next((post.name for post in self.posts if post.id == self.shown.post_id), None)

    def page(self, number: int) -> Listing[RosterLine]:
        here = page_within(number, len(self.lines), PEOPLE_A_PAGE)
        rows = self.lines[(here - 1) * PEOPLE_A_PAGE : here * PEOPLE_A_PAGE]
        return Listing(rows, len(self.lines), here, PEOPLE_A_PAGE)


def roster_of_unit(work: Work, shown: Shown) -> Roster:
    """Everybody on duty at the clerk's unit today; as many statements whatever their number."""
    everybody = sorted(_lines(work), key=lambda line: (-len(line.gaps), line.name, line.person_id))
    papers = papers_of(work, own_unit(work))
    insurance = next((paper for paper in papers if paper.kind is DocumentKind.INSURANCE), None)
    lacking = Counter(gap for line in everybody for gap in line.gaps)
    if insurance is not None and insurance.state in (PaperState.MISSING, PaperState.OVERDUE):
        lacking[Gap.INSURANCE] = len(everybody)
    at_post = [line for line in everybody if shown.post_id in (None, line.post_id)]
    with_gap = [line for line in everybody if shown.gap is None or shown.gap in line.gaps]
    people = Counter(line.post_id for line in with_gap)
    narrowed = Counter(gap for line in at_post for gap in line.gaps)
    return Roster(
        len(everybody),
        sum(bool(line.gaps) for line in everybody),
        sum(line.is_due_soon for line in everybody),
        [ToDo(gap, lacking[gap]) for gap in Gap if lacking[gap]],
        insurance,
        shown,
        {gap: narrowed[gap] for gap in OF_GUARDS},
        [PostCount(post.id, post.name, people[post.id]) for post in own_posts(work)],
        [line for line in with_gap if shown.post_id in (None, line.post_id)],
    )


def _lines(work: Work) -> Sequence[RosterLine]:
    """Everybody on duty, in no order; five statements."""
    unit_id = work.found(work.actor.guard_unit_id)
    posts = {post.id: post.name for post in own_posts(work)}
    contracts = _contracts(work, unit_id)
    by_plan = guards_by_plan(work, unit_id, AsOf(work.today, work.now))
    training = {guard.person_id: guard for _, guard in by_plan}
    assessed = _assessed(work, unit_id)
    query = (
        select(Person.id, Person.name, Employment.post_id, in_force(work, Person, Person.id), ever_certified())
        .join(Employment, (Employment.city_id == Person.city_id) & (Employment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Employment.guard_unit_id == unit_id, Employment.lasts_on(work.today))
    )
    return [
        RosterLine(
            person_id,
            name,
            post_id,
            posts.get(post_id) if post_id else None,
            # A photo is asked for elsewhere: here the certificate alone counts.
            standing_of(left=False, in_force=certified, ever=ever, has_photo=True),
            contracts.get(person_id),
            training.get(person_id),
            assessed.get(person_id),
        )
        for person_id, name, post_id, certified, ever in work.rows(query)
    ]


def _contracts(work: Work, unit_id: UUID) -> Mapping[UUID, Contract]:
    """The contract that counts of everybody who ever had one here: the one signed last, then recorded last."""
    query = (
        select(LabourContract.person_id, LabourContract.ends_on)
        .where(LabourContract.city_id == work.city_id, LabourContract.guard_unit_id == unit_id)
        .order_by(LabourContract.signed_on, LabourContract.recorded_at, LabourContract.id)
    )
    return {
        person_id: Contract(ends_on, ends_on is None or ends_on >= work.today)
        for person_id, ends_on in work.rows(query)
    }


def _assessed(work: Work, unit_id: UUID) -> Mapping[UUID, Assessed]:
    """Everybody at a post with a standing plan of assessments."""
    reckoning = Reckoning(work, work.today)
    last, states = reckoning.last, {each.value: each for each in AssessmentState}
    query = (
        select(Employment.person_id, reckoning.state, reckoning.due, last.closed_on, last.raw >= last.cut_score)
        .select_from(Employment)
        .join(AssessmentPlan, reckoning.planned)
        .outerjoin(last, reckoning.tried)
        .where(Employment.city_id == work.city_id, Employment.guard_unit_id == unit_id, reckoning.employed)
    )
    return {
        person_id: Assessed(states[state], due_on, last_on, bool(passed))
        for person_id, state, due_on, last_on, passed in work.rows(query)
    }
