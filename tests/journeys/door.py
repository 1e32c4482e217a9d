"""A room of three candidates, served for real, and the invigilator's tablet at its door."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser, BrowserContext
from sqlalchemy import select
from werkzeug.serving import make_server

from exam_app import create_app
from exam_app.models import CheckIn
from exam_app.settings import Settings
from exam_app.terms import CheckInWay
from exam_app.work import Site, Work, open_site
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall
from tests.cast import Cast, enter, make_cast
from tests.conftest import NOON
from tests.tables import make_tables

TICKETS = [f"261124{order:08d}" for order in range(1, 4)]


@dataclass(frozen=True)
class ServedRoom:
    """Twenty minutes before the examination; Zhao is on duty and signed in."""

    site: Site
    cast: Cast
    hall: Hall
    port: int
    cookie: str

    @property
    def path(self) -> str:
        return f"/rooms/{self.hall.exam_session_id}/{self.hall.room_id}/check-in"

    def address(self, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{self.path}"

    def tablet(self, browser: Browser, host: str = "127.0.0.1") -> BrowserContext:
        """A browser in which Zhao is signed in."""
        context = browser.new_context()
        context.add_cookies([{"name": "watchword", "value": self.cookie, "domain": host, "path": "/"}])
        return context

    def state(self, order: int) -> str:
        """Where the page says what became of a candidate."""
        return f"#check-in-{booking_of(self.hall.candidates[order])}"

    def kept(self) -> dict[UUID, CheckInWay]:
        with Work.open(self.site, self.cast["he"], NOON, read_only=True) as work:
            return {row.booking_id: row.way for row in work.all(select(CheckIn))}


@contextmanager
def served_room(folder: Path) -> Iterator[ServedRoom]:
    site = open_site(Settings.for_folder(folder / "site"))
    make_tables(site.engine)
    cast = make_cast(site, NOON)
    hall = a_hall(site, cast, candidates=3, starts_at=NOON + timedelta(minutes=20))
    app = create_app(site=site, clock=lambda: NOON, steady=lambda: 0.0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = app.test_client()
    enter(client, site, cast["zhao"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    cookie = client.get_cookie("watchword")
    assert cookie is not None
    yield ServedRoom(site, cast, hall, server.port, cookie.value)
    server.shutdown()
    thread.join()
    server.server_close()
    site.engine.dispose()
