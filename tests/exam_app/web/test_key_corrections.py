"""Correcting a key at the city's desk: propose, see whom it changes, sign as another person; the issuer's list."""

import re

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.key_corrections import FOUND, WHY, proposed
from tests.builders.resits import released
from tests.cast import Cast, enter
from tests.conftest import Clock
from tests.exam_app.operations.test_key_corrections import FIRST, turning_hall

pytestmark = pytest.mark.usefixtures("sqlite_only")
NEW = f"/office/key-corrections/new/{FIRST.digest}"
FILLED = {"kind": "other_key", "keys": "C", "reason": WHY, "source": "条例第三十条"}


def at_desk(client: FlaskClient, site: Site, clock: Clock, cast: Cast, who: str) -> FlaskClient:
    clock.now = FOUND
    enter(client, site, cast[who], FOUND)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def read_effects(page: str) -> str:
    found = re.search(r'name="effects" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_two_officers_correct_a_key_after_both_saw_whom_it_changes(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast
) -> None:
    hall = turning_hall(site, cast)
    released(site, cast, hall.exam_session_id)
    desk = at_desk(client, site, clock, cast, "he")
    assert NEW in desk.get("/office/bank/live/T2").text
    assert "Key in the item file: B" in desk.get(NEW).text
    answer = desk.post(NEW, data=FILLED, follow_redirects=True)
    address = answer.request.path
    for page in (answer.text, at_desk(client, site, clock, cast, "lin").get(address).text):
        assert "1 would pass, 1 would not pass any more" in page
        assert "林国强" in page and "Does not pass any more" in page
        assert "鲍玉兰" in page and "Passes now" in page
        assert WHY in page
    assert "Sign: mark" not in answer.text
    page = at_desk(client, site, clock, cast, "lin").get(address).text
    answer = client.post(address, data={"act": "sign", "effects": read_effects(page)}, follow_redirects=True)
    assert "2 papers have another result now" in answer.text
    assert "1 pass now, 1 do not pass any more" in answer.text and "key version 1" in answer.text
    page = client.get(f"/office/results/{hall.exam_session_id}").text
    assert "at first 3" in page and "at first 2" in page
    assert "Key version 1" in client.get("/office/key-corrections").text


def test_before_the_release_numbers_of_papers_are_all_that_is_shown(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast
) -> None:
    hall = turning_hall(site, cast)
    proposed(site, cast, FIRST, keys="C")
    desk = at_desk(client, site, clock, cast, "lin")
    (address,) = set(re.findall(r"/office/key-corrections/[0-9a-f-]{36}", desk.get("/office/key-corrections").text))
    page = desk.get(address).text
    assert "2 papers had the item" in page and "Not released" in page
    assert "林国强" not in page and "0 would pass, 0 would not pass any more" in page
    assert "1 correction of a key waits for a signature" in desk.get(f"/office/results/{hall.exam_session_id}").text


def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast
) -> None:
    turning_hall(site, cast)
    desk = at_desk(client, site, clock, cast, "he")
    answer = desk.post(NEW, data={**FILLED, "keys": "X"})
    assert answer.status_code == 422
    assert "Use the letters of this item: ABCD." in answer.text and WHY in answer.text
    answer = desk.post(NEW, data={"reason": WHY})
    assert "Choose what counts instead." in answer.text and "Name the law and article" in answer.text


def test_a_certificate_on_a_result_that_fails_now_is_work_for_the_issuer_and_stays_in_force(
    client: FlaskClient, site: Site, clock: Clock, cast: Cast
) -> None: ...


@pytest.mark.parametrize("who", ["li", "zhou", "sun", "zhao", "wu"])
def test_a_stranger_is_refused(client: FlaskClient, site: Site, clock: Clock, cast: Cast, who: str) -> None:
    turning_hall(site, cast)
    correction = proposed(site, cast, FIRST, keys="C")
    stranger = at_desk(client, site, clock, cast, who)
    for address in ("/office/key-corrections", NEW, f"/office/key-corrections/{correction}"):
        assert stranger.get(address).status_code in (302, 403)
