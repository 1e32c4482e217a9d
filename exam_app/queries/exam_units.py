"""Who stands behind an examination: the units its candidates came from, and who supervised which rooms."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from exam_app.models import (
    Booking,
    Employment,
    ExamSession,
    GuardUnit,
    Invigilation,
    Person,
    Registration,
    Room,
    Screening,
    Sitting,
    TrainingUnit,
)
from exam_app.queries.screenings import NAMED_Q, newest_screening
from exam_app.work import Work


@dataclass(frozen=True)
class ExamUnit:
    """A training unit or a guard unit with its candidates who sat, and the pairs worth a look among them."""

    id: UUID
    name: str
    trains: bool
    bookings: frozenset[UUID]
    pairs: int

    @property
    def sat(self) -> int:
        return len(self.bookings)


def exam_units(work: Work, session: ExamSession, run: Screening | None) -> Sequence[ExamUnit]:
    """The units of everybody who sat, those with most pairs first; two statements."""
    names: dict[UUID, str] = {}
    members: dict[UUID, set[UUID]] = {}
    trains: set[UUID] = set()
    for booking_id, unit_id, name in work.rows(_trained_by(work, session)):
        trains.add(unit_id)
        names[unit_id] = name
        members.setdefault(unit_id, set()).add(booking_id)
    for booking_id, unit_id, name in work.rows(_employed_by(work, session)):
        names[unit_id] = name
        members.setdefault(unit_id, set()).add(booking_id)
    pairs = _pairs_within(members, run)
    found = [
        ExamUnit(unit_id, names[unit_id], unit_id in trains, frozenset(bookings), pairs[unit_id])
        for unit_id, bookings in members.items()
    ]
    return sorted(found, key=lambda unit: (-unit.pairs, -unit.sat, unit.name))


@dataclass(frozen=True)
class Duty:
    """Somebody who supervised, and in which rooms, as text."""

    person_id: UUID
    name: str
    rooms: str


@dataclass(frozen=True)
class Behind:
    """Units and invigilators of a compared examination; both empty before the first comparison."""

    units: Sequence[ExamUnit]
    duties: Sequence[Duty]


def behind(work: Work, exam_session_id: UUID) -> Behind:
    """About whom, besides candidates and rooms, a case could be opened; a fixed number of statements."""
    run = newest_screening(work, exam_session_id)
    if run is None:
        return Behind((), ())
    return Behind(exam_units(work, work.get(ExamSession, exam_session_id), run), _duties(work, exam_session_id))


def _duties(work: Work, exam_session_id: UUID) -> Sequence[Duty]:
    query = (
        select(Person.id, Person.name, Room.name)
        .join(Invigilation, (Invigilation.city_id == Person.city_id) & (Invigilation.person_id == Person.id))
        .join(Room, (Room.city_id == Invigilation.city_id) & (Room.id == Invigilation.room_id))
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id == exam_session_id)
        .order_by(Person.name, Person.id, Room.name)
    )
    found: dict[UUID, Duty] = {}
    for person_id, name, room in work.rows(query):
        before = found.get(person_id)
        found[person_id] = Duty(person_id, name, f"{before.rooms}、{room}" if before else room)
    return list(found.values())


def _pairs_within(members: Mapping[UUID, set[UUID]], run: Screening | None) -> Counter[UUID]:
    """Pairs worth a look of which both came from the unit."""
    pairs: Counter[UUID] = Counter()
    for lead in named_leads(run):
        both = {UUID(lead["first"]), UUID(lead["second"])}
        pairs.update(unit_id for unit_id, bookings in members.items() if both <= bookings)
    return pairs


def named_leads(run: Screening | None) -> Sequence[Mapping[str, Any]]:
    """The leads worth a look, as the run stored them."""
    return [lead for lead in run.leads if lead["q"] <= NAMED_Q] if run else []


def _trained_by(work: Work, session: ExamSession) -> Select[UUID, UUID, str]:
    return (
        select(Sitting.booking_id, TrainingUnit.id, TrainingUnit.name)
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .join(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Sitting.city_id == work.city_id, Sitting.exam_session_id == session.id)
    )


def _employed_by(work: Work, session: ExamSession) -> Select[UUID, UUID, str]:
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    return (
        select(Sitting.booking_id, GuardUnit.id, GuardUnit.name)
        .join(Employment, (Employment.city_id == Sitting.city_id) & (Employment.person_id == Sitting.person_id))
        .join(GuardUnit, (GuardUnit.city_id == Employment.city_id) & (GuardUnit.id == Employment.guard_unit_id))
        .where(Sitting.city_id == work.city_id, Sitting.exam_session_id == session.id, Employment.lasts_on(day))
    )
