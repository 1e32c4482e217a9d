"""Printed paper of an examination: who answers on it, what was printed for a room, and what came back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from exam_app.models import (
    Booking,
    Booklet,
    BookletCount,
    BookletPrint,
    OnPaper,
    Person,
    Room,
    Seat,
    Sitting,
)
from exam_app.queries.papers import PrintedSlot, slots_of, stored_items
from exam_app.sitting_states import OPEN
from exam_app.terms import ComponentKind, PaperReason, SittingState
from exam_app.work import Work
from question_bank import Paper


class AsPrinted(NamedTuple):
    """Whether a candidate answers on paper, and the paper that was printed for that candidate, if any."""

    is_on_paper: bool
    paper: Paper | None


def paper_as_printed(work: Work, booking: Booking) -> AsPrinted:
    """In one statement."""
    query = (
        select(OnPaper.id, Booklet)
        .select_from(Booking)
        .outerjoin(
            OnPaper,
            (OnPaper.city_id == Booking.city_id) & (OnPaper.booking_id == Booking.id) & OnPaper.taken_back_at.is_(None),
        )
        .outerjoin(Booklet, (Booklet.city_id == Booking.city_id) & (Booklet.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.id == booking.id)
    )
    chosen, booklet = work.rows(query)[0]
    return AsPrinted(chosen is not None, _paper(booklet) if booklet else None)


def _paper(booklet: Booklet) -> Paper:
    return Paper(tuple(booklet.paper_digests), booklet.paper_seed)


def on_paper(work: Work, booking_ids: Collection[UUID]) -> Mapping[UUID, OnPaper]:
    """Who of these candidates answers on paper, by booking."""
    query = select(OnPaper).where(
        OnPaper.city_id == work.city_id, OnPaper.booking_id.in_(booking_ids), OnPaper.taken_back_at.is_(None)
    )
    return {row.booking_id: row for row in work.all(query)}


def booklets_of(work: Work, booking_ids: Collection[UUID]) -> Mapping[UUID, Booklet]:
    """The booklets that were made, by booking."""
    query = select(Booklet).where(Booklet.city_id == work.city_id, Booklet.booking_id.in_(booking_ids))
    return {row.booking_id: row for row in work.all(query)}


def printed_bookings(work: Work, exam_session_id: UUID, room_id: UUID) -> Sequence[BookletPrint]:
    """All prints of a room, in their order."""
    query = select(BookletPrint).where(
        BookletPrint.city_id == work.city_id,
        BookletPrint.exam_session_id == exam_session_id,
        BookletPrint.room_id == room_id,
    )
    return work.all(query.order_by(BookletPrint.number))


def copies_in_room(work: Work, exam_session_id: UUID, room_id: UUID) -> int:
    """How many booklets were printed for a room, by all its prints together."""
    query = select(func.coalesce(func.sum(BookletPrint.copies), 0)).where(
        BookletPrint.city_id == work.city_id,
        BookletPrint.exam_session_id == exam_session_id,
        BookletPrint.room_id == room_id,
    )
    return work.count(query)


def newest_count(work: Work, exam_session_id: UUID, room_id: UUID) -> BookletCount | None:
    """What became of a room's booklets, as it was counted last."""
    query = (
        select(BookletCount)
        .where(
            BookletCount.city_id == work.city_id,
            BookletCount.exam_session_id == exam_session_id,
            BookletCount.room_id == room_id,
        )
        .order_by(BookletCount.number.desc())
        .limit(1)
    )
    return work.one(query)


# -- the office's page ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperPlace:
    """One candidate of a room, and how far the printed paper is."""

    booking_id: UUID
    name: str
    ticket_number: str
    seat_number: int
    reason: PaperReason | None
    """None: at a screen."""
    note: str
    is_large: bool
    is_printed: bool
    sitting_state: SittingState | None
    sits_on_paper: bool

    @property
    def is_on_paper(self) -> bool:
        return self.reason is not None

    @property
    def may_choose(self) -> bool:
        """At a screen so far, and not handed in."""
        return not self.is_on_paper and (self.sitting_state is None or self.sitting_state in OPEN)

    @property
    def may_take_back(self) -> bool:
        """While no booklet lies on the desk."""
        return self.is_on_paper and not self.sits_on_paper


@dataclass(frozen=True)
class Printed:
    """One print of a room."""

    number: int
    copies: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PaperRoom:
    """One room of an examination."""

    room_id: UUID
    name: str
    places: Sequence[PaperPlace]
    prints: Sequence[Printed]
    count: BookletCount | None

    @property
    def on_paper(self) -> Sequence[PaperPlace]:
        return [place for place in self.places if place.is_on_paper]

    @property
    def copies(self) -> int:
        return sum(one.copies for one in self.prints)

    @property
    def not_printed(self) -> int:
        """Candidates on paper whose booklet is still to be printed."""
        return sum(not place.is_printed for place in self.on_paper)


def paper_rooms(work: Work, exam_session_id: UUID) -> Sequence[PaperRoom]:
    """The rooms of an examination with everybody seated, in three statements."""
    query = (
        select(Booking, Person.name, Room, Seat.number, OnPaper, Booklet.id, Sitting)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(
            OnPaper,
            (OnPaper.city_id == Booking.city_id) & (OnPaper.booking_id == Booking.id) & OnPaper.taken_back_at.is_(None),
        )
        .outerjoin(Booklet, (Booklet.city_id == Booking.city_id) & (Booklet.booking_id == Booking.id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
        .order_by(Room.name, Room.id, Seat.number)
    )
    rooms: dict[tuple[UUID, str], list[PaperPlace]] = {}
    for booking, name, room, seat_number, chosen, booklet_id, sitting in work.rows(query):
        if booking.asks(ComponentKind.THEORY):
            place = PaperPlace(
                booking.id,
                name,
                booking.ticket_number or "",
                seat_number,
                chosen.reason if chosen else None,
                chosen.note if chosen else "",
                bool(chosen and chosen.is_large),
                booklet_id is not None,
                sitting.state if sitting else None,
                bool(sitting and sitting.is_on_paper),
            )
            rooms.setdefault((room.id, room.name), []).append(place)
    prints, counts = _prints(work, exam_session_id), _counts(work, exam_session_id)
    return [PaperRoom(*room, places, prints.get(room[0], ()), counts.get(room[0])) for room, places in rooms.items()]


def _prints(work: Work, exam_session_id: UUID) -> Mapping[UUID, Sequence[Printed]]:
    query = (
        select(BookletPrint, Person.name)
        .outerjoin(Person, (Person.city_id == BookletPrint.city_id) & (Person.id == BookletPrint.by_person_id))
        .where(BookletPrint.city_id == work.city_id, BookletPrint.exam_session_id == exam_session_id)
        .order_by(BookletPrint.number)
    )
    found: dict[UUID, list[Printed]] = {}
    for row, name in work.rows(query):
        found.setdefault(row.room_id, []).append(Printed(row.number, row.copies, row.reason, name or "", row.at))
    return found


def _counts(work: Work, exam_session_id: UUID) -> Mapping[UUID, BookletCount]:
    """The newest count by room."""
    query = select(BookletCount).where(
        BookletCount.city_id == work.city_id, BookletCount.exam_session_id == exam_session_id
    )
    return {row.room_id: row for row in work.all(query.order_by(BookletCount.number))}


# -- what is printed --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BookletValues:
    """One booklet with its answer sheet."""

    booking_id: UUID
    name: str
    ticket_number: str
    room: str
    seat_number: int | None
    digest: str
    is_large: bool
    slots: Sequence[PrintedSlot]


def booklets_to_print(work: Work, exam_session_id: UUID, booking_ids: Sequence[UUID]) -> Sequence[BookletValues]:
    """The booklets of some bookings that were made, by seat; three statements however many they are."""
    query = (
        select(Booking, Person.name, Room.name, Seat.number, Booklet)
        .join(Booklet, (Booklet.city_id == Booking.city_id) & (Booklet.booking_id == Booking.id))
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == exam_session_id,
            Booking.id.in_(booking_ids),
        )
        .order_by(Seat.number, Booking.id)
    )
    rows = work.rows(query)
    items = stored_items(work, {digest for *_, booklet in rows for digest in booklet.paper_digests})
    large = {booking_id for booking_id, chosen in on_paper(work, booking_ids).items() if chosen.is_large}
    return [
        BookletValues(
            booking.id,
            name,
            booking.ticket_number or "",
            room or "",
            seat_number,
            booklet.digest,
            booking.id in large,
            list(slots_of(booklet.paper_digests, booklet.paper_seed, items).values()),
        )
        for booking, name, room, seat_number, booklet in rows
    ]
