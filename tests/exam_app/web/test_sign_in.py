"""The door: signing in and out, first and new passwords, several roles, and the errors everybody may meet."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app import create_app
from exam_app.actors import GATE, Role
from exam_app.db import make_engine, make_sessions
from exam_app.models import SignInAttempt, WebSession
from exam_app.operations import accounts
from exam_app.scoping import watch
from exam_app.web.public.start import local_address
from exam_app.work import Site, Work
from tests.cast import Cast, enter
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")
PASSWORD = "four quiet cranes"
NEW = "five loud sparrows"
T = TypeVar("T")


@pytest.fixture
def code(site: Site, cast: Cast, client: FlaskClient) -> str:
    """A one-time code for the auditor Ma; the browser reads English."""
    with client.session_transaction() as session:
        session["locale"] = "en"
    with Work.open(site, cast["wu"], NOON) as work:
        return accounts.issue_code(work, found(cast["ma"].account_id))


def found(value: T | None) -> T:
    assert value is not None
    return value


def set_password(client: FlaskClient, code: str, password: str = PASSWORD, login: str = "ma"):
    return client.post("/first-password", data={"login": login, "code": code, "password": password})


def sign_in(client: FlaskClient, password: str = PASSWORD, login: str = "ma", next_page: str = ""):
    return client.post(f"/sign-in?next={next_page}", data={"login": login, "password": password})


def test_a_first_password_signs_in_and_leads_home(client: FlaskClient, code: str) -> None:
    assert set_password(client, code).location == "/home"
    assert client.get("/home").location == "/oversight/people"


def test_a_weak_password_says_how_to_choose_one_and_keeps_the_code(client: FlaskClient, code: str) -> None:
    refused = set_password(client, code, "short")
    assert refused.status_code == 422 and "at least 12 characters" in refused.text
    assert f'value="{code}"' in refused.text and "short" not in re.sub(r"A short sentence", "", refused.text)
    assert set_password(client, code).status_code == 302


def test_a_refusal_never_says_which_half_was_wrong(client: FlaskClient, code: str) -> None:
    set_password(client, code)
    answers = [sign_in(client, "wrong words here"), sign_in(client, PASSWORD, login="nobody")]
    said = [re.findall(r"Name or password is wrong\.", answer.text) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422] and all(said)


def test_a_password_never_comes_back_in_a_page(client: FlaskClient, code: str) -> None:
    assert "wrong words here" not in sign_in(client, "wrong words here").text


def test_the_sixth_try_waits_and_is_kept(client: FlaskClient, site: Site, code: str, clock: Clock) -> None:
    set_password(client, code)
    clock.now += timedelta(minutes=1)
    answers = [sign_in(client, "wrong words here") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Too many tries" in answers[-1].text
    assert sign_in(client).status_code == 429
    with Work.open(site, GATE, NOON) as work:
        kept = work.all(select(SignInAttempt.outcome).order_by(SignInAttempt.id))
    assert sorted(outcome.value for outcome in kept) == ["failed"] * 5 + ["succeeded"] + ["throttled"] * 2


def test_signing_in_replaces_whatever_session_the_browser_carried(client: FlaskClient, code: str) -> None:
    with client.session_transaction() as session:
        session.update(_user_id="planted", csrf_token="planted", locale="zh_Hant")
    set_password(client, code)
    with client.session_transaction() as session:
        assert session["_user_id"] != "planted" and "csrf_token" not in session
        assert session["locale"] == "zh_Hant"


def test_the_cookies_token_is_stored_nowhere(client: FlaskClient, site: Site, code: str) -> None:
    set_password(client, code)
    with client.session_transaction() as session:
        token = session["_user_id"]
    with Work.open(site, GATE, NOON) as work:
        hashes = work.all(select(WebSession.token_hash))
    assert len(token) == 64 and bytes.fromhex(token) not in hashes and accounts.hash_token(token) in hashes


def test_signing_out_ends_the_session_for_a_kept_cookie_too(app: Flask, client: FlaskClient, code: str) -> None:
    set_password(client, code)
    thief = app.test_client()
    with client.session_transaction() as session, thief.session_transaction() as stolen:
        stolen.update(session)
    assert thief.get("/account").status_code == 200
    assert client.post("/sign-out").location == "/"
    assert client.get("/account").status_code == 302
    assert thief.get("/account").status_code == 302


def test_a_used_session_lives_on_and_an_idle_one_ends(client: FlaskClient, code: str, clock: Clock) -> None:
    set_password(client, code)
    for _ in range(4):
        clock.now += timedelta(minutes=10)
        assert client.get("/account").status_code == 200
    clock.now += timedelta(minutes=16)
    assert client.get("/account").status_code == 302


def test_no_session_outlives_twelve_hours(client: FlaskClient, code: str, clock: Clock) -> None:
    set_password(client, code)
    for _ in range(71):
        clock.now += timedelta(minutes=10)
        assert client.get("/account").status_code == 200
    clock.now += timedelta(minutes=10)
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/a\\b",
        "javascript:alert(1)",
        "elsewhere.example",
        "/%09/elsewhere.example",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, code: str, address: str) -> None:
    set_password(client, code)
    location = sign_in(client, next_page=address).location
    assert location.startswith("/") and not location.startswith(("//", "/\\")) and "\t" not in location


def test_signing_in_leads_back_to_the_page_that_asked(client: FlaskClient, code: str) -> None:
    set_password(client, code)
    assert sign_in(client, next_page="/oversight/people?x=1").location == "/oversight/people?x=1"
    assert local_address("/a?b=c#d") == "/a?b=c#d"


def test_a_person_with_two_roles_goes_on_in_the_other(client: FlaskClient, site: Site, cast: Cast, code: str) -> None:
    account = found(cast["ma"].account_id)
    with Work.open(site, cast["wu"], NOON) as work:
        second = accounts.grant_role(work, account, Role.ISSUER, place_id=None, starts_on=work.today, ends_on=None)
    set_password(client, code)
    assert "Issuer" in client.get("/account").text
    assert client.post("/act-as", data={"grant": str(second)}).location == "/home"
    assert client.get("/oversight/people").status_code == 403
    assert client.get("/home").location == "/office/certificates"


@pytest.mark.parametrize("grant", ["", "not a number", "00000000-0000-0000-0000-000000000001"])
def test_a_role_of_nobody_or_of_somebody_else_cannot_be_taken(client: FlaskClient, code: str, grant: str) -> None:
    set_password(client, code)
    assert client.post("/act-as", data={"grant": grant}).status_code in (404, 422)
    assert client.get("/oversight/people").status_code == 200


def test_a_changed_password_signs_other_browsers_out(app: Flask, client: FlaskClient, code: str) -> None:
    set_password(client, code)
    other = app.test_client()
    sign_in(other)
    changed = client.post("/account/password", data={"old_password": PASSWORD, "password": NEW}, follow_redirects=True)
    assert "2 other browsers" not in changed.text and "1 other browser was signed out." in changed.text
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert sign_in(other, PASSWORD).status_code == 422
    assert sign_in(other, NEW).status_code == 302


def test_the_present_password_proves_who_asks_and_guessing_it_waits(
    client: FlaskClient, code: str, clock: Clock
) -> None:
    set_password(client, code)
    clock.now += timedelta(minutes=1)
    change = {"old_password": "not the password", "password": NEW}
    answers = [client.post("/account/password", data=change) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "The present password is wrong" in answers[0].text


def test_a_weak_new_password_changes_nothing(client: FlaskClient, code: str) -> None:
    set_password(client, code)
    refused = client.post("/account/password", data={"old_password": PASSWORD, "password": "ma"})
    assert refused.status_code == 422 and "at least 12 characters" in refused.text
    assert sign_in(client).status_code == 302


def test_a_new_code_signs_out_whoever_knew_the_old_password(
    app: Flask, client: FlaskClient, site: Site, cast: Cast, code: str
) -> None:
    set_password(client, code)
    with Work.open(site, cast["wu"], NOON) as work:
        again = accounts.issue_code(work, found(cast["ma"].account_id))
    assert client.get("/account").status_code == 200
    set_password(app.test_client(), again, NEW)
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        ({"size": "large"}, 'data-size="large"'),
        ({"contrast": "high"}, 'data-contrast="high"'),
        ({"locale": "en"}, 'lang="en"'),
    ],
)
def test_size_contrast_and_language_stay_with_the_browser(client: FlaskClient, form: dict[str, str], kept: str) -> None:
    assert client.post("/preferences", data={**form, "back": "/privacy"}).location == "/privacy"
    assert kept in client.get("/").text


def test_a_preference_that_does_not_exist_changes_nothing(client: FlaskClient) -> None:
    answer = client.post("/preferences", data={"size": "9000px", "locale": "xx", "back": "//elsewhere.example"})
    assert answer.location == "/"
    assert 'data-size="standard"' in client.get("/").text


def test_the_start_page_has_five_entrances(client: FlaskClient, cast: Cast) -> None:
    with client.session_transaction() as session:
        session["locale"] = "en"
    page = client.get("/").text
    for door in ("Candidate", "Training unit", "Office", "Invigilator", "Patrol officer"):
        assert f"{door}</h2>" in page
    assert "not set up yet" not in page


def test_an_empty_site_says_how_to_begin(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["locale"] = "en"
    assert "watchword init" in client.get("/").text


@pytest.mark.parametrize("who", [None, "li", "wu", "ma"])
def test_not_found_and_not_yours_are_pages_for_everybody(
    client: FlaskClient, site: Site, cast: Cast, who: str | None
) -> None:
    if who:
        enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    missing = client.get("/no/such/page")
    assert missing.status_code == 404 and "There is no such page. Check the address." in missing.text
    closed = client.get("/officer/")
    assert closed.status_code in ((302, 404) if who is None else (403, 404))
    assert "<h1>" in missing.text


def test_a_refusal_is_json_for_a_program(client: FlaskClient) -> None:
    answer = client.get("/no/such/page", headers={"Accept": "application/json"})
    assert answer.status_code == 404 and answer.json["code"] == "not_found" and answer.json["sentence"]


@pytest.fixture
def broken(site: Site) -> FlaskClient:
    """A site whose database has no tables at all: every look fails."""
    engine = make_engine("sqlite://")
    sessions = make_sessions(engine)
    watch(sessions)
    app = create_app(site=replace(site, engine=engine, sessions=sessions), clock=lambda: NOON)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app.test_client()


def test_a_failure_is_an_apology_with_the_number_in_the_log(
    broken: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with broken.session_transaction() as session:
        session.update(_user_id="0" * 64, locale="en")
    with caplog.at_level(logging.ERROR):
        answer = broken.get("/account")
    number = found(re.search(r"Number ([0-9A-F]{6})", answer.text))[1]
    assert answer.status_code == 500 and f"apology {number}" in caplog.text
    assert "Traceback" not in answer.text and "sqlite" not in answer.text.lower()


def test_no_log_line_repeats_what_a_person_typed(broken: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    canary = "王金丝雀330301199001011234"
    with caplog.at_level(logging.DEBUG):
        broken.post("/sign-in", data={"login": canary, "password": canary})
        broken.post("/seat", data={"ticket_number": "26112412345678", "last_four": "123X"})
        broken.get("/account", headers={"Accept": "application/json"})
    assert caplog.records
    for said in ("金丝雀", "330301199001011234", "26112412345678", "123X"):
        assert said not in caplog.text
