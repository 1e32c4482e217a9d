"""Fees on the pages: what a desk records, what the city sets, what the person reads."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.journal import JournalEntry, Tag
from exam_app.terms import FeeState
from exam_app.work import Site, Work
from tests.builders.fees import DOCUMENT, charged_from_today, fees_of, received
from tests.builders.registrations import approved
from tests.builders.scheduling import booked, bookings, published
from tests.cast import CITY, NOON, Cast, enter

RECEIPT = {
    "number": "0012345678",
    "method": "unit",
    "received_on-year": "2026",
    "received_on-month": "11",
    "received_on-day": "24",
    "payer": "磐石保安服务有限公司",
}


def test_a_desk_records_one_receipt_for_everybody_of_an_examination(
    sqlite_only: None, client: FlaskClient, site: Site, cast: Cast
) -> None:
    charged_from_today(site, cast)
    people = approved(site, cast, 3)
    exam_session_id = booked(site, cast, people)
    enter(client, site, cast["zhou"], NOON)
    page = client.get(f"/office/fees?exam_session={exam_session_id}").get_data(as_text=True)
    assert "3笔待缴费用" in page and "120元" in page
    wrong = client.post("/office/fees", data={**RECEIPT, "number": ""})
    assert wrong.status_code == 422 and "请填票据号" in wrong.get_data(as_text=True)
    assert RECEIPT["payer"] in wrong.get_data(as_text=True)  # what was typed is still there
    address = f"/office/fees?exam_session={exam_session_id}"
    assert client.post(address, data={**RECEIPT, "fees": "all"}).status_code == 302
    assert [fees_of(site, cast, each)[0].state for each in people] == [FeeState.PAID] * 3
    file = client.get("/office/fees.xlsx?state=paid")
    rows = list(load_workbook(BytesIO(file.data)).active.values)
    assert [row[9] for row in rows[1:]] == ["0012345678"] * 3
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        left = work.one(select(JournalEntry).where(JournalEntry.tag == Tag.FEES_WRITTEN))
    assert left is not None and left.facts["count"] == 3 and left.actor_id == cast["zhou"].person_id
    totals = client.get("/office/fees/totals").get_data(as_text=True)
    assert "120元" in totals


def test_a_waiver_is_proposed_at_one_desk_and_signed_at_another(
    sqlite_only: None, client: FlaskClient, site: Site, cast: Cast
) -> None:
    charged_from_today(site, cast)
    (registration_id,) = approved(site, cast, 1)
    booked(site, cast, [registration_id])
    (fee,) = fees_of(site, cast, registration_id)
    enter(client, site, cast["zhou"], NOON)
    address = f"/office/fees/{fee.id}"
    assert client.post(address, data={"kind": "waiver", "reason": ""}).status_code == 422
    assert client.post(address, data={"kind": "waiver", "reason": "低保家庭"}).status_code == 302
    enter(client, site, cast["he"], NOON)
    listed = client.get("/office/fees").get_data(as_text=True)
    assert "低保家庭" in listed
    relief = client.get(address).get_data(as_text=True).split("/proposals/")[1].split('"')[0]
    assert client.post(f"{address}/proposals/{relief}", data={"act": "sign"}).status_code == 302
    assert fees_of(site, cast, registration_id)[0].state is FeeState.WAIVED


def test_the_city_enters_prices_and_an_amount_that_is_none_comes_back(
    sqlite_only: None, client: FlaskClient, site: Site, cast: Cast
) -> None:
    enter(client, site, cast["he"], NOON)
    assert "无需缴费" in client.get("/office/fee-rules").get_data(as_text=True)
    entered = {
        "since-year": "2026",
        "since-month": "12",
        "since-day": "1",
        "document": DOCUMENT,
        "decided_by": "云川市发展和改革委员会",
        "theory": "四十",
        "physical": "35.50",
        "certificate": "0",
    }
    wrong = client.post("/office/fee-rules/new", data=entered)
    assert wrong.status_code == 422 and "四十" in wrong.get_data(as_text=True)
    assert client.post("/office/fee-rules/new", data={**entered, "theory": "４０元"}).status_code == 302
    page = client.get("/office/fee-rules").get_data(as_text=True)
    assert DOCUMENT in page and "35.50元" in page and "理论考试: 40元" in page


def test_a_ticket_that_needs_the_fee_is_withheld_in_words_and_given_out_when_it_is_paid(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    charged_from_today(site, cast, ticket_needs_fee=True)
    people = approved(site, cast, 2)
    exam_session_id = published(site, cast, people)
    (booking,) = [each for each in bookings(site, cast, exam_session_id) if each.registration_id == people[0]]
    (fee,) = fees_of(site, cast, people[0])
    own = Actor(Role.CANDIDATE, "c", city_id=CITY, person_id=fee.person_id, booking_id=booking.id)
    enter(client, site, own, NOON)
    page = client.get("/application/").get_data(as_text=True)
    assert "请到青溪县公安局缴费40元，缴费后发放准考证" in page
    assert booking.ticket_number not in page
    enter(client, site, cast["he"], NOON)
    address = f"/office/exam-sessions/{exam_session_id}"
    assert "2人未缴费" in client.get(address).get_data(as_text=True)
    refused = client.get(f"{address}/bookings/{booking.id}/ticket.pdf")
    assert refused.status_code == 409 and "40元" in refused.get_data(as_text=True)
    received(site, cast, [fee.id])
    assert "1人未缴费" in client.get(address).get_data(as_text=True)
    enter(client, site, own, NOON)
    page = client.get("/application/").get_data(as_text=True)
    assert booking.ticket_number in page and "票据0012345678" in page and DOCUMENT in page


def test_without_a_rule_the_own_page_says_that_nothing_is_owed(
    sqlite_only: None, client: FlaskClient, site: Site, cast: Cast
) -> None:
    people = approved(site, cast, 1)
    exam_session_id = booked(site, cast, people)
    (booking,) = bookings(site, cast, exam_session_id)
    enter(
        client, site, Actor(Role.CANDIDATE, "c", city_id=CITY, person_id=booking.person_id, booking_id=booking.id), NOON
    )
    assert "本市未制定收费规定，无需缴费" in client.get("/application/").get_data(as_text=True)


@pytest.mark.parametrize("who", ["li", "ye", "sun"])
def test_fees_are_no_business_of_units(
    sqlite_only: None, client: FlaskClient, site: Site, cast: Cast, who: str
) -> None:
    enter(client, site, cast[who], NOON)
    assert client.get("/office/fees").status_code == 403


def test_the_auditor_reads_every_fee(sqlite_only: None, client: FlaskClient, site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    booked(site, cast, approved(site, cast, 2))
    enter(client, site, cast["ma"], NOON)
    page = client.get("/oversight/fees").get_data(as_text=True)
    assert "80元" in page
