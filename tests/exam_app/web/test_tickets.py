"""Admission tickets in bulk: drawn beside the request, room by room or all, and who gets none is named."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app import documents
from exam_app.operations import session_changes
from exam_app.web.background import Background
from exam_app.web.house import KEY
from exam_app.web.office import tickets
from exam_app.work import Site, Work
from tests.builders.fees import charged_from_today
from tests.builders.registrations import approved
from tests.builders.scheduling import bookings, planned, published
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def desk(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["he"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    background(client).run = lambda act: act()
    return client


def background(client: FlaskClient) -> Background:
    found: Background = client.application.extensions[KEY].background
    return found


def pages_of(data: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]


def address(exam_session_id: UUID) -> str:
    return f"/office/exam-sessions/{exam_session_id}/tickets"


def test_all_tickets_or_those_of_a_room_are_drawn_and_saved(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 3))
    here = address(exam_session_id)
    assert here in desk.get(f"/office/exam-sessions/{exam_session_id}").text
    for chosen in ({}, {"room": str(cast.room)}):
        answer = desk.post(here, data=chosen, follow_redirects=True)
        assert "The tickets are ready." in answer.text and "Draw all 3 tickets" in answer.text
        drawn = pages_of(desk.get(f"{here}/drawn.pdf").data)
        numbers = [each.ticket_number or "" for each in bookings(site, cast, exam_session_id)]
        assert len(drawn) == 3
        assert all(any(number in page for page in drawn) for number in numbers)


def test_while_they_are_drawn_the_page_says_how_far_it_is(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 2))
    here, held = address(exam_session_id), []
    background(desk).run = held.append
    assert "The tickets are being drawn." in desk.post(here, follow_redirects=True).text
    assert desk.get(f"{here}/drawn.pdf").status_code == 404
    (act,) = held
    act()
    job = background(desk).job(f"pack:{cast['he'].account_id}:tickets:{exam_session_id}")
    assert job and job.percent == 50, "the codes are drawn; setting the pages is the other half"
    assert "The tickets are ready." in desk.get(here).text


def test_a_few_come_at_once_and_many_lead_to_the_page(
    desk: FlaskClient, site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 3))
    here = address(exam_session_id)
    assert len(pages_of(desk.get(f"{here}.pdf").data)) == 3
    monkeypatch.setattr(tickets, "AT_ONCE", 2)
    answer = desk.get(f"{here}.pdf")
    assert answer.status_code == 302 and answer.headers["Location"] == here


def test_who_gets_no_ticket_is_named_with_the_reason(desk: FlaskClient, site: Site, cast: Cast) -> None:
    charged_from_today(site, cast, ticket_needs_fee=True)
    exam_session_id = published(site, cast, approved(site, cast, 2))
    page = desk.get(address(exam_session_id)).text
    assert "Without a ticket" in page and "Draw all" not in page
    refused = desk.post(address(exam_session_id))
    assert refused.status_code == 409 and "the fee is open" in refused.text


def test_there_are_none_before_the_publication_and_none_of_what_is_not_held(
    desk: FlaskClient, site: Site, cast: Cast
) -> None:
    planned_only = planned(site, cast)
    assert "There are no tickets yet" in desk.get(address(planned_only)).text
    assert desk.post(address(planned_only)).status_code == 404
    assert desk.post(address(planned_only), data={"room": "302"}).status_code == 404
    with Work.open(site, cast["he"], NOON) as work:
        session_changes.withdraw(work, planned_only, reason="台风")
    exam_session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.withdraw(work, exam_session_id, reason="台风").id
    with Work.open(site, cast["lin"], NOON) as work:
        session_changes.confirm_change(work, change_id)
    assert "There are no tickets yet" in desk.get(address(exam_session_id)).text


def test_tickets_that_could_not_be_drawn_are_said_once(
    desk: FlaskClient, site: Site, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    monkeypatch.setattr(documents, "FONTS", tmp_path)
    assert "The tickets could not be drawn." in desk.post(address(exam_session_id), follow_redirects=True).text
    assert "could not be drawn" not in desk.get(address(exam_session_id)).text
