"""Who is expected in a room, who has come, and who may not enter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Booking, CheckIn, EligibilityFinding, ExamSession, Person, Seat
from exam_app.queries.entry_refusals import refused_in_room
from exam_app.queries.people import masked_number
from exam_app.queries.rooms import on_duty
from exam_app.work import Work


@dataclass(frozen=True)
class Expected:
    """A candidate of the room. ``came_at`` is None while nobody noted an arrival."""

    booking_id: UUID
    seat: int
    name: str
    id_number: str
    """Masked: four digits, the middle hidden, four characters."""
    ticket_number: str
    is_barred: bool
    """Not eligible on the day: no reason is told here."""
    is_refused: bool
    """Two people do not let this candidate in."""
    came_at: datetime | None
    late_minutes: int


@dataclass(frozen=True)
class CheckInPage:
    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    room: str
    starts_at: datetime
    late_minutes: int
    seconds_left: int
    """Until nobody enters any more, by the site's clock; negative afterwards."""
    people: Sequence[Expected]
    """By seat."""

    @property
    def here(self) -> int:
        return sum(person.came_at is not None for person in self.people)


def check_in_page(work: Work, exam_session_id: UUID, room_id: UUID) -> CheckInPage:
    """The list of a room on duty; five statements."""
    session, room = on_duty(work, exam_session_id, room_id)
    query = (
        select(Booking, Person, Seat.number, CheckIn.at, CheckIn.late_minutes)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(CheckIn, (CheckIn.city_id == Booking.city_id) & (CheckIn.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id)
        .order_by(Seat.number)
    )
    closes_at = session.starts_at + timedelta(minutes=session.late_minutes + 1)
    barred = barred_in_room(work, session, room_id)
    refused = refused_in_room(work, session.id, room_id)
    return CheckInPage(
        session.id,
        room_id,
        session.name,
        room.name,
        session.starts_at,
        session.late_minutes,
        int((closes_at - work.now).total_seconds()),
        [
            Expected(
                booking.id,
                seat,
                person.name,
                masked_number(work, person),
                booking.ticket_number or "",
                booking.id in barred,
                booking.id in refused,
                came_at,
                late or 0,
            )
            for booking, person, seat, came_at, late in work.rows(query)
        ],
    )


def barred_in_room(work: Work, session: ExamSession, room_id: UUID) -> Collection[UUID]:
    """The bookings of people who are not eligible on the day, by the newest judgement; one statement."""
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    query = (
        select(Booking.id, EligibilityFinding)
        .join(
            EligibilityFinding,
            (EligibilityFinding.city_id == Booking.city_id) & (EligibilityFinding.person_id == Booking.person_id),
        )
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id)
        .order_by(EligibilityFinding.found_at, EligibilityFinding.number)
    )
    newest = {row[0]: row[1] for row in work.rows(query)}
    return {booking_id for booking_id, finding in newest.items() if finding.bars_on(day)}
