"""A candidate goes to another room through the office's browser; both rooms' pages say it."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.actors import Actor
from exam_app.models import Booking, Seat
from exam_app.operations import other_rooms, places
from exam_app.operations.seat_moves import WantedMove
from exam_app.terms import SeatMoveReason
from exam_app.work import Site, Work
from tests.builders.rooms import a_colleague, booking_of
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def dry(site: Site, cast: Cast, hall: Hall) -> Hall:
    """Another room of the examination in which Bao sits already."""
    with Work.open(site, cast["wu"], NOON) as work:
        room_id = places.add_room(work, centre_id=cast.centre, name="401室", rows=1, columns=5)
    return replace(hall, room_id=room_id)


@pytest.fixture
def sun(site: Site, cast: Cast, hall: Hall, dry: Hall) -> Actor:
    sun = a_colleague(site, cast, dry)
    with Work.open(site, cast["he"], NOON) as work:
        seat = work.all(select(Seat.id).where(Seat.room_id == dry.room_id).order_by(Seat.number))[0]
        wanted = WantedMove(seat, SeatMoveReason.POWER, uuid4(), "302室漏水")
        other_rooms.move_to_room(work, hall.exam_session_id, booking_of(hall.bao), wanted)
    return sun


def as_viewer(client: FlaskClient, site: Site, actor: Actor) -> FlaskClient:
    enter(client, site, actor, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def seat_of(site: Site, cast: Cast, candidate: Actor) -> UUID | None:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(Booking, booking_of(candidate)).seat_id


def _is_chosen(page: str, value: UUID) -> bool:
    return any(str(value) in tag and ("checked" in tag or "selected" in tag) for tag in page.split(">"))


def test_from_the_seat_plan_to_another_room_and_both_rooms_show_it(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor
) -> None:
    as_viewer(client, site, cast["he"])
    address = f"/office/exam-sessions/{hall.exam_session_id}/bookings/{booking_of(hall.lin)}/room"
    assert address in client.get(f"/office/exam-sessions/{hall.exam_session_id}/rooms/{hall.room_id}/seats").text
    page = client.get(address).text
    assert "Now 302室, seat 1" in page and "401室, seat 3, row 1" in page
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        free = work.all(select(Seat.id).where(Seat.room_id == dry.room_id).order_by(Seat.number))[2]
    sent = {"nonce": str(uuid4()), "seat": str(free), "reason": "power", "note": ""}
    refused = client.post(address, data=sent)
    assert refused.status_code == 422 and "Say why" in refused.text and _is_chosen(refused.text, free)
    assert client.post(address, data={**sent, "note": "漏水", "seat": str(uuid4())}).status_code == 422
    done = client.post(address, data={**sent, "note": "漏水"}, follow_redirects=True)
    assert "Both rooms show it" in done.text and seat_of(site, cast, hall.lin) == free
    for who, room in ((cast["zhao"], hall), (sun, dry)):
        page = as_viewer(client, site, who).get(f"/rooms/{room.exam_session_id}/{room.room_id}").text
        assert "302室 seat 1 to 401室 seat 3" in page
        assert ("林国强" in page) is (room is dry)
        sheet = client.get(f"/rooms/{room.exam_session_id}/{room.room_id}/record.pdf")
        assert sheet.mimetype == "application/pdf"


def test_a_refusal_keeps_what_was_entered(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor
) -> None:
    as_viewer(client, site, cast["he"])
    address = f"/office/exam-sessions/{hall.exam_session_id}/bookings/{booking_of(hall.lin)}/room"
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        seats = work.all(select(Seat.id).where(Seat.room_id == dry.room_id).order_by(Seat.number))
    before = seat_of(site, cast, hall.lin)
    sent = {"nonce": str(uuid4()), "seat": str(seats[4]), "reason": "power", "note": "漏" * 201}
    answer = client.post(address, data=sent)
    assert answer.status_code == 422 and "漏漏漏" in answer.text and seat_of(site, cast, hall.lin) == before
