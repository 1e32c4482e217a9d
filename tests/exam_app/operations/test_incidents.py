"""Incidents with photo and voice: kept once, sealed, amended and never edited, every look recorded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Incident, IncidentAmendment, IncidentFile
from exam_app.operations import incidents, room_closing
from exam_app.operations.incidents import MOST_SEATS, Noted, SentFile
from exam_app.queries.incidents import NotedIncident, incidents_of
from exam_app.terms import IncidentFileKind, IncidentKind, Severity
from exam_app.work import Site, Work
from tests.builders.rooms import PIN, a_colleague, booking_of, give_pin
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast
from tests.conftest import NOON
from tests.exam_app.test_incident_files import WEBM, a_photo

PHOTO = SentFile(IncidentFileKind.PHOTO, a_photo((400, 300)))
VOICE = SentFile(IncidentFileKind.VOICE, WEBM, 12)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


def noted(*about: Actor, note: str = "", files: Sequence[SentFile] = (), at: datetime | None = None) -> Noted:
    bookings = [booking_of(candidate) for candidate in about]
    return Noted(uuid4(), bookings, IncidentKind.MATERIAL, Severity.SERIOUS, note, files, at)


def keep(site: Site, actor: Actor, hall: Hall, what: Noted, now: datetime = NOON) -> Sequence[UUID]:
    with Work.open(site, actor, now) as work:
        return incidents.note_incident(work, hall.exam_session_id, hall.room_id, what)


def amend(
    site: Site,
    actor: Actor,
    hall: Hall,
    incident_id: UUID,
    note: str = "",
    nonce: UUID | None = None,
    files: Sequence[SentFile] = (),
) -> None:
    with Work.open(site, actor, NOON) as work:
        incidents.amend_incident(
            work, hall.exam_session_id, hall.room_id, incident_id, note=note, nonce=nonce or uuid4(), files=files
        )


def seen(site: Site, actor: Actor, hall: Hall) -> Sequence[NotedIncident]:
    with Work.open(site, actor, NOON, read_only=True) as work:
        return incidents_of(work, hall.exam_session_id, hall.room_id)


def count(site: Site, cast: Cast, model: type) -> int:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return len(work.all(select(model)))


def tags(site: Site, cast: Cast) -> list[Tag]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        rows = work.all(select(JournalEntry).order_by(JournalEntry.leaf_index))
        return [row.tag for row in rows if row.tag.value.startswith("room:incident")]


# -- noting -------------------------------------------------------------------------------------------------------


def test_an_incident_of_two_seats_is_one_of_each_with_the_same_photo(site: Site, cast: Cast, hall: Hall) -> None:
    keep(site, cast["zhao"], hall, noted(hall.lin, hall.bao, note="传纸条", files=[PHOTO]))
    both = seen(site, cast["zhao"], hall)
    assert {one.seat_number for one in both} == {1, 2}
    assert [len(one.files) for one in both] == [1, 1]


def test_no_seat_chosen_is_the_whole_room(site: Site, cast: Cast, hall: Hall) -> None:
    keep(site, cast["zhao"], hall, noted(note="楼道噪声"))
    (one,) = seen(site, cast["zhao"], hall)
    assert (one.seat_number, one.note) == (None, "楼道噪声")


def test_sent_again_it_is_kept_once_with_its_files(site: Site, cast: Cast, hall: Hall) -> None:
    what = noted(hall.lin, hall.bao, files=[PHOTO, VOICE])
    first = keep(site, cast["zhao"], hall, what)
    assert keep(site, cast["zhao"], hall, what, NOON + timedelta(minutes=5)) == first
    assert (count(site, cast, Incident), count(site, cast, IncidentFile)) == (2, 4)


def test_both_times_are_kept_and_a_device_cannot_lie_beyond_what_is_possible(
    site: Site, cast: Cast, hall: Hall
) -> None:
    now = NOON + timedelta(minutes=40)
    for at in (NOON + timedelta(minutes=3), NOON + timedelta(days=1), NOON - timedelta(days=1)):
        keep(site, cast["zhao"], hall, noted(at=at), now)
    times = sorted((one.at, one.received_at) for one in seen(site, cast["zhao"], hall))
    assert times == [
        (NOON - timedelta(minutes=60), now),
        (NOON + timedelta(minutes=3), now),
        (now, now),
    ]
    assert [one.waited for one in seen(site, cast["zhao"], hall)] == [False, True, True]


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (noted(note="长" * 301), "note"),
        (noted(files=[SentFile(IncidentFileKind.PHOTO, b"GIF89a")]), "photo"),
        (noted(files=[SentFile(IncidentFileKind.VOICE, b"RIFF", 3)]), "voice"),
        (noted(files=[replace(VOICE, seconds=61)]), "voice"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field_and_nothing_is_kept(
    site: Site, cast: Cast, hall: Hall, what: Noted, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        keep(site, cast["zhao"], hall, what)
    assert set(refused.value.fields) == {field}
    assert count(site, cast, Incident) == 0


def test_an_incident_of_more_seats_is_one_of_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    what = replace(noted(), booking_ids=[uuid4() for _ in range(MOST_SEATS + 1)])
    with pytest.raises(Invalid):
        keep(site, cast["zhao"], hall, what)


def test_somebody_of_another_room_is_not_noted_here(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(NotFound):
        keep(site, cast["zhao"], hall, replace(noted(), booking_ids=[uuid4()]))


# -- files --------------------------------------------------------------------------------------------------------


def test_files_are_sealed_and_every_look_is_recorded(site: Site, cast: Cast, hall: Hall) -> None:
    (incident_id,) = keep(site, cast["zhao"], hall, noted(hall.lin, files=[VOICE]))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (row,) = work.all(select(IncidentFile))
        assert WEBM not in row.content_sealed
    for actor in (cast["zhao"], cast["he"]):
        with Work.open(site, actor, NOON) as work:
            opened = incidents.open_incident_file(work, incident_id, row.id)
        assert (opened.content, opened.media_type) == (WEBM, "audio/webm")
    assert tags(site, cast) == [Tag.INCIDENT_RAISED, Tag.INCIDENT_FILE_KEPT, *[Tag.INCIDENT_FILE_OPENED] * 2]


def test_a_file_is_opened_only_with_its_own_incident_and_by_whom_it_concerns(
    site: Site, cast: Cast, hall: Hall
) -> None:
    first, second = keep(site, cast["zhao"], hall, noted(hall.lin, hall.bao, files=[VOICE]))
    file_id = next(one for one in seen(site, cast["zhao"], hall) if one.id == first).files[0].id
    with pytest.raises(NotFound), Work.open(site, cast["zhao"], NOON) as work:
        incidents.open_incident_file(work, second, file_id)
    for name in ("li", "zhou"):
        with pytest.raises(NotAllowed), Work.open(site, cast[name], NOON) as work:
            incidents.open_incident_file(work, first, file_id)


def test_an_invigilator_of_another_room_opens_nothing(site: Site, cast: Cast, hall: Hall) -> None:
    (incident_id,) = keep(site, cast["zhao"], hall, noted(files=[VOICE]))
    file_id = seen(site, cast["zhao"], hall)[0].files[0].id
    stranger = replace(cast["zhao"], person_id=cast["he"].person_id)
    with pytest.raises(NotFound), Work.open(site, stranger, NOON) as work:
        incidents.open_incident_file(work, incident_id, file_id)


# -- amending -----------------------------------------------------------------------------------------------------


def test_what_is_added_stands_beside_what_was_noted_first(site: Site, cast: Cast, hall: Hall) -> None:
    sun = a_colleague(site, cast, hall)
    (incident_id,) = keep(site, cast["zhao"], hall, noted(hall.lin, note="手机响"))
    amend(site, sun, hall, incident_id, "手机已收，放讲台", files=[PHOTO])
    (one,) = seen(site, cast["zhao"], hall)
    assert (one.note, one.by) == ("手机响", cast["zhao"].name)
    assert [(each.note, each.by, each.at) for each in one.added] == [("手机已收，放讲台", sun.name, NOON)]
    assert [file.by for file in one.files] == [sun.name]
    assert tags(site, cast)[-1] is Tag.INCIDENT_AMENDED


def test_pressed_twice_it_is_added_once(site: Site, cast: Cast, hall: Hall) -> None:
    (incident_id,) = keep(site, cast["zhao"], hall, noted())
    nonce = uuid4()
    for _ in range(2):
        amend(site, cast["zhao"], hall, incident_id, "补充", nonce, [PHOTO])
    assert (count(site, cast, IncidentAmendment), count(site, cast, IncidentFile)) == (1, 1)


def test_adding_nothing_is_said(site: Site, cast: Cast, hall: Hall) -> None:
    (incident_id,) = keep(site, cast["zhao"], hall, noted())
    with pytest.raises(Conflict, match="Nothing was entered"):
        amend(site, cast["zhao"], hall, incident_id, "  ")


@pytest.mark.parametrize("table", ["incident", "incident_file", "incident_amendment"])
def test_nothing_of_an_incident_can_be_edited_not_even_in_the_database(
    site: Site, cast: Cast, hall: Hall, table: str
) -> None:
    (incident_id,) = keep(site, cast["zhao"], hall, noted(files=[PHOTO]))
    amend(site, cast["zhao"], hall, incident_id, "补充")
    connection = site.sessions.kw["bind"]
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with connection.begin_nested() as savepoint:
            with pytest.raises(DatabaseError, match="append only"):
                connection.execute(text(statement))
            savepoint.rollback()


def test_once_the_room_is_signed_nothing_is_noted_or_added(site: Site, cast: Cast, hall: Hall) -> None:
    (incident_id,) = keep(site, cast["zhao"], hall, noted())
    give_pin(site, cast["zhao"])
    later = NOON + timedelta(minutes=31)
    with Work.open(site, cast["zhao"], later) as work:
        room_closing.sign_room(
            work,
            hall.exam_session_id,
            hall.room_id,
            person_id=work.found(cast["zhao"].person_id),
            pin=PIN,
            address="10.0.0.1",
        )
    with pytest.raises(TooLate):
        keep(site, cast["zhao"], hall, noted(), later)
    with pytest.raises(TooLate):
        amend(site, cast["zhao"], hall, incident_id, "补充")


def test_many_incidents_take_as_many_statements_as_one(site: Site, cast: Cast, hall: Hall) -> None:
    counts = []
    for number in (1, 5):
        for _ in range(number):
            keep(site, cast["zhao"], hall, noted(hall.lin, files=[PHOTO]))
        statements: list[str] = []
        listener = lambda conn, cursor, statement, *rest, into=statements: into.append(statement)  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listener)
        seen(site, cast["zhao"], hall)
        event.remove(site.engine, "before_cursor_execute", listener)
        counts.append(len(statements))
    assert counts[0] == counts[1]
