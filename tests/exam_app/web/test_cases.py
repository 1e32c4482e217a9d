"""The pages of cases: from a lead to a decision, each step by the right person."""

import pytest
from flask.testing import FlaskClient

from exam_app.operations.screenings import screen_session
from exam_app.work import Site, Work
from tests.builders.screenings import LATER, Copied
from tests.cast import Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def copied(site: Site, cast: Cast, copied: Copied) -> Copied:
    """Compared already."""
    with Work.open(site, cast["he"], LATER) as work:
        screen_session(work, copied.hall.exam_session_id)
    return copied


def office(client: FlaskClient, site: Site, cast: Cast, clock: Clock, name: str) -> FlaskClient:
    clock.now = LATER
    enter(client, site, cast[name], LATER)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_a_lead_becomes_a_case_that_two_read_and_two_decide(
    client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock
) -> None:
    he = office(client, site, cast, clock, "he")
    lead = f"/office/results/{copied.hall.exam_session_id}/leads/1"
    assert f"{lead}/case" in he.get(lead).text
    refused = he.post(f"{lead}/case", data={"reason": ""})
    assert (refused.status_code, "Enter why" in refused.text) == (422, True)
    case = he.post(f"{lead}/case", data={"reason": "邻座，错得一样"}).location
    assert he.get(f"{lead}/case").location == case
    assert "1 case waits for you" in he.get("/office/cases").text
    refused = he.post(case, data={"view": "convincing", "reasons": ""})
    assert (refused.status_code, "Enter your reasons" in refused.text) == (422, True)
    assert he.post(case, data={"view": "convincing", "reasons": "SECRET-OF-HE"}).location == case
    assert "No case waits for you" in he.get("/office/cases").text

    lin = office(client, site, cast, clock, "lin")
    page = lin.get(case).text
    assert "SECRET-OF-HE" not in page
    assert "邻座，错得一样" in page
    lin.post(case, data={"view": "not_enough", "reasons": "VIEW-OF-LIN"})
    assert "SECRET-OF-HE" in lin.get(case).text
    assert lin.post(f"{case}/decision", data={"outcome": "unproven", "grounds": "只有一处相近"}).location == case
    assert "A second person signs it." in lin.get(case).text

    he = office(client, site, cast, clock, "he")
    assert "Sign the decision" in he.get(case).text
    assert he.post(f"{case}/sign", data={"act": "sign"}).location == case
    assert "Second signature: 何静" in he.get(case).text
    assert "Unproven: nothing follows" in he.get("/office/cases").text


def test_a_decision_can_be_sent_back(client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock) -> None:
    lead = f"/office/results/{copied.hall.exam_session_id}/leads/1"
    case = office(client, site, cast, clock, "he").post(f"{lead}/case", data={"reason": "x"}).location
    for name in ("he", "lin"):
        office(client, site, cast, clock, name).post(case, data={"view": "convincing", "reasons": "y"})
    client.post(f"{case}/decision", data={"outcome": "unproven", "grounds": "z"})
    he = office(client, site, cast, clock, "he")
    assert "Sign the decision" in he.get(case).text
    he.post(f"{case}/sign", data={"act": "send_back"})
    assert "Propose this decision" in he.get(case).text


@pytest.mark.parametrize("name", ["li", "sun", "zhao", "ma", "zhou"])
def test_nobody_else_sees_cases(
    client: FlaskClient, site: Site, cast: Cast, copied: Copied, clock: Clock, name: str
) -> None:
    lead = f"/office/results/{copied.hall.exam_session_id}/leads/1"
    case = office(client, site, cast, clock, "he").post(f"{lead}/case", data={"reason": "x"}).location
    stranger = office(client, site, cast, clock, name)
    assert stranger.get("/office/cases").status_code == 403
    assert stranger.get(case).status_code == 403
