"""Certificates whose result does not pass any more since its paper was marked again: the issuer's to look into.

No certificate ends by itself: an end is proposed by one person with law and reason, and confirmed by another
(:func:`exam_app.operations.certificates.propose_end`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from certificates import format_number
from exam_app.models import Certificate, Person, Result, StatusChange
from exam_app.work import Work


@dataclass(frozen=True)
class DoubtfulCertificate:
    """A certificate in force, the mark it was issued on and the mark that counts now."""

    certificate_id: UUID
    grouped_number: str
    name: str
    was: int
    now: int
    cut_score: int
    marked_at: datetime
    end_is_proposed: bool


def doubtful_certificates(work: Work, sitting_ids: Sequence[UUID] | None = None) -> Sequence[DoubtfulCertificate]:
    """Of the city, or of some papers only: the certificates whose newest mark fails, in one statement."""
    newest, other, end = aliased(Result), aliased(Result), aliased(StatusChange)
    number = (
        select(func.max(other.number))
        .where(other.city_id == newest.city_id, other.sitting_id == newest.sitting_id)
        .correlate(newest)
        .scalar_subquery()
    )
    query = (
        select(Certificate, Person.name, Result.raw, newest, end.id)
        .select_from(newest)
        .join(Result, (Result.city_id == newest.city_id) & (Result.sitting_id == newest.sitting_id))
        .join(Certificate, (Certificate.city_id == Result.city_id) & (Certificate.result_id == Result.id))
        .join(Person, (Person.city_id == Certificate.city_id) & (Person.id == Certificate.person_id))
        .outerjoin(
            end,
            (end.city_id == Certificate.city_id) & (end.certificate_id == Certificate.id) & end.dropped_at.is_(None),
        )
        .where(
            newest.city_id == work.city_id,
            newest.number > 1,
            newest.number == number,
            newest.passed.is_(False),
            end.second_at.is_(None),
        )
        .order_by(Certificate.number)
    )
    if sitting_ids is not None:
        query = query.where(newest.sitting_id.in_(sitting_ids))
    return [
        DoubtfulCertificate(
            certificate.id,
            format_number(certificate.number),
            name,
            was,
            now.raw,
            now.cut_score,
            now.marked_at,
            end_id is not None,
        )
        for certificate, name, was, now, end_id in work.rows(query)
    ]
