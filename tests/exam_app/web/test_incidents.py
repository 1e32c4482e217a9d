"""The pages of incidents: three taps, a photo without script, what a device sends, and who may look."""

import base64
import io
import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.journal import JournalEntry, Tag
from exam_app.models import Incident, IncidentFile
from exam_app.terms import IncidentKind, Severity
from exam_app.work import Site, Work
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter
from tests.conftest import NOON
from tests.exam_app.test_incident_files import WEBM, a_photo

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


@pytest.fixture
def tablet(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    return as_person(client, site, cast, "zhao")


def as_person(client: FlaskClient, site: Site, cast: Cast, name: str) -> FlaskClient:
    enter(client, site, cast[name], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def room_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}"


def sent(hall: Hall, *orders: int, **more: object) -> dict[str, object]:
    seats = [str(booking_of(hall.candidates[order])) for order in orders]
    return {
        "client_id": str(uuid4()),
        "seats": seats,
        "kind": "material",
        "severity": "serious",
        "at": int(NOON.timestamp() * 1000),
        **more,
    }


def rows(site: Site, cast: Cast, model):  # type: ignore[no-untyped-def]
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(model)))


def test_kind_seat_and_gravity_are_three_taps_without_a_script(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    page = tablet.get(f"{room_of(hall)}/incident").text
    nonce = re.search(r'name="nonce"[^>]*value="([^"]+)"', page)
    assert nonce is not None
    data = {
        "nonce": nonce[1],
        "choosing": "1",
        "kind": "conduct",
        "seat": [str(booking_of(hall.bao))],
        "severity": "minor",
        "photo": (io.BytesIO(a_photo((400, 300))), "x.jpg"),
    }
    answer = tablet.post(f"{room_of(hall)}/incident", data=data, content_type="multipart/form-data")
    assert answer.location == room_of(hall)
    (row,) = rows(site, cast, Incident)
    assert (row.kind, row.severity, row.booking_id) == (IncidentKind.CONDUCT, Severity.MINOR, hall.bao.booking_id)
    assert len(rows(site, cast, IncidentFile)) == 1


def test_what_was_typed_stays_when_the_photo_is_none(tablet: FlaskClient, hall: Hall) -> None:
    data = {
        "nonce": str(uuid4()),
        "choosing": "1",
        "kind": "conduct",
        "seat": [str(booking_of(hall.bao))],
        "note": "传纸条",
        "photo": (io.BytesIO(b"%PDF-1.7"), "x.pdf"),
    }
    answer = tablet.post(f"{room_of(hall)}/incident", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "no JPEG or PNG picture" in answer.text
    assert "传纸条</textarea>" in answer.text
    assert re.search(rf'value="{booking_of(hall.bao)}" checked', answer.text)


def test_a_device_sends_photo_and_voice_and_a_repeat_is_answered_as_the_first_time(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    photo, voice = (base64.b64encode(each).decode() for each in (a_photo((400, 300)), WEBM))
    message = sent(hall, 0, 1, note="手机", photo=photo, voice=voice, seconds=9)
    first = tablet.post(f"{room_of(hall)}/incidents", json=message)
    again = tablet.post(f"{room_of(hall)}/incidents", json=message)
    assert first.status_code == again.status_code == 200
    assert first.json == again.json
    assert len(rows(site, cast, Incident)) == 2
    assert sorted(row.media_type for row in rows(site, cast, IncidentFile)) == ["audio/webm"] * 2 + ["image/jpeg"] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nonsense"},
        {"client_id": "x"},
        {"at": -1},
        {"seats": ["x"]},
        {"photo": "%%%"},
        {"seats": [str(uuid4()) for _ in range(7)]},
        {"note": 5},
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall, wrong: dict[str, object]
) -> None:
    answer = tablet.post(f"{room_of(hall)}/incidents", json=sent(hall, 0, **wrong))
    assert answer.status_code == 422
    assert rows(site, cast, Incident) == []


@pytest.mark.parametrize("address", ["incidents", "check-ins"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"note": "\xff"}', b'{"arrivals": "\xff"}', b"\xff\xfe"])
def test_a_device_that_sends_no_message_is_told_so(tablet: FlaskClient, hall: Hall, address: str, body: bytes) -> None:
    answer = tablet.post(f"{room_of(hall)}/{address}", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_an_incident_is_opened_added_to_and_listened_to(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    message = sent(hall, 0, note="手机响", voice=base64.b64encode(WEBM).decode(), seconds=9)
    (incident_id,) = tablet.post(f"{room_of(hall)}/incidents", json=message).json["kept"]  # type: ignore[index]
    address = f"{room_of(hall)}/incidents/{incident_id}"
    assert f'href="{address}"' in tablet.get(f"{room_of(hall)}/seats/{booking_of(hall.lin)}").text
    page = tablet.get(address).text
    assert "Listen to the voice note, 9 seconds" in page
    tablet.post(address, data={"nonce": str(uuid4()), "note": "已收走"})
    assert "已收走" in tablet.get(address).text
    found = re.search(rf'href="({address}/files/[^"]+)"', page)
    assert found is not None
    answer = tablet.get(found[1])
    assert (answer.data, answer.mimetype) == (WEBM, "audio/webm")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        looked = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.INCIDENT_FILE_OPENED))
    assert [entry.actor_id for entry in looked] == [cast["zhao"].person_id]


def test_the_city_sees_all_incidents_with_their_photos(tablet: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    photo = base64.b64encode(a_photo((400, 300))).decode()
    tablet.post(f"{room_of(hall)}/incidents", json=sent(hall, 0, note="手机响", photo=photo))
    office = as_person(tablet, site, cast, "he")
    page = office.get(f"/office/exam-sessions/{hall.exam_session_id}/incidents").text
    assert "手机响" in page
    found = re.search(r'href="(/office/incidents/[^"]+)"', page)
    assert found is not None
    assert office.get(found[1]).mimetype == "image/jpeg"


def test_strangers_see_no_incident(tablet: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    (incident_id,) = tablet.post(f"{room_of(hall)}/incidents", json=sent(hall, 0)).json["kept"]  # type: ignore[index]
    assert tablet.get(f"{room_of(hall)}/incidents/{uuid4()}").status_code == 404
    for name in ("li", "he"):
        stranger = as_person(tablet, site, cast, name)
        assert stranger.get(f"{room_of(hall)}/incidents/{incident_id}").status_code == 403
    assert stranger.get(f"/office/exam-sessions/{uuid4()}/incidents").status_code == 404
