"""The examination desk through a browser's eyes: bank, plan, bookings, seats, invigilators, tickets."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from exam_app.models import ExamSession
from exam_app.operations import bank
from exam_app.queries.bank import bank_overview, blueprints_to_choose
from exam_app.queries.scheduling import session_plan
from exam_app.terms import ExamSessionState
from exam_app.work import Site, Work
from question_bank import ItemBank, Pool, shipped_bank
from tests.builders.bank import approved_items, entered_bank
from tests.builders.employment import employed
from tests.builders.registrations import approved
from tests.builders.scheduling import MORNING, booked, bookings, planned, published, seated, supervised
from tests.builders.sittings import a_closed_hall
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")

PLAN = {
    "name": "12月第1场",
    "date-year": "2026",
    "date-month": "12",
    "date-day": "1",
    "hour": "9",
    "minute": "0",
    "minutes": "90",
}


@pytest.fixture
def desk(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    return at_desk(client, site, cast, "he")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def plan_form(cast: Cast, blueprint_id: UUID, **changes: str) -> dict[str, str]:
    return {**PLAN, "centre": str(cast.centre), "blueprint": str(blueprint_id), **changes}


# -- bank ---------------------------------------------------------------------------------------------------------


def test_the_shipped_bank_is_entered_with_one_button(desk: FlaskClient, site: Site, cast: Cast) -> None:
    assert "The bank is empty" in desk.get("/office/bank").text
    desk.post("/office/bank/enter")
    with Work.open(site, cast["lin"], NOON, read_only=True) as work:
        overview = bank_overview(work)
        assert overview.entered == len(shipped_bank(Pool.LIVE)) + len(shipped_bank(Pool.PRACTICE))
        assert [line.code for line in blueprints_to_choose(work)] == ["cn-guard-100"]
    assert "entered before" in desk.post("/office/bank/enter", follow_redirects=True).text


def test_the_second_reader_approves_what_the_page_showed(client: FlaskClient, site: Site, cast: Cast) -> None:
    live = shipped_bank(Pool.LIVE)
    with Work.open(site, cast["he"], NOON) as work:
        bank.enter_items(
            work, ItemBank([item for item in live.values() if item.topic == "T9"], live.sources, Pool.LIVE)
        )
    author = at_desk(client, site, cast, "he")
    assert "Another officer must approve them" in author.get("/office/bank/live/T9").text
    digests = [digest for digest, item in live.items() if item.topic == "T9"]
    assert author.post("/office/bank/live/T9", data={"digest": digests}).status_code == 409
    reader = at_desk(client, site, cast, "lin")
    page = reader.get("/office/bank/live/T9").text
    assert all(digest in page for digest in digests)
    reader.post("/office/bank/live/T9", data={"digest": digests})
    with Work.open(site, cast["lin"], NOON, read_only=True) as work:
        assert bank_overview(work).approved == len(digests)


def test_a_topic_or_pool_that_is_not_there_is_not_found(desk: FlaskClient, site: Site, cast: Cast) -> None:
    entered_bank(site, cast)
    assert desk.get("/office/bank/live/T99").status_code == 404
    assert desk.get("/office/bank/planted/T1").status_code == 404


# -- planning -----------------------------------------------------------------------------------------------------


def test_a_plan_keeps_the_time_of_the_hall(desk: FlaskClient, site: Site, cast: Cast) -> None:
    answer = desk.post("/office/exam-sessions/new", data=plan_form(cast, entered_bank(site, cast)))
    assert answer.status_code == 302
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (session,) = work.all(select(ExamSession))
    assert (session.starts_at, session.minutes, session.name) == (MORNING, 90, "12月第1场")


@pytest.mark.parametrize(
    "changes,said",
    [
        ({"name": ""}, "Give the examination a name."),
        ({"centre": ""}, "Choose the centre."),
        ({"date-month": "13"}, "There is no such day."),
        ({"date-year": "2025"}, "Choose a day and a time to come."),
        ({"hour": "24"}, "Enter an hour of 0 to 23"),
        ({"hour": ""}, "Enter the hour."),
        ({"minutes": "0"}, "Between 1 and 600 minutes."),
        ({"minutes": "neunzig"}, "Enter a whole number."),
    ],
)
def test_a_wrong_plan_comes_back_filled(
    desk: FlaskClient, site: Site, cast: Cast, changes: dict[str, str], said: str
) -> None:
    form = plan_form(cast, entered_bank(site, cast), **changes)
    answer = desk.post("/office/exam-sessions/new", data=form)
    assert answer.status_code == 422
    assert said in answer.text and f'value="{form["date-year"]}"' in answer.text
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.all(select(ExamSession)) == []


def test_without_a_blueprint_the_page_shows_the_way_to_the_bank(desk: FlaskClient) -> None:
    page = desk.get("/office/exam-sessions/new").text
    assert "Enter the bank first" in page and 'href="/office/bank"' in page


@pytest.mark.parametrize("who", ["zhou", "sun", "wu", "li", "zhao", "ma"])
def test_other_desks_are_turned_away(client: FlaskClient, site: Site, cast: Cast, who: str) -> None:
    exam_session_id = planned(site, cast)
    stranger = at_desk(client, site, cast, who)
    for path in ("", f"/{exam_session_id}", f"/{exam_session_id}/bookings", f"/{exam_session_id}/tickets.pdf"):
        assert stranger.get(f"/office/exam-sessions{path}").status_code == 403
    assert stranger.post(f"/office/exam-sessions/{exam_session_id}/publish").status_code == 403
    assert stranger.get("/office/bank").status_code == 403


# -- the whole way ------------------------------------------------------------------------------------------------


def test_from_booking_to_the_printed_tickets(desk: FlaskClient, site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 3)
    exam_session_id = planned(site, cast, blueprint_id=approved_items(site, cast))
    here = f"/office/exam-sessions/{exam_session_id}"
    assert "Nobody is booked yet." in desk.get(here).text
    assert "3 approved people wait for a place" in desk.get(f"{here}/bookings").text
    desk.post(f"{here}/bookings", data={"registrations": [str(each) for each in ids]})
    desk.post(f"{here}/seats", data={"rooms": str(cast.room)})
    assert "Publish, make tickets" not in desk.get(here).text
    desk.post(f"{here}/invigilators", data={"act": "assign", "room": cast.room, "person": cast["zhao"].person_id})
    assert "Publish, make tickets" in desk.get(here).text
    desk.post(f"{here}/publish")
    tickets = desk.get(f"{here}/tickets.pdf")
    assert tickets.mimetype == "application/pdf"
    assert len(PdfReader(io.BytesIO(tickets.data)).pages) == 3


def test_a_single_ticket_is_its_candidates(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 2))
    booking, _ = bookings(site, cast, exam_session_id)
    answer = desk.get(f"/office/exam-sessions/{exam_session_id}/bookings/{booking.id}/ticket.pdf")
    (page,) = PdfReader(io.BytesIO(answer.data)).pages
    assert booking.ticket_number in page.extract_text().replace(" ", "")


def test_there_are_no_tickets_before_publication(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = supervised(site, cast, approved(site, cast))
    assert desk.get(f"/office/exam-sessions/{exam_session_id}/tickets.pdf").status_code == 404


def test_publishing_too_early_says_what_is_missing(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    answer = desk.post(f"/office/exam-sessions/{exam_session_id}/publish")
    assert answer.status_code == 409 and "Candidates who have no seat yet: 1." in answer.text
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(ExamSession, exam_session_id).state == ExamSessionState.PLANNED


def test_choosing_no_room_is_said(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    answer = desk.post(f"/office/exam-sessions/{exam_session_id}/seats")
    assert answer.status_code == 422 and "Choose rooms of this centre." in answer.text


def test_what_is_no_id_is_not_found(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = planned(site, cast)
    here = f"/office/exam-sessions/{exam_session_id}"
    assert desk.post(f"{here}/bookings", data={"registrations": "planted"}).status_code == 404
    assert desk.post(f"{here}/invigilators", data={"room": str(cast.room)}).status_code == 422
    assert desk.get(f"/office/exam-sessions/{cast.room}").status_code == 404


def test_an_invigilator_with_trainees_in_the_room_is_barred(desk: FlaskClient, site: Site, cast: Cast) -> None:
    from exam_app.actors import Role
    from exam_app.operations import accounts

    account = cast["zhao"].account_id
    assert account is not None
    with Work.open(site, cast["wu"], NOON) as work:
        accounts.grant_role(work, account, Role.TRAINING_CLERK, place_id=cast.anwei, starts_on=work.today, ends_on=None)
    here = f"/office/exam-sessions/{seated(site, cast, approved(site, cast, 3))}/invigilators"
    assert "trainees of the own training unit sit here" in desk.get(here).text
    answer = desk.post(here, data={"room": cast.room, "person": cast["zhao"].person_id})
    assert answer.status_code == 409 and "in this room: 3." in answer.text


def test_an_invigilator_with_colleagues_in_the_room_is_barred(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 3))
    employed(site, cast, [booking.person_id for booking in bookings(site, cast, exam_session_id)])
    employed(site, cast, [cast["zhao"].person_id])
    here = f"/office/exam-sessions/{exam_session_id}/invigilators"
    assert "colleagues from one guard unit sit here" in desk.get(here).text
    answer = desk.post(here, data={"room": cast.room, "person": cast["zhao"].person_id})
    assert answer.status_code == 409 and "in this room: 3." in answer.text


def test_after_the_examination_the_seats_say_who_came(desk: FlaskClient, site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(5, 2))
    page = desk.get(f"/office/exam-sessions/{hall.exam_session_id}").text
    assert page.count(">took part<") == 2 and page.count(">absent<") == 1
    assert "took part 2" in page and "absent 1" in page and "seated" not in page


def test_the_page_takes_a_fixed_number_of_statements(desk: FlaskClient, site: Site, cast: Cast) -> None:
    """Ten times the candidates, the same number of statements."""
    from sqlalchemy import event

    few = seated(site, cast, approved(site, cast, 2))
    many = seated(site, cast, approved(site, cast, 20, first=11), starts_at=MORNING + timedelta(days=1), name="第2场")
    counts = []
    for exam_session_id in (few, many):
        statements: list[str] = []
        listen = lambda *args, kept=statements: kept.append(args[2])  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listen)
        with Work.open(site, cast["he"], NOON, read_only=True) as work:
            session_plan(work, exam_session_id)
        event.remove(site.engine, "before_cursor_execute", listen)
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0
