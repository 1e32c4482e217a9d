"""``python -m benchmarks.delivery``: see ``--help``. Ends with 1 if an acknowledged answer was not kept."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.delivery.hall import Hall
from benchmarks.delivery.hall_run import Load, sit
from benchmarks.delivery.measures import Kind
from benchmarks.delivery.report import show_downtime, show_machine, show_reckoning, show_times
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


def main() -> int:
    given = arguments()
    load = Load(given.candidates, given.minutes * 60, given.surge, given.kills, given.faults, given.every)

    def progress(seconds: float, done: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{seconds:6.0f} of {load.seconds:.0f} s, {done:,} handed in ", end="", file=sys.stderr, flush=True)

    with a_site(given.database) as (settings, site):
        began = time.monotonic()
        hall = Hall(site, make_cast(site, datetime.now(UTC)), load.candidates)
        seats = list(hall.seat_all())
        print(
            f"{given.database}: {load.candidates:,} candidates seated in {time.monotonic() - began:.0f} s", flush=True
        )
        with serving(environment_of(settings)) as server:
            result = sit(load, server, site, seats, progress)
        print(f"\n{load.candidates:,} candidates, an act in {load.every:.0f} s each, faults on {load.faults:.0%}")
        show_times(result.measures, [Kind.PAGE, Kind.CHANGE, Kind.BEAT, Kind.HAND_IN])
        show_downtime(result.seconds_down)
        show_machine(result.meter, result.seconds)
        show_reckoning(result.total, load.candidates, result.acknowledged, result.differed)
        site.engine.dispose()
    return 0 if result.total.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
