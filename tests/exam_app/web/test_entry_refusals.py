"""Refusing entry through the browsers of invigilator, city and candidate."""

import re
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.actors import Actor
from exam_app.models import EntryRefusal
from exam_app.work import Site, Work
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.operations.test_entry_refusals import WORDS

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


def at(client: FlaskClient, site: Site, who: Actor) -> FlaskClient:
    enter(client, site, who, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def the_refusal(site: Site, cast: Cast) -> UUID:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (found,) = work.all(select(EntryRefusal.id))
    return found


def test_an_invigilator_proposes_the_city_signs_and_the_candidate_reads_why(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    room = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    address = f"{room}/seats/{hall.lin.booking_id}/refuse"
    door = at(client, site, cast["zhao"])
    assert address in door.get(f"{room}/check-in").text
    assert address in door.get(f"{room}/seats/{hall.lin.booking_id}").text
    assert 'name="ground"' in door.get(address).text
    wrong = door.post(address, data={"nonce": str(uuid4()), "ground": "identity", "words": ""})
    assert wrong.status_code == 422
    data = {"nonce": str(uuid4()), "ground": "identity", "words": WORDS}
    assert door.post(address, data=data).location == address
    page = door.get(address).text
    assert WORDS in page and "a second person signs" in page and "Sign: do not let in" not in page
    refusal_id = the_refusal(site, cast)
    assert door.post(f"{room}/refusals/{refusal_id}", data={"act": "sign"}).status_code == 409
    desk = at(client, site, cast["he"])
    office = f"/office/exam-sessions/{hall.exam_session_id}/entry-refusals"
    assert office in desk.get(f"/office/exam-sessions/{hall.exam_session_id}").text
    assert WORDS in desk.get(office).text
    assert desk.get(f"{office}/{refusal_id}/picture.jpg").status_code == 404
    assert desk.post(f"{office}/{refusal_id}", data={"act": "sign"}).location == office
    page = at(client, site, cast["zhao"]).get(f"{room}/check-in").text
    assert re.search(r'data-state="refused">not let in', page)
    home = at(client, site, hall.lin).get("/exam/").text
    assert "You were not let in" in home and "Is not the person" in home and WORDS not in home
    assert "You were not let in" not in at(client, site, hall.bao).get("/exam/").text


def test_a_stranger_reaches_neither_page_nor_picture(client: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    room = f"/rooms/{hall.exam_session_id}/{hall.room_id}"
    for name in ("li", "zhou"):
        stranger = at(client, site, cast[name])
        assert stranger.get(f"{room}/seats/{hall.lin.booking_id}/refuse").status_code == 403
        assert stranger.get(f"/office/exam-sessions/{hall.exam_session_id}/entry-refusals").status_code == 403
