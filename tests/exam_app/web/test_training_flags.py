"""Questions about training records at the browser: the unit answers, the county reads and notes."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_app.actors import the_system
from exam_app.operations.training_flags import look_through
from exam_app.queries.training_flags import flags
from exam_app.work import Site, Work
from tests.builders.lessons import a_lesson, confirmed
from tests.builders.training import trained
from tests.cast import CITY, NOON, Cast, enter

pytestmark = pytest.mark.usefixtures("sqlite_only")


def browser(app: Flask, site: Site, who: object) -> FlaskClient:
    client = app.test_client()
    enter(client, site, who, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def flag_id(site: Site, cast: Cast) -> str:
    """A class of twelve whom the trainer alone confirmed."""
    course = trained(site, cast, 12)
    confirmed(site, cast, a_lesson(site, cast, course.course_id), course.people)
    with Work.open(site, the_system(CITY), NOON + timedelta(hours=14)) as work:
        assert look_through(work, work.today) == 1
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        return str(flags(work).listing.rows[0].id)


def test_the_desk_asks_and_the_answer_stands_beside_the_question(
    app: Flask, site: Site, cast: Cast, flag_id: str
) -> None:
    clerk = browser(app, site, cast["li"])
    assert "1 question about your records" in clerk.get("/training/").text
    page = clerk.get(f"/training/flags/{flag_id}").text
    assert "12 of 12 people of one course never scanned a code" in page
    assert "What may explain it:" in page
    assert clerk.post(f"/training/flags/{flag_id}", data={"words": ""}).status_code == 422
    too_long = clerk.post(f"/training/flags/{flag_id}", data={"words": "x" * 601})
    assert too_long.status_code == 422
    assert "x" * 601 in too_long.text
    answered = clerk.post(f"/training/flags/{flag_id}", data={"words": "no network that day"}, follow_redirects=True)
    assert "no network that day" in answered.text
    assert "question about your records" not in clerk.get("/training/").text


def test_the_county_reads_the_answer_and_notes_what_it_makes_of_it(
    app: Flask, site: Site, cast: Cast, flag_id: str
) -> None:
    browser(app, site, cast["li"]).post(f"/training/flags/{flag_id}", data={"words": "no network that day"})
    county = browser(app, site, cast["zhou"])
    assert "1 answer to read" in county.get("/office/training-flags").text
    address = f"/office/training-flags/{flag_id}"
    assert "no network that day" in county.get(address).text
    assert "Choose what you make of it." in county.post(address, data={"words": "fine"}).text
    county.post(address, data={"reading": "explained", "words": "paper list seen"})
    assert "paper list seen" in browser(app, site, cast["li"]).get(f"/training/flags/{flag_id}").text


def test_strangers_find_no_flag(app: Flask, site: Site, cast: Cast, flag_id: str) -> None:
    assert browser(app, site, cast["gao"]).get(f"/training/flags/{flag_id}").status_code == 404
    assert browser(app, site, cast["shi"]).get(f"/office/training-flags/{flag_id}").status_code == 404
    assert browser(app, site, cast["feng"]).get(f"/training/flags/{flag_id}").status_code == 403
