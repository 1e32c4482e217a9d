"""The demo world: what is in it, that it is the same every time, and when it is built anew."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Row, Select, func, select

from exam_app.actors import Actor, Role
from exam_app.demo import build_or_open, folder
from exam_app.demo.building import ACTS, build
from exam_app.demo.calendar import Calendar
from exam_app.demo.examining import COPYING_PAIRS
from exam_app.demo.folder import Note, empty, read_note, tables, version, write_note
from exam_app.demo.guards import invent_guards
from exam_app.demo.plan import CLASSES, PEOPLE, REGISTRATIONS
from exam_app.demo.sign_ins import SignIn, table
from exam_app.demo.staff import CITY_CODE
from exam_app.errors import Conflict, Refusal
from exam_app.id_numbers import age_on, read_id_number
from exam_app.journal import JournalEntry, Ledger
from exam_app.keyring import keyring_of
from exam_app.models import (
    Account,
    AnswerSheet,
    Assessment,
    Authority,
    Booking,
    BookletCount,
    Case,
    CaseReply,
    CaseSlip,
    Certificate,
    Employment,
    Enrolment,
    EnteredSheet,
    ExamSession,
    GuardUnit,
    IdentityQuestion,
    ItemPublication,
    MockPaper,
    Person,
    Photo,
    Post,
    PostCheck,
    PracticeAnswer,
    PreRegistration,
    Registration,
    Result,
    ResultAnnulment,
    RosterDraft,
    Screening,
    SheetPhoto,
    Sitting,
    StatusChange,
    StudyCard,
    TrainingUnit,
)
from exam_app.queries.assessments import county_assessments
from exam_app.settings import Settings
from exam_app.terms import (
    AuthorityKind,
    CaseAbout,
    CaseState,
    ExamSessionState,
    GuardUnitKind,
    PreRegistrationState,
    RegistrationState,
    ReplyChannel,
    SittingState,
)
from exam_app.work import Site, Work, open_site
from tests.pages.conftest import demo_folder  # noqa: F401  - the world that the page tests share
from tests.pages.world import BUILT, open_copy
from tests.tables import make_tables
from tools.screenshots import NUMBERS, by_who, tour

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGN_INS = (
    SignIn("/sign-in", "li", "guard-demo-2026", "training_clerk", "李敏 青溪县安卫职业培训学校"),
    SignIn("/seat", "26112400000001", "1234", "candidate", "王伟 302室 5"),
    SignIn("/study/sign-in", "3021245581", "4417", "guard", "王强 青溪县安卫职业培训学校"),
    SignIn("/seat", "26112400000002", "567X", "candidate", "李静 302室 8"),
)


@pytest.fixture(scope="module")
def opened(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Note]]:  # noqa: F811
    site, note = open_copy(demo_folder, tmp_path_factory.mktemp("demo"))
    yield site, note
    site.engine.dispose()


@pytest.fixture
def site(opened: tuple[Site, Note]) -> Site:
    return opened[0]


def rows(site: Site, query: Select[Any]) -> Sequence[Row[Any]]:
    """What the database holds, past every scope."""
    with site.engine.connect() as connection:
        return connection.execute(query).all()


def counted(site: Site, column: Any, *conditions: Any) -> Counter[Any]:
    """How many rows there are of each value; conditions may join another table."""
    query = select(column, func.count()).where(*conditions).group_by(column)
    return Counter(dict(map(tuple, rows(site, query))))


# -- what is in it --------------------------------------------------------------------------------------------------


def test_one_city_two_counties_three_training_units_and_one_of_a_lead_ten_posts(site: Site) -> None:
    assert counted(site, Authority.kind) == {AuthorityKind.CITY: 1, AuthorityKind.COUNTY: 2, AuthorityKind.STATION: 3}
    assert len(rows(site, select(TrainingUnit.id).where(TrainingUnit.lead_sealed.is_(None)))) == 3
    assert len(rows(site, select(TrainingUnit.id))) == 4
    assert len(rows(site, select(Post.id))) == 10


def test_a_hundred_and_twenty_guards_one_who_came_alone_and_their_staff(site: Site) -> None:
    enrolled = {person for (person,) in rows(site, select(Enrolment.person_id))}
    # One of the guards has an account too: the foreman who teaches at the own unit.
    staff = {person for (person,) in rows(site, select(Account.person_id))} - enrolled
    guards = [row for row in rows(site, select(Person.id, Person.birth_date)) if row.id not in staff]
    assert len(guards) - 1 == PEOPLE == 120
    assert all(22 <= age_on(guard.birth_date, BUILT.date()) <= 58 for guard in guards)
    (alone,) = {guard.id for guard in guards} - enrolled
    assert rows(site, select(Registration.training_unit_id).where(Registration.person_id == alone)) == [(None,)]


def test_registrations_wait_at_every_step(site: Site) -> None:
    assert set(counted(site, Registration.state)) == set(RegistrationState)
    assert len(rows(site, select(IdentityQuestion.id).where(IdentityQuestion.settled_at.is_(None)))) == 1
    waiting = select(RosterDraft.course_id).where(RosterDraft.confirmed_at.is_(None))
    assert sorted(course is None for (course,) in rows(site, waiting)) == [False, True], "one of each kind"


def test_guard_units_of_every_kind_employ_people_with_and_without_certificate_and_some_have_left(site: Site) -> None:
    assert counted(site, GuardUnit.kind) == {
        GuardUnitKind.SERVICE_COMPANY: 3,
        GuardUnitKind.IN_HOUSE: 2,
        GuardUnitKind.UNLICENSED: 1,
    }
    stays = rows(site, select(Employment.person_id, Employment.left_on))
    certified = {person for (person,) in rows(site, select(Certificate.person_id))}
    on_duty = {person for person, left_on in stays if left_on is None}
    assert len(stays) == len({person for person, _ in stays}) > PEOPLE / 2
    assert len(on_duty & certified) > 20 and len(on_duty - certified) > 20 and len(stays) - len(on_duty) == 12


def test_one_examination_is_finished_one_is_open_and_one_is_half_booked(site: Site) -> None:
    states = counted(site, ExamSession.state)
    assert states == {ExamSessionState.CLOSED: 1, ExamSessionState.RUNNING: 1, ExamSessionState.PLANNED: 1}
    booked = counted(site, ExamSession.state, Booking.exam_session_id == ExamSession.id)
    assert booked == {ExamSessionState.CLOSED: 60, ExamSessionState.RUNNING: 10, ExamSessionState.PLANNED: 20}


def test_about_three_in_four_of_the_finished_sixty_passed(site: Site) -> None:
    passed = counted(site, Result.passed)
    assert passed.total() == 60
    assert 40 <= passed[True] <= 50
    assert counted(site, Sitting.state) == {
        SittingState.SUBMITTED: 59,
        SittingState.TIMED_OUT: 1,
        SittingState.IN_PROGRESS: 2,
    }


def test_one_candidate_answered_on_paper_and_two_who_typed_it_differed_in_one_line(site: Site) -> None:
    own = (
        select(EnteredSheet.settled, EnteredSheet.third_person_id, AnswerSheet.first_person_id)
        .add_columns(AnswerSheet.second_person_id, Result.passed, Booking.room_id)
        .join(AnswerSheet, AnswerSheet.sitting_id == EnteredSheet.sitting_id)
        .join(Sitting, Sitting.id == EnteredSheet.sitting_id)
        .join(Result, Result.sitting_id == Sitting.id)
        .join(Booking, Booking.id == Sitting.booking_id)
    )
    ((settled, third, first, second, passed, room_id),) = rows(site, own)
    assert len(settled) == 1 and len({first, second, third}) == 3 and passed
    ((returned, missing),) = rows(
        site, select(BookletCount.returned, BookletCount.missing).where(BookletCount.room_id == room_id)
    )
    assert (returned, missing) == (1, 0)
    assert len(rows(site, select(SheetPhoto.id))) == 1


def test_there_is_a_certificate_of_every_end_and_a_proposal_waits(site: Site) -> None:
    ended = counted(site, StatusChange.new_status, StatusChange.second_at.is_not(None))
    assert sorted(ended) == ["cancelled", "replaced", "revoked", "withdrawn"]
    waiting = StatusChange.second_at.is_(None) & StatusChange.dropped_at.is_(None)
    assert len(rows(site, select(StatusChange.id).where(waiting))) == 1
    assert len(rows(site, select(StatusChange.id).where(StatusChange.dropped_at.is_not(None)))) == 1


def test_officers_met_every_kind_of_verdict(site: Site) -> None:
    kinds = counted(site, PostCheck.verdict)
    assert set(kinds) == {
        "GENUINE",
        "REVOKED",
        "WITHDRAWN",
        "CANCELLED",
        "REPLACED",
        "FORGED",
        "UNKNOWN_ISSUER",
        "UNREADABLE",
    }
    assert kinds["GENUINE"] > kinds.total() / 2
    assert counted(site, PostCheck.typed)[True] >= 3
    assert len(rows(site, select(PostCheck.id).where(PostCheck.shown_verdict != PostCheck.verdict))) == 1


def test_a_class_practises_and_its_weak_topics_are_believable(site: Site) -> None:
    answers = rows(site, select(PracticeAnswer.topic, PracticeAnswer.right, PracticeAnswer.person_id))
    people = {row.person_id for row in answers}
    in_class = CLASSES[-1].size
    assert 17 + in_class in counted(site, StudyCard.issued_by_id).values() and 10 <= len(people) <= 14
    share = {
        topic: sum(row.right for row in answers if row.topic == topic) / sum(row.topic == topic for row in answers)
        for topic in {row.topic for row in answers}
    }
    assert len(share) == 9
    assert max(share["T3"], share["T7"]) < min(share["T1"], share["T4"])
    (paper,) = rows(site, select(MockPaper.raw, MockPaper.person_id))
    assert 40 <= paper.raw <= 90 and paper.person_id in people
    assert len(rows(site, select(ItemPublication.id).where(ItemPublication.second_at.is_(None)))) == 1


def test_assessments_are_planned_taken_failed_followed_up_and_left_out(site: Site) -> None:
    tries = rows(site, select(Assessment.raw, Assessment.cut_score, Assessment.follow_up))
    failed = [row for row in tries if row.raw < row.cut_score]
    followed = [row for row in failed if row.follow_up]
    assert len(tries) - len(failed) >= 5 and len(followed) >= 2 and len(failed) > len(followed)
    officer = Actor(Role.CITY_EXAM_OFFICER, city_id=CITY_CODE)
    with Work.open(site, officer, BUILT, read_only=True) as work:
        units = county_assessments(work)
    assert [bool(unit.late) for unit in units] == [True, True, False]
    assert sum(unit.unplanned for unit in units) >= 1 and units[-1].counts["due"]


def test_every_role_has_a_sign_in_and_the_public_a_number_from_home(opened: tuple[Site, Note]) -> None:
    shown = {each.role for each in opened[1].sign_ins}
    assert shown == {role.value for role in Role} - {"gate", "clerkless", "ingest"}


def test_one_from_home_is_awaited_one_taken_up_and_one_stays_away(site: Site) -> None:
    states = rows(site, select(PreRegistration.state).order_by(PreRegistration.made_at))
    assert [state for (state,) in states] == [
        PreRegistrationState.TAKEN_UP,
        PreRegistrationState.WITHDRAWN,
        PreRegistrationState.WAITING,
    ]


def test_ledgers_tell_the_story_in_the_order_of_time(site: Site) -> None:
    query = (
        select(Ledger.name, JournalEntry.at)
        .join(Ledger, Ledger.id == JournalEntry.ledger_id)
        .order_by(Ledger.name, JournalEntry.leaf_index)
    )
    moments: dict[str, list[datetime]] = {}
    for name, at in rows(site, query):
        moments.setdefault(name, []).append(at)
    assert all(found == sorted(found) for found in moments.values())
    assert all(at <= BUILT for found in moments.values() for at in found)


def test_the_progress_bar_knows_about_how_many_acts_there_are(site: Site) -> None:
    """Each act records something, so there are more entries than acts; what is compared is the order of magnitude."""
    assert len(rows(site, select(JournalEntry.id))) > ACTS


# -- the same every time --------------------------------------------------------------------------------------------

BUILD_AGAIN = """
import sys
from datetime import datetime
from pathlib import Path
from exam_app.demo.building import build
from exam_app.migrations.run import migrate
from exam_app.settings import Settings
from exam_app.work import open_site
site = open_site(Settings.for_folder(Path(sys.argv[1]), demo=True))
migrate(site.engine)
build(site, datetime.fromisoformat(sys.argv[2]))
"""


def test_the_comparison_of_answers_finds_the_pairs_that_copied_and_no_other(site: Site) -> None:
    (run,) = rows(site, select(Screening.leads, Screening.candidates))
    assert run.candidates == 60
    named = [lead for lead in run.leads if lead["q"] <= 0.05]
    assert len(named) == COPYING_PAIRS
    assert {lead["family"] for lead in named} == {"neighbours"}


def test_one_case_is_decided_with_what_follows_and_two_are_being_read(site: Site) -> None:
    assert counted(site, Case.state) == {CaseState.DECIDED: 1, CaseState.BEING_READ: 2}
    assert counted(site, Case.about) == {CaseAbout.PAIR: 2, CaseAbout.INVIGILATOR: 1}
    assert counted(site, CaseReply.channel) == {ReplyChannel.IN_PERSON: 1, ReplyChannel.ONLINE: 1}
    running = rows(site, select(CaseSlip.number).where(CaseSlip.reply_until >= BUILT.date()))
    assert len(rows(site, select(CaseSlip.id))) == 4 and len(running) == 2
    assert len(rows(site, select(ResultAnnulment.id))) == 1


def test_the_same_moment_gives_the_same_world(site: Site, tmp_path: Path) -> None:
    """Leaf hashes cover every fact; what differs is sealed or salted: passwords, sealed fields, the vault's keys."""
    subprocess.run(
        [sys.executable, "-c", BUILD_AGAIN, str(tmp_path), BUILT.isoformat()],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    again = open_site(Settings.for_folder(tmp_path, demo=True))
    leaves = select(Ledger.name, JournalEntry.leaf_index, JournalEntry.leaf_hash).join(
        Ledger, Ledger.id == JournalEntry.ledger_id
    )
    for query in (
        leaves.where(JournalEntry.at < BUILT).order_by(Ledger.name, JournalEntry.leaf_index),
        select(Booking.ticket_number).order_by(Booking.id),
        select(Certificate.number, Certificate.issued_on).order_by(Certificate.number),
        select(Photo.digest).order_by(Photo.id),
        select(StudyCard.number).order_by(StudyCard.id),
        select(PracticeAnswer.digest, PracticeAnswer.right).order_by(PracticeAnswer.id),
        select(CaseSlip.number, CaseSlip.reply_until).order_by(CaseSlip.id),
        select(MockPaper.paper_digests, MockPaper.answers, MockPaper.raw).order_by(MockPaper.id),
    ):
        assert rows(site, query) == rows(again, query)
    again.engine.dispose()


def test_it_is_built_in_the_night_of_a_weekend_too(tmp_path: Path) -> None:
    site = open_site(Settings.for_folder(tmp_path, demo=True))
    make_tables(site.engine)
    night = datetime(2027, 2, 27, 3, 10, tzinfo=SHANGHAI)
    assert night.weekday() == 5
    world = build(site, night)
    assert {sign_in.page for sign_in in world.sign_ins} >= {"/sign-in", "/seat", "/study/sign-in", "/slip/sign-in"}
    assert rows(site, select(func.max(JournalEntry.at))) == [(night,)]
    site.engine.dispose()


def test_invented_people_are_all_different_and_nobody() -> None:
    import random

    guards = invent_guards(PEOPLE, BUILT.date(), random.Random(1))
    assert len({guard.name for guard in guards}) == len({guard.id_number for guard in guards}) == PEOPLE
    assert all(read_id_number(guard.id_number).text.startswith("330301") for guard in guards)


# -- days -----------------------------------------------------------------------------------------------------------

moments = st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))


@given(moments, st.integers(1, 120))
def test_offices_decide_on_working_days_only(built_at: datetime, ago: int) -> None:
    calendar = Calendar(built_at, SHANGHAI)
    assert calendar.day(calendar.working_day(ago)).weekday() < 5
    assert 0 <= calendar.working_day(ago) - ago <= 2


@given(moments)
def test_the_open_examination_began_within_the_last_hour(built_at: datetime) -> None:
    ago = built_at - Calendar(built_at, SHANGHAI).open_session_starts_at
    assert timedelta(minutes=30) <= ago < timedelta(hours=1)


@given(moments)
def test_registrations_take_their_steps_in_order_on_every_day_of_the_week(built_at: datetime) -> None:
    calendar = Calendar(built_at, SHANGHAI)
    for passage in REGISTRATIONS.values():
        steps = [step for step in (passage.submitted, passage.county, passage.city) if step is not None]
        days = [calendar.working_day(step) for step in steps]
        assert days == sorted(set(days), reverse=True)
    assert all(calendar.working_day(each.first_day + 3) > each.last_day for each in CLASSES)


# -- the folder -----------------------------------------------------------------------------------------------------


def note_of(now: datetime) -> Note:
    return Note(version(), tables(), now, now + timedelta(hours=7), SIGN_INS)


def test_a_note_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_note(tmp_path, note_of(BUILT))
    assert read_note(tmp_path) == note_of(BUILT)


@pytest.mark.parametrize(
    ("changes", "after", "said"),
    [
        ({}, timedelta(hours=1), None),
        ({}, timedelta(hours=8), "over"),
        ({"version": "0"}, timedelta(hours=1), "program has changed"),
        ({"tables": "0000"}, timedelta(hours=1), "program has changed"),
    ],
)
def test_a_world_is_stale_when_its_examination_is_over_or_the_program_changed(
    changes: dict[str, Any], after: timedelta, said: str | None
) -> None:
    why = replace(note_of(BUILT), **changes).why_stale(BUILT + after)
    assert why is None if said is None else said in (why or "")


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(Refusal, match="something else"):
        empty(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_a_world_that_was_not_finished_is_thrown_away(tmp_path: Path) -> None:
    empty(tmp_path / "demo")
    (tmp_path / "demo" / "watchword.sqlite3").write_bytes(b"half a world")
    assert read_note(tmp_path / "demo") is None
    empty(tmp_path / "demo")
    assert [path.name for path in (tmp_path / "demo").iterdir()] == [folder.NOTE]


def test_a_good_world_is_opened_and_its_sign_ins_are_said(tmp_path: Path) -> None:
    write_note(tmp_path, note_of(datetime.now(UTC)))
    lines: list[str] = []
    settings = build_or_open(tmp_path, lines.append)
    assert settings.demo
    assert any("26112400000001" in line and "1234" in line for line in lines)
    assert json.loads((tmp_path / folder.NOTE).read_text())["version"] == version()


def test_the_table_is_short_and_names_every_candidate() -> None:
    lines = list(table(SIGN_INS))
    assert len(lines) < 20
    assert all(any(each.name in line for line in lines) for each in SIGN_INS)


# -- keys -----------------------------------------------------------------------------------------------------------


def test_the_keys_of_the_demo_are_refused_outside_it(site: Site) -> None:
    for_real = keyring_of(replace(site.settings, demo=False))
    with pytest.raises(Conflict, match="everybody knows"):
        for_real.root()


def test_everybody_who_looks_in_the_pictures_of_the_tour_can_sign_in(opened: tuple[Site, Note]) -> None:
    who = by_who(opened[1].sign_ins)
    assert {picture.who for picture in tour("王伟")} <= set(who)
    assert all(sign_in.page in ("/sign-in", "/register/look-up", *NUMBERS) for sign_in in who.values())
