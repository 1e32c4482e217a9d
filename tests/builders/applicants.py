"""Applicants at home: a slip of the county, and who holds it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import ApplicantSlip, Registration
from exam_app.operations.applicant_slips import issue_applicant_slip
from exam_app.work import Site, Work
from tests.cast import CITY, NOON, Cast


def a_slip(
    site: Site, cast: Cast, registration_id: UUID, *, reviewer: str = "zhou", at: datetime = NOON
) -> ApplicantSlip:
    """A new slip of the person of an application."""
    with Work.open(site, cast[reviewer], at) as work:
        slip_id = issue_applicant_slip(work, registration_id)
    with Work.open(site, cast["ma"], at, read_only=True) as work:
        return work.all(select(ApplicantSlip).where(ApplicantSlip.id == slip_id))[0]


def an_applicant(site: Site, cast: Cast, registration_id: UUID, **changes: object) -> Actor:
    """Who holds a slip of that application."""
    slip = a_slip(site, cast, registration_id, **changes)  # type: ignore[arg-type]  # the slip's own keywords
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        person_id = work.get(Registration, registration_id).person_id
    return Actor(Role.APPLICANT, "申请人", city_id=CITY, person_id=person_id, applicant_slip_id=slip.id)
