"""The roster with its gaps at the browser: what to do this week, the list narrowed, and the same as a workbook."""

import io
import re

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from exam_app.operations import training_plans
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from tests.builders.assessments import planned as assessed_by
from tests.builders.employment import employed, guards
from tests.builders.people import newcomers
from tests.cast import Cast, enter, id_number
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def clerk(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["ye"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_a_unit_without_guards_is_led_to_its_import(clerk: FlaskClient) -> None:
    page = clerk.get("/unit/roster").text
    assert "Nobody is on duty yet" in page and "/unit/rosters/new" in page and "roster.xlsx" not in page


def test_what_to_do_stands_above_with_its_article_and_where_it_is_done(
    clerk: FlaskClient, site: Site, cast: Cast
) -> None:
    employed(site, cast, newcomers(site, cast), post_id=cast.post)
    page = clerk.get("/unit/roster").text
    assert "1 of 1 guards on duty has a gap" in page
    order = [
        "Take 1 guard without a certificate off duty",
        "Enter the labour contract of 1 guard",
        "Have 1 guard trained",
        "Assess 1 guard",
        "Hand in the accident insurance",
    ]
    places = [page.index(each) for each in order]
    assert places == sorted(places) and page.count('class="task"') == 5
    for article in ("16", "18", "19", "20"):
        assert f"Regulation art. {article}" in page
    for address in ("contracts/new", "/unit/training", "/unit/assessments", "documents/hand-in"):
        assert address in page


def test_the_list_is_narrowed_by_gap_and_by_post_and_its_pages_keep_it(
    clerk: FlaskClient, site: Site, cast: Cast
) -> None:
    guards(site, cast, 2)
    employed(site, cast, newcomers(site, cast, 51, born="19820715"), post_id=cast.post)
    everybody = clerk.get("/unit/roster").text
    assert "No certificate in force 53" in everybody and "青溪医院东门 51" in everybody and "1 to 50 of 53" in everybody
    training = clerk.get(f"/unit/roster?gap=training&post={cast.post}&page=2").text
    assert "51 to 51 of 51" in training and f"page=1&amp;gap=training&amp;post={cast.post}" in training
    assert clerk.get("/unit/roster?gap=nothing&post=nowhere&page=x").status_code == 200
    empty = clerk.get("/unit/roster?gap=training&post=00000000-0000-0000-0000-000000000001").text
    assert "Nobody is in this list." in empty


def test_the_workbook_is_the_list_with_masked_numbers(clerk: FlaskClient, site: Site, cast: Cast) -> None:
    guards(site, cast)
    employed(site, cast, newcomers(site, cast, born="19820715"), post_id=cast.post)
    file = clerk.get("/unit/roster.xlsx?gap=training")
    rows = CalamineWorkbook.from_object(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Name", "ID number", "Post"] and len(rows) == 2
    assert rows[1][2:] == [
        "青溪医院东门",
        "No certificate",
        "Not recorded",
        "Missing",
        "Nothing planned",
        "Nothing planned",
        "4",
    ]
    assert id_number("19820715", 1) not in rows[1] and "*" in str(rows[1][1])


def test_a_first_period_that_runs_is_no_gap_and_does_not_look_like_one(
    clerk: FlaskClient, site: Site, cast: Cast
) -> None:
    employed(site, cast, newcomers(site, cast), post_id=cast.post)
    hours = {SubjectArea.LAW: 4, SubjectArea.KNOWLEDGE: 0, SubjectArea.SKILLS: 0}
    with Work.open(site, cast["ye"], NOON) as work:
        training_plans.plan_training(work, cast.post, hours=hours, starts_on=NOON.date(), every_months=12)
    assessed_by(site, cast)
    page = clerk.get("/unit/roster").text
    assert "Legal knowledge 4 by 2027-11-24" in page and "Training lacking 0" in page
    states = [state for state, _ in re.findall(r'class="status" data-state="([^"]+)">(.*?)</div>', page, re.DOTALL)]
    assert states == ["refused", "refused", "refused", "waiting", "needs-you"]


def test_another_units_roster_is_its_own(client: FlaskClient, site: Site, cast: Cast) -> None:
    guards(site, cast)
    enter(client, site, cast["jiang"], NOON)
    assert "王建国" not in client.get("/unit/roster").text
    assert len(client.get("/unit/roster.xlsx").data) > 0
    enter(client, site, cast["li"], NOON)
    assert client.get("/unit/roster").status_code == 403
