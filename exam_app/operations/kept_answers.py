"""Files of kept answers are taken in: what a computer could not send, because its network or its seat was lost.

A file is judged like what is sent: whose it is, whether anything in it was changed, whether it follows what is held;
only then how much it proves of when it was made (:func:`exam_app.lateness.levels_of_kept`). The same file again
changes nothing. What is taken in stands in the order of epochs: it never replaces what was answered at the new seat.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.delivery import Answers, Equivocation, Event, Need, Refused
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.kept_answers import MOST_EVENTS, FileRefused, Header, header_of, open_file
from exam_app.lateness import levels_of_kept
from exam_app.lease_keys import LeaseKey, lease_key
from exam_app.models import AnswerImport, Lease, Response, Sitting
from exam_app.operations import operation
from exam_app.operations.proctoring import open_place
from exam_app.operations.saving import record_fact
from exam_app.queries.kept_answers import circumstances_of, slots_answered_after
from exam_app.queries.papers import remembered_items
from exam_app.queries.saved_events import beacons_in, digests_of, event_rows, values_are_possible
from exam_app.queries.sittings import answers_of, held_events, held_of
from exam_app.terms import N_, EventKind, EvidenceLevel, KeptEffect
from exam_app.work import Work, answer_secret


@dataclass(frozen=True)
class TakenIn:
    """What a file brought: changes that count, that wait for a decision, that do not count; none: all was here."""

    sitting_id: UUID
    counted: int = 0
    held: int = 0
    late: int = 0
    differs_at: int | None = None
    """The server holds another change with this number than the file: that stands, and nothing was taken in."""

    @property
    def new(self) -> int:
        return self.counted + self.held + self.late


@operation(Permission.INVIGILATE)
def take_in_at_seat(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID, content: bytes) -> TakenIn:
    """Take in the file that an invigilator of the room saved at a computer of this candidate.

    Raises :class:`FileRefused` and :class:`Invalid` for a file that is another candidate's or was changed,
    :class:`TooLate` once the room is signed, :class:`Conflict` before the candidate has begun.
    """
    _, booking = open_place(work, exam_session_id, room_id, booking_id)
    begun = work.one(select(Sitting.id).where(Sitting.city_id == work.city_id, Sitting.booking_id == booking.id))
    if begun is None:
        raise Conflict("This candidate has not begun. There is nothing to take in.")
    header = _header(work, content)
    if header.sitting != begun:
        raise Invalid.in_field(
            "file", N_("This file is another candidate's. Choose the one that was saved at this candidate's computer.")
        )
    return _take_in(work, header, content, was_saved_by_invigilator=True)


@operation(Permission.MARK)
def take_in(work: Work, content: bytes) -> TakenIn:
    """Take in a file at the exam office, where nobody has seen the computer itself; whose it is says the file.

    Raises :class:`FileRefused` and :class:`Invalid` for a file that was changed, or is no sitting's of this city.
    """
    return _take_in(work, _header(work, content), content, was_saved_by_invigilator=False)


def _header(work: Work, content: bytes) -> Header:
    header = header_of(content)
    if header.city != work.city_id:
        raise FileRefused.in_field("file", N_("This file is of another city. It can be taken in only there."))
    return header


def _take_in(work: Work, header: Header, content: bytes, *, was_saved_by_invigilator: bool) -> TakenIn:
    sitting, lease, key = _whose(work, header)
    events = open_file(content, key.secret)
    repeated = held_events(work, [(sitting.id, lease.epoch, events[0].seq)]).get(sitting.id, ())
    beacons = beacons_in(events, answer_secret(work.site, work.city_id))
    held = held_of(sitting, lease, repeated, key=key.secret, beacons=beacons)
    new = delivery.new_events(held, lease.epoch, events, MOST_EVENTS)
    match new:
        case Equivocation():
            facts = {"epoch": lease.epoch, "seq": new.seq, "held": new.held_hash, "sent": new.sent_hash}
            record_fact(work, Tag.ANSWER_EQUIVOCATED, sitting, **facts)
            return TakenIn(sitting.id, differs_at=new.seq)
        case Need():
            raise Invalid.in_field(
                "file",
                N_("Changes are missing before this file: it begins with %(first)s, the server needs %(need)s next."),
                first=events[0].seq,
                need=new.seq,
            )
        case Refused():
            raise FileRefused.in_field(
                "file", N_("The changes in this file do not follow one another. Nothing was taken in.")
            )
    if not new:
        return TakenIn(sitting.id)
    _refuse_impossible(work, sitting, new)
    known = circumstances_of(work, sitting, lease, beacons, was_saved_by_invigilator=was_saved_by_invigilator)
    return _keep(work, sitting, lease, new, levels_of_kept(new, known), header, content)


def _whose(work: Work, header: Header) -> tuple[Sitting, Lease, LeaseKey]:
    """The sitting, locked, the lease that the file names, and its key."""
    unknown = N_("The right to write that this file names was never given here. Nothing was taken in.")
    try:
        sitting = work.lock(Sitting, header.sitting)
    except NotFound as error:
        raise FileRefused.in_field("file", unknown) from error
    query = select(Lease).where(
        Lease.city_id == work.city_id, Lease.sitting_id == sitting.id, Lease.epoch == header.epoch
    )
    lease = work.one(query)
    key = lease_key(answer_secret(work.site, work.city_id), sitting.id, header.epoch, header.nonce)
    if lease is None or not key.is_of(lease.epoch, lease.nonce):
        raise FileRefused.in_field("file", unknown)
    return sitting, lease, key


def _refuse_impossible(work: Work, sitting: Sitting, new: Sequence[Event]) -> None:
    """Whoever takes a file in at a room sees no question, so what an answer can be is looked up beyond that reach."""
    with work.everything("whether the answers of a file fit their questions") as beyond:
        items = remembered_items(beyond, set(digests_of(sitting, new)))
    if not values_are_possible(sitting, new, items):
        raise FileRefused.in_field(
            "file", N_("An answer in this file does not fit its question. Nothing was taken in.")
        )


def _keep(
    work: Work,
    sitting: Sitting,
    lease: Lease,
    new: Sequence[Event],
    levels: Sequence[EvidenceLevel],
    header: Header,
    content: bytes,
) -> TakenIn:
    counted = sum(level.counts for level in levels)
    taken = TakenIn(sitting.id, counted, levels.count(EvidenceLevel.HELD), levels.count(EvidenceLevel.LATE))
    before = answers_of(work, sitting.id)
    overtaken = slots_answered_after(work, sitting.id, lease.epoch)
    work.write_all(Response, event_rows(work, sitting, lease, new, levels, work.now))
    lease.head_seq, lease.head_hash = new[-1].seq, new[-1].hash
    if counted:
        sitting.answers = [list(row) for row in delivery.state_rows(answers_of(work, sitting.id))]
        sitting.taken_in += 1
    work.add(
        AnswerImport(
            city_id=work.city_id,
            id=work.new_id(),
            sitting_id=sitting.id,
            exam_session_id=sitting.exam_session_id,
            person_id=sitting.person_id,
            epoch=lease.epoch,
            first_seq=new[0].seq,
            last_seq=new[-1].seq,
            counted=taken.counted,
            held=taken.held,
            late=taken.late,
            slots=_effects(before, new, overtaken),
            digest=hashlib.sha256(content).hexdigest(),
            made_ms=header.made_ms,
            by_person_id=work.actor.person_id,
            imported_at=work.now,
        )
    )
    record_fact(
        work,
        Tag.ANSWERS_TAKEN_IN,
        sitting,
        epoch=lease.epoch,
        events=taken.new,
        through=lease.head_seq,
        hash=lease.head_hash,
        counted=taken.counted,
        held=taken.held,
        late=taken.late,
    )
    return taken


def _effects(before: Answers, new: Sequence[Event], overtaken: frozenset[int]) -> list[list[object]]:
    """Slot and effect of every question that these changes answer, in the order of the paper."""
    answered = sorted({event.slot for event in new if event.kind is EventKind.SET})
    after = delivery.applied(before, new)

    def effect(slot: int) -> KeptEffect:
        was = before.get(slot, delivery.UNTOUCHED).value
        if slot in overtaken:
            return KeptEffect.OVERTAKEN
        if after[slot].value == was:
            return KeptEffect.SAME
        return KeptEffect.CHANGED if was else KeptEffect.NEW

    return [[slot, effect(slot).value] for slot in answered]
