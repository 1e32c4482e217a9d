"""A whole examination is moved to another time, or withdrawn.

Nothing is deleted: bookings keep their seats and ticket numbers when it is moved, and stay as they were when it is
withdrawn, but their people may be booked again. Everybody booked is told. Until tickets are out one person suffices;
afterwards another one confirms, and everything is looked at again at that moment (:mod:`exam_app.session_changes`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import Booking, ExamSession, SessionChange
from exam_app.models.exam_sessions import CHECK_IN_OPENS
from exam_app.operations import fees, operation, scheduling
from exam_app.operations.booked_people import tell_booked
from exam_app.operations.item_supply import require_items
from exam_app.operations.room_keys import end_room_keys
from exam_app.queries.resits import all_of_them, blocked_among
from exam_app.queries.scheduling import rooms_of
from exam_app.session_changes import AHEAD, LONGEST_REASON, TRIGGERS, hindrance, needs_second_person
from exam_app.session_states import SESSION_TABLE
from exam_app.terms import N_, NoticeKind, SessionChangeKind
from exam_app.work import SITE_LEDGER, Work


@operation(Permission.SCHEDULE)
def move(work: Work, exam_session_id: UUID, *, starts_at: datetime, reason: str) -> SessionChange:
    """Move an examination to another time at its centre, with all its rooms; returns the change.

    In force at once while no ticket is out, else when a second person confirms. Raises :class:`Invalid` in ``date`` for
    a moment that is nearer than 24 hours, the same or taken, in ``reason`` without one; :class:`Conflict` once the
    doors are open, while another change waits, when a room is taken then, when somebody may not sit again yet then, and
    when the bank cannot fill the papers of that day.
    """
    session = work.lock(ExamSession, exam_session_id)
    _refuse_hindered(work, session, SessionChangeKind.MOVE)
    _require_possible(work, session, starts_at)
    return _propose(work, session, SessionChangeKind.MOVE, starts_at, reason)


@operation(Permission.SCHEDULE)
def withdraw(work: Work, exam_session_id: UUID, *, reason: str) -> SessionChange:
    """Withdraw an examination that nobody has begun; returns the change. Its people can be booked in another one.

    In force at once while no ticket is out, else when a second person confirms. Raises :class:`Invalid` without a
    reason, :class:`Conflict` once somebody has begun and while another change waits.
    """
    session = work.lock(ExamSession, exam_session_id)
    _refuse_hindered(work, session, SessionChangeKind.WITHDRAW)
    return _propose(work, session, SessionChangeKind.WITHDRAW, None, reason)


def _refuse_hindered(work: Work, session: ExamSession, kind: SessionChangeKind) -> None:
    if why_not := hindrance(session.state, kind, session.starts_at - CHECK_IN_OPENS, work.now):
        raise Conflict(why_not, code="session_change")


def _require_possible(work: Work, session: ExamSession, starts_at: datetime) -> None:
    """The new time is far enough ahead, the centre and the rooms are free then, and everybody may sit then."""
    if starts_at == session.starts_at:
        raise Invalid.in_field("date", N_("It starts at this moment already. Choose another time."))
    if starts_at < work.now + AHEAD:
        raise Invalid.in_field("date", N_("Choose a start at least 24 hours ahead, so that people can be told."))
    scheduling.refuse_taken_moment(work, session.centre_id, starts_at)
    bookings = _bookings(work, session)
    used = {booking.room_id for booking in bookings}
    taken = [room.name for room in rooms_of(work, session, starts_at) if room.taken and room.id in used]
    if taken:
        raise Conflict("Another examination uses %(rooms)s at that time. Choose another time.", rooms="、".join(taken))
    blocked = blocked_among(work, [booking.registration_id for booking in bookings], session, starts_at)
    if blocked:
        raise Conflict(
            N_("Not everybody may sit at that time, so nothing was moved. %(who)s"),
            code="resit",
            who=all_of_them(blocked),
        )
    if needs_second_person(session.state):
        require_items(work, session, starts_at)


def _bookings(work: Work, session: ExamSession) -> Sequence[Booking]:
    query = select(Booking).where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
    return work.all(query.order_by(Booking.id))


def _propose(
    work: Work, session: ExamSession, kind: SessionChangeKind, starts_at: datetime | None, reason: str
) -> SessionChange:
    reason = " ".join(reason.split()).rstrip("。.")
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Say why in 1 to %(most)s characters."), most=LONGEST_REASON)
    waits = select(SessionChange.id).where(
        SessionChange.city_id == work.city_id,
        SessionChange.exam_session_id == session.id,
        SessionChange.in_force_at.is_(None),
        SessionChange.dropped_at.is_(None),
    )
    if work.one(waits) is not None:
        raise Conflict("A change of this examination waits already. Confirm or drop it first.")
    tickets_out = needs_second_person(session.state)
    change = work.add(
        SessionChange(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            kind=kind,
            old_starts_at=session.starts_at,
            new_starts_at=starts_at,
            reason=reason,
            tickets_out=tickets_out,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    if tickets_out:
        work.record(Tag.SESSION_CHANGE_PROPOSED, "exam_session", session.id, change=kind)
    else:
        _put_in_force(work, session, change)
    return change


@operation(Permission.SCHEDULE)
def confirm_change(work: Work, change_id: UUID) -> int:
    """Confirm another person's change: it is in force, and everybody booked is told; returns how many were.

    Everything that was required when it was proposed is required again. Raises :class:`Conflict` for the person who
    proposed it, and for a change that waits no more.
    """
    change = work.lock(SessionChange, change_id)
    session = work.lock(ExamSession, change.exam_session_id)
    _require_waiting(change)
    if change.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this change. A second person has to confirm it.", code="second_person")
    _refuse_hindered(work, session, change.kind)
    if change.new_starts_at is not None:
        _require_possible(work, session, change.new_starts_at)
    change.second_person_id = work.actor.person_id
    return _put_in_force(work, session, change)


@operation(Permission.SCHEDULE)
def drop_change(work: Work, change_id: UUID) -> None:
    """Drop a change that should not be confirmed; its proposer may do so too. The row stays."""
    change = work.lock(SessionChange, change_id)
    _require_waiting(change)
    change.dropped_at = work.now
    work.record(Tag.SESSION_CHANGE_DROPPED, "exam_session", change.exam_session_id, change=change.kind)


def _require_waiting(change: SessionChange) -> None:
    if change.in_force_at is not None:
        raise Conflict("This change is in force already.")
    if change.dropped_at is not None:
        raise Conflict("This change was dropped already.")


def _put_in_force(work: Work, session: ExamSession, change: SessionChange) -> int:
    change.in_force_at = work.now
    session.state = SESSION_TABLE.after(session.state, TRIGGERS[change.kind])
    if change.new_starts_at is not None:
        session.starts_at = change.new_starts_at
    else:
        fees.release_fees(work, session, _bookings(work, session))
        end_room_keys(work, session)  # of rooms that were open already
    _record(work, session, change)
    return _tell(work, session, change) if change.tickets_out else 0


def _record(work: Work, session: ExamSession, change: SessionChange) -> None:
    """In the ledger of each room, which began with the publication; of the site while there is none."""
    rooms = {booking.room_id for booking in _bookings(work, session) if booking.room_id}
    ledgers = [session.ledger_of(room_id) for room_id in sorted(rooms)] if change.tickets_out else [SITE_LEDGER]
    old = _written(work, change.old_starts_at)
    for ledger in ledgers:
        if change.new_starts_at is None:
            work.record(Tag.SESSION_WITHDRAWN, "exam_session", session.id, ledger=ledger, old=old)
        else:
            new = _written(work, change.new_starts_at)
            work.record(Tag.SESSION_MOVED, "exam_session", session.id, ledger=ledger, old=old, new=new)


def _written(work: Work, moment: datetime) -> str:
    return f"{moment.astimezone(work.site.settings.zone):%Y-%m-%d %H:%M}"


def _tell(work: Work, session: ExamSession, change: SessionChange) -> int:
    zone = work.site.settings.zone
    places: dict[str, object] = {"old": change.old_starts_at.astimezone(zone), "why": change.reason}
    if change.new_starts_at is None:
        return tell_booked(work, session, NoticeKind.SESSION_WITHDRAWN, places)
    return tell_booked(
        work, session, NoticeKind.SESSION_MOVED, {**places, "when": change.new_starts_at.astimezone(zone)}
    )
