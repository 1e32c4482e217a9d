"""The slip of an applicant as the county's desk sees and prints it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import ApplicantSlip, Authority, Person, Registration
from exam_app.work import Work


@dataclass(frozen=True)
class SlipInForce:
    """What is printed on the slip of an application's person."""

    person_id: UUID
    name: str
    number: str
    issued_at: datetime
    county: str
    submitted_at: datetime


def slip_in_force(work: Work, registration_id: UUID) -> SlipInForce | None:
    """The slip of an application's person, in one statement; None while there is none, or for whom it is not."""
    query = (
        select(
            Person.id,
            Person.name,
            ApplicantSlip.number,
            ApplicantSlip.issued_at,
            Authority.name,
            Registration.submitted_at,
        )
        .join(Registration, (Registration.city_id == Person.city_id) & (Registration.person_id == Person.id))
        .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
        .join(
            ApplicantSlip,
            (ApplicantSlip.city_id == Person.city_id)
            & (ApplicantSlip.person_id == Person.id)
            & ApplicantSlip.ended_at.is_(None),
        )
        .where(Registration.city_id == work.city_id, Registration.id == registration_id)
    )
    rows = work.rows(query)
    return SlipInForce(*rows[0]) if rows else None
