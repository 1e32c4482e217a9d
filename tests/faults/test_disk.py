"""Rows 2, 4, 5 and 6: the power is cut, the disk is full, broken, slow. Row 3's limit is the control of row 2."""

import http.client
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import pysqlite3
import pytest

from tests.builders.sittings import chained
from tests.faults.conftest import Obedient, Place
from tests.faults.preload import DATABASE, FLUSH, LOG, Disk, Machine, power_cuts, recorded
from tests.journeys.over_http import WireCandidate
from tests.journeys.server import PATIENCE_SECONDS, environment_of, serving

CHANGES = 60
CUTS = 60
SEED = 20261129
SLOW_US = 50_000
"""Of one flush: twenty in a second, as a worn disk does."""
SEATS = 8
SOON_SECONDS = 2.0


@pytest.fixture
def candidate(steered: Obedient, steered_orders: Iterator[int]) -> WireCandidate:
    return steered.place.candidate(next(steered_orders), steered.server.port)


Moments = Sequence[tuple[int, int]]


@pytest.fixture
def acknowledged(steered: Obedient, candidate: WireCandidate) -> Moments:
    """The candidate answers; with each acknowledgement how far the record of the disk had come by then."""
    moments = []
    for event in chained(*[(n % 3 + 1, "AB"[n // 3 % 2]) for n in range(CHANGES)]):
        _, told = candidate.save([event])
        moments.append((steered.machine.record.stat().st_size, told["durable_through"]))
    return moments


def lost_in_cuts(obedient: Obedient, sitting: str, acknowledged: Moments, disk: Disk, folder: Path) -> Sequence[int]:
    """The power is cut at drawn moments of the record: how many acknowledged changes are missing after each."""
    chance = Random(SEED)
    record = obedient.machine.record.read_bytes()
    drawn = [chance.randrange(acknowledged[0][0], acknowledged[-1][0]) for _ in range(CUTS)]
    lost = []
    for moment, files in power_cuts(record, drawn, disk, chance):
        known = max(through for at, through in acknowledged if at <= moment)
        lost.append(max(0, known - stored_after(files, sitting, folder)))
    assert len(lost) == CUTS
    return lost


def stored_after(files: Mapping[int, bytes], sitting: str, folder: Path) -> int:
    """The machine starts again with these files: how many changes of the sitting are found, none for a damaged one."""
    database = folder / "after.sqlite3"
    database.write_bytes(files[DATABASE])
    database.with_name("after.sqlite3-wal").write_bytes(files[LOG])
    database.with_name("after.sqlite3-shm").unlink(missing_ok=True)
    query = "SELECT seq FROM response WHERE sitting_id = ? ORDER BY seq"
    with closing(pysqlite3.connect(database)) as connection:
        try:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return 0
            found = [seq for (seq,) in connection.execute(query, (sitting.replace("-", ""),))]
        except pysqlite3.DatabaseError:
            return 0
    return len(found) if found == list(range(1, len(found) + 1)) else 0


def test_no_power_cut_takes_an_acknowledged_answer(
    steered: Obedient, candidate: WireCandidate, acknowledged: Moments, tmp_path: Path
) -> None:
    """Nor damages the database. A disk that only says that it flushed shows that the test would see a loss."""
    for honest in (True, False):
        disk = Disk({file: bytearray(held) for file, held in steered.before.items()}, believes_flushes=honest)
        lost = lost_in_cuts(steered, candidate.config["sitting"], acknowledged, disk, tmp_path)
        assert (sum(lost) == 0) == honest, lost


def test_a_full_disk_acknowledges_nothing_and_goes_on_where_there_is_room_again(
    steered: Obedient, candidate: WireCandidate
) -> None:
    events = chained((1, "A"), (2, "A"), (3, "A"))
    assert candidate.save(events[:1])[1]["durable_through"] == 1
    steered.machine.obey(full=True)
    for _ in range(2):
        assert candidate.save(events[1:2]) == (503, {"code": "unavailable"})
    assert candidate.request("GET", "/live")[0] == 200  # it is not the disk that is broken: the server stays
    steered.machine.obey()
    status, told = candidate.save(events[1:])
    assert (status, told["durable_through"]) == (200, 3)
    assert [seq for _, seq, _ in steered.place.held(candidate)] == [1, 2, 3]


def test_a_flush_that_fails_ends_the_server_and_acknowledges_nothing(
    place: Place, library: Path, tmp_path: Path
) -> None:
    """Nobody knows what such a disk holds: what starts next reads it, and the page sends again what it still has."""
    machine = Machine(library, tmp_path)
    events = chained((1, "A"), (2, "A"), (3, "A"))
    with serving({**environment_of(place.settings), **machine.environment}) as server:
        candidate = place.candidate(0, server.port)
        assert candidate.save(events[:1])[1]["durable_through"] == 1
        machine.obey(broken=True)
        with pytest.raises((OSError, http.client.HTTPException)):
            candidate.save(events[1:2])
        assert server.process.wait(PATIENCE_SECONDS) != 0
        machine.obey()
        server.start()
        assert candidate.save(events)[1]["durable_through"] == 3
    assert [seq for _, seq, _ in place.held(candidate)] == [1, 2, 3]


def test_on_a_slow_disk_saves_share_their_flushes(steered: Obedient, steered_orders: Iterator[int]) -> None:
    """Fewer flushes than saves, and nobody waits for long."""
    seats = [steered.place.candidate(next(steered_orders), steered.server.port) for _ in range(SEATS)]
    events = chained((1, "A"), (2, "A"), (3, "A"))
    steered.machine.obey(sync_us=SLOW_US)

    def all_three(seat: WireCandidate) -> float:
        slowest = 0.0
        for number, event in enumerate(events, start=1):
            began = time.monotonic()
            assert seat.save([event])[1]["durable_through"] == number
            slowest = max(slowest, time.monotonic() - began)
        return slowest

    begun = steered.machine.record.stat().st_size
    with ThreadPoolExecutor(SEATS) as room:
        assert max(room.map(all_three, seats)) < SOON_SECONDS
    kinds = [kind for end, kind, *_ in recorded(steered.machine.record.read_bytes()) if end > begun]
    assert kinds.count(FLUSH) < SEATS * len(events)
