"""Slips of applicants: the county that reviews an application hands its person the way to the own page."""

from uuid import UUID

from sqlalchemy import select, update

from exam_app.actors import Permission
from exam_app.journal import Tag
from exam_app.models import ApplicantSlip, Person, Registration
from exam_app.operations import operation
from exam_app.work import Work

SLIP_DIGITS = 10


@operation(Permission.REVIEW)
def issue_applicant_slip(work: Work, registration_id: UUID) -> UUID:
    """Issue a slip to the person of an application at the own county; returns its id. A new slip ends the old one.

    Raises :class:`~exam_app.errors.NotFound` for an application elsewhere.
    """
    person_id = work.get(Registration, registration_id).person_id
    work.lock(Person, person_id)  # two reviewers issue one slip after the other
    _end_slip_in_force(work, person_id)
    number = int.from_bytes(work.site.random_bytes(8)) % 10**SLIP_DIGITS
    slip = work.add(
        ApplicantSlip(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=person_id,
            number=f"{number:0{SLIP_DIGITS}d}",
            issued_by_id=work.actor.person_id,
            issued_at=work.now,
        )
    )
    work.record(Tag.APPLICANT_SLIP_ISSUED, "applicant_slip", slip.id, about=person_id)
    return slip.id


def _end_slip_in_force(work: Work, person_id: UUID) -> None:
    """Sessions opened with a slip end with it: who is behind a session is read anew at each request."""
    in_force = (
        ApplicantSlip.city_id == work.city_id,
        ApplicantSlip.person_id == person_id,
        ApplicantSlip.ended_at.is_(None),
    )
    ending = work.one(select(ApplicantSlip.id).where(*in_force))
    if ending is None:
        return
    work.change(update(ApplicantSlip).where(*in_force).values(ended_at=work.now))
    work.record(Tag.APPLICANT_SLIP_ENDED, "applicant_slip", ending, about=person_id)
