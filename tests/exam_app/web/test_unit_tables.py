"""A table of units at the browser: what to repair, then everything at once."""

import io

import pytest
from flask import Flask

from exam_app.work import Site
from tests.cast import Cast
from tests.exam_app.operations.test_unit_tables import GOOD, table
from tests.exam_app.web.test_training_flags import browser

pytestmark = pytest.mark.usefixtures("sqlite_only")
UPLOAD = "/office/units/tables/upload"


def test_a_table_is_repaired_and_taken_in(app: Flask, site: Site, cast: Cast) -> None:
    desk = browser(app, site, cast["wu"])
    assert desk.post(UPLOAD, data={}).status_code == 422
    faulty = {"file": (io.BytesIO(table(GOOD[0], "甲公司,工厂,1,青溪县公安局,,,,")), "units.csv")}
    page = desk.post(UPLOAD, data=faulty, follow_redirects=True)
    assert "1 row is to be repaired" in page.text
    assert "单位类别" in page.text
    assert desk.post(f"{page.request.path}/confirm").status_code == 409
    assert "units.csv" in desk.get(UPLOAD).text
    good = {"file": (io.BytesIO(table(*GOOD)), "units.csv")}
    page = desk.post(UPLOAD, data=good, follow_redirects=True)
    assert "3 rows can be taken in" in page.text
    done = desk.post(f"{page.request.path}/confirm", follow_redirects=True)
    assert "Taken in: 2 new units, 2 filings." in done.text
    assert "天盾保安服务有限公司" in done.text
    assert browser(app, site, cast["he"]).get(UPLOAD).status_code == 403
