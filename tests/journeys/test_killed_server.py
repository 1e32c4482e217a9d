"""A kill -9 of the server in the middle of a sitting loses no acknowledged answer, and no second of a pause."""

import http.client
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from exam_app.delivery import Event
from exam_app.models import Booking, Response
from exam_app.settings import Settings
from exam_app.work import Site, Work, open_site
from tests.builders.pauses import pause, resume
from tests.builders.sittings import Hall, a_full_hall, chained
from tests.cast import Cast, id_number, make_cast
from tests.journeys.over_http import WireCandidate
from tests.journeys.server import PATIENCE_SECONDS, empty_place, environment_of, serving
from tests.tables import make_tables

KILLS = 2


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A site of its own on each database: a fresh file, a fresh database."""
    return empty_place(request, tmp_path / "site", "killed_server")


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
    """An examination that starts now: the server's clock is the real one."""
    return a_full_hall(site, cast, candidates=1, starts_at=datetime.now(UTC))


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(settings: Settings, site: Site, hall: Hall) -> None:
    # Slots 1 to 60 are single choice: every letter is possible.
    events = chained(*[(n % 60 + 1, "ABCD"[n // 60 % 4]) for n in range(2000)])
    acked = 0
    with serving(environment_of(settings)) as server:
        candidate = WireCandidate(server.port)
        candidate.sign_in_and_begin(_ticket(site, hall), id_number("19700312", 101)[-4:])
        for round_ in range(KILLS):
            killer = threading.Timer(0.5 + 0.3 * round_, server.kill)
            killer.start()
            acked = _save_until_the_server_is_gone(candidate, events, acked)
            killer.join()
            assert _stored(site) >= acked
            server.start()
            acked = _resend_after_restart(candidate, events, acked)
    assert acked > KILLS
    with Work.open(site, hall.lin, datetime.now(UTC), read_only=True) as work:
        kept = work.all(select(Response.hash).order_by(Response.seq))
    assert kept == [event.hash for event in events[: len(kept)]]
    assert len(kept) >= acked


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_server_whose_disk_fails_ends_and_acknowledges_nothing(settings: Settings, site: Site, hall: Hall) -> None:
    """Writes beyond a limit fail as those of a broken disk do (EFBIG, which SQLite calls an I/O error)."""
    events = chained(*[(n % 60 + 1, "ABCD"[n // 60 % 4]) for n in range(2000)])
    log = next(settings.data_folder.glob("*-wal"))
    with serving(environment_of(settings)) as server:
        candidate = WireCandidate(server.port)
        candidate.sign_in_and_begin(_ticket(site, hall), id_number("19700312", 101)[-4:])
        status, told = candidate.save(events[:1])
        assert (status, told["durable_through"]) == (200, 1)
        server.let_files_grow_to(log.stat().st_size)
        acked = _save_until_the_server_is_gone(candidate, events, 1)
        assert server.process.wait(PATIENCE_SECONDS) != 0
        assert acked < len(events)
        server.start()
        assert _stored(site) >= acked
        candidate.open(candidate.address)
        assert candidate.config["durable_through"] >= acked
        status, told = candidate.save(events[candidate.config["durable_through"] :][:1])
        assert status == 200


def _save_until_the_server_is_gone(candidate: WireCandidate, events: list[Event], acked: int) -> int:
    """One change after the other, as fast as the server takes them; how many were acknowledged."""
    while True:
        try:
            status, told = candidate.save(events[acked : acked + 1])
        except (OSError, http.client.HTTPException):
            return acked
        assert status == 200, told
        acked = told["durable_through"]


def _resend_after_restart(candidate: WireCandidate, events: list[Event], acked: int) -> int:
    """The page starts from its last acknowledgement, unasked; what was stored without an answer is accepted again."""
    killed = candidate.config["incarnation"]
    candidate.open(candidate.address)
    assert candidate.config["incarnation"] != killed
    assert candidate.config["durable_through"] >= acked
    status, told = candidate.save(events[acked : acked + 20])
    assert status == 200, told
    assert told["durable_through"] == acked + 20
    return acked + 20


def _ticket(site: Site, hall: Hall) -> str:
    with Work.open(site, hall.lin, datetime.now(UTC), read_only=True) as work:
        return work.all(select(Booking.ticket_number))[0] or ""


def _stored(site: Site) -> int:
    """Read past the scope: what is in the table, whoever asks."""
    with site.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM response")).scalar_one())


def test_a_pause_outlives_a_killed_server_to_the_second(settings: Settings, site: Site, hall: Hall, cast: Cast) -> None:
    with serving(environment_of(settings)) as server:
        candidate = WireCandidate(server.port)
        candidate.sign_in_and_begin(_ticket(site, hall), id_number("19700312", 101)[-4:])
        on = pause(site, cast["zhao"], hall, None, now=datetime.now(UTC))
        _, before = candidate.save(chained((1, "A")))
        assert before["standing"] == "paused"
        server.kill()
        server.start()
        candidate.open(candidate.address)
        assert candidate.config["standing"] == "paused"
        _, still = candidate.save([])
        assert _left(still) == _left(before)
        resume(site, cast["zhao"], hall, on.pause_id, now=datetime.now(UTC))
        _, after = candidate.save([])
    assert (after["standing"], after["durable_through"]) == ("", 1)
    # It runs again, for no longer than the request took.
    assert 0 <= _left(before) - _left(after) < 1000


def _left(told: dict[str, Any]) -> int:
    """Milliseconds."""
    return int(told["deadline_ms"]) - int(told["server_ms"])
