"""Each part of the site by itself, through the pages: in a town that has been lived in, on both databases.

The examination of guards already has its own story in test_line.py, and the invigilator's room with it.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser

from exam_app.id_numbers import mask
from exam_app.settings import DEFAULT_ZONE, Settings
from tests.builders.employment import a_guard_roster
from tests.cast import id_number
from tests.journeys.lived_in import (
    COPIED,
    COPIERS_LAST_FOUR,
    COURSE,
    EXAM,
    GATE_POST,
    GUARD,
    GUARDS_NUMBER,
    NEWCOMER,
    NEWCOMERS_LAST_FOUR,
    PRACTISED,
    TOPIC,
    TOPIC_CODE,
    TRAINEE,
    TRAINEES_LAST_FOUR,
    TRAINER,
    TRAINERS_NUMBER,
    live_in,
)
from tests.journeys.people.administrator import Administrator
from tests.journeys.people.auditor import Auditor
from tests.journeys.people.city import CityOfficer
from tests.journeys.people.clerk import Clerk, PlannedLesson
from tests.journeys.people.concerned import Concerned
from tests.journeys.people.county import CountyReviewer
from tests.journeys.people.guard import Guard
from tests.journeys.people.guard_unit import GuardUnitClerk
from tests.journeys.people.roster import WIDE_DIGITS
from tests.journeys.people.town import COMPANY, COUNTY, OTHER_COMPANY, POST, Town
from tests.journeys.people.trainer import Trainer
from tests.journeys.server import empty_place, environment_of, run, serving

pytestmark = pytest.mark.browser

SITES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass(frozen=True)
class ServedSite:
    """Where it answers; for its operator, where it keeps what it knows, and where it could be restored."""

    address: str
    settings: Settings
    elsewhere: Settings


@pytest.fixture(scope="module", params=SITES)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """A site that has been lived in, and is served; made once for all parts."""
    folder = tmp_path_factory.mktemp("parts")
    settings, elsewhere = (empty_place(request, folder / name, f"parts_{name}") for name in ("site", "elsewhere"))
    live_in(settings)
    with serving(environment_of(settings)) as server:
        yield ServedSite(server.address, settings, elsewhere)


@pytest.fixture
def town(served: ServedSite, browser: Browser) -> Iterator[Town]:
    with ExitStack() as leaving:
        yield Town(served.address, browser, leaving)


# -- employers and posts --------------------------------------------------------------------------------------------

WANG, LI, LIU = "王建国", "李秀英", "刘玉兰"
WANGS_NUMBER, LIS_NUMBER, LIUS_NUMBER = (id_number("19810312", order) for order in (1, 2, 3))


def test_a_guard_unit_keeps_its_roster(town: Town) -> None:
    today = datetime.now(DEFAULT_ZONE).date()
    ye = town.arrive(GuardUnitClerk)
    ye.sign_in("ye")
    ye.reads("Nobody is on the roster yet", POST)
    ye.upload_roster("花名册.xlsx", messy_roster())
    ye.reads("2 of 3 rows are right, 1 to repair", "nothing is written yet", "2024年13月1日")
    ye.repair(LI, {"Hired on": "2024-12-01"})
    ye.reads("3 of 3 rows are right")
    ye.confirm_roster(3)
    ye.sees_gaps("3 of 3 people on duty lack something", "3 people have no certificate")
    ye.sees_who(3)
    ye.sees_row(WANG, POST, "2024-03-01", "No certificate")
    ye.note_last_day(LIU, today)
    ye.sees_gaps("2 of 2 people on duty lack something")

    ma = town.arrive(Auditor)
    ma.sign_in("ma")
    ma.open_file(WANG)
    ma.reads("Employed; no certificate yet", f"Hired by {COMPANY} on 2024-03-01")
    ma.open_file(LIU)
    ma.reads("Left the guard unit", f"Left {COMPANY} on {today}")


def messy_roster() -> bytes:
    """Three people, each day written in another way. Li was hired in a month that does not exist."""
    return a_guard_roster(
        (WANG, WANGS_NUMBER.translate(WIDE_DIGITS), POST, "2024年3月1日"),
        (LI, f"'{LIS_NUMBER}", POST, "2024年13月1日"),
        (LIU, f"{LIUS_NUMBER[:6]} {LIUS_NUMBER[6:]}", "", "2024.5.6"),
    )


# -- lessons --------------------------------------------------------------------------------------------------------

LATEST_BEGIN = 23 * 60 + 15
"""Minutes of the day: a class hour that begins then ends at midnight."""


def test_a_lesson_is_scanned_by_a_phone_and_confirmed_by_its_trainer(town: Town) -> None:
    now = datetime.now(DEFAULT_ZONE).replace(second=0, microsecond=0)
    midnight = now.replace(hour=0, minute=0)
    yesterday = midnight - timedelta(hours=4)
    minutes = min(max(int((now - midnight) / timedelta(minutes=1)) - 10, 0), LATEST_BEGIN)
    running = PlannedLesson("急救常识", "Professional knowledge", 1, midnight + timedelta(minutes=minutes))
    evening = yesterday if now < yesterday + timedelta(hours=24) else midnight + timedelta(hours=18)
    held = PlannedLesson("《条例》", "Legal knowledge", 1, evening)
    li = town.arrive(Clerk)
    li.sign_in("li")
    li.enter_trainer(TRAINER, TRAINERS_NUMBER, yesterday.date())
    li.add_classroom("201教室")
    li.open_the_course(COURSE)
    li.press("Study cards")
    card_number = li.print_study_card(TRAINEE)
    li.open_the_course(COURSE)
    for lesson in (held, running):
        li.plan_lesson(lesson, TRAINER, "201教室")

    feng = town.arrive(Trainer)
    feng.sign_in("feng")
    feng.open_lesson(held.subject)
    feng.confirm({TRAINEE: 1})
    feng.reads("Confirmed: 1 person was there.")
    feng.open_lesson(running.subject)

    trainee = town.arrive(Guard)
    trainee.sign_in(card_number, TRAINEES_LAST_FOUR)
    trainee.scan(feng.shows_code())
    trainee.reads("Your presence is noted", running.subject)
    trainee.go_to("My training")
    trainee.reads("1 class hour so far")
    trainee.sees_row(f"{held.begins:%Y-%m-%d %H:%M}", held.subject, "1")
    feng.reads(f"1 of {PRACTISED + 1} have arrived")


# -- practice -------------------------------------------------------------------------------------------------------


def test_a_guard_practises_and_the_trainer_sees_what_the_class_does_not_know(town: Town) -> None:
    li = town.arrive(Clerk)
    li.sign_in("li")
    li.open_the_course(COURSE)
    li.reads("4 of 5 have practised with a study card.", "Topics are shown once 5 people have practised.")
    li.issue_study_cards(COURSE, "1 study card issued.", "5 of 5 have a card")
    card_number = li.print_study_card(NEWCOMER)

    wang = town.arrive(Guard)
    wang.study_without_a_card(TOPIC)
    wang.answers_rightly()
    wang.sign_in(card_number, NEWCOMERS_LAST_FOUR)
    wang.reads("Nothing is answered yet.")
    wang.practise(TOPIC)
    wang.answers_rightly()
    wang.answers_wrongly()
    on_fire = take_part_of_a_mock_paper(wang)
    wang.go_to("My study")
    wang.reads("6 questions answered so far")
    wang.sees_row(TOPIC, f"{1 + on_fire} of {2 + on_fire}")

    li.open_the_course(COURSE)
    li.reads("5 of 5 have practised with a study card.", "fewer than 5 people: not shown")
    li.sees_row(TOPIC, f"{5 + on_fire} of {10 + on_fire}")


def take_part_of_a_mock_paper(wang: Guard) -> int:
    """Four right answers of a hundred; how many of the four were about the topic that was practised before."""
    questions = wang.begin_mock_paper()
    wang.answer_all(questions[:4])
    wang.saved_line_says("Question 4 is saved.")
    wang.hand_in("Answered 4, not answered 96, marked 0.", "Unanswered questions: 96.")
    wang.reads("4 of 100 points", "This would not pass yet.", "Topics to learn", "96 questions to look at again")
    return sum(question.item.topic == TOPIC_CODE for question in questions[:4])


# -- assessments by the unit ----------------------------------------------------------------------------------------

SHOWN = f"{GUARD} {mask(GUARDS_NUMBER)}"


def test_a_unit_assesses_its_guards(town: Town) -> None:
    today = datetime.now(DEFAULT_ZONE).date()
    first_day, repeat_by = today + timedelta(days=20), today + timedelta(days=10)
    jiang = town.arrive(GuardUnitClerk)
    jiang.sign_in("jiang")
    jiang.plan_assessments(GATE_POST, first_day)
    jiang.sees_row(GATE_POST, "every 12 months")
    jiang.sees_row(SHOWN, str(first_day), "Due within 30 days")
    card_number = jiang.issue_study_card(GUARD)

    zhou = town.arrive(Guard)
    zhou.sign_in(card_number, GUARDS_NUMBER[-4:])
    take_part_of_an_assessment(zhou)
    zhou.go_to("Assessments")
    zhou.reads("Your unit decides first what follows from the last assessment.")

    jiang.go_to("Assessments")
    jiang.reads("1 guard's assessment is overdue or undecided")
    jiang.sees_row(SHOWN, "Failed, follow-up missing", "not passed", "4 of 30")
    jiang.record_training(GUARD, repeat_by, "参加周三的岗位法规复训")
    jiang.go_to("Assessments")
    jiang.reads("No assessment is overdue")
    zhou.go_to("Assessments")
    zhou.reads(f"Trained again, assessed again by a date: {repeat_by}")

    shi = town.arrive(CountyReviewer)
    shi.sign_in("shi")
    shi.look_at_assessments_of(OTHER_COMPANY)
    shi.sees_row(SHOWN, str(repeat_by), "Due within 30 days", "not passed", "Trained again")


def take_part_of_an_assessment(zhou: Guard) -> None:
    """Four right answers of thirty."""
    questions = zhou.begin_assessment(GATE_POST)
    assert len(questions) == 30
    zhou.answer_all(questions[:4])
    zhou.saved_line_says("Question 4 is saved.")
    zhou.hand_in("Answered 4, not answered 26, marked 0.", "Unanswered questions: 26.")
    zhou.reads("Assessment: 4 of 30 points", "not passed", "Your unit decides what follows and tells you.")
    zhou.reads("This is not the state examination and changes nothing in your certificate.")


# -- leads and cases ------------------------------------------------------------------------------------------------

CONVINCING, UPHELD = "The evidence convinces me", "Upheld: misconduct found"
ASKED = "Your answers are more like those of another candidate than chance lets expect."
NOT_COPIED, NOT_LOOKED = "题目是我自己做的，没有抄", "我没有看别人，也没有给别人看"
GROUNDS, ANNULLED = "相同的错误远多于偶然所能解释", "作答在后，错处相同"


def test_a_suspicious_pair_becomes_a_decided_case(town: Town) -> None:
    he, lin, zhou = town.arrive(CityOfficer), town.arrive(CityOfficer), town.arrive(CountyReviewer)
    one, copier = COPIED
    he.sign_in("he")
    he.compare_answers(EXAM)
    he.reads("1 pair is worth a look", "A number opens a lead, never a verdict")
    he.look_at_pair(*COPIED)
    he.reads("answers wrong in the same way", "What these numbers do not say")
    number = he.open_case("邻座，错得一样")
    he.issue_slips(2)

    concerned = town.arrive(Concerned)
    concerned.enter_with_slip(he.print_slip(copier, one), COPIERS_LAST_FOUR)
    concerned.reads("Please tell us what happened by", ASKED, "nothing is decided", "Silence is not an admission.")
    concerned.does_not_read(one)
    concerned.reply(NOT_COPIED)

    he.take_down_reply(one, NOT_LOOKED)
    he.reads(NOT_COPIED, "with the slip, on this site", "in person, taken down by 何静")
    he.file_view(CONVINCING, "相同错答远超预期")
    he.reads("The other reader's view is shown when both are filed.")

    lin.sign_in("lin")
    lin.see_case(number)
    lin.reads("邻座，错得一样", NOT_COPIED, NOT_LOOKED)
    lin.does_not_read("相同错答远超预期", "View of 何静")
    lin.file_view(CONVINCING, "座位相邻，没有共同老师")
    lin.reads("View of 何静", "相同错答远超预期")
    lin.propose_decision(UPHELD, GROUNDS)
    lin.reads("A second person signs it.")

    he.see_case(number)
    he.reads("View of 林涛", "座位相邻，没有共同老师", "First signature: 林涛")
    he.sign_decision()
    he.reads(UPHELD, "Second signature: 何静")
    he.propose_annulment(copier, ANNULLED)
    lin.carry_out(number, copier)
    letter = lin.print_letter(copier, one)
    assert GROUNDS in letter and "The result is annulled" in letter, letter
    assert "Nothing follows from this for you up to today." in lin.print_letter(one, copier)

    concerned.look_again()
    concerned.reads(UPHELD, GROUNDS, "The result is annulled", ANNULLED, "within 60 days of receiving this letter")
    concerned.does_not_read(one)
    concerned.reads_letter(copier, "The result is annulled")

    zhou.sign_in("zhou")
    zhou.is_refused(he.page.url)


# -- safety net -----------------------------------------------------------------------------------------------------

LATER_COUNTY = "临水县公安局"


def test_a_site_is_saved_and_comes_back(town: Town, served: ServedSite) -> None:
    wu = town.arrive(Administrator)
    wu.sign_in("wu")
    wu.sees_last_backup("Act now", "Never", "Run “watchword backup” on the server now")
    backup, keys = back_up(served.settings)
    wu.sees_last_backup("In order", re.compile(r"\d+ min ago \(20\d\d-\d\d-\d\d \d\d:\d\d\)"))
    wu.add_county(LATER_COUNTY, "330303")

    printed = run(environment_of(served.elsewhere), "restore", backup, "--keys", keys)
    assert re.search(r"Restored [\d,]+ rows and all ledgers as of 20\d\d-\d\d-\d\d \d\d:\d\d\.", printed), printed
    with serving(environment_of(served.elsewhere)) as server, ExitStack() as leaving:
        there = Town(server.address, town.browser, leaving).arrive(Administrator)
        there.sign_in("wu")
        there.go_to("Places")
        there.reads(COUNTY)
        there.does_not_read(LATER_COUNTY)
        there.sees_last_backup("In order")


def back_up(settings: Settings) -> tuple[str, str]:
    """While the site is served: the folders of the backup and of its keys, as the command names them."""
    printed = run(environment_of(settings), "backup")
    found = re.search(r"Verified backup: (\S+) \([\d,]+ rows, .*\n.*keys: (\S+)\. Keep them apart", printed)
    assert found is not None, printed
    return found[1], found[2]
