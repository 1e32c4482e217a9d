"""Cases: open one from a lead, two readers apart from each other, a decision with reasons and two signatures.

The one concerned neither reads nor decides: such a case does not exist for that person (:mod:`exam_app.scoping`).
"""

from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, Case, CaseDecision, CaseReview, CaseSubject, ExamSession
from exam_app.operations import operation
from exam_app.queries.screenings import newest_screening
from exam_app.terms import N_, CaseOutcome, CaseState, ReaderView
from exam_app.work import Work

READERS = 2
LONGEST = {"reason": 300, "reasons": 1000, "grounds": 2000}


@operation(Permission.JUDGE_CASES)
def open_case(work: Work, exam_session_id: UUID, lead_number: int, reason: str) -> UUID:
    """Open a case about a lead of the newest screening; the evidence is frozen as it stands. Opening twice is once.

    Raises :class:`Invalid` without a reason, :class:`NotFound` for a lead that does not exist, or for somebody the
    lead is about.
    """
    reason = _needed(reason, "reason", N_("Enter why this lead should be looked into."))
    run = newest_screening(work, exam_session_id)
    if run is None or not 1 <= lead_number <= len(run.leads):
        raise NotFound("This does not exist, or not for you.")
    evidence = run.leads[lead_number - 1]
    people = _people(work, evidence["first"], evidence["second"])
    if work.actor.person_id in people:
        raise NotFound("This does not exist, or not for you.")
    work.lock(ExamSession, exam_session_id)  # two who press at once open one case
    opened = work.one(
        select(Case.id).where(
            Case.city_id == work.city_id, Case.screening_id == run.id, Case.lead_number == lead_number
        )
    )
    if opened is not None:
        return opened
    case = work.add(
        Case(
            city_id=work.city_id,
            id=work.new_id(),
            year=work.today.year,
            serial=_next_serial(work),
            exam_session_id=exam_session_id,
            screening_id=run.id,
            lead_number=lead_number,
            evidence=evidence,
            reason=reason,
            state=CaseState.BEING_READ,
            opened_by_id=work.actor.person_id,
            opened_at=work.now,
        )
    )
    for person_id in people:
        work.add(CaseSubject(city_id=work.city_id, id=work.new_id(), case_id=case.id, person_id=person_id))
        work.record(Tag.CASE_OPENED, "case", case.id, about=person_id, number=case.number, reason=PersonalText(reason))
    return case.id


def _people(work: Work, *booking_ids: str) -> list[UUID]:
    query = select(Booking.person_id).where(
        Booking.city_id == work.city_id, Booking.id.in_([UUID(booking_id) for booking_id in booking_ids])
    )
    return sorted(work.all(query))


def _next_serial(work: Work) -> int:
    query = select(func.coalesce(func.max(Case.serial), 0)).where(
        Case.city_id == work.city_id, Case.year == work.today.year
    )
    return work.count(query) + 1


@operation(Permission.JUDGE_CASES)
def review(work: Work, case_id: UUID, view: ReaderView, reasons: str) -> None:
    """File what one reader thinks. The second view ends the reading; a third is not needed.

    Raises :class:`Conflict` for a reader who has filed already, or when two have.
    """
    reasons = _needed(reasons, "reasons", N_("Enter your reasons: the decision rests on them."))
    case = work.lock(Case, case_id)
    if case.state is not CaseState.BEING_READ:
        raise Conflict("Two readers have filed their views. Nothing was changed.")
    mine = select(func.count()).where(
        CaseReview.city_id == work.city_id, CaseReview.case_id == case.id, CaseReview.reader_id == work.actor.person_id
    )
    if work.count(mine):
        raise Conflict("You have filed your view. The second reader is somebody else.")
    filed = work.add(
        CaseReview(
            city_id=work.city_id,
            id=work.new_id(),
            case_id=case.id,
            reader_id=work.actor.person_id,
            view=view,
            reasons=reasons,
            filed_at=work.now,
        )
    )
    case.readers_filed += 1
    if case.readers_filed == READERS:
        case.state = CaseState.TO_DECIDE
    work.record(Tag.CASE_REVIEWED, "case", case.id, number=case.number, reader=str(filed.reader_id))


@operation(Permission.JUDGE_CASES)
def decide(work: Work, case_id: UUID, outcome: CaseOutcome, grounds: str) -> None:
    """Propose how the case ends, as the first of two signatures. Raises :class:`TooEarly` before two have read it."""
    grounds = _needed(grounds, "grounds", N_("Enter the grounds: they stand in the decision."))
    case = work.lock(Case, case_id)
    if case.state is CaseState.BEING_READ:
        raise TooEarly("Two readers file their views first. Then the case can be decided.")
    if case.state is CaseState.DECIDED or _standing(work, case) is not None:
        raise Conflict("A decision is proposed or signed already. Nothing was changed.")
    work.add(
        CaseDecision(
            city_id=work.city_id,
            id=work.new_id(),
            case_id=case.id,
            outcome=outcome,
            reasons=grounds,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    work.record(Tag.CASE_DECISION_PROPOSED, "case", case.id, number=case.number, outcome=outcome.value)


@operation(Permission.JUDGE_CASES)
def sign_decision(work: Work, case_id: UUID) -> None:
    """The second signature: the case is decided. Raises :class:`Conflict` for the first person."""
    case, decision = _to_sign(work, case_id)
    decision.second_person_id, decision.second_at = work.actor.person_id, work.now
    case.state = CaseState.DECIDED
    subjects = work.all(
        select(CaseSubject.person_id).where(CaseSubject.city_id == work.city_id, CaseSubject.case_id == case.id)
    )
    for person_id in subjects:
        work.record(
            Tag.CASE_DECIDED, "case", case.id, about=person_id, number=case.number, outcome=decision.outcome.value
        )


@operation(Permission.JUDGE_CASES)
def send_back(work: Work, case_id: UUID) -> None:
    """The second person does not sign: another decision can be proposed."""
    case, decision = _to_sign(work, case_id)
    decision.sent_back_at = work.now
    work.record(Tag.CASE_DECISION_SENT_BACK, "case", case.id, number=case.number)


def _to_sign(work: Work, case_id: UUID) -> tuple[Case, CaseDecision]:
    case = work.lock(Case, case_id)
    decision = _standing(work, case)
    if decision is None or decision.second_person_id is not None:
        raise Conflict("There is no decision that waits for a second signature.")
    if decision.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this decision. A second person signs it.")
    return case, decision


def _standing(work: Work, case: Case) -> CaseDecision | None:
    query = select(CaseDecision).where(
        CaseDecision.city_id == work.city_id, CaseDecision.case_id == case.id, CaseDecision.sent_back_at.is_(None)
    )
    return work.one(query)


def _needed(text: str, field: str, sentence: str) -> str:
    text = text.strip()
    if not text:
        raise Invalid.in_field(field, sentence)
    if len(text) > LONGEST[field]:
        raise Invalid.in_field(field, N_("Use at most %(length)s characters."), length=LONGEST[field])
    return text
