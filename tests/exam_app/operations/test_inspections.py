"""The roving inspector: all rooms of the examination, worst first; visits that nobody changes."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor, the_system
from exam_app.conformance import Finding
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import ExamSession, InspectorDuty, Invigilation, Lease, Photo, Response, RoomVisit, Sitting
from exam_app.operations import (
    alerts,
    conformance,
    incidents,
    inspections,
    proctoring,
    scheduling,
    sittings,
)
from exam_app.operations.incidents import Noted
from exam_app.operations.proctoring import Reported
from exam_app.queries.conformance import report_of
from exam_app.queries.incidents import incidents_of
from exam_app.queries.inspections import Inspection, inspected_room, inspection, inspections_ahead, visits_of
from exam_app.queries.room_sheets import room_sheet
from exam_app.queries.rooms import room_now
from exam_app.queries.rotas import rota
from exam_app.rotas import RotaProblem
from exam_app.terms import AlertFound, ExamSessionState, IncidentKind, Severity, SignalKind, VisitDefect
from exam_app.work import Site, Work
from tests.builders.rooms import a_colleague
from tests.builders.sittings import Hall, a_hall, a_sitting, chained, save
from tests.cast import CITY, Cast
from tests.conftest import NOON


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


@pytest.fixture
def sun(site: Site, cast: Cast, hall: Hall) -> Actor:
    """An invigilator of the centre who supervises no room of the examination and inspects it."""
    inspector = free_colleague(site, cast, hall)
    assign(site, cast, hall, inspector)
    return inspector


def free_colleague(site: Site, cast: Cast, hall: Hall) -> Actor:
    colleague = a_colleague(site, cast, hall)
    assert colleague.person_id is not None
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.release_invigilator(work, hall.exam_session_id, hall.room_id, colleague.person_id)
    return colleague


def assign(site: Site, cast: Cast, hall: Hall, who: Actor) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        inspections.assign_inspector(work, hall.exam_session_id, work.found(who.person_id))


def visit(
    site: Site, who: Actor, hall: Hall, *defects: VisitDefect, note: str = "", nonce: UUID | None = None, now=NOON
) -> None:  # type: ignore[no-untyped-def]
    with Work.open(site, who, now) as work:
        inspections.enter_visit(
            work, hall.exam_session_id, hall.room_id, defects=defects, note=note, nonce=nonce or uuid4()
        )


def seen(site: Site, who: Actor, hall: Hall) -> Inspection:
    with Work.open(site, who, NOON, read_only=True) as work:
        return inspection(work, hall.exam_session_id)


def left_the_window(site: Site, candidate: Actor) -> None:
    seated = a_sitting(site, candidate)
    with Work.open(site, candidate, NOON) as work:
        proctoring.take_signals(work, seated.sitting_id, 1, [Reported(1, SignalKind.FOCUS_LOST, 3)])


# -- assigning ----------------------------------------------------------------------------------------------------


def test_an_inspector_is_on_the_rota_and_finds_the_examination(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (line,) = rota(work, NOON.date()).lines
        assert line.inspectors == [sun.name]
    with Work.open(site, sun, NOON, read_only=True) as work:
        assert [one.exam_session_id for one in inspections_ahead(work)] == [hall.exam_session_id]


def test_assigned_twice_it_is_one_duty_and_released_it_is_none(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    assign(site, cast, hall, sun)
    with Work.open(site, cast["he"], NOON) as work:
        assert len(work.all(select(InspectorDuty))) == 1
        for _ in range(2):
            inspections.release_inspector(work, hall.exam_session_id, work.found(sun.person_id))
        assert work.all(select(InspectorDuty)) == []
    with pytest.raises(NotFound):
        seen(site, sun, hall)


def test_nobody_inspects_the_own_room_and_no_inspector_supervises(
    site: Site, cast: Cast, hall: Hall, sun: Actor
) -> None:
    with pytest.raises(Conflict, match="supervises a room"):
        assign(site, cast, hall, cast["zhao"])
    with pytest.raises(Conflict, match="inspects the rooms"), Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_invigilator(work, hall.exam_session_id, hall.room_id, work.found(sun.person_id))


def test_who_is_no_invigilator_of_the_centre_does_not_inspect(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Invalid):
        assign(site, cast, hall, cast["qin"])


def test_once_it_has_begun_inspectors_stay_as_they_are(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        work.get(ExamSession, hall.exam_session_id).state = ExamSessionState.RUNNING
    with pytest.raises(TooLate), Work.open(site, cast["he"], NOON) as work:
        inspections.release_inspector(work, hall.exam_session_id, work.found(sun.person_id))


def test_two_places_at_one_time_are_seen_on_the_rota(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    """Written past the operation, as another program might."""
    with Work.open(site, cast["he"], NOON) as work:
        work.add(
            Invigilation(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                room_id=hall.room_id,
                person_id=sun.person_id,
                assigned_at=NOON,
            )
        )
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        problems = [finding.problem for finding, _ in rota(work, NOON.date()).problems]
    assert problems.count(RotaProblem.TWO_PLACES) == 2


# -- seeing -------------------------------------------------------------------------------------------------------


def test_the_worst_room_comes_first(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    left_the_window(site, hall.lin)
    (room,) = seen(site, sun, hall).rooms
    assert (room.booked, room.sat, room.answering, len(room.alerts)) == (3, 1, 1, 1)
    assert room.invigilators == [cast["zhao"].name]
    quiet = replace(room, alerts=(), room="A")
    noisy = replace(room, incidents=4, alerts=(), room="B")
    assert [one.room for one in sorted((quiet, noisy, room), key=lambda one: one.badness)] == [room.room, "B", "A"]


def test_an_inspector_sees_what_happens_and_touches_nothing(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    left_the_window(site, hall.lin)
    with Work.open(site, sun, NOON, read_only=True) as work:
        page = inspected_room(work, hall.exam_session_id, hall.room_id)
    assert [alert.place.name for alert in page.room.alerts] == [hall.lin.name]
    with pytest.raises(NotFound), Work.open(site, sun, NOON, read_only=True) as work:
        room_now(work, hall.exam_session_id, hall.room_id)
    alert = page.room.alerts[0]
    with pytest.raises(NotFound), Work.open(site, sun, NOON) as work:
        shown = [alerts.Seen(alert.place.booking_id, alert.cause, 1)]
        alerts.settle_alerts(work, hall.exam_session_id, hall.room_id, shown, AlertFound.NOTHING)


def test_no_answer_no_lease_and_no_photo_is_in_an_inspectors_reach(
    site: Site, cast: Cast, hall: Hall, sun: Actor
) -> None:
    save(site, a_sitting(site, hall.lin), chained((1, "B")))
    with Work.open(site, sun, NOON, read_only=True) as work:
        assert len(work.all(select(Sitting))) == 1
        for model in (Response, Lease, Photo):
            assert work.all(select(model)) == []


def test_other_examinations_do_not_exist_for_an_inspector(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    for call in (
        lambda work: inspection(work, uuid4()),
        lambda work: inspected_room(work, hall.exam_session_id, uuid4()),
    ):
        with pytest.raises(NotFound), Work.open(site, sun, NOON, read_only=True) as work:
            call(work)
    with pytest.raises(NotFound):
        seen(site, cast["zhao"], hall)


# -- visits -------------------------------------------------------------------------------------------------------


def test_a_visit_is_read_by_the_room_and_stands_in_its_record(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    visit(site, sun, hall, VisitDefect.PREMISES, VisitDefect.STAFF, note="后门 未关")
    for who in (cast["zhao"], cast["he"], sun):
        with Work.open(site, who, NOON, read_only=True) as work:
            (one,) = visits_of(work, hall.exam_session_id, hall.room_id)
            assert (one.by, one.at, one.note) == (sun.name, NOON, "后门 未关")
            assert one.defects == [VisitDefect.STAFF, VisitDefect.PREMISES]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len(room_sheet(work, hall.exam_session_id, hall.room_id).visits) == 1
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (leaf,) = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.ROOM_VISITED))
        assert leaf.facts["defects"] == 2
        assert "后门" not in str(leaf.facts)


def test_a_visit_is_never_changed_not_even_in_the_database(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    visit(site, sun, hall)
    connection = site.sessions.kw["bind"]
    for statement in ("UPDATE room_visit SET id = id", "DELETE FROM room_visit"):
        with connection.begin_nested() as savepoint:
            with pytest.raises(DatabaseError, match="append only"):
                connection.execute(text(statement))
            savepoint.rollback()


def test_pressed_twice_it_is_one_visit(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    nonce = uuid4()
    for _ in range(2):
        visit(site, sun, hall, nonce=nonce)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert len(work.all(select(RoomVisit))) == 1


def test_what_cannot_be_entered_is_said(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    with pytest.raises(Invalid):
        visit(site, sun, hall, note="长" * 301)
    with pytest.raises(Invalid, match="other defect"):
        visit(site, sun, hall, VisitDefect.OTHER)
    with pytest.raises(TooEarly):
        visit(site, sun, hall, now=NOON - timedelta(minutes=61))
    for stranger in (cast["zhao"], replace(sun, person_id=uuid4())):
        with pytest.raises(NotFound):
            visit(site, stranger, hall)
    with pytest.raises(NotAllowed):
        visit(site, cast["he"], hall)
    elsewhere = replace(hall, room_id=uuid4())
    with pytest.raises(NotFound):
        visit(site, sun, elsewhere)


def test_an_inspector_notes_incidents_in_every_room(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    noted = Noted(uuid4(), (), IncidentKind.DISTURBANCE, Severity.MINOR, "走廊有人")
    with Work.open(site, sun, NOON) as work:
        incidents.note_incident(work, hall.exam_session_id, hall.room_id, noted)
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        assert [one.by for one in incidents_of(work, hall.exam_session_id, hall.room_id)] == [sun.name]


# -- the report ---------------------------------------------------------------------------------------------------


def reported(site: Site, cast: Cast, hall: Hall) -> dict[str, tuple[Finding, str, str]]:
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    with Work.open(site, the_system(CITY), NOON + timedelta(hours=5)) as work:
        conformance.report_due_sessions(work)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        report = work.found(report_of(work, hall.exam_session_id))
        return {line.step.key: (line.finding, line.who, line.evidence) for line in report.lines}


def test_the_report_says_who_visited_and_what_was_seen(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    visit(site, sun, hall, VisitDefect.PREMISES)
    visit(site, sun, hall)
    assert reported(site, cast, hall)["visited"] == (Finding.DONE, sun.name, "2 / 1")


def test_a_room_that_no_inspector_entered_stands_in_red(site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    assert reported(site, cast, hall)["visited"][0] is Finding.MISSING


def test_without_an_inspector_nobody_is_asked_for_a_visit(site: Site, cast: Cast, hall: Hall) -> None:
    assert "visited" not in reported(site, cast, hall)
