"""Tables and mapping files at the browser."""

import io
from datetime import timedelta

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from exam_app.mappings import shipped_text
from exam_app.terms import TableSubject
from exam_app.work import Site
from tests.builders.registrations import approved
from tests.builders.scheduling import published
from tests.cast import Cast
from tests.conftest import Clock
from tests.exam_app.web.test_training_flags import browser

pytestmark = pytest.mark.usefixtures("sqlite_only")


def test_a_desk_takes_the_registrations_of_an_examination_as_a_workbook(app: Flask, site: Site, cast: Cast) -> None:
    session_id = published(site, cast, approved(site, cast, 2))
    desk = browser(app, site, cast["he"])
    page = desk.get("/office/tables").text
    assert "2 rows" in page
    file = desk.get(f"/office/tables/{session_id}/registrations.xlsx")
    book = CalamineWorkbook.from_object(io.BytesIO(file.data))
    assert book.sheet_names == ["报名人员"]
    rows = book.get_sheet_by_index(0).to_python()
    assert (rows[0][:2], len(rows)) == (["姓名", "公民身份号码"], 3)
    assert desk.get(f"/office/tables/{session_id}/results.xlsx").status_code == 409
    assert desk.get(f"/office/tables/{session_id}/people.xlsx").status_code == 404
    assert desk.get(f"/office/tables/{session_id}/nothing.xlsx").status_code == 404
    assert browser(app, site, cast["wu"]).get("/office/tables").status_code == 403


def test_a_mapping_comes_back_with_every_fault_and_holds_once_it_is_good(
    app: Flask, site: Site, cast: Cast, clock: Clock
) -> None:
    desk = browser(app, site, cast["he"])
    address = "/office/tables/mappings/results"
    assert "考试成绩表" in desk.get(address).text
    good = shipped_text(TableSubject.RESULTS)
    bad = good.replace('field = "score"', 'field = "scor"').replace('constant = "', 'constand = "').replace("合格", "")
    refused = desk.post(address, data={"text": bad})
    assert refused.status_code == 422
    assert "field: There is no such field" in refused.text
    assert "scor&#34;" in refused.text or 'scor"' in refused.text
    assert desk.post(address, data={"text": ""}).status_code == 422
    other = desk.post(address, data={"text": shipped_text(TableSubject.CERTIFICATES)})
    assert "This mapping is about something else" in other.text
    stated = desk.post(address, data={"text": good.replace("考试成绩表", "市局成绩表")}, follow_redirects=True)
    assert "市局成绩表" in stated.text
    clock.now += timedelta(minutes=1)
    back = desk.post(f"{address}/shipped", follow_redirects=True)
    assert "市局成绩表" not in back.text
    assert browser(app, site, cast["zhou"]).get("/office/tables/mappings").status_code == 403


def test_the_rules_for_notices_come_back_filled_and_hold(app: Flask, site: Site, cast: Cast) -> None:
    desk = browser(app, site, cast["he"])
    rules = {"kinds": ["result_out"], "signature": "云川保安考试", "language": "zh_Hans", "keep_days": "30"}
    refused = desk.post("/office/notices/rules", data={**rules, "signature": "云" * 15, "keep_days": "0"})
    assert refused.status_code == 422
    assert "云" * 15 in refused.text
    assert desk.post("/office/notices/rules", data=rules).status_code == 302
    approved(site, cast, 1)
    assert "No notice waits to leave" in desk.get("/office/notices").text
