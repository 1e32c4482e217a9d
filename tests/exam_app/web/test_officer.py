"""The patrol officer's phone, with script and without."""

import json
import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from certificates import StatusAge, StatusList, TrustList, VerdictKind
from exam_app.keyring import keyring_of
from exam_app.models import Certificate
from exam_app.operations import certificates
from exam_app.operations.post_checks import OWN_REASONS
from exam_app.terms import CertificateStatus
from exam_app.web import verdicts
from exam_app.work import Site, Work
from tests.builders.certificates import a_photo, issued
from tests.cast import CITY, Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")
FRONTEND = Path(__file__).parents[3] / "frontend" / "src" / "officer"


@pytest.fixture
def officer(client: FlaskClient, site: Site, cast: Cast) -> FlaskClient:
    with client.session_transaction() as session:
        session["locale"] = "en"
    enter(client, site, cast["qin"], NOON)
    return client


@pytest.fixture
def certificate(site: Site, cast: Cast) -> Certificate:
    [certificate_id] = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Certificate, certificate_id)


def config_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="officer-config">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def send(client: FlaskClient, **message):
    message.setdefault("nonce", "00" * 16)
    return client.post("/officer/check", json={"at": int(NOON.timestamp()), **message})


def revoke(site: Site, cast: Cast, certificate: Certificate) -> None:
    with Work.open(site, cast["sun"], NOON) as work:
        change = certificates.propose_end(
            work, certificate.id, CertificateStatus.REVOKED, legal_basis="条例第四十五条", reason="殴打他人"
        )
    with Work.open(site, cast["he"], NOON) as work:
        certificates.confirm_end(work, change)


# -- the page and what it needs without a network -----------------------------------------------------------------


def test_the_page_has_everything_the_script_asks_for(officer: FlaskClient, certificate: Certificate) -> None:
    page = officer.get("/officer/scan").text
    script = "".join(path.read_text() for path in FRONTEND.glob("*.ts"))
    ids, slots = (set(re.findall(rf'{call}\("([a-z-]+)"', script)) for call in ("element", r"this\.(?:slot|write)"))
    assert len(ids) > 5 and "verdict" in ids
    assert not [name for name in ids if f'id="{name}"' not in page]
    assert not [name for name in slots if f'data-slot="{name}"' not in page and f'id="{name}"' not in page]


def test_the_page_brings_every_sentence_of_the_script(officer: FlaskClient, certificate: Certificate) -> None:
    sentences = config_of(officer.get("/officer/scan").text)["sentences"]
    source = (FRONTEND / "scan.ts").read_text().partition("// Sentence keys:")[2].partition("\n\n")[0]
    keys: set[str] = set()
    for key in re.sub(r",\s*(?://)?\s*", ",", source).replace("//", " ").split():
        family = re.fullmatch(r"(\w+_)\{([\w,]+)\}", key)
        places = key.partition("{")[0]
        keys |= {family[1] + each for each in family[2].split(",")} if family else {places}
    assert len(keys) > 60 and "reason_kid" in keys
    assert not keys - set(sentences)


def test_the_lists_hold_under_the_roots_the_page_pins(
    officer: FlaskClient, certificate: Certificate, site: Site
) -> None:
    config = config_of(officer.get("/officer/scan").text)
    [root] = keyring_of(site.settings).trusted_roots()
    assert config["pinned_roots"] == [{"x": root.x.hex(), "y": root.y.hex()}]
    trust = TrustList.load(officer.get(config["trust_url"]).json, roots=[root])
    from base64 import b64decode

    status = officer.get(config["status_url"]).json["lists"][CITY]
    listed = StatusList.read(b64decode(status["cwt_b64"]), trust, CITY)
    assert listed.value(certificate.status_index).name == "VALID"


def policy_of(answer: TestResponse) -> str:
    return answer.headers["Content-Security-Policy"]


def test_the_worker_keeps_the_shell_and_every_built_file_it_needs(officer: FlaskClient) -> None:
    answer = officer.get("/officer/worker.js")
    head, shell = re.findall(r"self\.__(?:precache|shell) = (.*);", answer.text)[:2]
    kept = {entry["url"]: entry["revision"] for entry in json.loads(head)}
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/officer/"
    assert json.loads(shell) in kept and kept[json.loads(shell)]
    assert "/officer/reader.js" in kept and "'wasm-unsafe-eval'" in policy_of(officer.get("/officer/reader.js"))
    assert "'wasm-unsafe-eval'" not in policy_of(officer.get("/officer/scan"))
    assert any("scan-" in url for url in kept) and any(url.endswith(".wasm") for url in kept)
    assert all(officer.get(url, buffered=True).status_code == 200 for url in kept)


def test_the_kept_page_has_no_token_and_nothing_personal(officer: FlaskClient, cast: Cast) -> None:
    page = officer.get("/officer/shell").text
    config = config_of(page)
    assert config["csrf"] == "" and config["post_id"] is None
    assert "csrf_token" not in page and "秦勇" not in page and "青溪医院东门" not in page
    assert officer.get("/officer/shell").text == page
    assert officer.get(config["csrf_url"]).json["csrf"]


def test_the_chosen_post_stays_chosen_and_a_foreign_one_is_none(
    officer: FlaskClient, site: Site, cast: Cast, app
) -> None:
    assert "青溪医院东门" in officer.get("/officer/scan").text
    officer.get(f"/officer/scan?post={cast.post}")
    assert config_of(officer.get("/officer/scan").text)["post_id"] == str(cast.post)
    stranger = app.test_client()
    enter(stranger, site, cast["fang"], NOON)
    page = stranger.get(f"/officer/scan?post={cast.post}").text
    assert config_of(page)["post_id"] is None and "青溪医院东门" not in page


# -- checks by the script -------------------------------------------------------------------------------------------


def test_a_scan_is_answered_with_name_and_photo(officer: FlaskClient, certificate: Certificate, cast: Cast) -> None:
    answer = send(officer, scanned_text=certificate.token, verdict="GENUINE", status="FRESH", reason="listed")
    assert answer.json == {
        "nonce": "00" * 16,
        "verdict": "GENUINE",
        "status": "FRESH",
        "reason": "listed",
        "note": "",
        "name": "张建国",
        "number": certificate.number,
        "issued_on": "2026-11-24",
        "photo_url": f"/officer/photo/{certificate.id}",
    }
    photo = officer.get(answer.json["photo_url"])
    assert (photo.data, photo.mimetype, photo.headers["Cache-Control"]) == (a_photo(), "image/jpeg", "no-store")
    assert send(officer, scanned_text=certificate.token).json == answer.json


def test_nothing_of_the_holder_is_said_before_the_signature_is_good(
    officer: FlaskClient, certificate: Certificate
) -> None:
    forged = certificate.token[:-1] + str((int(certificate.token[-1]) + 1) % 10)
    answer = send(officer, scanned_text=forged, verdict="FORGED", status=None, reason="signature").json
    assert answer["verdict"] == "FORGED"
    assert not {"name", "number", "photo_url", "issued_on"} & set(answer)
    assert officer.get(f"/officer/photo/{certificate.id}").status_code == 404


def test_an_ended_certificate_says_since_when_and_why(
    officer: FlaskClient, certificate: Certificate, site: Site, cast: Cast
) -> None:
    revoke(site, cast, certificate)
    answer = send(officer, scanned_text=certificate.token, verdict="GENUINE", status="STALE", reason="listed").json
    assert (answer["verdict"], answer["note"]) == ("REVOKED", "Since 2026-11-24: 条例第四十五条")


@pytest.mark.parametrize(
    "broken",
    [
        {"nonce": "xyz"},
        {"scanned_text": 7},
        {"verdict": "PERHAPS"},
        {"at": -1},
        {"at": 1e300},
        {"post_id": "no id"},
        {"scanned_text": None},
        {"number": "1"},
    ],
)
def test_a_malformed_message_is_refused_in_a_sentence(officer: FlaskClient, broken: dict) -> None:
    answer = send(officer, **{"scanned_text": "a", **broken})
    assert answer.status_code == 422
    assert answer.json == {
        "code": "invalid",
        "sentence": "This check is not complete. Scan again, or type the number.",
    }


def test_what_is_no_json_is_refused_in_a_sentence(officer: FlaskClient) -> None:
    answer = officer.post("/officer/check", data="{", content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_a_stale_token_is_told_apart_from_a_refusal(app, site: Site, cast: Cast) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    enter(client, site, cast["qin"], NOON)
    answer = send(client, scanned_text="a")
    assert answer.json["code"] == "csrf"
    token = client.get("/officer/csrf").json["csrf"]
    message = {"nonce": "11" * 16, "at": 1, "scanned_text": "a"}
    assert client.post("/officer/check", json=message, headers={"X-CSRFToken": token}).status_code == 200


# -- checks by a plain form -----------------------------------------------------------------------------------------


def type_number(client: FlaskClient, number: str, **more: str):
    return client.post("/officer/check", data={"number": number, "nonce": "ab", **more}, follow_redirects=True)


def test_a_typed_number_shows_the_same_verdict_without_script(officer: FlaskClient, certificate: Certificate) -> None:
    said = unescape(type_number(officer, certificate.number).text)
    assert 'data-verdict="valid"' in said and ">Valid<" in said and "张建国" in said
    assert "Compare the photo and the identity card" in said and "List 1 min old" in said


def test_a_typed_number_with_wrong_digits_is_grey_and_kept(officer: FlaskClient, certificate: Certificate) -> None:
    wrong = certificate.number[:-1] + str((int(certificate.number[-1]) + 1) % 10)
    said = unescape(type_number(officer, wrong).text)
    assert 'data-verdict="unreadable"' in said and "Two digits of the number do not fit" in said
    assert "张建国" not in said
    assert "Can't read" in unescape(officer.get("/officer/checks").text)


def test_a_form_sent_twice_is_one_check_and_another_number_another(
    officer: FlaskClient, certificate: Certificate
) -> None:
    for number in (certificate.number, certificate.number, "3303002600000099"):
        type_number(officer, number)
    assert "2 checks today" in officer.get("/officer/checks").text


@pytest.mark.parametrize("number", ["", " ", "1" * 61])
def test_an_impossible_number_comes_back_with_a_sentence(officer: FlaskClient, number: str) -> None:
    answer = type_number(officer, number)
    assert answer.status_code == 422
    assert "Type the sixteen digits of the certificate number." in answer.text
    assert number.strip() in answer.text


def test_the_list_of_own_checks_shows_refused_ones_too(officer: FlaskClient, certificate: Certificate) -> None:
    assert "Nothing checked yet today." in officer.get("/officer/checks").text
    send(officer, nonce="01" * 16, scanned_text=certificate.token, verdict="GENUINE")
    send(officer, nonce="02" * 16, scanned_text="https://example.com", verdict="FORGED")
    said = unescape(officer.get("/officer/checks").text)
    assert "2 checks today" in said and "Valid" in said and "Can't read" in said
    assert said.count("The phone had shown something else.") == 1


# -- who may ----------------------------------------------------------------------------------------------------------


def test_an_officer_of_another_county_finds_neither_check_nor_photo(
    officer: FlaskClient, certificate: Certificate, site: Site, cast: Cast, app
) -> None:
    first = type_number(officer, certificate.number).request.path
    stranger = app.test_client()
    enter(stranger, site, cast["fang"], NOON)
    assert officer.get(first).status_code == 200
    for address in (first, f"/officer/photo/{certificate.id}"):
        assert stranger.get(address).status_code == 404
    assert "张建国" not in stranger.get("/officer/checks").text


@pytest.mark.parametrize("who", ["zhou", "sun", "li", "ma", "wu"])
def test_nobody_else_reaches_the_officers_pages(client: FlaskClient, site: Site, cast: Cast, who: str) -> None:
    enter(client, site, cast[who], NOON)
    for address in ("scan", "shell", "worker.js", "csrf", "checks", "lists/trust.json", "lists/status.json"):
        assert client.get(f"/officer/{address}").status_code == 403
    assert send(client, scanned_text="a").status_code == 403


def test_nobody_unknown_reaches_the_officers_pages(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/officer/scan").status_code == 302
    assert send(client, scanned_text="a").status_code == 302


# -- words ------------------------------------------------------------------------------------------------------------


def library_reasons() -> set[str]:
    """The reasons of both verifiers, read where the browser's names them."""
    union = re.search(r"export type Reason =(.*?);", (FRONTEND / "verdict.ts").read_text(), re.DOTALL)
    assert union is not None
    return set(re.findall(r'"(\w+)"', union[1]))


def test_every_verdict_has_a_kind_and_a_word(app) -> None:
    with app.test_request_context():
        for kind in VerdictKind:
            assert verdicts.shown_kind(kind, None) in ("valid", "ended", "check", "unreadable")
            assert verdicts.word_of(kind, None)
        for age, kind in (("FRESH", "valid"), ("STALE", "valid"), ("UNKNOWN", "check")):
            assert verdicts.shown_kind(VerdictKind.GENUINE, StatusAge(age)) == kind


def test_every_reason_of_both_verifiers_has_a_sentence(app) -> None:
    reasons = library_reasons()
    assert len(reasons) == 19
    assert (reasons - {"ended"}) | OWN_REASONS == set(verdicts.REASONS)
    with app.test_request_context():
        for kind in ("REVOKED", "WITHDRAWN", "CANCELLED", "REPLACED", "SUSPENDED"):
            assert verdicts.reason_of(VerdictKind[kind], "ended")


def test_phone_and_server_show_every_verdict_as_the_same_kind() -> None:
    table = (FRONTEND / "kinds.ts").read_text().partition("const KINDS")[2]
    told = dict(re.findall(r"(\w+): \"(valid|ended|check|unreadable)\"", table))
    assert told == {kind.value: shown for kind, shown in verdicts.KINDS.items()}
