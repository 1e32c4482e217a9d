"""What ten screens that watch a room of 500 seats cost while its candidates answer.

Run with ``python -m benchmarks.bench_room_screens [seconds]``: a served site on SQLite, 50 minutes after the start; 500
pages give a sign of life every four seconds and six of them a second an answer besides; ten screens of invigilators
look at the one room. Three
runs of the same length: no screen; screens that ask every two seconds for what changed; and, as the baseline, screens
that fetch the whole live part every ten seconds, as the page did before. What screens cost is the server's processor
time above the run without any, as a share of one core. Goal: 3 % (exam-delivery.md 3.3). Prints figures; nothing here
fails.
"""

import gzip
import http.client
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from uuid import UUID

from sqlalchemy import update

from benchmarks.delivery.hall import Hall, Seated
from benchmarks.delivery.machine import Meter
from exam_app import create_app
from exam_app.actors import the_door
from exam_app.delivery import Change, Event, Head, following
from exam_app.ingest import PULSE
from exam_app.migrations.run import migrate
from exam_app.models import Invigilation, Sitting
from exam_app.operations.saving import Pulse, note_pulses
from exam_app.settings import Settings
from exam_app.terms import EventKind
from exam_app.web.candidate.wire import SAVE_PATH
from exam_app.work import Site, Work, open_site
from tests.builders.sittings import on_the_wire
from tests.cast import CITY, Cast, enter, make_cast
from tests.journeys.server import Server, environment_of, serving

SEATS, SCREENS, SENDERS = 500, 10, 4
SHAPE = 20, 25
SIGN_EVERY, ANSWERS_A_SECOND = 4.0, 6.0
SECONDS = 60.0
BEFORE = timedelta(minutes=50)


@dataclass
class Sitter:
    """One candidate's page as far as the server hears it."""

    seated: Seated
    head: Head = field(default_factory=Head)
    answered: int = 0

    def batch(self, answers: bool) -> bytes:
        """A sign of life, or the next answer."""
        page, events = self.seated.page, list[Event]()
        if answers and self.answered < len(self.seated.paper):
            self.answered += 1
            value = self.seated.paper[self.answered - 1].letters[0]
            key = page.lease.secret
            event = following(self.head, 1, Change(EventKind.SET, self.answered, value), key=key)
            self.head = Head(event.seq, event.hash)
            events.append(event)
        whose = {"city": page.city, "sitting": page.sitting, "epoch": 1, "lease": page.lease.secret}
        sent = [on_the_wire(page.lease.secret, event) for event in events]
        return json.dumps({**whose, "events": sent}).encode()


@dataclass
class Run:
    """What one run took; seconds."""

    seconds: float
    server: float
    looks: list[float]
    bytes_received: int

    @property
    def share(self) -> float:
        return self.server / self.seconds


def every(period: float, until: float, act: Callable[[int], None], offset: float = 0.0) -> None:
    """``act`` at fixed moments; one that comes late is not made up for."""
    began, order = time.monotonic() + offset, 0
    while (due := began + order * period) < until:
        time.sleep(max(0.0, due - time.monotonic()))
        act(order)
        order += 1


def send_all(port: int, sitters: list[Sitter], until: float, failures: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with_answer = SIGN_EVERY * ANSWERS_A_SECOND / SEATS

    def one(order: int) -> None:
        answers = int((order + 1) * with_answer) > int(order * with_answer)
        connection.request("POST", SAVE_PATH, sitters[order % len(sitters)].batch(answers))
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            failures.append(answer.status)

    every(SIGN_EVERY / len(sitters), until, one)


def watch(port: int, cookie: str, address: str, period: float, offset: float, until: float, run: Run) -> None:
    """One screen; a delta carries the cursor of the one before."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    cursor = ""

    def one(order: int) -> None:
        nonlocal cursor
        began = time.monotonic()
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"}
        connection.request("GET", address + (f"?since={cursor}" if order and cursor else ""), headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, answer.status
        if answer.getheader("Content-Type", "").startswith("application/json"):
            cursor = json.loads(gzip.decompress(body) if answer.getheader("Content-Encoding") else body)["cursor"]
        run.looks.append(time.monotonic() - began)
        run.bytes_received += len(body)

    every(period, until, one, offset)


def measure(
    server: Server, sitters: list[Sitter], cookies: list[str], address: str, period: float, seconds: float
) -> Run:
    run, meter, failures = Run(seconds, 0, [], 0), Meter(), list[int]()
    until = time.monotonic() + seconds
    parts = [sitters[part::SENDERS] for part in range(SENDERS)]
    threads = [threading.Thread(target=send_all, args=(server.port, part, until, failures)) for part in parts]
    threads += [
        threading.Thread(
            target=watch, args=(server.port, cookie, address, period, order * period / SCREENS, until, run)
        )
        for order, cookie in enumerate(cookies)
    ]
    began = time.monotonic()
    meter.look(server.process.pid)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    meter.look(server.process.pid)
    run.seconds, run.server = time.monotonic() - began, meter.server_seconds
    if failures:
        print(f"    {len(failures)} saves were not taken: {sorted(set(failures))}")
    return run


def a_room(folder: Path) -> tuple[Settings, Site, Cast, Hall, list[Sitter]]:
    settings = Settings.for_folder(folder)
    site = open_site(settings)
    migrate(site.engine)
    cast = make_cast(site, datetime.now(UTC))
    hall = Hall(site, cast, SEATS, SHAPE)
    sitters = [Sitter(seated) for seated in hall.seat_all()]
    with site.engine.begin() as connection:
        connection.execute(update(Invigilation).values(room_id=room_of(hall)))
        begun = {"started_at": hall.now - BEFORE, "deadline_at": hall.now - BEFORE + timedelta(minutes=90)}
        connection.execute(update(Sitting).values(**begun))
    _hear_everybody(site, hall, sitters)
    return settings, site, cast, hall, sitters


def _hear_everybody(site: Site, hall: Hall, sitters: list[Sitter]) -> None:
    """What the door has written down since the beginning."""
    everybody = frozenset(UUID(sitter.seated.page.sitting) for sitter in sitters)
    moments = [hall.now - BEFORE + n * PULSE for n in range(int(BEFORE / PULSE))]
    with Work.open(site, the_door(CITY, everybody), hall.now) as work:
        note_pulses(work, [Pulse(hall.exam_session_id, room_of(hall), at, everybody) for at in moments])


def room_of(hall: Hall) -> UUID:
    found: UUID = hall.bookings[0]["room_id"]
    return found


def screens(site: Site, cast: Cast, hall: Hall) -> list[str]:
    """The cookies of ten browsers in which the invigilator is signed in."""
    app = create_app(site=site)
    cookies = []
    for _ in range(SCREENS):
        client = app.test_client()
        enter(client, site, cast["zhao"], hall.now)
        cookie = client.get_cookie("watchword")
        assert cookie is not None
        cookies.append(f"watchword={cookie.value}")
    return cookies


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        settings, site, cast, hall, sitters = a_room(Path(folder))
        cookies = screens(site, cast, hall)
        site.engine.dispose()
        room = f"/rooms/{hall.exam_session_id}/{room_of(hall)}"
        with serving(environment_of(settings)) as server:
            measure(server, sitters, cookies[:1], f"{room}/delta", 2.0, 10.0)  # warms up
            without = measure(server, sitters, [], "", 1.0, seconds)
            deltas = measure(server, sitters, cookies, f"{room}/delta", 2.0, seconds)
            whole = measure(server, sitters, cookies, f"{room}/now", 10.0, seconds)
    print(f"{SEATS} seats, {SCREENS} screens, {seconds:.0f} s each; load {os.getloadavg()[0]:.1f}")
    print(f"  no screen          {without.share:6.1%} of a core for the candidates")
    for name, run in (("what changed, 2 s", deltas), ("whole part, 10 s", whole)):
        cost = run.server - without.share * run.seconds
        slow = quantiles(run.looks, n=100)[98] if len(run.looks) > 1 else 0.0
        of_each = f"{1000 * cost / len(run.looks):.1f} ms and {run.bytes_received / len(run.looks):,.0f} bytes a look"
        print(f"  {name:18} {cost / run.seconds:6.1%} of a core for the screens")
        print(f"  {'':18} {of_each}, p99 {slow * 1000:.0f} ms")


if __name__ == "__main__":
    main()
