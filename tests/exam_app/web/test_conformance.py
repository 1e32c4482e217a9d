"""How an examination was held, on the pages of the city and of the auditor, and on paper."""

import re

import pytest
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.operations.test_conformance import DUE, held, report

pytestmark = pytest.mark.usefixtures("sqlite_only")


def visit(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_the_city_reads_each_step_and_goes_from_a_red_room_to_a_case(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    hall = held(site, cast, signed=False)
    address = f"/office/exam-sessions/{hall.exam_session_id}/conformance"
    city = visit(client, site, cast, "he")
    assert "There is no report yet" in city.get(address).text
    assert city.get(f"{address}.pdf").status_code == 404
    report(site, DUE)
    page = city.get(address).text
    assert "each a lead against the organiser" in page
    assert "missing" in page
    case = re.search(r'href="(/office/results/[^"]+/cases/room/[^"]+)"', page)
    assert case is not None
    assert city.get(case[1]).status_code == 200
    assert city.get(f"{address}.pdf").data[:5] == b"%PDF-"


def test_the_auditor_finds_every_report(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = held(site, cast)
    report(site, DUE)
    auditor = visit(client, site, cast, "ma")
    address = f"/oversight/conformance/{hall.exam_session_id}"
    assert f'href="{address}"' in auditor.get("/oversight/conformance").text
    assert "Everybody on duty signed the room" in auditor.get(address).text
    assert auditor.get(f"{address}/report.pdf").mimetype == "application/pdf"


def test_nobody_else_reads_how_an_examination_was_held(client: FlaskClient, site: Site, cast: Cast) -> None:
    hall = held(site, cast)
    report(site, DUE)
    invigilator = visit(client, site, cast, "zhao")
    for address in (
        f"/office/exam-sessions/{hall.exam_session_id}/conformance",
        f"/oversight/conformance/{hall.exam_session_id}",
    ):
        assert invigilator.get(address).status_code in (403, 404)
