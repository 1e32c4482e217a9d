"""The same humans, faults and kills with the two other designs, and the answers that each loses."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random

import pysqlite3

from benchmarks.delivery.accounts import differences
from benchmarks.delivery.browser import Browser
from benchmarks.delivery.hall import Seated
from benchmarks.delivery.hall_run import Load, plan_of
from benchmarks.delivery.kills import Killer, moments_of
from benchmarks.delivery.measures import Measures
from benchmarks.delivery.network import Network
from benchmarks.delivery.plain_pages import Design, PlainPage
from benchmarks.delivery.plain_server import FILE, PORT
from benchmarks.delivery.run import Desk, run
from exam_app.delivery import Answers, SlotState, applied
from tests.journeys.server import Server


class PlainServer(Server):
    """The other designs' server, killed and started as the real one is."""

    def start(self) -> None:
        command = [sys.executable, "-m", "benchmarks.delivery.plain_server"]
        self.process = subprocess.Popen(command, env=self.environment, start_new_session=True)
        self._wait_until_it_lives()


class PlainDesk(Desk[PlainPage]):
    """The page is there from the beginning: how it came is not compared."""

    def _open(self) -> None:
        self.sit_down()


def lost_by(
    design: Design, load: Load, seats: Sequence[Seated], folder: Path, progress: Callable[[float, int], None]
) -> tuple[int, Measures]:
    """Questions whose answer on the server is not the last one chosen, over all candidates, and the times."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    file = folder / f"{design.name}.sqlite"
    server = PlainServer({**os.environ, FILE: str(file), PORT: str(port)}, port)
    measures, killer = Measures(), Killer(server)
    desks = [_desk(design, load, port, measures, order, seated) for order, seated in enumerate(seats)]
    moments = moments_of(Random(f"{load.seed} kills"), load.kills, load.surge, load.answering)

    async def everything() -> None:
        killing = asyncio.create_task(killer.kill_at(moments, asyncio.get_running_loop().time()))
        await run(desks, measures, progress)
        await killing

    server.start()
    try:
        with ThreadPoolExecutor(1) as own:
            own.submit(asyncio.run, everything()).result()
    finally:
        server.kill()
    held = _held_in(file)
    chosen = {desk.candidate.page.sitting: applied({}, (act.change for act in desk.plan.acts)) for desk in desks}
    return sum(differences(answers, held.get(sitting, {})) for sitting, answers in chosen.items()), measures


def _desk(design: Design, load: Load, port: int, measures: Measures, order: int, seated: Seated) -> PlainDesk:
    network = Network(Random(f"{load.seed} network {order}"), load.faults, load.impatience)
    return PlainDesk(
        plan_of(load, order, seated), PlainPage(design, seated.page, measures), Browser(port, network), measures
    )


def _held_in(file: Path) -> dict[str, Answers]:
    held: dict[str, dict[int, SlotState]] = {}
    with closing(pysqlite3.connect(str(file))) as connection:
        for sitting, slot, value in connection.execute("SELECT sitting, slot, value FROM answer"):
            held.setdefault(sitting, {})[slot] = SlotState(value)
    return dict(held)
