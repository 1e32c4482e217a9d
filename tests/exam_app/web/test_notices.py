"""The outbox at the browser: a file, paper or a call; what became of it; the unit's look."""

import io

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from exam_app.work import Site
from tests.builders.registrations import passed_at_county, registered, trainees
from tests.cast import Cast
from tests.exam_app.operations.test_notices import PHONES, with_telephones, written
from tests.exam_app.web.test_training_flags import browser

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture(autouse=True)
def three_passed(site: Site, cast: Cast) -> None:
    passed_at_county(site, cast, registered(site, cast, trainees(site, cast, 3)))
    with_telephones(site, cast)


def test_a_desk_hands_over_a_file_takes_it_and_notes_what_became_of_it(app: Flask, site: Site, cast: Cast) -> None:
    desk = browser(app, site, cast["zhou"])
    page = desk.get("/office/notices").text
    assert "3 notices wait to leave" in page
    assert "File for the gateway: 2 notices" in page
    assert "Print 1 slip" in page
    batch = desk.post("/office/notices/hand-over", data={"way": "gateway"}, follow_redirects=True)
    assert "Batch 1 of notices" in batch.text
    file = desk.get(f"{batch.request.path}/gateway.xlsx")
    rows = CalamineWorkbook.from_object(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["No.", "Telephone", "Text"]
    assert {row[1] for row in rows[1:]} == set(PHONES.values())
    done = desk.post(f"{batch.request.path}/delivered", follow_redirects=True)
    assert "2 notices are noted as delivered." in done.text
    assert "1 notice waits to leave" in desk.get("/office/notices").text


def test_slips_are_printed_for_who_has_no_telephone(app: Flask, site: Site, cast: Cast) -> None:
    desk = browser(app, site, cast["zhou"])
    batch = desk.post("/office/notices/hand-over", data={"way": "letters"}, follow_redirects=True)
    assert "刘玉兰" in batch.text
    assert desk.get(f"{batch.request.path}/slips.pdf").data.startswith(b"%PDF")


def test_a_clerk_telephones_and_says_why_when_nobody_answers(app: Flask, site: Site, cast: Cast) -> None:
    desk = browser(app, site, cast["zhou"])
    notice = next(row for row in written(site, cast))
    page = f"/office/notices/{notice.id}"
    assert "县局已审查您的报名" in desk.get(page).text
    assert desk.post(f"{page}/not-told", data={"words": ""}).status_code == 422
    said = desk.post(f"{page}/not-told", data={"words": "nobody answered"}, follow_redirects=True)
    assert "nobody answered" in said.text
    told = desk.post(f"{page}/told", follow_redirects=True)
    assert "Noted: the person knows." in told.text
    assert desk.post(f"{page}/told").status_code == 409


def test_the_unit_sees_kind_day_and_state_and_no_text(app: Flask, site: Site, cast: Cast) -> None:
    page = browser(app, site, cast["li"]).get("/training/notices").text
    assert "3 notices to your people" in page
    assert "Registration passed on to the city" in page
    assert "县局已审查" not in page
    assert browser(app, site, cast["gao"]).get("/training/notices").text.count("李秀英") == 0
    assert browser(app, site, cast["li"]).get("/office/notices").status_code == 403
