"""The door for answers: one path in front of Flask, because a save is small and there are many (architecture B12).

A page that answers comes here every few seconds, with changes or with a sign of life. It shows no cookie: the batch
names the sitting, the lease and the epoch, and whatever a cookie would have told (a seat moved, the paper handed in,
time added) stands in the rows that the batch is judged by. Of one request nothing is remembered for the next but that
the page was heard, so any number of processes may serve one database.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from exam_app.actors import the_door
from exam_app.delivery import Fault, Refused
from exam_app.hearing import Heard
from exam_app.operations.saving import Batch, Pulse, Saved, SaveOutcome, note_pulses, save_batches
from exam_app.steady_clock import steady_seconds
from exam_app.web import LARGEST_UPLOAD
from exam_app.web.candidate import wire
from exam_app.web.house import House
from exam_app.web.rendering import CROWDED
from exam_app.work import Work, is_lease_of

LOG = logging.getLogger("watchword")
MOST_AT_ONCE = 64
"""Batches in one transaction: what came last waits for the writing of so many and no more."""
APART_SECONDS = 0.03
"""From the beginning of one transaction to that of the next, at least: a hall of 2,000 gives 500 signs of life a
second, and what a transaction costs, whoever is in it, is more than what one batch of it does."""
PAGES_AT_ONCE = 3
"""Pages that are made at the same time; the others wait. Saves pass them by: while a whole hall opens its papers, an
answer would otherwise share the processor with as many pages as there are threads."""
PAGES_IN_LINE = 128
"""Pages that are made or wait for it. Each holds one of the server's threads (exam_app/serving.py), of which the other
half is left for saves; whoever comes after them is turned away with a word (exam_app/web/crowd.py)."""
IN_MEMORY = 64 * 1024
"""Bytes of what was sent with the request for a page that are held in memory while they arrive."""
PULSE = timedelta(seconds=10)
"""How long a room is listened to before it is written down who was heard."""
HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]


@dataclass(eq=False)
class _Waiting:
    """One batch in the line; two that say the same are two."""

    city_id: str
    batch: Batch
    called: threading.Event = field(default_factory=threading.Event)
    """Set when it is done, or when it is its turn to save for all who wait."""
    is_done: bool = False
    outcome: SaveOutcome | None = None
    failure: BaseException | None = None


@dataclass
class CommitLine:
    """Batches that arrive while one transaction is being written share the next one.

    Whoever finds nobody saving saves for all who wait, so that the disk is asked once for many, and then calls the one
    who waits longest to do the same. Each is called by name: of many threads behind one lock, those whose batch is long
    written would come out in any order and hold up the next transaction. An outcome is given out only when the
    transaction that made it has been committed; a transaction that failed gives the exception to all of it, and
    whether something was kept is found out by sending it again.
    """

    house: Callable[[], House]
    _waiting: list[_Waiting] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _is_saving: bool = False
    _next_at: float = 0.0

    @property
    def length(self) -> int:
        """How many wait for the next transaction."""
        return len(self._waiting)

    def save(self, city_id: str, batch: Batch) -> SaveOutcome | None:
        """The outcome of one batch, durable; None for a sitting that does not exist."""
        mine = _Waiting(city_id, batch)
        with self._guard:
            self._waiting.append(mine)
            saves, self._is_saving = not self._is_saving, True
        if not saves:
            mine.called.wait()
        if not mine.is_done:
            try:
                while not mine.is_done:
                    self._gather()
                    self._save_together(self._next_ones())
            finally:
                self._call_the_next()
        if mine.failure is not None:
            raise mine.failure
        return mine.outcome

    def _gather(self) -> None:
        """Let others come in while the last transaction is fresh; whoever comes in a quiet moment waits for nobody."""
        now = steady_seconds()
        if now < self._next_at:
            time.sleep(self._next_at - now)
        self._next_at = max(now, self._next_at) + APART_SECONDS

    def _call_the_next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting[0].called.set()
            else:
                self._is_saving = False

    def _next_ones(self) -> Sequence[_Waiting]:
        """Those who came first, of one city and each of another sitting."""
        with self._guard:
            city_id = self._waiting[0].city_id
            chosen: dict[object, _Waiting] = {}
            for waiting in self._waiting:
                if waiting.city_id == city_id and len(chosen) < MOST_AT_ONCE:
                    chosen.setdefault(waiting.batch.sitting_id, waiting)
            ones = list(chosen.values())
            self._waiting = [waiting for waiting in self._waiting if waiting not in ones]
        return ones

    def _save_together(self, ones: Sequence[_Waiting]) -> None:
        city_id, batches = ones[0].city_id, [waiting.batch for waiting in ones]
        now = max(batch.arrived_at for batch in batches)
        pulses = self._pulses_due(city_id, now)
        actor = the_door(city_id, (batch.sitting_id for batch in batches))
        try:
            with Work.open(self.house().site, actor, now) as work:
                if pulses:
                    note_pulses(work, pulses)
                found = save_batches(work, batches)
            for waiting, saved in zip(ones, found, strict=True):
                waiting.outcome = saved.outcome if saved else None
            self._hear(city_id, batches, found)
        except BaseException as error:
            for waiting in ones:
                waiting.failure = error
        finally:
            for waiting in ones:
                waiting.is_done = True
                waiting.called.set()

    def _hear(self, city_id: str, batches: Sequence[Batch], found: Sequence[Saved | None]) -> None:
        for batch, saved in zip(batches, found, strict=True):
            if saved is not None and saved.room is not None:
                unwritten = self.house().hearing.unwritten
                heard = unwritten.setdefault((city_id, *saved.room), Heard(batch.arrived_at, batch.arrived_at))
                heard.until = max(heard.until, batch.arrived_at)
                heard.sitting_ids.add(batch.sitting_id)
                self.house().hearing.note((city_id, *saved.room), [batch.sitting_id], batch.arrived_at)

    def _pulses_due(self, city_id: str, now: datetime) -> Sequence[Pulse]:
        """The rooms that were listened to long enough. What a process that ends has heard last is lost: it is a sign
        of life and no answer."""
        unwritten = self.house().hearing.unwritten
        due = [key for key, heard in unwritten.items() if key[0] == city_id and now - heard.since >= PULSE]
        taken = [(key, unwritten.pop(key)) for key in due]
        return [Pulse(session, room, heard.until, frozenset(heard.sitting_ids)) for (_, session, room), heard in taken]


class Door:
    """The WSGI application in front of another: takes saves at one path, hands everything else on."""

    def __init__(self, behind: WSGIApplication, house: Callable[[], House]) -> None:
        self._behind, self._house, self._line = behind, house, CommitLine(house)
        self._in_line = threading.BoundedSemaphore(PAGES_IN_LINE)
        self._pages = threading.BoundedSemaphore(PAGES_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != wire.SAVE_PATH:
            return self._page(environ, start_response)
        status, body = self._answer(environ)
        start_response(f"{status.value} {status.phrase}", [*HEADERS, ("Content-Length", str(len(body)))])
        return [body]

    def _page(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not self._in_line.acquire(blocking=False):
            environ[CROWDED] = True
            return self._behind(environ, start_response)
        try:
            # First everything that was sent: who dribbles waits in line, and not in the place of a page that is made.
            with _received(environ), self._pages:
                return self._behind(environ, start_response)
        finally:
            self._in_line.release()

    def _answer(self, environ: WSGIEnvironment) -> tuple[HTTPStatus, bytes]:
        arrived_at = self._house().clock()
        if environ.get("REQUEST_METHOD") != "POST":
            return wire.said(HTTPStatus.METHOD_NOT_ALLOWED, {"code": "post_only"})
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            body = environ["wsgi.input"].read(length) if 0 < length <= wire.LARGEST_BODY else b""
            city_id, batch = wire.read_batch(body, arrived_at)
        except (ValueError, wire.Malformed):
            return wire.said(HTTPStatus.BAD_REQUEST, {"code": wire.Malformed.code})
        if not is_lease_of(self._house().site, city_id, batch.lease, batch.sitting_id):
            # Nobody was given this lease: the database is not asked, so that guessing holds up nobody.
            return wire.told(Refused(Fault.LEASE_LOST), arrived_at)
        try:
            outcome = self._line.save(city_id, batch)
        except Exception:
            # Not acknowledged: the page keeps its answers and sends them again.
            LOG.exception("answers could not be saved")
            return wire.said(HTTPStatus.SERVICE_UNAVAILABLE, {"code": "unavailable"})
        if outcome is None:
            return wire.said(HTTPStatus.NOT_FOUND, {"code": "not_found"})
        return wire.told(outcome, self._house().clock())


@contextmanager
def _received(environ: WSGIEnvironment) -> Iterator[None]:
    """Read what was sent with a request, at the sender's pace; large files wait on the disk.

    What says that it is larger than any upload may be is left unread: the application refuses it by its length.
    """
    stated = environ.get("CONTENT_LENGTH") or ""
    left = int(stated) if stated.isdecimal() else 0
    if not 0 < left <= LARGEST_UPLOAD:
        yield
        return
    with SpooledTemporaryFile(max_size=IN_MEMORY) as received:
        while left and (piece := environ["wsgi.input"].read(min(left, IN_MEMORY))):
            received.write(piece)
            left -= len(piece)
        received.seek(0)
        environ["wsgi.input"] = received
        yield
