"""Who supervises which room in which week, and everything that is wrong with it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Role
from exam_app.models import (
    Account,
    Booking,
    ComponentExaminer,
    DutyBar,
    Employment,
    Enrolment,
    ExamCentre,
    ExamSession,
    InspectorDuty,
    Invigilation,
    Person,
    RoleGrant,
    Room,
)
from exam_app.models.exam_sessions import OVER
from exam_app.queries.scheduling import training_units_of
from exam_app.rotas import Duty, Finding, Known, Place, RotaRoom, findings, needed
from exam_app.terms import ExamSessionState
from exam_app.work import Work

DAYS = 7


@dataclass(frozen=True)
class RotaLine:
    """A room of an examination with its people."""

    exam_session_id: UUID
    room_id: UUID
    exam_name: str
    centre: str
    room: str
    starts_at: datetime
    minutes: int
    state: ExamSessionState
    candidates: int
    needed: int
    people: Sequence[Duty]
    """The chief first, then by name."""
    inspectors: Sequence[str]
    """Of all rooms of the examination."""
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Rota:
    """One week from Monday. ``problems`` name the line to which each belongs; an examiner's belongs to none."""

    monday: date
    lines: Sequence[RotaLine]
    problems: Sequence[tuple[Finding, RotaLine]]
    waiting: int
    """Examinations of the week with people but without seats, so that there is no room to supervise yet."""

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)


def rota(work: Work, day: date) -> Rota:
    """The rota of the week of a day, in a fixed number of statements."""
    monday = day - timedelta(days=day.weekday())
    sessions = _sessions(work, monday)
    ids = [session.id for session, _ in sessions]
    counted, waiting = _rooms(work, ids)
    duties = _duties(work, [session for session, _ in sessions])
    days = {session.id: session.starts_at.astimezone(work.site.settings.zone).date() for session, _ in sessions}
    found = findings(
        [room for room, _ in counted], duties, _known(work, [session for session, _ in sessions], duties, days), days
    )
    of_rooms: defaultdict[tuple[UUID, UUID | None], list[Finding]] = defaultdict(list)
    for each in found:
        of_rooms[each.exam_session_id, each.room_id].append(each)
    by_id = {session.id: (session, centre) for session, centre in sessions}
    lines = [
        _line(*by_id[room.exam_session_id], room, name, duties, of_rooms[room.exam_session_id, room.room_id])
        for room, name in counted
    ]
    lines.sort(key=lambda line: (line.starts_at, line.centre, line.exam_name, line.room))
    where = {(line.exam_session_id, line.room_id): line for line in lines}
    first = {line.exam_session_id: line for line in reversed(lines)}
    problems = [
        (each, line)
        for each in found
        if (line := where.get((each.exam_session_id, each.room_id)) or first.get(each.exam_session_id)) is not None  # type: ignore[arg-type]  # an examiner has no room, and is found by examination
    ]
    return Rota(monday, lines, problems, waiting)


def _line(
    session: ExamSession, centre: str, room: RotaRoom, name: str, duties: Sequence[Duty], found: Sequence[Finding]
) -> RotaLine:
    here = [duty for duty in duties if (duty.exam_session_id, duty.room_id) == (session.id, room.room_id)]
    return RotaLine(
        session.id,
        room.room_id,
        session.name,
        centre,
        name,
        session.starts_at,
        session.minutes,
        session.state,
        room.candidates,
        needed(room.candidates),
        sorted(here, key=lambda duty: (not duty.is_chief, duty.name)),
        [duty.name for duty in duties if duty.is_inspector and duty.exam_session_id == session.id],
        found,
    )


def _sessions(work: Work, monday: date) -> Sequence[tuple[ExamSession, str]]:
    """Examinations of the week that are not over, with their centres."""
    begins = datetime.combine(monday, time(), work.site.settings.zone)
    query = (
        select(ExamSession, ExamCentre.name)
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.state.not_in(OVER),
            ExamSession.starts_at >= begins,
            ExamSession.starts_at < begins + timedelta(days=DAYS),
        )
        .order_by(ExamSession.starts_at, ExamSession.id)
    )
    return [(row[0], row[1]) for row in work.rows(query)]


def _rooms(work: Work, ids: Collection[UUID]) -> tuple[Sequence[tuple[RotaRoom, str]], int]:
    """The rooms in use with how many sit there, and how many examinations have people without a room."""
    query = (
        select(Booking.exam_session_id, Room.id, Room.name, func.count(Booking.id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id.in_(ids))
        .group_by(Booking.exam_session_id, Room.id, Room.name)
    )
    rows = work.rows(query)
    seated = [(RotaRoom(session, room, number), name) for session, room, name, number in rows if room is not None]
    return seated, len({row[0] for row in rows if row[1] is None})


def _duties(work: Work, sessions: Sequence[ExamSession]) -> Sequence[Duty]:
    """Invigilators, examiners and inspectors of these examinations; three statements."""
    by_id = {session.id: session for session in sessions}
    rooms = (
        select(Invigilation, Person.name)
        .join(Person, (Person.city_id == Invigilation.city_id) & (Person.id == Invigilation.person_id))
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id.in_(list(by_id)))
        .order_by(Invigilation.id)
    )
    marking = (
        select(ComponentExaminer.person_id, Person.name, ComponentExaminer.exam_session_id)
        .join(Person, (Person.city_id == ComponentExaminer.city_id) & (Person.id == ComponentExaminer.person_id))
        .where(ComponentExaminer.city_id == work.city_id, ComponentExaminer.exam_session_id.in_(list(by_id)))
        .distinct()
    )

    def duty(person_id: UUID, name: str, session_id: UUID, room_id: UUID | None, is_chief: bool = False) -> Duty:
        session = by_id[session_id]
        return Duty(person_id, name, session_id, room_id, session.starts_at, session.ends_at, is_chief)

    inspecting = (
        select(InspectorDuty.person_id, Person.name, InspectorDuty.exam_session_id)
        .join(Person, (Person.city_id == InspectorDuty.city_id) & (Person.id == InspectorDuty.person_id))
        .where(InspectorDuty.city_id == work.city_id, InspectorDuty.exam_session_id.in_(list(by_id)))
        .order_by(Person.name)
    )
    return [
        *(duty(row.person_id, name, row.exam_session_id, row.room_id, row.is_chief) for row, name in work.rows(rooms)),
        *(duty(person_id, name, session_id, None) for person_id, name, session_id in work.rows(marking)),
        *(
            replace(duty(person_id, name, session_id, None), is_inspector=True)
            for person_id, name, session_id in work.rows(inspecting)
        ),
    ]


# -- what is known of the people ----------------------------------------------------------------------------------


def _known(work: Work, sessions: Sequence[ExamSession], duties: Sequence[Duty], days: Mapping[UUID, date]) -> Known:
    people = {duty.person_id for duty in duties}
    sits = select(Booking.person_id, Booking.exam_session_id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id.in_(list(days)), Booking.person_id.in_(people)
    )
    bars = (
        select(DutyBar.person_id, func.max(DutyBar.until))
        .where(DutyBar.city_id == work.city_id, DutyBar.person_id.in_(people))
        .group_by(DutyBar.person_id)
    )
    return Known(
        frozenset((row[0], row[1]) for row in work.rows(sits)),
        {row[0]: row[1] for row in work.rows(bars)},
        _trainees(work, duties),
        _colleagues(work, duties, days),
        _appointed(work, sessions, people, days),
    )


def _trainees(work: Work, duties: Sequence[Duty]) -> Mapping[Place, int]:
    """Candidates of each room who were ever enrolled at a training unit of the person on duty; three statements."""
    units = training_units_of(work, {duty.person_id for duty in duties})
    query = (
        select(
            Booking.exam_session_id,
            Booking.room_id,
            Enrolment.training_unit_id,
            func.count(Booking.person_id.distinct()),
        )
        .join(Enrolment, (Enrolment.city_id == Booking.city_id) & (Enrolment.person_id == Booking.person_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id.in_({duty.exam_session_id for duty in duties}),
            Enrolment.training_unit_id.in_(set().union(*units.values())),
        )
        .group_by(Booking.exam_session_id, Booking.room_id, Enrolment.training_unit_id)
    )
    counted = {(session, room, unit): number for session, room, unit, number in work.rows(query)}
    return {
        (duty.person_id, duty.exam_session_id, duty.room_id): sum(
            counted.get((duty.exam_session_id, duty.room_id, unit), 0) for unit in units.get(duty.person_id, ())
        )
        for duty in duties
    }


def _colleagues(work: Work, duties: Sequence[Duty], days: Mapping[UUID, date]) -> Mapping[Place, int]:
    """Candidates of each room who work for one guard unit with the person on duty, or for whose unit the person is
    clerk, on the day of the examination; three statements."""
    people = {duty.person_id for duty in duties}
    stays = select(Employment).where(Employment.city_id == work.city_id, Employment.person_id.in_(people))
    clerks = (
        select(Account.person_id, RoleGrant)
        .join(RoleGrant, (RoleGrant.city_id == Account.city_id) & (RoleGrant.account_id == Account.id))
        .where(Account.city_id == work.city_id, Account.person_id.in_(people), RoleGrant.role == Role.EMPLOYER_CLERK)
    )
    at: list[tuple[UUID, UUID, date, date | None]] = [
        *((stay.person_id, stay.guard_unit_id, stay.hired_on, stay.left_on) for stay in work.all(stays)),
        *(
            (person_id, grant.guard_unit_id, grant.starts_on, grant.ends_on)
            for person_id, grant in work.rows(clerks)
            if person_id is not None and grant.guard_unit_id is not None
        ),
    ]
    query = (
        select(Booking.exam_session_id, Booking.room_id, Booking.person_id, Employment)
        .join(Employment, (Employment.city_id == Booking.city_id) & (Employment.person_id == Booking.person_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id.in_(list(days)),
            Employment.guard_unit_id.in_({unit for _, unit, _, _ in at}),
        )
    )
    candidates: defaultdict[tuple[UUID, UUID | None, UUID], set[UUID]] = defaultdict(set)
    for session_id, room_id, person_id, stay in work.rows(query):
        if stay.overlaps(days[session_id], days[session_id]):
            candidates[session_id, room_id, stay.guard_unit_id].add(person_id)
    found: Counter[Place] = Counter()
    for duty in duties:
        day = days[duty.exam_session_id]
        units = {
            unit for who, unit, since, until in at if who == duty.person_id and since <= day <= (until or date.max)
        }
        together = set().union(*(candidates[duty.exam_session_id, duty.room_id, unit] for unit in units))
        found[duty.person_id, duty.exam_session_id, duty.room_id] = len(together - {duty.person_id})
    return found


def _appointed(
    work: Work, sessions: Sequence[ExamSession], people: Collection[UUID], days: Mapping[UUID, date]
) -> Collection[tuple[UUID, UUID]]:
    query = (
        select(Account.person_id, RoleGrant)
        .join(RoleGrant, (RoleGrant.city_id == Account.city_id) & (RoleGrant.account_id == Account.id))
        .where(
            Account.city_id == work.city_id,
            Account.person_id.in_(people),
            Account.disabled_at.is_(None),
            RoleGrant.role == Role.INVIGILATOR,
        )
    )
    return frozenset(
        (person_id, session.id)
        for person_id, grant in work.rows(query)
        for session in sessions
        if person_id is not None and grant.centre_id == session.centre_id and grant.in_force_on(days[session.id])
    )
