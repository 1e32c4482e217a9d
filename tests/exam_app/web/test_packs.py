"""Printed forms and packs: what is on every sheet, in which order, for whom, and that it is on record."""

import io
from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from exam_app.journal import JournalEntry, Tag
from exam_app.terms import PaperKind
from exam_app.web.house import KEY
from exam_app.work import Site, Work
from tests.builders.papers import a_pdf, a_sheet, handed_in
from tests.builders.registrations import passed_at_county, registered
from tests.builders.training import number_of, trained
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    client.application.extensions[KEY].background.run = lambda act: act()
    return client


def reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def looked_at(site: Site, cast: Cast, tag: Tag) -> list[UUID | None]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(JournalEntry.about_person_id).where(JournalEntry.tag == tag)))


def test_a_unit_binds_one_file_with_a_list_and_a_bookmark_for_each_person(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    course = trained(site, cast, 2)
    first, second = course.people
    handed_in(site, cast, first, PaperKind.SCHOOLING, content=a_pdf(2))
    handed_in(site, cast, first, PaperKind.MEDICAL, content=a_sheet())
    handed_in(site, cast, first, PaperKind.MEDICAL, content=a_sheet(2), at=NOON + timedelta(minutes=1))
    desk, page = at_desk(client, site, cast, "li"), f"/training/courses/{course.course_id}/pack"
    assert desk.get(f"{page}.pdf").status_code == 404
    answer = desk.post(page, data={"person": [str(first), str(second)]}, follow_redirects=True)
    assert "The pack is ready." in answer.text
    pack = reader(desk.get(f"{page}.pdf").data)
    # The list, then form, medical certificate and two sheets of schooling of the first, the form of the second.
    assert len(pack.pages) == 1 + 4 + 1
    titles = [one.title for one in pack.outline if not isinstance(one, list)]
    assert titles[0] == "Papers handed to the county" and set(titles[1:]) == {"张建国", "李娜"}
    texts = [sheet.extract_text() for sheet in pack.pages]
    assert all(f"Page {place} of 6" in text for place, text in enumerate(texts, start=1))
    assert number_of(1) not in texts[0] and any(number_of(1) in text for text in texts)
    assert set(looked_at(site, cast, Tag.ID_NUMBER_READ)) == {first, second}
    assert looked_at(site, cast, Tag.PAPER_READ) == [first, first]
    assert at_desk(client, site, cast, "gao").get(f"{page}.pdf").status_code == 404


def test_a_pack_needs_people_and_takes_nobody_elses(client: FlaskClient, site: Site, cast: Cast) -> None:
    own, other = trained(site, cast, 1), trained(site, cast, 1, clerk="gao", first=50)
    desk, page = at_desk(client, site, cast, "li"), f"/training/courses/{own.course_id}/pack"
    assert "Nobody is ticked" in desk.post(page, data={}).text
    assert desk.post(page, data={"person": [str(other.people[0])]}).status_code == 404
    assert desk.post(page, data={"person": [str(cast["li"].person_id)]}).status_code == 404


def test_forms_state_what_is_known_and_who_decided(client: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = trained(site, cast, 1).people
    (application,) = registered(site, cast, [person])
    desk = at_desk(client, site, cast, "zhou")
    form = reader(desk.get(f"/office/applications/{application}/registration.pdf").data).pages[0].extract_text()
    for words in (
        "Registration form",
        "张建国",
        number_of(1),
        "13800000000",
        "青溪县公安局",
        "not handed in",
        "Page 1 of 1",
    ):
        assert words in form
    passed_at_county(site, cast, [application])
    form = reader(desk.get(f"/office/applications/{application}/approval.pdf").data).pages[0].extract_text()
    assert "Passed by the county" in form and "周海" in form and "no condition" in form
    assert looked_at(site, cast, Tag.ID_NUMBER_READ) == [person, person]
    assert at_desk(client, site, cast, "shi").get(f"/office/applications/{application}/approval.pdf").status_code == 404


def test_the_county_binds_whoever_waits(client: FlaskClient, site: Site, cast: Cast) -> None:
    people = trained(site, cast, 2).people
    registered(site, cast, people)
    desk = at_desk(client, site, cast, "zhou")
    assert "2 applications wait" in desk.get("/office/reviews/pack").text
    answer = desk.post("/office/reviews/pack", data={"person": [str(people[0])]}, follow_redirects=True)
    assert "The pack is ready." in answer.text
    assert len(reader(desk.get("/office/reviews/pack.pdf").data).pages) == 2


def test_a_unit_prints_the_form_before_anybody_is_registered(client: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = trained(site, cast, 1).people
    sheet = reader(at_desk(client, site, cast, "li").get(f"/training/people/{person}/form.pdf").data)
    text = sheet.pages[0].extract_text()
    assert "青溪县公安局" in text and "Signature" in text
    assert at_desk(client, site, cast, "gao").get(f"/training/people/{person}/form.pdf").status_code == 404
