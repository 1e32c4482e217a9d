"""Answers held for a decision at the exam office: seen, proposed, confirmed by somebody else, and never a mark."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.kept_answers import a_file, bring_to_the_office, stamped
from tests.builders.rooms import move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in
from tests.cast import Cast
from tests.conftest import NOON, Clock
from tests.exam_app.web.test_kept_answers import at

pytestmark = pytest.mark.usefixtures("sqlite_only")
LIST = "/office/held-answers"
HOURS = 180
FILLED = {"counts": "yes", "reason": "监考员当场保存。"}


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def lin(site: Site, cast: Cast, hall: Hall) -> Seated:
    seated = a_sitting(site, hall.lin)
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + timedelta(minutes=11))
    hand_in(site, a_sitting(site, hall.lin, browser="4e" * 32), NOON + timedelta(minutes=20))
    events = chained((1, "B"), (2, "A"), stamp=stamped(site, NOON + timedelta(minutes=10), NOON))
    bring_to_the_office(site, cast["he"], a_file(seated, events), NOON + timedelta(minutes=HOURS))
    return seated


def settle_address(page: str) -> str:
    found = re.search(r'action="(/office/held-answers/decisions/[-0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_two_officers_decide_and_neither_page_shows_a_mark(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, hall: Hall, lin: Seated
) -> None:
    desk = at(client, site, clock, cast, "he", HOURS)
    assert LIST in desk.get("/office/results").text
    assert "Decide before the release." in desk.get(f"/office/results/{hall.exam_session_id}").text
    page = f"{LIST}/{lin.sitting_id}/1"
    assert page in desk.get(LIST).text
    shown = desk.get(page).text
    assert "林国强" in shown and "1, 2" in shown and "Moved to another computer" in shown
    answer = desk.post(page, data=FILLED, follow_redirects=True)
    assert "A second person has to confirm it." in answer.text
    assert 'value="confirm"' not in answer.text
    own = desk.post(settle_address(answer.text), data={"act": "confirm"})
    assert own.status_code == 409
    second = at(client, site, clock, cast, "lin", HOURS)
    shown = second.get(page).text
    assert "监考员当场保存。" in shown
    for text in (shown, answer.text, second.get(LIST).text):
        assert not re.search(r"point|score|passed", text[text.index("<main") :], re.IGNORECASE)
    done = second.post(settle_address(shown), data={"act": "confirm"}, follow_redirects=True)
    assert "Decided by two persons." in done.text
    assert "No answers wait for a decision" in done.text and "count" in done.text
    assert second.get(page).status_code == 404


def test_a_proposal_without_choice_or_reason_keeps_what_was_typed(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, lin: Seated
) -> None:
    desk = at(client, site, clock, cast, "he", HOURS)
    page = f"{LIST}/{lin.sitting_id}/1"
    answer = desk.post(page, data={"reason": "监考员当场保存。"})
    assert answer.status_code == 422
    assert "Choose whether these answers count." in answer.text and "监考员当场保存。" in answer.text
    answer = desk.post(page, data={"counts": "no", "reason": " "})
    assert answer.status_code == 422
    assert "Write why these answers count or do not count." in answer.text


def test_a_proposal_can_be_dropped_and_stays_in_the_list(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast, lin: Seated
) -> None:
    desk = at(client, site, clock, cast, "he", HOURS)
    page = f"{LIST}/{lin.sitting_id}/1"
    address = settle_address(desk.post(page, data=FILLED, follow_redirects=True).text)
    assert desk.post(address, data={"act": "both"}).status_code == 422
    dropped = desk.post(address, data={"act": "drop"}, follow_redirects=True)
    assert "The proposal was dropped." in dropped.text and "dropped" in dropped.text
    assert "Answers of 1 computer wait for a decision" in dropped.text


def test_what_is_not_held_has_no_page(client: FlaskClient, site: Site, clock: Clock, cast: Cast, lin: Seated) -> None:
    desk = at(client, site, clock, cast, "he", HOURS)
    for epoch in (2, 2**31, 10**30):
        assert desk.get(f"{LIST}/{lin.sitting_id}/{epoch}").status_code == 404
