"""What an invigilator sees and says: identity compared, incidents raised; and what a candidate's page reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import NotFound, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import Booking, ExamSession, IdentityCheck, RoomSignature, Signal, Sitting
from exam_app.models.exam_sessions import CHECK_IN_OPENS, NEVER_HELD
from exam_app.operations import operation
from exam_app.queries.rooms import on_duty, on_duty_or_inspecting
from exam_app.queries.sittings import lease_in_force
from exam_app.terms import IdentityOutcome, SignalKind
from exam_app.work import Work

LONGEST_NOTE = 300
MOST_SIGNALS = 200
"""Of one epoch: a page that reports more tells nothing new, and shall not fill the table."""
LONGEST_SECONDS = 24 * 3600


@operation(Permission.INVIGILATE)
def check_identity(
    work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID, outcome: IdentityOutcome
) -> None:
    """Keep that face, card and ticket of a candidate were compared. The same outcome again changes nothing.

    Raises :class:`TooEarly` before check-in opens, :class:`TooLate` once the room is signed.
    """
    session, booking = open_place(work, exam_session_id, room_id, booking_id)
    work.lock(Booking, booking.id)
    checks = work.all(
        select(IdentityCheck)
        .where(IdentityCheck.city_id == work.city_id, IdentityCheck.booking_id == booking.id)
        .order_by(IdentityCheck.number)
    )
    if checks and checks[-1].outcome is outcome:
        return
    work.add(
        IdentityCheck(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            booking_id=booking.id,
            number=len(checks) + 1,
            outcome=outcome,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    ledger = session.ledger_of(room_id)
    work.record(
        Tag.IDENTITY_CHECKED, "booking", booking.id, about=booking.person_id, ledger=ledger, identity=outcome.value
    )


def open_place(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> tuple[ExamSession, Booking]:
    """The examination and the candidate's place in a room on duty, while the room can still be written about."""
    session = open_room_of(work, exam_session_id, room_id)
    return session, _booked_here(work, session, room_id, booking_id)


def _booked_here(work: Work, session: ExamSession, room_id: UUID, booking_id: UUID) -> Booking:
    booking = work.get(Booking, booking_id)
    if (booking.exam_session_id, booking.room_id) != (session.id, room_id):
        raise NotFound("This does not exist, or not for you.")
    return booking


def open_room_of(work: Work, exam_session_id: UUID, room_id: UUID) -> ExamSession:
    """The examination of a room on duty, while the room can still be written about."""
    session, _ = on_duty(work, exam_session_id, room_id)
    return _still_open(work, session, room_id)


def room_to_report_in(work: Work, exam_session_id: UUID, room_id: UUID) -> ExamSession:
    """The same for an incident, which a roving inspector of the examination notes as well."""
    session, _ = on_duty_or_inspecting(work, exam_session_id, room_id)
    return _still_open(work, session, room_id)


def _still_open(work: Work, session: ExamSession, room_id: UUID) -> ExamSession:
    if session.state in NEVER_HELD or work.now < session.starts_at - CHECK_IN_OPENS:
        raise TooEarly("Check-in opens one hour before the examination.")
    signed = select(func.count()).where(
        RoomSignature.city_id == work.city_id,
        RoomSignature.exam_session_id == session.id,
        RoomSignature.room_id == room_id,
    )
    if work.count(signed):
        raise TooLate("This room is signed. What is noted now would not be what was signed; tell the city.")
    return session


@dataclass(frozen=True)
class Reported:
    """One thing a page reports of itself. ``number`` counts from 1 within the epoch, ``seconds`` is its length."""

    number: int
    kind: SignalKind
    seconds: int


@operation(Permission.SIT)
def take_signals(work: Work, sitting_id: UUID, epoch: int, reported: Sequence[Reported]) -> int:
    """Keep what the candidate's page reports; returns how many of it are held now: all of them.

    Sending again stores once. Evidence only: nothing of the sitting changes, and no answer waits for it. Raises
    :class:`NotFound` for an epoch the sitting never had.
    """
    sitting = work.lock(Sitting, sitting_id)
    if not 1 <= epoch <= lease_in_force(work, sitting).epoch:
        raise NotFound("This does not exist, or not for you.")
    held = set(
        work.all(
            select(Signal.number).where(
                Signal.city_id == work.city_id, Signal.sitting_id == sitting.id, Signal.epoch == epoch
            )
        )
    )
    room_for = max(0, MOST_SIGNALS - len(held))
    fresh = [one for number, one in sorted({one.number: one for one in reported}.items()) if number not in held]
    for one in fresh[:room_for]:
        _keep_signal(work, sitting, epoch, one)
    return len(reported)


def _keep_signal(work: Work, sitting: Sitting, epoch: int, one: Reported) -> None:
    seconds = min(one.seconds, LONGEST_SECONDS)
    work.add(
        Signal(
            city_id=work.city_id,
            id=work.new_id(),
            sitting_id=sitting.id,
            epoch=epoch,
            number=one.number,
            kind=one.kind,
            seconds=seconds,
            received_at=work.now,
        )
    )
    work.record(
        Tag.SIGNAL_RECEIVED,
        "sitting",
        sitting.id,
        about=sitting.person_id,
        ledger=work.get(ExamSession, sitting.exam_session_id).ledger_of(sitting.room_id),
        signal=one.kind.value,
        seconds=seconds,
        epoch=epoch,
        number=one.number,
    )
