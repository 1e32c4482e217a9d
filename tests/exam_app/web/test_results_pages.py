"""The city's results pages: close, sign twice, then see."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.sittings import Hall, a_closed_hall, a_hall, a_sitting, hand_in
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
LATER = NOON + timedelta(hours=4)


@pytest.fixture(autouse=True)
def afternoon(clock: Clock) -> None:
    clock.now = LATER


def address(hall: Hall, act: str = "") -> str:
    return f"/office/results/{hall.exam_session_id}{act}"


def post(client: FlaskClient, site: Site, cast: Cast, who: str, path: str) -> str:
    enter(client, site, cast[who], LATER)
    return client.post(path, follow_redirects=True).text


def scores_on(page: str) -> list[str]:
    """Cells with figures of single candidates; ticket numbers and times aside."""
    return re.findall(r'data-label="(?:Points|得分|分数)"[^>]*><div>(\d+)', page)


def test_closing_and_two_signatures_lead_to_the_results(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    a_sitting(site, hall.lin)
    closed = post(client, site, cast, "he", address(hall, "/close"))
    assert hall.bao.name in closed  # absent
    assert "<svg viewBox" not in closed
    signed = post(client, site, cast, "he", address(hall, "/sign"))
    assert "<svg viewBox" not in signed
    released = post(client, site, cast, "lin", address(hall, "/sign"))
    assert 'viewBox="0 0 88' in released  # two bars of 24 and the margins
    assert hall.lin.name in released


def test_no_score_is_on_the_page_before_the_second_signature(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast, right=(5, 2))
    enter(client, site, cast["he"], LATER)
    pages = [client.get(address(hall)).text]
    pages.append(post(client, site, cast, "he", address(hall, "/sign")))
    for page in pages:
        assert not scores_on(page)
        assert hall.lin.name not in page
    released = post(client, site, cast, "lin", address(hall, "/sign"))
    assert scores_on(released) == ["5", "2"]


def test_the_first_signer_is_refused_with_the_reason(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = a_closed_hall(site, cast)
    post(client, site, cast, "he", address(hall, "/sign"))
    assert client.post(address(hall, "/sign")).status_code == 409
    assert address(hall, "/sign") not in client.get(address(hall)).text


def test_an_examination_in_which_somebody_answers_is_not_closed(
    client: FlaskClient, site: Site, cast: Cast, clock: Clock
) -> None:
    hall = a_hall(site, cast)
    a_sitting(site, hall.lin)
    clock.now = NOON + timedelta(minutes=60)
    enter(client, site, cast["he"], clock.now)
    assert client.post(address(hall, "/close")).status_code == 409
    assert address(hall, "/close") not in client.get(address(hall)).text


def test_the_button_to_close_is_there_as_soon_as_it_would_work(
    client: FlaskClient, site: Site, cast: Cast, clock: Clock
) -> None:
    hall = a_hall(site, cast)
    hand_in(site, a_sitting(site, hall.lin))
    for minutes, offered in ((29, False), (31, True)):  # late-comers may enter for thirty minutes
        clock.now = NOON + timedelta(minutes=minutes)
        enter(client, site, cast["he"], clock.now)
        assert (address(hall, "/close") in client.get(address(hall)).text) is offered
    assert client.post(address(hall, "/close")).status_code == 302


def test_the_list_counts_and_shows_no_score(client: FlaskClient, site: Site, cast: Cast) -> None:
    a_closed_hall(site, cast, right=(5, 2))
    enter(client, site, cast["he"], LATER)
    page = client.get("/office/results").text
    row = page[page.index("<tbody") :]
    assert [int(n) for n in re.findall(r'cell-number"><div>(\d+)<', row)] == [3, 2, 1]


@pytest.mark.parametrize("name", ["zhou", "shi", "sun", "wu", "li", "zhao", "ma"])
def test_nobody_but_the_city_exam_officer_enters(client: FlaskClient, site: Site, cast: Cast, name: str) -> None:
    hall = a_closed_hall(site, cast)
    enter(client, site, cast[name], LATER)
    for path in ("/office/results", address(hall)):
        assert client.get(path).status_code == 403
    for act in ("/close", "/sign"):
        assert client.post(address(hall, act)).status_code == 403


def test_an_unknown_examination_does_not_exist(client: FlaskClient, site: Site, cast: Cast) -> None:
    enter(client, site, cast["he"], LATER)
    assert client.get(f"/office/results/{uuid4()}").status_code == 404
    assert client.post(f"/office/results/{uuid4()}/sign").status_code == 404
