"""Check-in on the invigilator's tablet: without script, by script, and with the network off in a real browser."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import CheckIn
from exam_app.terms import CheckInWay
from exam_app.work import Site, Work
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


@pytest.fixture
def tablet(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def desk_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}/check-in"


def ways(site: Site, cast: Cast) -> list[CheckInWay]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return [row.way for row in work.all(select(CheckIn).order_by(CheckIn.id))]


def test_a_candidate_is_found_by_ticket_by_id_number_or_on_the_list(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    here = desk_of(hall)
    assert here in tablet.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}").text
    page = tablet.get(here).text
    assert "0 of 3 are here" in page
    shown = re.findall(r'data-number="([^"]+)"', page)
    typed = shown[1].replace("*", "7")
    for sent in (
        {"wanted": " 2611 2400 0000 01 "},
        {"wanted": typed.lower()},
        {"booking": str(booking_of(hall.candidates[2]))},
    ):
        assert "Checked in" in tablet.post(here, data=sent, follow_redirects=True).text
    assert set(ways(site, cast)) == set(CheckInWay)
    page = tablet.get(here).text
    assert "3 of 3 are here" in page and page.count("here since") == 3
    assert "Checked in before" in tablet.post(here, data={"wanted": "26112400000001"}, follow_redirects=True).text


@pytest.mark.parametrize("wanted", ["26112499999999", "nobody", "  "])
def test_who_is_not_of_this_room_is_said(tablet: FlaskClient, site: Site, cast: Cast, hall: Hall, wanted: str) -> None:
    answer = tablet.post(desk_of(hall), data={"wanted": wanted})
    assert answer.status_code == 422 and ways(site, cast) == []


def test_the_script_sends_what_was_noted_and_is_answered_for_each(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    at = int((NOON - timedelta(minutes=1)).timestamp() * 1000)
    arrivals = [
        {"client_id": str(uuid4()), "booking_id": str(booking_of(one)), "way": "list", "at": at + order}
        for order, one in enumerate(hall.candidates)
    ]
    for _ in range(2):
        answer = tablet.post(f"{desk_of(hall)}s", json={"arrivals": arrivals})
        assert [each["client_id"] for each in answer.get_json()["kept"]] == [each["client_id"] for each in arrivals]
        assert {each["shape"] for each in answer.get_json()["kept"]} <= {"done", "needs-you"}
    assert len(ways(site, cast)) == 3
    assert "csrf" in tablet.get(f"{desk_of(hall)}/token").get_json()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b'{"arrivals":[]}',
        b'{"arrivals":[{"client_id":"1","booking_id":"2","way":"list","at":1}]}',
        b'{"arrivals":[{"client_id":"019fee91-cb40-7a73-8a21-2587a840c9f1","booking_id":'
        b'"019fee91-cb40-7a73-8a21-2587a840c9f1","way":"luck","at":1}]}',
        b'{"arrivals":[{"client_id":"019fee91-cb40-7a73-8a21-2587a840c9f1","booking_id":'
        b'"019fee91-cb40-7a73-8a21-2587a840c9f1","way":"list","at":-1}]}',
    ],
)
def test_a_message_that_is_none_is_refused(tablet: FlaskClient, hall: Hall, sent: bytes) -> None:
    answer = tablet.post(f"{desk_of(hall)}s", data=sent, content_type="application/json")
    assert answer.status_code == 422 and answer.get_json()["sentence"]
