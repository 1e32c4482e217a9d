"""The rota through the city's browser: what is missing, the way to settle it, and the sheet."""

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.registrations import approved
from tests.builders.scheduling import seated
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
WEEK = "/office/rota?week=2026-12-02"


@pytest.fixture
def desk(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["he"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_a_gap_leads_to_the_room_and_is_gone_once_it_is_filled(desk: FlaskClient, site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 3))
    here = f"/office/exam-sessions/{exam_session_id}/invigilators"
    page = desk.get(WEEK).text
    assert "2 invigilators are missing." in page and f"{here}#room-{cast.room}" in page and "0 of 2" in page
    assert f'id="room-{cast.room}"' in desk.get(here).text
    chosen = {"room": str(cast.room), "person": str(cast["zhao"].person_id)}
    desk.post(here, data={**chosen, "act": "assign"})
    assert "1 invigilator is missing." in desk.get(WEEK).text and "Nobody is named chief" in desk.get(WEEK).text
    answer = desk.post(here, data={**chosen, "act": "chief"}, follow_redirects=True)
    assert "The chief invigilator is named." in answer.text and "chief invigilator of this room" in answer.text
    page = desk.get(WEEK).text
    assert "(chief)" in page and "Nobody is named chief" not in page


def test_weeks_follow_each_other_and_the_sheet_is_of_the_same_week(desk: FlaskClient, site: Site, cast: Cast) -> None:
    seated(site, cast, approved(site, cast))
    page = desk.get("/office/rota").text
    assert "No room is used for an examination in this week." in page and "/office/rota?week=2026-11-30" in page
    assert "2 invigilators are missing." in desk.get("/office/rota/print?week=2026-11-30").text
    assert "This week" in desk.get(WEEK).text


@pytest.mark.parametrize("week", ["tomorrow", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_an_address_that_is_no_week_is_no_page(desk: FlaskClient, week: str) -> None:
    assert desk.get(f"/office/rota?week={week}").status_code == 404
