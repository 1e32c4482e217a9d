"""Closing a room: the PIN of each invigilator, and the room's signatures, after which its record stands."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, Sentence, TooEarly, sentence
from exam_app.journal import Tag
from exam_app.models import (
    Account,
    Booking,
    ExamSession,
    IdentityCheck,
    Incident,
    Invigilation,
    RoomSignature,
    Seat,
    Sitting,
)
from exam_app.operations import operation
from exam_app.operations.door import Knock, SignInFailed
from exam_app.operations.room_keys import end_room_keys
from exam_app.operations.room_moments import keep_moment
from exam_app.passwords import hash_password, password_fits
from exam_app.queries.alerts import Alert, open_alerts
from exam_app.queries.booklets import copies_in_room, newest_count
from exam_app.queries.rooms import on_duty
from exam_app.sitting_states import OPEN
from exam_app.terms import N_, RoomMomentKind, SittingState
from exam_app.work import Work

PIN_DIGITS = 6


@operation(Permission.INVIGILATE)
def set_pin(work: Work, *, password: str, pin: str, address: str) -> SignInFailed | None:
    """Set the six digits one signs rooms with, the password proving who asks; None when it is set.

    A wrong password is kept and delayed like a refused sign-in. Raises :class:`Invalid` for a PIN that everybody
    would try first.
    """
    account = work.get(Account, work.found(work.actor.account_id))
    knock = Knock(work, account.login, address)
    if failed := knock.throttled():
        return failed
    if not password_fits(account.password_hash, password):
        return knock.refuse(N_("The present password is wrong. Nothing was changed. Try again."), account)
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        raise Invalid.in_field("pin", N_("A PIN has %(digits)s digits."), digits=PIN_DIGITS)
    if _is_guessed_first(pin):
        raise Invalid.in_field("pin", N_("This PIN is too easy to guess. Choose other digits."))
    account.pin_hash = hash_password(pin)
    work.record(Tag.PIN_SET, "account", account.id, about=account.person_id)
    return None


def _is_guessed_first(pin: str) -> bool:
    """All digits equal, or each one up or down from the one before."""
    steps = {int(later) - int(earlier) for earlier, later in itertools.pairwise(pin)}
    return len(steps) == 1 and steps <= {0, 1, -1}


@dataclass(frozen=True)
class Signed:
    """A signature was taken; the room is closed when nobody of those on duty is missing."""

    still_missing: int

    @property
    def is_closed(self) -> bool:
        return self.still_missing == 0


@operation(Permission.INVIGILATE)
def sign_room(
    work: Work, exam_session_id: UUID, room_id: UUID, *, person_id: UUID, pin: str, address: str
) -> Signed | SignInFailed:
    """Sign a room as one of its invigilators, on whoever's tablet, with the signer's own PIN.

    The last signature closes the room: its key ends, its figures become a leaf and the head of its ledger is signed.
    Signing again changes nothing. A wrong PIN is kept and, after five, delayed. Raises :class:`TooEarly` while somebody
    answers or may still come, :class:`Conflict` naming the seats whose candidates were never compared with their cards,
    or every alert that nobody has settled.
    """
    session, _ = on_duty(work, exam_session_id, room_id)
    duties = _duties(work, session, room_id)
    if person_id not in duties:
        raise NotFound("This does not exist, or not for you.")
    _refuse_unfinished(work, session, room_id)
    account = _account_of(work, person_id)
    knock = Knock(work, f"pin:{account.id}", address)
    if failed := knock.throttled():
        return failed
    if account.pin_hash is None:
        return SignInFailed(Sentence(N_("This person has not set a PIN yet: “My account”, “PIN”.")))
    if not password_fits(account.pin_hash, pin):
        work.record(Tag.PIN_REFUSED, "account", account.id, about=person_id, ledger=session.ledger_of(room_id))
        return knock.refuse(N_("This is not the PIN of the person chosen. Try again."), account)
    knock.succeed()
    work.lock(ExamSession, session.id)
    signed = _signers(work, session, room_id)
    if person_id not in signed:
        signed = {*signed, person_id}
        _sign(work, session, room_id, person_id)
        if signed >= duties:
            _close(work, session, room_id)
    return Signed(len(duties - signed))


def _duties(work: Work, session: ExamSession, room_id: UUID) -> set[UUID]:
    query = select(Invigilation.person_id).where(
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == session.id,
        Invigilation.room_id == room_id,
    )
    return set(work.all(query))


def _signers(work: Work, session: ExamSession, room_id: UUID) -> set[UUID]:
    query = select(RoomSignature.person_id).where(
        RoomSignature.city_id == work.city_id,
        RoomSignature.exam_session_id == session.id,
        RoomSignature.room_id == room_id,
    )
    return set(work.all(query))


def _account_of(work: Work, person_id: UUID) -> Account:
    query = select(Account).where(Account.city_id == work.city_id, Account.person_id == person_id)
    return work.found(work.one(query))


def _refuse_unfinished(work: Work, session: ExamSession, room_id: UUID) -> None:
    open_sittings = select(func.count()).where(
        Sitting.city_id == work.city_id,
        Sitting.exam_session_id == session.id,
        Sitting.room_id == room_id,
        Sitting.state.in_(OPEN),
    )
    if waiting := work.count(open_sittings.where(Sitting.state == SittingState.HELD_BACK)):
        raise TooEarly(
            "%(waiting)s candidates wait until somebody has decided about an outage. Do that first.", waiting=waiting
        )
    if answering := work.count(open_sittings):
        raise TooEarly(
            "%(answering)s candidates are still answering. Close it when they are done.", answering=answering
        )
    printed, count = copies_in_room(work, session.id, room_id), newest_count(work, session.id, room_id)
    if printed and (count is None or count.printed != printed):
        raise Conflict(
            "%(printed)s booklets were printed for this room. Count them on the page “On paper” first.", printed=printed
        )
    if work.now <= session.starts_at + timedelta(minutes=session.late_minutes) and _absent(work, session, room_id):
        raise TooEarly("Late-comers may still enter. Close the room afterwards.")
    if seats := _never_compared(work, session, room_id):
        raise Conflict(
            "Nobody compared face and card at these seats: %(seats)s. Do it, or note an incident there.",
            seats="、".join(str(seat) for seat in seats),
        )
    if alerts := open_alerts(work, session.id, room_id):
        raise Conflict(
            "%(number)s alerts are not settled. Look into them before the room is signed. %(alerts)s",
            number=len(alerts),
            alerts=_named(alerts),
        )


def _named(alerts: Sequence[Alert]) -> Sentence:
    """Each alert with its seat, as one sentence inside another."""
    first, *rest = alerts
    named = sentence(N_("Seat %(number)s: %(cause)s."), number=first.place.seat_number, cause=first.cause)
    return sentence(N_("%(first)s %(rest)s"), first=named, rest=_named(rest)) if rest else named


def _absent(work: Work, session: ExamSession, room_id: UUID) -> int:
    return _attendance(work, session, room_id)[1]


def _attendance(work: Work, session: ExamSession, room_id: UUID) -> tuple[int, int]:
    """How many sat, and how many were booked and never came."""
    query = (
        select(func.count(Sitting.id), func.count(Booking.id))
        .select_from(Booking)
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id)
    )
    sat, booked = work.rows(query)[0]
    return sat, booked - sat


def _never_compared(work: Work, session: ExamSession, room_id: UUID) -> Sequence[int]:
    """Seats of candidates who sat with neither an identity check nor an incident."""
    query = (
        select(Seat.number)
        .join(Booking, (Booking.city_id == Seat.city_id) & (Booking.seat_id == Seat.id))
        .join(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(IdentityCheck, (IdentityCheck.city_id == Booking.city_id) & (IdentityCheck.booking_id == Booking.id))
        .outerjoin(Incident, (Incident.city_id == Booking.city_id) & (Incident.booking_id == Booking.id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == session.id,
            Booking.room_id == room_id,
            IdentityCheck.id.is_(None),
            Incident.id.is_(None),
        )
        .order_by(Seat.number)
    )
    return work.all(query)


def _sign(work: Work, session: ExamSession, room_id: UUID, person_id: UUID) -> None:
    signature = work.add(
        RoomSignature(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            person_id=person_id,
            signed_at=work.now,
        )
    )
    ledger = session.ledger_of(room_id)
    work.record(Tag.ROOM_SIGNED, "room_signature", signature.id, about=person_id, ledger=ledger)


def _close(work: Work, session: ExamSession, room_id: UUID) -> None:
    incidents = select(func.count(Incident.id)).where(
        Incident.city_id == work.city_id, Incident.exam_session_id == session.id, Incident.room_id == room_id
    )
    ledger, (sat, absent) = session.ledger_of(room_id), _attendance(work, session, room_id)
    work.record(
        Tag.ROOM_CLOSED, "room", room_id, ledger=ledger, sat=sat, absent=absent, incidents=work.count(incidents)
    )
    end_room_keys(work, session, room_id)
    keep_moment(work, session, room_id, RoomMomentKind.CLOSED)
