"""Rehearsals: no room opens, and nobody begins, before every room of the examination has returned its receipt."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry
from exam_app.models import Invigilation, Room
from exam_app.operations import rehearsals, room_opening, sittings
from exam_app.operations.rehearsals import Trial
from exam_app.queries.rehearsals import RoomReadiness, readiness
from exam_app.terms import RehearsalKind
from exam_app.work import Site, Work
from tests.builders.rehearsals import ALL_WELL, rehearsed
from tests.builders.sittings import Hall, a_hall
from tests.cast import CITY, Cast
from tests.conftest import NOON

BEFORE = NOON - timedelta(minutes=30)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2, opened=False)


def open_it(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["zhao"], BEFORE) as work:
        room_opening.open_room(work, hall.exam_session_id, hall.room_id)


def rooms(site: Site, cast: Cast, hall: Hall, who: str = "he") -> list[RoomReadiness]:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        return list(readiness(work, hall.exam_session_id))


def test_a_room_without_a_receipt_is_not_opened_and_is_named(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Conflict, match=r"No room opens before .* Missing: 302") as refusal:
        open_it(site, cast, hall)
    assert refusal.value.code == "rehearsal"
    rehearsed(site, cast, hall)
    open_it(site, cast, hall)


def test_nobody_begins_in_a_room_that_is_not_open(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, hall.lin, NOON) as work, pytest.raises(Conflict, match="not open yet"):
        sittings.start(work, None)
    rehearsed(site, cast, hall)
    with Work.open(site, hall.lin, NOON) as work, pytest.raises(Conflict, match="not open yet"):
        sittings.start(work, None)
    open_it(site, cast, hall)
    with Work.open(site, hall.lin, NOON) as work:
        assert sittings.start(work, None).lease is not None


def test_one_room_of_the_examination_without_a_receipt_keeps_all_closed(site: Site, cast: Cast, hall: Hall) -> None:
    rehearsed(site, cast, hall)
    with Work.open(site, cast["he"], BEFORE) as work:
        other = work.add(Room(city_id=CITY, id=work.new_id(), centre_id=cast.centre, name="309考场"))
        work.add(
            Invigilation(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                room_id=other.id,
                person_id=cast["lin"].person_id,
                assigned_at=work.now,
            )
        )
    with pytest.raises(Conflict, match="Missing: 309考场"):
        open_it(site, cast, hall)


@pytest.mark.parametrize(
    ("trial", "at"),
    [
        (replace(ALL_WELL, saved=1), NOON - timedelta(days=1)),
        (replace(ALL_WELL, clock_seconds=61), NOON - timedelta(days=1)),
        (ALL_WELL, NOON - timedelta(days=8)),
        (replace(ALL_WELL, kind=RehearsalKind.POWER_CUT), NOON - timedelta(days=1)),
    ],
    ids=["too few computers", "a clock off", "too old", "only a power cut"],
)
def test_a_receipt_that_does_not_hold_opens_nothing(site: Site, cast: Cast, hall: Hall, trial: Trial, at) -> None:  # type: ignore[no-untyped-def]
    rehearsed(site, cast, hall, trial, at)
    with pytest.raises(Conflict):
        open_it(site, cast, hall)


def test_the_newest_receipt_counts(site: Site, cast: Cast, hall: Hall) -> None:
    rehearsed(site, cast, hall)
    rehearsed(site, cast, hall, replace(ALL_WELL, saved=0), NOON - timedelta(hours=3))
    (room,) = rooms(site, cast, hall)
    assert str(room.lacks) == "0 computers saved an answer, 2 are needed"
    rehearsed(site, cast, hall, at=NOON - timedelta(hours=2))
    (room,) = rooms(site, cast, hall)
    assert (room.lacks, len(room.receipts)) == (None, 3)


def test_a_power_cut_drill_has_a_result_of_its_own(site: Site, cast: Cast, hall: Hall) -> None:
    rehearsed(site, cast, hall)
    rehearsed(site, cast, hall, Trial(RehearsalKind.POWER_CUT, 30, 29, 0, 0, "周师傅", "3号机重装"), NOON)
    for who in ("he", "zhao", "ma"):
        (room,) = rooms(site, cast, hall, who)
        assert room.lacks is None
        assert room.power_cut is not None
        assert (room.power_cut.reached - room.power_cut.saved, room.power_cut.note) == (1, "3号机重装")


@pytest.mark.parametrize(
    ("field", "trial"),
    [
        ("saved", replace(ALL_WELL, saved=31)),
        ("reached", replace(ALL_WELL, reached=-1)),
        ("spare", replace(ALL_WELL, spare=1001)),
        ("clock_seconds", replace(ALL_WELL, clock_seconds=-1)),
        ("tried_by", replace(ALL_WELL, tried_by=" ")),
        ("note", replace(ALL_WELL, note="长" * 301)),
    ],
)
def test_figures_that_cannot_be_are_refused_at_their_field(
    site: Site, cast: Cast, hall: Hall, field: str, trial: Trial
) -> None:
    with pytest.raises(Invalid) as refusal:
        rehearsed(site, cast, hall, trial)
    assert list(refusal.value.fields) == [field]


def test_a_receipt_is_returned_by_who_supervises_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["he"], BEFORE) as work, pytest.raises(NotAllowed):
        rehearsals.return_receipt(work, hall.exam_session_id, hall.room_id, ALL_WELL)
    with Work.open(site, cast["zhao"], BEFORE) as work, pytest.raises(NotFound):
        rehearsals.return_receipt(work, hall.exam_session_id, cast.anwei, ALL_WELL)


def test_nothing_is_rehearsed_for_an_examination_that_is_over(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    with pytest.raises(TooLate):
        rehearsed(site, cast, hall, at=NOON + timedelta(hours=3))


def test_a_receipt_is_a_leaf_of_the_room_and_names_the_technician_only_by_hash(
    site: Site, cast: Cast, hall: Hall
) -> None:
    rehearsed(site, cast, hall)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (entry,) = work.all(select(JournalEntry).where(JournalEntry.tag == "room:rehearsal:returned"))
    assert (entry.facts["saved"], entry.facts["rehearsal"]) == (30, "seats")
    assert ALL_WELL.tried_by not in str(entry.facts)
