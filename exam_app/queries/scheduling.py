"""Examinations as the city plans them: the list, one examination with its rooms and people, and the ticket values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from exam_app.actors import Role
from exam_app.models import (
    Account,
    Booking,
    DutyBar,
    Employment,
    Enrolment,
    ExamCentre,
    ExamSession,
    Invigilation,
    Person,
    Photo,
    Registration,
    RoleGrant,
    Room,
    Seat,
    Sitting,
    Trainer,
    TrainingUnit,
)
from exam_app.models.exam_sessions import CHECK_IN_OPENS, OVER
from exam_app.queries.accommodations import extra_minutes_by_registration, longest_extra_time
from exam_app.queries.languages import languages_of
from exam_app.queries.people import masked_number
from exam_app.queries.resits import standings
from exam_app.queries.room_moves import OwnRoomMove, room_moves_told
from exam_app.queries.session_changes import OwnChange, changes_told
from exam_app.resits import Standing, Turn
from exam_app.seat_plan import Placed, Spot, too_close
from exam_app.terms import ComponentKind, ExamSessionState, Language, RegistrationState
from exam_app.work import Work

# -- the list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SessionLine:
    id: UUID
    name: str
    centre: str
    starts_at: datetime
    minutes: int
    state: ExamSessionState
    booked: int
    seated: int


def exam_sessions(work: Work) -> Sequence[SessionLine]:
    """All examinations, the latest first."""
    query = (
        select(ExamSession, ExamCentre.name, func.count(Booking.id), func.count(Booking.seat_id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(Booking, (Booking.city_id == ExamSession.city_id) & (Booking.exam_session_id == ExamSession.id))
        .where(ExamSession.city_id == work.city_id)
        .group_by(ExamSession.city_id, ExamSession.id, ExamCentre.name)
        .order_by(ExamSession.starts_at.desc(), ExamSession.id)
    )
    return [
        SessionLine(session.id, session.name, centre, session.starts_at, session.minutes, session.state, booked, seated)
        for session, centre, booked, seated in work.rows(query)
    ]


@dataclass(frozen=True)
class Choice:
    id: UUID
    label: str


def centres_to_choose(work: Work) -> Sequence[Choice]:
    query = select(ExamCentre.id, ExamCentre.name).where(ExamCentre.city_id == work.city_id)
    return [Choice(centre_id, name) for centre_id, name in work.rows(query.order_by(ExamCentre.name))]


# -- rooms --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoomLine:
    """A room of the centre, and whether another examination uses it at an overlapping time."""

    id: UUID
    name: str
    seats: int
    taken: bool


def rooms_of(work: Work, session: ExamSession, starts_at: datetime | None = None) -> Sequence[RoomLine]:
    """The rooms of the examination's centre by name; with ``starts_at``, as they would be if it started then."""
    query = (
        select(Room.id, Room.name, func.count(Seat.id))
        .outerjoin(Seat, (Seat.city_id == Room.city_id) & (Seat.room_id == Room.id))
        .where(Room.city_id == work.city_id, Room.centre_id == session.centre_id)
        .group_by(Room.id, Room.name)
        .order_by(Room.name)
    )
    taken = _rooms_taken(work, session, starts_at or session.starts_at)
    return [RoomLine(room_id, name, seats, room_id in taken) for room_id, name, seats in work.rows(query)]


def _rooms_taken(work: Work, session: ExamSession, begins: datetime) -> set[UUID]:
    """An examination holds a room until the last one in it is done who was granted extra time."""
    ends = begins + timedelta(minutes=session.minutes) + longest_extra_time(work, session.id)
    extra = extra_minutes_by_registration(work)
    query = (
        select(
            Booking.room_id,
            ExamSession.starts_at,
            ExamSession.minutes + func.coalesce(func.max(extra.c.minutes), 0),
        )
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .outerjoin(extra, extra.c.registration_id == Booking.registration_id)
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.centre_id == session.centre_id,
            ExamSession.id != session.id,
            ExamSession.state.not_in(OVER),
            Booking.room_id.is_not(None),
        )
        .group_by(Booking.room_id, ExamSession.id, ExamSession.starts_at, ExamSession.minutes)
    )
    return {
        room_id
        for room_id, starts_at, minutes in work.rows(query)
        if room_id is not None and starts_at < ends and begins < starts_at + timedelta(minutes=minutes)
    }


# -- one examination ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A booked candidate as the planning pages show them."""

    booking_id: UUID
    registration_id: UUID
    name: str
    id_number: str
    """Masked."""
    unit: str
    room: str
    seat: int | None
    ticket_number: str | None
    took_part: bool


@dataclass(frozen=True)
class SeatPlace:
    number: int
    name: str
    """Of the candidate; empty where nobody sits."""
    unit: str
    took_part: bool
    is_close: bool
    """Somebody registered by the same training unit sits directly beside, in front or behind."""


@dataclass(frozen=True)
class SeatedRoom:
    """A room in use: its seats by column from the left, each from the front backwards, and who supervises."""

    id: UUID
    name: str
    columns: Sequence[Sequence[SeatPlace | None]]
    seated: int
    invigilators: Sequence[Choice]
    chief_id: UUID | None

    @property
    def seats(self) -> int:
        return sum(seat is not None for column in self.columns for seat in column)

    @property
    def present(self) -> int:
        return sum(seat.took_part for column in self.columns for seat in column if seat)


@dataclass(frozen=True)
class SessionPlan:
    """Everything the planning pages need to know about one examination."""

    id: UUID
    name: str
    centre: str
    starts_at: datetime
    minutes: int
    state: ExamSessionState
    candidates: Sequence[Candidate]
    rooms: Sequence[RoomLine]
    """All rooms of the centre."""
    seated_rooms: Sequence[SeatedRoom]
    close_pairs: Sequence[tuple[Candidate, Candidate]] = field(default=())
    """Neighbours of one training unit: what the plan could not avoid."""

    @property
    def is_planned(self) -> bool:
        return self.state == ExamSessionState.PLANNED

    @property
    def is_over(self) -> bool:
        return self.state == ExamSessionState.CLOSED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == ExamSessionState.WITHDRAWN

    @property
    def seated(self) -> int:
        return sum(candidate.seat is not None for candidate in self.candidates)

    @property
    def free_seats(self) -> int:
        return sum(room.seats for room in self.rooms if not room.taken)

    @property
    def rooms_without_invigilator(self) -> int:
        return sum(not room.invigilators for room in self.seated_rooms)

    @property
    def is_ready(self) -> bool:
        """Whether nothing the page knows of stands against publishing."""
        return bool(self.candidates) and self.seated == len(self.candidates) and not self.rooms_without_invigilator


def session_plan(work: Work, exam_session_id: UUID) -> SessionPlan:
    """One examination with its candidates, rooms, seats and invigilators, in a fixed number of statements."""
    session = work.get(ExamSession, exam_session_id)
    centre = work.get(ExamCentre, session.centre_id)
    booked = _booked(work, session)
    seated = {spot: placed for spot, placed in ((row.spot, row.placed) for row in booked) if spot is not None}
    close = list(too_close(seated))
    close_ids = {candidate.booking_id for pair in close for candidate in pair}
    return SessionPlan(
        id=session.id,
        name=session.name,
        centre=centre.name,
        starts_at=session.starts_at,
        minutes=session.minutes,
        state=session.state,
        candidates=[row.candidate for row in booked],
        rooms=rooms_of(work, session),
        seated_rooms=_seated_rooms(work, session, booked, close_ids),
        close_pairs=close,
    )


@dataclass(frozen=True)
class _Booked:
    candidate: Candidate
    unit_id: UUID | None
    room_id: UUID | None
    room_order: int
    row: int | None
    column: int | None

    @property
    def spot(self) -> Spot | None:
        return None if self.row is None or self.column is None else Spot(self.room_order, self.row, self.column)

    @property
    def placed(self) -> Placed[Candidate]:
        return Placed(self.candidate, self.unit_id)


def _booked(work: Work, session: ExamSession) -> Sequence[_Booked]:
    """Who is booked, by room and seat, those without a seat last and by name."""
    query = (
        select(Booking, Person, TrainingUnit, Room, Seat, Sitting.id)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Seat.id.is_(None), Room.name, Seat.number, Person.name, Booking.id)
    )
    rows = work.rows(query)
    orders = {room: order for order, room in enumerate(dict.fromkeys(row.Room.id for row in rows if row.Room))}
    return [
        _Booked(
            Candidate(
                booking.id,
                booking.registration_id,
                person.name,
                masked_number(work, person),
                unit.name if unit else "",
                room.name if room else "",
                seat.number if seat else None,
                booking.ticket_number,
                sitting_id is not None,
            ),
            unit.id if unit else None,
            room.id if room else None,
            orders[room.id] if room else -1,
            seat.row if seat else None,
            seat.column if seat else None,
        )
        for booking, person, unit, room, seat, sitting_id in rows
    ]


def _seated_rooms(
    work: Work, session: ExamSession, booked: Sequence[_Booked], close_ids: set[UUID]
) -> Sequence[SeatedRoom]:
    rooms = {row.room_id: row.candidate.room for row in booked if row.room_id is not None}
    seats = work.all(
        select(Seat).where(Seat.city_id == work.city_id, Seat.room_id.in_(list(rooms))).order_by(Seat.number)
    )
    supervisors, chiefs = _supervisors(work, session)
    taken = {(row.room_id, row.row, row.column): row.candidate for row in booked}
    found = []
    for room_id, name in rooms.items():
        places = {}
        for seat in (seat for seat in seats if seat.room_id == room_id):
            candidate = taken.get((room_id, seat.row, seat.column))
            is_close = candidate is not None and candidate.booking_id in close_ids
            who, unit, sat = (candidate.name, candidate.unit, candidate.took_part) if candidate else ("", "", False)
            places[seat.row, seat.column] = SeatPlace(seat.number, who, unit, sat, is_close)
        seated = sum(row.room_id == room_id for row in booked)
        found.append(
            SeatedRoom(room_id, name, _columns(places), seated, supervisors.get(room_id, []), chiefs.get(room_id))
        )
    return found


def _columns(places: Mapping[tuple[int, int], SeatPlace]) -> Sequence[Sequence[SeatPlace | None]]:
    """The room by columns from the left; None where the grid has no seat."""
    rows, columns = (max(place[axis] for place in places) for axis in (0, 1))
    return [[places.get((row, column)) for row in range(1, rows + 1)] for column in range(1, columns + 1)]


def _supervisors(work: Work, session: ExamSession) -> tuple[Mapping[UUID, list[Choice]], Mapping[UUID, UUID]]:
    """Who supervises each room, and who of them is chief."""
    query = (
        select(Invigilation.room_id, Person.id, Person.name, Invigilation.is_chief)
        .join(Person, (Person.city_id == Invigilation.city_id) & (Person.id == Invigilation.person_id))
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id == session.id)
        .order_by(Invigilation.id)
    )
    found: dict[UUID, list[Choice]] = {}
    chiefs: dict[UUID, UUID] = {}
    for room_id, person_id, name, is_chief in work.rows(query):
        found.setdefault(room_id, []).append(Choice(person_id, name))
        if is_chief:
            chiefs[room_id] = person_id
    return found, chiefs


# -- who can be chosen --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bookable:
    registration_id: UUID
    name: str
    id_number: str
    """Masked."""
    unit: str
    submitted_at: datetime
    standing: Standing


def bookable(work: Work, at: datetime | None = None, exam_session_id: UUID | None = None) -> Sequence[Bookable]:
    """Approved people who wait for a place in the examination at that moment, in any one now unless it is named.

    Those who take the place of an attempt that was made up for come first, then who waits longest. Whoever is booked
    in an examination that is not over, waits for a result, or has passed everything is not among them; whoever may not
    sit again yet is, with the reason.
    """
    open_booking, session = aliased(Booking), aliased(ExamSession)
    booked = exists(
        select(open_booking.id)
        .join(session, (session.city_id == open_booking.city_id) & (session.id == open_booking.exam_session_id))
        .where(
            open_booking.city_id == Registration.city_id,
            open_booking.person_id == Registration.person_id,
            session.state.not_in(OVER),
        )
        .correlate(Registration)
    )
    query = (
        select(Registration, Person, TrainingUnit.name)
        .join(Person, (Person.city_id == Registration.city_id) & (Person.id == Registration.person_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Registration.city_id == work.city_id, Registration.state == RegistrationState.APPROVED, ~booked)
        .order_by(Registration.submitted_at, Registration.id)
    )
    rows = work.rows(query)
    standing = standings(work, [registration.id for registration, _, _ in rows], at or work.now, exam_session_id)
    waiting = [
        Bookable(
            registration.id,
            person.name,
            masked_number(work, person),
            unit or "",
            registration.submitted_at,
            standing[registration.id],
        )
        for registration, person, unit in rows
        if not standing[registration.id].is_pending and not standing[registration.id].has_passed
    ]
    return sorted(waiting, key=lambda each: each.standing.turn is not Turn.MAKE_UP)


@dataclass(frozen=True)
class InvigilatorChoice:
    """An invigilator of the centre, and the rooms in which a trainee of the own training unit sits."""

    person_id: UUID
    name: str
    conflicts: frozenset[UUID]
    colleagues: frozenset[UUID]
    """Rooms in which colleagues of one guard unit sit."""
    barred_until: date | None
    """By a case that was upheld."""


def invigilators_to_choose(work: Work, exam_session_id: UUID) -> Sequence[InvigilatorChoice]:
    """Invigilators of the centre in force on the day, by name."""
    session = work.get(ExamSession, exam_session_id)
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    query = (
        select(RoleGrant, Person.id, Person.name)
        .join(Account, (Account.city_id == RoleGrant.city_id) & (Account.id == RoleGrant.account_id))
        .join(Person, (Person.city_id == Account.city_id) & (Person.id == Account.person_id))
        .where(
            RoleGrant.city_id == work.city_id,
            RoleGrant.role == Role.INVIGILATOR,
            RoleGrant.centre_id == session.centre_id,
            Account.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    )
    in_force = {person_id: name for grant, person_id, name in work.rows(query) if grant.in_force_on(day)}
    units = training_units_of(work, list(in_force))
    trained = trainees_in_rooms(work, session.id, set().union(*units.values()))
    workmates = colleagues(work, session, list(in_force))
    bars = barred_on(work, day, list(in_force))
    return [
        InvigilatorChoice(
            person_id,
            name,
            frozenset(room for unit in units.get(person_id, ()) for room in trained.get(unit, ())),
            frozenset(room for who, room, _ in workmates if who == person_id and room),
            bars.get(person_id),
        )
        for person_id, name in in_force.items()
    ]


def barred_on(work: Work, day: date, person_ids: Collection[UUID]) -> Mapping[UUID, date]:
    """Which of these people are barred from duty on that day, and until when."""
    query = (
        select(DutyBar.person_id, func.max(DutyBar.until))
        .where(DutyBar.city_id == work.city_id, DutyBar.person_id.in_(person_ids), DutyBar.until >= day)
        .group_by(DutyBar.person_id)
    )
    return {row[0]: row[1] for row in work.rows(query)}


def colleagues(
    work: Work, session: ExamSession, person_ids: Sequence[UUID]
) -> Sequence[tuple[UUID, UUID | None, UUID]]:
    """Which of these people work for one guard unit with a candidate on the day of the examination.

    As a guard or as the unit's clerk. Returns person, room (None before the seats are assigned) and candidate.
    """
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    mine = aliased(Employment)
    guards = select(mine.person_id, Booking.room_id, Booking.person_id).join(
        Employment, (Employment.city_id == mine.city_id) & (Employment.guard_unit_id == mine.guard_unit_id)
    )
    clerks = (
        select(Account.person_id, Booking.room_id, Booking.person_id)
        .join(RoleGrant, (RoleGrant.city_id == Account.city_id) & (RoleGrant.account_id == Account.id))
        .join(
            Employment,
            (Employment.city_id == RoleGrant.city_id) & (Employment.guard_unit_id == RoleGrant.guard_unit_id),
        )
        .where(
            Account.city_id == work.city_id,
            Account.person_id.in_(person_ids),
            RoleGrant.role == Role.EMPLOYER_CLERK,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
    )
    guards = guards.where(mine.city_id == work.city_id, mine.person_id.in_(person_ids), mine.lasts_on(day))
    return [
        (person_id, room_id, candidate_id)
        for query in (guards, clerks)
        for person_id, room_id, candidate_id in work.rows(
            query.join(
                Booking, (Booking.city_id == Employment.city_id) & (Booking.person_id == Employment.person_id)
            ).where(Booking.exam_session_id == session.id, Employment.lasts_on(day))
        )
        if candidate_id != person_id
    ]


def training_units_of(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """The training units for which people act or teach, or ever did, by person: clerks, trainers with or without an
    account. Whoever trains does not supervise the examination of those trained (domain.md 5.2); two statements."""
    by_role = (
        select(Account.person_id, RoleGrant.training_unit_id)
        .join(RoleGrant, (RoleGrant.city_id == Account.city_id) & (RoleGrant.account_id == Account.id))
        .where(
            Account.city_id == work.city_id,
            Account.person_id.in_(person_ids),
        )
    )
    by_teaching = select(Trainer.person_id, Trainer.training_unit_id).where(
        Trainer.city_id == work.city_id, Trainer.person_id.in_(person_ids)
    )
    units: dict[UUID, set[UUID]] = {}
    for person_id, unit_id in (*work.rows(by_role), *work.rows(by_teaching)):
        if unit_id is not None:
            units.setdefault(person_id, set()).add(unit_id)
    return units


def trainees_in_rooms(
    work: Work, exam_session_id: UUID, unit_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[UUID, int]]:
    """How many trainees of these training units are booked into each room, by unit and room; one statement."""
    query = (
        select(Enrolment.training_unit_id, Booking.room_id, func.count(Booking.person_id.distinct()))
        .join(Booking, (Booking.city_id == Enrolment.city_id) & (Booking.person_id == Enrolment.person_id))
        .where(
            Enrolment.city_id == work.city_id,
            Enrolment.training_unit_id.in_(unit_ids),
            Booking.exam_session_id == exam_session_id,
        )
        .group_by(Enrolment.training_unit_id, Booking.room_id)
    )
    found: dict[UUID, dict[UUID, int]] = {}
    for unit_id, room_id, trainees in work.rows(query):
        if unit_id is not None and room_id is not None:
            found.setdefault(unit_id, {})[room_id] = trainees
    return found


# -- tickets ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TicketValues:
    """What an admission ticket says, still as values; the web layer puts it into words."""

    name: str
    id_number: str
    """Masked."""
    photo: bytes | None
    """Canonical JPEG."""
    ticket_number: str
    session_name: str
    starts_at: datetime
    doors_open_at: datetime
    doors_close_at: datetime
    minutes: int
    centre: str
    address: str
    directions: str
    room: str
    seat: int
    components: Sequence[ComponentKind] = ()
    """What the attempt asks."""
    replaces: datetime | None = None
    """The time on the ticket before this one, where the examination or the room was moved."""
    replaces_room: str = ""
    """The room on the ticket before this one, where the room was moved."""
    language: Language = Language.ZH_HANS


def ticket_values(
    work: Work,
    exam_session_id: UUID,
    booking_id: UUID | None = None,
    *,
    room_id: UUID | None = None,
    without: Collection[UUID] = (),
) -> Sequence[TicketValues]:
    """The tickets of a published examination or of one room of it by room and seat, or the one ticket of a booking;
    seven statements.

    ``without`` are bookings that get none: the person is barred on that day, or a fee that the ticket needs is open.
    Nobody has one for an examination that was withdrawn.
    """
    session = work.get(ExamSession, exam_session_id)
    if session.state is ExamSessionState.WITHDRAWN:
        return []
    moved = changes_told(work, [session.id]).get(session.id, ())
    rooms_moved = room_moves_told(work, [session.id])
    centre = work.get(ExamCentre, session.centre_id)
    query = (
        select(Booking, Person, Photo.jpeg, Room.name, Seat.number)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Photo, (Photo.city_id == Person.city_id) & (Photo.id == Person.photo_id))
        .join(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == session.id,
            Booking.ticket_number.is_not(None),
            Booking.id.not_in(without),
        )
        .order_by(Room.name, Seat.number)
    )
    if booking_id is not None:
        query = query.where(Booking.id == booking_id)
    if room_id is not None:
        query = query.where(Booking.room_id == room_id)
    rows = work.rows(query)
    languages = languages_of(work, [row.Person.id for row in rows])
    return [
        TicketValues(
            name=person.name,
            id_number=masked_number(work, person),
            photo=jpeg,
            ticket_number=booking.ticket_number or "",
            session_name=session.name,
            starts_at=session.starts_at,
            doors_open_at=session.starts_at - CHECK_IN_OPENS,
            doors_close_at=session.starts_at + timedelta(minutes=session.late_minutes),
            minutes=session.minutes,
            centre=centre.name,
            address=centre.address,
            directions=centre.directions,
            room=room,
            seat=seat,
            components=[kind for kind in ComponentKind if booking.asks(kind)],
            language=languages[person.id],
            **_replaced(moved, rooms_moved.get((session.id, booking.room_id), ()) if booking.room_id else ()),
        )
        for booking, person, jpeg, room, seat in rows
    ]


class _Replaced(TypedDict, total=False):
    replaces: datetime
    replaces_room: str


def _replaced(changes: Sequence[OwnChange], moves: Sequence[OwnRoomMove]) -> _Replaced:
    """What stood on the ticket before this one, by whichever came last."""
    if moves and not (changes and changes[0].at > moves[0].at):
        return {"replaces": moves[0].old_starts_at, "replaces_room": moves[0].old_room}
    return {"replaces": changes[0].old_starts_at} if changes else {}
