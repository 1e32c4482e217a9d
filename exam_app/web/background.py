"""Work that takes longer than a request should: one thread for each, and how far it is, for the page that waits.

What it achieves is in the database; here is only how far this process has come. Another process, or the next start,
knows nothing of it, and the page then offers the act again, which must be harmless.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from exam_app.errors import Refusal, Sentence

LOG = logging.getLogger("watchword")
Progress = Callable[[int, int], None]


@dataclass
class Job:
    """One running or finished act. ``refused`` is the sentence of a refusal."""

    done: int = 0
    total: int = 0
    is_running: bool = True
    refused: Sentence | None = None
    failed: bool = False
    result: object = None
    """What the act returned, for the page that waits for it: a file that was drawn, kept nowhere else."""

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def in_a_thread(act: Callable[[], None]) -> None:
    threading.Thread(target=act, daemon=True).start()


@dataclass
class Background:
    """The jobs of this process by key; a key runs once at a time."""

    run: Callable[[Callable[[], None]], None] = in_a_thread
    """How a job is run: beside the request, or at once for those who wait for it."""
    _jobs: dict[str, Job] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, key: str, act: Callable[[Progress], object]) -> None:
        """Run ``act(progress)`` unless one with this key is running."""
        with self._lock:
            if key in self._jobs and self._jobs[key].is_running:
                return
            job = self._jobs[key] = Job()
        self.run(lambda: _run(job, key, act))

    def job(self, key: str) -> Job | None:
        return self._jobs.get(key)

    def forget(self, key: str) -> None:
        """The page has shown how it ended."""
        with self._lock:
            if key in self._jobs and not self._jobs[key].is_running:
                del self._jobs[key]


def _run(job: Job, key: str, act: Callable[[Progress], object]) -> None:
    def progress(done: int, total: int) -> None:
        job.done, job.total = done, total

    try:
        job.result = act(progress)
    except Refusal as refusal:
        job.refused = refusal.sentence
    except Exception:
        LOG.exception("the job %s failed", key)
        job.failed = True
    finally:
        job.is_running = False
