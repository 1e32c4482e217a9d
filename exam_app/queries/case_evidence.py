"""What is known when a case is opened, as values that are stored with it; and who is concerned.

Every number is a reason to look, never to decide. What the answers do not say stands beside them on the page.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from exam_app.errors import NotFound
from exam_app.models import (
    Account,
    Booking,
    Employment,
    Enrolment,
    ExamSession,
    Incident,
    Invigilation,
    Person,
    Response,
    RoleGrant,
    Room,
    RoomSignature,
    Screening,
    Seat,
    Signal,
    Sitting,
    TimeExtension,
)
from exam_app.queries.exam_units import ExamUnit, exam_units, named_leads
from exam_app.queries.incidents import added_to, files_of
from exam_app.queries.pauses import PauseLine, pauses_of_session
from exam_app.queries.results import passed_in
from exam_app.queries.screenings import newest_screening
from exam_app.terms import CaseAbout, EventKind, EvidenceLevel
from exam_app.work import Work

MINUTES_A_BAR = 5


@dataclass(frozen=True)
class Gathered:
    """Evidence as it is stored, the run it rests on, and the people it concerns."""

    evidence: Mapping[str, Any]
    screening_id: UUID | None
    concerned: frozenset[UUID]


def about_pair(work: Work, exam_session_id: UUID, lead_number: int) -> tuple[Screening, Gathered]:
    """A lead of the newest screening, counted from 1; raises :class:`NotFound` for a number beyond it."""
    run = newest_screening(work, exam_session_id)
    if run is None or not 1 <= lead_number <= len(run.leads):
        raise NotFound("This does not exist, or not for you.")
    lead = run.leads[lead_number - 1]
    people = select(Booking.person_id).where(
        Booking.city_id == work.city_id, Booking.id.in_([UUID(lead["first"]), UUID(lead["second"])])
    )
    return run, Gathered(lead, run.id, frozenset(work.all(people)))


def gathered(work: Work, exam_session_id: UUID, about: CaseAbout, about_id: UUID) -> Gathered:
    """What is known of one candidate, invigilator, room or unit of an examination.

    Raises :class:`NotFound` for what had no part in it.
    """
    look = _Look(work, work.get(ExamSession, exam_session_id), newest_screening(work, exam_session_id))
    match about:
        case CaseAbout.CANDIDATE:
            return _candidate(look, about_id)
        case CaseAbout.INVIGILATOR:
            return _invigilator(look, about_id)
        case CaseAbout.ROOM:
            return _room(look, about_id)
        case CaseAbout.UNIT:
            return _unit(look, about_id)
    raise NotFound("This does not exist, or not for you.")


def name_of(work: Work, exam_session_id: UUID, about: CaseAbout, about_id: UUID) -> str:
    """Who or what a case would be about; raises :class:`NotFound` for what had no part in the examination."""
    look = _Look(work, work.get(ExamSession, exam_session_id), newest_screening(work, exam_session_id))
    match about:
        case CaseAbout.CANDIDATE if about_id in look.sat:
            return look.sat[about_id].name
        case CaseAbout.INVIGILATOR if look.on_duty(Invigilation.person_id == about_id):
            return work.get(Person, about_id).name
        case CaseAbout.ROOM:
            named = {sat.room_id: sat.room for sat in look.sat.values()}
        case CaseAbout.UNIT:
            named = {unit.id: unit.name for unit in exam_units(work, look.exam, look.run)}
        case _:
            named = {}
    return work.found(named.get(about_id))


@dataclass(frozen=True)
class Sat:
    """Who sat where."""

    booking_id: UUID
    person_id: UUID
    sitting_id: UUID
    name: str
    room_id: UUID
    room: str
    seat: int | None


class _Look:
    """One examination with its newest run, None before the first, and everybody who sat."""

    def __init__(self, work: Work, exam: ExamSession, run: Screening | None) -> None:
        self.work, self.exam, self.run = work, exam, run
        query = (
            select(Booking.id, Booking.person_id, Sitting.id, Person.name, Room.id, Room.name, Seat.number)
            .join(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
            .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
            .join(Room, (Room.city_id == Sitting.city_id) & (Room.id == Sitting.room_id))
            .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
            .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam.id)
            .order_by(Room.name, Seat.number, Booking.id)
        )
        self.sat: Mapping[UUID, Sat] = {row[0]: Sat(*row) for row in work.rows(query)}

    def gathered(self, evidence: Mapping[str, Any], concerned: frozenset[UUID]) -> Gathered:
        return Gathered(evidence, self.run.id if self.run else None, concerned)

    def pairs_within(self, bookings: frozenset[UUID]) -> Sequence[Mapping[str, Any]]:
        """Pairs worth a look of which both are among these bookings."""
        return [lead for lead in named_leads(self.run) if {UUID(lead["first"]), UUID(lead["second"])} <= bookings]

    def compared(self, bookings: frozenset[UUID]) -> dict[str, Any]:
        """How many of these sat and in how many pairs worth a look, beside all the others of the examination."""
        others = frozenset(self.sat) - bookings
        return {
            "is_compared": self.run is not None,
            "sat": len(bookings & frozenset(self.sat)),
            "pairs": len(self.pairs_within(bookings)),
            "sat_elsewhere": len(others),
            "pairs_elsewhere": len(self.pairs_within(others)),
        }

    def incidents(self, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
        query = (
            select(Incident, Room.name, Person.name)
            .join(Room, (Room.city_id == Incident.city_id) & (Room.id == Incident.room_id))
            .join(Person, (Person.city_id == Incident.city_id) & (Person.id == Incident.by_person_id))
            .where(Incident.city_id == self.work.city_id, Incident.exam_session_id == self.exam.id, condition)
            .order_by(Incident.at, Incident.id)
        )
        rows = self.work.rows(query)
        ids = [row[0].id for row in rows]
        files, added = files_of(self.work, ids), added_to(self.work, ids)
        return [
            {
                "id": str(incident.id),
                "at": _moment(incident.at),
                "arrived": _moment(incident.received_at),
                "kind": incident.kind.value,
                "severity": incident.severity.value,
                "note": incident.note,
                "room": room,
                "by": name,
                "files": [{"id": str(file.id), "kind": file.kind.value} for file in files.get(incident.id, ())],
                "added": [
                    {"at": _moment(one.at), "note": one.note, "by": one.by} for one in added.get(incident.id, ())
                ],
            }
            for incident, room, name in rows
        ]

    def extensions(self, condition: ColumnElement[bool]) -> list[dict[str, Any]]:
        """Minutes that were given; to one seat or the whole room."""
        query = (
            select(TimeExtension, Room.name, Person.name)
            .join(Room, (Room.city_id == TimeExtension.city_id) & (Room.id == TimeExtension.room_id))
            .join(Person, (Person.city_id == TimeExtension.city_id) & (Person.id == TimeExtension.first_person_id))
            .where(
                TimeExtension.city_id == self.work.city_id,
                TimeExtension.exam_session_id == self.exam.id,
                TimeExtension.in_force_at.is_not(None),
                condition,
            )
            .order_by(TimeExtension.first_at, TimeExtension.id)
        )
        return [
            {
                "at": _moment(given.first_at),
                "minutes": given.minutes,
                "reason": given.reason,
                "room": room,
                "by": name,
                "whole_room": given.sitting_id is None,
            }
            for given, room, name in self.work.rows(query)
        ]

    def pauses(self, is_wanted: Callable[[PauseLine], bool]) -> list[dict[str, Any]]:
        """When time stood, in the order of the day; for one seat, a room (``seat`` None) or all (``room`` empty)."""
        return [
            {
                "at": _moment(line.begun_at),
                "until": _moment(line.ended_at) if line.ended_at else None,
                "reason": line.reason,
                "room": line.room,
                "seat": line.seat_number,
                "by": line.begun_by,
            }
            for line in reversed(pauses_of_session(self.work, self.exam.id))
            if is_wanted(line)
        ]

    def on_duty(self, condition: ColumnElement[bool]) -> Sequence[Invigilation]:
        query = select(Invigilation).where(
            Invigilation.city_id == self.work.city_id, Invigilation.exam_session_id == self.exam.id, condition
        )
        return self.work.all(query)


def _moment(value: datetime) -> str:
    return value.isoformat()


# -- one candidate ----------------------------------------------------------------------------------------------------


def _candidate(look: _Look, booking_id: UUID) -> Gathered:
    sat = look.sat.get(booking_id)
    if sat is None:
        raise NotFound("This does not exist, or not for you.")
    people = look.run.people if look.run else []
    evidence = {
        "name": sat.name,
        "person": str(sat.person_id),
        "room": sat.room,
        "seat": sat.seat,
        "unusual": next((one for one in people if one["booking"] == str(booking_id)), None),
        "incidents": look.incidents(Incident.booking_id == booking_id),
        "signals": _signals(look.work, sat.sitting_id),
        "pauses": look.pauses(lambda line: line.room_id in (None, sat.room_id) and line.concerns(booking_id)),
        "answers": _answers(look, sat.sitting_id),
    }
    return look.gathered(evidence, frozenset({sat.person_id}))


def _signals(work: Work, sitting_id: UUID) -> list[dict[str, Any]]:
    query = (
        select(Signal)
        .where(Signal.city_id == work.city_id, Signal.sitting_id == sitting_id)
        .order_by(Signal.received_at, Signal.epoch, Signal.number)
    )
    return [
        {"at": _moment(signal.received_at), "kind": signal.kind.value, "seconds": signal.seconds}
        for signal in work.all(query)
    ]


def _answers(look: _Look, sitting_id: UUID) -> dict[str, Any]:
    """When answers were chosen or changed, counted in bars of five minutes from the start of the examination.

    What was written on paper has no time: it is counted beside the bars.
    """
    query = select(Response.received_at, Response.slot, Response.level).where(
        Response.city_id == look.work.city_id,
        Response.sitting_id == sitting_id,
        Response.kind == EventKind.SET,
        Response.counts(),
    )
    rows = look.work.rows(query)
    timed = [at for at, _, level in rows if level is not EvidenceLevel.WRITTEN]
    bars = Counter(int((at - look.exam.starts_at).total_seconds() // 60) // MINUTES_A_BAR for at in timed)
    first, last = min(bars, default=0), max(bars, default=-1)
    return {
        "changes": len(rows),
        "items": len({slot for _, slot, _ in rows}),
        "written": len(rows) - len(timed),
        "first_bar": first,
        "bars": [bars[bar] for bar in range(first, last + 1)],
        "minutes_a_bar": MINUTES_A_BAR,
    }


# -- an invigilator ---------------------------------------------------------------------------------------------------


def _invigilator(look: _Look, person_id: UUID) -> Gathered:
    duties = look.on_duty(Invigilation.person_id == person_id)
    if not duties:
        raise NotFound("This does not exist, or not for you.")
    rooms = {duty.room_id for duty in duties}
    here = frozenset(sat.booking_id for sat in look.sat.values() if sat.room_id in rooms)
    evidence = {
        "name": look.work.get(Person, person_id).name,
        "person": str(person_id),
        "rooms": sorted({sat.room for sat in look.sat.values() if sat.room_id in rooms}),
        **look.compared(here),
        "incidents": look.incidents(Incident.by_person_id == person_id),
        "extensions": look.extensions(TimeExtension.first_person_id == person_id),
        "pauses": look.pauses(lambda line: line.begun_by_id == person_id),
    }
    return look.gathered(evidence, frozenset({person_id}))


# -- a room -----------------------------------------------------------------------------------------------------------


def _room(look: _Look, room_id: UUID) -> Gathered:
    here = [sat for sat in look.sat.values() if sat.room_id == room_id]
    if not here:
        raise NotFound("This does not exist, or not for you.")
    bookings = frozenset(sat.booking_id for sat in here)
    alike = look.run.rooms if look.run else []
    evidence = {
        "name": here[0].room,
        **look.compared(bookings),
        "alike": next((one for one in alike if one["room"] == str(room_id)), None),
        "pair_seats": [
            [look.sat[UUID(lead["first"])].seat, look.sat[UUID(lead["second"])].seat]
            for lead in look.pairs_within(bookings)
        ],
        "incidents": look.incidents(Incident.room_id == room_id),
        "extensions": look.extensions(TimeExtension.room_id == room_id),
        "pauses": look.pauses(lambda line: line.room_id in (None, room_id)),
        "signatures": _signatures(look, room_id),
    }
    watching = {duty.person_id for duty in look.on_duty(Invigilation.room_id == room_id)}
    return look.gathered(evidence, frozenset({sat.person_id for sat in here} | watching))


def _signatures(look: _Look, room_id: UUID) -> list[dict[str, Any]]:
    query = (
        select(RoomSignature.signed_at, Person.name)
        .join(Person, (Person.city_id == RoomSignature.city_id) & (Person.id == RoomSignature.person_id))
        .where(
            RoomSignature.city_id == look.work.city_id,
            RoomSignature.exam_session_id == look.exam.id,
            RoomSignature.room_id == room_id,
        )
        .order_by(RoomSignature.signed_at, Person.name)
    )
    return [{"at": _moment(at), "by": name} for at, name in look.work.rows(query)]


# -- a unit -----------------------------------------------------------------------------------------------------------


def _unit(look: _Look, unit_id: UUID) -> Gathered:
    unit = next((unit for unit in exam_units(look.work, look.exam, look.run) if unit.id == unit_id), None)
    if unit is None:
        raise NotFound("This does not exist, or not for you.")
    evidence = {
        "name": unit.name,
        "trains": unit.trains,
        **look.compared(unit.bookings),
        **_passes(look, unit),
    }
    return look.gathered(evidence, _own_people(look.work, unit))


def _passes(look: _Look, unit: ExamUnit) -> dict[str, int | None]:
    """How many passed; None before the results are released."""
    passed = passed_in(look.work, look.exam.id)
    if passed is None:
        return {"passed": None, "passed_elsewhere": None}
    own = {look.sat[booking_id].person_id for booking_id in unit.bookings if booking_id in look.sat}
    return {"passed": len(passed & own), "passed_elsewhere": len(passed - own)}


def _own_people(work: Work, unit: ExamUnit) -> frozenset[UUID]:
    """Whoever has an account here and is the unit's clerk, on its roster or in one of its courses, now or before."""
    tie: type[Enrolment] | type[Employment] = Enrolment if unit.trains else Employment
    place = "training_unit_id" if unit.trains else "guard_unit_id"
    tied = select(tie.person_id).where(tie.city_id == work.city_id, getattr(tie, place) == unit.id)
    granted = select(RoleGrant.account_id).where(
        RoleGrant.city_id == work.city_id, getattr(RoleGrant, place) == unit.id
    )
    query = select(Account.person_id).where(
        Account.city_id == work.city_id, or_(Account.person_id.in_(tied), Account.id.in_(granted))
    )
    with work.everything("who belongs to a unit that a case is opened about") as beyond:
        return cast("frozenset[UUID]", frozenset(beyond.all(query)))
