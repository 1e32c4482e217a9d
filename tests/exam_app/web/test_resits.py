"""Resits and components through a browser's eyes."""

import io
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.actors import Actor
from exam_app.models import Booking
from exam_app.work import Site, Work
from tests.builders.components import MARKED, examiners, mark, physical_test
from tests.builders.registrations import approved
from tests.builders.resits import AFTER, next_examination, over, released
from tests.builders.scheduling import booked
from tests.builders.sittings import a_closed_hall, a_hall
from tests.cast import NOON, Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
OUTAGE = {"whom": "everybody", "ground": "outage", "reason": "停电", "evidence": "document", "document": "供电记录88号"}


def at_desk(client: FlaskClient, site: Site, actor: Actor, now: datetime = NOON) -> FlaskClient:
    enter(client, site, actor, now)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_a_resit_shows_its_number_and_that_it_is_free(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    exam_session_id = next_examination(site, cast, hall)
    page = at_desk(client, site, cast["he"]).get(f"/office/exam-sessions/{exam_session_id}/bookings").text
    assert page.count("2: Resit, free") == 2
    assert "notice of the Ministry of Public Security" in page


def test_a_rule_of_the_office_is_set_and_shown(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast["he"])
    typed = {"since-year": "2026", "since-month": "12", "since-day": "1", "document": "云公治〔2026〕3号"}
    refused = desk.post("/office/resit-rules/new", data={**typed, "waiting_days": "0"})
    assert refused.status_code == 422
    assert "Enter 1 to 3650" in refused.text and "云公治〔2026〕3号" in refused.text
    shown = desk.post("/office/resit-rules/new", data={**typed, "waiting_days": "14"}, follow_redirects=True).text
    assert "Days to wait after an attempt: 14" in shown and "not today" in shown


def test_a_make_up_takes_two_people(client: FlaskClient, site: Site, cast: Cast, clock: Clock) -> None:
    hall = over(site, cast)
    clock.now = AFTER
    address = f"/office/exam-sessions/{hall.exam_session_id}/make-ups"
    desk = at_desk(client, site, cast["he"], AFTER)
    refused = desk.post(f"{address}/new", data={**OUTAGE, "document": ""})
    assert refused.status_code == 422 and "Name the document" in refused.text and "停电" in refused.text
    nobody = desk.post(f"{address}/new", data={**OUTAGE, "whom": "some"})
    assert "Tick every candidate" in nobody.text
    waiting = desk.post(f"{address}/new", data=OUTAGE, follow_redirects=True).text
    assert "a second person signs" in waiting and 'value="sign"' not in waiting
    second = at_desk(client, site, cast["lin"], AFTER)
    page = second.get(address).text
    act = f"{address}/" + page.split(f'action="{address}/', 1)[1].split('"', 1)[0]
    assert "granted" in second.post(act, data={"act": "sign"}, follow_redirects=True).text


def test_components_are_added_and_examiners_assigned(client: FlaskClient, site: Site, cast: Cast) -> None:
    people = examiners(site, cast)
    exam_session_id = booked(site, cast, approved(site, cast))
    desk = at_desk(client, site, cast["he"])
    address = f"/office/exam-sessions/{exam_session_id}/components"
    typed = {"kind": "physical", "full_mark": "100", "pass_mark": "101", "limit_percent": "10", "is_required": "y"}
    assert "Enter 1 to 100." in desk.post(address, data=typed).text
    page = desk.post(address, data={**typed, "pass_mark": "60"}, follow_redirects=True).text
    assert "two are needed" in page
    part = page.split(f"{address}/", 1)[1].split('"', 1)[0].split("/")[0]
    same = {"first": str(people[0].person_id), "second": str(people[0].person_id), "third": "nobody"}
    assert "another place" in desk.post(f"{address}/{part}", data=same).text
    chosen = {**same, "second": str(people[1].person_id)}
    assert "考官1、考官2" in desk.post(f"{address}/{part}", data=chosen, follow_redirects=True).text


def test_an_examiner_marks_on_the_own_sheet(client: FlaskClient, site: Site, cast: Cast, clock: Clock) -> None:
    hall = a_closed_hall(site, cast)
    people = examiners(site, cast)
    part = physical_test(site, cast, hall, people)
    first, second, third = (actor.booking_id for actor in hall.candidates)
    mark(site, people[1], part, {first: 91})  # type: ignore[dict-item]
    clock.now = MARKED
    desk = at_desk(client, site, people[0], MARKED)
    address = f"/rooms/sheets/{part}"
    assert "91" not in desk.get(address).text
    wrong = desk.post(address, data={f"points-{first}": "70", f"points-{second}": "101"})
    assert wrong.status_code == 422 and "Enter 0 to 100." in wrong.text and 'value="70"' in wrong.text
    letters = desk.post(address, data={f"points-{first}": "siebzig"})
    assert "Enter a whole number." in letters.text
    assert "Nothing was filled in" in desk.post(address, data={}).text
    done = desk.post(address, data={f"points-{first}": "70", f"absent-{third}": "1"}, follow_redirects=True).text
    assert "2 candidates marked." in done and "did not come" in done
    stranger = at_desk(client, site, cast["zhao"], MARKED)
    assert stranger.get(address).status_code == 404


def test_a_component_that_failed_is_said_to_the_candidate(
    client: FlaskClient, site: Site, cast: Cast, clock: Clock
) -> None:
    hall = a_closed_hall(site, cast)
    people = examiners(site, cast)
    part = physical_test(site, cast, hall, people)
    for examiner in people:
        mark(site, examiner, part, {actor.booking_id: 50 for actor in hall.candidates if actor.booking_id})
    released(site, cast, hall.exam_session_id)
    clock.now = AFTER
    page = at_desk(client, site, hall.lin, AFTER).get("/exam/").text
    assert "Theory passed, not passed: Physical test" in page and "Mean of 50 and 50." in page
    results = at_desk(client, site, cast["he"], AFTER).get(f"/office/results/{hall.exam_session_id}").text
    assert "Component not passed" in results and "Theory passed" in results


def test_who_has_the_theory_behind_sits_it_no_more(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    physical_test(site, cast, hall, examiners(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        work.get(Booking, hall.lin.booking_id).components = ["physical"]  # type: ignore[arg-type]
    browser = at_desk(client, site, hall.lin)
    assert "You have passed the theory" in browser.get("/exam/").text
    assert browser.get("/exam/confirm").status_code == 302
    assert browser.post("/exam/start").status_code == 409
    address = f"/office/exam-sessions/{hall.exam_session_id}/tickets.pdf"
    pages = PdfReader(io.BytesIO(at_desk(client, site, cast["he"]).get(address).data)).pages
    assert "体能" in "".join(page.extract_text() for page in pages)
