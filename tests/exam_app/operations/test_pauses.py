"""A pause takes time from nobody, gives none, and throws no answer away."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly
from exam_app.journal import JournalEntry, JournalText, Ledger, Tag
from exam_app.models import ExamSession, Sitting
from exam_app.operations import extra_time, sittings
from exam_app.operations.saving import Ack
from exam_app.operations.sittings import HandedIn
from exam_app.queries.dossiers import dossier_of
from exam_app.queries.journals import journal_of
from exam_app.queries.room_seats import seat_page
from exam_app.queries.rooms import SeatState, room_now
from exam_app.queries.sittings import sitting_page
from exam_app.terms import ExamSessionState, SittingState
from exam_app.work import Site, Work
from tests.builders.pauses import ALARM, pause, pause_all, resume, resume_all, seconds_left
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save, the_site_itself
from tests.cast import Cast
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
WHOLE = 90 * 60
once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.lin)


@pytest.fixture
def bao(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.bao)


def row(site: Site, seated: Seated) -> Sitting:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        return work.get(Sitting, seated.sitting_id)


def examination(site: Site, cast: Cast, hall: Hall) -> ExamSession:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(ExamSession, hall.exam_session_id)


# -- time ---------------------------------------------------------------------------------------------------------


def test_what_was_left_is_left_after_the_pause_to_the_second(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    at = NOON + timedelta(seconds=617)
    on = pause(site, cast["zhao"], hall, hall.lin, now=at)
    assert seconds_left(site, lin, at + timedelta(hours=5)) == WHOLE - 617
    resume(site, cast["zhao"], hall, on.pause_id, now=at + timedelta(hours=5, seconds=3))
    assert row(site, lin).deadline_at == NOON + timedelta(minutes=90, hours=5, seconds=3)
    assert row(site, lin).state is SittingState.IN_PROGRESS


def test_only_one_seat_stands_still_when_one_is_paused(
    site: Site, cast: Cast, hall: Hall, lin: Seated, bao: Seated
) -> None:
    pause(site, cast["zhao"], hall, hall.lin)
    assert (row(site, lin).state, row(site, bao).state) == (SittingState.PAUSED, SittingState.IN_PROGRESS)
    assert seconds_left(site, bao, NOON + MINUTE) == WHOLE - 60


def test_extra_time_in_a_pause_is_added_to_what_is_left(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    on = pause(site, cast["zhao"], hall, None, now=NOON + 10 * MINUTE)
    with Work.open(site, cast["zhao"], NOON + 12 * MINUTE) as work:
        extra_time.add_time(
            work, hall.exam_session_id, hall.room_id, booking_id=None, minutes=7, reason="火警", nonce=uuid4()
        )
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 30 * MINUTE)
    assert seconds_left(site, lin, NOON + 30 * MINUTE) == WHOLE - 10 * 60 + 7 * 60


def test_a_candidate_goes_on_only_when_no_pause_is_left(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    seat = pause(site, cast["zhao"], hall, hall.lin)
    room = pause(site, cast["zhao"], hall, None, now=NOON + MINUTE)
    every = pause_all(site, cast, hall, now=NOON + 2 * MINUTE)
    assert (seat.candidates, room.candidates, every.candidates) == (1, 0, 0)
    later = NOON + 20 * MINUTE
    first = resume(site, cast["zhao"], hall, room.pause_id, now=later)
    assert (first.candidates, first.still_paused) == (0, 1)
    assert resume(site, cast["zhao"], hall, seat.pause_id, now=later + MINUTE).candidates == 0
    assert row(site, lin).state is SittingState.PAUSED
    assert resume_all(site, cast, hall, every.pause_id, now=later + 2 * MINUTE).candidates == 1
    assert seconds_left(site, lin, later + 2 * MINUTE) == WHOLE


def test_nobody_is_closed_while_the_time_stands(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    on = pause(site, cast["zhao"], hall, None, now=NOON + 80 * MINUTE)
    with Work.open(site, the_site_itself(), NOON + timedelta(hours=9)) as work:
        assert sittings.close_expired(work) == 0
    with pytest.raises(TooEarly), Work.open(site, cast["he"], NOON + timedelta(hours=9)) as work:
        sittings.close_session(work, hall.exam_session_id)
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + timedelta(hours=9))
    with Work.open(site, the_site_itself(), NOON + timedelta(hours=9, minutes=12)) as work:
        assert sittings.close_expired(work) == 0
    with Work.open(site, the_site_itself(), NOON + timedelta(hours=9, minutes=13)) as work:
        assert sittings.close_expired(work) == 1


def test_whose_time_is_up_is_not_paused_into_more(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    with pytest.raises(Conflict, match="Nobody is answering"):
        pause(site, cast["zhao"], hall, None, now=NOON + 91 * MINUTE)
    assert row(site, lin).state is SittingState.IN_PROGRESS


def test_who_sits_down_in_a_paused_room_begins_with_the_whole_time(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, None)
    bao = a_sitting(site, hall.bao, NOON + 5 * MINUTE)
    assert row(site, bao).state is SittingState.PAUSED
    assert resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 25 * MINUTE).candidates == 2
    assert seconds_left(site, bao, NOON + 25 * MINUTE) == WHOLE


@once
def test_who_sits_down_beside_a_paused_seat_just_begins(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    pause(site, cast["zhao"], hall, hall.lin)
    assert row(site, a_sitting(site, hall.bao)).state is SittingState.IN_PROGRESS


@dataclass
class Reckoned:
    """The same exam kept by arithmetic alone: what is on, and how long Lin's time ran."""

    on: dict[str, UUID] = field(default_factory=dict)
    ran: float = 0
    given: int = 0

    def pass_by(self, seconds: int) -> None:
        self.ran += 0 if {"lin", "room", "session"} & self.on.keys() else seconds

    @property
    def left(self) -> float:
        return WHOLE + 60 * self.given - self.ran


SCOPES = st.sampled_from(["lin", "bao", "room", "session"])
STEPS = st.lists(st.tuples(st.integers(0, 300), SCOPES | st.just("time")), max_size=14)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_time_left_is_the_whole_less_what_ran_plus_what_was_given(
    site: Site, cast: Cast, hall: Hall, lin: Seated, bao: Seated, steps: list[tuple[int, str]]
) -> None:
    """Whatever is paused, overlaps, goes on and is given, in any order."""
    savepoint = site.sessions.kw["bind"].begin_nested()
    reckoned, now = Reckoned(), NOON
    for seconds, what in steps:
        now += timedelta(seconds=seconds)
        reckoned.pass_by(seconds)
        _turn(site, cast, hall, reckoned, what, now)
        assert seconds_left(site, lin, now) == reckoned.left
        assert (row(site, lin).state is SittingState.PAUSED) == bool({"lin", "room", "session"} & reckoned.on.keys())
    savepoint.rollback()


def _turn(site: Site, cast: Cast, hall: Hall, reckoned: Reckoned, what: str, now: datetime) -> None:
    """Begin what is off, end what is on; minutes are given to the room as long as one person may."""
    zhao, candidates = cast["zhao"], {"lin": hall.lin, "bao": hall.bao, "room": None}
    if what == "time":
        if reckoned.given < extra_time.ALONE:
            with Work.open(site, zhao, now) as work:
                extra_time.add_time(
                    work, hall.exam_session_id, hall.room_id, booking_id=None, minutes=1, reason="停电", nonce=uuid4()
                )
            reckoned.given += 1
    elif (pause_id := reckoned.on.pop(what, None)) is not None:
        if what == "session":
            resume_all(site, cast, hall, pause_id, now=now)
        else:
            resume(site, zhao, hall, pause_id, now=now)
    elif what == "session":
        reckoned.on[what] = pause_all(site, cast, hall, now=now).pause_id
    else:
        reckoned.on[what] = pause(site, zhao, hall, candidates[what], now=now).pause_id


# -- answers ------------------------------------------------------------------------------------------------------


def test_what_a_page_sends_during_a_pause_is_kept_and_counted(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    on = pause(site, cast["zhao"], hall, None, now=NOON + 89 * MINUTE)
    ack = save(site, lin, chained((1, "A")), now=NOON + 100 * MINUTE)
    assert isinstance(ack, Ack)
    assert ack.paused_at == NOON + 89 * MINUTE
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 120 * MINUTE)
    again = save(site, lin, [], now=NOON + 120 * MINUTE)
    assert isinstance(again, Ack)
    assert again.paused_at is None
    assert again.state_hash == ack.state_hash


@once
def test_nothing_is_handed_in_during_a_pause_and_everything_after_it(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, hall.lin)
    with pytest.raises(Conflict, match="paused"):
        hand_in(site, lin)
    with pytest.raises(Conflict, match="paused"), Work.open(site, lin.actor, NOON) as work:
        sittings.submit(work, lin.sitting_id, lin.lease, final_seq=0, state_hash="0" * 64)
    resume(site, cast["zhao"], hall, on.pause_id)
    with Work.open(site, lin.actor, NOON) as work:
        assert isinstance(sittings.submit_form(work, lin.sitting_id, lin.lease), HandedIn)


@once
def test_the_page_may_be_opened_again_in_a_pause(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    bao = a_sitting(site, hall.bao, browser="ab" * 32)
    pause(site, cast["zhao"], hall, None, now=NOON + 30 * MINUTE)
    assert a_sitting(site, hall.bao, NOON + 40 * MINUTE, browser="ab" * 32) == bao
    with Work.open(site, lin.actor, NOON + 40 * MINUTE, read_only=True) as work:
        page = sitting_page(work, lin.sitting_id)
    assert page.is_paused
    assert page.deadline_at == NOON + 100 * MINUTE


# -- who and how --------------------------------------------------------------------------------------------------


def test_pressed_twice_it_is_one_pause_and_ended_twice_it_is_one_end(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    nonce = uuid4()
    first = pause(site, cast["zhao"], hall, None, nonce=nonce)
    assert pause(site, cast["zhao"], hall, None, nonce=nonce, now=NOON + MINUTE).pause_id == first.pause_id
    resume(site, cast["zhao"], hall, first.pause_id, now=NOON + 5 * MINUTE)
    resume(site, cast["zhao"], hall, first.pause_id, now=NOON + 50 * MINUTE)
    assert seconds_left(site, lin, NOON + 50 * MINUTE) == WHOLE - 45 * 60


@once
def test_the_same_place_is_not_paused_twice(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    pause(site, cast["zhao"], hall, None)
    with pytest.raises(Conflict, match="paused already"):
        pause(site, cast["zhao"], hall, None)


@once
@pytest.mark.parametrize("reason", ["", "  \n", "长" * 201])
def test_a_pause_needs_a_reason_that_can_be_read(site: Site, cast: Cast, hall: Hall, lin: Seated, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        pause(site, cast["zhao"], hall, None, reason=reason)
    assert "reason" in refused.value.fields
    assert row(site, lin).state is SittingState.IN_PROGRESS


@once
def test_a_room_where_nobody_answers_cannot_be_paused(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Conflict, match="Nobody is answering"):
        pause(site, cast["zhao"], hall, None)
    with pytest.raises(Conflict, match="Nobody is answering"):
        pause_all(site, cast, hall)


def test_only_who_is_on_duty_pauses_a_room_and_only_the_city_all_rooms(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    stranger = Actor(cast["zhao"].role, "外人", city_id=cast["zhao"].city_id, person_id=cast["he"].person_id)
    with pytest.raises(NotFound):
        pause(site, stranger, hall, None)
    with pytest.raises(NotAllowed):
        pause(site, hall.lin, hall, None)
    with pytest.raises(NotAllowed):
        pause_all(site, cast, hall, by="zhao")
    every = pause_all(site, cast, hall)
    with pytest.raises(NotFound):
        resume(site, cast["zhao"], hall, every.pause_id)


def test_an_examination_is_suspended_while_all_rooms_stand_still(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    on = pause_all(site, cast, hall)
    assert examination(site, cast, hall).state is ExamSessionState.SUSPENDED
    with pytest.raises(Conflict, match="paused"), Work.open(site, cast["he"], NOON + 40 * MINUTE) as work:
        sittings.close_session(work, hall.exam_session_id)
    resume_all(site, cast, hall, on.pause_id)
    assert examination(site, cast, hall).state is ExamSessionState.RUNNING


def test_a_pause_is_in_the_ledger_of_the_room_with_everybody_it_stopped(
    site: Site, cast: Cast, hall: Hall, lin: Seated, bao: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, None, now=NOON + MINUTE)
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 9 * MINUTE)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = (
            select(JournalEntry)
            .join(Ledger, (Ledger.city_id == JournalEntry.city_id) & (Ledger.id == JournalEntry.ledger_id))
            .where(Ledger.name == f"room:{hall.exam_session_id}:{hall.room_id}")
            .order_by(JournalEntry.leaf_index)
        )
        leaves = [leaf for leaf in work.all(query) if leaf.tag is not Tag.SITTING_STARTED]
        reasons = set(work.all(select(JournalText.text).where(JournalText.fact == "reason")))
    expected = [Tag.PAUSE_BEGUN, *[Tag.SITTING_PAUSED] * 2, Tag.PAUSE_ENDED, *[Tag.SITTING_WENT_ON] * 2]
    assert [leaf.tag for leaf in leaves] == expected
    seconds = {leaf.facts["seconds"] for leaf in leaves if "seconds" in leaf.facts}
    assert seconds == {WHOLE - 60}
    assert reasons == {ALARM}


def test_a_pause_is_never_changed_but_by_its_end_and_never_deleted(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, None)
    resume(site, cast["zhao"], hall, on.pause_id)
    connection = site.sessions.kw["bind"]
    for statement in ("UPDATE pause SET reason = 'x'", "UPDATE pause SET ended_at = begun_at", "DELETE FROM pause"):
        with connection.begin_nested() as savepoint:
            with pytest.raises(DatabaseError, match="append only"):
                connection.execute(text(statement))
            savepoint.rollback()


# -- what is seen -------------------------------------------------------------------------------------------------


def test_room_and_seat_say_who_stands_still_since_when_and_why(
    site: Site, cast: Cast, hall: Hall, lin: Seated, bao: Seated
) -> None:
    pause(site, cast["zhao"], hall, hall.lin, now=NOON + MINUTE)
    with Work.open(site, cast["zhao"], NOON + 2 * MINUTE, read_only=True) as work:
        room = room_now(work, hall.exam_session_id, hall.room_id)
        seat = seat_page(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin))
        other = seat_page(work, hall.exam_session_id, hall.room_id, booking_of(hall.bao))
    assert room.count(SeatState.PAUSED) == 1
    (line,) = room.pauses
    assert (line.seat_number, line.reason, line.begun_by, line.begun_at) == (1, ALARM, "赵明", NOON + MINUTE)
    assert [one.id for one in seat.pauses] == [line.id]
    assert seat.deadline_at == NOON + 91 * MINUTE
    assert other.pauses == []


def test_the_file_of_the_person_says_that_the_time_stands_and_how_much_was_left(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, None, now=NOON + MINUTE)
    person_id = hall.lin.person_id
    assert person_id is not None
    with Work.open(site, cast["ma"], NOON + MINUTE, read_only=True) as work:
        stages = dossier_of(work, person_id).life_line
    assert "Paused, the time stands" in [str(stage.what) for stage in stages]
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 9 * MINUTE)
    with Work.open(site, cast["ma"], NOON + 9 * MINUTE, read_only=True) as work:
        told = [str(entry.said) for entry in journal_of(work, person_id).entries.rows]
    assert told[:2] == ["Went on after the pause with 5340 s left", "Paused with 5340 s left"]


def statements(site: Site, act: Callable[[], object]) -> int:
    """How many statements an act takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(site.engine, "before_cursor_execute", note)
    act()
    event.remove(site.engine, "before_cursor_execute", note)
    return len(seen)


@once
def test_a_full_room_takes_no_more_statements_than_one_seat(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    on: list[UUID] = []

    def begin_and_end() -> None:
        on.append(pause(site, cast["zhao"], hall, None).pause_id)
        resume(site, cast["zhao"], hall, on[-1])

    alone = statements(site, begin_and_end)
    for candidate in hall.candidates[1:]:
        a_sitting(site, candidate)
    assert statements(site, begin_and_end) <= alone
