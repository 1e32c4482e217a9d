"""Acts that meet at the same moment, on a real file and a real server: a pause among candidates who sit down, save and
hand in; the site that marks while the office closes."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from exam_app.errors import Conflict
from exam_app.models import Result, Sitting
from exam_app.operations import results, sittings
from exam_app.settings import Settings
from exam_app.terms import SittingState
from exam_app.work import Site, Work, open_site
from tests import postgres
from tests.builders.pauses import pause, pause_all, resume, resume_all
from tests.builders.sittings import Hall, a_hall, a_sitting, chained, hand_in, save, the_site_itself
from tests.cast import Cast, make_cast
from tests.conftest import NOON
from tests.tables import make_tables


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Site, Cast]:
    """A site whose commits are real, with the cast."""
    if request.param == "sqlite":
        site = open_site(Settings.for_folder(tmp_path))
    else:
        url = postgres.fresh_database(request.getfixturevalue("postgres_url"), "at_once")
        site = open_site(Settings.for_folder(tmp_path, database_url=url))
    make_tables(site.engine)
    request.addfinalizer(site.engine.dispose)
    return site, make_cast(site, NOON)


def at_once(acts: Sequence[Callable[[], object]]) -> None:
    """All acts at the same moment; what is refused in words is an answer, anything else a fault."""
    gate, faults = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
        except Conflict:
            return
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def states(site: Site, cast: Cast, hall: Hall) -> Sequence[SittingState]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.all(select(Sitting.state).where(Sitting.exam_session_id == hall.exam_session_id))


def test_nobody_slips_through_who_sits_down_as_the_room_is_paused(shared: tuple[Site, Cast]) -> None:
    site, cast = shared
    hall = a_hall(site, cast, candidates=8)
    a_sitting(site, hall.lin)
    begin = [lambda each=candidate: a_sitting(site, each) for candidate in hall.candidates[1:]]
    at_once([*begin[:4], lambda: pause(site, cast["zhao"], hall, None), *begin[4:]])
    assert states(site, cast, hall) == [SittingState.PAUSED] * 8


def test_pauses_saves_and_hand_ins_at_one_moment_wait_for_each_other_and_never_in_a_ring(
    shared: tuple[Site, Cast],
) -> None:
    site, cast = shared
    hall = a_hall(site, cast, candidates=8)
    seats = [a_sitting(site, candidate) for candidate in hall.candidates]
    answering = [lambda each=seated: save(site, each, chained((1, "A"))) for seated in seats[:4]]
    leaving = [lambda each=seated: hand_in(site, each) for seated in seats[4:]]
    room, every = [], []
    at_once(
        [
            *answering,
            lambda: room.append(pause(site, cast["zhao"], hall, None)),
            *leaving,
            lambda: every.append(pause_all(site, cast, hall)),
        ]
    )
    assert set(states(site, cast, hall)) <= {SittingState.PAUSED, SittingState.SUBMITTED}
    at_once(
        [
            lambda: resume(site, cast["zhao"], hall, room[0].pause_id),
            *answering,
            lambda: resume_all(site, cast, hall, every[0].pause_id),
        ]
    )
    assert set(states(site, cast, hall)) <= {SittingState.IN_PROGRESS, SittingState.SUBMITTED}
    assert states(site, cast, hall).count(SittingState.IN_PROGRESS) >= 4


def test_whoever_marks_at_the_same_moment_marks_nobody_twice(shared: tuple[Site, Cast]) -> None:
    """The site's own rounds in several processes, and the office that closes the examination meanwhile."""
    site, cast = shared
    hall = a_hall(site, cast, candidates=12)
    for actor in hall.candidates:
        hand_in(site, a_sitting(site, actor))

    def mark_all() -> None:
        with Work.open(site, the_site_itself(), NOON) as work:
            results.mark_waiting(work)

    def close() -> None:
        with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
            sittings.close_session(work, hall.exam_session_id)

    at_once([mark_all, mark_all, close, mark_all])
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        marked = work.all(select(Result.sitting_id))
    assert len(marked) == len(set(marked)) == 12
