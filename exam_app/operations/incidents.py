"""Incidents of a room: noted with photo and voice, also while the network is away; amended, never edited; opened."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.incident_files import IncidentFileRefused, photo_of, voice_of
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, ExamSession, Incident, IncidentAmendment, IncidentFile
from exam_app.models.exam_sessions import CHECK_IN_OPENS
from exam_app.operations import operation
from exam_app.operations.proctoring import LONGEST_NOTE, room_to_report_in
from exam_app.terms import N_, IncidentFileKind, IncidentKind, Severity
from exam_app.work import Work

MOST_SEATS = 6
"""Of one note: an incident of more seats is one of the room."""
CONTENT = "incident_file.content"
"""What the sealed field is bound to."""
FAULTS = {
    "not_a_photo": N_("The photo is no JPEG or PNG picture. Take it again."),
    "photo_too_large": N_("The photo is larger than 20 MB or 25 million pixels. Take a smaller one."),
    "not_a_voice": N_("The voice note is in a format that is not known. Note the incident in words."),
    "voice_too_large": N_("The voice note is too large. Record a shorter one."),
    "too_long": N_("A voice note lasts at most 60 seconds. Record a shorter one."),
}


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent. ``seconds`` is the length of a voice note, 0 for a photo."""

    kind: IncidentFileKind
    content: bytes
    seconds: int = 0


@dataclass(frozen=True)
class Noted:
    """An incident as the device noted it. No booking: of the whole room. ``at`` None: now."""

    client_id: UUID
    booking_ids: Sequence[UUID]
    kind: IncidentKind
    severity: Severity
    note: str = ""
    files: Sequence[SentFile] = ()
    at: datetime | None = None


@dataclass(frozen=True)
class OpenedFile:
    """A photo or voice note as it is kept."""

    media_type: str
    content: bytes


@operation(Permission.INVIGILATE)
def note_incident(work: Work, exam_session_id: UUID, room_id: UUID, noted: Noted) -> Sequence[UUID]:
    """Keep an incident of each of these candidates, or of the whole room; sent again it is kept once.

    Each candidate's is a row of its own, so that what concerns one is not told with the other's case. The device's time
    is kept within what is possible, the time of arrival beside it. Raises :class:`Invalid` for a note that is too long
    and for files that cannot be kept, :class:`NotFound` for somebody not booked in this room, :class:`TooEarly` before
    check-in opens, :class:`TooLate` once the room is signed; nothing is kept then.
    """
    note = _plain(noted.note)
    bookings = list(dict.fromkeys(noted.booking_ids))
    if len(bookings) > MOST_SEATS:
        raise Invalid.in_field("seats", N_("Choose at most %(most)s seats, or the whole room."), most=MOST_SEATS)
    session = room_to_report_in(work, exam_session_id, room_id)
    files = [_judged(file) for file in noted.files]
    noted = replace(noted, note=note, at=_moment(work, session, noted.at))
    about: Sequence[Booking | None] = [_booked_here(work, session, room_id, one) for one in bookings] or [None]
    return [_raise(work, session, room_id, noted, booking, files) for booking in about]


def _plain(note: str) -> str:
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    return note


def _moment(work: Work, session: ExamSession, noted: datetime | None) -> datetime:
    """What the device says, within what is possible: since check-in opened, and not in the future."""
    return work.now if noted is None else min(max(noted, session.starts_at - CHECK_IN_OPENS), work.now)


def _booked_here(work: Work, session: ExamSession, room_id: UUID, booking_id: UUID) -> Booking:
    booking = work.get(Booking, booking_id)
    if (booking.exam_session_id, booking.room_id) != (session.id, room_id):
        raise NotFound("This does not exist, or not for you.")
    return booking


def _nonce_of(client_id: UUID, booking_id: UUID | None) -> str:
    """One id of the device makes one for each candidate it concerns; the whole room's is the id itself."""
    if booking_id is None:
        return str(client_id)
    return str(UUID(bytes=hashlib.sha256(client_id.bytes + booking_id.bytes).digest()[:16]))


def _raise(
    work: Work,
    session: ExamSession,
    room_id: UUID,
    noted: Noted,
    booking: Booking | None,
    files: "Sequence[_Judged]",
) -> UUID:
    at = noted.at or work.now
    nonce = _nonce_of(noted.client_id, booking.id if booking else None)
    held = work.one(select(Incident.id).where(Incident.city_id == work.city_id, Incident.nonce == nonce))
    if held is not None:
        return held
    incident = work.add(
        Incident(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            booking_id=booking.id if booking else None,
            kind=noted.kind,
            severity=noted.severity,
            note=noted.note,
            nonce=nonce,
            by_person_id=work.actor.person_id,
            at=at,
            received_at=work.now,
        )
    )
    work.record(
        Tag.INCIDENT_RAISED,
        "incident",
        incident.id,
        about=booking.person_id if booking else None,
        ledger=session.ledger_of(room_id),
        incident=noted.kind.value,
        severity=noted.severity.value,
        noted_at=at.isoformat(),
        note=PersonalText(noted.note),
    )
    for file in files:
        _keep_file(work, incident, file, at)
    return incident.id


# -- photos and voice notes ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Judged:
    kind: IncidentFileKind
    media_type: str
    content: bytes
    seconds: int
    sent_digest: bytes


def _judged(file: SentFile) -> _Judged:
    digest = hashlib.sha256(file.content).digest()
    name = file.kind.value
    try:
        if file.kind is IncidentFileKind.PHOTO:
            return _Judged(file.kind, "image/jpeg", photo_of(file.content), 0, digest)
        return _Judged(file.kind, voice_of(file.content, file.seconds), file.content, file.seconds, digest)
    except IncidentFileRefused as refused:
        raise Invalid.in_field(name, FAULTS[refused.reason]) from refused


def _keep_file(work: Work, incident: Incident, file: _Judged, at: datetime) -> None:
    held = select(IncidentFile.id).where(
        IncidentFile.city_id == work.city_id,
        IncidentFile.incident_id == incident.id,
        IncidentFile.sent_digest == file.sent_digest,
    )
    if work.one(held) is not None:
        return
    row_id, digest = work.new_id(), hashlib.sha256(file.content).digest()
    work.add(
        IncidentFile(
            city_id=work.city_id,
            id=row_id,
            exam_session_id=incident.exam_session_id,
            room_id=incident.room_id,
            incident_id=incident.id,
            kind=file.kind,
            media_type=file.media_type,
            seconds=file.seconds,
            size=len(file.content),
            sent_digest=file.sent_digest,
            digest=digest,
            content_sealed=work.site.vault.seal(file.content, CONTENT, row_id),
            by_person_id=work.actor.person_id,
            at=at,
            received_at=work.now,
        )
    )
    work.record(
        Tag.INCIDENT_FILE_KEPT,
        "incident",
        incident.id,
        ledger=_ledger(work, incident),
        incident_file=file.kind.value,
        digest=digest.hex(),
    )


def _ledger(work: Work, incident: Incident) -> str:
    return work.get(ExamSession, incident.exam_session_id).ledger_of(incident.room_id)


@operation(Permission.INVIGILATE, Permission.JUDGE_CASES)
def open_incident_file(work: Work, incident_id: UUID, file_id: UUID) -> OpenedFile:
    """Look at a photo or listen to a voice note in reach; who opened it is recorded."""
    row = work.get(IncidentFile, file_id)
    if row.incident_id != incident_id:
        raise NotFound("This does not exist, or not for you.")
    content = work.site.vault.open_bytes(row.content_sealed, CONTENT, row.id)
    work.record(Tag.INCIDENT_FILE_OPENED, "incident", row.incident_id, incident_file=row.kind.value)
    return OpenedFile(row.media_type, content)


# -- amending -----------------------------------------------------------------------------------------------------


@operation(Permission.INVIGILATE)
def amend_incident(
    work: Work,
    exam_session_id: UUID,
    room_id: UUID,
    incident_id: UUID,
    *,
    note: str,
    nonce: UUID,
    files: Sequence[SentFile] = (),
) -> None:
    """Add words, a photo or a voice note to an incident; what was noted first stays as it is.

    Pressed twice it is added once. Raises :class:`Conflict` where there is nothing to add, and what
    :func:`note_incident` raises.
    """
    note = _plain(note)
    room_to_report_in(work, exam_session_id, room_id)
    incident = work.get(Incident, incident_id)
    if (incident.exam_session_id, incident.room_id) != (exam_session_id, room_id):
        raise NotFound("This does not exist, or not for you.")
    if not note and not files:
        raise Conflict("Nothing was entered. Add words, a photo or a voice note.")
    for file in [_judged(file) for file in files]:
        _keep_file(work, incident, file, work.now)
    held = select(IncidentAmendment.id).where(
        IncidentAmendment.city_id == work.city_id, IncidentAmendment.nonce == str(nonce)
    )
    if not note or work.one(held) is not None:
        return
    row = work.add(
        IncidentAmendment(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=exam_session_id,
            room_id=room_id,
            incident_id=incident.id,
            note=note,
            nonce=str(nonce),
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(
        Tag.INCIDENT_AMENDED, "incident_amendment", row.id, ledger=_ledger(work, incident), note=PersonalText(note)
    )
