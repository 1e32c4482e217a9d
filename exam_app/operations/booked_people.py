"""Everybody booked in an examination is told: that the ticket is ready, that it is moved, that it is withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from exam_app.actors import Permission
from exam_app.models import Booking, ExamCentre, ExamSession, FeeRecord, OwnFeeRule, Registration, Room
from exam_app.operations import operation
from exam_app.operations.notices import Recipient, notify
from exam_app.queries.fee_tickets import tickets_withheld
from exam_app.terms import ExamSessionState, NoticeKind
from exam_app.work import Work


@operation(Permission.SCHEDULE)
def tell_booked(work: Work, session: ExamSession, kind: NoticeKind, places: Mapping[str, object]) -> int:
    """Write a notice about the booking to each booked person; returns how many. ``places`` besides the place of the
    examination: moments in the hall's zone."""
    return notify(work, kind, _booked(work, session), {"place": _place(work, session), **places})


@operation(Permission.SCHEDULE)
def tell_room(work: Work, session: ExamSession, room: Room, kind: NoticeKind, places: Mapping[str, object]) -> int:
    """The same for those who sit in one room, named before the centre: what is too long loses its end."""
    place = f"{room.name} {_place(work, session)}"
    return notify(work, kind, _booked(work, session, Booking.room_id == room.id), {"place": place, **places})


@operation(Permission.SCHEDULE)
def tell_tickets(work: Work, session: ExamSession) -> int:
    """Tell each booked person that the ticket is ready, but not those whose ticket waits for a fee."""
    return _tell_tickets(work, session, _booked(work, session))


@operation(Permission.KEEP_FEES)
def tell_settled(work: Work, fees: Sequence[FeeRecord]) -> None:
    """The same for those whose ticket waited for these fees, once nothing is open any more."""
    waited = set(work.all(select(OwnFeeRule.id).where(OwnFeeRule.city_id == work.city_id, OwnFeeRule.ticket_needs_fee)))
    settled = [fee for fee in fees if fee.rule_id in waited and fee.exam_session_id is not None]
    for session_id in sorted({fee.exam_session_id for fee in settled if fee.exam_session_id}):
        session = work.get(ExamSession, session_id)
        if session.state is ExamSessionState.PUBLISHED:
            people = {fee.registration_id for fee in settled if fee.exam_session_id == session_id}
            _tell_tickets(work, session, _booked(work, session, Booking.registration_id.in_(people)))


def _tell_tickets(work: Work, session: ExamSession, booked: Sequence[Recipient]) -> int:
    withheld: Collection[UUID] = tickets_withheld(work, session.id)
    ready = [each for each in booked if each.about_id not in withheld]
    starts = session.starts_at.astimezone(work.site.settings.zone)
    return notify(work, NoticeKind.TICKET_READY, ready, {"place": _place(work, session), "when": starts})


def _booked(work: Work, session: ExamSession, *which: ColumnElement[bool]) -> Sequence[Recipient]:
    query = (
        select(Booking.person_id, Booking.id, Registration.county_id, Registration.training_unit_id)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, *which)
        .order_by(Booking.id)
    )
    return [Recipient(*row) for row in work.rows(query)]


def _place(work: Work, session: ExamSession) -> str:
    return work.get(ExamCentre, session.centre_id).name
