"""The surge at the doors: everybody signs in at a seat and waits for the start, which is a surge of its own."""

import asyncio
import re
from collections.abc import Callable, Sequence
from random import Random
from urllib.parse import urlencode

from benchmarks.delivery.browser import Browser, http
from benchmarks.delivery.hall import Seated
from benchmarks.delivery.measures import Kind, Measures
from benchmarks.delivery.network import Network

FORM = ("Content-Type", "application/x-www-form-urlencoded")
PATIENCE = 600.0


class SignIn:
    """One candidate's way from the sign-in page to the button that begins, one request after the other."""

    def __init__(self, seated: Seated, port: int, at: float, measures: Measures) -> None:
        self._seated, self._at, self._measures = seated, at, measures
        self._browser = Browser(port, Network(Random(0), 0.0, impatience=PATIENCE))
        self._cookies: dict[str, str] = {}

    async def go(self, started: float) -> None:
        """Raises RuntimeError where a page is not the expected one."""
        loop = asyncio.get_running_loop()
        intended = started + self._at
        await asyncio.sleep(intended - loop.time())
        page, _ = await self._ask("GET", "/seat")
        typed = {"ticket_number": self._seated.ticket_number, "last_four": self._seated.last_four}
        await self._ask("POST", "/seat", {**typed, "csrf_token": _token_in(page)})
        page, _ = await self._ask("GET", "/exam/wait")
        if b"/exam/start" not in page:
            raise RuntimeError("no page to begin from")
        self._measures.note(Kind.SIGN_IN, intended, loop.time(), disturbed=False)
        self._browser.close()

    async def _ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[bytes, str]:
        answer: asyncio.Future[tuple[int, bytes, str]] = asyncio.get_running_loop().create_future()
        cookie = ("Cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        message = http(method, path, (cookie, FORM), urlencode(form or {}).encode() if form else b"")
        self._browser.request(
            message,
            lambda status, body, to: answer.set_result((status, body, to)),
            lambda: answer.set_exception(RuntimeError(f"no answer to {method} {path}")),
        )
        status, body, to = await answer
        self._cookies |= self._browser.cookies
        if status != (302 if form else 200):
            raise RuntimeError(f"{method} {path}: {status}")
        return body, to


def _token_in(page: bytes) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.decode())
    if found is None:
        raise RuntimeError("a form without a token")
    return found[1]


async def sign_all_in(
    seats: Sequence[Seated], port: int, surge: float, measures: Measures, progress: Callable[[float, int], None]
) -> float:
    """Everybody comes within ``surge`` seconds, whatever the server does; how long until the last one is signed in."""
    loop, rng = asyncio.get_running_loop(), Random("sign-ins")
    started = loop.time() + 0.5
    ways = [SignIn(seated, port, rng.uniform(0, surge), measures) for seated in seats]
    tasks = [loop.create_task(way.go(started)) for way in ways]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0.2)
        progress(loop.time() - started, sum(task.done() for task in tasks))
    for task in tasks:
        task.result()
    return loop.time() - started
