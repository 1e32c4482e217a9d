"""What the city's desks see and do with certificates."""

import io
from html import unescape

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import func, select

from exam_app.journal import JournalEntry, Tag
from exam_app.models import Certificate, Person, StatusChange
from exam_app.operations import certificates as acts
from exam_app.queries.certificates import lists_in_force
from exam_app.terms import CertificateStatus
from exam_app.work import Site, Work
from tests.builders.certificates import issued, passed_results
from tests.cast import CITY, Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def english(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def issuer(english: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(english, site, cast["sun"], NOON)
    return english


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def certificate_of(site: Site, cast: Cast, certificate_id) -> Certificate:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Certificate, certificate_id)


def name_on(site: Site, cast: Cast, certificate_id) -> str:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Person, work.get(Certificate, certificate_id).person_id).name


# -- issuing --------------------------------------------------------------------------------------------------------


def test_the_desk_shows_who_is_ready_and_why_others_are_not(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    passed_results(site, cast, 2)
    passed_results(site, cast, 1, approver=cast["sun"], with_photo=False, first=40, name="周杰")
    said = page(issuer, "/office/certificates")
    assert "2 people are ready" in said and "Issue 2 certificates" in said
    assert "周杰" in said and "You approved this registration." in said and "There is no photo." in said


def test_the_ticked_ones_are_issued_and_the_others_stay(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    made = passed_results(site, cast, 3)
    answer = issuer.post(
        "/office/certificates/issue",
        data={"results": [str(made.results[0]), str(made.results[2])]},
        follow_redirects=True,
    )
    assert "2 certificates issued." in answer.text and "1 person is ready" in answer.text


def test_choosing_nobody_issues_nothing_and_says_so(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    passed_results(site, cast)
    for data in ({}, {"results": ["nonsense"]}):
        answer = issuer.post("/office/certificates/issue", data=data, follow_redirects=True)
        assert "Nobody was chosen, so nothing was issued." in answer.text
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert work.count(select(func.count(Certificate.id))) == 0


def test_who_cannot_be_issued_is_named_with_the_reason(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    made = passed_results(site, cast, approver=cast["sun"])
    answer = issuer.post("/office/certificates/issue", data={"results": [str(made.results[0])]}, follow_redirects=True)
    assert "张建国 was left out. You approved this registration." in answer.text


def test_the_examination_officer_sees_the_desk_but_cannot_issue(english: FlaskClient, site: Site, cast: Cast) -> None:
    made = passed_results(site, cast)
    enter(english, site, cast["he"], NOON)
    assert "Issue 1" not in page(english, "/office/certificates")
    answer = english.post("/office/certificates/issue", data={"results": [str(made.results[0])]})
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["zhou", "shi", "wu", "li", "qin", "ma"])
def test_other_roles_reach_none_of_these_pages(english: FlaskClient, site: Site, cast: Cast, who: str) -> None:
    [certificate_id] = issued(site, cast)
    enter(english, site, cast[who], NOON)
    base = f"/office/certificates/{certificate_id}"
    for address in ("/office/certificates", "/office/certificates/register", "/office/certificates/lists", base):
        assert english.get(address).status_code == 403
    for address in (f"{base}/card.png", f"{base}/page.pdf", "/office/certificates/cards-2026-11-24-1.pdf"):
        assert english.get(address).status_code == 403
    assert english.post(f"{base}/end", data={}).status_code == 403


# -- the register ---------------------------------------------------------------------------------------------------


def test_the_register_finds_by_number_as_typed_and_by_name(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    with_name = {name_on(site, cast, one): certificate_of(site, cast, one) for one in issued(site, cast, 2)}
    number = with_name["李娜"].number
    grouped = f"{number[:4]} {number[4:8]} {number[8:12]} {number[12:]}"
    for wanted in (number, grouped, "李"):
        said = page(issuer, f"/office/certificates/register?q={wanted}")
        assert "李娜" in said and grouped in said and "张建国" not in said
    assert "No certificate begins with" in page(issuer, "/office/certificates/register?q=%25")


# -- ends -----------------------------------------------------------------------------------------------------------


def propose(client: FlaskClient, certificate_id, **changed: str):
    data = {"new_status": "revoked", "legal_basis": "《保安服务管理条例》第四十五条", "reason": "殴打他人", **changed}
    return client.post(f"/office/certificates/{certificate_id}/end", data=data)


def test_an_end_takes_two_people_at_two_browsers(issuer: FlaskClient, site: Site, cast: Cast, app) -> None:
    [certificate_id] = issued(site, cast)
    assert propose(issuer, certificate_id).status_code == 302
    assert "Another person has to confirm." in page(issuer, f"/office/certificates/{certificate_id}")
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        change = work.one(select(StatusChange))
    assert change is not None
    confirm = f"/office/certificates/{certificate_id}/ends/{change.id}/confirm"
    assert issuer.post(confirm).status_code == 409
    second = app.test_client()
    enter(second, site, cast["he"], NOON)
    assert second.post(confirm).status_code == 302
    said = page(issuer, f"/office/certificates/{certificate_id}")
    assert "Revoked" in said and "confirmed" in said and "End this certificate" not in said


@pytest.mark.parametrize("missing", ["new_status", "legal_basis", "reason"])
def test_an_incomplete_proposal_comes_back_filled(issuer: FlaskClient, site: Site, cast: Cast, missing: str) -> None:
    [certificate_id] = issued(site, cast)
    answer = propose(issuer, certificate_id, **{missing: ""})
    assert answer.status_code == 422
    assert "Error:" in answer.text
    kept = {"new_status": 'value="revoked" checked', "legal_basis": "第四十五条", "reason": "殴打他人"}
    assert all(text in answer.text for name, text in kept.items() if name != missing)
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        assert work.one(select(StatusChange)) is None


def test_the_four_ends_are_explained_with_their_legal_basis(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    said = page(issuer, f"/office/certificates/{certificate_id}")
    assert all(end.meaning in said and end.legal_basis in said for end in acts.ENDS)


# -- printing -------------------------------------------------------------------------------------------------------


def test_the_printed_card_carries_the_sealed_text(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    answer = issuer.get(f"/office/certificates/{certificate_id}/card.png")
    picture = Image.open(io.BytesIO(answer.data))
    [read] = zxingcpp.read_barcodes(picture)
    assert picture.size == (1011, 638)
    assert read.text == certificate_of(site, cast, certificate_id).token


def test_card_and_page_are_pdf_files_of_their_size(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    [certificate_id] = issued(site, cast)
    for name, millimetres in (("card", (85.6, 54.0)), ("page", (210.0, 297.0))):
        [sheet] = PdfReader(io.BytesIO(issuer.get(f"/office/certificates/{certificate_id}/{name}.pdf").data)).pages
        assert (sheet.mediabox.width * 25.4 / 72, sheet.mediabox.height * 25.4 / 72) == pytest.approx(
            millimetres, abs=0.2
        )


def test_the_cards_of_a_day_are_one_file_and_each_print_is_recorded(
    issuer: FlaskClient, site: Site, cast: Cast
) -> None:
    ids = issued(site, cast, 3)
    answer = issuer.get("/office/certificates/cards-2026-11-24-1.pdf")
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 3
    assert issuer.get("/office/certificates/cards-2026-11-24-2.pdf").status_code == 404
    assert issuer.get("/office/certificates/cards-yesterday-1.pdf").status_code == 404
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        printed = work.all(select(JournalEntry.subject_id).where(JournalEntry.tag == Tag.CERTIFICATE_PRINTED))
    assert sorted(printed) == sorted(ids)


def test_an_ended_certificate_is_not_printed_any_more(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    ids = issued(site, cast, 2)
    with Work.open(site, cast["he"], NOON) as work:
        change = acts.propose_end(work, ids[0], CertificateStatus.CANCELLED, legal_basis="法", reason="由")
    with Work.open(site, cast["lin"], NOON) as work:
        acts.confirm_end(work, change)
    assert issuer.get(f"/office/certificates/{ids[0]}/card.pdf").status_code == 409
    sheet = issuer.get("/office/certificates/cards-2026-11-24-1.pdf").data
    assert len(PdfReader(io.BytesIO(sheet)).pages) == 1


def test_a_character_without_a_glyph_is_named_and_nothing_is_printed(
    issuer: FlaskClient, site: Site, cast: Cast
) -> None:
    made = passed_results(site, cast, name="张\U0002b740\U00030ede")
    with Work.open(site, cast["sun"], NOON) as work:
        [certificate_id] = acts.issue(work, made.results).certificate_ids
    answer = issuer.get(f"/office/certificates/{certificate_id}/card.pdf")
    assert answer.status_code == 409
    assert "The print font lacks character" in unescape(answer.text)


# -- keys and lists -------------------------------------------------------------------------------------------------


def test_the_lists_page_leads_from_nothing_to_a_pinned_root(issuer: FlaskClient, site: Site, cast: Cast) -> None:
    assert "No keys are published yet" in page(issuer, "/office/certificates/lists")
    said = unescape(issuer.post("/office/certificates/lists/prepare", follow_redirects=True).text)
    assert "The keys are ready" in said and "WATCHWORD_ROOT_KEYS" in said
    with Work.open(site, cast["sun"], NOON, read_only=True) as work:
        trust = lists_in_force(work).trust
    assert trust is not None and trust.root.x.hex() + trust.root.y.hex() in said


def test_publishing_again_makes_the_list_new(issuer: FlaskClient, site: Site, cast: Cast, clock) -> None:
    issued(site, cast)
    clock.now = NOON.replace(minute=10)
    assert "10 min old" in page(issuer, "/office/certificates/lists")
    answer = issuer.post("/office/certificates/lists/publish", follow_redirects=True)
    assert "The status list is published." in answer.text and "1 min old" in answer.text


def test_every_status_has_a_shape_on_the_desk() -> None:
    from exam_app.web.office.certificates import STATES

    assert set(STATES) == set(CertificateStatus)
    assert CITY
