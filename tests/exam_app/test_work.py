"""What a piece of work keeps, and what it undoes."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from exam_app.actors import Actor, Role
from exam_app.errors import NotFound, Refusal
from exam_app.journal import JournalEntry, JournalText, Ledger, LedgerCheckpoint, PersonalText, Tag
from exam_app.ledger import leaf_hash, open_note, root_of
from exam_app.models import ExamCentre
from exam_app.settings import Settings
from exam_app.work import Site, Work, ledger_key, open_site
from tests import postgres
from tests.cast import CITY, Cast
from tests.conftest import NOON
from tests.tables import make_tables

ADMINISTRATOR = Actor(Role.ADMINISTRATOR, "吴刚", city_id=CITY, person_id=UUID(int=7))
AUDITOR = Actor(Role.AUDITOR, "马青", city_id=CITY, person_id=UUID(int=8))


def a_centre(work: Work, name: str) -> ExamCentre:
    return ExamCentre(city_id=CITY, id=work.new_id(), name=name, address="学府路1号", directions="")


def centres(site: Site) -> list[str]:
    with Work.open(site, ADMINISTRATOR, NOON, read_only=True) as work:
        return list(work.all(select(ExamCentre.name).order_by(ExamCentre.name)))


def test_what_returns_is_kept(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.add(a_centre(work, "一中"))
    assert centres(site) == ["一中"]


def test_what_raises_is_undone_with_its_facts_and_its_after_commit_actions(site: Site) -> None:
    done: list[str] = []
    with pytest.raises(Refusal), Work.open(site, ADMINISTRATOR, NOON) as work:
        work.add(a_centre(work, "一中"))
        work.record(Tag.CENTRE_ADDED, "centre", None)
        work.after_commit(lambda: done.append("told"))
        raise Refusal("No.")
    assert (centres(site), done, entries(site)) == ([], [], [])


def test_after_commit_actions_run_once_everything_is_kept(site: Site) -> None:
    seen: list[list[str]] = []
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.add(a_centre(work, "一中"))
        work.after_commit(lambda: seen.append(centres(site)))
        assert seen == []
    assert seen == [["一中"]]


def test_read_only_work_cannot_write(site: Site) -> None:
    with pytest.raises(DatabaseError), Work.open(site, ADMINISTRATOR, NOON, read_only=True) as work:
        work.add(a_centre(work, "一中"))
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.add(a_centre(work, "二中"))
    assert centres(site) == ["二中"]


def test_a_look_that_fails_leaves_every_connection_able_to_write(tmp_path: Path) -> None:
    """Although another connection waits in the pool, which the session would get after its own went back."""
    site = open_site(Settings.for_folder(tmp_path))
    with site.engine.connect(), site.engine.connect():
        pass
    with pytest.raises(Refusal), Work.open(site, ADMINISTRATOR, NOON, read_only=True):
        raise Refusal("no")
    with site.engine.connect() as one, site.engine.connect() as other:
        assert [each.exec_driver_sql("PRAGMA query_only").scalar() for each in (one, other)] == [0, 0]
    site.engine.dispose()


def test_read_only_work_cannot_look_beyond_its_scope_without_a_trace(site: Site, sqlite_only: None) -> None:
    reading = Work.open(site, ADMINISTRATOR, NOON, read_only=True)
    with pytest.raises(RuntimeError, match="no trace"), reading as work, work.everything("curiosity"):
        pass


def test_a_set_update_stays_within_the_city(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.add(a_centre(work, "一中"))
    with Work.open(site, Actor(Role.ADMINISTRATOR, city_id="440100"), NOON) as work:
        assert work.change(update(ExamCentre).values(name="夺走")) == 0
    assert centres(site) == ["一中"]


def test_a_row_that_is_not_there_and_a_row_of_others_are_the_same(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        row_id = work.add(a_centre(work, "一中")).id
    stranger = Actor(Role.ADMINISTRATOR, city_id="440100")
    sentences = set()
    for actor, wanted in ((stranger, row_id), (ADMINISTRATOR, UUID(int=99))):
        with Work.open(site, actor, NOON, read_only=True) as work, pytest.raises(NotFound) as refused:
            work.get(ExamCentre, wanted)
        sentences.add(str(refused.value))
    assert len(sentences) == 1


def test_ids_are_uuid7_of_the_moment(site: Site, sqlite_only: None) -> None:
    with Work.open(site, ADMINISTRATOR, NOON, read_only=True) as work:
        made = [work.new_id() for _ in range(100)]
    assert {one.version for one in made} == {7}
    assert {one.int >> 80 for one in made} == {int(NOON.timestamp() * 1000)}
    assert len(set(made)) == 100


# -- the journal --------------------------------------------------------------------------------------------------


def entries(site: Site) -> list[JournalEntry]:
    with Work.open(site, AUDITOR, NOON, read_only=True) as work:
        return list(work.all(select(JournalEntry).order_by(JournalEntry.ledger_id, JournalEntry.leaf_index)))


def test_leaves_are_numbered_without_a_gap_and_hash_their_facts(site: Site) -> None:
    for seats in (10, 20):
        with Work.open(site, ADMINISTRATOR, NOON + timedelta(minutes=seats)) as work:
            work.record(Tag.ROOM_ADDED, "room", UUID(int=seats), seats=seats)
            work.record(Tag.CENTRE_ADDED, "centre", None)
    found = entries(site)
    assert [entry.leaf_index for entry in found] == [0, 1, 2, 3]
    assert found[2].facts == {"seats": 20}
    assert len({entry.leaf_hash for entry in found}) == 4


def test_a_leaf_can_be_computed_again_from_its_row(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.record(Tag.ROOM_ADDED, "room", UUID(int=5), about=UUID(int=6), seats=30)
    entry = entries(site)[0]
    assert leaf_hash(entry.leaf()) == entry.leaf_hash
    assert json.loads(entry.leaf())["data"] == {"seats": 30}


def test_the_head_of_a_ledger_commits_to_every_leaf(site: Site) -> None:
    for seats in range(7):
        with Work.open(site, ADMINISTRATOR, NOON) as work:
            work.record(Tag.ROOM_ADDED, "room", None, seats=seats)
    with Work.open(site, AUDITOR, NOON, read_only=True) as work:
        ledger = work.all(select(Ledger))[0]
    assert ledger.size == 7
    assert ledger.tree.root == root_of(entry.leaf_hash for entry in entries(site))


def test_a_signed_head_covers_what_its_own_work_wrote(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.sign_ledger("site")
        work.record(Tag.CENTRE_ADDED, "centre", None)
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.sign_ledger("site")  # nothing new: no second checkpoint
    with Work.open(site, AUDITOR, NOON, read_only=True) as work:
        (signed,) = work.all(select(LedgerCheckpoint))
    checkpoint = open_note(signed.note, [ledger_key(site, CITY).verifier])
    assert (checkpoint.origin, checkpoint.size) == (f"{CITY}.watchword/site", 1)
    assert checkpoint.root == entries(site)[0].leaf_hash


def test_personal_text_stands_beside_the_leaf_and_only_its_hash_inside(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.record(Tag.CENTRE_ADDED, "centre", None, reason=PersonalText("王建国的身份证是旧的"))
    entry = entries(site)[0]
    assert "王建国" not in str(entry.facts)
    with Work.open(site, AUDITOR, NOON, read_only=True) as work:
        beside = work.all(select(JournalText))[0]
    assert (beside.entry_id, beside.text) == (entry.id, "王建国的身份证是旧的")


def test_each_room_has_a_ledger_of_its_own(site: Site) -> None:
    with Work.open(site, ADMINISTRATOR, NOON) as work:
        work.record(Tag.CENTRE_ADDED, "centre", None)
        work.record(Tag.SITTING_STARTED, "sitting", None, ledger="room:a:1")
        work.record(Tag.SITTING_STARTED, "sitting", None, ledger="room:a:2")
    with Work.open(site, AUDITOR, NOON, read_only=True) as work:
        assert work.rows(select(Ledger.name, Ledger.size).order_by(Ledger.name)) == [
            ("room:a:1", 1),
            ("room:a:2", 1),
            ("site", 1),
        ]


# -- two at once, on real files and a real server -----------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shared_site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A site that several threads may use: commits are real."""
    if request.param == "sqlite":
        site = open_site(Settings.for_folder(tmp_path))
    else:
        url = postgres.fresh_database(request.getfixturevalue("postgres_url"), "two_at_once")
        site = open_site(Settings.for_folder(tmp_path, database_url=url))
    make_tables(site.engine)
    request.addfinalizer(site.engine.dispose)
    return site


def test_twenty_writers_at_once_leave_a_journal_without_gaps(shared_site: Site) -> None:
    with Work.open(shared_site, ADMINISTRATOR, NOON) as work:
        work.record(Tag.SITE_CREATED, "site", None)
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with Work.open(shared_site, ADMINISTRATOR, NOON) as work:
                work.count(select(func.count()).select_from(ExamCentre))  # read first: the lock comes late
                work.add(a_centre(work, f"{number}中"))
                work.record(Tag.CENTRE_ADDED, "centre", None)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(centres(shared_site)) == 20
    assert [entry.leaf_index for entry in entries(shared_site)] == list(range(21))


def test_a_reader_is_not_stopped_by_a_writer(shared_site: Site) -> None:
    with Work.open(shared_site, ADMINISTRATOR, NOON) as work:
        work.add(a_centre(work, "一中"))
        assert centres(shared_site) == []
    assert centres(shared_site) == ["一中"]


def test_the_cast_can_be_made_on_both_databases(cast: Cast) -> None:
    assert cast["li"].training_unit_id == cast.anwei
    assert cast["zhou"].county_id == cast.qingxi
