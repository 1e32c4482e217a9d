"""Everybody booked in an examination is told: that the ticket is ready, that it is moved, that it is withdrawn."""

from collections.abc import Mapping

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.models import Booking, ExamCentre, ExamSession, Registration
from exam_app.operations import operation
from exam_app.operations.notices import Recipient, notify
from exam_app.terms import NoticeKind
from exam_app.work import Work


@operation(Permission.SCHEDULE)
def tell_booked(work: Work, session: ExamSession, kind: NoticeKind, places: Mapping[str, object]) -> int:
    """Write a notice about the booking to each booked person; returns how many. ``places`` besides the place of the
    examination: moments in the hall's zone."""
    centre = work.get(ExamCentre, session.centre_id)
    query = (
        select(Booking.id, Booking.person_id, Registration.county_id, Registration.training_unit_id)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Booking.id)
    )
    recipients = [
        Recipient(person_id, booking_id, county_id, unit_id)
        for booking_id, person_id, county_id, unit_id in work.rows(query)
    ]
    return notify(work, kind, recipients, {"place": centre.name, **places})
