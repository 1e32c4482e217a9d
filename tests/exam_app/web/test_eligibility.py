"""Eligibility through the eyes of county, city, training unit and candidate."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.journal import JournalEntry, Tag
from exam_app.models import Booking, Registration
from exam_app.operations import registrations, scheduling
from exam_app.terms import RefusalGround, RegistrationState
from exam_app.work import Site, Work
from tests.builders.eligibility import CRIME, override_proposed, recorded
from tests.builders.registrations import approved, passed_at_county, registered, trainees
from tests.builders.scheduling import booked, published
from tests.cast import NOON, Cast
from tests.exam_app.web.test_reviews import at_desk, state_of

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def registration_id(site: Site, cast: Cast) -> UUID:
    return registered(site, cast, trainees(site, cast))[0]


def found_on(year: str = "2024", month: str = "3", day: str = "1", **more: str) -> dict[str, str]:
    return {"kind": "certificate_revoked", "on-year": year, "on-month": month, "on-day": day, **more}


def test_the_county_records_what_it_found_and_reads_until_when(
    client: FlaskClient, site: Site, cast: Cast, registration_id: UUID
) -> None:
    desk = at_desk(client, site, cast, "zhou")
    assert "no bar known" in desk.get(f"/office/reviews/{registration_id}").text
    answer = desk.post(f"/office/reviews/{registration_id}/background", data=found_on(), follow_redirects=True)
    assert "Barred until 2027-03-01: Guard certificate revoked on 2024-03-01 (Regulation art. 17(3))" in answer.text
    refused = desk.post(f"/office/reviews/{registration_id}", data={"decision": "pass", "note": "请核对"})
    assert refused.status_code == 409 and "2027-03-02" in refused.text and "请核对" in refused.text


def test_a_wrong_day_comes_back_with_what_was_typed(
    client: FlaskClient, site: Site, cast: Cast, registration_id: UUID
) -> None:
    data = found_on("2027", document="邻公保吊3号")
    answer = at_desk(client, site, cast, "zhou").post(f"/office/reviews/{registration_id}/background", data=data)
    assert answer.status_code == 422
    assert "and today" in answer.text and "邻公保吊3号" in answer.text and 'value="2027"' in answer.text


def test_what_was_seen_is_ticked_off_and_told_with_its_moment(
    client: FlaskClient, site: Site, cast: Cast, registration_id: UUID
) -> None:
    desk = at_desk(client, site, cast, "zhou")
    seen = {"schooling": "not_fulfilled", "citizenship": "fulfilled", "health": "fulfilled", "conduct": "not_seen"}
    page = desk.post(f"/office/reviews/{registration_id}/requirements", data=seen, follow_redirects=True).text
    assert "Less than junior secondary schooling" in page and "Looked at on 2026-11-24 12:00" in page
    missing = desk.post(f"/office/reviews/{registration_id}/requirements", data={"schooling": "fulfilled"})
    assert missing.status_code == 422 and "Choose what was seen." in missing.text


def test_a_fact_is_struck_with_a_reason_and_stays_in_sight(
    client: FlaskClient, site: Site, cast: Cast, registration_id: UUID
) -> None:
    fact_id = recorded(site, cast, registration_id, CRIME)
    desk = at_desk(client, site, cast, "zhou")
    address = f"/office/reviews/{registration_id}/background/{fact_id}"
    assert 'value="2015"' in desk.get(address).text
    unsaid = desk.post(address, data={"kind": "struck", "reason": ""})
    assert unsaid.status_code == 422
    undated = desk.post(address, data={"kind": "detention", "reason": "类别有误。"})
    assert undated.status_code == 422 and "Enter the date." in undated.text and "类别有误。" in undated.text
    page = desk.post(address, data={"kind": "struck", "reason": "同名同姓。"}, follow_redirects=True).text
    assert "no bar known" in page and "Before: 2015-06-01 Punished for an intentional crime" in page


def test_county_proposes_and_city_signs(client: FlaskClient, site: Site, cast: Cast, registration_id: UUID) -> None:
    recorded(site, cast, registration_id)
    desk = at_desk(client, site, cast, "zhou")
    address = f"/office/reviews/{registration_id}/override"
    nothing = desk.post(address, data={"reason": "复议撤销。"})
    assert nothing.status_code == 422 and "Tick every bar" in nothing.text and "复议撤销。" in nothing.text
    page = desk.post(address, data={"bars": "revoked 2024-03-01", "reason": "复议撤销。"}, follow_redirects=True).text
    assert "lifting proposed" in page and "Sign: lift these bars" not in page
    city = at_desk(client, site, cast, "he")
    assert "the county proposes to lift a bar" in city.get("/office/decisions").text
    page = city.get(f"/office/decisions/{registration_id}").text
    action = page.split('action="/office/applications/')[-1].split('"')[0]
    signed = city.post(f"/office/applications/{action}", data={"act": "sign"}, follow_redirects=True).text
    assert "lifted by two persons" in signed and "no bar known" in signed
    with Work.open(site, cast["zhou"], NOON) as work:
        registrations.pass_at_county(work, registration_id)


def test_the_notice_is_printed_and_journalled_and_only_while_a_bar_stands(
    client: FlaskClient, site: Site, cast: Cast, registration_id: UUID
) -> None:
    desk = at_desk(client, site, cast, "zhou")
    address = f"/office/applications/{registration_id}/notice.pdf"
    assert desk.get(address).status_code == 409
    recorded(site, cast, registration_id)
    answer = desk.get(address)
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry.about_person_id).where(JournalEntry.tag == Tag.INELIGIBILITY_NOTICE)
        assert work.one(query) == work.get(Registration, registration_id).person_id


@pytest.mark.parametrize("who", ["shi", "li", "sun"])
def test_nobody_else_opens_these_pages(
    client: FlaskClient, site: Site, cast: Cast, registration_id: UUID, who: str
) -> None:
    fact_id = recorded(site, cast, registration_id)
    override_id = override_proposed(site, cast, registration_id)
    stranger = at_desk(client, site, cast, who)
    for page in ("requirements", "background", f"background/{fact_id}", "override"):
        assert stranger.get(f"/office/reviews/{registration_id}/{page}").status_code in (403, 404)
    assert stranger.get(f"/office/applications/{registration_id}/notice.pdf").status_code in (403, 404)
    settled = stranger.post(f"/office/applications/{registration_id}/override/{override_id}", data={"act": "drop"})
    assert settled.status_code in (403, 404)


def test_the_citys_list_marks_the_barred_and_approves_nobody_with_them(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    ids = passed_at_county(site, cast, registered(site, cast, trainees(site, cast, 2)))
    recorded(site, cast, ids[0], CRIME)
    desk = at_desk(client, site, cast, "he")
    page = desk.get("/office/decisions").text
    assert page.count('name="registrations"') == 1 and "not eligible" in page
    answer = desk.post("/office/decisions", data={"registrations": [str(each) for each in ids]})
    assert answer.status_code == 409 and "李秀英: Barred for good" in answer.text
    assert state_of(site, cast, ids[1]) is RegistrationState.COUNTY_PASSED


def test_the_examinations_page_says_who_gets_no_ticket_and_why(client: FlaskClient, site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 2)
    session = booked(site, cast, ids)
    recorded(site, cast, ids[0], CRIME)
    desk = at_desk(client, site, cast, "he")
    page = desk.get(f"/office/exam-sessions/{session}").text
    assert "Not eligible on the day of the examination: no ticket" in page and "Regulation art. 17(2)" in page
    with Work.open(site, cast["he"], NOON) as work:
        (booking,) = [each for each in _bookings(work, session) if each.registration_id == ids[0]]
        scheduling.withdraw_booking(work, session, booking.id)
    page = desk.get(f"/office/exam-sessions/{session}/bookings").text
    assert "not eligible on that day" in page and 'name="registrations"' not in page


def _bookings(work: Work, session: UUID):  # type: ignore[no-untyped-def]
    return work.all(select(Booking).where(Booking.exam_session_id == session))


def test_a_ticket_is_not_printed_once_something_was_found(client: FlaskClient, site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 2)
    session = published(site, cast, ids)
    recorded(site, cast, ids[0], CRIME)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        bookings = {booking.registration_id: booking.id for booking in _bookings(work, session)}
    desk = at_desk(client, site, cast, "he")
    address = f"/office/exam-sessions/{session}/bookings"
    assert desk.get(f"{address}/{bookings[ids[0]]}/ticket.pdf").status_code == 409
    assert desk.get(f"{address}/{bookings[ids[1]]}/ticket.pdf").status_code == 200


def test_the_training_unit_reads_no_reason_neither_of_a_bar_nor_of_a_refusal(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (person_id,) = trainees(site, cast)
    (registration_id,) = passed_at_county(site, cast, registered(site, cast, [person_id]))
    recorded(site, cast, registration_id, CRIME)
    with Work.open(site, cast["he"], NOON) as work:
        registrations.refuse(work, registration_id, [RefusalGround.INTENTIONAL_CRIME], "判决书在卷。")
    page = at_desk(client, site, cast, "li").get(f"/training/people/{person_id}").text
    assert "Not eligible, so no ticket." in page
    assert "intentional" not in page and "17(2)" not in page and "判决书" not in page
