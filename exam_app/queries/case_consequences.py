"""What can follow from a case, and what did: results that can be annulled, certificates issued on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Case,
    CaseConsequence,
    CaseSlip,
    Certificate,
    Person,
    Result,
    ResultAnnulment,
    Sitting,
    StatusChange,
)
from exam_app.terms import CaseAbout, ConsequenceKind
from exam_app.work import Work


@dataclass(frozen=True)
class AffectedCertificate:
    """A certificate that was issued on an annulled result, with how its end stands."""

    id: UUID
    number: str
    holder: str
    is_ended: bool
    end_is_proposed: bool


@dataclass(frozen=True)
class ConsequenceLine:
    """One consequence, proposed or carried out. ``whom`` is empty for a whole room."""

    id: UUID
    kind: ConsequenceKind
    whom: str
    words: str
    barred_until: date | None
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    may_carry_out: bool
    certificates: Sequence[AffectedCertificate]


def sittings_to_annul(work: Work, case: Case, slip: CaseSlip | None) -> Sequence[Sitting]:
    """Marked sittings that are not annulled yet: the person's, or without a slip the whole room's."""
    if slip is None and case.about is not CaseAbout.ROOM:
        return []
    whose = Sitting.person_id == slip.person_id if slip else Sitting.room_id == case.about_id
    annulled = select(ResultAnnulment.sitting_id).where(
        ResultAnnulment.city_id == work.city_id, ResultAnnulment.exam_session_id == case.exam_session_id
    )
    marked = select(Result.sitting_id).where(
        Result.city_id == work.city_id, Result.exam_session_id == case.exam_session_id
    )
    query = (
        select(Sitting)
        .where(
            Sitting.city_id == work.city_id,
            Sitting.exam_session_id == case.exam_session_id,
            whose,
            Sitting.id.in_(marked),
            Sitting.id.not_in(annulled),
        )
        .order_by(Sitting.id)
    )
    return work.all(query)


def certificates_to_withdraw(work: Work, case_id: UUID) -> Mapping[UUID, Sequence[AffectedCertificate]]:
    """By consequence: the certificates that were issued on results it annulled, in one statement."""
    query = (
        select(ResultAnnulment.consequence_id, Certificate, Person.name, StatusChange)
        .join(
            CaseConsequence,
            (CaseConsequence.city_id == ResultAnnulment.city_id)
            & (CaseConsequence.id == ResultAnnulment.consequence_id),
        )
        .join(Result, (Result.city_id == ResultAnnulment.city_id) & (Result.sitting_id == ResultAnnulment.sitting_id))
        .join(Certificate, (Certificate.city_id == Result.city_id) & (Certificate.result_id == Result.id))
        .join(Person, (Person.city_id == Certificate.city_id) & (Person.id == Certificate.person_id))
        .outerjoin(
            StatusChange,
            (StatusChange.city_id == Certificate.city_id)
            & (StatusChange.certificate_id == Certificate.id)
            & StatusChange.dropped_at.is_(None),
        )
        .where(ResultAnnulment.city_id == work.city_id, CaseConsequence.case_id == case_id)
        .order_by(Certificate.number)
    )
    found: dict[UUID, list[AffectedCertificate]] = {}
    for consequence_id, certificate, name, change in work.rows(query):
        found.setdefault(consequence_id, []).append(
            AffectedCertificate(
                certificate.id,
                certificate.number,
                name,
                change is not None and change.second_at is not None,
                change is not None and change.second_at is None,
            )
        )
    return found


def consequence_lines(work: Work, case_id: UUID) -> Sequence[ConsequenceLine]:
    """Everything that follows from a case, in the order in which it was proposed; what was dropped is left out."""
    first, second, whom = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(CaseConsequence, first.name, second.name, CaseSlip.representative, whom.name)
        .join(first, (first.city_id == CaseConsequence.city_id) & (first.id == CaseConsequence.first_person_id))
        .outerjoin(
            second, (second.city_id == CaseConsequence.city_id) & (second.id == CaseConsequence.second_person_id)
        )
        .outerjoin(CaseSlip, (CaseSlip.city_id == CaseConsequence.city_id) & (CaseSlip.id == CaseConsequence.slip_id))
        .outerjoin(whom, (whom.city_id == CaseSlip.city_id) & (whom.id == CaseSlip.person_id))
        .where(
            CaseConsequence.city_id == work.city_id,
            CaseConsequence.case_id == case_id,
            CaseConsequence.dropped_at.is_(None),
        )
        .order_by(CaseConsequence.first_at, CaseConsequence.id)
    )
    certificates = certificates_to_withdraw(work, case_id)
    return [
        ConsequenceLine(
            each.id,
            each.kind,
            representative or name or "",
            each.words,
            each.barred_until,
            first_name,
            each.first_at,
            second_name or "",
            each.second_at,
            each.second_at is None and each.first_person_id != work.actor.person_id,
            certificates.get(each.id, ()),
        )
        for each, first_name, second_name, representative, name in work.rows(query)
    ]
