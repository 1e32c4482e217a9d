"""A network that spoils some requests on their way to a real server; the faults are those of benchmarks/delivery."""

import http.client
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random

from benchmarks.delivery.network import PORTAL, Fault

Request = tuple[str, str, bytes, dict[str, str]]


class Proxy:
    """Each request meets one of the faults with the probability ``share``; set ``share`` to 0 and it is a wire.

    A delayed request is one whose sender has given up, and which arrives after later ones; a duplicated one arrives
    once more after later ones.
    """

    def __init__(self, server_port: int, faults: Sequence[Fault], share: float, seed: int) -> None:
        self.share = share
        self.met: set[Fault] = set()
        self._server_port, self._faults, self._chance = server_port, faults, Random(seed)
        self._late: list[Request] = []
        proxy = self

        class Handler(_ProxyHandler):
            pass

        Handler.proxy = proxy
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._listener.daemon_threads = True
        threading.Thread(target=self._listener.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.server_port)

    def close(self) -> None:
        self._listener.shutdown()
        self._listener.server_close()

    def pass_on(self, request: Request) -> tuple[int, bytes] | None:
        """What reaches the sender; None: nothing but a closed connection."""
        fault = self._chance.choice(self._faults) if self._chance.random() < self.share else None
        if fault:
            self.met.add(fault)
        late, self._late = self._late, []
        match fault:
            case Fault.REQUEST_DROPPED | Fault.RESET:
                answer = None
            case Fault.PORTAL:
                answer = (200, PORTAL)
            case Fault.DELAYED:
                answer = None
                self._late.append(request)
            case Fault.DUPLICATED:
                answer = self._ask(request)
                self._late.append(request)
            case Fault.ANSWER_DROPPED:
                self._ask(request)
                answer = None
            case None:
                answer = self._ask(request)
        for one in late:
            self._ask(one)
        return answer

    def _ask(self, request: Request) -> tuple[int, bytes]:
        method, path, body, headers = request
        with closing(http.client.HTTPConnection("127.0.0.1", self._server_port, timeout=20)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()


class _ProxyHandler(BaseHTTPRequestHandler):
    proxy: Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.proxy.pass_on((self.command, self.path, body, {"Content-Type": "application/json"}))
        self.close_connection = True
        if answer is None:
            return
        with suppress(OSError):
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

    def log_message(self, format: str, *arguments: object) -> None:
        """The test's own output is enough."""
