"""The pages of outages: the room says it, the time is given back with a reason, and the office sees all rooms."""

import html
import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import OutageShare
from exam_app.upkeep import round_of
from exam_app.work import Site, Work
from tests.builders.pulses import hear
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
LATER = NOON + timedelta(minutes=20)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=4)


@pytest.fixture
def seated(site: Site, hall: Hall) -> list[Seated]:
    """Three of four were silent for 3 min 20 s."""
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    silence = (NOON + timedelta(minutes=10), NOON + timedelta(minutes=13, seconds=20))
    hear(site, hall, sat, NOON, LATER, silent=sat[:3], silence=silence)
    return sat


def signed_in(app: Flask, site: Site, cast: Cast, clock: Clock, who: str, now: datetime = LATER) -> FlaskClient:
    clock.now = now
    client = app.test_client()
    enter(client, site, cast[who], now)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(room|began_at)" value="([^"]+)"', html.unescape(page)))


def shares(site: Site, cast: Cast) -> int:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return len(work.all(select(OutageShare)))


def test_the_room_says_it_and_the_time_is_given_back_with_a_reason(
    app: Flask, site: Site, cast: Cast, clock: Clock, hall: Hall, seated: list[Seated]
) -> None:
    tablet = signed_in(app, site, cast, clock, "zhao")
    room = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    said = tablet.get(room).text
    assert "3 of 4 computers were silent" in said
    assert f'href="{room}/outages"' in said
    page = tablet.get(f"{room}/outages").text
    assert "At most 3 min 20 s" in page
    refused = tablet.post(f"{room}/outages", data={**hidden(page), "reason": "", "decision": "give"})
    assert refused.status_code == 422
    assert "Enter the reason" in refused.text
    given = tablet.post(
        f"{room}/outages", data={**hidden(page), "reason": "跳闸", "decision": "give"}, follow_redirects=True
    )
    assert "3 candidates have the lost time back." in given.text
    assert "Nothing is left to give back" in given.text
    assert "跳闸" in given.text
    again = tablet.post(
        f"{room}/outages", data={**hidden(page), "reason": "跳闸", "decision": "give"}, follow_redirects=True
    )
    assert "was given back before" in again.text
    assert shares(site, cast) == 3
    assert "computers were silent" not in tablet.get(room).text


def test_the_office_sees_every_room_and_gives_the_time_back(
    app: Flask, site: Site, cast: Cast, clock: Clock, hall: Hall, seated: list[Seated]
) -> None:
    office = signed_in(app, site, cast, clock, "he")
    exam = f"/office/exam-sessions/{hall.exam_session_id}"
    assert f'href="{exam}/outages"' in office.get(exam).text
    page = office.get(f"{exam}/outages").text
    assert "3 of 4 computers were silent" in page
    assert (
        office.post(f"{exam}/outages", data={**hidden(page), "reason": "跳闸", "decision": "give"}).status_code == 302
    )
    assert shares(site, cast) == 3


@pytest.mark.parametrize(
    ("decision", "said"), [("give", "4 candidates have the lost time back."), ("refuse", "Not given back")]
)
def test_who_waits_for_it_stands_on_the_page_of_the_room_until_it_is_decided(
    app: Flask, site: Site, cast: Cast, clock: Clock, hall: Hall, decision: str, said: str
) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    back = NOON + timedelta(minutes=100)
    hear(site, hall, sat, NOON, back + timedelta(minutes=5), silent=sat, silence=(NOON + timedelta(minutes=85), back))
    round_of(site, back + timedelta(seconds=30))
    tablet = signed_in(app, site, cast, clock, "zhao", back + timedelta(minutes=2))
    room = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    assert "The time of 4 candidates stands: seats 1, 2, 3, 4" in tablet.get(room).text
    page = tablet.get(f"{room}/outages").text
    assert "their papers are closed" in page
    posted = {**hidden(page), "reason": "跳闸", "decision": decision}
    assert said in tablet.post(f"{room}/outages", data=posted, follow_redirects=True).text
    assert "candidates stands" not in tablet.get(room).text


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"room": "x"},
        {"decision": "both"},
        {"began_at": "x"},
        {"began_at": "2026-11-24T12:00:00"},
        {"began_at": "9" * 400},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_words(
    app: Flask, site: Site, cast: Cast, clock: Clock, hall: Hall, seated: list[Seated], posted: dict[str, str]
) -> None:
    tablet = signed_in(app, site, cast, clock, "zhao")
    page = f"/rooms/{hall.exam_session_id}/{hall.room_id}/outages"
    whole = {**hidden(tablet.get(page).text), "reason": "跳闸", "decision": "give"}
    sent = {**whole, **posted} if posted else {"reason": "跳闸"}
    assert tablet.post(page, data=sent).status_code == 422
    assert shares(site, cast) == 0


def test_nobody_else_opens_the_outages_of_a_room(
    app: Flask, site: Site, cast: Cast, clock: Clock, hall: Hall, seated: list[Seated]
) -> None:
    for who, status in (("he", 403), ("li", 403)):
        client = signed_in(app, site, cast, clock, who)
        assert client.get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/outages").status_code == status
    tablet = signed_in(app, site, cast, clock, "zhao")
    assert tablet.get(f"/rooms/{hall.exam_session_id}/{hall.exam_session_id}/outages").status_code == 404


def test_one_silent_computer_is_no_outage_and_the_page_says_what_to_do(
    app: Flask, site: Site, cast: Cast, clock: Clock, hall: Hall
) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    hear(site, hall, sat, NOON, LATER, silent=sat[:1], silence=(NOON + timedelta(minutes=5), LATER))
    page = signed_in(app, site, cast, clock, "zhao").get(f"/rooms/{hall.exam_session_id}/{hall.room_id}/outages").text
    assert "No outage was found" in page
