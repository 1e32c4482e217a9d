"""Pauses on the pages: what a candidate sees of one, and how invigilators and the office begin and end it."""

import html
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import Pause, Sitting
from exam_app.terms import SittingState
from exam_app.work import Site, Work
from tests.builders.pauses import ALARM, pause, pause_all, resume
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.lin)


def at(client: FlaskClient, site: Site, actor: Any) -> FlaskClient:
    """Signed in, in English."""
    enter(client, site, actor, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def room_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}"


def seat_of(hall: Hall) -> str:
    return f"{room_of(hall)}/seats/{booking_of(hall.lin)}"


def state_of(site: Site, lin: Seated) -> SittingState:
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        return work.get(Sitting, lin.sitting_id).state


def pauses(site: Site, cast: Cast) -> list[Pause]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(work.all(select(Pause).order_by(Pause.begun_at)))


def sat_down(client: FlaskClient, site: Site, hall: Hall) -> tuple[str, dict[str, Any]]:
    """The paper's page and the block of its script, after beginning or going on."""
    at(client, site, hall.lin)
    address = client.post("/exam/start").location
    return address, config_on(client.get(address).text)


def config_on(page: str) -> dict[str, Any]:
    block = re.search(r'id="sitting-config">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    return json.loads(html.unescape(block[1]))  # type: ignore[no-any-return]


# -- the candidate ------------------------------------------------------------------------------------------------


def test_the_page_covers_the_questions_while_the_time_stands(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    address, _ = sat_down(client, site, hall)
    on = pause(site, cast["zhao"], hall, None, now=NOON + MINUTE)
    clock.now = NOON + 30 * MINUTE
    page = client.get(address).text
    assert 'id="exam-screen" hidden' in page
    assert "Your answers are kept. Please stay seated." in page
    assert "89 min 0 s left" in page
    config = config_on(page)
    assert config["standing"] == "paused"
    assert config["deadline_ms"] - config["server_ms"] == 89 * 60_000
    resume(site, cast["zhao"], hall, on.pause_id, now=clock.now)
    page = client.get(address).text
    assert 'id="exam-screen" hidden' not in page
    assert config_on(page)["standing"] == ""


def test_the_acknowledgement_tells_of_the_pause_and_how_much_is_left(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    _, config = sat_down(client, site, hall)
    body = {name: config[name] for name in ("city", "sitting", "epoch", "lease")} | {"events": []}
    assert client.post(config["save_url"], json=body).json["standing"] == ""
    pause(site, cast["zhao"], hall, hall.lin, now=NOON + timedelta(seconds=77))
    for later in (2, 50):
        clock.now = NOON + later * MINUTE
        told = client.post(config["save_url"], json=body).json
        assert told["standing"] == "paused"
        assert told["deadline_ms"] - told["server_ms"] == 90 * 60_000 - 77_000


def test_without_script_nothing_is_looked_through_or_handed_in_during_a_pause(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    address, _ = sat_down(client, site, hall)
    pause(site, cast["zhao"], hall, None)
    assert client.get(f"{address}/review").location == address
    assert client.get(f"{address}/confirm").location == address
    answer = client.post(f"{address}/hand-in")
    assert answer.status_code == 409
    assert "paused" in answer.text
    saved = client.post(f"{address}/answers", data={"slot": "1", "value": "A", "marked": "0"})
    assert saved.status_code == 302  # what a form sends that was open before is kept


# -- the invigilator ----------------------------------------------------------------------------------------------


def nonce_on(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="nonce"[^>]*value="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("place", [room_of, seat_of])
def test_a_room_or_a_seat_is_paused_with_a_reason_and_goes_on(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, lin: Seated, place: Any
) -> None:
    tablet, here = at(client, site, cast["zhao"]), place(hall)
    assert f'href="{here}/pause"' in tablet.get(here).text
    refused = tablet.post(f"{here}/pause", data={"nonce": nonce_on(tablet, f"{here}/pause"), "reason": ""})
    assert refused.status_code == 422
    assert "Enter the reason" in refused.text
    begun = tablet.post(f"{here}/pause", data={"nonce": nonce_on(tablet, f"{here}/pause"), "reason": ALARM})
    assert begun.location == here
    assert state_of(site, lin) is SittingState.PAUSED
    assert ALARM in tablet.get(here).text
    assert "Paused" in tablet.get(room_of(hall)).text
    (on,) = pauses(site, cast)
    end = f"{room_of(hall)}/pauses/{on.id}/end"
    assert end in tablet.get(f"{here}/pause").text
    assert tablet.post(end).location == room_of(hall)
    assert state_of(site, lin) is SittingState.IN_PROGRESS
    assert "1 candidate goes on." in tablet.get(room_of(hall)).text


def test_a_pause_that_came_too_late_is_said_and_the_reason_is_still_there(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    tablet, page = at(client, site, cast["zhao"]), f"{room_of(hall)}/pause"
    nonce = nonce_on(tablet, page)
    pause(site, cast["zhao"], hall, None)
    answer = tablet.post(page, data={"nonce": nonce, "reason": "停电很久"})
    assert answer.status_code == 422
    assert "It is paused already." in answer.text


def test_the_seat_keeps_the_history_of_its_pauses(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, None)
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 3 * MINUTE)
    page = at(client, site, cast["zhao"]).get(seat_of(hall)).text
    assert ALARM in page
    assert "Went on at" in page


def test_another_room_is_nobodys_business(client: FlaskClient, site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    on = pause(site, cast["zhao"], hall, None)
    at(client, site, cast["he"])
    assert client.get(f"{room_of(hall)}/pause").status_code in (302, 403, 404)
    elsewhere = f"/rooms/{hall.exam_session_id}/{uuid4()}"
    at(client, site, cast["zhao"])
    assert client.get(f"{elsewhere}/pause").status_code == 404
    assert client.post(f"{elsewhere}/pauses/{on.pause_id}/end").status_code == 404
    assert client.post(f"{room_of(hall)}/pauses/{UUID(int=0)}/end").status_code == 404


# -- the office ---------------------------------------------------------------------------------------------------


def test_the_office_pauses_all_rooms_and_lets_them_go_on(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    desk, here = at(client, site, cast["he"]), f"/office/exam-sessions/{hall.exam_session_id}"
    assert f'href="{here}/pause"' in desk.get(here).text
    assert desk.post(f"{here}/pause", data={"nonce": str(uuid4()), "reason": " "}).status_code == 422
    begun = desk.post(f"{here}/pause", data={"nonce": nonce_on(desk, f"{here}/pause"), "reason": ALARM})
    assert begun.location == here
    assert state_of(site, lin) is SittingState.PAUSED
    assert "in all rooms the time stands" in desk.get(here).text
    (on,) = pauses(site, cast)
    assert f"/pauses/{on.id}/end" in desk.get(f"{here}/pause").text
    assert desk.post(f"{here}/pauses/{on.id}/end").location == here
    assert state_of(site, lin) is SittingState.IN_PROGRESS
    assert "Went on at" in desk.get(here).text


def test_the_invigilator_sees_that_the_city_paused_all_rooms(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    pause_all(site, cast, hall)
    page = at(client, site, cast["zhao"]).get(room_of(hall)).text
    assert "All rooms paused" in page
    assert "the city ends it" in page
