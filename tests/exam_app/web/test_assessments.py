"""Pages of the unit's assessments: the desk that plans and decides, the guard at a telephone, the county that reads."""

import io
import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.models import Assessment
from exam_app.queries.papers import paper_of
from exam_app.work import Site, Work
from tests.builders.assessments import Squad, a_squad, begun, taken
from tests.builders.employment import employed
from tests.builders.people import newcomers
from tests.builders.sittings import printed_key
from tests.builders.study import as_guard, card_of
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str = "ye") -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def day(name: str, year: int, month: int, of_month: int) -> dict[str, str]:
    return {f"{name}-year": str(year), f"{name}-month": str(month), f"{name}-day": str(of_month)}


def with_card(client: FlaskClient, site: Site, cast: Cast, squad: Squad) -> FlaskClient:
    """The first guard at the own telephone, with a card from the unit's desk."""
    desk = at_desk(client, site, cast)
    desk.post("/unit/study-cards", data={"person": [str(squad.people[0])]})
    enter(client, site, as_guard(site, cast, squad.people[0], "ye"), NOON)
    return client


# -- the plan -------------------------------------------------------------------------------------------------------


def test_a_post_without_a_plan_is_planned_and_its_guards_appear(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast)
    page = desk.get("/unit/assessments").text
    assert "No assessments are planned yet" in page
    (plan,) = re.findall(r'href="(/unit/assessments/posts/[^"]+)"', page)
    form = desk.get(plan).text
    assert 'value="2026"' in form and 'value="24"' in form and 'value="12"' in form  # 30 days on, every 12 months
    answer = desk.post(plan, data={**day("first_due_on", 2026, 12, 24), "every_months": "6"}, follow_redirects=True)
    assert "Assessments are planned for 青溪医院东门." in answer.text and "every 6 months" in answer.text


WRONG_PLANS: tuple[tuple[dict[str, str], str], ...] = (
    ({"every_months": "0"}, "Enter a number of months from 1 to 36."),
    ({"every_months": "x"}, "Enter a whole number."),
    ({"every_months": ""}, "Enter the number of months."),
    (day("first_due_on", 2026, 13, 1), "There is no such day."),
    (day("first_due_on", 2026, 11, 23), "This day has passed."),
)


def test_a_plan_that_cannot_be_comes_back_as_it_was_typed(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast)
    for given, said in WRONG_PLANS:
        typed = {**day("first_due_on", 2027, 1, 31), "every_months": "12", **given}
        answer = desk.post(f"/unit/assessments/posts/{cast.post}/plan", data=typed)
        assert answer.status_code == 422 and said in answer.text
        assert all(f'value="{value}"' in answer.text for value in typed.values() if value)


def test_a_plan_is_ended_once_asked(client: FlaskClient, site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, bank=False)
    desk, end = at_desk(client, site, cast), f"/unit/assessments/plans/{squad.plan_id}/end"
    assert "Nobody is due by it any more" in desk.get(end).text
    assert "You can plan anew" in desk.post(end, follow_redirects=True).text
    assert "This plan was ended on" in desk.get(end).text


# -- the desk -------------------------------------------------------------------------------------------------------


def test_the_desk_shows_what_asks_for_an_act_first_and_narrows_it(client: FlaskClient, site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, 3)
    taken(site, squad.guards[0], squad.plan_id, 30)
    taken(site, squad.guards[1], squad.plan_id, 3)
    desk = at_desk(client, site, cast)
    page = desk.get("/unit/assessments").text
    assert "1 guard&#39;s assessment is overdue or undecided" in page
    assert page.index("李秀英") < page.index("张伟") < page.index("王建国")  # failed, due, not due
    narrowed = desk.get("/unit/assessments?shown=not_due").text
    assert "王建国" in narrowed and "张伟" not in narrowed and "1 to 1 of 1" in narrowed
    assert "3 guards" in desk.get(f"/unit/assessments?shown=nonsense&post={cast.post}&page=9").text
    assert "assessment is overdue or undecided" in desk.get("/unit/").text


def test_a_failure_is_decided_on_its_page_and_what_is_missing_is_said(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    squad = a_squad(site, cast)
    here = f"/unit/assessments/{taken(site, squad.wang, squad.plan_id, 3)}"
    desk = at_desk(client, site, cast)
    page = desk.get(here).text
    assert "3 of 30 points" in page and "Not the state examination" in page and page.count("art. ") > 20
    for given, said in (
        ({}, "Choose what the unit does."),
        ({"follow_up": "trained_again"}, "Enter the day by which the assessment is repeated."),
        ({"follow_up": "no_measure", "note": " "}, "Say why nothing is done."),
        ({"follow_up": "contract_ended", "note": "x" * 201}, "Use at most 200 characters."),
    ):
        refused = desk.post(here, data=given)
        assert refused.status_code == 422 and said in refused.text
    given = {"follow_up": "other_duties", "note": "先在监控室值班", **day("repeat_by", 2026, 12, 20)}
    told = desk.post(here, data=given, follow_redirects=True).text
    assert "On other duties until assessed again: 2026-12-20" in told and "先在监控室值班" in told
    again = desk.post(here, data=given)
    assert again.status_code == 422 and "recorded already" in again.text
    person = desk.get(f"/unit/guards/{squad.people[0]}").text
    assert "not passed; next by 2026-12-20" in person and "3 of 30, not passed" in person


# -- the telephone --------------------------------------------------------------------------------------------------


def test_a_guard_takes_a_whole_assessment_with_plain_forms(client: FlaskClient, site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    phone = with_card(client, site, cast, squad)
    assert "Assessment by your unit: due by 2026-11-24" in phone.get("/my").text
    page = phone.get("/my/assessments").text
    assert "30 questions in 40 minutes; 18 right answers pass." in page and "not the state examination" in page
    paper = phone.post(f"/my/assessments/by-plan/{squad.plan_id}").location
    screen = phone.get(paper).text
    assert screen.count('class="slot"') == 30 and "This is not the state examination." in screen
    with Work.open(site, squad.wang, NOON, read_only=True) as work:
        slots = list(paper_of(work, work.get(Assessment, UUID(paper.rpartition("/")[2]))).slots.values())
    for slot in slots[:18]:
        phone.post(f"{paper}/answers", data={"slot": slot.number, "value": list(printed_key(slot)), "marked": "0"})
    assert "Answered 18, not answered 12" in phone.get(f"{paper}/review").text
    result = phone.post(f"{paper}/hand-in", follow_redirects=True).text
    assert "Assessment: 18 of 30 points" in result and "changes nothing in your certificate" in result
    assert phone.get(paper).location == f"{paper}/result"
    assert "You may begin 30 days before that day." in phone.get("/my/assessments").text


def test_when_time_is_over_the_guard_hands_in_what_is_there(
    client: FlaskClient, site: Site, cast: Cast, clock: Clock
) -> None:
    squad = a_squad(site, cast)
    phone = with_card(client, site, cast, squad)
    paper = f"/my/assessments/{begun(site, squad.wang, squad.plan_id)}"
    assert "Your assessment is open" in phone.get("/my/assessments").text
    clock.now = NOON.replace(hour=NOON.hour + 1)
    assert "Time is up" in phone.get(paper).text
    assert "0 of 30 points" in phone.post(f"{paper}/hand-in", follow_redirects=True).text
    assert "Your unit decides first" in phone.get("/my/assessments").text


def test_a_mock_paper_is_no_assessment_and_another_guards_is_not_there(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    squad = a_squad(site, cast, 2)
    other = begun(site, squad.guards[1], squad.plan_id)
    mine = begun(site, squad.wang, squad.plan_id)
    phone = with_card(client, site, cast, squad)
    for address in (f"/my/assessments/{other}", f"/my/mock-papers/{mine}", "/my/others/" + str(mine)):
        assert phone.get(address).status_code == 404
    for rest in ("/review", "/confirm", "/result"):
        assert phone.get(f"/my/assessments/{other}{rest}").status_code == 404
    for rest in ("/answers", "/hand-in"):
        assert phone.post(f"/my/assessments/{other}{rest}", data={"slot": "1", "value": "A"}).status_code == 404
    assert phone.post(f"/my/assessments/by-plan/{UUID(int=5)}").location == f"/my/assessments/{mine}"  # one at a time


# -- study cards ----------------------------------------------------------------------------------------------------


def test_a_unit_issues_cards_to_its_guards_and_prints_them(client: FlaskClient, site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, 2, bank=False)
    desk = at_desk(client, site, cast)
    assert desk.get("/unit/study-cards.pdf").status_code == 404
    assert desk.get("/unit/study-cards").text.count(" checked") == 2
    assert "Nobody is chosen" in desk.post("/unit/study-cards", follow_redirects=True).text
    page = desk.post("/unit/study-cards", data={"person": str(squad.people[0])}, follow_redirects=True).text
    assert "1 study card issued." in page and "1 of 2 have a card" in page
    number = card_of(site, cast, squad.people[0], "ye").number
    (sheet,) = PdfReader(io.BytesIO(desk.get("/unit/study-cards.pdf").data)).pages
    assert f"{number[:3]} {number[3:6]} {number[6:]}" in sheet.extract_text()


def test_no_card_for_who_has_left_or_works_elsewhere(client: FlaskClient, site: Site, cast: Cast) -> None:
    elsewhere, left = newcomers(site, cast, 2, born="19700101")
    employed(site, cast, [elsewhere], clerk="jiang")
    employed(site, cast, [left], left_on=date(2026, 11, 1))
    squad = a_squad(site, cast, bank=False)
    desk = at_desk(client, site, cast)
    for person in (elsewhere, left, UUID(int=3), "x"):
        data = {"person": [str(squad.people[0]), str(person)]}
        assert desk.post("/unit/study-cards", data=data).status_code == 404
    assert "0 of 1 have a card" in desk.get("/unit/study-cards").text


# -- the county, and strangers --------------------------------------------------------------------------------------


def test_the_county_and_the_city_read_who_is_late(app: Flask, site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast, 2)
    taken(site, squad.wang, squad.plan_id, 3)
    for who in ("zhou", "he"):
        office = at_desk(app.test_client(), site, cast, who)
        page = office.get("/office/assessments").text
        assert "磐石保安服务有限公司" in page and "1 guard&#39;s assessment is overdue or undecided" in page
        listed = office.get(f"/office/assessments/{cast.panshi}").text
        assert "王建国" in listed and "李秀英" in listed and "Decide what follows" not in listed
        assert "李秀英" not in office.get(f"/office/assessments/{cast.panshi}?shown=no_follow_up").text


def test_a_strange_unit_county_and_office_find_nothing(app: Flask, site: Site, cast: Cast) -> None:
    squad = a_squad(site, cast)
    failed = taken(site, squad.wang, squad.plan_id, 3)
    stranger = at_desk(app.test_client(), site, cast, "jiang")
    assert "王建国" not in stranger.get("/unit/assessments").text + stranger.get("/unit/study-cards").text
    for address in (f"posts/{cast.post}/plan", f"plans/{squad.plan_id}/end", failed):
        assert stranger.get(f"/unit/assessments/{address}").status_code == 404, address
        assert stranger.post(f"/unit/assessments/{address}").status_code == 404, address
    county = at_desk(app.test_client(), site, cast, "shi")
    assert "磐石" not in county.get("/office/assessments").text
    assert county.get(f"/office/assessments/{cast.panshi}").status_code == 404
    for who in ("sun", "wu"):
        assert at_desk(app.test_client(), site, cast, who).get("/office/assessments").status_code == 403
    for who in ("li", "zhou", "he", "ma"):
        assert at_desk(app.test_client(), site, cast, who).get("/unit/assessments").status_code == 403
