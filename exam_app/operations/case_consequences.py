"""What follows from a case that was upheld: acts of their own, each proposed by one person and carried out by another.

A result is annulled beside its mark, which stays as it was computed. A certificate is withdrawn by the act for that
(:mod:`exam_app.operations.certificates`), again by two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import Case, CaseConsequence, CaseDecision, CaseSlip, DutyBar
from exam_app.operations import operation
from exam_app.operations.case_texts import CONSEQUENCE
from exam_app.operations.certificates import LONGEST_REASON, propose_end
from exam_app.operations.results import annul
from exam_app.queries.case_consequences import certificates_to_withdraw, sittings_to_annul
from exam_app.queries.case_slips import names_of_concerned
from exam_app.terms import N_, CaseAbout, CaseOutcome, CaseState, CertificateStatus, ConsequenceKind
from exam_app.work import Work

FITTING: Mapping[CaseAbout, tuple[ConsequenceKind, ...]] = MappingProxyType(
    {
        CaseAbout.CANDIDATE: (ConsequenceKind.ANNUL_RESULT,),
        CaseAbout.PAIR: (ConsequenceKind.ANNUL_RESULT,),
        CaseAbout.INVIGILATOR: (ConsequenceKind.BAR_FROM_DUTY,),
        CaseAbout.ROOM: (ConsequenceKind.ANNUL_ROOM,),
        CaseAbout.UNIT: (ConsequenceKind.INTERVIEW, ConsequenceKind.CRITICISM),
    }
)
"""What can follow, by what the case is about."""
ANNULLING = (ConsequenceKind.ANNUL_RESULT, ConsequenceKind.ANNUL_ROOM)
LONGEST_BAR = timedelta(days=5 * 366)
WITHDRAWAL_BASIS = "《中华人民共和国行政许可法》第六十九条"


@dataclass(frozen=True)
class Proposed:
    """A consequence as it is proposed; ``slip_id`` is whom it concerns, None for a whole room."""

    kind: ConsequenceKind
    words: str
    slip_id: UUID | None = None
    barred_until: date | None = None


@operation(Permission.JUDGE_CASES)
def propose_consequence(work: Work, case_id: UUID, proposed: Proposed) -> UUID:
    """Propose what follows from an upheld case; nothing changes for anybody until another person carries it out.

    Raises :class:`Conflict` for a case that is not upheld, for what does not fit it, and for what is proposed or
    carried out already; :class:`Invalid` without grounds or without the last day of a bar.
    """
    words = CONSEQUENCE.read(proposed.words)
    case = work.lock(Case, case_id)
    _refuse_unless_upheld(work, case)
    if proposed.kind not in FITTING[case.about]:
        raise Conflict("This does not fit what the case is about. Nothing was changed.")
    CONSEQUENCE.refuse_names(words, names_of_concerned(work, case))
    _refuse_wrong_day(work, proposed)
    slip = _whom(work, case, proposed)
    _refuse_second(work, case, proposed)
    if proposed.kind in ANNULLING and not sittings_to_annul(work, case, slip):
        raise Conflict("There is no result that could be annulled.")
    consequence = work.add(
        CaseConsequence(
            city_id=work.city_id,
            id=work.new_id(),
            case_id=case.id,
            kind=proposed.kind,
            slip_id=slip.id if slip else None,
            words=words,
            barred_until=proposed.barred_until,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    _record(work, Tag.CONSEQUENCE_PROPOSED, case, consequence)
    return consequence.id


def _refuse_unless_upheld(work: Work, case: Case) -> None:
    upheld = select(CaseDecision.id).where(
        CaseDecision.city_id == work.city_id,
        CaseDecision.case_id == case.id,
        CaseDecision.outcome == CaseOutcome.UPHELD,
        CaseDecision.second_at.is_not(None),
    )
    if case.state is not CaseState.DECIDED or work.one(upheld) is None:
        raise Conflict("Something can follow only when two people have upheld the case.")


def _refuse_wrong_day(work: Work, proposed: Proposed) -> None:
    until = proposed.barred_until
    if (proposed.kind is ConsequenceKind.BAR_FROM_DUTY) != (until is not None):
        raise Invalid.in_field("barred_until", N_("Enter the last day of the bar."))
    if until is not None and not work.today < until <= work.today + LONGEST_BAR:
        raise Invalid.in_field("barred_until", N_("Choose a day after today, at most five years ahead."))


def _whom(work: Work, case: Case, proposed: Proposed) -> CaseSlip | None:
    if proposed.kind is ConsequenceKind.ANNUL_ROOM:
        return None
    if proposed.slip_id is None:
        raise Invalid.in_field("slip", N_("Choose whom it concerns."))
    slip = work.get(CaseSlip, proposed.slip_id)
    if slip.case_id != case.id:
        raise NotFound("This does not exist, or not for you.")
    return slip


def _refuse_second(work: Work, case: Case, proposed: Proposed) -> None:
    standing = select(CaseConsequence.id).where(
        CaseConsequence.city_id == work.city_id,
        CaseConsequence.case_id == case.id,
        CaseConsequence.kind == proposed.kind,
        CaseConsequence.dropped_at.is_(None),
    )
    if proposed.kind is not ConsequenceKind.ANNUL_ROOM:
        standing = standing.where(CaseConsequence.slip_id == proposed.slip_id)
    if work.one(standing) is not None:
        raise Conflict("This is proposed or carried out already. Nothing was changed.")


@operation(Permission.JUDGE_CASES)
def carry_out(work: Work, consequence_id: UUID) -> None:
    """The second signature: the consequence takes effect now. Raises :class:`Conflict` for the first person."""
    case, consequence = _waiting(work, consequence_id)
    if consequence.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person carries it out.", code="second_person")
    consequence.second_person_id, consequence.second_at = work.actor.person_id, work.now
    slip = work.get(CaseSlip, consequence.slip_id) if consequence.slip_id else None
    if consequence.kind in ANNULLING:
        annul(work, sittings_to_annul(work, case, slip), consequence.id, case.number)
    elif consequence.barred_until is not None and slip is not None:
        _bar(work, consequence, slip, consequence.barred_until)
    _record(work, Tag.CONSEQUENCE_CARRIED_OUT, case, consequence)


def _bar(work: Work, consequence: CaseConsequence, slip: CaseSlip, until: date) -> None:
    work.add(
        DutyBar(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=slip.person_id,
            consequence_id=consequence.id,
            until=until,
            at=work.now,
        )
    )


@operation(Permission.JUDGE_CASES)
def drop_consequence(work: Work, consequence_id: UUID) -> None:
    """Drop a proposal that should not be carried out; its proposer may do so too. The row stays with its history."""
    case, consequence = _waiting(work, consequence_id)
    consequence.dropped_at = work.now
    _record(work, Tag.CONSEQUENCE_DROPPED, case, consequence)


def _waiting(work: Work, consequence_id: UUID) -> tuple[Case, CaseConsequence]:
    consequence = work.lock(CaseConsequence, consequence_id)
    case = work.lock(Case, consequence.case_id)
    if consequence.second_at is not None or consequence.dropped_at is not None:
        raise Conflict("This was carried out or dropped already. Nothing was changed.")
    return case, consequence


@operation(Permission.JUDGE_CASES)
def propose_withdrawal(work: Work, case_id: UUID, certificate_id: UUID) -> None:
    """Propose to withdraw a certificate that was issued on an annulled result (Licensing Law art. 69).

    The first of the two signatures of :func:`exam_app.operations.certificates.propose_end`. Raises :class:`NotFound`
    when the certificate does not rest on a result that this case annulled, :class:`Conflict` when its end is proposed.
    """
    case = work.get(Case, case_id)
    for consequence_id, certificates in certificates_to_withdraw(work, case.id).items():
        if certificate_id in {certificate.id for certificate in certificates}:
            consequence = work.get(CaseConsequence, consequence_id)
            reason = f"{case.number}：{consequence.words}"[:LONGEST_REASON]
            basis = WITHDRAWAL_BASIS
            # Whose own conduct was upheld got it by deceit; who only sat in an annulled room did not.
            by_deceit = consequence.kind is ConsequenceKind.ANNUL_RESULT
            propose_end(
                work, certificate_id, CertificateStatus.WITHDRAWN, legal_basis=basis, reason=reason, by_deceit=by_deceit
            )
            return
    raise NotFound("This does not exist, or not for you.")


def _record(work: Work, tag: Tag, case: Case, consequence: CaseConsequence) -> None:
    slip = work.get(CaseSlip, consequence.slip_id) if consequence.slip_id else None
    about = slip.person_id if slip else None
    work.record(tag, "case", case.id, about=about, number=case.number, consequence=consequence.kind.value)
