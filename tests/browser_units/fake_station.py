"""The server behind the officer's page, and the page itself: trust and status lists, checks, service worker.

`Station` is the world's edge of the scan page's tests. It has whatever view of a certificate it is told to have.
"""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REASONS = [
    *["not_ours", "digits", "version", "envelope", "alg", "kid", "sig_form", "signature", "profile", "authority"],
    *["never_issued", "unknown_status_value", "before_first_day", "after_last_day"],
    *["listed", "no_list", "list_expired", "place_not_listed"],
]
CAMERA = ["starting", "ready", "insecure", "refused", "none", "missing", "dark"]
ENDED = ["REVOKED", "WITHDRAWN", "CANCELLED", "REPLACED", "EXPIRED", "FORGED"]

SENTENCES = {
    **{f"reason_{reason}": f"Reason {reason}." for reason in REASONS},
    **{f"ended_{verdict}": f"Ended: {verdict}." for verdict in [*ENDED, "SUSPENDED"]},
    **{f"word_{verdict}": verdict.lower() for verdict in ENDED},
    **{f"camera_{state}": f"camera {state}" for state in CAMERA},
    "word_valid": "valid",
    "word_check": "please check",
    "word_unreadable": "unreadable",
    "word_asking": "asking",
    "reason_not_ours_host": "This code belongs to {host}.",
    "advice_person": "Compare photo and ID card.",
    "issued_on": "issued {day}",
    "no_trust": "No keys on this device.",
    "list_fresh": "List {age} old ({time}).",
    "list_stale": "This list is {age} old ({time}). Later changes are not in it.",
    "list_none": "No list.",
    "age_minutes": "{count} min",
    "age_hours": "{count} h",
    "age_days": "{count} days",
    "lists_age": "Oldest list {age} ({time}).",
    "lists_none": "No lists.",
    "lists_not_reached": "Server not reached.",
    "clock_behind": "Clock is behind.",
    "storage_not_kept": "May be forgotten.",
    "server_asking": "Asking the server.",
    "server_later": "Will be reported later.",
    "server_agrees": "The server says the same.",
    "server_differs": "The server says: {word}.",
    "number_wrong": "Check the digits.",
    "number_asking": "Asking about {number}.",
    "number_offline": "{number}: cannot know without a network.",
    "number_answered": "By number only.",
    "outbox_empty": "All sent.",
    "outbox_waiting": "{count} waiting.",
    "outbox_stuck": "{count} refused.",
}


class Station:
    """`away` cuts every connection. `answer` makes the reply to a check of its body: status and JSON."""

    def __init__(self, scripts: dict[str, str], wasm: bytes, trust: dict[str, Any], status: dict[str, Any]) -> None:
        self.scripts = scripts
        self.wasm = wasm
        self.trust = trust
        self.status = status
        self.pinned_roots = [{"x": trust["root"]["x"], "y": trust["root"]["y"]}]
        self.away = False
        self.csrf = "token-1"
        self.checks: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.answer: Callable[[dict[str, Any]], tuple[int, dict[str, Any]]] = agreeing
        station = self

        class Handler(_StationHandler):
            pass

        Handler.station = station
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/officer/scan"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def page(self, csrf: str) -> str:
        config = {
            "pinned_roots": self.pinned_roots,
            "host": self.trust["host"],
            "trust_url": "/officer/trust.json",
            "status_url": "/officer/status.json",
            "check_url": "/officer/check",
            "csrf": csrf,
            "csrf_url": "/officer/csrf",
            "reader_url": "/officer/reader.js",
            "wasm_url": "/dist/zxing_reader.wasm",
            "worker_url": "/officer/worker.js",
            "worker_scope": "/officer/",
            "post_id": "post-1",
            "ask_position": False,
            "sentences": SENTENCES,
        }
        return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Scan</title></head><body>
<div id="scanner"><p id="list-age"></p><p id="clock-state" hidden></p><p id="storage-state" hidden></p>
<button id="lists-refresh">Renew</button><button id="night-mode">Night</button><button id="torch" hidden>Light</button>
<video id="camera" playsinline muted></video><p id="camera-state"></p>
<form id="number-form"><input id="number"><button>Ask</button><p id="number-error" hidden></p></form></div>
<p id="outbox-count"></p>
<div id="verdict" hidden><section class="verdict" data-verdict="unreadable"><p data-slot="age"></p>
<h1 data-slot="word" tabindex="-1"></h1><p data-slot="reason"></p>
<div data-slot="person" hidden><svg class="person-photo"></svg>
<p data-slot="name"></p><p data-slot="card"></p><p data-slot="compare"></p></div>
<button id="verdict-next">Next</button></section></div>
<script type="application/json" id="officer-config">{json.dumps(config)}</script>
<script type="module" src="/dist/scan.js"></script></body></html>"""

    def worker(self) -> str:
        precache = [
            {"url": "/dist/scan.js", "revision": "1"},
            {"url": "/officer/reader.js", "revision": "1"},
            {"url": "/dist/zxing_reader.wasm", "revision": "1"},
            {"url": "/officer/shell", "revision": "1"},
        ]
        head = f'self.__precache = {json.dumps(precache)}; self.__shell = "/officer/shell";\n'
        return head + self.scripts["worker.js"]

    def get(self, path: str) -> tuple[str, str | bytes] | None:
        answers: dict[str, tuple[str, Callable[[], str | bytes]]] = {
            "/officer/scan": ("text/html", lambda: self.page(self.csrf)),
            "/officer/shell": ("text/html", lambda: self.page("")),
            "/officer/worker.js": ("text/javascript", self.worker),
            "/dist/scan.js": ("text/javascript", lambda: self.scripts["scan.js"]),
            "/officer/reader.js": ("text/javascript", lambda: self.scripts["reader.js"]),
            "/dist/zxing_reader.wasm": ("application/wasm", lambda: self.wasm),
            "/officer/trust.json": ("application/json", lambda: json.dumps(self.trust)),
            "/officer/status.json": ("application/json", lambda: json.dumps(self.status)),
            "/officer/csrf": ("application/json", lambda: json.dumps({"csrf": self.csrf})),
            "/officer/photo.svg": ("image/svg+xml", lambda: '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        }
        if path not in answers:
            return None
        kind, content = answers[path]
        return kind, content()

    def check(self, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if token != self.csrf:
            return 403, {"code": "csrf", "sentence": "Load the page again."}
        self.checks.append(body)
        return self.answer(body)


def agreeing(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """A server that sees what the phone saw."""
    return 200, {key: body[key] for key in ("nonce", "verdict", "status", "reason")}


class _StationHandler(BaseHTTPRequestHandler):
    station: Station

    def do_GET(self) -> None:
        self.station.asked.append(self.path)
        found = None if self.cut() else self.station.get(self.path)
        if found is not None:
            kind, content = found
            self.reply(200, kind, content.encode() if isinstance(content, str) else content)
        elif not self.station.away:
            self.reply(404, "text/plain", b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.cut():
            return
        status, answer = self.station.check(self.headers["X-CSRFToken"], json.loads(body))
        self.reply(status, "application/json", json.dumps(answer).encode())

    def cut(self) -> bool:
        if self.station.away:
            self.close_connection = True
            self.connection.close()
        return self.station.away

    def reply(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind if kind == "application/wasm" else f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", "no-cache")
        compiles = " 'wasm-unsafe-eval'" if self.path == "/officer/reader.js" else ""
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'self'; script-src 'self'{compiles}; media-src 'self' blob:; img-src 'self'",
        )
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """The test's own output is enough."""
