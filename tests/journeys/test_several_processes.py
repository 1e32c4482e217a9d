"""Several processes serve one site on PostgreSQL: any of them takes any answer, and one that dies takes none along."""

import http.client
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text

from exam_app.delivery import Event
from exam_app.errors import Refusal
from exam_app.models import Booking
from exam_app.serving import serve_site
from exam_app.settings import Settings
from exam_app.work import Site, open_site
from tests.builders.sittings import Hall, a_full_hall, chained, number_of
from tests.cast import Cast, make_cast
from tests.journeys.over_http import WireCandidate
from tests.journeys.server import PATIENCE_SECONDS, Server, empty_place, environment_of, serving
from tests.tables import make_tables

CANDIDATES, CHANGES = 4, 60


@pytest.fixture(params=[pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return empty_place(request, tmp_path / "site", "several_processes")


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    site = open_site(settings)
    make_tables(site.engine)
    yield site
    site.engine.dispose()


@pytest.fixture
def cast(site: Site) -> Cast:
    return make_cast(site, datetime.now(UTC))


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_full_hall(site, cast, candidates=CANDIDATES, starts_at=datetime.now(UTC))


def test_any_process_takes_any_answer_and_one_that_is_killed_loses_none(
    settings: Settings, site: Site, hall: Hall
) -> None:
    events = chained(*[(n + 1, "A") for n in range(CHANGES)])
    with serving(environment_of(settings), "--processes", "2") as server:
        first_ones = server.processes()
        assert len(first_ones) == 2
        candidates = [_begun(site, actor_number, server) for actor_number in range(CANDIDATES)]
        with ThreadPoolExecutor(CANDIDATES) as pool:
            saving = [pool.submit(_save_all, candidate, events) for candidate in candidates]
            _wait_for(lambda: _stored(site) >= CHANGES)
            os.kill(min(first_ones), signal.SIGKILL)
            heard = Counter(name for one in saving for name in one.result(PATIENCE_SECONDS))
        _wait_for(lambda: len(server.processes()) == 2)
        assert server.processes() != first_ones
    assert len(heard) >= 2, "one process answered everything"
    assert _stored(site) == CANDIDATES * CHANGES


def test_sqlite_is_served_by_one_process(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="SQLite is served by one process"):
        serve_site(Settings.for_folder(tmp_path), "127.0.0.1", 0, tls=False, processes=2, echo=print)


def _begun(site: Site, order: int, server: Server) -> WireCandidate:
    candidate = WireCandidate(server.port)
    with site.engine.connect() as connection:
        tickets = connection.execute(select(Booking.ticket_number).order_by(Booking.ticket_number)).scalars().all()
    candidate.sign_in_and_begin(tickets[order] or "", number_of(order)[-4:])
    return candidate


def _save_all(candidate: WireCandidate, events: list[Event]) -> list[str]:
    """Each change in a request and a connection of its own, again until acknowledged; which processes answered."""
    heard, acknowledged = [], 0
    while acknowledged < len(events):
        try:
            status, told = candidate.save(events[acknowledged : acknowledged + 1])
        except (OSError, http.client.HTTPException):
            continue
        assert (status, told["durable_through"]) == (200, acknowledged + 1)
        heard.append(told["incarnation"])
        acknowledged += 1
    return heard


def _stored(site: Site) -> int:
    """Read past the scope: what is in the table, whoever asks."""
    with site.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM response")).scalar_one())


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
