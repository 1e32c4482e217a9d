"""Work beside a request: once at a time, with how far it is, and how it ended in words."""

import logging
import threading

import pytest

from exam_app.errors import Conflict
from exam_app.web.background import Background, Job, Progress


def ended(background: Background, key: str) -> Job:
    for _ in range(500):
        job = background.job(key)
        if job is not None and not job.is_running:
            return job
        threading.Event().wait(0.01)
    raise AssertionError("the job did not end")


def test_a_job_says_how_far_it_is_and_runs_once_at_a_time() -> None:
    background, go_on, begun, told = Background(), threading.Event(), [], threading.Event()

    def act(progress: Progress) -> None:
        begun.append(True)
        progress(1, 4)
        told.set()
        go_on.wait(10)

    for _ in range(2):
        background.start("leads", act)
    assert told.wait(10)
    background.forget("leads")  # while it runs it is not forgotten
    job = background.job("leads")
    assert job is not None
    assert (job.is_running, job.percent) == (True, 25)
    go_on.set()
    assert not ended(background, "leads").failed
    assert begun == [True]
    background.forget("leads")
    assert background.job("leads") is None


def test_a_refusal_comes_back_as_its_sentence() -> None:
    background = Background()

    def act(progress: Progress) -> None:
        raise Conflict("Too few sat.")

    background.start("leads", act)
    job = ended(background, "leads")
    assert job.refused is not None
    assert job.refused.text == "Too few sat."


def test_a_fault_is_logged_and_said(caplog: pytest.LogCaptureFixture) -> None:
    background = Background()

    def act(progress: Progress) -> None:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        background.start("leads", act)
        assert ended(background, "leads").failed
    assert "the job leads failed" in caplog.text
