"""Publishing an item at the city's desk: the warning before, two signatures, the pool afterwards."""

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.sittings import a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.operations.test_publication import AFTER_ENTRY, ITEMS, SPARE, a_filled_bank, publish, sign

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_two_officers_publish_an_item_from_its_topic(client: FlaskClient, site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    address = f"/office/bank/publish/{SPARE.digest}"
    desk = at_desk(client, site, cast, "he")
    assert address in desk.get("/office/bank/live/T2").text
    page = desk.get(address).text
    assert "There is no way back" in page and ">Sign<" in page and "would be left" not in page
    assert "You signed." in desk.post(address, follow_redirects=True).text
    page = desk.get(address).text
    assert "A second officer must sign" in page and ">Sign<" not in page
    second = at_desk(client, site, cast, "lin")
    assert "one signature to publish" in second.get("/office/bank/live/T2").text
    assert "Sign and publish" in second.get(address).text
    answer = second.post(address, follow_redirects=True)
    assert answer.request.path == "/office/bank/practice/T2"
    assert "No new paper contains it" in answer.text and "published: 何静, 林涛" in answer.text


def test_a_blueprint_that_would_fall_short_is_said_before_signing(client: FlaskClient, site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS)
    page = at_desk(client, site, cast, "he").get(f"/office/bank/publish/{ITEMS[0].digest}").text
    assert "needs 3 items of topic T2, Single choice; 2 would be left" in page
    assert ">Sign<" in page


def test_what_a_planned_examination_needs_cannot_be_signed(client: FlaskClient, site: Site, cast: Cast) -> None:
    a_hall(site, cast)
    desk, address = at_desk(client, site, cast, "he"), f"/office/bank/publish/{ITEMS[0].digest}"
    page = desk.get(address).text
    assert "“12月第一场” needs 3 items" in page and ">Sign<" not in page
    assert "Candidates are beginning" in desk.post(address, follow_redirects=True).text


def test_a_published_item_shows_no_button(client: FlaskClient, site: Site, cast: Cast) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    publish(site, cast, SPARE)
    page = at_desk(client, site, cast, "he").get(f"/office/bank/publish/{SPARE.digest}").text
    assert f"{SPARE.id} is published" in page and ">Sign<" not in page


def test_an_item_of_no_bank_is_not_found(client: FlaskClient, site: Site, cast: Cast) -> None:
    desk = at_desk(client, site, cast, "he")
    assert desk.get(f"/office/bank/publish/{'0' * 64}").status_code == 404
    assert desk.post(f"/office/bank/publish/{'0' * 64}").status_code == 404


@pytest.mark.parametrize("who", ["wu", "li", "zhou", "sun", "zhao", "qin", "ma"])
def test_other_desks_publish_nothing(client: FlaskClient, site: Site, cast: Cast, who: str) -> None:
    a_filled_bank(site, cast, *ITEMS, SPARE)
    sign(site, cast, "he", SPARE, AFTER_ENTRY)
    stranger, address = at_desk(client, site, cast, who), f"/office/bank/publish/{SPARE.digest}"
    assert stranger.get(address).status_code == 403
    assert stranger.post(address).status_code == 403
