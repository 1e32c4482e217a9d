"""What a candidate sees: the own examination, the paper with what is saved, the receipt."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, or_, select

from exam_app.delivery import UNTOUCHED, Answers, Change, Head, Held, SlotState, applied
from exam_app.lease_keys import LeaseKey
from exam_app.ledger import is_by_the_room
from exam_app.models import (
    Booking,
    ExamCentre,
    ExamSession,
    Lease,
    OnPaper,
    Person,
    Photo,
    Response,
    Room,
    Seat,
    SeatMove,
    Sitting,
    SittingReceipt,
)
from exam_app.queries.outage_holds import open_hold
from exam_app.queries.papers import PrintedSlot, remembered_items, slots_of
from exam_app.sitting_states import AWAITED, CLOSED, OPEN
from exam_app.terms import ComponentKind, ExamSessionState, SittingState
from exam_app.work import Work, is_lease_of
from question_bank import ItemKind


def answers_held(sitting: Sitting) -> Answers:
    """What the counted changes of a sitting add up to, as it is kept with the sitting beside each of them."""
    return {slot: SlotState(value, marked) for slot, value, marked in sitting.answers}


def answers_of(work: Work, sitting_id: UUID) -> Answers:
    """What the counted changes of a sitting add up to, in one statement."""
    query = (
        select(Response.kind, Response.slot, Response.value)
        .where(Response.city_id == work.city_id, Response.sitting_id == sitting_id, Response.counts())
        .order_by(Response.epoch, Response.seq)
    )
    return applied({}, (Change(*row) for row in work.rows(query)))


def answers_of_all(work: Work, sitting_ids: Collection[UUID]) -> Mapping[UUID, Answers]:
    """The same of several sittings, in one statement; every one of them is in it."""
    query = (
        select(Response.sitting_id, Response.kind, Response.slot, Response.value)
        .where(Response.city_id == work.city_id, Response.sitting_id.in_(list(sitting_ids)), Response.counts())
        .order_by(Response.sitting_id, Response.epoch, Response.seq)
    )
    changes: dict[UUID, list[Change]] = {sitting_id: [] for sitting_id in sitting_ids}
    for sitting_id, kind, slot, value in work.rows(query) if sitting_ids else ():
        changes[sitting_id].append(Change(kind, slot, value))
    return {sitting_id: applied({}, made) for sitting_id, made in changes.items()}


class HeldEvent(NamedTuple):
    """A stored event by its number in its epoch."""

    seq: int
    hash: str
    counts: bool


def held_of(
    sitting: Sitting,
    lease: Lease,
    again: Iterable[HeldEvent] = (),
    *,
    key: str = "",
    beacons: Mapping[str, datetime] = MappingProxyType({}),
) -> Held:
    """Everything held of a sitting when a batch of this lease arrives.

    ``again`` are the held events that the batch repeats: only they are compared, so only they are read. ``key`` is the
    secret with which the page has to seal what it sends, ``beacons`` are the moments of those that it names.
    """
    again = list(again)
    return Held(
        epoch=lease.epoch,
        head=Head(lease.head_seq, lease.head_hash),
        hashes={event.seq: event.hash for event in again},
        late=frozenset(event.seq for event in again if not event.counts),
        answers=answers_held(sitting),
        slots=len(sitting.paper_digests),
        deadline_at=sitting.deadline_at,
        is_closed=not sitting.is_open,
        is_paused=sitting.paused_at is not None,
        key=key,
        beacons=beacons,
    )


def held_events(work: Work, begins: Sequence[tuple[UUID, int, int]]) -> Mapping[UUID, Sequence[HeldEvent]]:
    """The stored events of some sittings, each of one epoch from a number on, in one statement."""
    if not begins:
        return {}
    asked = or_(
        *(
            and_(Response.sitting_id == sitting_id, Response.epoch == epoch, Response.seq >= seq)
            for sitting_id, epoch, seq in begins
        )
    )
    query = select(Response.sitting_id, Response.seq, Response.hash, Response.counts())
    found: dict[UUID, list[HeldEvent]] = {}
    for sitting_id, seq, event_hash, counts in work.rows(query.where(Response.city_id == work.city_id, asked)):
        found.setdefault(sitting_id, []).append(HeldEvent(seq, event_hash, bool(counts)))
    return found


@dataclass(frozen=True)
class MyExam:
    """The candidate's own place in an examination and how far it is."""

    name: str
    has_photo: bool
    ticket_number: str
    exam_session_id: UUID
    exam_name: str
    exam_state: ExamSessionState
    centre: str
    address: str
    directions: str
    room: str
    seat_number: int | None
    starts_at: datetime
    minutes: int
    late_minutes: int
    sitting_id: UUID | None
    sitting_state: SittingState | None
    has_begun: bool
    """Whether the examination's start has passed."""
    is_admitted: bool
    """Whether a sitting may begin now, or could within the hour."""
    asks_theory: bool = True
    """Whether there is a sitting at all: who has passed the theory repeats only what is left."""
    is_on_paper: bool = False
    """The invigilator hands out a booklet, or has done so: nothing is answered at a screen."""

    @property
    def is_withdrawn(self) -> bool:
        return self.exam_state is ExamSessionState.WITHDRAWN

    @property
    def is_answering(self) -> bool:
        return self.sitting_state in OPEN

    @property
    def has_handed_in(self) -> bool:
        return self.sitting_state in (*AWAITED, *CLOSED)

    @property
    def has_receipt(self) -> bool:
        """On paper there is one once the answer sheet is typed."""
        return self.sitting_state in CLOSED


def my_exam(work: Work) -> MyExam:
    """The examination of the candidate who asks, in one statement."""
    query = (
        select(Booking, Person, ExamSession, ExamCentre, Room, Seat, Sitting, OnPaper.id)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(
            OnPaper,
            (OnPaper.city_id == Booking.city_id) & (OnPaper.booking_id == Booking.id) & OnPaper.taken_back_at.is_(None),
        )
        .where(Booking.city_id == work.city_id, Booking.id == work.actor.booking_id)
    )
    found = work.rows(query)
    booking, person, session, centre, room, seat, sitting, chosen = work.found(found[0] if found else None)
    return MyExam(
        name=person.name,
        has_photo=person.photo_id is not None,
        ticket_number=booking.ticket_number or "",
        exam_session_id=session.id,
        exam_name=session.name,
        exam_state=session.state,
        centre=centre.name,
        address=centre.address,
        directions=centre.directions,
        room=room.name if room else "",
        seat_number=seat.number if seat else None,
        starts_at=session.starts_at,
        minutes=session.minutes,
        late_minutes=session.late_minutes,
        sitting_id=sitting.id if sitting else None,
        sitting_state=sitting.state if sitting else None,
        has_begun=session.starts_at <= work.now,
        is_admitted=session.admits_at(work.now) and booking.asks(ComponentKind.THEORY),
        asks_theory=booking.asks(ComponentKind.THEORY),
        is_on_paper=sitting.is_on_paper if sitting else chosen is not None,
    )


def my_photo(work: Work) -> bytes:
    """The candidate's own photo as JPEG; raises NotFound when there is none."""
    query = (
        select(Photo.jpeg)
        .join(Person, (Person.city_id == Photo.city_id) & (Person.photo_id == Photo.id))
        .where(Photo.city_id == work.city_id, Person.id == work.actor.person_id)
    )
    return work.found(work.one(query))


@dataclass(frozen=True)
class ChoiceLine:
    """One printed choice; ``text`` is empty for right and wrong, whose words belong to the page."""

    letter: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class SlotLine:
    """One question as it stands on the screen."""

    number: int
    kind: ItemKind
    stem: str
    choices: Sequence[ChoiceLine]
    value: str
    is_marked: bool

    @property
    def is_answered(self) -> bool:
        return bool(self.value)


@dataclass(frozen=True)
class SittingPage:
    """The whole paper with what is saved, and what the page's script goes on from."""

    sitting_id: UUID
    name: str
    seat_number: int | None
    slots: Sequence[SlotLine]
    answers: Answers
    lease: Lease
    """The one in force."""
    leads_elsewhere: bool
    """The one in force came with a move to another seat."""
    head: Head
    deadline_at: datetime
    is_closed: bool
    is_paused: bool
    is_over: bool
    """The deadline has passed, and what was answered in time can no longer arrive."""
    is_held_back: bool
    """The time stands until somebody has decided about an outage."""
    is_on_paper: bool
    """The candidate goes on on printed paper."""
    last_saved: tuple[int, datetime] | None
    """Slot and moment of the newest change that counts."""
    taken_in: int
    """How many files of kept answers have changed the answers while it was open."""

    @property
    def unanswered(self) -> Sequence[SlotLine]:
        return [slot for slot in self.slots if not slot.is_answered]

    @property
    def marked(self) -> Sequence[SlotLine]:
        return [slot for slot in self.slots if slot.is_marked]


def sitting_page(work: Work, sitting_id: UUID) -> SittingPage:
    """The candidate's own sitting; another's does not exist. A constant number of statements."""
    sitting = work.get(Sitting, sitting_id)
    answers = answers_held(sitting)
    items = remembered_items(work, sitting.paper_digests)
    name, seat_number = _who_sits(work, sitting)
    *ended, lease = leases_of(work, sitting)
    is_held_back = sitting.held_back_at is not None or (
        sitting.is_open and sitting.is_over(work.now) and open_hold(work, sitting) is not None
    )
    return SittingPage(
        sitting_id=sitting.id,
        name=name,
        seat_number=seat_number,
        slots=[
            slot_line(slot, answers) for slot in slots_of(sitting.paper_digests, sitting.paper_seed, items).values()
        ],
        answers=answers,
        lease=lease,
        leads_elsewhere=bool(ended) and not sitting.is_on_paper and leads_elsewhere(work, lease),
        head=Head(lease.head_seq, lease.head_hash),
        deadline_at=sitting.ends_at(work.now),
        is_closed=not sitting.is_open,
        is_paused=sitting.paused_at is not None,
        is_over=sitting.is_drained(work.now) and not is_held_back,
        is_held_back=is_held_back,
        is_on_paper=sitting.is_on_paper,
        last_saved=_last_saved(work, sitting) if ended or lease.head_seq else None,
        taken_in=sitting.taken_in,
    )


def lease_in_force(work: Work, sitting: Sitting) -> Lease:
    """The newest lease: the only one that may write."""
    query = (
        select(Lease)
        .where(Lease.city_id == work.city_id, Lease.sitting_id == sitting.id)
        .order_by(Lease.epoch.desc())
        .limit(1)
    )
    return work.found(work.one(query))


def epoch_in_force(work: Work, sitting_id: UUID) -> int:
    """The number of the newest lease of the candidate's own sitting; another's does not exist."""
    return lease_in_force(work, work.get(Sitting, sitting_id)).epoch


def lease_of_epoch(work: Work, sitting: Sitting, epoch: int) -> Lease:
    """The lease of one number, in force or not."""
    query = select(Lease).where(Lease.city_id == work.city_id, Lease.sitting_id == sitting.id, Lease.epoch == epoch)
    return work.found(work.one(query))


def leases_of(work: Work, sitting: Sitting) -> Sequence[Lease]:
    """Every lease of a sitting, the one in force last."""
    query = select(Lease).where(Lease.city_id == work.city_id, Lease.sitting_id == sitting.id)
    return work.all(query.order_by(Lease.epoch))


def epochs_of_keys(work: Work, sitting_id: UUID, key_of: Callable[[int], LeaseKey]) -> Sequence[int]:
    """Of which of the own sitting's leases a browser that makes these keys holds the key, the newest last."""
    leases = leases_of(work, work.get(Sitting, sitting_id))
    return [lease.epoch for lease in leases if fits(work, key_of(lease.epoch), lease)]


def leads_elsewhere(work: Work, lease: Lease) -> bool:
    """Whether this lease came with a move to another seat: at the browser before it nobody goes on."""
    query = select(SeatMove).where(
        SeatMove.city_id == work.city_id, SeatMove.sitting_id == lease.sitting_id, SeatMove.new_epoch == lease.epoch
    )
    return not work.found(work.one(query)).is_same_seat


def leases_in_force(work: Work, sitting_ids: Collection[UUID]) -> Mapping[UUID, Lease]:
    """The newest lease of each of these sittings, in one statement."""
    query = select(Lease).where(Lease.city_id == work.city_id, Lease.sitting_id.in_(sitting_ids))
    return {lease.sitting_id: lease for lease in work.all(query.order_by(Lease.epoch))}


def fits(work: Work, key: LeaseKey, lease: Lease) -> bool:
    """Whether a browser that holds this key was granted this lease by this site."""
    return key.is_of(lease.epoch, lease.nonce) and is_lease_of(work.site, work.city_id, key, lease.sitting_id)


def _last_saved(work: Work, sitting: Sitting) -> tuple[int, datetime] | None:
    """Slot and moment of the newest counted change."""
    query = (
        select(Response.slot, Response.received_at)
        .where(Response.city_id == work.city_id, Response.sitting_id == sitting.id, Response.counts())
        .order_by(Response.epoch.desc(), Response.seq.desc())
        .limit(1)
    )
    found = work.rows(query)
    return (found[0].slot, found[0].received_at) if found else None


def _who_sits(work: Work, sitting: Sitting) -> tuple[str, int | None]:
    query = (
        select(Person.name, Seat.number)
        .join(Booking, (Booking.city_id == Person.city_id) & (Booking.person_id == Person.id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Booking.city_id == work.city_id, Booking.id == sitting.booking_id)
    )
    name, number = work.rows(query)[0]
    return name, number


def slot_line(slot: PrintedSlot, answers: Answers) -> SlotLine:
    """A slot as the exam screen shows it."""
    at = answers.get(slot.number, UNTOUCHED)
    texts = {choice.letter: choice.text for choice in slot.item.choices}
    choices = [
        ChoiceLine(letter, texts.get(in_file, ""), letter in at.value)
        for letter, in_file in zip(slot.letters, slot.file_letters, strict=True)
    ]
    return SlotLine(slot.number, slot.item.kind, slot.item.stem, choices, at.value, at.marked)


@dataclass(frozen=True)
class Receipt:
    """What a candidate takes away: when, how many answers, and what was signed for them."""

    name: str
    exam: str
    ticket_number: str
    handed_in_at: datetime
    answered: int
    slots: int
    code: str
    note: str
    """The signed receipt (:class:`exam_app.ledger.Receipt`)."""
    is_by_the_room: bool
    """Whether the room's own key signed it; else that of the city."""
    timed_out: bool


def receipt_of(work: Work, sitting_id: UUID) -> Receipt:
    """The receipt of a closed sitting; there is none before."""
    sitting = work.get(Sitting, sitting_id)
    query = (
        select(SittingReceipt, Person.name, ExamSession.name, Booking.ticket_number)
        .join(Person, (Person.city_id == SittingReceipt.city_id) & (Person.id == SittingReceipt.person_id))
        .join(Booking, (Booking.city_id == SittingReceipt.city_id) & (Booking.id == sitting.booking_id))
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .where(SittingReceipt.city_id == work.city_id, SittingReceipt.sitting_id == sitting.id)
    )
    found = work.rows(query)
    receipt, name, exam, ticket_number = work.found(found[0] if found else None)
    return Receipt(
        name=name,
        exam=exam,
        ticket_number=ticket_number or "",
        handed_in_at=work.found(sitting.closed_at),
        answered=sitting.answered,
        slots=len(sitting.paper_digests),
        code=receipt.code,
        note=receipt.note,
        is_by_the_room=is_by_the_room(receipt.note),
        timed_out=sitting.state is SittingState.TIMED_OUT,
    )
