"""The training unit's pages: what the clerk can do there, what a stranger cannot, what bad input is told."""

import io
import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import Registration, RosterDraft, TrainingRecord
from exam_app.operations import photos
from exam_app.rosters import read_roster
from exam_app.work import Site, Work
from tests.builders.lessons import a_lesson, confirmed
from tests.builders.training import (
    a_course,
    a_portrait,
    a_roster,
    an_xlsx,
    number_of,
    previewed,
    trained,
)
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
WRONG = [(1, "张建国", number_of(1)), (2, "李娜", 339901198207152312), (3, "<b>王</b>", number_of(3)[:17])]


@pytest.fixture
def clerk(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["li"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def stranger(app, site: Site, cast: Cast) -> FlaskClient:
    client = app.test_client()
    enter(client, site, cast["gao"], NOON)
    return client


def upload(client: FlaskClient, course_id: UUID, data: bytes):
    return client.post(
        f"/training/courses/{course_id}/roster",
        data={"file": (io.BytesIO(data), "第6期.xlsx")},
        content_type="multipart/form-data",
    )


def only_draft(site: Site, cast: Cast) -> UUID:
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        return work.all(
            select(RosterDraft.id).where(RosterDraft.confirmed_at.is_(None), RosterDraft.content_sealed.is_not(None))
        )[0]


# -- desk and courses ---------------------------------------------------------------------------------------------


def test_an_empty_desk_says_what_to_do_first(clerk: FlaskClient) -> None:
    page = clerk.get("/training/").text
    assert "Nobody is in training yet" in page
    assert "/training/courses/new" in page


def test_the_desk_counts_who_needs_the_clerk(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 3)
    with Work.open(site, cast["li"], NOON) as work:
        photos.give_photo(work, course.people[0], a_portrait())
    page = clerk.get("/training/").text
    assert "3 of 3 people need you" in page
    assert "2 people have no photo" in page
    assert "1 person is ready to register" in page


def test_a_course_is_opened_from_a_form_and_a_wrong_one_comes_back_filled(clerk: FlaskClient) -> None:
    form = {"name": "Sixth", "starts_on-year": "2026", "starts_on-month": "11", "starts_on-day": "2"}
    ends = {"ends_on-year": "2026", "ends_on-month": "10", "ends_on-day": "2"}
    refused = clerk.post("/training/courses/new", data={**form, **ends})
    assert refused.status_code == 422
    assert 'value="Sixth"' in refused.text
    assert "The last day lies before the first." in refused.text
    opened = clerk.post("/training/courses/new", data={**form, **ends, "ends_on-month": "12"})
    assert opened.status_code == 302
    assert "Sixth" in clerk.get(opened.location).text


def test_another_units_pages_are_not_there(stranger: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    draft_id = previewed(site, cast, course.course_id, a_roster(2, first=5))
    with Work.open(site, cast["li"], NOON) as work:
        photos.give_photo(work, course.people[0], a_portrait())
    for address in (
        f"courses/{course.course_id}",
        f"courses/{course.course_id}/roster",
        f"courses/{course.course_id}/hours",
        f"courses/{course.course_id}/lessons",
        f"courses/{course.course_id}/lessons/new",
        f"courses/{course.course_id}/photos",
        f"rosters/{draft_id}",
        f"rosters/{draft_id}/faults.xlsx",
        f"people/{course.people[0]}",
        f"people/{course.people[0]}/photo.jpg",
        f"people/{course.people[0]}/photo",
    ):
        assert stranger.get(f"/training/{address}").status_code == 404, address
    for address in ("confirm", "discard", "rows/4", "rows/4/leave-out"):
        assert stranger.post(f"/training/rosters/{draft_id}/{address}").status_code == 404, address


def test_another_role_is_sent_away(client: FlaskClient, site: Site, cast: Cast) -> None:
    enter(client, site, cast["zhou"], NOON)
    assert client.get("/training/").status_code == 403


# -- rosters ------------------------------------------------------------------------------------------------------


def test_a_roster_is_previewed_confirmed_and_the_people_stand_in_the_course(
    clerk: FlaskClient, site: Site, cast: Cast
) -> None:
    course_id = a_course(site, cast)
    preview = upload(clerk, course_id, a_roster(3))
    page = clerk.get(preview.location).text
    assert "3 of 3 rows are right" in page
    assert "nothing is written yet" in page
    assert number_of(1) not in page
    done = clerk.post(preview.location + "/confirm")
    assert "3 people are enrolled" in clerk.get(done.location).text
    assert "张建国" in clerk.get(f"/training/courses/{course_id}").text


def test_pressing_confirm_twice_shows_the_same_figure(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_course(site, cast), a_roster(2)).location
    first, second = clerk.post(preview + "/confirm"), clerk.post(preview + "/confirm")
    assert first.location == second.location
    assert "2 people are enrolled" in clerk.get(second.location).text


def test_a_wrong_row_stands_with_its_cell_and_is_repaired_in_place(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_course(site, cast), an_xlsx(WRONG)).location
    page = clerk.get(preview).text
    assert "1 of 3 rows are right, 2 to repair" in page
    assert "C5" in page
    assert "3.39901198207152E+17" in page
    wrong = clerk.post(preview + "/rows/5", data={"name": "李娜", "id_number": number_of(2)[:-2]})
    assert wrong.status_code == 422
    assert f'value="{number_of(2)[:-2]}"' in wrong.text
    assert "16 characters instead of 18" in wrong.text
    right = clerk.post(preview + "/rows/5", data={"name": "李娜", "id_number": number_of(2)})
    assert right.status_code == 302
    assert "2 of 3 rows are right, 1 to repair" in clerk.get(preview).text


def test_text_of_a_file_never_becomes_markup(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_course(site, cast), an_xlsx(WRONG)).location
    page = clerk.get(preview + "?row=6").text
    assert "<b>王</b>" not in page
    assert "&lt;b&gt;王&lt;/b&gt;" in page


def test_the_rows_to_repair_can_be_taken_away_as_a_workbook(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_course(site, cast), an_xlsx(WRONG)).location
    answer = clerk.get(preview + "/faults.xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    rows = read_roster(answer.data).rows
    assert [row.texts[1] for row in rows] == ["李娜", "<b>王</b>"]
    assert rows[0].texts[-1].startswith("C5: ")


def test_rows_left_over_after_confirming_are_one_press_away(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_course(site, cast), an_xlsx(WRONG)).location
    page = clerk.get(clerk.post(preview + "/confirm").location).text
    assert "1 person is enrolled" in page
    assert f"/training/rosters/{only_draft(site, cast)}" in page


def test_a_file_that_is_no_roster_is_told_at_its_field(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    course_id = a_course(site, cast)
    for data, said in ((b"hello", "not an .xlsx file"), (an_xlsx([], headings=("甲", "乙")), "No sheet has a row")):
        answer = upload(clerk, course_id, data)
        assert answer.status_code == 422
        assert said in answer.text
    nothing = clerk.post(f"/training/courses/{course_id}/roster", data={})
    assert nothing.status_code == 422
    assert "Choose the list's file" in nothing.text.replace("&#39;", "'")


def test_a_roster_of_yesterday_says_that_it_is_gone(clerk: FlaskClient, site: Site, cast: Cast, clock) -> None:
    preview = upload(clerk, a_course(site, cast), a_roster(2)).location
    with Work.open(site, cast["li"], NOON) as work:
        work.get(RosterDraft, UUID(preview[-36:])).expires_at = NOON
    for answer in (clerk.get(preview), clerk.post(preview + "/confirm")):
        assert answer.status_code == 409
        assert "Upload the file again" in answer.text


def test_a_deleted_roster_enrols_nobody(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_course(site, cast), a_roster(2)).location
    assert "Nothing was written" in clerk.post(preview + "/discard", follow_redirects=True).text
    assert clerk.post(preview + "/confirm").status_code == 409


def test_the_template_can_be_filled_and_sent(clerk: FlaskClient) -> None:
    answer = clerk.get("/training/roster-template.xlsx")
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


# -- photos -------------------------------------------------------------------------------------------------------


def test_a_photo_is_stored_shown_and_a_bad_one_told(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    person_id = trained(site, cast, 1).people[0]
    address = f"/training/people/{person_id}/photo"
    assert clerk.get(address + ".jpg").status_code == 404
    bad = clerk.post(address, data={"photo": (io.BytesIO(b"no picture"), "x.jpg")}, content_type="multipart/form-data")
    assert bad.status_code == 422
    assert "not a JPEG or PNG" in bad.text
    clerk.post(address, data={"photo": (io.BytesIO(a_portrait()), "x.jpg")}, content_type="multipart/form-data")
    assert clerk.get(address + ".jpg").data.startswith(b"\xff\xd8")


def test_many_photos_are_told_one_by_one(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    files = [(io.BytesIO(a_portrait()), f"{number_of(1)}.jpg"), (io.BytesIO(a_portrait()), "DSC001.jpg")]
    answer = clerk.post(
        f"/training/courses/{course.course_id}/photos", data={"photos": files}, content_type="multipart/form-data"
    )
    assert "1 of 2 photos are stored" in answer.text
    assert "not an ID number" in answer.text


# -- hours --------------------------------------------------------------------------------------------------------


def test_a_figure_is_corrected_with_a_reason(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    confirmed(site, cast, a_lesson(site, cast, course.course_id, hours=4), course.people)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        record_id = work.all(select(TrainingRecord.id))[0]
    address = f"/training/hours/{record_id}/correct"
    assert clerk.post(address, data={"hours": "2", "reason": ""}).status_code == 422
    page = clerk.post(address, data={"hours": "2", "reason": "only the morning"}, follow_redirects=True).text
    assert "2 / 0 / 0" in page
    assert clerk.get(address).status_code == 404
    assert "only the morning" in clerk.get(f"/training/people/{course.people[0]}").text


# -- people and registering ---------------------------------------------------------------------------------------


def test_the_ticked_people_are_handed_to_the_county(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    address = f"/training/courses/{course.course_id}/register"
    assert "Nobody is chosen" in clerk.post(address, follow_redirects=True).text
    page = clerk.post(address, data={"person": [str(course.people[0])]}, follow_redirects=True).text
    assert "1 person was handed to the county." in page
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert work.all(select(Registration.person_id)) == [course.people[0]]
    assert clerk.post(address, data={"person": ["nobody"]}).status_code == 404


def test_a_persons_page_masks_the_number_and_says_where_they_stand(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    person_id = trained(site, cast, 1).people[0]
    page = clerk.get(f"/training/people/{person_id}").text
    assert number_of(1) not in page
    assert re.search(r"3303\*{10}\w{4}", page)
    assert "Photo missing" in page


def test_a_long_course_is_shown_page_by_page(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 120)
    page = clerk.get(f"/training/courses/{course.course_id}?page=2").text
    assert "101 to 120 of 120" in page
    assert "120 to 120" not in clerk.get(f"/training/courses/{course.course_id}?page=99").text
