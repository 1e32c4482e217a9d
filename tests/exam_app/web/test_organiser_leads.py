"""Leads against the organiser at the browser: from the start page or the report to a closed lead."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_app.actors import Actor
from exam_app.work import Site
from tests.builders.sittings import Hall
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.operations.test_conformance import held, report
from tests.exam_app.operations.test_organiser_leads import REASON, WORDS

pytestmark = pytest.mark.usefixtures("sqlite_only")
LIST = "/office/organiser-leads"


def browser(app: Flask, site: Site, who: Actor) -> FlaskClient:
    client = app.test_client()
    enter(client, site, who, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    found = held(site, cast, signed=False)
    report(site)
    return found


def lead_at(page: str) -> str:
    """The lead of the room that nobody signed."""
    found = re.search(rf'href="({LIST}/[0-9a-f-]+)">Open<span class="visually-hidden"> Everybody on duty signed', page)
    assert found is not None
    return found[1]


def test_the_start_page_and_the_report_lead_to_it(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    city = browser(app, site, cast["he"])
    start = city.get("/office/exam-sessions").text
    assert re.search(r"\d leads against the organiser are open", start)
    assert f'href="{LIST}"' in start
    address = lead_at(city.get(LIST).text)
    assert f'href="{address}"' in city.get(f"/office/exam-sessions/{hall.exam_session_id}/conformance").text


def test_one_answers_another_closes_and_nothing_typed_is_lost(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    he, lin = browser(app, site, cast["he"]), browser(app, site, cast["lin"])
    address = lead_at(he.get(LIST).text)
    assert he.post(address, data={"words": ""}).status_code == 422
    too_long = he.post(address, data={"words": "x" * 1001})
    assert (too_long.status_code, "x" * 1001 in too_long.text) == (422, True)
    answered = he.post(address, data={"words": WORDS}, follow_redirects=True).text
    assert WORDS in answered
    assert "You answered this lead. A second person has to close it." in answered
    closing = re.search(rf'action="({address}/close/[0-9a-f-]+)"', lin.get(address).text)
    assert closing is not None
    own = he.post(closing[1], data={"reason": REASON})
    assert (own.status_code, "A second person has to close it" in own.text) == (422, True)
    assert lin.post(closing[1], data={"reason": " "}).status_code == 422
    assert lin.post(closing[1], data={"reason": REASON}).status_code == 302
    settled = lin.get(address).text
    assert REASON in settled
    assert "<textarea" not in settled
    late = he.post(address, data={"words": "One thing more."})
    assert (late.status_code, "closed already" in late.text) == (422, True)
    assert address in lin.get(f"{LIST}?show=closed").text
    assert address not in lin.get(f"{LIST}?show=open").text


def test_the_auditor_reads_the_list_and_each_lead_and_changes_nothing(
    app: Flask, site: Site, cast: Cast, hall: Hall
) -> None:
    address = lead_at(browser(app, site, cast["he"]).get(LIST).text).replace("/office/", "/oversight/")
    auditor = browser(app, site, cast["ma"])
    assert 'href="/oversight/organiser-leads"' in auditor.get("/oversight/conformance").text
    assert f'href="{address}"' in auditor.get("/oversight/organiser-leads").text
    assert f'href="{address}"' in auditor.get(f"/oversight/conformance/{hall.exam_session_id}").text
    page = auditor.get(address)
    assert (page.status_code, "<textarea" in page.text) == (200, False)
    assert auditor.post(address, data={"words": WORDS}).status_code in (403, 404, 405)


def test_nobody_else_reads_leads(app: Flask, site: Site, cast: Cast, hall: Hall) -> None:
    address = lead_at(browser(app, site, cast["he"]).get(LIST).text)
    invigilator = browser(app, site, cast["zhao"])
    for closed in (LIST, address, "/oversight/organiser-leads"):
        assert invigilator.get(closed).status_code in (403, 404)
