"""Training by post at the browser: planned by the unit, read by its county, for today or a past day."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.employment import employed
from tests.builders.training import trained
from tests.cast import NOON, Cast, enter

pytestmark = pytest.mark.usefixtures("sqlite_only")
FORM = {"law": "4", "knowledge": "0", "skills": "2", "every_months": "12"}
SINCE = {"starts_on-year": "2025", "starts_on-month": "1", "starts_on-day": "1"}


def browser(app: Flask, site: Site, who: object) -> FlaskClient:
    client = app.test_client()
    enter(client, site, who, NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_a_plan_is_made_and_says_who_lacks_hours_of_what(app: Flask, site: Site, cast: Cast) -> None:
    employed(site, cast, trained(site, cast, 1).people, post_id=cast.post)
    unit = browser(app, site, cast["ye"])
    assert "nothing planned" in unit.get("/unit/training").text
    address = f"/unit/training/posts/{cast.post}/plan"
    refused = unit.post(address, data={**FORM, **SINCE, "law": "many"})
    assert refused.status_code == 422
    assert "Enter a whole number." in refused.text
    for year, said in (("1", "Check the year."), ("9999", "Check the year."), ("9" * 30, "There is no such day.")):
        assert said in unit.post(address, data={**FORM, **SINCE, "starts_on-year": year}).text
    page = unit.post(address, data={**FORM, **SINCE}, follow_redirects=True).text
    assert "1 guard lacks class hours" in page
    assert "Legal knowledge 4, Skills 2" in page
    past = unit.get("/unit/training?on=2026-11-23&known=2026-11-23").text
    assert "No training is planned yet" in past
    for nonsense in (
        "on=nonsense&known=9999-99-99",
        "on=0001-01-01&known=0001-01-01",
        "on=9999-12-31&known=9999-12-31",
    ):
        assert unit.get(f"/unit/training?{nonsense}").status_code == 200


def test_the_county_opens_a_unit_and_a_stranger_does_not(app: Flask, site: Site, cast: Cast) -> None:
    employed(site, cast, trained(site, cast, 1).people, post_id=cast.post)
    browser(app, site, cast["ye"]).post(f"/unit/training/posts/{cast.post}/plan", data={**FORM, **SINCE})
    county = browser(app, site, cast["zhou"])
    assert "磐石保安服务有限公司" in county.get("/office/training").text
    assert "1 guard lacks class hours" in county.get(f"/office/training/{cast.panshi}").text
    assert browser(app, site, cast["shi"]).get(f"/office/training/{cast.panshi}").status_code == 404
    assert browser(app, site, cast["jiang"]).get(f"/unit/training/posts/{cast.post}/plan").status_code == 404
