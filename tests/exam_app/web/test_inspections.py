"""The pages of the roving inspector, and where the city assigns one."""

import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from exam_app.actors import Actor
from exam_app.terms import VisitDefect
from exam_app.work import Site
from tests.builders.sittings import Hall, a_hall, a_sitting
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.operations.test_inspections import assign, free_colleague, left_the_window, visit

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


@pytest.fixture
def sun(site: Site, cast: Cast, hall: Hall) -> Actor:
    inspector = free_colleague(site, cast, hall)
    assign(site, cast, hall, inspector)
    return inspector


def as_person(client: FlaskClient, site: Site, who: Actor) -> FlaskClient:
    enter(client, site, who, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def of_inspector(hall: Hall) -> str:
    return f"/rooms/inspect/{hall.exam_session_id}"


def test_from_the_first_page_to_a_visit_entered(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, sun: Actor
) -> None:
    left_the_window(site, hall.lin)
    tablet = as_person(client, site, sun)
    assert f'href="{of_inspector(hall)}"' in tablet.get("/rooms/").text
    page = tablet.get(of_inspector(hall)).text
    assert "1 room is not visited yet" in page
    assert "1 alert" in page
    address = f"{of_inspector(hall)}/{hall.room_id}"
    assert f'href="{address}"' in page
    page = tablet.get(address).text
    nonce = re.search(r'name="nonce"[^>]*value="([^"]+)"', page)
    assert nonce is not None
    sent = {"nonce": nonce[1], "defects": ["premises", "staff"], "note": "后门未关"}
    assert tablet.post(address, data=sent).location == of_inspector(hall)
    assert "Every room was visited" in tablet.get(of_inspector(hall)).text
    room = as_person(client, site, cast["zhao"]).get(f"/rooms/{hall.exam_session_id}/{hall.room_id}").text
    assert "后门未关" in room
    assert sun.name in room


def test_what_was_ticked_stays_when_a_word_is_missing(client: FlaskClient, site: Site, hall: Hall, sun: Actor) -> None:
    address = f"{of_inspector(hall)}/{hall.room_id}"
    answer = as_person(client, site, sun).post(address, data={"nonce": str(uuid4()), "defects": ["other"]})
    assert answer.status_code == 422
    assert "Say in words what the other defect is." in answer.text
    assert re.search(r'value="other" checked', answer.text)


def test_an_inspector_notes_an_incident_and_comes_back(client: FlaskClient, site: Site, hall: Hall, sun: Actor) -> None:
    tablet = as_person(client, site, sun)
    address = f"/rooms/{hall.exam_session_id}/{hall.room_id}/incident"
    data = {"nonce": str(uuid4()), "choosing": "1", "kind": "disturbance", "severity": "minor"}
    assert tablet.get(address).status_code == 200
    assert tablet.post(address, data=data).location == f"{of_inspector(hall)}/{hall.room_id}"
    page = tablet.get(f"{of_inspector(hall)}/{hall.room_id}").text
    assert "1 incident" in page
    found = re.search(r'href="(/rooms/[^"]+/incidents/[^"]+)"', page)
    assert found is not None
    assert f'href="{of_inspector(hall)}/{hall.room_id}"' in tablet.get(found[1]).text


def test_an_inspector_does_not_enter_what_supervising_needs(
    client: FlaskClient, site: Site, hall: Hall, sun: Actor
) -> None:
    tablet = as_person(client, site, sun)
    room = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    for page in ("", "/alerts", "/close", "/check-in", "/time", "/pause", f"/seats/{hall.lin.booking_id}"):
        assert tablet.get(room + page).status_code == 404, page


def test_strangers_inspect_nothing(client: FlaskClient, site: Site, cast: Cast, hall: Hall, sun: Actor) -> None:
    for name, status in (("zhao", 404), ("he", 403), ("li", 403)):
        stranger = as_person(client, site, cast[name])
        assert stranger.get(of_inspector(hall)).status_code == status
        assert stranger.get(f"{of_inspector(hall)}/{hall.room_id}").status_code == status


def test_the_city_assigns_and_releases_an_inspector(client: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    colleague = free_colleague(site, cast, hall)
    office = as_person(client, site, cast["he"])
    address = f"/office/exam-sessions/{hall.exam_session_id}/invigilators"
    sent = {"person": str(colleague.person_id)}
    assert office.post(address, data={**sent, "act": "inspect"}).status_code == 302
    page = office.get(address).text
    assert "inspects the rooms" in page
    assert office.post(address, data={**sent, "act": "release_inspector"}).status_code == 302
    assert "inspects the rooms" not in office.get(address).text
    refused = office.post(address, data={"person": str(cast["zhao"].person_id), "act": "inspect"})
    assert "cannot inspect it" in refused.text


def test_the_record_and_the_close_page_show_the_visit(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, sun: Actor
) -> None:
    a_sitting(site, hall.lin)
    visit(site, sun, hall, VisitDefect.PREMISES, note="后门未关")
    tablet = as_person(client, site, cast["zhao"])
    room = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    assert "后门未关" in tablet.get(f"{room}/close").text
    assert tablet.get(f"{room}/record.pdf").data.startswith(b"%PDF")
