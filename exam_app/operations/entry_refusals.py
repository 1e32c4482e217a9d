"""A candidate is not let in by hand: one person at the door proposes it with a reason, another signs or declines.

The second person is somebody else on duty in the room, or an officer of the city. Of two invigilators one is the chief
of the room, where it has one. Who has begun is not refused any
more: that is an incident.
"""

import io
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from certificates import PhotoRefused
from certificates.picture import upright
from exam_app.actors import Permission, Role
from exam_app.errors import Conflict, Invalid, NotFound, TooLate
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, EntryRefusal, ExamSession, Invigilation, Sitting
from exam_app.operations import operation
from exam_app.operations.photos import PHOTO_FAULTS
from exam_app.operations.proctoring import open_place
from exam_app.queries.entry_refusals import standing_refusal
from exam_app.terms import N_, EntryGround
from exam_app.work import Work

LONGEST_WORDS = 300
LONGEST_SIDE, QUALITY = 1600, 80
SEALED_AS = "entry_refusal.evidence"


@dataclass(frozen=True)
class Reason:
    """Why, in words that the second person reads, and a picture where there is one; ``nonce`` is the page's."""

    ground: EntryGround | None
    words: str
    nonce: UUID
    picture: bytes | None = None


@operation(Permission.INVIGILATE)
def propose_entry_refusal(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID, reason: Reason) -> UUID:
    """Propose not to let a candidate in; pressed twice (same nonce) it is one proposal. Nobody is kept out by it yet.

    Raises :class:`Invalid` by field, :class:`Conflict` when it was proposed or signed already, :class:`TooLate` once
    the candidate has begun or the room is signed.
    """
    session, booking = open_place(work, exam_session_id, room_id, booking_id)
    words = _words(reason)
    work.lock(Booking, booking.id)
    again = select(EntryRefusal.id).where(EntryRefusal.city_id == work.city_id, EntryRefusal.nonce == str(reason.nonce))
    if (made := work.one(again)) is not None:
        return made
    _refuse_begun(work, booking)
    if standing_refusal(work, booking.id) is not None:
        raise Conflict("Refusing this candidate was proposed already. Look at the seat again.")
    row_id = work.new_id()
    jpeg = _encoded(reason.picture) if reason.picture else None
    refusal = work.add(
        EntryRefusal(
            city_id=work.city_id,
            id=row_id,
            exam_session_id=session.id,
            room_id=room_id,
            booking_id=booking.id,
            person_id=booking.person_id,
            ground=reason.ground,
            words=words,
            evidence_sealed=work.site.vault.seal(jpeg, SEALED_AS, row_id) if jpeg else None,
            nonce=str(reason.nonce),
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    _record(work, Tag.ENTRY_REFUSAL_PROPOSED, refusal, session)
    return refusal.id


def _words(reason: Reason) -> str:
    words = " ".join(reason.words.split())
    if reason.ground is None:
        raise Invalid.in_field("ground", N_("Choose why."))
    if not words:
        raise Invalid.in_field("words", N_("Write what happened: the second person decides by it."))
    if len(words) > LONGEST_WORDS:
        raise Invalid.in_field("words", N_("Use at most %(length)s characters."), length=LONGEST_WORDS)
    return words


def _refuse_begun(work: Work, booking: Booking) -> None:
    begun = select(Sitting.id).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id)
    if work.one(begun) is not None:
        raise TooLate("The candidate has begun and is not refused any more. Note an incident instead.")


def _encoded(picture: bytes) -> bytes:
    """Our own JPEG: upright, bounded, without place or device that the telephone wrote into it."""
    try:
        image = upright(picture)
    except PhotoRefused as refused:
        raise Invalid.in_field("picture", PHOTO_FAULTS[refused.reason]) from refused
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()


@operation(Permission.GRANT_TIME)
def sign_entry_refusal(work: Work, exam_session_id: UUID, refusal_id: UUID) -> None:
    """The second person's word: the candidate is not let in, and reads so on the own page.

    Raises :class:`Conflict` for who proposed it or when it was settled already, :class:`TooLate` once the candidate has
    begun.
    """
    refusal, session = _waiting(work, exam_session_id, refusal_id)
    booking = work.lock(Booking, refusal.booking_id)
    _refuse_begun(work, booking)
    _require_chief(work, refusal)
    refusal.second_person_id, refusal.second_at = work.actor.person_id, work.now
    _record(work, Tag.ENTRY_REFUSED, refusal, session)


def _require_chief(work: Work, refusal: EntryRefusal) -> None:
    """Whoever answers for the room is one of the two, unless the city signs."""
    if work.actor.role is not Role.INVIGILATOR:
        return
    query = select(Invigilation.person_id).where(
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == refusal.exam_session_id,
        Invigilation.room_id == refusal.room_id,
        Invigilation.is_chief,
    )
    chief = work.one(query)
    if chief is not None and chief not in (refusal.first_person_id, work.actor.person_id):
        raise Conflict("The chief invigilator of this room, or the city, has to sign this.", code="chief")


@operation(Permission.GRANT_TIME)
def decline_entry_refusal(work: Work, exam_session_id: UUID, refusal_id: UUID) -> None:
    """The second person lets the candidate in; the proposal stays on record. Raises as signing does."""
    refusal, session = _waiting(work, exam_session_id, refusal_id)
    refusal.second_person_id, refusal.declined_at = work.actor.person_id, work.now
    _record(work, Tag.ENTRY_REFUSAL_DECLINED, refusal, session)


def _waiting(work: Work, exam_session_id: UUID, refusal_id: UUID) -> tuple[EntryRefusal, ExamSession]:
    refusal = work.lock(EntryRefusal, refusal_id)
    if refusal.exam_session_id != exam_session_id:
        raise NotFound("This does not exist, or not for you.")
    if not refusal.is_waiting:
        raise Conflict("This was signed or declined already. Nothing was changed.")
    if refusal.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to sign it.", code="second_person")
    return refusal, work.get(ExamSession, exam_session_id)


@operation(Permission.GRANT_TIME)
def open_refusal_evidence(work: Work, exam_session_id: UUID, refusal_id: UUID) -> bytes:
    """The picture of a refusal in reach, as JPEG; that it was opened is recorded. Raises :class:`NotFound`."""
    refusal = work.get(EntryRefusal, refusal_id)
    if refusal.exam_session_id != exam_session_id or refusal.evidence_sealed is None:
        raise NotFound("This does not exist, or not for you.")
    work.record(Tag.ENTRY_EVIDENCE_READ, "entry_refusal", refusal.id, about=refusal.person_id)
    return work.site.vault.open_bytes(refusal.evidence_sealed, SEALED_AS, refusal.id)


def _record(work: Work, tag: Tag, refusal: EntryRefusal, session: ExamSession) -> None:
    work.record(
        tag,
        "entry_refusal",
        refusal.id,
        about=refusal.person_id,
        ledger=session.ledger_of(refusal.room_id),
        entry_ground=refusal.ground.value,
        words=PersonalText(refusal.words),
    )
