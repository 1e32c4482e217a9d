"""The pages of leads: what stands out, side by side, with what the numbers do not say."""

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.screenings import LATER, Copied
from tests.cast import Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def office(client: FlaskClient, site: Site, cast: Cast, clock: Clock) -> FlaskClient:
    clock.now = LATER
    enter(client, site, cast["he"], LATER)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_the_city_compares_and_looks_at_a_pair(office: FlaskClient, copied: Copied) -> None:
    leads = f"/office/results/{copied.hall.exam_session_id}/leads"
    assert leads in office.get(f"/office/results/{copied.hall.exam_session_id}").text
    assert "Answers are not compared yet" in office.get(leads).text
    assert office.post(f"{leads}/compare").location == leads
    listed = office.get(leads).text
    assert "worth a look" in listed
    assert "never a verdict" in listed
    pair = office.get(f"{leads}/1").text
    assert "林国强" in pair
    assert "鲍玉兰" in pair
    assert "What these numbers do not say" in pair


def test_a_pair_beyond_the_list_does_not_exist(office: FlaskClient, copied: Copied) -> None:
    leads = f"/office/results/{copied.hall.exam_session_id}/leads"
    assert office.get(f"{leads}/1").status_code == 404
    office.post(f"{leads}/compare")
    assert office.get(f"{leads}/0").status_code == 404
    assert office.get(f"{leads}/999").status_code == 404


@pytest.mark.parametrize("name", ["li", "sun", "zhao", "ma"])
def test_nobody_else_sees_leads(
    client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock, name: str
) -> None:
    clock.now = LATER
    enter(client, site, cast[name], LATER)
    assert client.get(f"/office/results/{copied.hall.exam_session_id}/leads").status_code == 403
