"""The guard unit's pages: what its clerk can do there, what a stranger cannot, what bad input is told."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import Certificate, Employment
from exam_app.operations import photos
from exam_app.rosters import RowKind, read_roster
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.builders.employment import a_guard_roster, employed, guards
from tests.builders.training import a_portrait, an_xlsx
from tests.cast import Cast, enter, id_number
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
TODAY = {"year": "2026", "month": "11", "day": "24"}


@pytest.fixture
def clerk(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["ye"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def stranger(app: Flask, site: Site, cast: Cast) -> FlaskClient:
    client = app.test_client()
    enter(client, site, cast["jiang"], NOON)
    return client


def day(name: str, **parts: str) -> dict[str, str]:
    return {f"{name}-{part}": value for part, value in {**TODAY, **parts}.items()}


def stay_of(site: Site, cast: Cast) -> Employment:
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        return work.all(select(Employment).order_by(Employment.hired_on.desc()))[0]


def test_the_clerk_begins_at_the_desk_of_the_unit(clerk: FlaskClient) -> None:
    assert clerk.get("/home").location == "/unit/"
    page = clerk.get("/unit/").text
    assert "Nobody is on the roster yet" in page and "青溪医院东门" in page


def test_the_desk_puts_gaps_first_and_each_count_opens_its_people(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    (certificate_id,) = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        holder = work.get(Certificate, certificate_id).person_id
    employed(site, cast, [holder], post_id=cast.post)
    guards(site, cast, 2)
    page = clerk.get("/unit/").text
    assert "2 of 3 people on duty lack something" in page
    assert "2 people have no certificate" in page
    listed = clerk.get("/unit/guards?shown=no_certificate").text
    assert "2 people on duty" in listed and "王建国" in listed and "1 to 2 of 2" in listed
    assert "1 person on duty" in clerk.get(f"/unit/guards?post={cast.post}").text


def test_a_person_is_moved_leaves_and_is_hired_again_in_pages(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    here = f"/unit/guards/{person}"
    assert clerk.post(f"{here}/move", data={"post": str(cast.post)}).location == here
    assert "青溪医院东门" in clerk.get(here).text
    early = clerk.post(f"{here}/leave", data=day("left_on", year="2023"))
    assert early.status_code == 422 and "hired on 2024-03-01" in early.text
    assert clerk.post(f"{here}/leave", data=day("left_on", day="20")).location == here
    assert "Hire again" in clerk.get(here).text and "1 person has left" in clerk.get("/unit/guards?shown=left").text
    assert clerk.post(f"{here}/hire", data={**day("hired_on"), "post": "reserve"}).location == here
    assert stay_of(site, cast).left_on is None
    assert clerk.get(here).text.count("2026-11-20") >= 2


def test_the_person_page_shows_the_whole_line_and_who_holds_the_next_step(
    clerk: FlaskClient, site: Site, cast: Cast
) -> None:
    (person,) = guards(site, cast)
    page = clerk.get(f"/unit/guards/{person}").text
    for stage in ("Hired", "Training", "Qualification review", "Examination", "Certificate for duty", "Guard service"):
        assert f">{stage}<" in page
    assert "2024-03-01" in page and "Get the certificate before guarding" in page
    assert "Held by: 王建国" in page


def test_a_photo_is_given_and_a_poor_one_is_told_what_is_wrong(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    here = f"/unit/guards/{person}/photo"
    poor = clerk.post(here, data={"photo": (io.BytesIO(b"no picture"), "a.jpg")})
    assert poor.status_code == 422 and "not a JPEG or PNG" in poor.text
    good = clerk.post(here, data={"photo": (io.BytesIO(a_portrait()), "a.jpg")})
    assert good.location == f"/unit/guards/{person}"
    assert clerk.get(f"/unit/guards/{person}/photo.jpg").mimetype == "image/jpeg"


def test_another_units_people_are_not_there(stranger: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ye"], NOON) as work:
        photos.give_photo(work, person, a_portrait())
    for page in ("", "/move", "/leave", "/hire", "/photo", "/photo.jpg"):
        assert stranger.get(f"/unit/guards/{person}{page}").status_code == 404, page
    for act in ("move", "leave", "hire", "photo"):
        assert stranger.post(f"/unit/guards/{person}/{act}", data=day("left_on")).status_code == 404, act
    assert "王建国" not in stranger.get("/unit/guards").text
    assert "青溪医院东门" not in stranger.get("/unit/").text


def test_a_colleague_clerk_is_no_guard_of_the_unit(clerk: FlaskClient, cast: Cast) -> None:
    """The clerk sees the own name everywhere, but has no page without a stay at the unit."""
    assert clerk.get(f"/unit/guards/{cast['ye'].person_id}").status_code == 404


def test_another_role_is_sent_away(client: FlaskClient, site: Site, cast: Cast) -> None:
    enter(client, site, cast["li"], NOON)
    assert client.get("/unit/").status_code == 403


@pytest.mark.parametrize("post", ["", "somewhere", "00000000-0000-0000-0000-000000000001"])
def test_a_post_that_is_no_choice_is_refused_at_its_field(
    clerk: FlaskClient, site: Site, cast: Cast, post: str
) -> None:
    (person,) = guards(site, cast)
    refused = clerk.post(f"/unit/guards/{person}/move", data={"post": post})
    assert refused.status_code == 422 and "Choose a post, or the reserve." in refused.text


def test_who_has_left_cannot_leave_again_by_an_old_form(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    here = f"/unit/guards/{person}"
    clerk.post(f"{here}/leave", data=day("left_on"))
    again = clerk.post(f"{here}/leave", data=day("left_on", day="1"))
    assert again.status_code == 200 and "is not on duty here" in again.text
    assert stay_of(site, cast).left_on == NOON.date()


def test_the_desk_takes_as_many_statements_for_two_people_as_for_one(
    clerk: FlaskClient, site: Site, cast: Cast
) -> None:
    from sqlalchemy import event

    counts = []
    for count in (1, 2):
        guards(site, cast, count, born=f"198{count}0312")
        statements: list[str] = []
        listen = lambda *args, kept=statements: kept.append(args[2])  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listen)
        for page in ("/unit/", "/unit/guards"):
            assert clerk.get(page).status_code == 200
        event.remove(site.engine, "before_cursor_execute", listen)
        counts.append(len(statements))
    assert counts[0] == counts[1] > 0


def test_a_certificate_that_has_run_out_is_a_gap(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    from exam_app.queries.employment import Standing, standing_of

    (certificate_id,) = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        certificate = work.get(Certificate, certificate_id)
    employed(site, cast, [certificate.person_id])
    assert "Certificate in force" in clerk.get("/unit/guards").text
    assert standing_of(left=False, in_force=False, ever=True, has_photo=True) is Standing.ENDED
    assert certificate.expires_after is None or certificate.expires_after > NOON.date() + timedelta(days=1)


# -- the roster -----------------------------------------------------------------------------------------------------


def upload(client: FlaskClient, data: bytes):  # type: ignore[no-untyped-def]
    return client.post(
        "/unit/rosters/new", data={"file": (io.BytesIO(data), "花名册.xlsx")}, content_type="multipart/form-data"
    )


ROSTER = (
    ("王建国", id_number("19810312", 1), "青溪医院东门", "2024年3月1日"),
    ("李秀英", id_number("19820715", 2), "医院西门", "2024-13-1"),
)


def test_a_roster_is_uploaded_repaired_and_confirmed_in_pages(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    preview = upload(clerk, a_guard_roster(*ROSTER)).location
    page = clerk.get(preview).text
    assert "1 of 2 rows are right, 1 to repair" in page
    assert "The unit has no post “医院西门”" in page and "no day of the calendar" in page
    number = {"name": "李秀英", "id_number": id_number("19820715", 2)}
    still = clerk.post(f"{preview}/rows/5", data={**number, "hired_on": "2024-12-1"})
    assert still.status_code == 422 and 'value="2024-12-1"' in still.text
    assert clerk.post(f"{preview}/rows/5", data={**number, "post": "青溪医院东门"}).location == preview
    done = clerk.post(f"{preview}/confirm").location
    assert "2 rows are in the roster" in clerk.get(done).text
    assert "2 people on duty" in clerk.get("/unit/guards").text


def test_a_file_that_is_no_roster_is_refused_in_words(clerk: FlaskClient) -> None:
    refused = upload(clerk, b"no workbook")
    assert refused.status_code == 422 and "Error" in refused.text
    assert upload(clerk, an_xlsx([("1", "王", "x")])).status_code == 422


def test_the_faulty_rows_and_the_template_come_as_workbooks(clerk: FlaskClient) -> None:
    preview = upload(clerk, a_guard_roster(*ROSTER)).location
    faults = read_roster(clerk.get(f"{preview}/faults.xlsx").data, RowKind.GUARD)
    assert [row.texts[1] for row in faults.rows] == ["李秀英"]
    assert clerk.get("/unit/roster-template.xlsx").status_code == 200


def test_another_units_roster_is_not_there(clerk: FlaskClient, stranger: FlaskClient) -> None:
    preview = upload(clerk, a_guard_roster(*ROSTER)).location
    for page in ("", "/faults.xlsx", "/confirmed"):
        assert stranger.get(f"{preview}{page}").status_code == 404, page
    for act in ("/confirm", "/discard", "/rows/5", "/rows/5/leave-out"):
        assert stranger.post(f"{preview}{act}").status_code == 404, act
    assert clerk.post(f"{preview}/discard").location == "/unit/rosters"
    assert "No list waits for you" in clerk.get("/unit/rosters").text
