"""A room moved through the browsers of two officers and of somebody who sits in it."""

import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.actors import Actor, Role
from exam_app.operations import places
from exam_app.queries.room_moves import room_moves_of
from exam_app.work import Site, Work
from tests.builders.applicants import an_applicant
from tests.builders.registrations import approved
from tests.builders.scheduling import bookings, published, seated
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
SAME_TIME = {"date-year": "2026", "date-month": "12", "date-day": "1", "clock": "9:00", "reason": "302室空调故障"}


def as_viewer(client: FlaskClient, site: Site, actor: Actor) -> FlaskClient:
    enter(client, site, actor, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def another_room(site: Site, cast: Cast) -> str:
    with Work.open(site, cast["wu"], NOON) as work:
        return str(places.add_room(work, centre_id=cast.centre, name="401室", rows=2, columns=2))


def test_two_officers_move_a_room_and_its_people_read_where_they_sit_now(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (registration_id,) = approved(site, cast)
    exam_session_id, room = published(site, cast, [registration_id]), another_room(site, cast)
    here = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}"
    as_viewer(client, site, cast["he"])
    assert f"{here}/move" in client.get(f"{here}/seats").text
    page = client.get(f"{here}/move").text
    assert 'value="9:00"' in page and 'value="2026"' in page and "401室, 4 seats" in page
    refused = client.post(f"{here}/move", data={**SAME_TIME, "room": str(cast.room)})
    assert refused.status_code == 422
    assert "They sit in this room at this moment already" in refused.text and "空调故障" in refused.text
    page = client.post(f"{here}/move", data={**SAME_TIME, "room": room}, follow_redirects=True).text
    assert "A second person confirms" in page and "Confirm, tell everybody" not in page
    as_viewer(client, site, cast["lin"])
    assert "waits for a second person" in client.get("/office/exam-sessions").text
    with Work.open(site, cast["lin"], NOON, read_only=True) as work:
        (move,) = room_moves_of(work, exam_session_id)
    page = client.post(f"{here}/moves/{move.id}", data={"act": "confirm"}, follow_redirects=True).text
    assert "Notices that wait in the outbox now: 1" in page and "Rooms that were moved" in page

    as_viewer(client, site, an_applicant(site, cast, registration_id))
    page = client.get("/application/").text
    assert "From 302室, 2026-12-01 09:00, to 401室, 2026-12-01 09:00" in page and "空调故障" in page
    ticket = PdfReader(io.BytesIO(client.get("/application/ticket.pdf").data))
    assert "替换原302室" in "".join(ticket.pages[0].extract_text().split())
    (booking,) = bookings(site, cast, exam_session_id)
    candidate = Actor(Role.CANDIDATE, city_id=booking.city_id, person_id=booking.person_id, booking_id=booking.id)
    assert "From 302室" in as_viewer(client, site, candidate).get("/exam/").text


def test_a_proposal_is_dropped_by_one_button(client: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id, room = published(site, cast, approved(site, cast)), another_room(site, cast)
    here = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}"
    as_viewer(client, site, cast["he"]).post(f"{here}/move", data={**SAME_TIME, "room": room})
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (move,) = room_moves_of(work, exam_session_id)
    page = client.post(f"{here}/moves/{move.id}", data={"act": "drop"}, follow_redirects=True).text
    assert "The change was dropped" in page and {each.room_id for each in bookings(site, cast, exam_session_id)} == {
        cast.room
    }


def test_before_tickets_are_out_one_person_moves_it(client: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id, room = seated(site, cast, approved(site, cast, 2)), another_room(site, cast)
    here = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}"
    page = as_viewer(client, site, cast["he"]).post(
        f"{here}/move", data={**SAME_TIME, "room": room}, follow_redirects=True
    )
    assert "The room is moved." in page.text
    assert {str(each.room_id) for each in bookings(site, cast, exam_session_id)} == {room}


@pytest.mark.parametrize("wrong", [{"room": "x"}, {"room": ""}, {"clock": "25:00"}, {"date-day": "32"}, {"reason": ""}])
def test_bad_input_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, site: Site, cast: Cast, wrong: dict[str, str]
) -> None:
    exam_session_id, room = seated(site, cast, approved(site, cast)), another_room(site, cast)
    here = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}/move"
    sent = {**SAME_TIME, "room": room, **wrong}
    answer = as_viewer(client, site, cast["he"]).post(here, data=sent)
    assert answer.status_code == 422 and 'value="2026"' in answer.text
    assert {each.room_id for each in bookings(site, cast, exam_session_id)} == {cast.room}
