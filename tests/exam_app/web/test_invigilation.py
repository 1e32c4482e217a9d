"""The live room: worst first, one state a seat, and only for who supervises it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from exam_app.queries.rooms import RoomNow, SeatState, room_now
from exam_app.web.candidate.wire import SAVE_PATH
from exam_app.work import Site, Work
from tests.builders.sittings import (
    Hall,
    a_hall,
    a_sitting,
    chained,
    hand_in,
    right_answers,
    save,
)
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=4)


def live(site: Site, cast: Cast, hall: Hall, now=NOON) -> RoomNow:
    with Work.open(site, cast["zhao"], now, read_only=True) as work:
        return room_now(work, hall.exam_session_id, hall.room_id)


def states(room: RoomNow) -> list[SeatState]:
    return [seat.state for seat in room.seats if seat.state is not SeatState.EMPTY]


def test_each_seat_has_the_one_state_that_is_true(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    lin, bao, cheng, _ = hall.candidates
    for actor in (lin, bao, cheng):
        enter(app.test_client(), site, actor, NOON)
    seated = a_sitting(site, lin)
    save(site, seated, chained((1, "B"), (2, "A"), (2, "")))
    hand_in(site, a_sitting(site, bao))
    room = live(site, cast, hall)
    assert states(room) == [SeatState.ANSWERING, SeatState.HANDED_IN, SeatState.WAITING, SeatState.NOT_HERE]
    assert (room.seats[0].answered, room.seats[0].slots) == (1, 5)
    assert room.booked == 4
    assert not room.problems


@once
def test_a_browser_not_heard_of_for_two_minutes_is_a_problem(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    enter(app.test_client(), site, hall.lin, NOON)
    a_sitting(site, hall.lin)
    assert states(live(site, cast, hall, NOON + timedelta(minutes=2)))[0] is SeatState.ANSWERING
    room = live(site, cast, hall, NOON + timedelta(minutes=2, seconds=1))
    assert [seat.name for seat in room.problems] == [hall.lin.name]
    assert room.problems[0].heard_at == NOON


@once
def test_a_heartbeat_is_a_sign_of_life(client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock) -> None:
    enter(client, site, hall.lin, NOON)
    seated = a_sitting(site, hall.lin)
    clock.now = NOON + timedelta(minutes=5)
    whose = {"city": hall.lin.city_id, "sitting": str(seated.sitting_id), "epoch": 1, "lease": seated.lease.secret}
    for seconds in (0, 9, 11):
        clock.now = NOON + timedelta(minutes=5, seconds=seconds)
        assert client.post(SAVE_PATH, json={**whose, "events": []}).status_code == 200
    assert states(live(site, cast, hall, clock.now))[0] is SeatState.ANSWERING


@once
def test_a_sitting_past_its_deadline_is_a_problem(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    enter(app.test_client(), site, hall.lin, NOON)
    a_sitting(site, hall.lin)
    assert states(live(site, cast, hall, NOON + timedelta(minutes=91)))[0] is SeatState.OVERDUE


def test_a_full_room_takes_as_many_statements_as_an_empty_one(site: Site, cast: Cast, hall: Hall) -> None:
    counts = []
    for candidates in ((), hall.candidates):
        for actor in candidates:
            seated = a_sitting(site, actor)
            save(site, seated, right_answers(site, seated))
        seen: list[str] = []
        listener = lambda conn, cursor, statement, *rest, seen=seen: seen.append(statement)  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listener)
        live(site, cast, hall)
        event.remove(site.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@once
def test_the_invigilator_finds_the_rooms_of_today_in_the_menu(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    enter(client, site, cast["zhao"], NOON)
    address = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    assert address in client.get("/rooms/").text
    clock.now = NOON + timedelta(days=1)
    enter(client, site, cast["zhao"], clock.now)
    assert address not in client.get("/rooms/").text


@once
def test_the_room_page_names_everybody_and_reloads_itself(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    enter(client, site, cast["zhao"], NOON)
    a_sitting(site, hall.lin)
    page = client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}").text
    for actor in hall.candidates:
        assert actor.name in page
    polled = re.search(r'hx-get="([^"]+)"', page)
    assert polled is not None
    part = client.get(polled[1]).text
    assert 'id="room-now"' in part
    assert "<html" not in part


@once
@pytest.mark.parametrize("name", ["li", "zhou", "he", "qin", "ma"])
def test_others_do_not_enter_the_room(client: FlaskClient, site: Site, cast: Cast, hall: Hall, name: str) -> None:
    enter(client, site, cast[name], NOON)
    assert client.get("/rooms/").status_code == 403
    assert client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}").status_code == 403


@once
def test_a_candidate_does_not_enter_the_invigilators_room(client: FlaskClient, site: Site, hall: Hall) -> None:
    enter(client, site, hall.lin, NOON)
    assert client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}").status_code == 403


@once
def test_a_room_without_duty_does_not_exist(client: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    enter(client, site, cast["zhao"], NOON)
    assert client.get(f"/rooms/{uuid4()}/{hall.room_id}").status_code == 404
    assert client.get(f"/rooms/{hall.exam_session_id}/{uuid4()}").status_code == 404
    assert client.get(f"/rooms/{hall.exam_session_id}/{uuid4()}/now").status_code == 404


@once
def test_a_polling_page_leads_to_the_sign_in_when_its_session_has_ended(client: FlaskClient, hall: Hall) -> None:
    polled = client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/now", headers={"HX-Request": "true"})
    assert polled.headers["HX-Refresh"] == "true"
    assert polled.text == ""


def test_watching_a_room_for_an_hour_does_not_end_the_session(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock, sqlite_only: None
) -> None:
    enter(client, site, cast["zhao"], NOON)
    for minutes in range(0, 65, 5):
        clock.now = NOON + timedelta(minutes=minutes)
        assert client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/now").status_code == 200
