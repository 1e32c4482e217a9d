"""Rows 15 to 18: the server's clock is set, a computer's clock is wrong, zones and summer time, no clock to ask."""

import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from exam_app import create_app
from exam_app.delivery import Stamp
from exam_app.journal import JournalEntry, Tag
from exam_app.operations.rehearsals import Trial, return_receipt
from exam_app.queries.site_status import site_status
from exam_app.site_status import Light, Subject
from exam_app.steady_clock import SteadyClock, steady_seconds
from exam_app.terms import RehearsalKind
from exam_app.upkeep import keep_up
from exam_app.work import Work
from tests.builders.sittings import a_sitting, chained, save
from tests.cast import enter
from tests.conftest import NOON, Clock
from tests.faults.conftest import Obedient, Place
from tests.journeys.server import Server

MINUTE_MS = 60_000
STEPS = (timedelta(hours=2), -timedelta(days=1))
NAMES = ("two hours on", "a day back")


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_setting_the_servers_clock_moves_no_deadline_and_signs_nobody_out(
    steered: Obedient, steered_orders: Iterator[int], step: timedelta
) -> None:
    candidate = steered.place.candidate(next(steered_orders), steered.server.port)
    events = chained((1, "A"), (2, "A"))
    _, before = candidate.save(events[:1])
    steered.machine.obey(clock_seconds=int(step.total_seconds()))
    status, after = candidate.save(events[1:])
    assert (status, after["durable_through"]) == (200, 2)
    assert after["deadline_ms"] == before["deadline_ms"]
    assert 0 <= after["server_ms"] - before["server_ms"] < MINUTE_MS
    candidate.open(candidate.address)
    assert candidate.config["deadline_ms"] == before["deadline_ms"]


class OneRound(threading.Event):
    """Let upkeep do one round and no more."""

    def wait(self, timeout: float | None = None) -> bool:
        rounds_are_over = self.is_set()
        self.set()
        return rounds_are_over


def test_setting_the_servers_clock_closes_no_sitting(place: Place) -> None:
    """Upkeep goes on as if nothing had happened; when the time has really passed it closes the sitting."""
    wall, ticking = Clock(datetime.now(UTC)), Clock()
    clock = SteadyClock(wall, lambda: ticking.now.timestamp())
    seated = a_sitting(place.site, place.actor(0), clock())
    wall.now += timedelta(hours=2)
    keep_up(place.site, OneRound(), clock)
    save(place.site, seated, chained((1, "A")), clock())
    state = "SELECT state FROM sitting"
    assert place.rows(state) == [("in_progress",)]
    ticking.now += timedelta(hours=2)
    keep_up(place.site, OneRound(), clock)
    assert place.rows(state) == [("timed_out",)]


@pytest.mark.parametrize("step", STEPS, ids=NAMES)
def test_a_clock_that_was_set_is_red_until_it_is_right_again(place: Place, step: timedelta) -> None:
    wall, ticking = Clock(), Clock()
    clock = SteadyClock(wall, lambda: ticking.now.timestamp())
    wall.now += step
    assert clock() == NOON
    ticking.now += timedelta(minutes=10)
    assert clock() == NOON + timedelta(minutes=10)
    for drift, light in ((step, Light.RED), (timedelta(seconds=2), Light.GREEN)):
        with Work.open(place.site, place.cast["wu"], datetime.now(UTC), read_only=True) as work:
            checks = {check.subject: check.light for check in site_status(work, drift).checks}
        assert checks[Subject.CLOCK] is light


@pytest.mark.parametrize("wrong", [timedelta(days=-4000), timedelta(days=1), timedelta(days=4000)], ids=str)
def test_a_computers_own_clock_decides_nothing(
    server: Server, shared_place: Place, order: int, wrong: timedelta
) -> None:
    """It is kept as what it is, what that computer said; the answer counts, and the deadline stays."""
    candidate = shared_place.candidate(order, server.port)
    now = datetime.now(UTC)
    said = int((now + wrong).timestamp() * 1000)
    stamp = Stamp(candidate.config["server_ms"], said, candidate.config["beacon"])
    status, told = candidate.save(chained((1, "A"), stamp=stamp))
    assert (status, told["durable_through"]) == (200, 1)
    assert told["deadline_ms"] == candidate.config["deadline_ms"]
    kept = "SELECT level, wall_ms FROM response WHERE sitting_id = :sitting"
    sitting = candidate.config["sitting"].replace("-", "")
    assert shared_place.rows(kept, sitting=sitting) == [("in_time", said)]


ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "right/UTC")
MOMENTS = {
    "2037-03-08 14:59": datetime(2037, 3, 8, 6, 59, tzinfo=UTC),  # as New York goes over to summer time
    "2037-11-01 14:30": datetime(2037, 11, 1, 6, 30, tzinfo=UTC),  # in the hour that New York has twice
    "2038-01-01 07:59": datetime(2037, 12, 31, 23, 59, 59, tzinfo=UTC),  # where a leap second could be
}
"""As they stand on our pages, at UTC+8 whatever the machine is set to."""


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    """The machine's own time zone, summer time, leap seconds and all."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def served(place: Place) -> tuple[Flask, Clock]:
    clock = Clock()
    return create_app(site=place.site, clock=clock, steady=steady_seconds), clock


def test_the_machines_zone_changes_no_moment_and_no_page(zone: str, place: Place, served: tuple[Flask, Clock]) -> None:
    app, clock = served
    for shown, moment in MOMENTS.items():
        clock.now = moment
        client = app.test_client()
        enter(client, place.site, place.cast["wu"], moment)
        assert shown in client.get("/office/status").text, (zone, shown)
        stored = {ends_at for (ends_at,) in place.rows("SELECT ends_at FROM web_session")}
        assert f"{moment + timedelta(hours=12):%Y-%m-%d %H:%M:%S}.000000" in stored


def test_without_a_network_the_clocks_are_compared_by_hand_and_signed(place: Place) -> None:
    """The rehearsal asks for the largest difference in the room; it stands in the ledger whose head is signed."""
    now = datetime.now(UTC)
    with Work.open(place.site, place.cast["zhao"], now) as work:
        trial = Trial(RehearsalKind.SEATS, reached=30, saved=30, spare=2, clock_seconds=47, tried_by="机房周师傅")
        return_receipt(work, place.hall.exam_session_id, place.hall.room_id, trial)
    with Work.open(place.site, place.cast["ma"], now, read_only=True) as work:
        query = select(JournalEntry).where(JournalEntry.tag == Tag.REHEARSAL_RETURNED)
        [entry] = work.all(query.order_by(JournalEntry.leaf_index))
    assert entry.facts["clock_seconds"] == 47
