"""``python -m benchmarks.delivery``: see ``--help``. Ends with 1 if an acknowledged answer was not kept."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.delivery.hall import Hall
from benchmarks.delivery.hall_run import Load, sit
from benchmarks.delivery.machine import Meter
from benchmarks.delivery.measures import Kind, Measures
from benchmarks.delivery.plain_pages import Design
from benchmarks.delivery.plain_run import lost_by
from benchmarks.delivery.report import show_downtime, show_loss, show_machine, show_phases, show_reckoning, show_times
from benchmarks.delivery.sign_ins import sign_all_in
from exam_app.migrations.run import migrate
from exam_app.settings import Settings
from exam_app.work import Site, open_site
from tests import postgres
from tests.cast import make_cast
from tests.journeys.server import environment_of, serving


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.delivery", description=__doc__)
    parser.add_argument("--candidates", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=1.0, help="of answering, between the two surges")
    parser.add_argument("--surge", type=float, default=10.0, help="seconds in which all open, and in which all hand in")
    parser.add_argument("--kills", type=int, default=3, help="kill -9 of the server while they answer")
    parser.add_argument("--faults", type=float, default=0.05, help="share of requests that the network spoils")
    parser.add_argument("--every", type=float, default=14.0, help="mean seconds between two acts of one candidate")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1, help="of the server, on PostgreSQL")
    parser.add_argument("--no-baselines", action="store_true", help="do not run the two other designs beside it")
    parser.add_argument("--sign-ins", action="store_true", help="measure only how long all take to sign in")
    return parser.parse_args()


@contextmanager
def a_site(database: str) -> Iterator[tuple[Settings, Site]]:
    """A new site in a temporary folder, on a database that keeps what it was given when the power goes."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as server:
        if database == "sqlite":
            yield _opened(Settings.for_folder(Path(folder)))
        else:
            with postgres.running(Path(server), durable=True) as url:
                yield _opened(Settings.for_folder(Path(folder), database_url=url))


def _opened(settings: Settings) -> tuple[Settings, Site]:
    site = open_site(settings)
    migrate(site.engine)
    return settings, site


Progress = Callable[[float, int], None]


def progress_to(seconds_in_all: float, what: str) -> Progress:
    def tell(seconds: float, done: int) -> None:
        if sys.stderr.isatty():
            told = f"\r{seconds:6.0f} of {seconds_in_all:.0f} s, {done:,} {what} "
            print(told, end="", file=sys.stderr, flush=True)

    return tell


def measure_sign_ins(given: argparse.Namespace) -> int:
    measures, meter = Measures(), Meter()
    with a_site(given.database) as (settings, site):
        seats = Hall(site, make_cast(site, datetime.now(UTC)), given.candidates).outside()
        with serving(environment_of(settings), "--processes", str(given.processes)) as server:
            tell = progress_to(given.surge, "wait for the start")

            def look(seconds: float, done: int) -> None:
                meter.look(server.process.pid)
                tell(seconds, done)

            meter.look(server.process.pid)
            seconds = asyncio.run(sign_all_in(seats, server.port, given.surge, measures, look))
        site.engine.dispose()
    print(f"{given.database}: {len(seats):,} came within {given.surge:.0f} s, all were signed in after {seconds:.0f} s")
    show_times(measures, [Kind.SIGN_IN])
    show_machine(meter, seconds)
    return 0


def measure_delivery(given: argparse.Namespace) -> int:
    load = Load(given.candidates, given.minutes * 60, given.surge, given.kills, given.faults, given.every)
    tell = progress_to(load.seconds, "handed in")
    with a_site(given.database) as (settings, site):
        began = time.monotonic()
        seats = list(Hall(site, make_cast(site, datetime.now(UTC)), load.candidates).before_the_start())
        print(
            f"{given.database}: {load.candidates:,} candidates seated in {time.monotonic() - began:.0f} s", flush=True
        )
        with serving(environment_of(settings), "--processes", str(given.processes)) as server:
            result = sit(load, server, site, seats, tell)
        site.engine.dispose()
        print(f"\n{load.candidates:,} candidates, an act in {load.every:.0f} s each, faults on {load.faults:.0%}")
        show_phases(result.measures, load.surge, load.answering)
        show_downtime(result.seconds_down)
        show_machine(result.meter, result.seconds)
        show_reckoning(result.total, load.candidates, result.acknowledged, result.differed)
        if not given.no_baselines:
            print("Answers that are not the last ones chosen, per 1,000 candidates, with the same humans and faults:")
            show_loss("this program", result.total.wrong_answers, load.candidates)
            for design in Design:
                lost, measures = lost_by(design, load, seats, settings.data_folder, tell)
                show_loss(design, lost, load.candidates)
                show_times(measures, [Kind.CHANGE, Kind.HAND_IN])
    return 0 if result.total.is_clean else 1


def main() -> int:
    given = arguments()
    return measure_sign_ins(given) if given.sign_ins else measure_delivery(given)


if __name__ == "__main__":
    sys.exit(main())
