"""How long the list pages of training unit, guard unit and county take in a large city, and how many statements.

Run with ``python -m benchmarks.bench_lists [people]``: SQLite, and PostgreSQL where its binaries are installed. Every
page without a place in its address is asked for through Flask's test client, and one course besides; the median of
three after one to warm up. The baseline is the page that reads nothing but the session, in the same run. Goal: under
100 ms. Prints figures; nothing here fails.
"""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from benchmarks.city_of_guards import NOON, PEOPLE, City
from exam_app import create_app
from exam_app.migrations.run import migrate
from exam_app.serving import settle
from exam_app.settings import Settings
from exam_app.steady_clock import steady_seconds
from exam_app.web.background import Background
from exam_app.web.house import KEY, House
from exam_app.work import Site, open_site
from tests import postgres
from tests.cast import Cast, enter, make_cast

DESKS = {"li": "training", "ye": "employer", "zhou": "office"}
GOAL_MS = 100
SHOWN = 12


def a_site(folder: Path, url: str | None) -> Site:
    site = open_site(Settings.for_folder(folder, **({"database_url": url} if url else {})))
    migrate(site.engine)
    return site


def an_app(site: Site) -> Flask:
    app = create_app(site=site)
    app.extensions[KEY] = House(site, lambda: NOON, steady_seconds, Background(run=lambda act: act()))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    settle()
    return app


def pages_of(app: Flask, audience: str) -> list[str]:
    """Addresses of the audience's pages that name no row."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(f"{audience}.") and not rule.arguments and "GET" in (rule.methods or ())
    )


@contextmanager
def counting(site: Site) -> Iterator[list[int]]:
    counted = [0]

    def one_more(*_: object) -> None:
        counted[0] += 1

    event.listen(site.engine, "before_cursor_execute", one_more)
    yield counted
    event.remove(site.engine, "before_cursor_execute", one_more)


def milliseconds(client: FlaskClient, address: str) -> tuple[float, int]:
    """Median of three and the status; the first one fills the caches of templates and statements."""
    status, taken = client.get(address).status_code, []
    for _ in range(3):
        started = perf_counter()
        client.get(address)
        taken.append((perf_counter() - started) * 1000)
    return median(taken), status


def measure(site: Site, cast: Cast, city: City) -> None:
    app = an_app(site)
    for who, audience in DESKS.items():
        client = app.test_client()
        enter(client, site, cast[who], NOON)
        addresses = pages_of(app, audience)
        if audience == "training":
            addresses += [f"/training/courses/{city.courses[0]}", f"/training/courses/{city.courses[0]}/lessons"]
        baseline, _ = milliseconds(client, "/own-account")
        found = []
        for address in addresses:
            taken, status = milliseconds(client, address)
            with counting(site) as counted:
                client.get(address)
            if status == 200:
                found.append((taken, counted[0], address))
        slow = sum(taken > GOAL_MS for taken, _, _ in found)
        print(f"  {audience}: {len(found)} pages, {slow} over {GOAL_MS} ms; baseline {baseline:.0f} ms")
        for taken, statements, address in sorted(found, reverse=True)[:SHOWN]:
            print(f"    {taken:7.0f} ms {taken / baseline:6.1f} x {statements:4} statements  {address}")


def bench(name: str, folder: Path, url: str | None, people: int) -> None:
    site = a_site(folder, url)
    cast = make_cast(site, NOON)
    started = perf_counter()
    city = City(site, cast, people)
    rows = city.write()
    if url:
        with site.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    attendance = rows["training_record"] + rows["attendance_proof"]
    built = perf_counter() - started
    print(f"{name}: {rows['person']:,} guards, {attendance:,} rows of attendance, built in {built:.0f} s", flush=True)
    measure(site, cast, city)
    site.engine.dispose()


def main(people: int) -> None:
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        bench("SQLite", Path(folder), None, people)
    if postgres.binaries() is not None:
        with (
            tempfile.TemporaryDirectory() as folder,
            tempfile.TemporaryDirectory() as server,
            postgres.running(Path(server)) as url,
        ):
            bench("PostgreSQL", Path(folder), url, people)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
