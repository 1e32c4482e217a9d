"""The counter through a browser's eyes: the list, the sheet to sign, the scans, and what the holder reads at home."""

import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from exam_app.work import Site
from tests.builders.certificates import NAMES
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.operations.test_handovers import printed, tokens

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def counter(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["zhou"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def test_from_the_list_to_the_signed_sheet_and_the_hand_over(counter: FlaskClient, site: Site, cast: Cast) -> None:
    ids = printed(site, cast, 2)
    page = counter.get(f"/office/handovers?unit={cast.anwei}")
    assert "2 certificates wait for their holders" in page.text and "can be collected" in page.text
    sheet = counter.get(f"/office/handovers/list.pdf?unit={cast.anwei}")
    said = "".join(PdfReader(io.BytesIO(sheet.data)).pages[0].extract_text().split())
    assert NAMES[0] in said and NAMES[1] in said and "青溪县安卫职业培训学校" in said
    page = counter.get("/office/handovers/new", query_string={"certificate": [str(each) for each in ids]})
    assert "Hand over 2 certificates" in page.text
    form = {"certificate": [str(each) for each in ids], "receiver": "unit", "name": "李敏", "signed": "y"}
    scans = tokens(site, cast, ids)
    page = counter.post("/office/handovers/new", data={**form, "scans": scans[0]})
    assert page.status_code == 422 and "not read yet" in page.text and scans[0] in page.text and "李敏" in page.text
    page = counter.post("/office/handovers/new", data={**form, "scans": "\n".join(scans)}, follow_redirects=True)
    assert "2 certificates handed over." in page.text and "No certificate waits" in page.text


def test_a_card_that_cannot_be_read_stays_in_the_list_with_its_reason(
    counter: FlaskClient, site: Site, cast: Cast
) -> None:
    (certificate_id,) = printed(site, cast)
    address = f"/office/handovers/{certificate_id}/unread"
    assert counter.post(address, data={"words": ""}).status_code == 422
    page = counter.post(address, data={"words": "二维码有划痕"}, follow_redirects=True)
    assert "card could not be read" in page.text and "二维码有划痕" in page.text


def test_a_strangers_desk_sees_none_of_it(client: FlaskClient, site: Site, cast: Cast) -> None:
    (certificate_id,) = printed(site, cast)
    enter(client, site, cast["shi"], NOON)
    assert NAMES[0] not in client.get("/office/handovers").text
    assert NAMES[0] not in client.get(f"/office/handovers/new?certificate={certificate_id}").text
    assert client.get(f"/office/handovers/list.pdf?unit={cast.anwei}").status_code == 404
    assert client.post(f"/office/handovers/{certificate_id}/unread", data={"words": "x"}).status_code == 404
