"""A candidate goes on at another computer of the room, because the one before has failed (exam-delivery 2.3)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import Tag
from exam_app.models import Booking, ExamSession, Lease, Seat, SeatMove, Sitting
from exam_app.operations import operation
from exam_app.operations.leases import Leases
from exam_app.operations.proctoring import open_place
from exam_app.terms import N_, SeatMoveReason
from exam_app.work import Work

LONGEST_NOTE = 200


@dataclass(frozen=True)
class WantedMove:
    """Where somebody goes on, and why; ``nonce`` is the page's, so that pressing twice is one move."""

    to_seat_id: UUID
    reason: SeatMoveReason
    nonce: UUID
    note: str = ""


@operation(Permission.INVIGILATE)
def move_seat(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID, wanted: WantedMove) -> SeatMove:
    """Let a candidate go on at a free seat of the room, or at the same seat with the computer started anew.

    From this moment the browser before writes nothing that counts; the first one at which the candidate signs in goes
    on, with every acknowledged answer and the same time. Before the candidate has begun only the seat changes. Raises
    :class:`Conflict` when the seat has been taken or lies in another room, :class:`TooLate` when the paper is handed
    in or the room is signed, :class:`Invalid` for a note that is too long.
    """
    note = " ".join(wanted.note.split())
    if len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    session, booking = open_place(work, exam_session_id, room_id, booking_id)
    booking = work.lock(Booking, booking.id)
    again = select(SeatMove).where(SeatMove.city_id == work.city_id, SeatMove.nonce == str(wanted.nonce))
    if (made := work.one(again)) is not None:
        return made
    if booking.seat_id is None:
        raise Conflict("This candidate has no seat yet.")
    sitting = _open_sitting(work, booking)
    before, after = work.get(Seat, booking.seat_id), _free_seat(work, session, booking, wanted.to_seat_id)
    # On paper nothing is written by a computer: only the seat changes.
    lease = Leases(work, sitting).leave_to_a_seat() if sitting and not sitting.is_on_paper else None
    booking.seat_id = after.id
    move = work.add(new_move(work, booking, (before, after), wanted, note, lease))
    work.record(
        Tag.SEAT_MOVED,
        "seat_move",
        move.id,
        about=booking.person_id,
        ledger=session.ledger_of(room_id),
        old=before.number,
        new=after.number,
        why=wanted.reason.value,
        epoch=move.new_epoch,
    )
    return move


def _open_sitting(work: Work, booking: Booking) -> Sitting | None:
    query = select(Sitting.id).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id)
    begun = work.one(query)
    sitting = work.lock(Sitting, begun) if begun else None
    if sitting and not sitting.is_open:
        raise TooLate("The paper is handed in. There is nothing to go on with.")
    return sitting


def _free_seat(work: Work, session: ExamSession, booking: Booking, seat_id: UUID) -> Seat:
    """The wanted seat, locked: two who move to one seat at once come one after the other."""
    seat = work.lock(Seat, seat_id)
    if seat.room_id != booking.room_id:
        raise Conflict("Seat %(number)s is in another room. Choose one of this room.", number=seat.number)
    taken = select(Booking.id).where(
        Booking.city_id == work.city_id,
        Booking.exam_session_id == session.id,
        Booking.seat_id == seat.id,
        Booking.id != booking.id,
    )
    if work.one(taken) is not None:
        raise Conflict("Seat %(number)s is taken. Choose another one.", number=seat.number)
    return seat


@operation(Permission.INVIGILATE, Permission.SCHEDULE)
def new_move(
    work: Work, booking: Booking, seats: tuple[Seat, Seat], wanted: WantedMove, note: str, lease: Lease | None
) -> SeatMove:
    """The row of a move from the first seat to the second, in one room or between two; ``lease`` is the new one."""
    before, after = seats
    return SeatMove(
        city_id=work.city_id,
        id=work.new_id(),
        exam_session_id=booking.exam_session_id,
        room_id=before.room_id,
        to_room_id=after.room_id,
        booking_id=booking.id,
        sitting_id=lease.sitting_id if lease else None,
        from_seat_id=before.id,
        to_seat_id=after.id,
        old_epoch=lease.epoch - 1 if lease else None,
        new_epoch=lease.epoch if lease else None,
        reason=wanted.reason,
        note=note,
        nonce=str(wanted.nonce),
        by_person_id=work.actor.person_id,
        moved_at=work.now,
    )
