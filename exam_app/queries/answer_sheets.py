"""Answer sheets: those of a room, those that wait to be typed, one to type, and what two people read differently."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.answer_sheets import KEPT_FOR, differences
from exam_app.errors import NotFound
from exam_app.models import (
    AnswerSheet,
    Booking,
    BookletCount,
    EnteredSheet,
    ExamSession,
    IdentityCheck,
    Person,
    Room,
    Seat,
    SheetEntry,
    Sitting,
)
from exam_app.queries.booklets import booklets_of, copies_in_room, newest_count, on_paper
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.papers import paper_of
from exam_app.queries.rooms import on_duty
from exam_app.sitting_states import AWAITED
from exam_app.terms import PaperReason, SittingState
from exam_app.work import Work

SHEETS_A_PAGE = 50


# -- a room -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoomSheet:
    """One candidate on paper in a room."""

    booking_id: UUID
    seat_number: int | None
    name: str
    reason: PaperReason | None
    is_printed: bool
    sitting_state: SittingState | None
    is_handed_out: bool
    deadline_at: datetime | None
    taken_in_at: datetime | None
    seconds_over: int
    is_here: bool
    """Face and card were compared in this examination."""

    @property
    def waits(self) -> bool:
        """The booklet is printed and not handed out."""
        return self.is_printed and not self.is_handed_out

    @property
    def is_out(self) -> bool:
        """On the desk: it has to be taken in."""
        return self.is_handed_out and self.taken_in_at is None


@dataclass(frozen=True)
class RoomSheets:
    """Everything on paper in a room."""

    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    room: str
    starts_at: datetime
    sheets: Sequence[RoomSheet]
    copies: int
    count: BookletCount | None


def room_sheets(work: Work, exam_session_id: UUID, room_id: UUID) -> RoomSheets:
    """The sheets of a room the actor supervises; any other does not exist. Seven statements."""
    session, room = on_duty(work, exam_session_id, room_id)
    query = (
        select(Booking, Person.name, Seat.number, Sitting, AnswerSheet)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(AnswerSheet, (AnswerSheet.city_id == Sitting.city_id) & (AnswerSheet.sitting_id == Sitting.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room.id)
        .order_by(Seat.number)
    )
    rows = work.rows(query)
    ids = [booking.id for booking, *_ in rows]
    chosen, printed = on_paper(work, ids), booklets_of(work, ids)
    compared = select(IdentityCheck.booking_id).where(
        IdentityCheck.city_id == work.city_id,
        IdentityCheck.exam_session_id == session.id,
        IdentityCheck.room_id == room.id,
    )
    here = set(work.all(compared))
    sheets = [
        RoomSheet(
            booking.id,
            seat_number,
            name,
            chosen[booking.id].reason if booking.id in chosen else None,
            booking.id in printed,
            sitting.state if sitting else None,
            sheet is not None,
            sitting.ends_at(work.now) if sitting else None,
            sheet.taken_in_at if sheet else None,
            sheet.seconds_over if sheet else 0,
            booking.id in here,
        )
        for booking, name, seat_number, sitting, sheet in rows
        if booking.id in chosen
    ]
    copies, count = copies_in_room(work, session.id, room.id), newest_count(work, session.id, room.id)
    return RoomSheets(session.id, room.id, session.name, room.name, session.starts_at, sheets, copies, count)


# -- those that wait ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WaitingSheet:
    """One sheet that does not stand yet, for whoever may type it."""

    sitting_id: UUID
    exam_session_id: UUID
    exam_name: str
    room: str
    seat_number: int | None
    ticket_number: str
    taken_in_at: datetime
    typed: int
    """How many of the two are done."""
    is_mine: bool
    """The actor is one of the two."""
    am_done: bool
    is_free: bool
    """The actor may begin to type it."""

    @property
    def may_type(self) -> bool:
        return not self.am_done and (self.is_mine or self.is_free)

    @property
    def differs(self) -> bool:
        """Both are done, and it does not stand."""
        return self.typed == 2

    @property
    def may_settle(self) -> bool:
        return self.differs and not self.is_mine


def waiting_sheets(work: Work, page: int = 1) -> Listing[WaitingSheet]:
    """The sheets that were taken in and do not stand, the oldest first; two statements."""
    total = work.count(
        select(func.count(Sitting.id)).where(Sitting.city_id == work.city_id, Sitting.state.in_(AWAITED))
    )
    page = page_within(page, total, SHEETS_A_PAGE)
    query = (
        _placed()
        .where(Sitting.city_id == work.city_id, Sitting.state.in_(AWAITED))
        .order_by(Sitting.closed_at, Sitting.id)
        .offset((page - 1) * SHEETS_A_PAGE)
        .limit(SHEETS_A_PAGE)
    )
    return Listing([_waiting(work, *row) for row in work.rows(query)], total, page, SHEETS_A_PAGE)


def _placed() -> Select[Sitting, AnswerSheet, Booking, str, str, int]:
    return (
        select(Sitting, AnswerSheet, Booking, ExamSession.name, Room.name, Seat.number)
        .join(AnswerSheet, (AnswerSheet.city_id == Sitting.city_id) & (AnswerSheet.sitting_id == Sitting.id))
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(ExamSession, (ExamSession.city_id == Sitting.city_id) & (ExamSession.id == Sitting.exam_session_id))
        .join(Room, (Room.city_id == Sitting.city_id) & (Room.id == Sitting.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
    )


def _waiting(
    work: Work, sitting: Sitting, sheet: AnswerSheet, booking: Booking, exam: str, room: str, seat: int | None
) -> WaitingSheet:
    me = work.actor.person_id
    places = (
        (sheet.first_person_id, sheet.first_at, sheet.first_done_at),
        (sheet.second_person_id, sheet.second_at, sheet.second_done_at),
    )
    return WaitingSheet(
        sitting.id,
        sitting.exam_session_id,
        exam,
        room,
        seat,
        booking.ticket_number or "",
        work.found(sheet.taken_in_at),
        sum(done_at is not None for _, _, done_at in places),
        any(person_id == me for person_id, _, _ in places),
        any(person_id == me and done_at is not None for person_id, _, done_at in places),
        any(
            person_id is None or (done_at is None and at is not None and at < work.now - KEPT_FOR)
            for person_id, at, done_at in places
        ),
    )


# -- one sheet ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TypedLine:
    """One question of a sheet: the letters that are printed, and what its person typed so far."""

    number: int
    letters: str
    takes_several: bool
    line: str


@dataclass(frozen=True)
class OwnEntry:
    """A sheet as one of its two people types it."""

    sheet: WaitingSheet
    lines: Sequence[TypedLine]
    saved_at: datetime
    is_finished: bool

    @property
    def typed(self) -> int:
        return sum(bool(line.line) for line in self.lines)


def own_entry(work: Work, sitting_id: UUID) -> OwnEntry:
    """The actor's own entry of a sheet; raises NotFound for a sheet that the actor does not type. Six statements."""
    query = select(SheetEntry).where(
        SheetEntry.city_id == work.city_id,
        SheetEntry.sitting_id == sitting_id,
        SheetEntry.person_id == work.actor.person_id,
    )
    entry = work.found(work.one(query))
    sitting = work.get(Sitting, sitting_id)
    slots = paper_of(work, sitting).slots
    lines = [
        TypedLine(number, slots[number].letters, slots[number].accepts(slots[number].letters), line)
        for number, line in enumerate(entry.lines, start=1)
    ]
    return OwnEntry(_one(work, sitting_id), lines, entry.saved_at, entry.finished_at is not None)


def _one(work: Work, sitting_id: UUID) -> WaitingSheet:
    found = work.rows(_placed().where(Sitting.city_id == work.city_id, Sitting.id == sitting_id))
    return _waiting(work, *work.found(found[0] if found else None))


@dataclass(frozen=True)
class ReadTwice:
    """One question that two people read differently, and how it was settled; empty while it is not."""

    number: int
    letters: str
    first: str
    second: str
    settled: str
    reason: str


@dataclass(frozen=True)
class ComparedSheet:
    """A sheet that both have typed: who, where they differ, and what a third person made of it."""

    sheet: WaitingSheet
    first: str
    """Names of the two and of the third."""
    second: str
    third: str
    apart: Sequence[ReadTwice]
    entered_at: datetime | None
    """None while somebody has to settle it."""


def compared_sheet(work: Work, sitting_id: UUID) -> ComparedSheet:
    """A sheet that both people have typed; raises NotFound before. Seven statements."""
    place = _one(work, sitting_id)
    if place.typed < 2:
        raise NotFound("This does not exist, or not for you.")
    sheet = work.all(
        select(AnswerSheet).where(AnswerSheet.city_id == work.city_id, AnswerSheet.sitting_id == sitting_id)
    )[0]
    entries = work.all(
        select(SheetEntry).where(SheetEntry.city_id == work.city_id, SheetEntry.sitting_id == sitting_id)
    )
    by_person = {entry.person_id: entry.lines for entry in entries}
    third = aliased(Person)
    stands = work.rows(
        select(EnteredSheet, third.name)
        .outerjoin(third, (third.city_id == EnteredSheet.city_id) & (third.id == EnteredSheet.third_person_id))
        .where(EnteredSheet.city_id == work.city_id, EnteredSheet.sitting_id == sitting_id)
    )
    first_id, second_id = work.found(sheet.first_person_id), work.found(sheet.second_person_id)
    names = {
        row[0]: row[1]
        for row in work.rows(
            select(Person.id, Person.name).where(Person.city_id == work.city_id, Person.id.in_((first_id, second_id)))
        )
    }
    slots = paper_of(work, work.get(Sitting, sitting_id)).slots
    settled = {one[0]: (one[3], one[4]) for one in stands[0][0].settled} if stands else {}
    return ComparedSheet(
        place,
        names.get(first_id, ""),
        names.get(second_id, ""),
        (stands[0][1] or "") if stands else "",
        [
            ReadTwice(one.number, slots[one.number].letters, one.first, one.second, *settled.get(one.number, ("", "")))
            for one in differences(by_person[first_id], by_person[second_id])
        ],
        stands[0][0].entered_at if stands else None,
    )


@dataclass(frozen=True)
class EnteredLine:
    """One sheet of an examination that stands."""

    sitting_id: UUID
    ticket_number: str
    first: str
    second: str
    third: str
    differed: int
    entered_at: datetime


def entered_sheets(work: Work, exam_session_id: UUID) -> Sequence[EnteredLine]:
    """The sheets of an examination that stand, by ticket; one statement."""
    first, second, third = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(EnteredSheet, Booking.ticket_number, first.name, second.name, third.name)
        .join(Sitting, (Sitting.city_id == EnteredSheet.city_id) & (Sitting.id == EnteredSheet.sitting_id))
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .outerjoin(first, (first.city_id == EnteredSheet.city_id) & (first.id == EnteredSheet.first_person_id))
        .outerjoin(second, (second.city_id == EnteredSheet.city_id) & (second.id == EnteredSheet.second_person_id))
        .outerjoin(third, (third.city_id == EnteredSheet.city_id) & (third.id == EnteredSheet.third_person_id))
        .where(EnteredSheet.city_id == work.city_id, EnteredSheet.exam_session_id == exam_session_id)
        .order_by(Booking.ticket_number)
    )
    return [
        EnteredLine(row.sitting_id, ticket or "", one or "", other or "", judge or "", len(row.settled), row.entered_at)
        for row, ticket, one, other, judge in work.rows(query)
    ]
