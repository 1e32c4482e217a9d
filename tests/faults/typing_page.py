"""A page that answers by itself and tells outside what the candidate has seen of each answer, as soon as it is seen."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.browser_units.fake_room import FakeRoom

Choice = tuple[int, str]
"""Question and letter."""

DRIVER = """<script>addEventListener("load", async () => {
  const line = document.getElementById("saved-state");
  const until = (so) => new Promise((done) => { const look = () => (so() ? done() : setTimeout(look, 1)); look(); });
  const tell = (what) => fetch("REPORTS", {method: "POST", body: `LAUNCH ${what}`});
  await until(() => document.documentElement.dataset.script === "on" && line.dataset.state === "saved");
  const choices = await (await tell("open")).json();
  for (const [index, [slot, letter]] of choices.entries()) {
    line.textContent = "";  // in one task with the choice: what the line says next was not said before it
    document.querySelector(`#slot-${slot} input[value=${letter}]`).click();
    await until(() => line.textContent !== "");
    if (["kept", "away", "saved"].includes(line.dataset.state)) tell(String(index + 1)).catch(() => undefined);
  }
});</script>"""


class Reports:
    """Hears what a typing page tells: that it is open and everything is delivered, then how many choices were kept.

    Only the page of the newest launch is heard: what one that was killed had said may arrive after the next has begun.
    """

    def __init__(self, next_choices: Callable[[], list[Choice]]) -> None:
        self.kept = self.launch = 0
        self.opened = threading.Event()
        self._next_choices = next_choices
        self._guard = threading.Lock()
        reports = self

        class Handler(_ReportHandler):
            pass

        Handler.reports = reports
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def next_launch(self) -> None:
        with self._guard:
            self.launch += 1
            self.opened.clear()

    def hear(self, told: str) -> object:
        launch, _, what = told.partition(" ")
        with self._guard:
            if int(launch) != self.launch:
                return []
            if what != "open":
                self.kept = max(self.kept, int(what))
                return None
            choices = self._next_choices()
            self.opened.set()
            return choices

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class TypingRoom(FakeRoom):
    """A room whose page types; set ``reports`` before it is opened."""

    reports: Reports

    def page(self) -> str:
        driver = DRIVER.replace("REPORTS", self.reports.url).replace("LAUNCH", str(self.reports.launch))
        return super().page().replace("</body>", driver + "</body>")


class _ReportHandler(BaseHTTPRequestHandler):
    reports: Reports

    def do_POST(self) -> None:
        body = json.dumps(self.reports.hear(self.rfile.read(int(self.headers["Content-Length"])).decode())).encode()
        self.send_response(200)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """The test's own output is enough."""
