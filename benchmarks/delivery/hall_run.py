"""One run against a served site: built, served, sat through, killed and reckoned up."""

import asyncio
import gc
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

from benchmarks.delivery.accounts import HeldSitting, Reckoning, reckon
from benchmarks.delivery.browser import Browser
from benchmarks.delivery.candidate import VirtualCandidate
from benchmarks.delivery.hall import Seated, held_sittings
from benchmarks.delivery.human import script
from benchmarks.delivery.kills import Killer, moments_of
from benchmarks.delivery.machine import Meter
from benchmarks.delivery.measures import Measures
from benchmarks.delivery.network import IMPATIENCE, Network
from benchmarks.delivery.run import PAGE_PATIENCE, Desk, Plan, run
from exam_app.work import Site
from tests.journeys.server import Server


@dataclass(frozen=True)
class Load:
    """How many do what for how long; seconds, shares of 1."""

    candidates: int
    answering: float
    surge: float
    kills: int
    faults: float
    every: float
    seed: int = 1
    impatience: float = IMPATIENCE
    page_patience: float = PAGE_PATIENCE

    @property
    def seconds(self) -> float:
        return self.answering + 2 * self.surge


@dataclass(frozen=True)
class Result:
    """What was measured, and what the final check found."""

    measures: Measures
    meter: Meter
    seconds: float
    seconds_down: list[float]
    total: Reckoning
    acknowledged: int
    differed: int
    made: int


def plan_of(load: Load, order: int, seated: Seated) -> Plan:
    """Opens in the first surge, answers, and hands in during the last one."""
    rng = Random(f"{load.seed} human {order}")
    acts = script(rng, seated.paper, begins=load.surge, seconds=load.answering, every=load.every)
    return Plan(rng.uniform(0, load.surge), acts, load.surge + load.answering + rng.uniform(0, load.surge))


def sit(load: Load, server: Server, site: Site, seats: list[Seated], progress: Callable[[float, int], None]) -> Result:
    """Let the whole hall sit its examination; the site is read only when nobody writes any more."""
    measures, meter, killer = Measures(), Meter(), Killer(server)
    desks = [_desk(load, server.port, measures, order, seated) for order, seated in enumerate(seats)]
    moments = moments_of(Random(f"{load.seed} kills"), load.kills, load.surge, load.answering)

    def look(seconds: float, done: int) -> None:
        meter.look(server.process.pid)
        progress(seconds, done)

    async def everything() -> None:
        killing = asyncio.create_task(killer.kill_at(moments, asyncio.get_running_loop().time()))
        await run(desks, measures, look)
        await killing

    gc.collect()
    gc.freeze()
    meter.look(server.process.pid)
    began = time.monotonic()
    with ThreadPoolExecutor(1) as own:  # a loop of its own, whatever runs in the thread that asks
        own.submit(asyncio.run, everything()).result()
    seconds = time.monotonic() - began
    total = reckon_all(desks, held_sittings(site))
    candidates = [desk.candidate for desk in desks]
    return Result(
        measures,
        meter,
        seconds,
        killer.seconds_down,
        total,
        acknowledged=sum(candidate.acknowledged for candidate in candidates),
        differed=sum(candidate.differed for candidate in candidates),
        made=sum(len(candidate.events) for candidate in candidates),
    )


def _desk(load: Load, port: int, measures: Measures, order: int, seated: Seated) -> Desk[VirtualCandidate]:
    offset = time.time() - time.monotonic()
    candidate = VirtualCandidate(seated.page, Random(f"{load.seed} page {order}"), measures, clock_offset=offset)
    network = Network(Random(f"{load.seed} network {order}"), load.faults, load.impatience)
    return Desk(plan_of(load, order, seated), candidate, Browser(port, network), measures, load.page_patience)


def reckon_all(desks: list[Desk[VirtualCandidate]], held: Mapping[str, HeldSitting]) -> Reckoning:
    total = Reckoning()
    for candidate in (desk.candidate for desk in desks):
        sitting = held.get(candidate.page.sitting, HeldSitting())
        total.add(reckon(candidate.events, candidate.acknowledged, sitting, handed_in=candidate.handed_in))
        total.refused += [candidate.refused] if candidate.refused else []
    return total
