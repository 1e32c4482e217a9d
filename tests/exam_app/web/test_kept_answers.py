"""A file of kept answers on the pages of the room and of the office: chosen, taken in, and what it brought is shown."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from exam_app.work import Site
from tests.builders.kept_answers import a_file, stamped
from tests.builders.rooms import booking_of, move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
OFFICE = "/office/kept-answers"


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.lin)


@pytest.fixture
def content(site: Site, lin: Seated) -> bytes:
    said = NOON + timedelta(minutes=10)
    return a_file(lin, chained((1, "B"), (2, "A"), stamp=stamped(site, said, NOON)))


def seat_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}/seats/{booking_of(hall.lin)}"


def at(client: FlaskClient, site: Site, clock: Clock, cast: Cast, who: str, minutes: int) -> FlaskClient:
    clock.now = NOON + timedelta(minutes=minutes)
    enter(client, site, cast[who], clock.now)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def bring(client: FlaskClient, page: str, content: bytes | None) -> TestResponse:
    data = {} if content is None else {"file": (io.BytesIO(content), "1.answers")}
    return client.post(page, data=data, content_type="multipart/form-data", follow_redirects=True)


def test_the_seat_leads_to_the_file_and_the_room_sees_which_questions_it_brought(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall, content: bytes
) -> None:
    tablet = at(client, site, clock, cast, "zhao", 13)
    page = f"{seat_of(hall)}/kept"
    assert page in tablet.get(seat_of(hall)).text
    answer = bring(tablet, page, content)
    assert "Changes that count: 2, wait for a decision: 0, do not count: 0." in answer.text
    assert "New: 1, 2" in answer.text
    assert "Nothing was changed" in bring(tablet, page, content).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (None, "Choose the file."),
        (b"", "This is not a file of kept answers."),
        (b"watchword kept answers 1\n\xff\x00", "changed or damaged"),
    ],
    ids=["none", "empty", "damaged"],
)
def test_what_is_no_such_file_is_refused_with_a_sentence_in_the_room_and_at_the_office(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall, lin: Seated, sent: bytes | None, said: str
) -> None:
    for who, page in (("zhao", f"{seat_of(hall)}/kept"), ("he", OFFICE)):
        answer = bring(at(client, site, clock, cast, who, 13), page, sent)
        assert answer.status_code == 422
        assert said in answer.text


def test_a_flipped_bit_is_refused_and_the_page_says_what_to_do(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall, content: bytes
) -> None:
    changed = content[:-1] + bytes([content[-1] ^ 1])
    answer = bring(at(client, site, clock, cast, "zhao", 13), f"{seat_of(hall)}/kept", changed)
    assert "Save it again at the computer." in answer.text


def test_the_office_takes_in_what_the_room_no_longer_can(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall, lin: Seated, content: bytes
) -> None:
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + timedelta(minutes=11))
    hand_in(site, a_sitting(site, hall.lin, browser="4e" * 32), NOON + timedelta(minutes=20))
    desk = at(client, site, clock, cast, "he", 120)
    assert OFFICE in desk.get("/office/results").text
    assert "No file of kept answers was taken in yet." in desk.get(OFFICE).text
    answer = bring(desk, OFFICE, content)
    assert "wait for a decision: 2" in answer.text
    assert "林国强" in answer.text and "New: 1, 2" in answer.text


def test_the_exam_page_brings_what_makes_the_file_before_the_network_can_go(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    browser = "0d" * 32
    seated = a_sitting(site, hall.lin, browser=browser)
    enter(client, site, seated.actor, NOON)
    client.set_cookie("lease", browser)
    page = client.get(f"/exam/sittings/{seated.sitting_id}").text
    assert "/kept-" in page and f'data-lease="{seated.lease.secret}"' in page
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    page = client.get(f"/exam/sittings/{seated.sitting_id}").text
    assert 'id="kept-here"' in page and f'data-lease="{seated.lease.secret}"' in page
    hand_in(site, a_sitting(site, hall.lin, browser="4e" * 32))
    page = client.get(f"/exam/sittings/{seated.sitting_id}/receipt").text
    assert f'data-lease="{seated.lease.secret}"' in page
    client.set_cookie("lease", "00" * 32)
    assert "kept-answers" not in client.get(f"/exam/sittings/{seated.sitting_id}/receipt").text
