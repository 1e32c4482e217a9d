"""The door for answers: what it acknowledges is on disk, whoever waits beside, and it believes no cookie."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from threading import Event, Semaphore
from time import sleep
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from exam_app import delivery
from exam_app.actors import Actor, the_door
from exam_app.delivery import Fault, Late, Need, Refused, SlotState
from exam_app.errors import NotFound
from exam_app.ingest import PAGES_AT_ONCE, PAGES_IN_LINE, CommitLine, Door
from exam_app.models import Response, RoomPulse, Sitting
from exam_app.operations.saving import Ack, Batch, save_batches
from exam_app.operations.sittings import submit_form
from exam_app.queries.sittings import answers_of
from exam_app.steady_clock import steady_seconds
from exam_app.web.candidate import wire
from exam_app.web.house import KEY, House
from exam_app.web.rendering import CROWDED
from exam_app.work import Site, Work, open_site
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, sealed
from tests.cast import Cast, make_cast
from tests.conftest import NOON
from tests.journeys.server import empty_place
from tests.tables import make_tables

CANDIDATES = 4


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=CANDIDATES)


@pytest.fixture
def seated(site: Site, hall: Hall) -> list[Seated]:
    return [a_sitting(site, actor) for actor in hall.candidates]


@dataclass(frozen=True)
class Hard:
    """A site whose commits are commits, with candidates that nobody else uses."""

    site: Site
    waiting: list[Actor]

    def seat(self) -> Seated:
        return a_sitting(self.site, self.waiting.pop())


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hard]:
    site = open_site(empty_place(request, tmp_path_factory.mktemp("door"), "door_for_answers"))
    make_tables(site.engine)
    yield Hard(site, a_hall(site, make_cast(site, NOON), candidates=12).candidates)
    site.engine.dispose()


@dataclass
class Disk:
    """Counts the commits of a site, and can fail them."""

    site: Site
    commits: int = 0
    fails: bool = False
    slow: Event | None = None
    """Commits wait for it."""
    gates: list[Event] = field(default_factory=list)
    """Each commit waits for its own; those after the last one for none."""
    busy: Event = field(default_factory=Event)
    """A commit has begun."""

    def __enter__(self) -> "Disk":
        event.listen(self.site.engine, "commit", self._committing)
        return self

    def __exit__(self, *error: object) -> None:
        event.remove(self.site.engine, "commit", self._committing)

    def _committing(self, connection: object) -> None:
        self.commits += 1
        self.busy.set()
        if self.slow is not None:
            self.slow.wait(20)
        if self.commits <= len(self.gates):
            self.gates[self.commits - 1].wait(20)
        if self.fails:
            raise OSError("the disk is gone")


def line_of(site: Site) -> CommitLine:
    house = House(site, lambda: NOON, steady_seconds)
    return CommitLine(lambda: house)


def batch(one: Seated, events: Sequence[delivery.Event], *, seconds: float = 0) -> Batch:
    return Batch(one.sitting_id, one.lease, sealed(one.lease, events), NOON + timedelta(seconds=seconds))


def stored(site: Site, one: Seated) -> int:
    """Read past the scope: what is in the table, whoever asks."""
    query = select(func.count()).select_from(Response).where(Response.sitting_id == one.sitting_id)
    with site.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def test_saves_that_wait_share_one_transaction_and_each_is_acknowledged(hard: Hard) -> None:
    line, seated = line_of(hard.site), [hard.seat() for _ in range(4)]
    with Disk(hard.site, slow=Event()) as disk, ThreadPoolExecutor(len(seated)) as pool:
        saves = [pool.submit(line.save, one.actor.city_id or "", batch(one, chained((1, "A")))) for one in seated[:1]]
        assert disk.busy.wait(20)
        saves += [pool.submit(line.save, one.actor.city_id or "", batch(one, chained((1, "A")))) for one in seated[1:]]
        while line.length < len(seated) - 1:
            sleep(0.01)
        assert not any(save.done() for save in saves)
        assert disk.slow is not None
        disk.slow.set()
        assert all(isinstance(save.result(), Ack) for save in saves)
    assert disk.commits == 2
    assert [stored(hard.site, one) for one in seated] == [1] * len(seated)


def test_whoever_is_written_is_answered_while_the_next_ones_are_still_being_written(hard: Hard) -> None:
    line, seated = line_of(hard.site), [hard.seat() for _ in range(4)]
    saves: list[Future[object]] = []

    def come(*ones: Seated) -> None:
        before = line.length
        saves.extend(pool.submit(line.save, one.actor.city_id or "", batch(one, chained((1, "A")))) for one in ones)
        while line.length < before + len(ones):
            sleep(0.01)

    with Disk(hard.site, gates=[Event(), Event(), Event()]) as disk, ThreadPoolExecutor(len(seated)) as pool:
        saves.append(pool.submit(line.save, seated[0].actor.city_id or "", batch(seated[0], chained((1, "A")))))
        assert disk.busy.wait(20)
        come(*seated[1:3])
        disk.busy.clear()
        disk.gates[0].set()
        assert disk.busy.wait(20)
        come(seated[3])
        disk.gates[1].set()
        assert all(isinstance(save.result(20), Ack) for save in saves[:3])
        assert not saves[3].done()
        disk.gates[2].set()
        assert isinstance(saves[3].result(20), Ack)
    assert disk.commits == 3


def test_the_kept_state_is_what_the_changes_add_up_to(site: Site, seated: list[Seated]) -> None:
    one, line = seated[0], line_of(site)
    line.save(one.actor.city_id or "", batch(one, chained((1, "A"), (2, "B"), (1, ""))))
    with Work.open(site, one.actor, NOON, read_only=True) as work:
        sitting = work.get(Sitting, one.sitting_id)
        assert {slot: SlotState(value, marked) for slot, value, marked in sitting.answers} == {2: SlotState("B")}
        assert answers_of(work, one.sitting_id) == {1: SlotState(""), 2: SlotState("B")}
        assert sitting.answered == 1


def test_a_transaction_that_fails_acknowledges_nobody_and_sending_again_settles_it(hard: Hard) -> None:
    one, line = hard.seat(), line_of(hard.site)
    events = chained((1, "A"))
    with Disk(hard.site, fails=True), pytest.raises(OSError, match="disk"):
        line.save(one.actor.city_id or "", batch(one, events))
    outcome = line.save(one.actor.city_id or "", batch(one, events))
    assert isinstance(outcome, Ack) and outcome.durable_through == 1
    assert stored(hard.site, one) == 1


def test_two_batches_of_one_sitting_at_once_are_judged_one_after_the_other(hard: Hard) -> None:
    one, line = hard.seat(), line_of(hard.site)
    events = chained((1, "A"), (2, "B"))
    with ThreadPoolExecutor(8) as pool:
        again = [pool.submit(line.save, one.actor.city_id or "", batch(one, events)) for _ in range(8)]
        assert {outcome.result() for outcome in again} == {again[0].result()}
    assert isinstance(again[0].result(), Ack)
    assert stored(hard.site, one) == len(events)


def test_what_one_page_does_wrong_does_not_touch_the_others_of_its_transaction(
    site: Site, seated: list[Seated]
) -> None:
    holey, good, strange = seated[:3]
    batches = [
        batch(holey, chained((1, "A"), (2, "B"))[1:]),
        batch(good, chained((1, "A"))),
        Batch(strange.sitting_id, replace(strange.lease, secret="00" * 32), chained((1, "A")), NOON),
    ]
    with Work.open(site, the_door(good.actor.city_id or "", [one.sitting_id for one in seated]), NOON) as work:
        outcomes = [saved and saved.outcome for saved in save_batches(work, batches)]
    assert outcomes[0] == Need(1)
    assert isinstance(outcomes[1], Ack)
    assert outcomes[2] == Refused(Fault.LEASE_LOST)


def test_what_belongs_to_another_city_does_not_exist(site: Site, seated: list[Seated]) -> None:
    assert line_of(site).save("330100", batch(seated[0], chained((1, "A")))) is None


def test_lateness_is_judged_by_arrival_not_by_the_wait_for_the_turn(site: Site, seated: list[Seated]) -> None:
    one, line, minutes = seated[0], line_of(site), 90 * 60
    city_id = one.actor.city_id or ""
    assert isinstance(line.save(city_id, batch(one, chained((1, "A")), seconds=minutes)), Ack)
    late = line.save(city_id, batch(one, chained((1, "A"), (2, "B"))[1:], seconds=minutes + 1))
    assert isinstance(late, Late)


def test_signs_of_life_become_one_row_a_room_and_ten_seconds(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    line = line_of(site)
    for seconds in range(0, 32, 4):
        for one in seated:
            line.save(one.actor.city_id or "", batch(one, (), seconds=seconds))
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        pulses = work.all(select(RoomPulse).order_by(RoomPulse.at))
        assert answers_of(work, seated[0].sitting_id) == {}
    assert len(pulses) == 2
    assert all(pulse.room_id == hall.room_id for pulse in pulses)
    assert pulses[0].heard == sorted(one.sitting_id.hex for one in seated)


def test_the_door_reaches_only_the_sittings_that_came_with_their_leases(site: Site, seated: list[Seated]) -> None:
    one, other = seated[:2]
    with Work.open(site, the_door(one.actor.city_id or "", [one.sitting_id]), NOON, read_only=True) as work:
        assert work.count(select(func.count()).select_from(Sitting)) == 1
        assert work.count(select(func.count()).select_from(Response)) == 0
        with pytest.raises(NotFound):
            work.get(Sitting, other.sitting_id)


def test_after_the_hand_in_a_sign_of_life_is_told_so(site: Site, seated: list[Seated]) -> None:
    one, line = seated[0], line_of(site)
    with Work.open(site, one.actor, NOON) as work:
        submit_form(work, one.sitting_id, one.lease)
    told = line.save(one.actor.city_id or "", batch(one, ()))
    assert isinstance(told, Late) and told.was_closed


def test_whoever_comes_to_a_crowd_is_told_at_once_and_not_kept_waiting(app: Flask) -> None:
    """No page of the site is made for it, and no statement is asked of the database."""
    statements: list[str] = []
    here: House = app.extensions[KEY]
    event.listen(here.site.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "somebody who is signed in"
    look = client.get("/seat", environ_overrides={CROWDED: True})
    assert (look.status_code, look.headers["Refresh"]) == (503, look.headers["Retry-After"])
    assert 5 <= int(look.headers["Refresh"]) <= 15
    post = client.post("/seat", data={"ticket_number": "1"}, environ_overrides={CROWDED: True})
    assert (post.status_code, "Refresh" in post.headers) == (503, False)
    asked = client.get("/seat", headers={"Accept": "application/json"}, environ_overrides={CROWDED: True})
    assert (asked.status_code, asked.json["code"]) == (503, "crowded")
    assert statements == []


def test_pages_beyond_the_line_are_turned_away_while_answers_pass(site: Site) -> None:
    waiting, done, turned_away = Semaphore(0), Event(), Semaphore(0)

    def slow_page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get(CROWDED):
            turned_away.release()
            return []
        waiting.release()
        assert done.wait(20)
        return []

    door = Door(slow_page, lambda: House(site, lambda: NOON, steady_seconds))
    beyond = 3
    with ThreadPoolExecutor(PAGES_IN_LINE + beyond) as pool:
        asked = [pool.submit(door, {"PATH_INFO": "/"}, lambda *_: None) for _ in range(PAGES_IN_LINE + beyond)]  # type: ignore[arg-type]
        assert all(turned_away.acquire(timeout=20) for _ in range(beyond))
        assert not turned_away.acquire(timeout=0.2)
        done.set()
    assert all(one.result() == [] for one in asked)


def test_pages_that_take_long_keep_no_answer_out(site: Site, seated: list[Seated]) -> None:
    made, done = Semaphore(0), Event()

    def slow_page(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        made.release()
        assert done.wait(20)
        return []

    def ask(path: str, body: bytes = b"") -> str:
        said: list[str] = []
        environ = {"PATH_INFO": path, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
        door({"REQUEST_METHOD": "POST", **environ}, lambda status, *_: said.append(status))  # type: ignore[arg-type]
        return "".join(said)

    door = Door(slow_page, lambda: House(site, lambda: NOON, steady_seconds))
    with ThreadPoolExecutor(PAGES_AT_ONCE * 3) as pool:
        for _ in range(PAGES_AT_ONCE * 2):
            pool.submit(ask, "/exam/wait")
        assert all(made.acquire(timeout=20) for _ in range(PAGES_AT_ONCE))
        assert not made.acquire(timeout=0.2)
        assert ask(wire.SAVE_PATH, b"{}").startswith("400")
        done.set()
