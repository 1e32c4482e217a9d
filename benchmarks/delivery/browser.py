"""A browser: one kept connection, one request at a time, and the network that spoils some of them."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress

from benchmarks.delivery.network import PORTAL, Fault, Network

Answered = Callable[[int, bytes, str], None]
"""Status, body and where the answer sends the browser."""


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as the program speaks it: answers with a length."""

    def __init__(self, told: Answered, lost: Callable[[], None]) -> None:
        self._told, self._lost = told, lost
        self._buffer = b""
        self.transport: asyncio.Transport | None = None
        self.cookies: dict[str, str] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return
        lines = head.decode("latin-1").split("\r\n")
        headers = [line.partition(": ")[::2] for line in lines[1:]]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        for name, value in headers:
            if name.lower() == "set-cookie":
                cookie, _, content = value.partition(";")[0].partition("=")
                self.cookies[cookie] = content
        to = next((value for name, value in headers if name.lower() == "location"), "")
        self._told(int(lines[0].split(" ", 2)[1]), rest[:length], to)

    def connection_lost(self, error: Exception | None) -> None:
        self.transport = None
        self._lost()


class Browser:
    """Sends what it is given over its network; exactly one of the two callbacks follows each request."""

    def __init__(self, port: int, network: Network) -> None:
        self._port, self._network = port, network
        self._connection: Connection | None = None
        self._answered: Answered | None = None
        self._failed: Callable[[], None] = lambda: None
        self._deaf = False
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_busy(self) -> bool:
        return self._answered is not None

    @property
    def cookies(self) -> dict[str, str]:
        return self._connection.cookies if self._connection else {}

    def request(
        self, message: bytes, answered: Answered, failed: Callable[[], None], *, patience: float | None = None
    ) -> Fault | None:
        """Send one request; what the network does to it is returned, so that its time can be kept apart.

        ``patience`` in seconds where it is not that of a page's script.
        """
        loop = asyncio.get_running_loop()
        self._answered, self._failed = answered, failed
        self._timer = loop.call_later(patience or self._network.impatience, self._give_up)
        fault = self._network.next_fault()
        self._deaf = fault is Fault.ANSWER_DROPPED
        match fault:
            case Fault.REQUEST_DROPPED:
                pass
            case Fault.DELAYED:
                loop.call_later(self._network.delay(), self._begin, message)
            case Fault.PORTAL:
                loop.call_soon(self._take, 200, PORTAL, "")
            case Fault.DUPLICATED:
                self._begin(message)
                self._start(self._send_stray(message))
            case Fault.RESET:
                self._start(self._send_and_reset(message))
            case _:
                self._begin(message)
        return fault

    def close(self) -> None:
        self._answered = None
        if self._timer:
            self._timer.cancel()
        if self._connection and self._connection.transport:
            self._connection.transport.abort()

    def _begin(self, message: bytes) -> None:
        if not self.is_busy:
            return
        if self._connection and self._connection.transport and not self._connection.transport.is_closing():
            self._connection.transport.write(message)
        else:
            self._start(self._connect_and_send(message))

    async def _connect_and_send(self, message: bytes) -> None:
        loop = asyncio.get_running_loop()
        connection = Connection(self._hear, lambda: self._drop(connection))
        self._connection = connection
        try:
            await loop.create_connection(lambda: connection, "127.0.0.1", self._port)
        except OSError:
            self._end_in_failure()
            return
        if connection.transport and self.is_busy:
            connection.transport.write(message)

    async def _send_stray(self, message: bytes) -> None:
        """The same request once more on a way of its own; nobody listens to the answer."""
        with suppress(OSError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(message)
            with suppress(TimeoutError):
                await asyncio.wait_for(reader.read(1), self._network.impatience)
            writer.transport.abort()

    async def _send_and_reset(self, message: bytes) -> None:
        """It may have arrived or not: the connection is torn while the server works on it."""
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(message)
            await asyncio.sleep(0.01)
            writer.transport.abort()
        self._end_in_failure()

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _hear(self, status: int, body: bytes, to: str) -> None:
        if not self._deaf:
            self._take(status, body, to)

    def _take(self, status: int, body: bytes, to: str) -> None:
        answered, self._answered = self._answered, None
        if self._timer:
            self._timer.cancel()
        if answered:
            answered(status, body, to)

    def _drop(self, connection: Connection) -> None:
        if connection is self._connection and not self._deaf:
            self._end_in_failure()

    def _give_up(self) -> None:
        if self._connection and self._connection.transport:
            self._connection.transport.abort()
        self._end_in_failure()

    def _end_in_failure(self) -> None:
        if self.is_busy:
            self._answered = None
            if self._timer:
                self._timer.cancel()
            self._failed()


def http(method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers)]
    if method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
