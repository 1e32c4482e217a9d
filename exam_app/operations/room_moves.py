"""One room of an examination is moved, with everybody who sits in it: to another room, another time, or both.

Where the time stays the people stay in their examination. Another time is another examination of the centre: the one
that starts then, if it is of the same kind, or a new one. Bookings, ticket numbers and what was paid go along; seats
are drawn in the new room, and every ticket made from then on carries them. Until tickets are out one person suffices;
afterwards another one confirms, everything is looked at again at that moment, and everybody moved is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, Refusal
from exam_app.journal import Tag
from exam_app.models import Booking, ExamCentre, ExamSession, Invigilation, Room, RoomMove, SessionChange
from exam_app.models.exam_sessions import CHECK_IN_OPENS
from exam_app.operations import fees, operation, scheduling
from exam_app.operations.booked_people import tell_room
from exam_app.operations.item_supply import require_items
from exam_app.queries.components import components_of
from exam_app.queries.resits import all_of_them, blocked_among
from exam_app.queries.room_moves import rooms_of_centre, rooms_used
from exam_app.session_changes import AHEAD, LONGEST_REASON, hindrance, needs_second_person
from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.terms import N_, ExamSessionState, NoticeKind, SessionChangeKind
from exam_app.work import SITE_LEDGER, Work


@dataclass(frozen=True)
class Target:
    """Where a room goes."""

    starts_at: datetime
    room_id: UUID


@operation(Permission.SCHEDULE)
def move_room(work: Work, exam_session_id: UUID, room_id: UUID, target: Target, *, reason: str) -> RoomMove:
    """Move everybody of a room; returns the move, in force at once while no ticket is out, else once confirmed.

    Raises :class:`Invalid` in ``date`` for another moment nearer than 24 hours or one at which an examination of
    another kind starts, in ``room`` where it is the same place, taken or too small, in ``reason`` without one;
    :class:`Conflict` once the doors are open, while another change waits, for the only room of an examination at
    another time, for one with components at another time, when somebody may not sit then or the bank cannot fill the
    papers of that day; :class:`NotFound` for a room in which nobody sits.
    """
    session = work.lock(ExamSession, exam_session_id)
    _require_possible(work, session, room_id, target)
    _refuse_while_waiting(work, session, room_id)
    reason = " ".join(reason.split()).rstrip("。.")
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Say why in 1 to %(most)s characters."), most=LONGEST_REASON)
    move = work.add(
        RoomMove(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            old_starts_at=session.starts_at,
            new_starts_at=target.starts_at,
            new_room_id=target.room_id,
            reason=reason,
            tickets_out=needs_second_person(session.state),
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    if move.tickets_out:
        work.record(Tag.ROOM_MOVE_PROPOSED, "exam_session", session.id, room=str(room_id))
    else:
        _put_in_force(work, session, move)
    return move


@operation(Permission.SCHEDULE)
def confirm_room_move(work: Work, move_id: UUID) -> int:
    """Confirm another person's move: it is in force, and everybody moved is told; returns how many were.

    Everything that was required when it was proposed is required again. Raises :class:`Conflict` for the person who
    proposed it, for a move that waits no more, and when the examination was moved as a whole meanwhile.
    """
    move = work.lock(RoomMove, move_id)
    session = work.lock(ExamSession, move.exam_session_id)
    _require_waiting(move)
    if move.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this change. A second person has to confirm it.", code="second_person")
    if session.starts_at != move.old_starts_at:
        raise Conflict("The examination was moved meanwhile. Drop this proposal and propose it anew.")
    _require_possible(work, session, move.room_id, Target(move.new_starts_at, move.new_room_id))
    move.second_person_id = work.actor.person_id
    return _put_in_force(work, session, move)


@operation(Permission.SCHEDULE)
def drop_room_move(work: Work, move_id: UUID) -> None:
    """Drop a move that should not be confirmed; its proposer may do so too. The row stays."""
    move = work.lock(RoomMove, move_id)
    _require_waiting(move)
    move.dropped_at = work.now
    work.record(Tag.ROOM_MOVE_DROPPED, "exam_session", move.exam_session_id, room=str(move.room_id))


def _require_waiting(move: RoomMove) -> None:
    if move.in_force_at is not None:
        raise Conflict("This change is in force already.")
    if move.dropped_at is not None:
        raise Conflict("This change was dropped already.")


def _refuse_while_waiting(work: Work, session: ExamSession, room_id: UUID) -> None:
    whole = select(SessionChange.id).where(
        SessionChange.city_id == work.city_id,
        SessionChange.exam_session_id == session.id,
        SessionChange.in_force_at.is_(None),
        SessionChange.dropped_at.is_(None),
    )
    room = select(RoomMove.id).where(
        RoomMove.city_id == work.city_id,
        RoomMove.exam_session_id == session.id,
        RoomMove.room_id == room_id,
        RoomMove.in_force_at.is_(None),
        RoomMove.dropped_at.is_(None),
    )
    if work.one(whole) is not None or work.one(room) is not None:
        raise Conflict("A change of this examination waits already. Confirm or drop it first.")


# -- what has to hold ---------------------------------------------------------------------------------------------


def _require_possible(work: Work, session: ExamSession, room_id: UUID, target: Target) -> None:
    if why_not := hindrance(session.state, SessionChangeKind.MOVE, session.starts_at - CHECK_IN_OPENS, work.now):
        raise Conflict(why_not, code="session_change")
    # Whoever plans seats at this centre meanwhile waits, so that what is free here stays free.
    work.lock(ExamCentre, session.centre_id)
    bookings = _bookings(work, session, room_id)
    work.found(bookings[0] if bookings else None)
    _require_room(work, session, room_id, target, len(bookings))
    if target.starts_at != session.starts_at:
        _require_time(work, session, room_id, target.starts_at, bookings)


def _bookings(work: Work, session: ExamSession, room_id: UUID) -> Sequence[Booking]:
    query = select(Booking).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id
    )
    return work.all(query.order_by(Booking.id))


def _require_room(work: Work, session: ExamSession, room_id: UUID, target: Target, candidates: int) -> None:
    if (target.starts_at, target.room_id) == (session.starts_at, room_id):
        raise Invalid.in_field("room", N_("They sit in this room at this moment already. Choose another."))
    room = next((each for each in rooms_of_centre(work, session.centre_id) if each.id == target.room_id), None)
    if room is None:
        raise Invalid.in_field("room", N_("Choose a room of this centre."))
    if room.seats < candidates:
        raise Invalid.in_field(
            "room",
            N_("%(candidates)s candidates and %(seats)s seats. Choose a larger room."),
            candidates=candidates,
            seats=room.seats,
        )
    used = rooms_used(work, session.centre_id, target.starts_at, session.minutes)
    if any(used_id == room.id and (where, used_id) != (session.id, room_id) for where, used_id in used):
        raise Invalid.in_field("room", N_("Somebody sits in this room at that time. Choose another."))


def _require_time(
    work: Work, session: ExamSession, room_id: UUID, starts_at: datetime, bookings: Sequence[Booking]
) -> None:
    """Another time is another examination: far enough ahead, of the same kind, and everybody may sit then."""
    if starts_at < work.now + AHEAD:
        raise Invalid.in_field("date", N_("Choose a start at least 24 hours ahead, so that people can be told."))
    everybody = select(Booking.id).where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
    if len(work.all(everybody)) == len(bookings):
        raise Conflict("Everybody sits in this room. Move the examination instead.")
    if components_of(work, [session.id]):
        raise Conflict("Skills and the physical test are held for the whole examination. Move the examination instead.")
    other = _starting(work, session, starts_at)
    if other is not None and _kind(other) != _kind(session):
        raise Invalid.in_field(
            "date", N_("“%(other)s” starts then and is of another kind. Choose another time."), other=other.name
        )
    blocked = blocked_among(work, [booking.registration_id for booking in bookings], session, starts_at)
    if blocked:
        raise Conflict(
            N_("Not everybody may sit at that time, so nothing was moved. %(who)s"),
            code="resit",
            who=all_of_them(blocked),
        )
    if needs_second_person(session.state):
        require_items(work, session, starts_at)


def _starting(work: Work, session: ExamSession, starts_at: datetime) -> ExamSession | None:
    """The examination of the centre that starts at that moment."""
    query = select(ExamSession).where(
        ExamSession.city_id == work.city_id,
        ExamSession.centre_id == session.centre_id,
        ExamSession.starts_at == starts_at,
        ExamSession.state != ExamSessionState.WITHDRAWN,
    )
    return work.one(query)


def _kind(session: ExamSession) -> tuple[object, ...]:
    """What has to be alike for people to go from one examination to the other."""
    return session.blueprint_id, session.minutes, session.late_minutes, session.state


# -- in force -----------------------------------------------------------------------------------------------------


def _put_in_force(work: Work, session: ExamSession, move: RoomMove) -> int:
    old, room = work.get(Room, move.room_id), work.get(Room, move.new_room_id)
    bookings = _bookings(work, session, old.id)
    target = _target(work, session, move.new_starts_at)
    scheduling.seat_room(work, target, room.id, bookings)
    if target.id != session.id:
        fees.charge_bookings(work, target, bookings)
    _take_invigilators_along(work, session, target, old, room)
    move.in_force_at, move.new_session_id = work.now, target.id
    _record(work, session, target, move, (old, room), bookings)
    if not move.tickets_out:
        return 0
    zone = work.site.settings.zone
    places = {
        "old": move.old_starts_at.astimezone(zone),
        "when": move.new_starts_at.astimezone(zone),
        "why": move.reason,
    }
    return tell_room(work, target, room, NoticeKind.ROOM_MOVED, places)


def _target(work: Work, session: ExamSession, starts_at: datetime) -> ExamSession:
    """The examination itself, the one that starts then, or a new one like it."""
    if starts_at == session.starts_at:
        return session
    if (other := _starting(work, session, starts_at)) is not None:
        return work.lock(ExamSession, other.id)
    target = work.add(
        ExamSession(
            city_id=work.city_id,
            id=work.new_id(),
            centre_id=session.centre_id,
            blueprint_id=session.blueprint_id,
            name=session.name,
            starts_at=starts_at,
            minutes=session.minutes,
            late_minutes=session.late_minutes,
            seed=work.site.random_bytes(32),
            state=SESSION_TABLE.after(None, SessionTrigger.PLAN),
        )
    )
    if session.state is not ExamSessionState.PLANNED:  # tickets are out: those who move get theirs at once
        target.state = SESSION_TABLE.after(target.state, SessionTrigger.PUBLISH)
    work.record(Tag.SESSION_PLANNED, "exam_session", target.id, starts_at=starts_at.isoformat(), minutes=target.minutes)
    return target


def _take_invigilators_along(work: Work, session: ExamSession, target: ExamSession, old: Room, room: Room) -> None:
    """In the same examination they go with the room; at another time only those who may and can supervise it then."""
    here = (
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == session.id,
        Invigilation.room_id == old.id,
    )
    if target.id == session.id:
        work.change(update(Invigilation).where(*here).values(room_id=room.id))
        return
    people = work.all(select(Invigilation.person_id).where(*here).order_by(Invigilation.id))
    work.change(delete(Invigilation).where(*here))
    for person_id in people:
        try:
            scheduling.assign_invigilator(work, target.id, room.id, person_id)
        except Refusal:
            work.record(Tag.INVIGILATOR_RELEASED, "exam_session", session.id, about=person_id, room=str(old.id))


def _record(
    work: Work,
    session: ExamSession,
    target: ExamSession,
    move: RoomMove,
    rooms: tuple[Room, Room],
    bookings: Sequence[Booking],
) -> None:
    """In the ledgers of both rooms, of which the new one begins here; of the site while there is none."""
    old, room = rooms
    ledgers = [session.ledger_of(old.id), target.ledger_of(room.id)] if move.tickets_out else [SITE_LEDGER]
    if move.tickets_out:
        work.record(
            Tag.SESSION_PUBLISHED,
            "exam_session",
            target.id,
            ledger=ledgers[-1],
            room=str(room.id),
            candidates=len(bookings),
        )
    zone = work.site.settings.zone
    before, after = (
        f"{name} {moment.astimezone(zone):%Y-%m-%d %H:%M}"
        for name, moment in ((old.name, move.old_starts_at), (room.name, move.new_starts_at))
    )
    for ledger in ledgers:
        work.record(
            Tag.ROOM_MOVED,
            "exam_session",
            session.id,
            ledger=ledger,
            old=before,
            new=after,
            candidates=len(bookings),
        )
    seats = scheduling.seat_numbers(work, bookings)
    for booking in bookings:
        work.record(
            Tag.BOOKING_MOVED,
            "booking",
            booking.id,
            about=booking.person_id,
            ledger=ledgers[-1],
            seat=seats[booking.id],
        )
