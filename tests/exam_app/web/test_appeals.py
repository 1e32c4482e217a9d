"""A score appeal through the browsers: asked at home or at the desk, marked, decided, the dossier and the letter."""

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event, select

from exam_app.actors import Actor
from exam_app.models import Appeal, SheetPhoto, Sitting
from exam_app.operations.sheet_photos import CONTENT
from exam_app.work import Site, Work
from tests.builders.appeals import FOUND, REASONS, WORDS, a_third_officer, asked, proposed, remarked, signed, ticket_of
from tests.builders.applicants import an_applicant
from tests.builders.components import examiners, mark, physical_test
from tests.builders.resits import AFTER, over, registrations_of, released
from tests.builders.sittings import Hall, a_closed_hall
from tests.cast import Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return over(site, cast)


def at(client: FlaskClient, site: Site, clock: Clock, who: Actor, days: int = 0, locale: str = "en") -> FlaskClient:
    clock.now = AFTER + timedelta(days=days)
    enter(client, site, who, clock.now)
    with client.session_transaction() as session:
        session["locale"] = locale
    return client


def only_appeal(site: Site, cast: Cast) -> UUID:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        (found,) = work.all(select(Appeal.id))
    return found


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", "")


def test_a_candidate_asks_at_home_and_reads_what_happens_and_by_when(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    applicant = an_applicant(site, cast, registrations_of(site, cast, hall)[1])
    browser = at(client, site, clock, applicant)
    assert "/application/appeals" in browser.get("/application/").text
    page = browser.get("/application/appeals/new").text
    assert "8 December 2026" in page and "15 working days" in page and "no article found" in page
    wrong = browser.post("/application/appeals/new", data={"exam": str(hall.exam_session_id), "words": " "})
    assert wrong.status_code == 422
    data = {"exam": str(hall.exam_session_id), "words": WORDS}
    assert browser.post("/application/appeals/new", data=data).location == "/application/appeals"
    page = browser.get("/application/appeals").text
    assert WORDS in page and "15 December 2026" in page and "2026-0001" in page
    assert "Ask for a check" not in page


def test_the_candidate_in_the_hall_asks_with_the_ticket(
    client: FlaskClient, site: Site, clock: Clock, hall: Hall
) -> None:
    browser = at(client, site, clock, hall.bao)
    assert "/application/appeals" in browser.get("/exam/").text
    data = {"exam": str(hall.exam_session_id), "words": WORDS}
    assert browser.post("/application/appeals/new", data=data).status_code == 302


def test_too_late_is_said_with_the_day_and_keeps_what_was_typed(
    client: FlaskClient, site: Site, clock: Clock, hall: Hall
) -> None:
    browser = at(client, site, clock, hall.bao, days=15)
    assert "ended on 8 December 2026" in browser.get("/application/appeals").text
    data = {"exam": str(hall.exam_session_id), "words": WORDS}
    answer = browser.post("/application/appeals/new", data=data)
    assert answer.status_code == 422 and "2026-12-08" in answer.text and WORDS in answer.text


def test_the_county_takes_one_down_and_sees_whose_ticket_it_is(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    number = ticket_of(site, cast, hall.bao)
    desk = at(client, site, clock, cast["zhou"])
    assert "/office/appeals/new" in desk.get("/office/appeals").text
    answer = desk.post("/office/appeals/new", data={"ticket_number": number, "words": ""})
    assert answer.status_code == 422 and "鲍玉兰" in answer.text
    assert "1970" not in answer.text
    answer = desk.post("/office/appeals/new", data={"ticket_number": "999", "words": WORDS})
    assert answer.status_code == 422 and "Nobody of your county" in answer.text and WORDS in answer.text
    assert desk.post("/office/appeals/new", data={"ticket_number": number, "words": WORDS}).status_code == 302
    appeal_id = only_appeal(site, cast)
    page = desk.get(f"/office/appeals/{appeal_id}").text
    assert "周海" in page and "dossier" not in page
    for name in ("dossier", "dossier.pdf", "remark", "letter.pdf"):
        assert desk.get(f"/office/appeals/{appeal_id}/{name}").status_code == 403
    assert at(client, site, clock, cast["shi"]).get(f"/office/appeals/{appeal_id}").status_code == 404


def test_the_second_marker_goes_item_by_item_and_loses_nothing(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    appeal_id = asked(site, hall.bao, hall)
    address = f"/office/appeals/{appeal_id}/remark"
    page = at(client, site, clock, cast["he"]).get(address).text
    assert "You released this result" in page and 'name="item-1"' not in page
    desk = at(client, site, clock, a_third_officer(site, cast))
    assert address in desk.get(f"/office/appeals/{appeal_id}").text
    page = desk.get(address).text
    assert all(f'name="item-{slot}"' in page for slot in range(1, 6)) and "agrees" in page
    some = {f"item-{slot}": "confirmed" for slot in range(1, 5)}
    answer = desk.post(address, data={**some, "summary": FOUND, "note-2": "核对过", "item-99999999": "confirmed"})
    assert answer.status_code == 422 and "Items without a word of yours: 5" in answer.text
    assert answer.text.count(" checked") == 4 and "核对过" in answer.text and FOUND in answer.text
    answer = desk.post(address, data={**some, "item-5": "wrong_key", "note-5": "", "summary": FOUND})
    assert answer.status_code == 422 and "Item 5: write what is wrong" in answer.text
    answer = desk.post(address, data={**some, "item-5": "wrong_key", "note-5": "应为正确", "summary": FOUND})
    assert answer.status_code == 302
    page = desk.get(f"/office/appeals/{appeal_id}").text
    assert "应为正确" in page and "/office/key-corrections/new/" in page and 'name="reasons"' not in page


def test_two_people_decide_and_the_letter_says_so(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    appeal_id = asked(site, hall.bao, hall)
    remarked(site, cast, a_third_officer(site, cast), appeal_id)
    address = f"/office/appeals/{appeal_id}"
    desk = at(client, site, clock, cast["he"])
    assert desk.get(f"{address}/letter.pdf").status_code == 409
    assert "The result would stand" in desk.get(address).text
    assert desk.post(f"{address}/decision", data={"reasons": " "}).status_code == 422
    assert desk.post(f"{address}/decision", data={"reasons": REASONS}).location == address
    assert "Sign the decision" not in desk.get(address).text
    assert desk.post(f"{address}/sign", data={"act": "sign"}).status_code == 409
    desk = at(client, site, clock, cast["lin"])
    assert "Sign the decision" in desk.get(address).text
    assert desk.post(f"{address}/sign", data={"act": "sign"}).location == address
    letter = text_of(at(client, site, clock, cast["lin"], locale="zh_Hans").get(f"{address}/letter.pdf").data)
    for said in ("成绩复核决定书", "2026-0001", "鲍玉兰", "维持原成绩", REASONS, "行政复议", "何静", "林涛"):
        assert said in letter, said
    page = at(client, site, clock, hall.bao).get("/application/appeals").text
    assert REASONS in page and "何静" not in page and "林涛" not in page and "严宽" not in page


def test_the_dossier_holds_the_paper_every_change_and_the_day(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    appeal_id = asked(site, hall.bao, hall)
    desk = at(client, site, clock, cast["he"])
    page = desk.get(f"/office/appeals/{appeal_id}/dossier").text
    assert "marked when it was handed in" in page and "Receipt given with code" in page and "1.1 12:00" in page
    sheet = text_of(desk.get(f"/office/appeals/{appeal_id}/dossier.pdf").data)
    assert "鲍玉兰" in sheet and "Dossier of a score appeal" in sheet and "1.2 12:00" in sheet
    assert "page of" not in sheet.lower() or "Page 1 of" in sheet


def test_whoever_works_on_an_appeal_sees_the_photos_of_the_answer_sheet(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    appeal_id = asked(site, hall.bao, hall)
    desk = at(client, site, clock, cast["he"])
    addresses = [f"/office/appeals/{appeal_id}{page}" for page in ("", "/dossier", "/remark")]
    assert not any("Photos of the sheet" in desk.get(address).text for address in addresses)
    with Work.open(site, cast["he"], AFTER) as work:
        row_id, sitting_id = work.new_id(), work.get(Appeal, appeal_id).sitting_id
        photo = SheetPhoto(
            city_id=work.city_id,
            id=row_id,
            sitting_id=sitting_id,
            number=1,
            size=4,
            digest=bytes(32),
            content_sealed=site.vault.seal(b"JPEG", CONTENT, row_id),
            remarks=["blurred"],
            by_person_id=cast["lin"].person_id,
            at=AFTER,
        )
        work.add(photo)
        work.get(Sitting, photo.sitting_id).paper_epoch = 1
    for address in addresses:
        page = desk.get(address).text
        assert f"/office/answer-sheets/{sitting_id}/photos/{row_id}" in page
        assert "The picture is blurred." in page
    assert desk.get(f"/office/answer-sheets/{sitting_id}/photos/{row_id}").data == b"JPEG"


def test_a_doubted_component_is_marked_by_its_third_examiner_on_the_own_sheets(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast
) -> None:
    people, hall = examiners(site, cast, 3), a_closed_hall(site, cast)
    part = physical_test(site, cast, hall, people)
    for examiner, points in ((people[0], 56), (people[1], 58)):
        mark(site, examiner, part, {actor.booking_id: points for actor in hall.candidates if actor.booking_id}, AFTER)
    released(site, cast, hall.exam_session_id)
    appeal_id, yan = asked(site, hall.bao, hall), a_third_officer(site, cast)
    desk = at(client, site, clock, yan)
    address = f"/office/appeals/{appeal_id}/remark"
    assert 'value="physical"' in desk.get(address).text
    data = {**{f"item-{slot}": "confirmed" for slot in range(1, 6)}, "summary": FOUND, "part": "physical"}
    answer = desk.post(address, data=data)
    assert answer.status_code == 422 and "write what is wrong with the marks" in answer.text
    assert desk.post(address, data={**data, "note-physical": "计时单不一致"}).status_code == 302
    assert "The third examiner marks it" in desk.get(f"/office/appeals/{appeal_id}").text
    sheets = at(client, site, clock, people[2]).get("/rooms/sheets").text
    found = re.search(r"/rooms/sheets/appeals/[0-9a-f-]+", sheets)
    assert found is not None and "鲍玉兰" in sheets
    page = client.get(found[0]).text
    assert "56" not in page and "58" not in page
    assert client.post(found[0], data={"points": "200"}).status_code == 422
    assert client.post(found[0], data={"points": "59"}).location == "/rooms/sheets"
    assert client.get(found[0]).status_code == 404
    page = at(client, site, clock, cast["he"]).get(f"/office/appeals/{appeal_id}").text
    assert "58.5" in page and "The result would be changed" in page
    proposed(site, cast["he"], appeal_id)
    signed(site, cast["lin"], appeal_id)
    assert "58.5 points instead of 57" in text_of(client.get(f"/office/appeals/{appeal_id}/letter.pdf").data)
    assert "58.5 points instead of 57" in at(client, site, clock, hall.bao).get("/application/appeals").text


def test_components_without_a_paper_are_marked_anew_and_the_letter_says_it_of_each(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast
) -> None:
    people, hall = examiners(site, cast, 2), a_closed_hall(site, cast)
    part, resitter = physical_test(site, cast, hall, people), hall.candidates[2]
    for examiner, points in ((people[0], 56), (people[1], 58)):
        mark(site, examiner, part, {actor.booking_id: points for actor in hall.candidates if actor.booking_id}, AFTER)
    released(site, cast, hall.exam_session_id)
    browser = at(client, site, clock, resitter)
    assert "/application/appeals" in browser.get("/exam/").text
    assert "Physical" in browser.get("/application/appeals/new").text
    data = {"exam": str(hall.exam_session_id), "words": WORDS}
    assert browser.post("/application/appeals/new", data=data).status_code == 302
    appeal_id = only_appeal(site, cast)
    desk = at(client, site, clock, a_third_officer(site, cast))
    address = f"/office/appeals/{appeal_id}/components"
    page = desk.get(f"/office/appeals/{appeal_id}").text
    assert address in page and "57 points" in page
    page = desk.get(address).text
    assert "考官1" in page and "56" in page and "58" in page
    answer = desk.post(address, data={"points-physical": "59", "summary": FOUND})
    assert answer.status_code == 422 and "write what your points rest on" in answer.text
    assert 'value="59"' in answer.text and FOUND in answer.text
    assert "enter 0 to 100" in desk.post(address, data={"points-physical": "5.5", "summary": FOUND}).text
    filed = desk.post(address, data={"points-physical": "59", "note-physical": "按录像复核", "summary": FOUND})
    assert filed.location == f"/office/appeals/{appeal_id}"
    page = at(client, site, clock, cast["he"]).get(f"/office/appeals/{appeal_id}").text
    assert "58.5" in page and "The result would be changed" in page and "recount" not in page.lower()
    assert "按录像复核" in client.get(f"/office/appeals/{appeal_id}/dossier").text
    sheet = text_of(client.get(f"/office/appeals/{appeal_id}/dossier.pdf").data)
    assert "考官1 56" in sheet and "按录像复核" in sheet and "item by item" not in sheet
    proposed(site, cast["he"], appeal_id)
    signed(site, cast["lin"], appeal_id)
    letter = text_of(client.get(f"/office/appeals/{appeal_id}/letter.pdf").data)
    assert "58.5 points instead of 57" in letter and "57 points" in letter and "None" not in letter
    assert "58.5 points instead of 57" in at(client, site, clock, resitter).get("/application/appeals").text
    assert "58.5 points instead of 57" in at(client, site, clock, cast["zhou"]).get(f"/office/appeals/{appeal_id}").text


def test_the_office_sets_its_periods(client: FlaskClient, site: Site, clock: Clock, cast: Cast) -> None:
    desk = at(client, site, clock, cast["he"])
    assert "no article found" in desk.get("/office/appeal-rules").text
    data = {
        "since-year": "2026",
        "since-month": "12",
        "since-day": "1",
        "document": "云公治〔2026〕9号",
        "ask_days": "5",
        "decide_days": "0",
    }
    answer = desk.post("/office/appeal-rules/new", data=data)
    assert answer.status_code == 422 and "Enter 1 to 90" in answer.text
    assert desk.post("/office/appeal-rules/new", data={**data, "decide_days": "12"}).status_code == 302
    assert "云公治〔2026〕9号" in desk.get("/office/appeal-rules").text


def test_the_list_says_what_is_late(client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall) -> None:
    appeal_id = asked(site, hall.bao, hall)
    asked(site, hall.lin, hall)
    page = at(client, site, clock, cast["he"], days=22).get("/office/appeals").text
    assert "2 score appeals are past their day" in page and "1 day late" in page
    remarked(site, cast, a_third_officer(site, cast), appeal_id)
    proposed(site, cast["he"], appeal_id)
    signed(site, cast["lin"], appeal_id)
    page = client.get("/office/appeals").text
    assert "1 score appeal is undecided" in page and "The result stands" in page


def test_no_page_of_a_decided_appeal_asks_the_database_too_often(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall
) -> None:
    """Thirty statements a page (tests/pages/test_reading.py), knowing the reader and recording the look included."""
    appeal_id = asked(site, hall.bao, hall)
    remarked(site, cast, a_third_officer(site, cast), appeal_id)
    proposed(site, cast["he"], appeal_id)
    signed(site, cast["lin"], appeal_id)
    desk = at(client, site, clock, cast["he"])
    for page in ("", "/dossier", "/dossier.pdf", "/remark", "/letter.pdf"):
        asked_for: list[str] = []

        def count(*said: object, kept: list[str] = asked_for) -> None:
            kept.append(str(said[2]))

        event.listen(site.engine, "before_cursor_execute", count)
        try:
            assert desk.get(f"/office/appeals/{appeal_id}{page}").status_code == 200
        finally:
            event.remove(site.engine, "before_cursor_execute", count)
        statements = [said for said in asked_for if said.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
        assert len(statements) <= 30, f"{page}: {len(statements)}"
