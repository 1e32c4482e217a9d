"""The pages of alerts: equal ones settled with one press, the room signed only afterwards."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from exam_app.operations import proctoring
from exam_app.operations.proctoring import Reported
from exam_app.terms import IdentityOutcome, SignalKind
from exam_app.work import Site, Work
from tests.builders.rooms import PIN, booking_of, give_pin
from tests.builders.sittings import Hall, a_hall, a_sitting, hand_in
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


@pytest.fixture
def tablet(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def left_the_window(site: Site, hall: Hall) -> None:
    for candidate in hall.candidates:
        seated = a_sitting(site, candidate)
        with Work.open(site, candidate, NOON) as work:
            proctoring.take_signals(work, seated.sitting_id, 1, [Reported(1, SignalKind.FOCUS_LOST, 4)])
        hand_in(site, seated)


def room_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}"


def keys(page: str) -> list[str]:
    return re.findall(r'name="alert" value="([^"]+)"', page)


def test_the_room_names_its_alerts_and_leads_to_them(tablet: FlaskClient, site: Site, hall: Hall) -> None:
    left_the_window(site, hall)
    page = tablet.get(room_of(hall)).text
    assert "2 alerts to settle" in page
    assert f'href="{room_of(hall)}/alerts"' in page
    assert 'data-alarm="0"' in page, "leaving the window makes no sound"


def test_equal_alerts_are_settled_with_one_press(tablet: FlaskClient, site: Site, hall: Hall) -> None:
    left_the_window(site, hall)
    page = tablet.get(f"{room_of(hall)}/alerts").text
    sent = {"cause": "left_window", "alert": keys(page), "found": "nothing", "note": "输入法弹窗"}
    answer = tablet.post(f"{room_of(hall)}/alerts", data=sent)
    assert answer.location == room_of(hall)
    page = tablet.get(f"{room_of(hall)}/alerts").text
    assert "No alert is open" in page
    assert page.count("输入法弹窗") == 2


def test_what_was_typed_stays_when_no_finding_was_chosen(tablet: FlaskClient, site: Site, hall: Hall) -> None:
    left_the_window(site, hall)
    first, second = keys(tablet.get(f"{room_of(hall)}/alerts").text)
    sent = {"cause": "left_window", "alert": first, "note": "弹窗"}
    answer = tablet.post(f"{room_of(hall)}/alerts", data=sent)
    assert answer.status_code == 422
    assert "Choose what you found." in answer.text
    assert 'value="弹窗"' in answer.text
    boxes = {key: "checked" in rest for key, rest in re.findall(r'name="alert" value="([^"]+)"([^>]*)', answer.text)}
    assert boxes == {first: True, second: False}


@pytest.mark.parametrize("key", ["", "x", "a:b:c", "1:late:1", "00000000-0000-0000-0000-000000000001:late:x"])
def test_an_alert_that_cannot_be_read_is_said(tablet: FlaskClient, site: Site, hall: Hall, key: str) -> None:
    answer = tablet.post(f"{room_of(hall)}/alerts", data={"cause": "late", "alert": key, "found": "nothing"})
    assert answer.status_code == 422
    assert "cannot be read" in answer.text


def test_the_room_is_signed_only_when_all_are_settled(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    left_the_window(site, hall)
    give_pin(site, cast["zhao"])
    with Work.open(site, cast["zhao"], NOON) as work:
        for candidate in hall.candidates:
            proctoring.check_identity(
                work, hall.exam_session_id, hall.room_id, booking_of(candidate), IdentityOutcome.SAME
            )
    clock.now = NOON + timedelta(minutes=31)
    enter(tablet, site, cast["zhao"], clock.now)
    with tablet.session_transaction() as session:
        session["locale"] = "en"
    pin = {"signer": str(cast["zhao"].person_id), "pin": PIN}
    answer = tablet.post(f"{room_of(hall)}/close", data=pin)
    assert answer.status_code == 409
    said = html.unescape(answer.text)
    assert "Seat 1: Left the examination's window." in said
    assert "2 alerts are open" in said
    alerts = keys(tablet.get(f"{room_of(hall)}/alerts").text)
    tablet.post(f"{room_of(hall)}/alerts", data={"cause": "left_window", "alert": alerts, "found": "admonished"})
    assert tablet.post(f"{room_of(hall)}/close", data=pin).status_code == 302
    assert "is closed" in tablet.get(f"{room_of(hall)}/close").text


def test_others_see_no_alerts(client: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    enter(client, site, cast["he"], NOON)
    assert client.get(f"{room_of(hall)}/alerts").status_code == 403


def test_what_is_asked_most_stands_on_the_room_page(tablet: FlaskClient, site: Site, hall: Hall) -> None:
    a_sitting(site, hall.lin)
    page = " ".join(re.sub(r"<[^>]+>", " ", tablet.get(room_of(hall)).text).split())
    assert "Time left 90 minutes" in page
    assert "Spare seats 28" in page


def test_the_room_page_asks_the_database_a_handful_of_times(tablet: FlaskClient, site: Site, hall: Hall) -> None:
    left_the_window(site, hall)
    statements: list[str] = []
    listener = lambda conn, cursor, statement, *rest: statements.append(statement)  # noqa: E731
    event.listen(site.engine, "before_cursor_execute", listener)
    tablet.get(room_of(hall))
    event.remove(site.engine, "before_cursor_execute", listener)
    asked = [statement for statement in statements if statement.startswith("SELECT")]
    assert len(asked) <= 28
