"""What an invigilator does on the pages: one tap a face, three for an incident, a PIN to close."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import IdentityCheck, Incident, Seat, Sitting, TimeExtension
from exam_app.terms import IdentityOutcome, IncidentKind, Severity
from exam_app.work import Site, Work
from tests.builders.rehearsals import rehearsed
from tests.builders.rooms import PASSWORD, PIN, a_colleague, booking_of, give_password, give_pin, move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, hand_in
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


@pytest.fixture
def unopened(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2, opened=False)


@pytest.fixture
def tablet(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def room_of(hall: Hall) -> str:
    return f"/rooms/{hall.exam_session_id}/{hall.room_id}"


def seat_of(hall: Hall, order: int = 0) -> str:
    return f"{room_of(hall)}/seats/{booking_of(hall.candidates[order])}"


def rows(site: Site, cast: Cast, model):  # type: ignore[no-untyped-def]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(work.all(select(model)))


def nonce_on(tablet: FlaskClient, page: str) -> str:
    found = re.search(r'name="nonce"[^>]*value="([^"]+)"', tablet.get(page).text)
    assert found is not None
    return found[1]


def test_a_seat_of_the_map_leads_to_its_candidate_with_photo_beside_ticket(
    tablet: FlaskClient, site: Site, hall: Hall
) -> None:
    assert f'href="{seat_of(hall)}"' in tablet.get(room_of(hall)).text
    page = tablet.get(seat_of(hall)).text
    assert "林国强" in page
    assert "26112400000001" in page
    assert "1970" not in page  # the ID number is masked


def test_one_tap_compares_a_face_and_leads_to_the_next(tablet: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    for candidate in hall.candidates:
        a_sitting(site, candidate)
    answer = tablet.post(f"{seat_of(hall)}/identity", data={"outcome": "same"})
    assert answer.location == seat_of(hall, 1)
    answer = tablet.post(f"{seat_of(hall, 1)}/identity", data={"outcome": "same"})
    assert answer.location == room_of(hall)
    assert {check.outcome for check in rows(site, cast, IdentityCheck)} == {IdentityOutcome.SAME}


def test_a_face_in_doubt_leads_to_the_incident_that_says_why(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    answer = tablet.post(f"{seat_of(hall)}/identity", data={"outcome": "doubtful"})
    assert answer.location == f"{seat_of(hall)}/incident"
    assert tablet.post(f"{seat_of(hall)}/identity", data={"outcome": "nonsense"}).status_code == 422


def test_an_incident_takes_seat_kind_and_severity(tablet: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    page = f"{seat_of(hall)}/incident"
    data = {"nonce": nonce_on(tablet, page), "kind": "material", "severity": "grave", "note": "耳机"}
    assert tablet.post(page, data=data).location == seat_of(hall)
    assert tablet.post(page, data=data).location == seat_of(hall)  # pressed twice
    (incident,) = rows(site, cast, Incident)
    assert (incident.kind, incident.severity, incident.note) == (IncidentKind.MATERIAL, Severity.GRAVE, "耳机")
    assert "耳机" in tablet.get(seat_of(hall)).text
    assert "⚑1" in tablet.get(room_of(hall)).text


def test_an_incident_without_a_kind_comes_back_with_its_note(tablet: FlaskClient, hall: Hall) -> None:
    page = f"{seat_of(hall)}/incident"
    answer = tablet.post(page, data={"nonce": str(uuid4()), "severity": "minor", "note": "写了很久的说明"})
    assert answer.status_code == 422
    assert "Choose what happened." in answer.text
    assert "写了很久的说明" in answer.text


def test_more_time_is_given_with_its_reason(tablet: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    page = f"{seat_of(hall)}/time"
    refused = tablet.post(page, data={"nonce": nonce_on(tablet, page), "minutes": "10", "reason": ""})
    assert refused.status_code == 422
    assert 'value="10"' in refused.text
    given = tablet.post(page, data={"nonce": nonce_on(tablet, page), "minutes": "10", "reason": "断网"})
    assert given.location == seat_of(hall)
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        assert work.get(Sitting, seated.sitting_id).deadline_at == NOON + timedelta(minutes=100)


def test_long_time_waits_on_the_room_page_for_a_second_person(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    colleague = a_colleague(site, cast, hall)
    a_sitting(site, hall.lin)
    page = f"{room_of(hall)}/time"
    tablet.post(page, data={"nonce": nonce_on(tablet, page), "minutes": "30", "reason": "停电"})
    (extension,) = rows(site, cast, TimeExtension)
    assert "needs a second person" in tablet.get(room_of(hall)).text
    enter(tablet, site, colleague, NOON)
    confirm = f"{room_of(hall)}/time/{extension.id}/confirm"
    assert confirm in tablet.get(room_of(hall)).text
    assert tablet.post(confirm).location == room_of(hall)
    (extension,) = rows(site, cast, TimeExtension)
    assert extension.in_force_at == NOON


def finish(site: Site, tablet: FlaskClient, hall: Hall, clock: Clock) -> Seated:
    seated = a_sitting(site, hall.lin)
    tablet.post(f"{seat_of(hall)}/identity", data={"outcome": "same"})
    hand_in(site, seated)
    clock.now = NOON + timedelta(minutes=31)
    return seated


def test_a_room_is_closed_by_pin_and_says_so(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall, clock: Clock
) -> None:
    give_pin(site, cast["zhao"])
    finish(site, tablet, hall, clock)
    enter(tablet, site, cast["zhao"], clock.now)
    with tablet.session_transaction() as session:
        session["locale"] = "en"
    page, signer = f"{room_of(hall)}/close", str(cast["zhao"].person_id)
    wrong = tablet.post(page, data={"signer": signer, "pin": "000111"})
    assert wrong.status_code == 422
    assert "not the PIN" in wrong.text
    assert tablet.post(page, data={"signer": signer, "pin": PIN}).location == page
    assert "302室 is closed" in tablet.get(page).text
    assert "The room is closed and signed" in tablet.get(room_of(hall)).text


def test_the_pin_is_set_on_the_own_account(tablet: FlaskClient, site: Site, cast: Cast) -> None:
    give_password(site, cast["zhao"])
    assert "/rooms/pin" in tablet.get("/account").text
    refused = tablet.post("/rooms/pin", data={"password": PASSWORD, "pin": "123456"})
    assert (refused.status_code, "too easy" in refused.text) == (422, True)
    assert tablet.post("/rooms/pin", data={"password": "wrong", "pin": PIN}).status_code == 422
    assert tablet.post("/rooms/pin", data={"password": PASSWORD, "pin": PIN}).location == "/account"


@pytest.mark.parametrize("page", ["", "/incident", "/time", "/photo"])
def test_a_seat_of_another_room_does_not_exist(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall, page: str
) -> None:
    enter(client, site, cast["he"], NOON)
    assert client.get(seat_of(hall) + page).status_code == 403
    enter(client, site, cast["zhao"], NOON)
    strange = f"/rooms/{hall.exam_session_id}/{uuid4()}/seats/{booking_of(hall.lin)}{page}"
    assert client.get(strange).status_code == 404


def test_what_a_candidates_page_reports_stands_at_the_seat(
    client: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    seated = a_sitting(site, hall.lin)
    enter(client, site, hall.lin, NOON)
    address = f"/exam/sittings/{seated.sitting_id}/signals"
    report = {"epoch": 1, "signals": [{"number": 1, "kind": "focus_lost", "seconds": 9}]}
    assert client.post(address, json=report).json == {"held": 1}
    assert client.post(address, json={**report, "epoch": 0}).status_code == 400
    assert (
        client.post(
            address, json={"epoch": 1, "signals": [{"number": 1, "kind": "nonsense", "seconds": 9}]}
        ).status_code
        == 400
    )
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    page = client.get(seat_of(hall)).text
    assert "Left the examination&#39;s window, 9 seconds" in page


def test_a_room_is_opened_with_one_button_and_its_record_printed(
    tablet: FlaskClient, site: Site, cast: Cast, unopened: Hall
) -> None:
    hall = rehearsed(site, cast, unopened)
    room = room_of(hall)
    assert "Open the room" in tablet.get(room).text
    assert "/record.pdf" not in tablet.get(room).text
    assert tablet.post(f"{room}/open").status_code == 302
    page = tablet.get(room).text
    assert "Open the room" not in page
    assert f'href="{room}/record.pdf"' in page
    printed = tablet.get(f"{room}/record.pdf")
    assert (printed.mimetype, printed.data[:5]) == ("application/pdf", b"%PDF-")
    assert tablet.get(f"{room.rpartition('/')[0]}/{cast.anwei}/record.pdf").status_code == 404


def test_a_candidate_is_moved_in_three_presses_and_goes_on_there(
    app: Flask, tablet: FlaskClient, site: Site, hall: Hall
) -> None:
    seated = a_sitting(site, hall.lin)
    page = f"{seat_of(hall)}/move"
    assert f'href="{page}"' in tablet.get(seat_of(hall)).text
    asked = tablet.get(page).text
    chosen = re.search(r'name="seat" value="([^"]+)" checked', asked)
    assert chosen is not None  # the nearest free seat: one press is enough
    data = {"nonce": nonce_on(tablet, page), "seat": chosen[1], "reason": "computer", "note": "屏幕不亮"}
    assert tablet.post(page, data=data).location == room_of(hall)
    assert tablet.post(page, data=data).location == room_of(hall)  # pressed twice
    assert "has not signed in there yet" in tablet.get(room_of(hall)).text
    assert "屏幕不亮" in tablet.get(seat_of(hall)).text

    new = app.test_client()
    enter(new, site, hall.lin, NOON)
    with new.session_transaction() as session:
        session["locale"] = "en"
    number = re.search(r"You go on at seat (\d+)", new.get("/exam/wait").text)
    assert number is not None and int(number[1]) > 2
    assert new.post("/exam/start").location.endswith(str(seated.sitting_id))
    assert "sitting-config" in new.get(f"/exam/sittings/{seated.sitting_id}").text
    assert "has not signed in there yet" not in tablet.get(room_of(hall)).text


def test_a_seat_that_was_taken_meanwhile_is_said_and_nothing_typed_is_lost(
    tablet: FlaskClient, site: Site, cast: Cast, hall: Hall
) -> None:
    a_sitting(site, hall.lin)
    page = f"{seat_of(hall)}/move"
    chosen = re.search(r'name="seat" value="([^"]+)" checked', tablet.get(page).text)
    assert chosen is not None
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        number = work.get(Seat, UUID(chosen[1])).number
    move(site, cast["zhao"], hall, hall.bao, seat=number)
    data = {"nonce": str(uuid4()), "seat": chosen[1], "reason": "other", "note": "写了很久的说明"}
    answer = tablet.post(page, data=data)
    assert answer.status_code == 422
    assert "no longer free" in answer.text
    assert "写了很久的说明" in answer.text
    for broken in ({}, {"seat": "x"}, {"nonce": "x", "seat": chosen[1]}, {**data, "reason": "x"}):
        assert tablet.post(page, data=broken).status_code == 422


def test_the_replaced_computer_says_so_calmly_and_shows_the_new_seat(
    client: FlaskClient, app: Flask, site: Site, cast: Cast, hall: Hall
) -> None:
    old = app.test_client()
    enter(old, site, hall.lin, NOON)
    with old.session_transaction() as session:
        session["locale"] = "en"
    paper = old.post("/exam/start").location
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    for path in ("", "/review", "/confirm"):
        page = old.get(paper + path).text
        assert "This computer was replaced" in page
        assert "You go on at seat 7." in page
        assert 'data-epoch="1"' in page
        assert "sitting-config" not in page
    for _ in range(2):  # pressing “Go on” there leads to the same words, not in a circle
        assert "This computer was replaced" in old.post("/exam/start", follow_redirects=True).text


def test_a_refused_opening_leads_to_the_rehearsal_that_is_missing(
    tablet: FlaskClient, site: Site, cast: Cast, unopened: Hall
) -> None:
    room = room_of(unopened)
    refused = tablet.post(f"{room}/open", follow_redirects=True)
    assert "Missing: 302" in refused.text
    assert "Rehearsal of 302" in refused.text
    given = {"kind": "seats", "reached": "30", "saved": "31", "spare": "2", "clock_seconds": "0", "tried_by": "周师傅"}
    wrong = tablet.post(f"{room}/rehearsal", data=given)
    assert (wrong.status_code, 'value="周师傅"' in wrong.text) == (422, True)
    returned = tablet.post(f"{room}/rehearsal", data={**given, "saved": "30"}, follow_redirects=True)
    assert "is returned" in returned.text
    assert "30 of 30 saved, 2 spare" in returned.text
    assert "The room is open" in tablet.post(f"{room}/open", follow_redirects=True).text


def test_the_rooms_of_the_coming_days_lead_to_their_rehearsal(tablet: FlaskClient, site: Site, cast: Cast) -> None:
    coming = a_hall(site, cast, candidates=1, starts_at=NOON + timedelta(days=3), opened=False)
    assert f'href="{room_of(coming)}/rehearsal"' in tablet.get("/rooms/").text


def test_the_city_sees_which_room_has_not_returned_its_rehearsal(
    client: FlaskClient, site: Site, cast: Cast, unopened: Hall
) -> None:
    enter(client, site, cast["he"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    page = client.get(f"/office/exam-sessions/{unopened.exam_session_id}").text
    assert "Missing: 302" in page
    assert "no receipt yet" in client.get(f"/office/exam-sessions/{unopened.exam_session_id}/rehearsals").text
