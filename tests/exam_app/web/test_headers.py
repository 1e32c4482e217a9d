"""What every answer carries, and what no form may do without its token. Walks the whole URL map."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from exam_app import create_app
from exam_app.web.audience import ENDPOINTS
from exam_app.web.rendering import build
from exam_app.work import Site
from tests.cast import Cast, enter
from tests.conftest import NOON, with_settings

pytestmark = pytest.mark.usefixtures("sqlite_only")
SOME_ID = UUID(int=1)
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def guarded(site: Site, clock: object) -> Flask:
    """The application as it is served: tokens are asked for."""
    app = create_app(site=site, clock=clock)  # type: ignore[arg-type]  # the test clock is callable
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return app


def addresses(app: Flask, methods: set[str]) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and an address for every rule that answers one of the methods."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & methods):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values_for(rule), method=method)


def values_for(rule: Rule) -> dict[str, object]:
    kinds = {"UUIDConverter": SOME_ID, "IntegerConverter": 1}
    return {
        name: min(converter.items) if isinstance(converter, AnyConverter) else kinds.get(type(converter).__name__, "x")
        for name, converter in rule._converters.items()
        if name in rule.arguments
    }


def test_every_unsafe_endpoint_refuses_a_form_without_its_token(guarded: Flask, site: Site, cast: Cast) -> None:
    walked = list(addresses(guarded, {"POST", "PUT", "PATCH", "DELETE"}))
    assert {"public.sign_in", "public.sign_out", "office.open_account", "public.act_as"} <= {
        endpoint for endpoint, _, _ in walked
    }
    for who in (None, "wu", "li"):
        browser = guarded.test_client()
        if who:
            enter(browser, site, cast[who], NOON)
        for endpoint, method, address in walked:
            answer = browser.open(address, method=method, data={"csrf_token": "guessed"})
            assert answer.status_code == 400, (endpoint, who, answer.status_code)


def test_a_token_of_another_browser_is_refused(guarded: Flask) -> None:
    first, second = guarded.test_client(), guarded.test_client()
    token = first.get("/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    second.get("/sign-in")
    assert first.post("/preferences", data={"csrf_token": token, "size": "large"}).status_code == 302
    assert second.post("/preferences", data={"csrf_token": token, "size": "large"}).status_code == 400


def test_every_answer_carries_the_security_headers(guarded: Flask, site: Site, cast: Cast) -> None:
    by_role = {actor.role: actor for actor in cast.people.values()}
    for endpoint, _, address in addresses(guarded, {"GET"}):
        insiders = sorted(ENDPOINTS.get(endpoint, frozenset()) & set(by_role))
        for role in (None, *insiders[:1]):
            browser = guarded.test_client()
            if role:
                enter(browser, site, by_role[role], NOON)
            answer = browser.get(address)
            assert answer.status_code < 500, (endpoint, role)
            headers = answer.headers
            assert headers["X-Content-Type-Options"] == "nosniff", endpoint
            assert headers["Referrer-Policy"] == "no-referrer", endpoint
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", endpoint
            assert headers["Cache-Control"], endpoint
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy, endpoint
            assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy, endpoint


def test_pages_are_not_kept_by_caches_and_built_files_are(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    with client.get(style) as built:
        assert "immutable" in built.headers["Cache-Control"]


def test_only_the_script_that_reads_codes_may_compile(client: FlaskClient) -> None:
    entries = build()["entries"]
    for name in ("reader.js", "scanner.js", "desk.js"):
        with client.get(f"/static/dist/{entries[name]}") as script:
            assert ("'wasm-unsafe-eval'" in script.headers["Content-Security-Policy"]) == (name == "reader.js")
    for page in ("/", "/officer/scan"):
        assert "wasm-unsafe-eval" not in client.get(page).headers["Content-Security-Policy"]


def test_no_page_of_mine_holds_script_or_style_inline(client: FlaskClient, site: Site, cast: Cast) -> None:
    enter(client, site, cast["wu"], NOON)
    for address in ("/", "/sign-in", "/office/accounts", "/office/places", "/account", "/no-such-page"):
        page = client.get(address).text
        assert " style=" not in page and "<style" not in page and " onclick=" not in page
        assert all("src=" in tag.split(">")[0] for tag in page.split("<script")[1:])


def cookies_of(answer: TestResponse, name: str) -> list[str]:
    return [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith(f"{name}=")]


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient) -> None:
    (cookie,) = cookies_of(client.post("/preferences", data={"size": "large"}), "watchword")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_the_cookie_of_a_served_site_is_bound_to_its_host(site: Site) -> None:
    app = create_app(site=with_settings(site, secure_cookies=True), clock=lambda: NOON)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    answer = app.test_client().post("/preferences", data={"size": "large"}, base_url="https://localhost")
    (cookie,) = cookies_of(answer, "__Host-watchword")
    assert "Secure" in cookie and "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_cookie_signed_with_another_key_signs_nobody_in(site: Site, cast: Cast) -> None:
    forger = create_app(site=replace(site, vault=replace(site.vault, cookie_key=bytes(32))), clock=lambda: NOON)
    honest = create_app(site=site, clock=lambda: NOON)
    browser = forger.test_client()
    enter(browser, site, cast["wu"], NOON)
    stolen = browser.get_cookie("watchword")
    assert stolen is not None
    victim = honest.test_client()
    victim.set_cookie("watchword", stolen.value)
    assert victim.get("/office/accounts").status_code == 302


def test_a_way_of_asking_that_is_not_offered_is_a_sentence(client: FlaskClient) -> None:
    assert client.get("/sign-out").status_code == 404
    assert client.delete("/sign-in").status_code == 404
