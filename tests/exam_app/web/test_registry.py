"""Pages of the registry: the county keeps it, the units announce and hand in, bad input comes back with all of it."""

import io
from datetime import date
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import Filing, Referral, ServiceContract, UnitDocument
from exam_app.work import Site, Work
from tests.builders.registry import PDF, contracted, filed, handed_in
from tests.builders.training import trained
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def day(name: str, year: int = 2026, month: int = 11, of_month: int = 24) -> dict[str, str]:
    return {f"{name}-year": str(year), f"{name}-month": str(month), f"{name}-day": str(of_month)}


def only(site: Site, cast: Cast, model: type) -> UUID:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (row_id,) = work.all(select(model.id))  # type: ignore[attr-defined]
    return row_id


def test_the_county_records_a_start_receives_it_and_reads_how_late_it_was(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    desk, here = at_desk(client, site, cast, "zhou"), f"/office/units/{cast.anwei}"
    given = {"act": "started", **day("event_on", 2026, 9, 1)}
    assert desk.post(f"{here}/filings/record", data=given).location == here
    page = desk.get(here, follow_redirects=True).text
    assert "late by 47 days" in page and "by 2026-10-08" in page
    assert "late by 47 days" in desk.get("/office/units?state=late").text
    twice = desk.post(f"{here}/filings/record", data=given)
    assert twice.status_code == 422 and "recorded already" in twice.text
    receive = f"/office/units/filings/{only(site, cast, Filing)}/receive"
    missing = desk.post(receive, data=day("received_on", 2026, 10, 12))
    assert missing.status_code == 422 and "Enter the number under which" in missing.text
    assert desk.post(receive, data={**day("received_on", 2026, 10, 12), "number": "备2026-1"}).location == here
    assert "filed 4 days late" in desk.get(here, follow_redirects=True).text


def test_what_was_typed_comes_back_with_the_sentence_at_its_field(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast, "zhou")
    refused = desk.post(
        f"/office/units/{cast.panshi}/details",
        data={
            "legal_person": "陈建业",
            "address": "人民路101号",
            "areas": "33030",
            "station_id": "none",
            **day("stated_from"),
        },
    )
    assert refused.status_code == 422 and "“33030” is no division code" in refused.text
    assert 'value="陈建业"' in refused.text and 'value="人民路101号"' in refused.text
    odd = desk.post(f"/office/units/{cast.panshi}/filings/record", data={"act": "started", **day("event_on")})
    assert odd.status_code == 422 and "Choose what is filed." in odd.text


def test_a_lead_is_noted_passed_on_and_received_in_pages(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast, "zhou")
    noted = desk.post(
        "/office/units/leads/note",
        data={"county_id": str(cast.qingxi), "does": "trains", "name": "速成班", "lead": "街面招生"},
    )
    assert noted.location == "/office/units/leads"
    listed = desk.get("/office/units/leads").text
    assert "1 lead on a unit is open" in listed and "to nobody yet" in listed
    unit = listed.split('href="/office/units/training/')[1].split('"')[0]
    here = f"/office/units/{unit}"
    assert desk.get(here).location == f"/office/units/training/{unit}"
    assert "街面招生" in desk.get(here, follow_redirects=True).text
    given = {"to_whom": "治安大队", "document_number": "17号", **day("referred_on")}
    assert desk.post(f"{here}/refer", data=given).location == here
    receipt = f"/office/units/referrals/{only(site, cast, Referral)}/receipt"
    early = desk.post(receipt, data={"receipt": "收字8号", **day("receipt_on", of_month=23)})
    assert early.status_code == 422 and "It left on 2026-11-24" in early.text
    assert desk.post(receipt, data={"receipt": "收字8号", **day("receipt_on")}).location == here
    assert "No lead on a unit is open" in desk.get("/office/units/leads").text


def test_a_post_is_described_and_what_does_not_fit_is_shown_to_both(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    desk = at_desk(client, site, cast, "zhou")
    given = {"place": "both", "own": "no", "division_code": ""}
    assert desk.post(f"/office/units/posts/{cast.post}", data=given).location == f"/office/units/{cast.panshi}"
    page = desk.get(f"/office/units/{cast.panshi}").text
    assert "Entertainment venue, Key protected unit" in page and "Post without a service contract in force" in page
    assert "no payroll of 2026-10 was given" in page
    assert "Post without a service contract in force" in at_desk(client, site, cast, "ye").get("/unit/registry").text


def test_a_unit_announces_hands_in_and_records_its_contract(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast, "ye")
    assert "5 documents are missing or overdue" in desk.get("/unit/").text
    told = {"act": "cross_region", "division_code": "320505", **day("event_on", 2026, 12, 20)}
    assert desk.post("/unit/registry/filings/announce", data=told).location == "/unit/registry"
    assert "1 of them is late." in desk.get("/unit/").text
    wrong = {"kind": "insurance", "title": "保险单", **day("review_due_on", 2027), "file": (io.BytesIO(b"MZ"), "a.pdf")}
    refused = desk.post("/unit/registry/documents/hand-in", data=wrong)
    assert refused.status_code == 422 and "This is no PDF" in refused.text and 'value="保险单"' in refused.text
    right = {**wrong, "file": (io.BytesIO(PDF), "b.exe")}
    assert desk.post("/unit/registry/documents/hand-in", data=right).location == "/unit/registry"
    file = desk.get(f"/unit/registry/documents/{only(site, cast, UnitDocument)}")
    assert file.data == PDF and file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    term = {**day("signed_on", 2026, 1, 1), **day("starts_on", 2026, 1, 1), **day("ends_on", 2026, 12, 31)}
    nothing = desk.post("/unit/registry/contracts/record", data={"client_name": "医院", "posts": ["x"], **term})
    assert nothing.status_code == 422 and "Choose at least one post." in nothing.text
    signed = {"client_name": "医院", "posts": [str(cast.post)], **term}
    assert desk.post("/unit/registry/contracts/record", data=signed).location == "/unit/registry"
    page = desk.get("/unit/registry").text
    assert "to be kept until 2028-12-31" in page and "4 documents are missing" in page
    end = f"/unit/registry/contracts/{only(site, cast, ServiceContract)}/end"
    assert desk.post(end, data=day("ended_on", 2025)).status_code == 422
    assert desk.post(end, data=day("ended_on")).location == "/unit/registry"


def test_a_training_unit_announces_a_change_and_says_what_changes(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast, "li")
    assert "No filing is open" in desk.get("/training/filings").text
    told = {"act": "changed", **day("event_on")}
    refused = desk.post("/training/filings/announce", data=told)
    assert refused.status_code == 422 and "Say what changes" in refused.text
    assert desk.post("/training/filings/announce", data={**told, "what": "住所迁至2号"}).location == "/training/filings"
    assert "not received, no period" in desk.get("/training/filings").text


def test_another_countys_units_are_not_there(client: FlaskClient, site: Site, cast: Cast) -> None:
    filing, contract, document = filed(site, cast, cast.anwei), contracted(site, cast), handed_in(site, cast)
    desk = at_desk(client, site, cast, "shi")
    for page in (
        f"{cast.anwei}",
        f"{cast.panshi}/details",
        f"{cast.panshi}/refer",
        f"{cast.panshi}/filings/record",
        f"{cast.panshi}/contracts/record",
        f"filings/{filing}/receive",
        f"filings/{filing}/set-aside",
        f"contracts/{contract}/end",
        f"documents/{document}",
        f"posts/{cast.post}",
    ):
        assert desk.get(f"/office/units/{page}").status_code == 404, page
        if not page.startswith("documents") and page != f"{cast.anwei}":
            assert desk.post(f"/office/units/{page}", data={}).status_code == 404, page
    other = at_desk(client, site, cast, "jiang")
    assert other.get(f"/unit/registry/documents/{document}").status_code == 404
    assert other.get(f"/unit/registry/contracts/{contract}/end").status_code == 404


def test_a_training_units_desk_names_the_filing_that_waits_and_its_day(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    trained(site, cast)
    assert "A filing waits for its papers" not in at_desk(client, site, cast, "li").get("/training/").text
    filed(site, cast, cast.anwei, event_on=date(2026, 11, 20))
    desk = client.get("/training/").text
    assert "A filing waits for its papers" in desk and "art. 33" in desk
