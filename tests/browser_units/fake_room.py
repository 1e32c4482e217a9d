"""A room's server that speaks the save protocol, and can be cut off, slowed, restarted or replaced by a captive portal.

It stands at the world's edge of the exam screen's tests, and is strict where the real one is: it keeps the first event
of a number, refuses holes, and checks every hash of the chain.
"""

import hashlib
import hmac
import json
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.browser_units.exam_page import exam_page

NO_HASH = "0" * 64
Event = dict[str, Any]
Answers = dict[int, tuple[str, bool]]


def sha256(value: object) -> str:
    """Of the compact JSON of a value."""
    return hashlib.sha256(json.dumps(value, separators=(",", ":")).encode()).hexdigest()


def event_hash(epoch: int, event: Event) -> str:
    what = [epoch, *(event[name] for name in ("seq", "kind", "slot", "value", "mono_ms", "wall_ms", "beacon"))]
    return sha256([*what, event["prev"]])


def answers_after(events: list[Event]) -> Answers:
    answers: Answers = {}
    for event in events:
        value, marked = answers.get(event["slot"], ("", False))
        answers[event["slot"]] = (event["value"], marked) if event["kind"] == "set" else (value, event["value"] == "1")
    return answers


def state_rows(answers: Answers) -> list[list[Any]]:
    return [[slot, value, marked] for slot, (value, marked) in sorted(answers.items()) if value or marked]


class FakeRoom:
    """`fault` decides what happens to saves and hand-ins; pages are always served.

    None: all is well. "away": the connection is cut and nothing taken. "unanswered": taken, but the answer is lost.
    "portal": a page with status 200 instead of an answer. "redirect": a portal that sends elsewhere. "held": taken, and
    answered when `release` is called.
    """

    def __init__(self, script: str, slots: int = 5, minutes: float = 90) -> None:
        self.script = script
        self.slots = slots
        self.epoch = 1
        self.sitting = str(uuid.uuid4())
        self.incarnation = "first"
        self.fault: str | None = None
        self.deadline_ms = self.now_ms() + int(minutes * 60_000)
        self.left_ms: int | None = None
        self.held_back = False
        self.events: list[Event] = []
        self.equivocations: list[Event] = []
        self.refusal: dict[str, str] | None = None
        self.batches: list[int] = []
        self.signals: dict[int, tuple[str, int]] = {}
        self.handed_in = False
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._released = threading.Event()
        room = self

        class Handler(_RoomHandler):
            pass

        Handler.room = room
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/sitting"

    @property
    def answers(self) -> Answers:
        return answers_after(self.events)

    @staticmethod
    def now_ms() -> int:
        return time.time_ns() // 1_000_000

    def close(self) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def release(self) -> None:
        """Answer what is held."""
        self._released.set()

    def pause(self) -> None:
        """The time stands, with what is left now."""
        self.left_ms = self.deadline_ms - self.now_ms()

    def go_on(self) -> None:
        """The time runs again, with what was left."""
        assert self.left_ms is not None
        self.deadline_ms, self.left_ms = self.now_ms() + self.left_ms, None

    def hold_back(self) -> None:
        """The time is over, and an outage is not decided; what comes now is kept and not in the hash."""
        self.deadline_ms, self.held_back = self.now_ms() - 60_000, True

    def decide(self, minutes: float = 0) -> None:
        """The outage is decided, and so much time is given back."""
        self.held_back = False
        if minutes:
            self.deadline_ms = self.now_ms() + int(minutes * 60_000)

    def time(self) -> dict[str, Any]:
        """What every answer says of the time."""
        now_ms = self.now_ms()
        deadline_ms = self.deadline_ms if self.left_ms is None else now_ms + self.left_ms
        standing = "held_back" if self.held_back else "" if self.left_ms is None else "paused"
        return {"server_ms": now_ms, "deadline_ms": deadline_ms, "standing": standing}

    def restart(self, lost_after: int | None = None) -> None:
        """A new process, perhaps from an older backup that ends with this event."""
        self.incarnation = uuid.uuid4().hex
        if lost_after is not None:
            self.events = self.events[:lost_after]

    def post_plain_form(self, slot: int, value: str) -> None:
        """What the same page does without its script: the server numbers the event."""
        prev = self.events[-1]["hash"] if self.events else NO_HASH
        event = {"seq": len(self.events) + 1, "kind": "set", "slot": slot, "value": value, "prev": prev}
        event |= {"mono_ms": 0, "wall_ms": 0, "beacon": ""}
        self.events.append({**event, "hash": event_hash(self.epoch, event)})

    def page(self) -> str:
        return exam_page(
            {
                "sitting": self.sitting,
                "city": "330300",
                "epoch": self.epoch,
                "lease": "secret",
                "save_url": "/save",
                "submit_url": "/submit",
                "signals_url": "/signals",
                "csrf": "token",
                **self.time(),
                "incarnation": self.incarnation,
                "beacon": "beacon 0",
                "durable_through": len(self.events),
                "state": state_rows(self.answers),
                "head": self.events[-1]["hash"] if self.events else "",
                "slots": self.slots,
            }
        )

    def save(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            assert body["epoch"] == self.epoch
            assert (body["city"], body["sitting"], body["lease"]) == ("330300", self.sitting, "secret")
            assert len(body["events"]) <= 64
            self.batches.append(len(body["events"]))
            if self.refusal:
                return 403, self.refusal
            for event in body["events"]:
                held = len(self.events)
                if event["seq"] > held + 1:
                    return 409, {"need": held + 1}
                if event["seq"] <= held:
                    if self.events[event["seq"] - 1]["hash"] != event["hash"]:
                        self.equivocations.append(event)
                    continue
                assert event["hash"] == event_hash(self.epoch, event)
                assert event["mac"] == hmac.new(b"secret", event["hash"].encode(), hashlib.sha256).hexdigest()
                assert event["prev"] == (self.events[-1]["hash"] if self.events else NO_HASH)
                self.events.append(event)
            return 200, self.ack()

    def ack(self) -> dict[str, Any]:
        return {
            "durable_through": len(self.events),
            "state_hash": sha256([] if self.held_back else state_rows(self.answers)),
            **self.time(),
            "incarnation": self.incarnation,
            "beacon": f"beacon {len(self.events)}",
        }

    def submit(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            if self.left_ms is not None:
                return 409, {"code": "state"}
            if self.held_back:
                return 409, {"code": "not_yet"}
            if body["final_seq"] != len(self.events) or body["state_hash"] != sha256(state_rows(self.answers)):
                return 409, {"need": len(self.events) + 1}
            self.handed_in = True
            return 200, {"receipt_url": "/receipt"}

    def take_signals(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        with self._lock:
            assert body["epoch"] == self.epoch
            for signal in body["signals"]:
                self.signals.setdefault(signal["number"], (signal["kind"], signal["seconds"]))
            return 200, {"held": len(body["signals"])}

    def count(self, change: int) -> None:
        with self._lock:
            self._at_once += change
            self.most_at_once = max(self.most_at_once, self._at_once)

    def wait_for_release(self) -> None:
        self._released.wait(30)


class _RoomHandler(BaseHTTPRequestHandler):
    room: FakeRoom

    def do_GET(self) -> None:
        pages = {
            "/sitting": ("text/html", self.room.page),
            "/exam.js": ("text/javascript", lambda: self.room.script),
            "/receipt": ("text/html", lambda: "<!doctype html><title>Handed in</title><h1>Handed in</h1>"),
        }
        kind, content = pages.get(self.path, ("text/plain", lambda: ""))
        self.answer(200 if self.path in pages else 404, kind, content())

    def do_POST(self) -> None:
        fault = self.room.fault
        text = self.rfile.read(int(self.headers["Content-Length"]))
        if fault == "away":
            self.close_connection = True
            self.connection.close()
            return
        if fault == "portal":
            self.answer(200, "text/html", "<!doctype html><title>Welcome to the guest network</title>")
            return
        if fault == "redirect":
            self.send_response(302)
            self.send_header("Location", "/receipt")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        assert self.headers["X-CSRFToken"] == "token"
        if self.path == "/signals":
            status, answer = self.room.take_signals(json.loads(text))
            self.answer(status, "application/json", json.dumps(answer))
            return
        self.room.count(+1)
        try:
            status, answer = (self.room.save if self.path == "/save" else self.room.submit)(json.loads(text))
            if fault == "held":
                self.room.wait_for_release()
        finally:
            self.room.count(-1)
        if fault == "unanswered":
            self.close_connection = True
            self.connection.close()
            return
        self.answer(status, "application/json", json.dumps(answer))

    def answer(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """The test's own output is enough."""
