"""The seat plan of a room through the city's browser, and on paper."""

import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.operations import places, scheduling
from exam_app.work import Site, Work
from tests.builders.registrations import approved
from tests.builders.scheduling import booked, bookings, published, seated
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def as_officer(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["he"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def printed(data: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def test_the_plan_is_drawn_anew_by_one_button_while_no_ticket_is_out(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 12))
    before = {booking.id: booking.seat_id for booking in bookings(site, cast, exam_session_id)}
    address = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}/seats"
    as_officer(client, site, cast)
    assert address in client.get(f"/office/exam-sessions/{exam_session_id}").text
    page = client.get(address).text
    assert "unit A" in page and "Draw 1" in page and "Plan anew" in page
    answer = client.post(f"{address}/anew", follow_redirects=True)
    assert "12 candidates have a seat." in answer.text
    assert {booking.id: booking.seat_id for booking in bookings(site, cast, exam_session_id)} != before
    assert "Draw 2" in client.get(address).text


def test_once_tickets_are_out_the_page_says_why_seats_stay(client: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 2))
    address = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}/seats"
    page = as_officer(client, site, cast).get(address).text
    assert "Plan anew" not in page and "The tickets with their seats are out" in page
    refused = client.post(f"{address}/anew")
    assert refused.status_code == 409 and "seats are not drawn again" in refused.text


def test_who_stays_close_is_listed_with_the_reason(client: FlaskClient, site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        narrow = places.add_room(work, centre_id=cast.centre, name="303室", rows=1, columns=3)
    exam_session_id = booked(site, cast, approved(site, cast, 3))
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [narrow])
    page = as_officer(client, site, cast).get(f"/office/exam-sessions/{exam_session_id}/rooms/{narrow}/seats").text
    assert "2 pairs of one training unit sit side by side." in page
    assert "3 of 3 in this room come from" in page and "2 of one unit have room" in page


def test_the_door_shows_masked_names_and_each_desk_its_person(client: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 9))
    as_officer(client, site, cast)
    room = f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}"
    names = {line.split("<")[0] for line in client.get(f"{room}/seats").text.split('<span id="seat-')[1:]}
    (door,) = printed(client.get(f"{room}/door.pdf").data)
    assert "302室" in door and "*" in door
    labels = printed(client.get(f"{room}/desk-labels.pdf").data)
    assert len(labels) == 2
    for name in (name.split(">")[1] for name in names):
        assert name in "".join(labels) and (len(name) < 2 or name not in door)


def test_a_room_of_another_examination_is_not_found(client: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    as_officer(client, site, cast)
    for page in ("seats", "door.pdf", "desk-labels.pdf"):
        assert client.get(f"/office/exam-sessions/{exam_session_id}/rooms/{cast.room}/{page}").status_code == 404
