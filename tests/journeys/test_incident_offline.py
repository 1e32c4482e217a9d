"""The network of a room goes down while something happens: a real Chromium with a microphone, a real server."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from exam_app import create_app
from exam_app.models import Incident, IncidentFile
from exam_app.settings import Settings
from exam_app.terms import IncidentFileKind
from exam_app.work import Site, Work, open_site
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter, make_cast
from tests.conftest import NOON
from tests.exam_app.test_incident_files import a_photo
from tests.tables import make_tables

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Tablet:
    """The invigilator's tablet with the live room open."""

    site: Site
    cast: Cast
    hall: Hall
    tab: Page

    def note(self, kind: str, seat: int, severity: str, words: str) -> None:
        sheet = self.tab.locator("#incident-sheet")
        if not sheet.is_visible():
            self.tab.get_by_role("link", name="Incident").click()
        sheet.get_by_label(kind, exact=True).check()
        sheet.locator(f"#at-{seat}").check()
        if not sheet.locator("#incident-note").is_visible():
            sheet.get_by_text("Add words, a photo or a voice note").click()
        sheet.locator("#incident-note").fill(words)
        sheet.get_by_role("button", name=severity).click()

    def rows(self, model):  # type: ignore[no-untyped-def]
        with Work.open(self.site, self.cast["he"], NOON, read_only=True) as work:
            return list(work.all(select(model)))


@pytest.fixture
def tablet(tmp_path: Path, browser: Browser) -> Iterator[Tablet]:
    site = open_site(Settings.for_folder(tmp_path / "site"))
    make_tables(site.engine)
    cast = make_cast(site, NOON)
    hall = a_hall(site, cast, candidates=3)
    app = create_app(site=site, clock=lambda: NOON, steady=lambda: 0.0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.port}"
    client = app.test_client()
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    cookie = client.get_cookie("watchword")
    assert cookie is not None
    context = browser.new_context()
    context.add_cookies([{"name": "watchword", "value": cookie.value, "url": address}])
    tab = context.new_page()
    tab.goto(f"{address}/rooms/{hall.exam_session_id}/{hall.room_id}")
    tab.locator("form[data-ready]").wait_for(state="attached")
    yield Tablet(site, cast, hall, tab)
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    site.engine.dispose()


def test_noted_without_a_network_each_incident_arrives_once_with_its_photo(tablet: Tablet) -> None:
    tab = tablet.tab
    tab.context.set_offline(True)
    tab.get_by_role("link", name="Incident").click()
    photo = {"name": "phone.jpg", "mimeType": "image/jpeg", "buffer": a_photo((2400, 1800))}
    tab.locator("#incident-photo").set_input_files([photo])
    tablet.note("Phone, notes, earpiece", 0, "Serious", "手机")
    waiting = tab.locator("[data-incident-waiting]")
    expect(waiting).to_contain_text("not sent yet: 1")
    tablet.note("Talking, looking, signs", 1, "Minor", "交头接耳")
    expect(waiting).to_contain_text("not sent yet: 2")
    assert tablet.rows(Incident) == []
    tab.context.set_offline(False)
    expect(tab.locator("[data-incident-said]")).to_have_text("The incident is noted.", timeout=20_000)
    expect(waiting).to_be_hidden()
    assert sorted(row.note for row in tablet.rows(Incident)) == ["交头接耳", "手机"]
    (file,) = tablet.rows(IncidentFile)
    assert file.kind is IncidentFileKind.PHOTO


def test_what_was_noted_survives_the_page(tablet: Tablet) -> None:
    tab = tablet.tab
    tab.context.set_offline(True)
    tablet.note("Noise, light, alarm", 2, "Minor", "警报")
    expect(tab.locator("[data-incident-waiting]")).to_contain_text("1")
    address = tab.url
    tab.goto("about:blank")
    tab.context.set_offline(False)
    tab.goto(address)
    expect(tab.locator("[data-incident-said]")).to_have_text("The incident is noted.", timeout=20_000)
    assert [row.note for row in tablet.rows(Incident)] == ["警报"]


def test_what_the_server_refuses_stays_on_the_device_with_its_words(tablet: Tablet) -> None:
    tab = tablet.tab
    tab.get_by_role("link", name="Incident").click()
    tablet.note("Noise, light, alarm", 0, "Minor", "长" * 301)
    refused = tab.locator("[data-incident-refused]")
    expect(refused).to_contain_text("Use at most 300 characters.")
    assert tablet.rows(Incident) == []
    tab.reload()
    expect(tab.locator("[data-incident-refused] li")).to_have_count(1)
