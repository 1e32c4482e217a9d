"""The officer's page in a real browser whose camera sees a real QR code.

The verdict is there at once, with or without a network, and every check reaches the server in the end.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import qrcode
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from certificates import Claims, IssuerKey, KeyState, KeyUse, RootKey, StatusList, TrustEntry, TrustList, seal
from tests.browser_units.fake_station import Station
from tests.requirements import ROOT, chromium_path

pytestmark = pytest.mark.browser

PATIENCE_MS = 20_000
FRAME = (640, 480)
LEGAL_ZONE = timezone(timedelta(hours=8))

OpenPage = Callable[..., Page]


@pytest.fixture
def certificates(outside_data: Path) -> Path:
    return outside_data / "certificates"


@pytest.fixture
def station(bundle: Callable[..., str], certificates: Path) -> Iterator[Station]:
    scripts = {
        "scan.js": bundle("src/officer/scan.ts"),
        "reader.js": bundle("src/scan/worker.ts", "iife"),
        "worker.js": bundle("src/officer/worker.ts", "iife"),
    }
    wasm = ROOT / "frontend" / "node_modules" / "zxing-wasm" / "dist" / "reader" / "zxing_reader.wasm"
    documents = [json.loads((certificates / name).read_text("utf-8")) for name in ("trust.json", "status.json")]
    station = Station(scripts, wasm.read_bytes(), *documents)
    yield station
    station.close()


@pytest.fixture
def phone(browser: Browser, station: Station, tmp_path: Path) -> Iterator[OpenPage]:
    """phone(text, at="2026-11-20") opens the page at noon of that day, with a code of this text before the camera.

    Without a text the camera sees a white wall. The camera is an option of a browser's start, so each test has its own.
    """
    phones: list[Browser] = []

    def open_page(text: str | None = None, at: str = "2026-11-20") -> Page:
        camera = camera_file(tmp_path, text)
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
        phones.append(browser.browser_type.launch(executable_path=chromium_path(), args=arguments))
        context = phones[-1].new_context()
        context.set_default_timeout(PATIENCE_MS)
        context.grant_permissions(["camera"], origin=station.origin)
        page = context.new_page()
        page.clock.set_fixed_time(noon(at))
        page.goto(station.url)
        return page

    yield open_page
    for started in phones:
        started.close()


def noon(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=12, tzinfo=LEGAL_ZONE)


def line_of(certificates: Path, kind: str, status: str = "FRESH") -> dict[str, Any]:
    lines = map(json.loads, (certificates / "payloads.jsonl").read_text("utf-8").splitlines())
    return next(line for line in lines if (line["kind"], line["status"]) == (kind, status))


def camera_file(folder: Path, text: str | None) -> Path:
    """One frame of video: a code in the middle of a white wall, or the wall alone."""
    width, height = FRAME
    luma = bytearray(b"\xff" * (width * height))
    if text is not None:
        code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=6, border=4)
        code.add_data(text, optimize=8)
        picture = code.make_image().get_image().convert("L")
        left, top = (width - picture.width) // 2, (height - picture.height) // 2
        for row in range(picture.height):
            start = (top + row) * width + left
            luma[start : start + picture.width] = picture.crop((0, row, picture.width, row + 1)).tobytes()
    path = folder / "camera.y4m"
    header = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + b"FRAME\n" + bytes(luma) + b"\x80" * (width * height // 2))
    return path


def slot(page: Page, name: str) -> Locator:
    return page.locator(f"#verdict [data-slot={name}]")


def expect_kind(page: Page, kind: str) -> None:
    expect(page.locator("#verdict")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("#verdict .verdict")).to_have_attribute("data-verdict", kind)


def expect_all_sent(page: Page) -> None:
    expect(page.locator("#outbox-count")).to_have_text("All sent.")


def wait_for_checks(page: Page, station: Station, count: int) -> None:
    for _ in range(PATIENCE_MS // 50):
        if len(station.checks) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(station.checks)} checks came instead of {count}")


def cut_off(context: BrowserContext, station: Station) -> None:
    station.away = True
    context.set_offline(True)


def reconnect(context: BrowserContext, station: Station) -> None:
    station.away = False
    context.set_offline(False)


# What the officer sees


def test_a_genuine_card_before_the_camera_is_valid_and_its_check_is_reported(
    phone: OpenPage, station: Station, certificates: Path
) -> None:
    line = line_of(certificates, "GENUINE")
    page = phone(line["text"])
    expect_kind(page, "valid")
    expect(slot(page, "word")).to_have_text("valid")
    expect(slot(page, "word")).to_be_focused()
    expect(slot(page, "name")).to_have_text(line["name"])
    expect(slot(page, "compare")).to_have_text("Compare photo and ID card.")
    expect(slot(page, "age")).to_contain_text("List ")
    expect(slot(page, "server")).to_have_text("The server says the same.")
    [check] = station.checks
    seen = {key: check[key] for key in ("scanned_text", "verdict", "status", "reason", "post_id")}
    assert seen == {
        "scanned_text": line["text"],
        "verdict": "GENUINE",
        "status": "FRESH",
        "reason": "listed",
        "post_id": "post-1",
    }
    assert len(bytes.fromhex(check["nonce"])) == 16


def test_an_old_list_is_said_above_the_verdict(phone: OpenPage, certificates: Path) -> None:
    page = phone(line_of(certificates, "GENUINE", "STALE")["text"], at="2026-11-23")
    expect_kind(page, "valid")
    expect(slot(page, "age")).to_contain_text("Later changes are not in it.")
    expect(slot(page, "age")).to_have_attribute("data-stale", "")


def test_genuine_without_a_usable_list_is_never_green(phone: OpenPage, certificates: Path) -> None:
    page = phone(line_of(certificates, "NOLIST", "UNKNOWN")["text"])
    expect_kind(page, "check")
    expect(slot(page, "word")).to_have_text("please check")
    expect(slot(page, "age")).to_have_text("No list.")


def test_a_foreign_code_is_named_and_never_opened(phone: OpenPage, station: Station) -> None:
    page = phone(f"{station.origin}/officer/trap?card=1")
    expect_kind(page, "unreadable")
    host = station.origin.removeprefix("http://")
    expect(slot(page, "reason")).to_have_text(f"This code belongs to {host}.")
    expect(slot(page, "person")).to_be_hidden()
    wait_for_checks(page, station, 1)
    assert page.url == station.url
    assert "/officer/trap?card=1" not in station.asked


def test_a_forged_card_shows_nothing_of_what_it_claims(phone: OpenPage, certificates: Path) -> None:
    prefix, digits = line_of(certificates, "GENUINE")["text"].rsplit("/", 1)
    page = phone(f"{prefix}/{int(digits) ^ 2}")
    expect_kind(page, "ended")
    expect(slot(page, "word")).to_have_text("forged")
    expect(slot(page, "person")).to_be_hidden()
    expect(slot(page, "name")).to_be_empty()


def test_a_disagreement_with_the_server_is_said_and_does_not_replace_the_verdict(
    phone: OpenPage, station: Station, certificates: Path
) -> None:
    revoked = {"verdict": "REVOKED", "status": "FRESH", "reason": "ended", "note": "Since today."}
    station.answer = lambda body: (200, {"nonce": body["nonce"], **revoked})
    page = phone(line_of(certificates, "GENUINE")["text"])
    expect(slot(page, "server")).to_have_text("The server says: revoked. Since today.")
    expect(slot(page, "server")).to_have_attribute("data-agrees", "false")
    expect_kind(page, "valid")


def test_the_photo_comes_from_our_own_server_or_not_at_all(
    phone: OpenPage, station: Station, certificates: Path
) -> None:
    genuine = {"verdict": "GENUINE", "status": "FRESH", "reason": "listed"}
    photo = "/officer/photo.svg"
    station.answer = lambda body: (200, {"nonce": body["nonce"], **genuine, "photo_url": photo})
    page = phone(line_of(certificates, "GENUINE")["text"])
    expect(page.locator("#verdict img.person-photo")).to_have_attribute("src", photo)
    expect(page.locator("#verdict svg.person-photo")).to_have_count(0)
    photo = "https://evil.example/face.jpg"
    page.locator("#verdict-next").click()
    expect(slot(page, "server")).to_have_text("The server says the same.")
    expect(page.locator("#verdict img.person-photo")).to_have_count(0)
    expect(page.locator("#verdict svg.person-photo")).to_be_visible()


# Without a network


def test_a_revoked_card_is_refused_without_a_network_and_reported_when_it_is_back(
    phone: OpenPage, station: Station, certificates: Path
) -> None:
    page = phone(line_of(certificates, "REVOKED")["text"])
    expect_kind(page, "ended")
    wait_for_checks(page, station, 1)  # "all sent" is also said before the first check
    expect_all_sent(page)
    cut_off(page.context, station)
    page.locator("#verdict-next").click()
    expect(slot(page, "server")).to_have_text("Will be reported later.")
    expect_kind(page, "ended")
    expect(slot(page, "word")).to_have_text("revoked")
    expect(slot(page, "reason")).to_have_text("Ended: REVOKED.")
    expect(page.locator("#outbox-count")).to_have_text("1 waiting.")
    reconnect(page.context, station)
    wait_for_checks(page, station, 2)
    expect_all_sent(page)
    assert station.checks[0]["nonce"] != station.checks[1]["nonce"]


def test_the_page_opens_and_judges_after_a_reload_without_a_network(
    phone: OpenPage, station: Station, certificates: Path
) -> None:
    line = line_of(certificates, "WITHDRAWN")
    page = phone(line["text"])
    expect_kind(page, "ended")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for_checks(page, station, 1)
    expect_all_sent(page)
    cut_off(page.context, station)
    page.reload()
    expect_kind(page, "ended")
    expect(slot(page, "word")).to_have_text("withdrawn")
    expect(slot(page, "name")).to_have_text(line["name"])
    reconnect(page.context, station)
    wait_for_checks(page, station, 2)  # the cached shell has no CSRF token: it was asked for


def test_a_check_refused_for_good_stays_on_the_phone_and_is_counted(
    phone: OpenPage, station: Station, certificates: Path
) -> None:
    station.answer = lambda body: (422, {"code": "unknown_post", "sentence": "This post is not yours."})
    page = phone(line_of(certificates, "GENUINE")["text"])
    expect(page.locator("#outbox-count")).to_have_text("1 refused.")
    expect(slot(page, "server")).to_have_text("This post is not yours.")
    expect_kind(page, "valid")


# Trust


HOST = "check.example.cn"
ISSUER = "650100"
ROOT_KEY = RootKey.derive(b"scan page", "root")
CERT_KEY = IssuerKey.derive(b"scan page", ISSUER, KeyUse.CERT)
STATUS_KEY = IssuerKey.derive(b"scan page", ISSUER, KeyUse.STATUS)
CARD = seal(Claims(ISSUER, 26_000_038, "张建国", b"\x12\x34", 7, bytes(8), date(2026, 5, 17), None), CERT_KEY, HOST)


def trust_document(seq: int, state: KeyState = KeyState.ACTIVE) -> dict[str, Any]:
    window = date(2026, 1, 1), date(2026, 12, 31)
    entries = [TrustEntry.of(CERT_KEY, *window, state), TrustEntry.of(STATUS_KEY, *window)]
    moments = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    return TrustList.publish(ROOT_KEY, entries, seq, *moments, HOST).to_document()


def status_document(values: Sequence[int], issued_at: datetime) -> dict[str, Any]:
    cwt = StatusList.publish(ISSUER, bytes(values), STATUS_KEY, issued_at, HOST)
    return {"lists": {ISSUER: {"cwt_b64": base64.b64encode(cwt).decode()}}}


def renew_and_scan_again(page: Page, station: Station) -> None:
    """The officer renews the lists; the same card is still before the camera."""
    asked = station.asked.count("/officer/status.json")
    page.evaluate("document.getElementById('lists-refresh').click()")
    while station.asked.count("/officer/status.json") == asked:
        page.wait_for_timeout(50)
    page.wait_for_timeout(1000)  # to read what came
    page.locator("#verdict-next").click()


def use_own_world(station: Station) -> None:
    station.trust = trust_document(5)
    station.pinned_roots = [{"x": ROOT_KEY.public.x.hex(), "y": ROOT_KEY.public.y.hex()}]
    station.status = status_document([0] * 8, noon("2026-11-20") - timedelta(hours=2))


def test_a_newer_list_is_taken_and_an_older_one_never_takes_a_revocation_back(
    phone: OpenPage, station: Station
) -> None:
    use_own_world(station)
    older = station.status
    page = phone(CARD)
    expect_kind(page, "valid")
    station.status = status_document([1] * 8, noon("2026-11-20") - timedelta(hours=1))
    renew_and_scan_again(page, station)
    expect(slot(page, "word")).to_have_text("revoked")
    station.status = older
    renew_and_scan_again(page, station)
    expect(slot(page, "word")).to_have_text("revoked")
    page.reload()
    expect(slot(page, "word")).to_have_text("revoked")


def test_an_older_trust_list_never_brings_a_compromised_key_back(phone: OpenPage, station: Station) -> None:
    use_own_world(station)
    older = station.trust
    page = phone(CARD)
    expect_kind(page, "valid")
    station.trust = trust_document(6, KeyState.COMPROMISED)
    renew_and_scan_again(page, station)
    expect(slot(page, "reason")).to_have_text("Reason authority.")
    station.trust = older
    page.reload()
    expect(slot(page, "reason")).to_have_text("Reason authority.")


def test_lists_under_a_root_that_is_not_pinned_are_not_used(phone: OpenPage, station: Station) -> None:
    use_own_world(station)
    station.pinned_roots = [{"x": CERT_KEY.public.x.hex(), "y": CERT_KEY.public.y.hex()}]
    page = phone(CARD)
    expect_kind(page, "check")
    expect(slot(page, "reason")).to_have_text("No keys on this device.")


def test_a_clock_set_back_does_not_revive_a_list_and_is_said(phone: OpenPage, station: Station) -> None:
    use_own_world(station)
    page = phone(CARD, at="2026-05-01")
    expect_kind(page, "valid")  # judged at the moment of the newest signature, not before the card's first day
    page.locator("#verdict-next").wait_for()
    expect(page.locator("#clock-state")).to_have_text("Clock is behind.")


# By number


def type_number(page: Page, number: str) -> None:
    page.locator("#number").fill(number)
    page.locator("#number-form button").click()


def test_a_typed_number_is_tested_here_and_then_asked_from_the_server(phone: OpenPage, station: Station) -> None:
    found = {"name": "张建国", "number": "6501002600003809", "issued_on": "2026-05-17"}
    verdict = {"verdict": "GENUINE", "status": "FRESH", "reason": "listed"}
    station.answer = lambda body: (200, {"nonce": body["nonce"], **verdict, **found})
    page = phone()
    type_number(page, "6501 0026 0000 3890")
    expect(page.locator("#number-error")).to_have_text("Check the digits.")
    expect(page.locator("#verdict")).to_be_hidden()
    type_number(page, "6501 0026 0000 3809")
    expect(slot(page, "word")).to_have_text("valid")
    expect(slot(page, "reason")).to_have_text("By number only.")
    expect(slot(page, "name")).to_have_text("张建国")
    expect(slot(page, "card")).to_have_text("6501 0026 0000 3809 issued 2026-05-17")
    [asked] = station.checks
    assert (asked["number"], asked["verdict"], "scanned_text" in asked) == ("6501002600003809", None, False)


def test_a_typed_number_cannot_be_judged_without_a_network(phone: OpenPage, station: Station) -> None:
    page = phone()
    expect_all_sent(page)
    cut_off(page.context, station)
    type_number(page, "6501002600003809")
    expect_kind(page, "check")
    expect(slot(page, "reason")).to_have_text("6501 0026 0000 3809: cannot know without a network.")


def test_without_a_camera_the_number_can_still_be_typed(phone: OpenPage, station: Station) -> None:
    page = phone()
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))"
    )
    page.reload()
    expect(page.locator("#camera-state")).to_have_text("camera none")
    type_number(page, "6501002600003809")
    wait_for_checks(page, station, 1)


def test_night_mode_is_kept_for_the_next_time(phone: OpenPage) -> None:
    page = phone()
    page.locator("#night-mode").click()
    expect(page.locator("html")).to_have_attribute("data-mode", "night")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-mode", "night")
