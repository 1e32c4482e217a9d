"""What a visitor learns about a certificate, and what stays unsaid."""

import logging
from html import unescape

import pytest
from flask.testing import FlaskClient

from certificates import StatusList, TrustList
from exam_app.keyring import keyring_of
from exam_app.local_authority import server_certificate
from exam_app.models import Certificate
from exam_app.operations.public_checks import FREE_MISSES_OF_A_NUMBER
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.cast import CITY, Cast
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def certificate(site: Site, cast: Cast) -> Certificate:
    [certificate_id] = issued(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Certificate, certificate_id)


def ask(client: FlaskClient, number: str, name: str):
    return client.post("/verify", data={"number": number, "name": name})


def test_number_and_name_are_answered_with_a_masked_name(visitor: FlaskClient, certificate: Certificate) -> None:
    answer = ask(visitor, certificate.number, "张建国")
    said = unescape(answer.text)
    assert answer.status_code == 200
    assert "Yes, there is such a certificate" in said and "张*国" in said and "2026-11-24" in said
    assert "张建国" not in said


def test_a_wrong_name_is_a_sentence_and_the_form_stays_filled(visitor: FlaskClient, certificate: Certificate) -> None:
    answer = ask(visitor, certificate.number, "李娜")
    said = unescape(answer.text)
    assert answer.status_code == 422
    assert "There is no certificate with this number and this name." in said
    assert certificate.number in said and "李娜" in said


@pytest.mark.parametrize(("number", "name"), [("", ""), ("x" * 41, "张"), ("12", "张" * 61)])
def test_bad_input_is_a_sentence_at_its_field(
    visitor: FlaskClient, certificate: Certificate, number: str, name: str
) -> None:
    answer = ask(visitor, number, name)
    assert answer.status_code == 422
    assert "Error:" in answer.text


def test_guessing_ends_with_a_wait(visitor: FlaskClient, certificate: Certificate) -> None:
    for guess in range(FREE_MISSES_OF_A_NUMBER):
        ask(visitor, certificate.number, f"王{guess}")
    assert ask(visitor, certificate.number, "张建国").status_code == 429


def test_an_opened_code_gives_no_verdict_and_stands_in_no_log(
    visitor: FlaskClient, certificate: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = certificate.token.removeprefix("https://verify.watchword.example")
    for address in (path, "/v/1", "/v/not/digits"):
        answer = visitor.get(address, follow_redirects=True)
        said = unescape(answer.text)
        assert answer.status_code == 200 and answer.request.path == "/code"
        assert "Opening it proves nothing." in said
        assert "张" not in said and "Valid" not in said and path[3:] not in said
    assert path[3:20] not in caplog.text


def test_the_signed_lists_are_published_and_hold(visitor: FlaskClient, certificate: Certificate, site: Site) -> None:
    trust = TrustList.load(visitor.get(f"/t/{CITY}.json").json, roots=keyring_of(site.settings).trusted_roots())
    answer = visitor.get(f"/s/{CITY}")
    assert answer.mimetype == "application/statuslist+cwt"
    assert StatusList.read(answer.data, trust, CITY).places == 4096
    assert visitor.get("/s/999999").status_code == 404


def test_the_trust_page_offers_the_authority_with_its_fingerprint(visitor: FlaskClient, site: Site, cast: Cast) -> None:
    assert "does not use an authority of its own" in visitor.get("/trust-this-site").text
    assert visitor.get("/trust-this-site/authority.crt").status_code == 404
    server_certificate(site.settings.key_folder, "127.0.0.1", NOON)
    page = visitor.get("/trust-this-site").text
    answer = visitor.get("/trust-this-site/authority.crt")
    import hashlib

    fingerprint = hashlib.sha256(answer.data).hexdigest().upper()
    assert ":".join(fingerprint[at : at + 2] for at in range(0, 64, 2)) in page
    assert answer.mimetype == "application/x-x509-ca-cert"
    assert b"PRIVATE" not in answer.data
    for system in ("Android", "iPhone", "Windows"):
        assert f"<h2>{system}</h2>" in page
