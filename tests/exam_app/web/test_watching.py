"""Screens that watch a room: each sees what is true, is sent what changed, and the room is read once for all."""

import gzip
import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from exam_app.actors import Actor
from exam_app.errors import Refusal
from exam_app.hearing import FORGOTTEN_AFTER, Hearing
from exam_app.models import ExamSession
from exam_app.operations import extra_time, proctoring
from exam_app.operations.incidents import Noted, note_incident
from exam_app.queries.room_pictures import RoomPicture, RoomReader, SeatShown
from exam_app.queries.rooms import SeatState, room_now
from exam_app.terms import IdentityOutcome, IncidentKind, Severity
from exam_app.web.background import Background
from exam_app.web.candidate.wire import SAVE_PATH
from exam_app.web.house import KEY, House
from exam_app.work import Site, Work
from tests.builders.pauses import pause, pause_all, resume
from tests.builders.pulses import hear
from tests.builders.rooms import a_colleague, booking_of, move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, right_answers, save
from tests.cast import CITY, Cast, enter
from tests.conftest import NOON, Clock

once = pytest.mark.usefixtures("sqlite_only")
ACTS = 40


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=5)


@pytest.fixture
def watched(app: Flask, site: Site, clock: Clock) -> Flask:
    """A process of the site whose steady clock is the test's: a picture gets old only when the test lets it."""
    return a_process(app, site, clock)


def a_process(app: Flask, site: Site, clock: Clock) -> Flask:
    app.extensions[KEY] = House(site, clock, lambda: clock.now.timestamp(), Background(run=lambda act: act()))
    return app


def delta(client: FlaskClient, hall: Hall, since: str = "") -> dict[str, Any]:
    answer = client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/delta", query_string={"since": since})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def beat(client: FlaskClient, seated: Seated) -> None:
    """A sign of life of a candidate's page."""
    whose = {"city": CITY, "sitting": str(seated.sitting_id), "epoch": 1, "lease": seated.lease.secret}
    assert client.post(SAVE_PATH, json={**whose, "events": []}).status_code == 200


# -- the picture is true ------------------------------------------------------------------------------------------


class Day:
    """Things that happen in a room, drawn by lot."""

    def __init__(self, site: Site, cast: Cast, hall: Hall, app: Flask, seed: int) -> None:
        self.site, self.cast, self.hall, self.app = site, cast, hall, app
        self.rng, self.now = random.Random(seed), NOON
        self.seated: dict[str, Seated] = {}
        self.pauses: list[Any] = []

    def happens(self) -> None:
        self.now += timedelta(seconds=self.rng.choice((0, 1, 5, 20, 50)))
        act: Callable[[Actor], object] = self.rng.choice(
            (
                self._comes,
                self._begins,
                self._begins,
                self._answers,
                self._answers,
                self._is_heard,
                self._hands_in,
                self._is_compared,
                self._is_noted,
                self._gets_time,
                self._pauses,
                self._goes_on,
                self._moves,
            )
        )
        with suppress(Refusal):
            act(self.rng.choice(self.hall.candidates))

    def _comes(self, who: Actor) -> None:
        enter(self.app.test_client(), self.site, who, self.now)

    def _begins(self, who: Actor) -> None:
        if who.name not in self.seated:
            self.seated[who.name] = a_sitting(self.site, who, self.now)

    def _answers(self, who: Actor) -> None:
        seated = self.seated.get(who.name)
        if seated is not None:
            save(self.site, seated, chained((self.rng.randint(1, 3), self.rng.choice(("A", "B", "")))), self.now)

    def _is_heard(self, who: Actor) -> None:
        if who.name in self.seated:
            hear(self.site, self.hall, [self.seated[who.name]], self.now, self.now)

    def _hands_in(self, who: Actor) -> None:
        if who.name in self.seated and self.rng.random() < 0.3:
            hand_in(self.site, self.seated[who.name], self.now)

    def _is_compared(self, who: Actor) -> None:
        with Work.open(self.site, self.cast["zhao"], self.now) as work:
            outcome = self.rng.choice(tuple(IdentityOutcome))
            proctoring.check_identity(work, *self._room, booking_of(who), outcome)

    def _is_noted(self, who: Actor) -> None:
        with Work.open(self.site, self.cast["zhao"], self.now) as work:
            whom = self.rng.choice(([], [booking_of(who)]))
            note_incident(work, *self._room, Noted(uuid4(), whom, IncidentKind.MATERIAL, Severity.SERIOUS))

    def _gets_time(self, who: Actor) -> None:
        with Work.open(self.site, self.cast["zhao"], self.now) as work:
            extra_time.add_time(work, *self._room, booking_id=booking_of(who), minutes=5, reason="停电", nonce=uuid4())

    def _pauses(self, who: Actor) -> None:
        whom = self.rng.choice((who, who, None))
        paused = pause(self.site, self.cast["zhao"], self.hall, whom, now=self.now)
        self.pauses.append(paused.pause_id)

    def _goes_on(self, who: Actor) -> None:
        if self.pauses:
            resume(self.site, self.cast["zhao"], self.hall, self.pauses.pop(), now=self.now)

    def _moves(self, who: Actor) -> None:
        move(self.site, self.cast["zhao"], self.hall, who, seat=self.rng.randint(1, 30), now=self.now)

    @property
    def _room(self) -> tuple[Any, Any]:
        return self.hall.exam_session_id, self.hall.room_id


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_a_screen_shows_what_a_full_look_finds(
    app: Flask, site: Site, cast: Cast, hall: Hall, seed: int
) -> None:
    day, reader = Day(site, cast, hall, app, seed), RoomReader(hall.exam_session_id, hall.room_id)
    seen = set()
    for _ in range(ACTS):
        day.happens()
        with Work.open(site, cast["zhao"], day.now, read_only=True) as work:
            picture = reader.look(work, work.get(ExamSession, hall.exam_session_id), {})
            full = room_now(work, hall.exam_session_id, hall.room_id)
        expected = {
            seat.number: SeatShown(
                seat.number,
                seat.state,
                seat.answered,
                seat.slots,
                seat.incidents,
                seat.heard_at if seat.state is SeatState.SILENT else None,
            )
            for seat in full.seats
            if seat.state is not SeatState.EMPTY
        }
        assert picture.seats == expected
        assert [seat.number for seat in picture.troubles] == [seat.number for seat in full.problems]
        assert picture.latest_deadline == full.latest_deadline
        assert (picture.identified, picture.here, picture.incidents) == (full.identified, full.here, full.incidents)
        seen |= {seat.state for seat in picture.seats.values()}
    assert len(seen) >= 4


@once
def test_what_changes_beside_the_seats_is_said_once(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    seated = a_sitting(site, hall.lin)

    def rest() -> str:
        clock.now += timedelta(seconds=2)
        return str(delta(client, hall)["rest"])

    pauses: list[UUID] = []
    acts: list[Callable[[], object]] = [
        lambda: pauses.append(pause(site, cast["zhao"], hall, hall.lin, now=clock.now).pause_id),
        lambda: resume(site, cast["zhao"], hall, pauses[0], now=clock.now),
        lambda: pause_all(site, cast, hall, now=clock.now),
        lambda: move(site, cast["zhao"], hall, hall.bao, seat=20, now=clock.now),
    ]
    before = rest()
    for act in acts:
        act()
        now = rest()
        assert now != before
        assert rest() == now
        before = now
    save(site, seated, chained((1, "B")), clock.now)
    assert rest() == before


# -- what is sent -------------------------------------------------------------------------------------------------


@once
def test_a_screen_is_sent_the_seats_that_changed_and_no_others(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    seated = a_sitting(site, hall.lin)
    beat(client, seated)
    first = delta(client, hall)
    assert first["whole"]
    assert len(first["seats"]) == len(hall.candidates)
    clock.now += timedelta(seconds=2)
    assert delta(client, hall, first["cursor"])["seats"] == []
    save(site, seated, right_answers(site, seated, 2), clock.now)
    clock.now += timedelta(seconds=2)
    second = delta(client, hall, first["cursor"])
    assert not second["whole"]
    assert [row[:2] for row in second["seats"]] == [[1, "answering"]]
    assert delta(client, hall, second["cursor"])["seats"] == []


@once
def test_a_screen_of_a_process_that_has_ended_is_given_everything(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    before = delta(client, hall)
    a_process(watched, site, clock)
    after = delta(client, hall, before["cursor"])
    assert after["whole"]
    assert after["seats"] == before["seats"]


@once
def test_ten_screens_read_the_room_once(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    delta(client, hall)

    def statements() -> int:
        counted: list[str] = []
        listener = lambda conn, cursor, statement, *rest: counted.append(statement)  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listener)
        for _ in range(10):
            delta(client, hall)
        event.remove(site.engine, "before_cursor_execute", listener)
        return len(counted)

    same_moment = statements()
    clock.now += timedelta(seconds=2)
    assert same_moment < statements() <= same_moment + 5


@once
def test_five_hundred_seats_are_small(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    states = [state for state in SeatState if state is not SeatState.EMPTY]
    rng = random.Random(7)
    shown = [SeatShown(n, rng.choice(states), rng.randint(0, 100), 100, n % 3, NOON) for n in range(1, 501)]
    picture = RoomPicture({seat.number: seat for seat in shown}, NOON, 480, 3, booking_of(hall.lin), "0123456789ab")
    house: House = watched.extensions[KEY]
    place = (CITY, hall.exam_session_id, hall.room_id)
    house.live_rooms.look(place, "", house.steady, lambda reader: picture)
    address = f"/rooms/{hall.exam_session_id}/{hall.room_id}/delta"
    whole = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert len(whole.data) <= 30_000
    assert len(packed.data) <= 5_000
    assert json.loads(gzip.decompress(packed.data))["seats"] == whole.get_json()["seats"]


# -- who is sent it -----------------------------------------------------------------------------------------------


@once
def test_a_screen_gets_nothing_of_a_room_without_duty(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    enter(client, site, cast["zhao"], NOON)
    mine = delta(client, hall)
    for session, room in ((uuid4(), hall.room_id), (hall.exam_session_id, uuid4())):
        answer = client.get(f"/rooms/{session}/{room}/delta", query_string={"since": mine["cursor"]})
        assert answer.status_code == 404
    enter(client, site, cast["he"], NOON)
    assert client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/delta").status_code == 403
    enter(client, site, hall.lin, NOON)
    assert client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/delta").status_code == 403


@once
def test_who_is_on_duty_here_sees_the_same_room(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    other = watched.test_client()
    enter(client, site, cast["zhao"], NOON)
    enter(other, site, a_colleague(site, cast, hall), NOON)
    assert delta(other, hall) == delta(client, hall)


# -- signs of life ------------------------------------------------------------------------------------------------


@pytest.fixture
def silent(site: Site, hall: Hall, clock: Clock) -> Iterator[Seated]:
    """Lin began and was not heard for five minutes."""
    seated = a_sitting(site, hall.lin)
    clock.now = NOON + timedelta(minutes=5)
    yield seated


@once
def test_a_silent_page_that_is_heard_again_is_seen_at_once(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock, silent: Seated
) -> None:
    enter(client, site, cast["zhao"], clock.now)
    assert delta(client, hall)["troubles"] == [1]
    beat(client, silent)
    clock.now += timedelta(seconds=2)
    assert delta(client, hall)["troubles"] == []
    clock.now += timedelta(seconds=46)
    assert delta(client, hall)["troubles"] == [1]


@once
def test_another_process_sees_it_when_it_is_written_down(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock, silent: Seated
) -> None:
    enter(client, site, cast["zhao"], clock.now)
    for _ in range(2):
        beat(client, silent)
        clock.now += timedelta(seconds=11)
    a_process(watched, site, clock)
    assert delta(client, hall)["troubles"] == []


@once
def test_a_room_that_fell_silent_long_ago_takes_no_memory(site: Site) -> None:
    hearing, room, later = Hearing(), ("330300", uuid4(), uuid4()), ("330300", uuid4(), uuid4())
    sitting = uuid4()
    hearing.note(room, [sitting], NOON)
    hearing.note(room, [sitting], NOON - timedelta(seconds=5))
    assert hearing.of(room) == {sitting: NOON}
    hearing.note(later, [uuid4()], NOON + FORGOTTEN_AFTER + timedelta(seconds=1))
    assert hearing.of(room) == {}


@once
def test_watching_a_room_keeps_the_session_alive(
    watched: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    for minutes in range(0, 65, 5):
        clock.now = NOON + timedelta(minutes=minutes)
        delta(client, hall)
