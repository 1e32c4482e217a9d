"""A browser of its own process and profile, to be killed as a power cut would."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, BrowserContext

from tests.requirements import chromium_path

STARTING_SECONDS = 20


class BrowserProcess:
    """Use as a context; `kill` ends it without a chance to write anything. `address`: what it opens by itself."""

    def __init__(self, profile: Path, address: str = "about:blank") -> None:
        self.profile = profile
        self._port_file = profile / "DevToolsActivePort"
        self._port_file.unlink(missing_ok=True)
        command = [
            str(chromium_path()),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            address,
        ]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def connect(self, browser: Browser) -> BrowserContext:
        """The one context that this profile keeps on disk."""
        ends_at = time.monotonic() + STARTING_SECONDS
        while not (self._port_file.exists() and self._port_file.read_text().strip()):
            assert time.monotonic() < ends_at, "the browser did not start"
            time.sleep(0.05)
        port = self._port_file.read_text().split()[0]
        return browser.browser_type.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0]

    def kill(self) -> None:
        """The whole group of processes at once."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
