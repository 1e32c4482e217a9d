"""Row 32, many times over: the browser is killed at any moment, and nothing that it called kept is lost.

A kill seldom comes between the two writes of a record of the browser's own log, a few times in a thousand; so that is
made by hand as well. ``WATCHWORD_KILLS`` says how many kills there are.
"""

import os
import random
import struct
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser_units.browser_process import BrowserProcess
from tests.faults.typing_page import Choice, Reports, TypingRoom
from tests.requirements import absent, chromium_path

pytestmark = pytest.mark.browser

KILLS = int(os.environ.get("WATCHWORD_KILLS", "100"))
LANES = 3
"""Browsers at a time: one starts while another types."""
SEED = 20261129
PATIENCE_SECONDS = 60
CHOICES = 60
"""More than are typed before a kill."""
A_SITTING = 10
"""Kills, after which the next examination begins."""
FAULTS = (None, "away", "away", "unanswered", "portal")
A_FEW = 5
"""Choices that were called kept."""
SLOTS = (1, 2, 4, 5)
"""Single choice on the page of the room."""


RECORD = struct.pack("<IHB", 0x3034127F, 560, 1) + bytes(560)
"""A record of LevelDB: checksum, length, "it is whole", content."""


@dataclass
class Lane:
    """One computer: its profile outlives every kill."""

    number: int
    profile: Path
    script: str
    faults: Sequence[str | None] = FAULTS
    checked: int = 0
    """How many choices were called kept in all, and found after the kill."""
    typed: list[Choice] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{SEED} {self.number}")
        self.room = TypingRoom(self.script)
        self.reports = Reports(self._next_choices)
        self.room.reports = self.reports
        self._before = 0

    def close(self) -> None:
        self.room.close()
        self.reports.close()

    def suffer(self, kills: int) -> None:
        for kill in range(kills):
            if kill % A_SITTING == 0:
                self._begin_another_sitting()
            self._open_and_kill()
        with BrowserProcess(self.profile, self._open()):  # what the last kill left
            self._wait_until_open()

    def type_a_few_and_be_killed(self, torn: bytes) -> None:
        """``torn``: what a kill in the middle of a record leaves at the end of what the browser keeps for pages."""
        before = self._logs()
        with BrowserProcess(self.profile, self._open()) as process:
            self._wait_until_open()
            wait_until(lambda: self.reports.kept >= A_FEW, "the page keeps nothing")
            wait_until(lambda: not before or self._logs()[-1] not in before, "the browser goes on in the log of before")
            wait_until(lambda: len(self._logs()) == 1, "the log of before is still needed")
            process.kill()
        with self._logs()[-1].open("ab") as log:
            log.write(torn)

    def _logs(self) -> list[Path]:
        """Oldest first."""
        return sorted(self.profile.glob("Default/IndexedDB/*.leveldb/*.log"))

    def _begin_another_sitting(self) -> None:
        if self.typed:
            with BrowserProcess(self.profile, self._open()):
                self._wait_until_open()
        self.room.sitting, self.room.events = str(uuid.uuid4()), []
        self.typed, self.reports.kept, self._before = [], 0, 0

    def _open_and_kill(self) -> None:
        with BrowserProcess(self.profile, self._open()) as process:
            if self.chance.random() < 0.9:
                self._wait_until_open()
            time.sleep(self.chance.uniform(0, 0.4))
            process.kill()

    def _open(self) -> str:
        self.room.fault = None
        self.reports.next_launch()
        return self.room.url

    def _wait_until_open(self) -> None:
        assert self.reports.opened.wait(PATIENCE_SECONDS), "the page did not open, or did not deliver what it kept"

    def _next_choices(self) -> list[Choice]:
        """The page is open and says that all is saved: what it had called kept before the kill has to be there."""
        held = [(event["slot"], event["value"]) for event in self.room.events]
        called_kept = self._before + self.reports.kept
        if held != self.typed[: len(held)] or len(held) < called_kept:
            same = next((n for n, (a, b) in enumerate(zip(held, self.typed, strict=False)) if a != b), len(held))
            self.problems.append(
                f"lane {self.number}, launch {self.reports.launch}: {self._before} were held before, {called_kept} of"
                f" {len(self.typed)} were called kept, {len(held)} are held, of which {same} are what was typed"
            )
        self.checked += self.reports.kept
        self.typed, self.reports.kept, self._before = held, 0, len(held)
        following: list[Choice] = []
        now = {slot: letters for slot, (letters, _) in self.room.answers.items()}
        for _ in range(CHOICES):
            slot = self.chance.choice(SLOTS)
            now[slot] = self.chance.choice([letter for letter in "ABCD" if letter != now.get(slot)])
            following.append((slot, now[slot]))
        self.typed = self.typed + following
        self.room.fault = self.chance.choice(self.faults)
        return following


def wait_until(so: Callable[[], bool], otherwise: str) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not so():
        assert time.monotonic() < ends_at, otherwise
        time.sleep(0.01)


def require_chromium() -> None:
    if chromium_path() is None:
        absent("browser", "no Chromium: apt-get install chromium, or set WATCHWORD_CHROMIUM")


@pytest.mark.parametrize("torn", [RECORD[:3], RECORD[:7], RECORD[:200]], ids=["header's start", "header", "part"])
def test_a_record_that_a_kill_left_half_written_takes_nothing_with_it(
    exam_script: str, tmp_path: Path, torn: bytes
) -> None:
    require_chromium()
    lane = Lane(0, tmp_path, exam_script, ["away"])
    for _ in range(4):
        lane.type_a_few_and_be_killed(torn)
    lane.close()
    assert lane.problems == []
    assert lane.checked >= 3 * A_FEW


def test_nothing_that_was_called_kept_is_lost_in_any_kill_of_the_browser(exam_script: str, tmp_path: Path) -> None:
    require_chromium()
    lanes = [Lane(number, tmp_path / f"profile-{number}", exam_script) for number in range(LANES)]
    for lane in lanes:
        lane.profile.mkdir()
    with ThreadPoolExecutor(LANES) as pool:
        done = [pool.submit(lane.suffer, -(-KILLS // LANES)) for lane in lanes]
        for one in done:
            one.result()
    for lane in lanes:
        lane.close()
    assert [problem for lane in lanes for problem in lane.problems] == []
    assert sum(lane.checked for lane in lanes) > KILLS
