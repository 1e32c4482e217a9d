"""What happened to one candidate on the day, from arrival to receipt, as one list in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from exam_app.errors import Sentence, sentence
from exam_app.models import (
    Booking,
    CheckIn,
    IdentityCheck,
    Incident,
    OutageCredit,
    OutageHold,
    OutageShare,
    Pause,
    Person,
    Seat,
    SeatMove,
    Signal,
    Sitting,
    SittingReceipt,
    TimeExtension,
)
from exam_app.queries.seat_moves import Stays, stays_of
from exam_app.terms import N_
from exam_app.work import Work

ROOM_INCIDENT, OWN_INCIDENT = N_("Incident of the room: %(kind)s"), N_("Incident: %(kind)s")
MOVED = N_("Went on at seat %(new)s instead of %(old)s: %(reason)s")


@dataclass(frozen=True)
class Happening:
    """One thing that was recorded: when, what, in whose words, by whom (empty: the site itself)."""

    at: datetime
    what: Sentence
    note: str = ""
    by: str = ""


def happenings_of(work: Work, booking: Booking, sitting: Sitting | None) -> Sequence[Happening]:
    """All that is on record about an attempt and its place, the oldest first; one statement for each kind."""
    room_id = sitting.room_id if sitting else booking.room_id
    moves = _seat_moves(work, booking)
    stays = stays_of([move for move, _ in moves], room_id)
    found = [*_arrivals(work, booking), *_incidents(work, booking, stays), *(told for _, told in moves)]
    if sitting is not None:
        found += _of_the_sitting(work, sitting, stays)
    return sorted(found, key=lambda each: each.at)


def _of_the_sitting(work: Work, sitting: Sitting, stays: Stays) -> list[Happening]:
    found = [
        Happening(sitting.started_at, sentence(N_("Began to answer"))),
        *_extensions(work, sitting, stays),
        *_pauses(work, sitting, stays),
        *_outages(work, sitting),
        *_holds(work, sitting),
        *_signals(work, sitting),
        *_receipt(work, sitting),
    ]
    if sitting.closed_at is not None:
        found.append(Happening(sitting.closed_at, sentence(N_("Paper closed: %(state)s"), state=sitting.state)))
    return found


def _by(column: Any) -> Any:
    """A join with the name of whoever did it."""
    return (Person.city_id == column.class_.city_id) & (Person.id == column)


def _arrivals(work: Work, booking: Booking) -> list[Happening]:
    arrived = (
        select(CheckIn, Person.name)
        .join(Person, _by(CheckIn.by_person_id))
        .where(CheckIn.city_id == work.city_id, CheckIn.booking_id == booking.id)
    )
    compared = (
        select(IdentityCheck, Person.name)
        .join(Person, _by(IdentityCheck.by_person_id))
        .where(IdentityCheck.city_id == work.city_id, IdentityCheck.booking_id == booking.id)
    )
    return [
        *(
            Happening(row.at, sentence(N_("Checked in, minutes late: %(minutes)s"), minutes=row.late_minutes), "", name)
            for row, name in work.rows(arrived)
        ),
        *(
            Happening(row.at, sentence(N_("Face and card compared: %(outcome)s"), outcome=row.outcome), "", name)
            for row, name in work.rows(compared)
        ),
    ]


def _incidents(work: Work, booking: Booking, stays: Stays) -> list[Happening]:
    """Of the candidate, and of the whole room while the candidate sat in it."""
    query = (
        select(Incident, Person.name)
        .join(Person, _by(Incident.by_person_id))
        .where(
            Incident.city_id == work.city_id,
            Incident.exam_session_id == booking.exam_session_id,
            Incident.room_id.in_(stays.rooms),
            or_(Incident.booking_id == booking.id, Incident.booking_id.is_(None)),
        )
    )
    return [
        Happening(
            row.at,
            sentence(ROOM_INCIDENT if row.booking_id is None else OWN_INCIDENT, kind=row.kind),
            row.note,
            name,
        )
        for row, name in work.rows(query)
        if row.booking_id is not None or stays.was_in(row.room_id, row.at)
    ]


def _seat_moves(work: Work, booking: Booking) -> list[tuple[SeatMove, Happening]]:
    """The oldest first."""
    old, new = aliased(Seat), aliased(Seat)
    query = (
        select(SeatMove, old.number, new.number, Person.name)
        .join(old, (old.city_id == SeatMove.city_id) & (old.id == SeatMove.from_seat_id))
        .join(new, (new.city_id == SeatMove.city_id) & (new.id == SeatMove.to_seat_id))
        .join(Person, _by(SeatMove.by_person_id))
        .where(SeatMove.city_id == work.city_id, SeatMove.booking_id == booking.id)
        .order_by(SeatMove.moved_at, SeatMove.new_epoch)
    )
    return [
        (
            row,
            Happening(
                row.moved_at,
                sentence(MOVED, new=after, old=before, reason=row.reason),
                row.note,
                name,
            ),
        )
        for row, before, after, name in work.rows(query)
    ]


def _extensions(work: Work, sitting: Sitting, stays: Stays) -> list[Happening]:
    query = (
        select(TimeExtension, Person.name)
        .join(Person, _by(TimeExtension.first_person_id))
        .where(
            TimeExtension.city_id == work.city_id,
            TimeExtension.exam_session_id == sitting.exam_session_id,
            TimeExtension.room_id.in_(stays.rooms),
            TimeExtension.in_force_at.is_not(None),
            or_(TimeExtension.sitting_id == sitting.id, TimeExtension.sitting_id.is_(None)),
        )
    )
    return [
        Happening(row.first_at, sentence(N_("Minutes granted: %(minutes)s"), minutes=row.minutes), row.reason, name)
        for row, name in work.rows(query)
        if row.sitting_id is not None or stays.was_in(row.room_id, work.found(row.in_force_at))
    ]


def _pauses(work: Work, sitting: Sitting, stays: Stays) -> list[Happening]:
    query = (
        select(Pause, Person.name)
        .join(Person, _by(Pause.begun_by_id))
        .where(Pause.city_id == work.city_id, Pause.exam_session_id == sitting.exam_session_id)
    )
    found = []
    for row, name in work.rows(query):
        if stays.stood(row, sitting.id, work.now):
            found.append(Happening(row.begun_at, sentence(N_("Paused")), row.reason, name))
            if row.ended_at is not None:
                found.append(Happening(row.ended_at, sentence(N_("Went on after a pause"))))
    return found


def _outages(work: Work, sitting: Sitting) -> list[Happening]:
    query = (
        select(OutageShare, OutageCredit, Person.name)
        .join(OutageCredit, (OutageCredit.city_id == OutageShare.city_id) & (OutageCredit.id == OutageShare.credit_id))
        .join(Person, _by(OutageCredit.confirmed_by_id))
        .where(OutageShare.city_id == work.city_id, OutageShare.sitting_id == sitting.id)
    )
    return [
        Happening(
            share.since,
            sentence(
                N_("Outage of the room, seconds given back: %(seconds)s"),
                seconds=int((share.until - share.since).total_seconds()),
            ),
            credit.reason,
            name,
        )
        for share, credit, name in work.rows(query)
    ]


def _holds(work: Work, sitting: Sitting) -> list[Happening]:
    """That it waited at its deadline for the decision on an outage, and how that ended."""
    query = select(OutageHold).where(
        OutageHold.city_id == work.city_id,
        OutageHold.sitting_id == sitting.id,
        OutageHold.outcome.is_not(None),
        OutageHold.ended_at > OutageHold.due_at,
    )
    return [
        Happening(
            work.found(hold.ended_at),
            sentence(N_("Waited at the deadline for the decision on an outage: %(end)s"), end=hold.outcome),
        )
        for hold in work.all(query)
    ]


def _signals(work: Work, sitting: Sitting) -> list[Happening]:
    query = select(Signal).where(Signal.city_id == work.city_id, Signal.sitting_id == sitting.id)
    return [
        Happening(
            row.received_at,
            sentence(N_("The page reports: %(kind)s, seconds: %(seconds)s"), kind=row.kind, seconds=row.seconds),
        )
        for row in work.all(query)
    ]


def _receipt(work: Work, sitting: Sitting) -> list[Happening]:
    query = select(SittingReceipt).where(
        SittingReceipt.city_id == work.city_id, SittingReceipt.sitting_id == sitting.id
    )
    return [
        Happening(row.issued_at, sentence(N_("Receipt given with code %(code)s"), code=row.code))
        for row in work.all(query)
    ]
