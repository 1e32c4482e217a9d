"""Cases: what waits for whom, and one case with its evidence, the views that may be seen, and its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from exam_app.models import Case, CaseDecision, CaseReview, ExamSession, Person, Screening
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.screenings import PairPage, newest_screening, pair_as_found
from exam_app.terms import CaseOutcome, CaseState, ReaderView
from exam_app.work import Work

CASES_A_PAGE = 25


@dataclass(frozen=True)
class CaseLine:
    """One case in the list; ``waits_for_me`` says whether the viewer can act now."""

    id: UUID
    number: str
    exam_name: str
    state: CaseState
    outcome: CaseOutcome | None
    opened_at: datetime
    waits_for_me: bool


@dataclass(frozen=True)
class View:
    """A reader's view that the viewer may see."""

    reader: str
    view: ReaderView
    reasons: str
    filed_at: datetime
    is_mine: bool


@dataclass(frozen=True)
class DecisionLine:
    """A decision, proposed or signed."""

    outcome: CaseOutcome
    reasons: str
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    is_mine: bool


@dataclass(frozen=True)
class CasePage:
    """One case. ``views`` holds only what the viewer may see (:mod:`exam_app.scoping`)."""

    id: UUID
    number: str
    state: CaseState
    reason: str
    opened_by: str
    opened_at: datetime
    readers_filed: int
    pair: PairPage
    views: Sequence[View]
    decision: DecisionLine | None

    @property
    def my_view(self) -> View | None:
        return next((view for view in self.views if view.is_mine), None)

    @property
    def may_review(self) -> bool:
        return self.state is CaseState.BEING_READ and self.my_view is None

    @property
    def may_decide(self) -> bool:
        return self.state is CaseState.TO_DECIDE and self.decision is None

    @property
    def may_sign(self) -> bool:
        return self.decision is not None and self.decision.second_at is None and not self.decision.is_mine


def cases(work: Work, page: int = 1) -> Listing[CaseLine]:
    """The cases the viewer may see, what is open first, the oldest of it on top. Four statements."""
    total = work.count(select(func.count(Case.id)).where(Case.city_id == work.city_id))
    page = page_within(page, total, CASES_A_PAGE)
    query = (
        select(Case, ExamSession.name)
        .join(ExamSession, (ExamSession.city_id == Case.city_id) & (ExamSession.id == Case.exam_session_id))
        .where(Case.city_id == work.city_id)
        .order_by((Case.state == CaseState.DECIDED), Case.opened_at, Case.id)
        .offset((page - 1) * CASES_A_PAGE)
        .limit(CASES_A_PAGE)
    )
    found = work.rows(query)
    ids = [case.id for case, _ in found]
    mine, decisions = _filed_by_me(work, ids), _standing(work, ids)
    lines = [
        CaseLine(
            case.id,
            case.number,
            exam_name,
            case.state,
            decision.outcome if decision and decision.second_at else None,
            case.opened_at,
            _waits(work, case, decision, case.id in mine),
        )
        for case, exam_name in found
        for decision in (decisions.get(case.id),)
    ]
    return Listing(lines, total, page, CASES_A_PAGE)


def _waits(work: Work, case: Case, decision: CaseDecision | None, filed: bool) -> bool:
    if case.state is CaseState.BEING_READ:
        return not filed
    if case.state is CaseState.TO_DECIDE:
        return decision is None or decision.first_person_id != work.actor.person_id
    return False


def _filed_by_me(work: Work, case_ids: Sequence[UUID]) -> set[UUID]:
    query = select(CaseReview.case_id).where(
        CaseReview.city_id == work.city_id,
        CaseReview.case_id.in_(case_ids),
        CaseReview.reader_id == work.actor.person_id,
    )
    return set(work.all(query))


def _standing(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, CaseDecision]:
    query = select(CaseDecision).where(
        CaseDecision.city_id == work.city_id, CaseDecision.case_id.in_(case_ids), CaseDecision.sent_back_at.is_(None)
    )
    return {decision.case_id: decision for decision in work.all(query)}


def case_page(work: Work, case_id: UUID) -> CasePage:
    """One case; one about the viewer, or of another city, does not exist."""
    case = work.get(Case, case_id)
    run = work.get(Screening, case.screening_id)
    opener = work.get(Person, case.opened_by_id)
    return CasePage(
        id=case.id,
        number=case.number,
        state=case.state,
        reason=case.reason,
        opened_by=opener.name,
        opened_at=case.opened_at,
        readers_filed=case.readers_filed,
        pair=pair_as_found(work, run, case.lead_number, case.evidence),
        views=_views(work, case.id),
        decision=_decision(work, case.id),
    )


def _views(work: Work, case_id: UUID) -> Sequence[View]:
    query = (
        select(CaseReview, Person.name)
        .join(Person, (Person.city_id == CaseReview.city_id) & (Person.id == CaseReview.reader_id))
        .where(CaseReview.city_id == work.city_id, CaseReview.case_id == case_id)
        .order_by(CaseReview.filed_at)
    )
    return [
        View(name, review.view, review.reasons, review.filed_at, review.reader_id == work.actor.person_id)
        for review, name in work.rows(query)
    ]


def _decision(work: Work, case_id: UUID) -> DecisionLine | None:
    first, second = aliased(Person), aliased(Person)
    query = (
        select(CaseDecision, first.name, second.name)
        .join(first, (first.city_id == CaseDecision.city_id) & (first.id == CaseDecision.first_person_id))
        .outerjoin(second, (second.city_id == CaseDecision.city_id) & (second.id == CaseDecision.second_person_id))
        .where(
            CaseDecision.city_id == work.city_id,
            CaseDecision.case_id == case_id,
            CaseDecision.sent_back_at.is_(None),
        )
    )
    found = work.rows(query)
    if not found:
        return None
    decision, first_name, second_name = found[0]
    return DecisionLine(
        decision.outcome,
        decision.reasons,
        first_name,
        decision.first_at,
        second_name or "",
        decision.second_at,
        decision.first_person_id == work.actor.person_id,
    )


def case_of_lead(work: Work, exam_session_id: UUID, number: int) -> UUID | None:
    """The case opened about a lead of the newest screening, if there is one."""
    run = newest_screening(work, exam_session_id)
    if run is None:
        return None
    query = select(Case.id).where(Case.city_id == work.city_id, Case.screening_id == run.id, Case.lead_number == number)
    return work.one(query)
