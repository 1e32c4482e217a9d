"""The pages of accommodations: the city asks and decides, the invigilator and the candidate see what is approved."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_app.operations import accommodations
from exam_app.terms import AccommodationKind
from exam_app.work import Site, Work
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


def at(app: Flask, site: Site, cast: Cast, who: str) -> FlaskClient:
    client = app.test_client()
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def page_of(hall: Hall) -> str:
    return f"/office/exam-sessions/{hall.exam_session_id}/accommodations"


def form(hall: Hall, **changes: str) -> dict[str, str]:
    said = {"candidate": str(hall.lin.booking_id), "kind": "extra_time", "minutes": "25", "reason": "视力不好"}
    return {**said, **changes}


def test_one_officer_asks_another_approves_and_the_seat_shows_it(
    app: Flask, site: Site, cast: Cast, hall: Hall
) -> None:
    he, lin, zhao = (at(app, site, cast, who) for who in ("he", "lin", "zhao"))
    assert page_of(hall) in he.get(f"/office/exam-sessions/{hall.exam_session_id}").text
    assert he.post(page_of(hall), data=form(hall)).location == page_of(hall)
    assert "Another officer decides." in he.get(page_of(hall)).text
    waiting = lin.get(page_of(hall)).text
    asked = re.search(r'value="(approve:[^"]+)"', waiting)
    assert asked is not None
    seat = f"/rooms/{hall.exam_session_id}/{hall.room_id}/seats/{hall.lin.booking_id}"
    before = zhao.get(seat)
    assert before.status_code == 200
    assert "Allowed for this candidate" not in before.text
    assert he.post(f"{page_of(hall)}/decide", data={"decision": asked[1]}).status_code == 409
    assert lin.post(f"{page_of(hall)}/decide", data={"decision": asked[1]}).location == page_of(hall)
    assert "approved" in lin.get(page_of(hall)).text
    shown = zhao.get(seat).text
    assert "25 minutes of extra time" in shown
    assert "视力不好" not in shown


def test_the_candidate_is_told_the_own_minutes(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    assert hall.lin.booking_id is not None
    with Work.open(site, cast["he"], NOON) as work:
        asked = accommodations.ask(
            work, hall.exam_session_id, hall.lin.booking_id, AccommodationKind.EXTRA_TIME, minutes=25, reason="视力不好"
        )
    with Work.open(site, cast["lin"], NOON) as work:
        accommodations.decide(work, hall.exam_session_id, asked, approve=True)
    for candidate, minutes in ((hall.lin, 115), (hall.bao, 90)):
        client = app.test_client()
        enter(client, site, candidate, NOON)
        assert f"{minutes} 分钟" in client.get("/exam/wait").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": "500"}, "Enter 1 to 120 minutes."),
        ({"minutes": "many"}, "whole number"),
        ({"reason": ""}, "Enter the reason: the second person decides by it."),
        ({"kind": "gold"}, "Choose what is needed."),
        ({"candidate": "nobody"}, "Choose the candidate."),
        ({"kind": "own_room"}, "The tickets are out, so seats stay."),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(
    app: Flask, site: Site, cast: Cast, hall: Hall, changes: dict[str, str], sentence: str
) -> None:
    answer = at(app, site, cast, "he").post(page_of(hall), data=form(hall, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    if "reason" not in changes:
        assert "视力不好" in answer.text


@pytest.mark.parametrize("decision", ["", "approve:", "approve:no-id", "maybe:01a20bb5-e600-7037-b405-1a6c16231aff"])
def test_a_decision_that_is_none_is_refused(app: Flask, site: Site, cast: Cast, hall: Hall, decision: str) -> None:
    answer = at(app, site, cast, "lin").post(f"{page_of(hall)}/decide", data={"decision": decision})
    assert answer.status_code == 422
    assert "Approve it or decline it." in answer.text


@pytest.mark.parametrize("who", ["li", "zhou", "zhao", "qin", "ma", "wu"])
def test_strangers_do_not_open_it(app: Flask, site: Site, cast: Cast, hall: Hall, who: str) -> None:
    assert at(app, site, cast, who).get(page_of(hall)).status_code == 403
