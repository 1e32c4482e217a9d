"""Papers of applicants through a browser's eyes: handed in by the unit, seen beside the facts by those who judge."""

import io
import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from exam_app.terms import PaperKind
from exam_app.work import Site
from tests.builders.papers import a_pdf, a_sheet, handed_in
from tests.builders.registrations import passed_at_county, registered, trainees
from tests.builders.training import number_of, trained
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_the_unit_hands_in_one_paper_and_sees_what_is_still_missing(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (person,) = trainees(site, cast)
    desk, page = at_desk(client, site, cast, "li"), f"/training/people/{person}/papers"
    sent = {"kind": "medical", "file": (io.BytesIO(a_sheet(width=500)), "体检.jpg")}
    assert "a better picture would help" in desk.post(page, data=sent, follow_redirects=True).text
    answer = desk.post(page, data={"kind": "medical", "file": (io.BytesIO(b"MZ"), "x.exe")})
    assert answer.status_code == 422 and "This is no PDF, JPEG or PNG file" in answer.text
    assert "Photo, Identity card, Proof of schooling, Signed form" in answer.text


def test_many_papers_are_answered_file_by_file(client: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    files = [(io.BytesIO(a_pdf()), f"{number_of(1)}.pdf"), (io.BytesIO(a_sheet()), "nobody.jpg")]
    desk = at_desk(client, site, cast, "li")
    answer = desk.post(f"/training/courses/{course.course_id}/papers/many", data={"kind": "identity", "files": files})
    assert (
        "1 of 2 papers are stored" in answer.text and "Nobody in this course has this ID number or name" in answer.text
    )
    assert "0 of 2 complete" in desk.get(f"/training/courses/{course.course_id}/papers").text


def test_the_county_finds_the_papers_and_the_missing_ones_ticked(client: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = trainees(site, cast)
    paper = handed_in(site, cast, person, PaperKind.MEDICAL)
    (application,) = registered(site, cast, [person])
    desk = at_desk(client, site, cast, "zhou")
    page = desk.get(f"/office/reviews/{application}").text
    assert f"/office/applications/papers/{paper}" in page
    assert 'value="schooling_missing" checked' in page and 'value="photo_missing" checked' in page
    assert 'value="medical_missing" checked' not in page and 'value="name_differs" checked' not in page
    assert desk.get(f"/office/applications/papers/{paper}").mimetype == "image/jpeg"
    assert desk.get(f"/office/applications/papers/{paper}/small.jpg").mimetype == "image/jpeg"


def test_what_the_officer_cleared_stays_cleared(client: FlaskClient, site: Site, cast: Cast) -> None:
    (application,) = registered(site, cast, trainees(site, cast))
    answer = at_desk(client, site, cast, "zhou").post(f"/office/reviews/{application}", data={"decision": "return"})
    assert answer.status_code == 422 and " checked" not in answer.text.split("Your decision")[1]


@pytest.mark.parametrize(
    ("who", "door"), [("gao", "/training"), ("shi", "/office/applications"), ("he", "/office/applications")]
)
def test_a_paper_is_not_there_for_other_desks(client: FlaskClient, site: Site, cast: Cast, who: str, door: str) -> None:
    (person,) = trainees(site, cast)
    paper = handed_in(site, cast, person)
    registered(site, cast, [person])
    stranger = at_desk(client, site, cast, who)
    assert stranger.get(f"{door}/papers/{paper}").status_code == 404
    assert stranger.get(f"{door}/papers/{paper}/small.jpg").status_code == 404


def test_the_city_opens_what_was_passed_on_and_a_pdf_is_never_shown_in_our_pages(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (person,) = trainees(site, cast)
    paper: UUID = handed_in(site, cast, person, content=a_pdf())
    (application,) = passed_at_county(site, cast, registered(site, cast, [person]))
    desk = at_desk(client, site, cast, "he")
    assert f"/office/applications/papers/{paper}" in desk.get(f"/office/decisions/{application}").text
    answer = desk.get(f"/office/applications/papers/{paper}")
    assert answer.headers["Content-Disposition"].startswith("attachment;") and answer.data == a_pdf()


def test_the_receipt_of_fingerprints_is_entered_and_corrected_on_the_review(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    (application,) = registered(site, cast, trainees(site, cast))
    desk, page = at_desk(client, site, cast, "zhou"), f"/office/reviews/{application}/biometrics"
    assert desk.post(page, data={}).status_code == 422
    day = {"taken_on-year": "2026", "taken_on-month": "11", "taken_on-day": "24"}
    sent = {**day, "taken_by": "周海", "receipt_number": "ZW-77"}
    answer = desk.post(page, data=sent, follow_redirects=True)
    assert "receipt ZW-77, taken by 周海, 青溪县公安局" in answer.text
    (receipt,) = re.findall(rf"{page}/([0-9a-f-]+)", answer.text)
    assert desk.post(f"{page}/{receipt}", data=sent).status_code == 422
    answer = desk.post(f"{page}/{receipt}", data={**sent, "is_struck": "y", "reason": "采错人"}, follow_redirects=True)
    assert "no receipt; without one no certificate is issued" in answer.text and "Corrected: 采错人" in answer.text
    assert at_desk(client, site, cast, "shi").get(page).status_code == 404
