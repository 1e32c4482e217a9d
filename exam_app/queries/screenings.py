"""The newest screening of an examination: its leads as a list, and one pair with everything that can be seen of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_app.errors import NotFound
from exam_app.models import Booking, ExamSession, Person, Room, Screening, Seat
from exam_app.queries.cohorts import SatPaper, sat_papers
from exam_app.terms import ExamSessionState
from exam_app.work import Work
from question_bank import ItemKind

NAMED_Q = 0.05
"""Among the pairs up to this q, one in twenty is expected to be honest."""
MOST_ONE_IN = 1e9
"""Nobody knows that the model holds further out."""


@dataclass(frozen=True)
class Place:
    """Who sat where."""

    booking_id: UUID
    person_id: UUID
    name: str
    room: str
    seat: int | None
    row: int | None
    column: int | None


@dataclass(frozen=True)
class PairLead:
    """One pair that is more alike than chance lets expect. ``q`` is about the list, ``one_in`` about this pair."""

    number: int
    """Its place in the list, from 1."""
    first: Place
    second: Place
    family: str
    """``neighbours``, ``room`` or ``venue``, decided by the seats before any answer was looked at."""
    q: float
    one_in: float
    common_items: int
    matches: int
    expected_matches: float
    expected_low: float
    expected_high: float
    shared_wrong: Sequence[Mapping[str, Any]]
    family_tests: int

    @property
    def is_named(self) -> bool:
        return self.q <= NAMED_Q

    @property
    def one_in_shown(self) -> str:
        """In two digits, and not beyond a thousand million."""
        if self.one_in > MOST_ONE_IN:
            return f"> {MOST_ONE_IN:,.0f}"
        rounded = float(f"{self.one_in:.1e}")
        return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.1f}"

    @property
    def q_shown(self) -> str:
        return "< 0.001" if self.q < 0.001 else f"{self.q:.3f}"


@dataclass(frozen=True)
class UnusualPerson:
    """Somebody whose pattern stands out, the best partner included; ``fit_p`` and ``time_p`` are single views."""

    place: Place
    q: float
    fit_p: float
    time_p: float | None

    @property
    def q_shown(self) -> str:
        return "< 0.001" if self.q < 0.001 else f"{self.q:.3f}"


@dataclass(frozen=True)
class AlikeRoom:
    """How alike a room's answers are, in standard deviations above rooms drawn by lot."""

    id: UUID
    room: str
    statistic: float
    p: float


@dataclass(frozen=True)
class ScreeningPage:
    """An examination with the newest run, None before the first."""

    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    is_closed: bool
    run: Screening | None
    leads: Sequence[PairLead]
    people: Sequence[UnusualPerson]
    rooms: Sequence[AlikeRoom]

    @property
    def named(self) -> Sequence[PairLead]:
        return [lead for lead in self.leads if lead.is_named]


def sessions_named(work: Work, name: str) -> Sequence[UUID]:
    """The closed examinations with this name, the newest first. Raises NotFound when there is none."""
    query = (
        select(ExamSession.id)
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.name == name,
            ExamSession.state == ExamSessionState.CLOSED,
        )
        .order_by(ExamSession.starts_at.desc())
    )
    found = work.all(query)
    if not found:
        raise NotFound("There is no closed examination with this name. Check the city and the name.")
    return found


def screening_page(work: Work, exam_session_id: UUID) -> ScreeningPage:
    """Five statements, whatever the number of leads."""
    session, run = work.get(ExamSession, exam_session_id), newest_screening(work, exam_session_id)
    places = _places(work, exam_session_id) if run else {}
    rooms = _room_names(work, run) if run else {}
    return ScreeningPage(
        exam_session_id=session.id,
        exam_name=session.name,
        starts_at=session.starts_at,
        is_closed=session.state is ExamSessionState.CLOSED,
        run=run,
        leads=[_lead(number, lead, places) for number, lead in enumerate(run.leads, start=1)] if run else (),
        people=[
            UnusualPerson(places[UUID(one["booking"])], one["q"], one["fit_p"], one["time_p"]) for one in run.people
        ]
        if run
        else (),
        rooms=[AlikeRoom(UUID(one["room"]), rooms[UUID(one["room"])], one["statistic"], one["p"]) for one in run.rooms]
        if run
        else (),
    )


def newest_screening(work: Work, exam_session_id: UUID) -> Screening | None:
    query = (
        select(Screening)
        .where(Screening.city_id == work.city_id, Screening.exam_session_id == exam_session_id)
        .order_by(Screening.number.desc())
        .limit(1)
    )
    return work.one(query)


def _places(work: Work, exam_session_id: UUID) -> Mapping[UUID, Place]:
    query = (
        select(Booking.id, Person.id, Person.name, Room.name, Seat.number, Seat.row, Seat.column)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
    )
    return {row[0]: Place(row[0], row[1], row[2], row[3] or "", row[4], row[5], row[6]) for row in work.rows(query)}


def _room_names(work: Work, run: Screening) -> Mapping[UUID, str]:
    ids = [UUID(one["room"]) for one in run.rooms]
    query = select(Room.id, Room.name).where(Room.city_id == work.city_id, Room.id.in_(ids))
    return {row[0]: row[1] for row in work.rows(query)}


def _lead(number: int, stored: Mapping[str, Any], places: Mapping[UUID, Place]) -> PairLead:
    return PairLead(
        number=number,
        first=places[UUID(stored["first"])],
        second=places[UUID(stored["second"])],
        **{name: stored[name] for name in PairLead.__dataclass_fields__ if name in stored and name not in PEOPLE},
    )


PEOPLE = ("first", "second")


# -- one pair -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CommonItem:
    """One item that stood on both papers, in the letters of the item file."""

    first_slot: int
    second_slot: int
    stem: str
    kind: ItemKind
    key: str
    first: str
    second: str
    """Empty: left open."""
    usual: float | None
    """Of a shared wrong option: the share of all candidates who choose it."""
    first_at: datetime | None
    second_at: datetime | None

    @property
    def is_alike(self) -> bool:
        return bool(self.first) and self.first == self.second

    @property
    def is_shared_wrong(self) -> bool:
        return self.is_alike and self.first != self.key


@dataclass(frozen=True)
class PairPage:
    """A pair with both answer sheets side by side."""

    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    ends_at: datetime
    lead: PairLead
    items: Sequence[CommonItem]
    """In the order of the first paper."""
    seats: Sequence[tuple[int, int]]
    """Rows and columns of the room, where both sat in one."""
    method_version: str
    inputs_digest: str
    screening_only: bool
    candidates: int
    pairs: int

    @property
    def shared_wrong(self) -> Sequence[CommonItem]:
        return [item for item in self.items if item.is_shared_wrong]

    @property
    def same_room(self) -> bool:
        return self.lead.first.room == self.lead.second.room


def pair_page(work: Work, exam_session_id: UUID, number: int) -> PairPage:
    """One lead of the newest screening, counted from 1; raises NotFound for a number beyond it."""
    run = newest_screening(work, exam_session_id)
    if run is None or not 1 <= number <= len(run.leads):
        raise NotFound("This does not exist, or not for you.")
    return pair_as_found(work, work.get(ExamSession, exam_session_id), run, number, run.leads[number - 1])


def pair_as_found(work: Work, session: ExamSession, run: Screening, number: int, stored: Mapping[str, Any]) -> PairPage:
    """A lead as a run of an examination stored it, with the sheets of both; five statements."""
    lead = _lead(number, stored, _places(work, session.id))
    papers = {paper.booking_id: paper for paper in sat_papers(work, [session.id])}
    return PairPage(
        exam_session_id=session.id,
        exam_name=session.name,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        lead=lead,
        items=_side_by_side(lead, papers[lead.first.booking_id], papers[lead.second.booking_id]),
        seats=_seats(work, lead) if lead.first.room == lead.second.room else (),
        method_version=run.method_version,
        inputs_digest=run.inputs_digest,
        screening_only=run.screening_only,
        candidates=run.candidates,
        pairs=run.pairs,
    )


def _side_by_side(lead: PairLead, one: SatPaper, other: SatPaper) -> Sequence[CommonItem]:
    usual = {(wrong["item"], wrong["option"]): wrong["usual"] for wrong in lead.shared_wrong}
    other_slots = {slot.item.digest: number for number, slot in other.slots.items()}
    found = []
    for number, slot in sorted(one.slots.items()):
        item = slot.item
        if item.digest in other_slots:
            first, second = one.answers.get(item.digest, ""), other.answers.get(item.digest, "")
            found.append(
                CommonItem(
                    first_slot=number,
                    second_slot=other_slots[item.digest],
                    stem=item.stem,
                    kind=item.kind,
                    key=item.key_letters,
                    first=first,
                    second=second,
                    usual=usual.get((item.digest, first)) if first == second else None,
                    first_at=one.answered_at.get(item.digest),
                    second_at=other.answered_at.get(item.digest),
                )
            )
    return found


def _seats(work: Work, lead: PairLead) -> Sequence[tuple[int, int]]:
    """All seats of the room both sat in."""
    here = select(Booking.room_id).where(Booking.city_id == work.city_id, Booking.id == lead.first.booking_id)
    query = (
        select(Seat.row, Seat.column)
        .where(Seat.city_id == work.city_id, Seat.room_id == here.scalar_subquery())
        .order_by(Seat.number)
    )
    return [(row, column) for row, column in work.rows(query)]
