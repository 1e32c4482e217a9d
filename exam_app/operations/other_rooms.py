"""A candidate goes on in another room of the same examination: water, power for good, or a need that only it meets.

The office decides, which alone sees both rooms; inside a room its own invigilators move (:mod:`.seat_moves`). Answers
and time come along, the seat before writes nothing that counts any more, and from then on the new room's pauses, key
and ledger are those of the sitting. Both ledgers and both records name the move.
"""

from uuid import UUID

from sqlalchemy import or_, select

from exam_app import session_states
from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import (
    Booking,
    Booklet,
    ExamSession,
    Pause,
    Room,
    RoomSignature,
    Seat,
    SeatMove,
    Sitting,
    TimeExtension,
)
from exam_app.models.exam_sessions import CHECK_IN_OPENS
from exam_app.operations import operation
from exam_app.operations.leases import Leases
from exam_app.operations.pauses import pause_as_in_its_room
from exam_app.operations.seat_moves import LONGEST_NOTE, WantedMove, new_move
from exam_app.queries.entry_refusals import standing_refusal
from exam_app.queries.other_rooms import FreePlace, OtherRoom, crowded, other_rooms, partial_to
from exam_app.queries.room_sheets import moments_of
from exam_app.terms import N_, RoomMomentKind, SittingState
from exam_app.work import Work

SIGNED = N_("%(room)s is signed. Nobody leaves or enters it any more.")


@operation(Permission.SCHEDULE)
def move_to_room(work: Work, exam_session_id: UUID, booking_id: UUID, wanted: WantedMove) -> SeatMove:
    """Let a candidate begin or go on at a free seat of another supervised room; pressed twice it is one move.

    Raises :class:`Invalid` in ``note`` without one or with one over 200 characters; :class:`TooEarly` before check-in
    opens; :class:`TooLate` when the paper is handed in, the time is over or one of the rooms is signed;
    :class:`NotFound` for a booking of another examination; :class:`Conflict`, where nothing was changed, for a seat
    that is taken, not in another supervised room, or beside somebody of the same training unit while a better one is
    free; a room not opened yet for who has begun; invigilators who train the candidate or work with them; somebody
    who needs a room of their own and would sit with others; printed paper, which is counted in its room; and while
    an outage, a pause or minutes of this candidate alone, or a refusal at the door, are undecided.
    """
    note = " ".join(wanted.note.split())
    if not 1 <= len(note) <= LONGEST_NOTE:
        raise Invalid.in_field(
            "note", N_("Say why in 1 to %(most)s characters: it stands in the record of both rooms."), most=LONGEST_NOTE
        )
    session, booking, seat = _locked(work, exam_session_id, booking_id, wanted.to_seat_id)
    again = select(SeatMove).where(SeatMove.city_id == work.city_id, SeatMove.nonce == str(wanted.nonce))
    if (made := work.one(again)) is not None:
        return made
    _require_the_day(work, session)
    sitting = _going_on(work, booking)
    _refuse_undecided(work, booking, sitting)
    before = work.get(Seat, work.found(booking.seat_id))
    _refuse_signed(work, session, before.room_id)
    _require_fit(work, session, booking, _chosen(work, session, booking, seat), begun=sitting is not None)
    lease = Leases(work, sitting).leave_to_a_seat() if sitting else None
    booking.room_id, booking.seat_id = seat.room_id, seat.id
    move = work.add(new_move(work, booking, (before, seat), wanted, note, lease))
    _record_both(work, session, booking, before, seat, move)
    if sitting:
        sitting.room_id = seat.room_id
        pause_as_in_its_room(work, session, sitting)
    return move


def _locked(work: Work, exam_session_id: UUID, booking_id: UUID, seat_id: UUID) -> tuple[ExamSession, Booking, Seat]:
    """The booking with those of the new room, and the seat: who begins or ends a pause of that room waits, and so does
    whoever wants the same seat."""
    session, booking = work.get(ExamSession, exam_session_id), work.get(Booking, booking_id)
    if booking.exam_session_id != session.id or booking.seat_id is None:
        raise NotFound("This does not exist, or not for you.")
    room_id = work.get(Seat, seat_id).room_id
    work.lock_all(
        select(Booking)
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == session.id,
            or_(Booking.id == booking.id, Booking.room_id == room_id),
        )
        .order_by(Booking.id)
    )
    return session, booking, work.lock(Seat, seat_id)


def _require_the_day(work: Work, session: ExamSession) -> None:
    if session.state not in session_states.OPEN:
        raise TooLate("This examination is not open. Nobody is moved any more.")
    if work.now < session.starts_at - CHECK_IN_OPENS:
        raise TooEarly("Candidates are moved one by one from one hour before the start. Until then move the room.")


def _going_on(work: Work, booking: Booking) -> Sitting | None:
    """The sitting, locked, where the candidate has begun and can go on elsewhere."""
    begun = work.one(select(Sitting.id).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id))
    sitting = work.lock(Sitting, begun) if begun else None
    if sitting is None:
        return None
    if not sitting.is_open:
        raise TooLate("The paper is handed in. There is nothing to go on with.")
    if sitting.state is SittingState.HELD_BACK:
        raise Conflict("This candidate waits until somebody has decided about an outage. Do that first.")
    if sitting.is_over(work.now):
        raise TooLate("The time of this candidate is over. There is nothing to go on with.")
    return sitting


def _refuse_undecided(work: Work, booking: Booking, sitting: Sitting | None) -> None:
    """What was begun in one room is ended there: afterwards nobody of it sees this candidate."""
    printed = select(Booklet.id).where(Booklet.city_id == work.city_id, Booklet.booking_id == booking.id)
    if (sitting and sitting.is_on_paper) or work.one(printed) is not None:
        raise Conflict("This candidate's paper is printed and counted in its room. On paper nobody changes the room.")
    if standing_refusal(work, booking.id) is not None:
        raise Conflict("Whether this candidate is let in is being decided in the room. Settle that first.")
    if sitting is None:
        return
    paused = select(Pause.id).where(
        Pause.city_id == work.city_id, Pause.sitting_id == sitting.id, Pause.ended_at.is_(None)
    )
    if work.one(paused) is not None:
        raise Conflict("This candidate alone is paused. The invigilator ends that pause first.")
    asked = select(TimeExtension.id).where(
        TimeExtension.city_id == work.city_id,
        TimeExtension.sitting_id == sitting.id,
        TimeExtension.in_force_at.is_(None),
    )
    if work.all(asked):
        raise Conflict("Minutes for this candidate wait for a second person. Confirm them first.")


def _refuse_signed(work: Work, session: ExamSession, room_id: UUID) -> None:
    signed = select(RoomSignature.id).where(
        RoomSignature.city_id == work.city_id,
        RoomSignature.exam_session_id == session.id,
        RoomSignature.room_id == room_id,
    )
    if work.all(signed):
        raise TooLate(SIGNED, room=work.get(Room, room_id).name)


def _chosen(work: Work, session: ExamSession, booking: Booking, seat: Seat) -> tuple[OtherRoom, FreePlace]:
    room = next((each for each in other_rooms(work, session, booking) if each.id == seat.room_id), None)
    if room is None:
        raise Conflict("Choose a room of this examination that has invigilators, another one than now.")
    place = next((each for each in room.free if each.seat_id == seat.id), None)
    if place is None:
        raise Conflict("Seat %(number)s is taken. Choose another one.", number=seat.number)
    return room, place


def _require_fit(
    work: Work, session: ExamSession, booking: Booking, chosen: tuple[OtherRoom, FreePlace], *, begun: bool
) -> None:
    room, place = chosen
    if room.is_signed:
        raise TooLate(SIGNED, room=room.name)
    if begun and RoomMomentKind.OPENED not in moments_of(work, session.id, room.id):
        raise Conflict("%(room)s is not open yet. Its invigilator opens it first.", room=room.name)
    if not room.keeps_apart(place):
        raise Conflict(
            "Beside seat %(number)s sits somebody of the same training unit. Choose another one.", number=place.number
        )
    if crowded(work, session, booking, room):
        raise Conflict("Somebody who needs a room of their own would sit with others there. Choose another room.")
    if partial_to(work, session, room.id, booking.person_id):
        raise Conflict(
            "An invigilator of %(room)s trains this candidate or works with them. Choose another room.",
            code="conflict_of_duty",
            room=room.name,
        )


def _record_both(work: Work, session: ExamSession, booking: Booking, before: Seat, after: Seat, move: SeatMove) -> None:
    """Each room's ledger names the other room."""
    for tag, here, there in ((Tag.ROOM_LEFT, before, after), (Tag.ROOM_ENTERED, after, before)):
        work.record(
            tag,
            "seat_move",
            move.id,
            about=booking.person_id,
            ledger=session.ledger_of(here.room_id),
            old=before.number,
            new=after.number,
            room=work.get(Room, there.room_id).name,
            why=move.reason.value,
            epoch=move.new_epoch,
        )
