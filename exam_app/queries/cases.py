"""Cases: what waits for whom, and one case with its evidence, the views that may be seen, and its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Case,
    CaseDecision,
    CaseReply,
    CaseReview,
    CaseSlip,
    ExamSession,
    Person,
    Screening,
)
from exam_app.queries.case_consequences import ConsequenceLine, consequence_lines
from exam_app.queries.case_slips import SlipLine, names_of_concerned, slip_lines
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.screenings import PairPage, newest_screening, pair_as_found
from exam_app.terms import CaseAbout, CaseOutcome, CaseState, ReaderView
from exam_app.work import Work

CASES_A_PAGE = 25


@dataclass(frozen=True)
class CaseLine:
    """One case in the list; ``waits_for_me`` says whether the viewer can act now."""

    id: UUID
    number: str
    about: CaseAbout
    name: str
    """Who or what it is about; empty for a pair."""
    exam_name: str
    state: CaseState
    reply_until: date | None
    """While somebody concerned can still reply."""
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
    about: CaseAbout
    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    state: CaseState
    reason: str
    opened_by: str
    opened_at: datetime
    readers_filed: int
    pair: PairPage | None
    """Of a case about a pair; of any other there is ``evidence``."""
    evidence: Mapping[str, Any]
    concerned: Sequence[str]
    """By name; empty for a unit."""
    slips: Sequence[SlipLine]
    views: Sequence[View]
    decision: DecisionLine | None
    consequences: Sequence[ConsequenceLine]

    @property
    def name(self) -> str:
        """Who or what it is about."""
        return self.evidence.get("name") or " / ".join(self.concerned)

    @property
    def lacks_slips(self) -> bool:
        return self.state is not CaseState.DECIDED and len(self.slips) < (len(self.concerned) or 1)

    @property
    def reply_until(self) -> date | None:
        """The last day on which somebody who has not replied still can; None when nobody can any more."""
        running = [slip.reply_until for slip in self.slips if slip.is_running and not slip.replies]
        return max(running, default=None)

    @property
    def is_upheld(self) -> bool:
        return (
            self.state is CaseState.DECIDED
            and self.decision is not None
            and (self.decision.outcome is CaseOutcome.UPHELD)
        )

    @property
    def my_view(self) -> View | None:
        return next((view for view in self.views if view.is_mine), None)

    @property
    def may_review(self) -> bool:
        return self.state is CaseState.BEING_READ and self.my_view is None

    @property
    def may_decide(self) -> bool:
        return self.state is CaseState.TO_DECIDE and self.decision is None and self.reply_until is None

    @property
    def may_sign(self) -> bool:
        return self.decision is not None and self.decision.second_at is None and not self.decision.is_mine


def cases(work: Work, page: int = 1) -> Listing[CaseLine]:
    """The cases the viewer may see, what is open first, the oldest of it on top. Five statements."""
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
    mine, decisions, running = _filed_by_me(work, ids), _standing(work, ids), _running(work, ids)
    lines = [
        CaseLine(
            case.id,
            case.number,
            case.about,
            case.evidence.get("name", ""),
            exam_name,
            case.state,
            running.get(case.id),
            decision.outcome if decision and decision.second_at else None,
            case.opened_at,
            _waits(work, case, decision, case.id in mine, case.id in running),
        )
        for case, exam_name in found
        for decision in (decisions.get(case.id),)
    ]
    return Listing(lines, total, page, CASES_A_PAGE)


def _waits(work: Work, case: Case, decision: CaseDecision | None, filed: bool, replies_run: bool) -> bool:
    if case.state is CaseState.BEING_READ:
        return not filed
    if case.state is CaseState.DECIDED:
        return False
    if decision is None:
        return not replies_run
    return decision.first_person_id != work.actor.person_id


def _running(work: Work, case_ids: Sequence[UUID]) -> Mapping[UUID, date]:
    """By case: the last day for a reply of somebody who has not replied yet, where it is not over."""
    replied = select(CaseReply.slip_id).where(CaseReply.city_id == work.city_id, CaseReply.case_id.in_(case_ids))
    query = (
        select(CaseSlip.case_id, func.max(CaseSlip.reply_until))
        .where(
            CaseSlip.city_id == work.city_id,
            CaseSlip.case_id.in_(case_ids),
            CaseSlip.reply_until >= work.today,
            CaseSlip.id.not_in(replied),
        )
        .group_by(CaseSlip.case_id)
    )
    return {row[0]: row[1] for row in work.rows(query)}


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
    case, session, opener, run = _case(work, case_id)
    return CasePage(
        id=case.id,
        number=case.number,
        about=case.about,
        exam_session_id=session.id,
        exam_name=session.name,
        starts_at=session.starts_at,
        state=case.state,
        reason=case.reason,
        opened_by=opener,
        opened_at=case.opened_at,
        readers_filed=case.readers_filed,
        pair=_pair(work, case, session, run),
        evidence=case.evidence,
        concerned=names_of_concerned(work, case),
        slips=slip_lines(work, case.id),
        views=_views(work, case.id),
        decision=_decision(work, case.id),
        consequences=consequence_lines(work, case.id),
    )


def _case(work: Work, case_id: UUID) -> tuple[Case, ExamSession, str, Screening | None]:
    """The case with its examination, who opened it, and the run it rests on; one statement."""
    query = (
        select(Case, ExamSession, Person.name, Screening)
        .join(ExamSession, (ExamSession.city_id == Case.city_id) & (ExamSession.id == Case.exam_session_id))
        .join(Person, (Person.city_id == Case.city_id) & (Person.id == Case.opened_by_id))
        .outerjoin(Screening, (Screening.city_id == Case.city_id) & (Screening.id == Case.screening_id))
        .where(Case.city_id == work.city_id, Case.id == case_id)
    )
    rows = work.rows(query)
    case, session, opener, run = work.found(rows[0] if rows else None)
    return case, session, opener, run


def _pair(work: Work, case: Case, session: ExamSession, run: Screening | None) -> PairPage | None:
    if run is None or case.lead_number is None:
        return None
    return pair_as_found(work, session, run, case.lead_number, case.evidence)


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


def case_about(work: Work, exam_session_id: UUID, about: CaseAbout, about_id: UUID) -> UUID | None:
    """The case opened about one candidate, invigilator, room or unit of an examination, if there is one."""
    query = select(Case.id).where(
        Case.city_id == work.city_id,
        Case.exam_session_id == exam_session_id,
        Case.about == about,
        Case.about_id == about_id,
    )
    return work.one(query)
