"""A site with a hall that has begun, made once and copied for a test; one server for the tests that leave it whole."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from exam_app.actors import Actor
from exam_app.models import Booking, ExamSession
from exam_app.operations.seat_moves import WantedMove, move_seat
from exam_app.settings import Settings
from exam_app.terms import SeatMoveReason
from exam_app.work import Site, Work, open_site
from tests.builders.sittings import Hall, a_hall, number_of
from tests.cast import Cast, make_cast
from tests.faults.preload import DATABASE, LOG, Machine, compiled
from tests.journeys.over_http import WireCandidate
from tests.journeys.server import Server, environment_of, serving
from tests.requirements import ROOT
from tests.tables import make_tables

CANDIDATES = 30
MINUTES_LATE = 85
"""So long may a test be late that waits for its turn."""


@dataclass(frozen=True)
class Place:
    """A site in a folder, and whose tickets are valid in it."""

    settings: Settings
    site: Site
    cast: Cast
    hall: Hall
    tickets: Sequence[str]

    def candidate(self, order: int, port: int, own_address: str = "127.0.0.1") -> WireCandidate:
        """The candidate of that order at a computer, before the paper."""
        candidate = WireCandidate(port, own_address)
        candidate.sign_in_and_begin(self.tickets[order], number_of(order)[-4:])
        return candidate

    def actor(self, order: int) -> Actor:
        return self.hall.candidates[order]

    def rows(self, statement: str, **values: object) -> Sequence[Sequence[Any]]:
        """Read past the scope: what is in the tables, whoever asks."""
        with self.site.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def held(self, candidate: WireCandidate) -> Sequence[tuple[int, int, str]]:
        """Slot, number and answer of every stored change of a sitting, in their order."""
        rows = self.rows(
            "SELECT slot, seq, value FROM response WHERE sitting_id = :sitting ORDER BY epoch, seq",
            sitting=candidate.config["sitting"].replace("-", ""),
        )
        return [(slot, seq, value) for slot, seq, value in rows]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Nobody works in it: it is copied."""
    now = datetime.now(UTC)
    site = open_site(Settings.for_folder(tmp_path_factory.mktemp("furnished") / "site"))
    make_tables(site.engine)
    cast = make_cast(site, now)
    hall = a_hall(site, cast, candidates=CANDIDATES, starts_at=now - timedelta(seconds=1))
    with Work.open(site, cast["he"], now, read_only=True) as work:
        tickets = work.all(select(Booking.ticket_number).order_by(Booking.ticket_number))
    with Work.open(site, cast["he"], now) as work:
        work.get(ExamSession, hall.exam_session_id).late_minutes = MINUTES_LATE
    site.engine.dispose()
    return Place(site.settings, site, cast, hall, [ticket or "" for ticket in tickets])


def moved_in(furnished: Place, folder: Path) -> Place:
    """A copy of the place with everything in it."""
    shutil.copytree(furnished.settings.data_folder, folder)
    settings = Settings.for_folder(folder)
    return Place(settings, open_site(settings), furnished.cast, furnished.hall, furnished.tickets)


@pytest.fixture
def place(furnished: Place, tmp_path: Path) -> Iterator[Place]:
    """A place of the test's own."""
    own = moved_in(furnished, tmp_path / "site")
    yield own
    own.site.engine.dispose()


@pytest.fixture(scope="session")
def shared_place(furnished: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    shared = moved_in(furnished, tmp_path_factory.mktemp("shared") / "site")
    yield shared
    shared.site.engine.dispose()


@pytest.fixture(scope="session")
def server(shared_place: Place) -> Iterator[Server]:
    """Of the shared place. Each test takes a candidate of its own there."""
    with serving(environment_of(shared_place.settings)) as server:
        yield server


@pytest.fixture(scope="session")
def orders() -> Iterator[int]:
    return iter(count())


@pytest.fixture
def order(orders: Iterator[int]) -> int:
    """Which candidate of the shared place is the test's own."""
    return next(orders)


def let_go_on_at_the_same_seat(place: Place, order: int) -> None:
    """What the invigilator does for a computer that was started anew."""
    now = datetime.now(UTC)
    with Work.open(place.site, place.cast["zhao"], now) as work:
        booking = work.get(Booking, work.found(place.actor(order).booking_id))
        wanted = WantedMove(work.found(booking.seat_id), SeatMoveReason.STARTED_ANEW, work.new_id())
        move_seat(work, place.hall.exam_session_id, place.hall.room_id, booking.id, wanted)


@dataclass(frozen=True)
class Obedient:
    """A place whose server runs on a machine that takes orders; ``before`` is what its files held at the start."""

    place: Place
    server: Server
    machine: Machine
    before: Mapping[int, bytes]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def obedient(furnished: Place, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Obedient]:
    folder = tmp_path_factory.mktemp("obedient")
    place = moved_in(furnished, folder / "site")
    machine = Machine(library, folder)
    database = Path(place.site.engine.url.database or "")
    before = {file: bytes_of(database.with_name(database.name + end)) for file, end in ((DATABASE, ""), (LOG, "-wal"))}
    with serving({**environment_of(place.settings), **machine.environment}) as server:
        yield Obedient(place, server, machine, before)
    place.site.engine.dispose()


def bytes_of(file: Path) -> bytes:
    return file.read_bytes() if file.exists() else b""


@pytest.fixture(scope="session")
def steered_orders() -> Iterator[int]:
    """Which candidates sit where the machine takes orders."""
    return iter(count())


@pytest.fixture
def steered(obedient: Obedient) -> Iterator[Obedient]:
    """The machine is as it was when the test ends."""
    yield obedient
    obedient.machine.obey()


@pytest.fixture(scope="session")
def exam_script() -> str:
    """The script of the exam screen as it is shipped."""
    shipped = ROOT / "exam_app" / "static" / "dist"
    name = json.loads((shipped / "build.json").read_text("utf-8"))["entries"]["exam.js"]
    return (shipped / name).read_text("utf-8")
