"""Alerts are settled: a person on duty looked into what the site noticed, and says what was found."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import PersonalText, Tag
from exam_app.models import AlertSettlement, Booking, ExamSession
from exam_app.operations import operation
from exam_app.operations.proctoring import open_room_of
from exam_app.queries.alerts import Alert, open_alerts
from exam_app.terms import N_, AlertCause, AlertFound
from exam_app.work import Work

LONGEST_NOTE = 200


@dataclass(frozen=True)
class Seen:
    """An alert as it stood on the page: what happened after the first ``times`` is not settled with it."""

    booking_id: UUID
    cause: AlertCause
    times: int


@operation(Permission.INVIGILATE)
def settle_alerts(
    work: Work, exam_session_id: UUID, room_id: UUID, seen: Collection[Seen], found: AlertFound, note: str = ""
) -> int:
    """Settle alerts of a room on duty with one finding; returns how many were settled.

    What somebody else settled meanwhile stays as it was settled. The note goes to the ledger as a salted hash. Raises
    :class:`Invalid` for a note that is too long, :class:`Conflict` where nothing was chosen, :class:`TooLate` once the
    room is signed.
    """
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    session = open_room_of(work, exam_session_id, room_id)
    if not seen:
        raise Conflict("Choose at least one alert.")
    work.lock(ExamSession, session.id)
    standing = {(alert.place.booking_id, alert.cause): alert for alert in open_alerts(work, session.id, room_id)}
    chosen = {(one.booking_id, one.cause): one for one in seen}
    settled = 0
    for where, one in chosen.items():
        alert = standing.get(where)
        if alert is not None and _covered(alert) < one.times <= alert.times:
            _settle(work, session, room_id, one, found, note)
            settled += 1
    return settled


def _covered(alert: Alert) -> int:
    return max((one.times for one in alert.settled), default=0)


def _settle(work: Work, session: ExamSession, room_id: UUID, one: Seen, found: AlertFound, note: str) -> None:
    row = work.add(
        AlertSettlement(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            booking_id=one.booking_id,
            cause=one.cause,
            times=one.times,
            found=found,
            note=note,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(
        Tag.ALERT_SETTLED,
        "alert_settlement",
        row.id,
        about=work.get(Booking, one.booking_id).person_id,
        ledger=session.ledger_of(room_id),
        alert=one.cause.value,
        times=one.times,
        settled=found.value,
        note=PersonalText(note),
    )
