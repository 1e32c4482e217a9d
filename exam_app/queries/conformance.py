"""What is known of each prescribed step of an examination, and the reports made of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from exam_app.conformance import STEPS, Fact, Finding, Line, Step, in_time, judged
from exam_app.journal import JournalEntry, Tag
from exam_app.lateness import DRAIN
from exam_app.models import (
    AnswerSheet,
    BlueprintVersion,
    Booking,
    BookletCount,
    BookletPrint,
    ConformanceReport,
    ExamSession,
    IdentityCheck,
    InspectorDuty,
    Invigilation,
    Person,
    Rehearsal,
    Room,
    RoomMoment,
    RoomSignature,
    Sitting,
)
from exam_app.queries.inspections import Visit, visits_of
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import RehearsalKind, RoomMomentKind
from exam_app.work import Work

REPORTS_A_PAGE = 25
TAKEN_IN_WITHIN = int(DRAIN.total_seconds())
"""Seconds after its candidate's time in which a sheet is taken in: what a screen has to deliver, too."""
Facts = dict[tuple[str, str], Fact]


def lines_of(work: Work, session: ExamSession) -> tuple[Sequence[Line], Mapping[str, UUID]]:
    """Every prescribed step of an examination, and its rooms by name. Fifteen statements; for the site itself."""
    rooms = _rooms(work, session)
    names = {room_id: name for name, room_id in rooms.items()}
    facts: Facts = {}
    facts.update(_planning(work, session))
    for step, found in (
        ("supervised", _supervised(work, session)),
        ("rehearsed", _rehearsed(work, session)),
        ("opened", _opened(work, session)),
        ("compared", _compared(work, session)),
        ("visited", _visited(work, session)),
        ("sheets", _sheets(work, session)),
        ("booklets", _booklets(work, session)),
        ("signed", _signed(work, session)),
    ):
        facts.update({(step, names[room_id]): fact for room_id, fact in found.items() if room_id in names})
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    # Nobody was appointed to visit the rooms: then nobody is to be asked for it.
    steps = STEPS if _is_inspected(work, session) else tuple(step for step in STEPS if step.key != "visited")
    return judged(day, list(rooms), facts, steps), rooms


def _rooms(work: Work, session: ExamSession) -> Mapping[str, UUID]:
    query = (
        select(Room.name, Room.id)
        .join(Booking, (Booking.city_id == Room.city_id) & (Booking.room_id == Room.id))
        .where(Room.city_id == work.city_id, Booking.exam_session_id == session.id)
        .distinct()
        .order_by(Room.name)
    )
    return {row[0]: row[1] for row in work.rows(query)}


def _planning(work: Work, session: ExamSession) -> Facts:
    blueprint = work.get(BlueprintVersion, session.blueprint_id)
    query = (
        select(JournalEntry.tag, JournalEntry.at, Person.name)
        .outerjoin(Person, (Person.city_id == JournalEntry.city_id) & (Person.id == JournalEntry.actor_id))
        .where(
            JournalEntry.city_id == work.city_id,
            JournalEntry.subject_id == session.id,
            JournalEntry.tag.in_((Tag.SESSION_PUBLISHED, Tag.SESSION_CLOSED)),
        )
        .order_by(JournalEntry.at.desc())
    )
    acts = {tag: (at, name or "") for tag, at, name in work.rows(query)}
    entered = Fact(Finding.DONE, _name(work, blueprint.entered_by_id), blueprint.entered_at, blueprint.code)
    facts: Facts = {}
    if published := acts.get(Tag.SESSION_PUBLISHED):
        facts["published", ""] = in_time(Fact(Finding.DONE, published[1], published[0]), session.starts_at)
    facts["blueprint", ""] = in_time(entered, published[0] if published else session.starts_at)
    if closed := acts.get(Tag.SESSION_CLOSED):
        facts["closed", ""] = Fact(Finding.DONE, closed[1], closed[0])
    return facts


def _name(work: Work, person_id: UUID) -> str:
    return work.one(select(Person.name).where(Person.city_id == work.city_id, Person.id == person_id)) or ""


def _supervised(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    query = (
        select(Invigilation.room_id, Person.name, Invigilation.assigned_at)
        .join(Person, (Person.city_id == Invigilation.city_id) & (Person.id == Invigilation.person_id))
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id == session.id)
        .order_by(Invigilation.assigned_at, Person.name)
    )
    found: dict[UUID, Fact] = {}
    for room_id, name, at in work.rows(query):
        who = f"{found[room_id].who}、{name}" if room_id in found else name
        found[room_id] = Fact(Finding.DONE, who, at)
    return found


def _rehearsed(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    query = (
        select(Rehearsal, Person.name)
        .join(Person, (Person.city_id == Rehearsal.city_id) & (Person.id == Rehearsal.by_person_id))
        .where(
            Rehearsal.city_id == work.city_id,
            Rehearsal.exam_session_id == session.id,
            Rehearsal.kind == RehearsalKind.SEATS,
        )
        .order_by(Rehearsal.at)
    )
    return {
        row.room_id: in_time(Fact(Finding.DONE, name, row.at, f"{row.saved}/{row.reached}"), session.starts_at)
        for row, name in work.rows(query)
    }


def _opened(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    query = (
        select(RoomMoment.room_id, RoomMoment.at, Person.name)
        .outerjoin(Person, (Person.city_id == RoomMoment.city_id) & (Person.id == RoomMoment.by_person_id))
        .where(
            RoomMoment.city_id == work.city_id,
            RoomMoment.exam_session_id == session.id,
            RoomMoment.kind == RoomMomentKind.OPENED,
        )
    )
    return {
        room_id: in_time(Fact(Finding.DONE, name or "", at), session.starts_at)
        for room_id, at, name in work.rows(query)
    }


def _compared(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    """Of who sat in each room, how many were compared; a room in which nobody sat is in order."""
    query = (
        select(
            Booking.room_id,
            func.count(Sitting.id.distinct()),
            func.count(Sitting.id.distinct()).filter(IdentityCheck.id.is_not(None)),
            func.max(IdentityCheck.at),
        )
        .select_from(Booking)
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(IdentityCheck, (IdentityCheck.city_id == Booking.city_id) & (IdentityCheck.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id.is_not(None))
        .group_by(Booking.room_id)
    )
    return {
        room_id: Fact(Finding.DONE if compared == sat else Finding.DEVIATES, "", at, f"{compared}/{sat}")
        for room_id, sat, compared, at in work.rows(query)
        if room_id is not None
    }


def _is_inspected(work: Work, session: ExamSession) -> bool:
    query = select(func.count()).where(
        InspectorDuty.city_id == work.city_id, InspectorDuty.exam_session_id == session.id
    )
    return work.count(query) > 0


def _visited(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    """The first visit to each room, how many there were and how many defects were seen."""
    visits: dict[UUID, list[Visit]] = {}
    for visit in visits_of(work, session.id):
        visits.setdefault(visit.room_id, []).append(visit)
    return {
        room_id: Fact(
            Finding.DONE,
            "、".join(dict.fromkeys(visit.by for visit in reversed(here))),
            here[-1].at,
            f"{len(here)} / {sum(len(visit.defects) for visit in here)}",
        )
        for room_id, here in visits.items()
    }


def _sheets(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    """Of the answer sheets of each room that had any, how many were taken in in time."""
    query = (
        select(
            AnswerSheet.room_id,
            func.count(),
            func.count(AnswerSheet.taken_in_at),
            func.count().filter(AnswerSheet.seconds_over > TAKEN_IN_WITHIN),
            func.max(AnswerSheet.taken_in_at),
        )
        .where(AnswerSheet.city_id == work.city_id, AnswerSheet.exam_session_id == session.id)
        .group_by(AnswerSheet.room_id)
    )
    return {
        room_id: Fact(
            Finding.MISSING if taken < out else Finding.DEVIATES if late else Finding.DONE,
            "",
            at,
            f"{taken - late}/{out}",
        )
        for room_id, out, taken, late, at in work.rows(query)
    }


def _booklets(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    """What became of the booklets of each room that had any: given back and destroyed, of those printed."""
    printed = (
        select(BookletPrint.room_id, func.sum(BookletPrint.copies))
        .where(BookletPrint.city_id == work.city_id, BookletPrint.exam_session_id == session.id)
        .group_by(BookletPrint.room_id)
    )
    counted = (
        select(BookletCount, Person.name)
        .outerjoin(Person, (Person.city_id == BookletCount.city_id) & (Person.id == BookletCount.by_person_id))
        .where(BookletCount.city_id == work.city_id, BookletCount.exam_session_id == session.id)
        .order_by(BookletCount.number)
    )
    counts = {row.room_id: (row, name or "") for row, name in work.rows(counted)}
    found: dict[UUID, Fact] = {}
    for room_id, copies in work.rows(printed):
        if room_id not in counts:
            found[room_id] = Fact(Finding.MISSING, evidence=f"0/{copies}")
            continue
        row, name = counts[room_id]
        there = row.returned + row.destroyed
        found[room_id] = Fact(Finding.DONE if there == copies else Finding.DEVIATES, name, row.at, f"{there}/{copies}")
    return found


def _signed(work: Work, session: ExamSession) -> Mapping[UUID, Fact]:
    query = (
        select(Invigilation.room_id, func.count(), func.count(RoomSignature.id), func.max(RoomSignature.signed_at))
        .select_from(Invigilation)
        .outerjoin(RoomSignature, RoomSignature.of_duty())
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id == session.id)
        .group_by(Invigilation.room_id)
    )
    return {
        room_id: Fact(
            Finding.DONE if signed == duties else Finding.DEVIATES if signed else Finding.MISSING,
            "",
            at,
            f"{signed}/{duties}",
        )
        for room_id, duties, signed, at in work.rows(query)
    }


@dataclass(frozen=True)
class ReportLine:
    """One line as the report keeps it."""

    step: Step
    room: str
    room_id: UUID | None
    finding: Finding
    who: str
    at: datetime | None
    evidence: str


@dataclass(frozen=True)
class Report:
    """The kept report of an examination."""

    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    lines: Sequence[ReportLine]
    digest: str
    note: str
    at: datetime

    @property
    def red(self) -> int:
        return sum(line.finding.is_red for line in self.lines)


def report_of(work: Work, exam_session_id: UUID) -> Report | None:
    """The report of an examination; None while it is not over for an hour."""
    session = work.get(ExamSession, exam_session_id)
    kept = work.one(
        select(ConformanceReport).where(
            ConformanceReport.city_id == work.city_id, ConformanceReport.exam_session_id == session.id
        )
    )
    return _report(session, kept) if kept else None


def reports(work: Work, page: int = 1) -> Listing[Report]:
    """All reports, the newest first. Two statements."""
    total = work.count(select(func.count(ConformanceReport.id)).where(ConformanceReport.city_id == work.city_id))
    page = page_within(page, total, REPORTS_A_PAGE)
    query = (
        select(ExamSession, ConformanceReport)
        .join(
            ConformanceReport,
            (ConformanceReport.city_id == ExamSession.city_id) & (ConformanceReport.exam_session_id == ExamSession.id),
        )
        .where(ExamSession.city_id == work.city_id)
        .order_by(ExamSession.starts_at.desc(), ExamSession.id)
        .offset((page - 1) * REPORTS_A_PAGE)
        .limit(REPORTS_A_PAGE)
    )
    return Listing([_report(session, kept) for session, kept in work.rows(query)], total, page, REPORTS_A_PAGE)


def _report(session: ExamSession, kept: ConformanceReport) -> Report:
    return Report(session.id, session.name, session.starts_at, list(_read(kept)), kept.digest, kept.note, kept.at)


def _read(kept: ConformanceReport) -> Iterator[ReportLine]:
    steps = {step.key: step for step in STEPS}
    for line in kept.lines:
        yield ReportLine(
            steps[line["step"]],
            line["room"],
            UUID(line["room_id"]) if line["room_id"] else None,
            Finding(line["finding"]),
            line["who"],
            datetime.fromisoformat(line["at"]) if line["at"] else None,
            line["evidence"],
        )
