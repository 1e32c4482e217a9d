"""The candidate's pages, with and without the script."""

import base64
import html
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import typst
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from exam_app.delivery import SlotState, state_hash
from exam_app.lease_keys import LeaseKey
from exam_app.ledger import open_receipt
from exam_app.operations import results
from exam_app.queries.sittings import answers_of, receipt_of
from exam_app.web.candidate.screen import SENTENCES
from exam_app.work import Site, Work, ledger_key
from tests.builders.room_keys import an_opened_hall
from tests.builders.sittings import (
    Hall,
    Seated,
    a_closed_hall,
    a_hall,
    a_sitting,
    chained,
    hand_in,
    on_the_wire,
    right_answers,
    save,
)
from tests.cast import CITY, Cast, enter
from tests.conftest import NOON, Clock
from tests.exam_app.web.as_read import as_read

once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


WHOSE = b'{"city": "330300", "sitting": "01a20bb5-e600-7037-b405-1a6c16231aff", '


@dataclass
class Browser:
    """A candidate's browser: the client, and the block the page gave its script."""

    client: FlaskClient
    address: str
    config: dict[str, Any]

    @property
    def sitting_id(self) -> UUID:
        return UUID(self.config["sitting"])

    def send(self, *changes: tuple[int, str], first: int = 0, **overrides: Any) -> TestResponse:
        """What the script posts for these changes, from event ``first`` on."""
        events = [on_the_wire(self.config["lease"], event) for event in chained(*changes, epoch=self.config["epoch"])]
        names = ("city", "sitting", "epoch", "lease") if self.config["city"] else ("epoch", "lease")
        whose = {name: self.config[name] for name in names}
        body = {**whose, "events": events[first:], **overrides}
        return self.client.post(self.config["save_url"], json=body)

    def post(self, slot: int, *letters: str, act: str = "save", marked: str = "0") -> TestResponse:
        """What the plain form of a slot posts."""
        return self.client.post(
            f"{self.address}/answers", data={"slot": slot, "value": list(letters), "act": act, "marked": marked}
        )


def begin(client: FlaskClient, site: Site, hall: Hall) -> Browser:
    """Lin signs in and begins."""
    enter(client, site, hall.lin, NOON)
    return go_on(client)


def go_on(client: FlaskClient) -> Browser:
    address = client.post("/exam/start").location
    return Browser(client, address, config_of(client.get(address)))


def config_of(page: TestResponse) -> dict[str, Any]:
    block = re.search(r'id="sitting-config">(.*?)</script>', page.text, re.DOTALL)
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def held(site: Site, hall: Hall, browser: Browser) -> dict[int, SlotState]:
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        return dict(answers_of(work, browser.sitting_id))


def code_of_the_receipt(site: Site, hall: Hall, browser: Browser) -> str:
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        return receipt_of(work, browser.sitting_id).code


# -- the script's protocol ----------------------------------------------------------------------------------------


def test_a_batch_is_acknowledged_with_the_state_and_the_servers_time(
    client: FlaskClient, site: Site, hall: Hall
) -> None:
    browser = begin(client, site, hall)
    answered = browser.send((1, "B"), (4, "AC"))
    assert answered.status_code == 200
    assert answered.json == {
        "durable_through": 2,
        "state_hash": state_hash({1: SlotState("B"), 4: SlotState("AC")}),
        "server_ms": int(NOON.timestamp() * 1000),
        "deadline_ms": int((NOON + timedelta(minutes=90)).timestamp() * 1000),
        "standing": "",
        "incarnation": browser.config["incarnation"],
        "beacon": browser.config["beacon"],
        "taken_in": 0,
    }
    assert held(site, hall, browser) == {1: SlotState("B"), 4: SlotState("AC")}


def test_no_acknowledgement_leaves_when_the_commit_fails(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)

    def the_disk_fails(session: Session) -> None:
        raise OSError("No space left on device")

    event.listen(site.sessions, "before_commit", the_disk_fails)
    try:
        answered = browser.send((1, "B"))
    finally:
        event.remove(site.sessions, "before_commit", the_disk_fails)
    assert answered.status_code == 503
    assert "durable_through" not in answered.text
    assert held(site, hall, browser) == {}
    assert browser.send((1, "B")).json["durable_through"] == 1


@once
def test_the_page_goes_on_where_the_server_is(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    browser.send((1, "B"), (2, "A"))
    again = config_of(client.get(browser.address))
    assert again["durable_through"] == 2
    assert again["state"] == [[1, "B", False], [2, "A", False]]
    assert again["head"] == chained((1, "B"), (2, "A"))[-1].hash
    assert (again["epoch"], again["lease"]) == (browser.config["epoch"], browser.config["lease"])


@once
def test_a_second_tab_of_the_same_browser_keeps_the_lease(client: FlaskClient, site: Site, hall: Hall) -> None:
    first = begin(client, site, hall)
    second = go_on(client)
    assert second.config["lease"] == first.config["lease"]
    assert first.send((1, "B")).status_code == 200
    assert second.send((1, "B"), (2, "A")).json["durable_through"] == 2


@once
def test_another_computer_is_refused_calmly_and_the_first_goes_on(
    app: Flask, client: FlaskClient, site: Site, hall: Hall
) -> None:
    first = begin(client, site, hall)
    first.send((1, "B"))
    other = app.test_client()
    enter(other, site, hall.lin, NOON)
    told = other.post("/exam/start", follow_redirects=True)
    assert told.status_code == 200
    assert "sitting-config" not in told.text
    assert 'href="/exam/wait"' in told.text
    assert other.post(f"{first.address}/answers", data={"slot": 2, "value": "A"}).status_code == 302
    assert first.send((1, "B"), (2, "C")).status_code == 200
    assert held(site, hall, first) == {1: SlotState("B"), 2: SlotState("C")}


@once
def test_beginning_is_pressed_twice_before_the_first_answer_comes(client: FlaskClient, site: Site, hall: Hall) -> None:
    enter(client, site, hall.lin, NOON)
    client.get("/exam/wait")
    kept = client.get_cookie("lease")
    assert kept is not None
    lost = client.post("/exam/start")  # the answer never arrived: the browser knows what it knew before
    client.set_cookie("lease", kept.value)
    assert lost.status_code == 302
    assert go_on(client).send((1, "B")).status_code == 200


@once
def test_a_browser_that_crashed_signs_in_again_and_goes_on(client: FlaskClient, site: Site, hall: Hall) -> None:
    first = begin(client, site, hall)
    first.send((1, "B"))
    client.delete_cookie("watchword")
    enter(client, site, hall.lin, NOON)
    again = Browser(client, first.address, config_of(client.get(first.address)))
    assert again.config["lease"] == first.config["lease"]
    assert again.send((1, "B"), (2, "A")).json["durable_through"] == 2


@once
@pytest.mark.parametrize("digits", ["", "x", "0" * 63, "A" * 64, "é" * 64])
def test_a_cookie_that_is_not_ours_counts_as_none(client: FlaskClient, site: Site, hall: Hall, digits: str) -> None:
    enter(client, site, hall.lin, NOON)
    client.set_cookie("lease", digits)
    assert go_on(client).send((1, "B")).status_code == 200


@once
def test_a_hole_is_asked_for(client: FlaskClient, site: Site, hall: Hall) -> None:
    answered = begin(client, site, hall).send((1, "B"), (2, "A"), first=1)
    assert (answered.status_code, answered.json) == (409, {"need": 1})


@once
def test_a_page_with_another_history_is_made_to_load_anew(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    browser.post(1, "B")
    told = browser.send((1, "C"))
    assert told.status_code == 409
    assert told.json["need"] > 1000


@once
def test_a_late_answer_is_told_so(client: FlaskClient, site: Site, hall: Hall, clock: Clock) -> None:
    browser = begin(client, site, hall)
    clock.now = NOON + timedelta(minutes=90, seconds=1)
    told = browser.send((1, "B"))
    assert (told.status_code, told.json["code"]) == (409, "too_late")
    assert held(site, hall, browser) == {}


@once
def test_a_closed_sitting_is_told_so(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    hand_in_by_script(browser)
    assert browser.send((1, "B")).json["code"] == "sitting_closed"
    assert browser.send().json["code"] == "sitting_closed"


@once
def test_answers_of_a_browser_that_lost_its_cookie_are_saved_and_handing_in_says_to_sign_in(
    app: Flask, client: FlaskClient, site: Site, hall: Hall
) -> None:
    browser = begin(client, site, hall)
    browser.client = app.test_client()
    assert browser.send((1, "B")).json["durable_through"] == 1
    told = hand_in_by_script(browser, (1, "B"))
    assert (told.status_code, told.json["code"]) == (401, "signed_out")


@once
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b'{"epoch": 1, "lease": "x", "events": []}',
        WHOSE + b'"epoch": 1, "lease": "x", "events": [{}]}',
        WHOSE + b'"epoch": 0, "lease": "x", "events": []}',
        WHOSE + b'"epoch": 1, "lease": "x", "events": [], "more": 1}',
        WHOSE + b'"epoch": 1, "lease": "x", "events": {"seq": 1}}',
        b"[" * 10_000,
        WHOSE + b'"epoch": 1, "lease": "' + b"x" * 70_000 + b'", "events": []}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_batch_is_refused_in_json(client: FlaskClient, site: Site, hall: Hall, body: bytes) -> None:
    browser = begin(client, site, hall)
    told = client.post(browser.config["save_url"], data=body, content_type="application/json")
    assert (told.status_code, told.json["code"]) == (400, "malformed")


@once
def test_a_letter_the_question_does_not_have_is_refused(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    assert browser.send((1, "E")).json["code"] == "malformed"
    assert held(site, hall, browser) == {}


def hand_in_by_script(browser: Browser, *changes: tuple[int, str], final_seq: int | None = None) -> TestResponse:
    answers = {slot: SlotState(value) for slot, value in changes}
    body = {
        "epoch": browser.config["epoch"],
        "lease": browser.config["lease"],
        "final_seq": len(changes) if final_seq is None else final_seq,
        "state_hash": state_hash(answers),
    }
    return browser.client.post(browser.config["submit_url"], json=body)


@once
def test_the_receipt_says_whose_key_signed_it(client: FlaskClient, site: Site, cast: Cast, hall: Hall) -> None:
    """The hall of this file was opened before rooms had keys."""
    browser = begin(client, site, hall)
    hand_in_by_script(browser)
    assert "本市密钥" in client.get(f"{browser.address}/receipt").text


@once
def test_a_receipt_by_the_key_of_the_room_says_so_and_its_code_is_read_and_verified(
    client: FlaskClient, site: Site, cast: Cast, tmp_path: Path
) -> None:
    hall = an_opened_hall(site, cast)
    browser = begin(client, site, hall)
    hand_in_by_script(browser)
    page = client.get(f"{browser.address}/receipt?show=code").text
    assert "本考场密钥" in page
    drawing = re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)
    assert drawing is not None
    (tmp_path / "code.svg").write_bytes(base64.b64decode(drawing[1]))
    page_of_paper = '#set page(width: 68mm, height: 68mm, margin: 3mm)\n#image("code.svg", width: 62mm)'
    (tmp_path / "page.typ").write_text(page_of_paper, encoding="utf-8")
    typst.compile(tmp_path / "page.typ", output=tmp_path / "page.png", format="png", ppi=200)
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "page.png"))
    receipt = open_receipt(code.text, [ledger_key(site, CITY).verifier])
    assert (receipt.sitting_id, receipt.vouch is not None) == (browser.sitting_id, True)
    assert client.get(f"{browser.address}/receipt.pdf").data.startswith(b"%PDF-")


@once
def test_the_script_hands_in_and_is_sent_to_the_receipt(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    browser.send((1, "B"))
    told = hand_in_by_script(browser, (1, "B"))
    assert told.status_code == 200
    receipt = client.get(told.json["receipt_url"])
    assert receipt.status_code == 200
    assert code_of_the_receipt(site, hall, browser) in receipt.text
    shown = client.get(f"{browser.address}/receipt?show=code")
    assert "data:image/svg+xml" in shown.text
    assert client.get(f"{browser.address}/receipt.pdf").data.startswith(b"%PDF-")
    assert client.get(browser.address).location == told.json["receipt_url"]


@once
def test_handing_in_with_an_answer_still_away_asks_for_it(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    browser.send((1, "B"))
    told = hand_in_by_script(browser, (1, "B"), (2, "A"))
    assert (told.status_code, told.json) == (409, {"need": 2})


@once
def test_the_page_has_every_sentence_of_its_script(client: FlaskClient, site: Site, hall: Hall) -> None:
    sentences = begin(client, site, hall).config["sentences"]
    assert sentences.keys() == SENTENCES.keys()
    for key, english in SENTENCES.items():
        assert set(re.findall(r"{\w+}", sentences[key])) == set(re.findall(r"{\w+}", english)), key


# -- without script -----------------------------------------------------------------------------------------------


@once
def test_each_question_is_a_form_that_saves_and_goes_on_to_the_next(
    client: FlaskClient, site: Site, hall: Hall
) -> None:
    browser = begin(client, site, hall)
    answered = browser.post(2, "B")
    assert answered.status_code == 302
    assert answered.location.endswith("#slot-3")
    assert held(site, hall, browser) == {2: SlotState("B")}
    page = client.get(browser.address).text
    assert "12:00:00" in page  # saved at, in the hall's zone
    assert re.search(r'id="slot-2".*?value="B" checked', page, re.DOTALL)


@once
def test_several_right_letters_are_saved_together(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    browser.post(4, "C", "A")
    assert held(site, hall, browser) == {4: SlotState("AC")}


@once
def test_the_mark_is_set_once_however_often_it_is_pressed(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    for _ in range(2):
        assert browser.post(1, "B", act="mark").location.endswith("#slot-1")
    assert held(site, hall, browser) == {1: SlotState("B", marked=True)}
    browser.post(1, "B", act="mark", marked="1")
    assert held(site, hall, browser) == {1: SlotState("B")}


@once
@pytest.mark.parametrize(
    ("slot", "letters"), [("1", ["E"]), ("6", ["A"]), ("x", ["A"]), ("", []), ("1", ["A", "B"]), ("1", ["A" * 99])]
)
def test_a_form_that_fits_no_question_is_refused_with_a_sentence(
    client: FlaskClient, site: Site, hall: Hall, slot: str, letters: list[str]
) -> None:
    browser = begin(client, site, hall)
    answered = client.post(f"{browser.address}/answers", data={"slot": slot, "value": letters, "act": "save"})
    assert answered.status_code == 422
    assert held(site, hall, browser) == {}


@once
def test_handing_in_without_script_takes_two_steps(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    browser.post(1, "B")
    review = client.get(f"{browser.address}/review")
    assert [f"#slot-{slot}" in review.text for slot in (1, 2, 3, 4, 5)] == [False, True, True, True, True]
    assert f"{browser.address}/confirm" in review.text
    confirm = client.get(f"{browser.address}/confirm")
    assert f'action="{browser.address}/hand-in"' in confirm.text
    done = client.post(f"{browser.address}/hand-in", follow_redirects=True)
    assert code_of_the_receipt(site, hall, browser) in done.text


@once
def test_after_the_deadline_the_page_says_so_and_leads_to_the_receipt(
    client: FlaskClient, site: Site, hall: Hall, clock: Clock
) -> None:
    browser = begin(client, site, hall)
    browser.post(1, "B")
    clock.now = NOON + timedelta(minutes=91)
    browser.post(2, "A")
    delivering = client.get(browser.address)
    assert "sitting-config" in delivering.text
    notice = re.search(r'id="notice"[^>]*>([^<]*)', delivering.text)
    assert notice is not None and notice[1].startswith("时间到。")
    clock.now = NOON + timedelta(minutes=93)
    page = client.get(browser.address)
    assert "sitting-config" not in page.text
    done = client.post(f"{browser.address}/hand-in", follow_redirects=True)
    assert code_of_the_receipt(site, hall, browser) in done.text


# -- whose it is --------------------------------------------------------------------------------------------------


@once
def test_anothers_sitting_does_not_exist(app: Flask, client: FlaskClient, site: Site, hall: Hall) -> None:
    lin = begin(client, site, hall)
    stranger = app.test_client()
    enter(stranger, site, hall.bao, NOON)
    for path in ("", "/review", "/confirm", "/receipt"):
        assert stranger.get(lin.address + path).status_code == 404
    for path in ("/answers", "/hand-in"):
        assert stranger.post(lin.address + path, data={"slot": 1, "value": "A"}).status_code == 404
    for elsewhere in ({"city": "330100"}, {"sitting": str(uuid4())}, {"lease": "00" * 48}, {"epoch": 2}):
        told = lin.send(**elsewhere)
        assert (told.status_code, told.json["code"]) == (409, "lease_lost")
    assert not (site.settings.key_folder / "issuers" / "330100").exists()


@once
@pytest.mark.parametrize("name", ["li", "zhou", "he", "zhao", "qin", "ma"])
def test_staff_do_not_open_a_candidates_pages(
    app: Flask, client: FlaskClient, site: Site, cast: Cast, hall: Hall, name: str
) -> None:
    lin = begin(client, site, hall)
    staff = app.test_client()
    enter(staff, site, cast[name], NOON)
    for path in (lin.address, "/exam/", "/exam/practice", "/exam/photo"):
        assert staff.get(path).status_code == 403


@once
def test_an_unknown_sitting_is_not_found(client: FlaskClient, site: Site, hall: Hall) -> None:
    begin(client, site, hall)
    assert client.get(f"/exam/sittings/{uuid4()}").status_code == 404


@once
def test_no_key_and_no_source_stands_on_the_paper(client: FlaskClient, site: Site, hall: Hall) -> None:
    browser = begin(client, site, hall)
    page = html.unescape(client.get(browser.address).text)
    assert "条例第30条" not in page
    assert "T2-L-" not in page
    assert "explanation" not in page


# -- before and after ---------------------------------------------------------------------------------------------


@once
@pytest.mark.parametrize("minutes", [-59, 0, 29])
def test_at_the_seat_the_candidate_confirms_practises_and_waits(
    client: FlaskClient, site: Site, hall: Hall, clock: Clock, minutes: int
) -> None:
    clock.now = NOON + timedelta(minutes=minutes)
    enter(client, site, hall.lin, clock.now)
    assert "/exam/confirm" in client.get("/exam/").text
    confirm = client.get("/exam/confirm").text
    assert hall.lin.name in confirm
    assert "/exam/practice" in confirm
    assert client.get("/exam/practice").status_code == 200
    wait = client.get("/exam/wait").text
    assert ('action="/exam/start"' in wait) == (minutes >= 0)


@once
def test_nobody_begins_before_the_start(client: FlaskClient, site: Site, hall: Hall, clock: Clock) -> None:
    clock.now = NOON - timedelta(minutes=1)
    enter(client, site, hall.lin, clock.now)
    assert client.post("/exam/start").status_code == 409


@once
def test_entry_is_closed_after_thirty_minutes(client: FlaskClient, site: Site, hall: Hall, clock: Clock) -> None:
    clock.now = NOON + timedelta(minutes=31)
    enter(client, site, hall.lin, clock.now)
    assert client.get("/exam/confirm").location == "/exam/"
    assert client.post("/exam/start").status_code == 409


@once
def test_practice_works_with_the_script_and_stores_nothing(client: FlaskClient, site: Site, hall: Hall) -> None:
    enter(client, site, hall.lin, NOON)
    browser = Browser(client, "/exam/practice", config_of(client.get("/exam/practice")))
    assert browser.config["slots"] == 3
    assert browser.send((1, "B"), (2, "AC")).json["durable_through"] == 2
    assert browser.send((1, "B"), (2, "AC"), (3, "A")).json["durable_through"] == 3
    assert config_of(client.get("/exam/practice"))["state"] == [[1, "B", False], [2, "AC", False], [3, "A", False]]
    assert hand_in_by_script(browser).json == {"receipt_url": "/exam/wait"}
    assert config_of(client.get("/exam/practice"))["state"] == []


@once
def test_practice_works_without_script(client: FlaskClient, site: Site, hall: Hall) -> None:
    enter(client, site, hall.lin, NOON)
    assert client.post("/exam/practice/answers", data={"slot": 1, "value": "B", "act": "mark"}).status_code == 302
    assert config_of(client.get("/exam/practice"))["state"] == [[1, "B", True]]
    for page in ("", "/review", "/confirm"):
        assert "练习" in re.sub(r"<title>.*</title>", "", client.get(f"/exam/practice{page}").text), page
    assert "#slot-2" in client.get("/exam/practice/review").text
    assert client.get("/exam/practice/confirm").status_code == 200
    assert client.post("/exam/practice/hand-in").location == "/exam/wait"


@once
@pytest.mark.parametrize(("minutes", "ends"), [(-60, -30), (-12, 0), (0, 30), (7, 30), (29, 30)])
def test_practice_ends_with_the_start_and_then_with_the_entry(
    client: FlaskClient, site: Site, hall: Hall, clock: Clock, minutes: int, ends: int
) -> None:
    """Nobody who practises misses the start, nor, having come late, the last moment to be let in."""
    clock.now = NOON + timedelta(minutes=minutes)
    enter(client, site, hall.lin, clock.now)
    config = config_of(client.get("/exam/practice"))
    assert config["deadline_ms"] == (NOON + timedelta(minutes=ends)).timestamp() * 1000
    clock.now = NOON + timedelta(minutes=ends)
    assert hand_in_by_script(Browser(client, "/exam/practice", config)).json == {"receipt_url": "/exam/wait"}


@once
def test_the_wait_asks_for_practice_until_this_candidate_has_practised(
    app: Flask, client: FlaskClient, site: Site, hall: Hall, clock: Clock
) -> None:
    clock.now = NOON - timedelta(minutes=20)
    enter(client, site, hall.lin, clock.now)
    assert "先练习" in client.get("/exam/wait").text
    client.post("/exam/practice/hand-in")
    waiting = client.get("/exam/wait").text
    assert "先练习" not in waiting
    assert "再练习一次" in waiting
    enter(client, site, hall.bao, clock.now)  # the next one at the same computer
    assert "先练习" in client.get("/exam/wait").text


@once
def test_who_answers_already_is_not_led_into_practice(client: FlaskClient, site: Site, hall: Hall) -> None:
    begin(client, site, hall)
    assert client.get("/exam/practice").location == "/exam/wait"


@once
def test_the_score_is_on_the_home_page_only_after_two_signatures(
    client: FlaskClient, site: Site, cast: Cast, clock: Clock
) -> None:
    hall = a_closed_hall(site, cast, right=(2,))
    clock.now = NOON + timedelta(hours=4)
    enter(client, site, hall.lin, clock.now)
    before = as_read(client.get("/exam/").text)
    for signer in ("he", "lin"):
        assert as_read(client.get("/exam/").text) == before
        with Work.open(site, cast[signer], clock.now) as work:
            results.sign_release(work, hall.exam_session_id)
    after = as_read(client.get("/exam/").text)
    heading = re.search(r"<h1>(.*?)</h1>", after, re.DOTALL)
    assert heading is not None
    assert re.findall(r"\d+", heading[1]) == ["2", "3"]  # two points, three are needed
    assert not re.findall(r"\d+", re.search(r"<h1>(.*?)</h1>", before, re.DOTALL)[1])


def test_a_paper_takes_as_many_statements_with_many_answers_as_with_one(
    client: FlaskClient, site: Site, hall: Hall
) -> None:
    """With none it takes one less: there is no newest change to ask for."""
    browser = begin(client, site, hall)
    lin = Seated(hall.lin, browser.sitting_id, _lease(browser))
    right = right_answers(site, lin)
    counts = []
    for events in (right[:0], right[:1], right[1:]):
        if events:
            save(site, lin, events)
        seen: list[str] = []

        def note(conn: Any, cursor: Any, statement: str, *rest: Any, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(site.engine, "before_cursor_execute", note)
        client.get(browser.address)
        event.remove(site.engine, "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] < counts[1] == counts[2]


def _lease(browser: Browser) -> LeaseKey:
    return LeaseKey(browser.config["epoch"], browser.config["lease"])


@once
def test_bao_at_the_next_seat_has_an_own_sitting(app: Flask, client: FlaskClient, site: Site, hall: Hall) -> None:
    lin = begin(client, site, hall)
    bao = a_sitting(site, hall.bao)
    hand_in(site, bao)
    assert lin.send((1, "B")).status_code == 200
