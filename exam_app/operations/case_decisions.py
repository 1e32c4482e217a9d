"""Deciding a case: grounds and two signatures, after everybody concerned could reply. Nothing follows by itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, TooEarly
from exam_app.journal import Tag
from exam_app.models import Case, CaseDecision, CaseSlip, CaseSubject
from exam_app.operations import operation
from exam_app.operations.case_texts import GROUNDS
from exam_app.queries.case_slips import names_of_concerned, slips_of, slips_with_replies
from exam_app.terms import CaseAbout, CaseOutcome, CaseState
from exam_app.work import Work


@operation(Permission.JUDGE_CASES)
def decide(work: Work, case_id: UUID, outcome: CaseOutcome, grounds: str) -> None:
    """Propose how the case ends, as the first of two signatures.

    Raises :class:`TooEarly` before two have read it, while somebody can still reply, and for misconduct that is to be
    found before everybody concerned has a slip; :class:`Invalid` for grounds that name somebody concerned, because
    each of them gets the letter.
    """
    grounds = GROUNDS.read(grounds)
    case = work.lock(Case, case_id)
    if case.state is CaseState.BEING_READ:
        raise TooEarly("Two readers file their views first. Then the case can be decided.")
    if case.state is CaseState.DECIDED or _standing(work, case) is not None:
        raise Conflict("A decision is proposed or signed already. Nothing was changed.")
    _refuse_unheard(work, case, outcome)
    GROUNDS.refuse_names(grounds, names_of_concerned(work, case))
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


def _refuse_unheard(work: Work, case: Case, outcome: CaseOutcome) -> None:
    """Whoever is concerned states the case and defends it before a decision (Licensing Law art. 7 and 36)."""
    slips = slips_of(work, case.id)
    replied = slips_with_replies(work, case.id)
    running = [slip.reply_until for slip in slips if slip.takes_replies_on(work.today) and slip.id not in replied]
    if running:
        raise TooEarly(
            "Somebody concerned can still reply until %(day)s. Propose the decision after that day.",
            day=max(running).isoformat(),
        )
    if outcome is CaseOutcome.UPHELD and len(slips) < _to_be_heard(work, case, slips):
        raise TooEarly("Nobody is found at fault unheard. Issue the slips first, and wait for replies.")


def _to_be_heard(work: Work, case: Case, slips: Sequence[CaseSlip]) -> int:
    if case.about is CaseAbout.UNIT:
        return 1
    concerned = select(func.count()).where(CaseSubject.city_id == work.city_id, CaseSubject.case_id == case.id)
    return work.count(concerned)


@operation(Permission.JUDGE_CASES)
def sign_decision(work: Work, case_id: UUID) -> None:
    """The second signature: the case is decided. Raises :class:`Conflict` for the first person."""
    case, decision = _to_sign(work, case_id)
    decision.second_person_id, decision.second_at = work.actor.person_id, work.now
    case.state = CaseState.DECIDED
    for person_id in _told(work, case):
        work.record(
            Tag.CASE_DECIDED, "case", case.id, about=person_id, number=case.number, outcome=decision.outcome.value
        )


def _told(work: Work, case: Case) -> Sequence[UUID | None]:
    """In whose journals the decision stands; of a unit nobody's."""
    if case.about is CaseAbout.UNIT:
        return [None]
    concerned = select(CaseSubject.person_id).where(CaseSubject.city_id == work.city_id, CaseSubject.case_id == case.id)
    return [*work.all(concerned)]


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
