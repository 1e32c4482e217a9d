"""A moved or called-off examination through the browsers of the office, of who is booked, and of the training unit."""

import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.actors import Actor, Role
from exam_app.operations import session_changes
from exam_app.queries.session_changes import changes_of
from exam_app.work import Site, Work
from tests.builders.applicants import an_applicant
from tests.builders.registrations import approved
from tests.builders.scheduling import bookings, published
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
MOVE = {"date-year": "2026", "date-month": "12", "date-day": "3", "clock": "14:30", "reason": "考点停电检修"}


def as_viewer(client: FlaskClient, site: Site, actor: Actor) -> FlaskClient:
    enter(client, site, actor, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_two_officers_move_it_and_the_person_reads_old_time_new_time_and_why(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (registration_id,) = approved(site, cast)
    exam_session_id = published(site, cast, [registration_id])
    address = f"/office/exam-sessions/{exam_session_id}"
    as_viewer(client, site, cast["he"])
    assert f"{address}/move" in client.get(address).text
    refused = client.post(f"{address}/move", data={**MOVE, "date-day": "99"})
    assert refused.status_code == 422 and "There is no such day" in refused.text and "考点停电检修" in refused.text
    page = client.post(f"{address}/move", data=MOVE, follow_redirects=True)
    assert "A second person confirms" in page.text and "Confirm, tell everybody" not in page.text
    as_viewer(client, site, cast["lin"])
    assert "waits for a second person" in client.get("/office/exam-sessions").text
    with Work.open(site, cast["lin"], NOON, read_only=True) as work:
        (change,) = changes_of(work, exam_session_id)
    page = client.post(f"{address}/changes/{change.id}", data={"act": "confirm"}, follow_redirects=True)
    assert "Moved from 2026-12-01 09:00 to 2026-12-03 14:30" in page.text

    as_viewer(client, site, an_applicant(site, cast, registration_id))
    page = client.get("/application/")
    assert "Moved from 2026-12-01 09:00 to 2026-12-03 14:30" in page.text and "考点停电检修" in page.text
    ticket = PdfReader(io.BytesIO(client.get("/application/ticket.pdf").data))
    assert "替换原定2026-12-0109:00的准考证" in "".join(ticket.pages[0].extract_text().split())

    (booking,) = bookings(site, cast, exam_session_id)
    candidate = Actor(Role.CANDIDATE, city_id=booking.city_id, person_id=booking.person_id, booking_id=booking.id)
    assert "Moved from 2026-12-01 09:00 to 2026-12-03 14:30" in as_viewer(client, site, candidate).get("/exam/").text
    page = as_viewer(client, site, cast["li"]).get("/training/")
    assert "Moved from 2026-12-01 09:00: 考点停电检修" in page.text


def test_who_was_booked_reads_that_it_is_called_off_and_has_no_ticket_any_more(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (registration_id,) = approved(site, cast)
    exam_session_id = published(site, cast, [registration_id])
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.withdraw(work, exam_session_id, reason="台风红色预警").id
    with Work.open(site, cast["lin"], NOON) as work:
        session_changes.confirm_change(work, change_id)
    (booking,) = bookings(site, cast, exam_session_id)
    candidate = Actor(Role.CANDIDATE, city_id=booking.city_id, person_id=booking.person_id, booking_id=booking.id)
    page = as_viewer(client, site, candidate).get("/exam/")
    assert "This examination is not held" in page.text and "台风红色预警" in page.text
    as_viewer(client, site, an_applicant(site, cast, registration_id))
    page = client.get("/application/")
    assert "Withdrawn: 2026-12-01 09:00" in page.text and "The date comes next" in page.text
    assert client.get("/application/ticket.pdf").status_code == 404
    page = as_viewer(client, site, cast["he"]).get(f"/office/exam-sessions/{exam_session_id}")
    assert "It is not held" in page.text and "Print all tickets" not in page.text
