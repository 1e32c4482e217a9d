"""The whole line through the pages: from an empty database to a card in a guard's pocket, and to its end.

Nobody in this story touches the database. The clock is the real one, the server is the program as its operator starts
it, everybody has a browser of their own, and the card is read by a camera.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from exam_app.settings import DEFAULT_ZONE
from tests.cast import id_number
from tests.journeys.people.administrator import Administrator
from tests.journeys.people.auditor import Auditor
from tests.journeys.people.camera import decoded, film_of
from tests.journeys.people.candidate import POINTS, Candidate
from tests.journeys.people.city import CityOfficer
from tests.journeys.people.clerk import Clerk, PlannedLesson
from tests.journeys.people.county import CountyReviewer
from tests.journeys.people.invigilator import Invigilator
from tests.journeys.people.issuer import Issuer
from tests.journeys.people.officer import PatrolOfficer, phone_before
from tests.journeys.people.roster import SUN_GUIFANG, TRAINEES, ZHAO_WEIDONG, messy_roster
from tests.journeys.people.town import (
    CENTRE,
    CITY,
    CITY_CODE,
    COMPANY,
    COUNTY,
    OTHER_COUNTY,
    POST,
    ROOM,
    STAFF,
    UNIT,
    Town,
    number_of,
)
from tests.journeys.people.trainer import Trainer
from tests.journeys.server import empty_place, environment_of, serving, set_up

pytestmark = pytest.mark.browser

COURSE, EXAM = "第6期岗前培训班", "12月第一场"
SUN = SUN_GUIFANG.name
PEOPLE = len(TRAINEES)
UNLIKE = "The photo does not show this person clearly. Take a new one."
SCHOOLING = "Proof of junior secondary schooling is missing. Hand it in."
CHAPTERS = (
    "Enrolled in a course",
    "A photo was stored",
    "6 class hours recorded",
    "Registered for the examination",
    "Returned by the county with 2 reasons",
    "Passed by the county",
    "Approved by the city",
    "The sitting began, paper assembled",
    "Handed in with 100 answers",
    "Paper marked",
    "issued",
    "printed",
    "Ending a certificate was proposed: Revoked",
    "The certificate ended: Revoked",
)
PIN = "290714"
LAW, REASON = "Regulation art. 30 and 45", "Searched a visitor on 20 November"


@dataclass(frozen=True)
class EmptyTown(Town):
    """And what ``watchword init`` printed."""

    first_code: str


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def town(request: pytest.FixtureRequest, tmp_path: Path, browser: Browser) -> Iterator[EmptyTown]:
    """An empty database, ``watchword init``, ``watchword serve``."""
    environment = environment_of(empty_place(request, tmp_path / "site", "whole_line"))
    code = set_up(environment, city=CITY_CODE, authority=CITY, name="吴刚", id_number=id_number("19800101"), login="wu")
    with serving(environment) as server, ExitStack() as leaving:
        yield EmptyTown(server.address, browser, leaving, code)


def test_a_guard_goes_the_whole_line_through_the_pages(town: EmptyTown, tmp_path: Path) -> None:
    administrator = town.arrive(Administrator)
    administrator.choose_first_password("wu", town.first_code)
    add_places(administrator)
    clerk = town.employ(administrator, "li", Clerk)
    county = town.employ(administrator, "zhou", CountyReviewer)
    he = town.employ(administrator, "he", CityOfficer)
    lin = town.employ(administrator, "lin", CityOfficer)
    zhao = town.employ(administrator, "zhao", Invigilator)

    enrol(clerk)
    teach(clerk, town.employ(administrator, "feng", Trainer))
    apply(clerk, county)
    he.approve_applications(PEOPLE)
    he.enter_the_shipped_bank()
    lin.approve_the_bank()
    ticket_number, starts_at = schedule(he)

    candidate = town.arrive(Candidate)
    candidate.sign_in(ticket_number, SUN_GUIFANG.last_four)
    candidate.confirm_identity(SUN)
    candidate.practise()
    zhao.enter_room(ROOM)
    zhao.rehearse(ROOM, 12)
    zhao.open_room()
    zhao.sees_seat(SUN, "Here, not begun")
    zhao.compare_faces(SUN)
    issuer = town.employ(administrator, "sun", Issuer)
    issuer.prepare_keys()
    phone_code = town.open_account(administrator, "qin")
    auditor = town.employ(administrator, "ma", Auditor)

    candidate.wait_until(starts_at)
    sit(candidate, zhao)
    release(he, lin, candidate)

    issuer.issue(SUN)
    card = issuer.print_card(SUN)
    phone = phone_before(film_of(card, tmp_path / "card.y4m"), town.browser)
    town.leaving.callback(phone.close)
    officer = town.arrive(PatrolOfficer, phone)
    officer.choose_first_password("qin", phone_code)
    check_at_the_post(officer, decoded(card), tmp_path)
    revoke(issuer, lin)
    check_again(officer, decoded(card), tmp_path)
    read_it_all(auditor)
    assert offline_ledger(*auditor.take_ledger_home(ROOM), tmp_path) == (0, "HOLDS: bundle.zip")


def add_places(administrator: Administrator) -> None:
    administrator.add_place("Counties", {"Official name": COUNTY, "Division code": "330301"})
    administrator.add_place("Counties", {"Official name": OTHER_COUNTY, "Division code": "330302"})
    administrator.add_place(
        "Training units", {"Official name": UNIT, "Filing number (optional)": "备2023-07"}, county=COUNTY
    )
    administrator.add_place("Examination centres", {"Official name": CENTRE, "Address": "云川市学府路1号"})
    administrator.add_place("Rooms", {"Name of the room": ROOM, "Rows, front to back": "3", "Seats in a row": "4"})
    unit = {"Official name": COMPANY, "Number of the licence or filing (optional)": "云公保服2019-004"}
    administrator.add_place("Guard units", unit, county=COUNTY, kind_of_unit="Guard service company")
    administrator.add_place("Posts", {"Official name": POST, "Address": "青溪县人民路9号"}, county=COUNTY)


def enrol(clerk: Clerk) -> None:
    """A roster as it is kept becomes people with photos."""
    today = datetime.now(DEFAULT_ZONE).date()
    clerk.open_course(COURSE, today - timedelta(days=20), today + timedelta(days=10))
    clerk.upload_roster("第6期.xlsx", messy_roster())
    clerk.reads("3 of 4 rows are right, 1 to repair", "D9", "The last digits are lost")
    clerk.repair(ZHAO_WEIDONG.name, {"ID number": ZHAO_WEIDONG.id_number})
    clerk.confirm_roster_twice(PEOPLE)
    clerk.open_the_course(COURSE)
    clerk.sees_people(PEOPLE)
    clerk.add_photos(TRAINEES)


def teach(clerk: Clerk, trainer: Trainer) -> None:
    """Lessons are planned, and the trainer confirms them: class hours follow."""
    lessons = (
        PlannedLesson("消防安全", "Professional knowledge", 6, last_over(6, 3, 13)),
        PlannedLesson("灭火器材使用", "Skills", 2, last_over(2, 8, 18)),
    )
    clerk.enter_trainer(STAFF["feng"].name, number_of("feng"), min(lesson.begins for lesson in lessons).date())
    clerk.add_classroom("201教室")
    clerk.open_the_course(COURSE)
    for lesson in lessons:
        clerk.plan_lesson(lesson, STAFF["feng"].name, "201教室")
        trainer.open_lesson(lesson.subject)
        trainer.confirm(dict.fromkeys((trainee.name for trainee in TRAINEES), lesson.hours))
        trainer.reads(f"Confirmed: {PEOPLE} people were there.")
    clerk.open_the_course(COURSE)
    clerk.sees_row(SUN, "0 / 6 / 2")


def last_over(class_hours: int, *begins: int) -> datetime:
    """The latest moment at one of these hours of a day whose lesson is over. With an hour in the night and one after
    noon it ended less than a day ago whenever this runs: a lesson is confirmed within 24 hours."""
    now, lasts = datetime.now(DEFAULT_ZONE), timedelta(minutes=45 * class_hours)
    today = now.replace(minute=0, second=0, microsecond=0)
    moments = [day.replace(hour=hour) for day in (today, today - timedelta(days=1)) for hour in begins]
    return max(moment for moment in moments if moment + lasts <= now)


def apply(clerk: Clerk, county: CountyReviewer) -> None:
    """Everybody applies. One application comes back with two reasons, is repaired, and then passes like the others."""
    clerk.register_all(PEOPLE)
    county.enter_fingerprints(SUN, datetime.now(DEFAULT_ZONE).date(), "ZW20260001")
    county.review(SUN)
    county.return_it(UNLIKE, SCHOOLING)
    county.reads(f"{SUN} was returned. The training unit sees all reasons now.")
    clerk.sees_why_returned(SUN, UNLIKE, SCHOOLING)
    clerk.give_new_photo(SUN_GUIFANG)
    clerk.open_the_course(COURSE)
    clerk.register_again(SUN)
    county.pass_on([trainee.name for trainee in TRAINEES])
    county.reads("Everything is reviewed.")


def schedule(he: CityOfficer) -> tuple[str, datetime]:
    """An examination for one candidate: the number on the printed ticket, and when it starts."""
    starts_at = he.plan_an_examination(EXAM)
    he.book_only(SUN)
    he.seat()
    he.assign(STAFF["zhao"].name, ROOM)
    he.publish()
    return he.print_ticket(SUN, CENTRE, ROOM, f"{starts_at:%-I:%M}"), starts_at


def sit(candidate: Candidate, zhao: Invigilator) -> None:
    """A hundred questions with a reload, a second tab, and some time without a network; nothing is lost."""
    questions = candidate.begin()
    assert len(questions) == 100
    candidate.answer_all(questions[:40])
    candidate.reload()
    candidate.sees_answered(40)
    candidate.second_tab_says("The examination is open in another window. Go on there.")
    candidate.answer_all(questions[40:60])
    candidate.saved_line_says("Question 60 is saved.")
    zhao.look_again()
    zhao.sees_seat(SUN, "60 of 100")
    zhao.note_incident(SUN, "Computer or network", "Minor")
    zhao.give_minutes(5, "loose cable")
    candidate.lose_the_network()
    candidate.answer_all(questions[60:70])
    candidate.saved_line_says("Network lost. Your answers are kept here. Go on.")
    candidate.find_the_network_again()
    candidate.saved_line_says("Back online. All 70 answers are saved.")
    candidate.answer_all(questions[70:])
    candidate.hand_in()
    candidate.reads("Handed in", "100 of 100", "Receipt code")
    candidate.does_not_read("points", "Passed")
    zhao.set_pin(PIN)
    zhao.enter_room(ROOM)
    zhao.sees_seat(SUN, "Handed in")
    zhao.settle_alert("Opened in a second browser", "Nothing wrong: a slip or a message of the computer")
    zhao.close_room(PIN)


def release(he: CityOfficer, lin: CityOfficer, candidate: Candidate) -> None:
    """Two people sign; before the second, nobody sees a score."""
    he.close(EXAM)
    he.sign_release_twice(EXAM)
    candidate.see_my_examination()
    candidate.reads("The result comes next")
    candidate.does_not_read("points", "Passed")
    lin.sign_release(EXAM)
    lin.reads("The results are released.", "1 of 1 passed")
    candidate.see_my_examination()
    candidate.reads(f"Passed: {POINTS} of 100 points", "The certificate comes next")


def check_at_the_post(officer: PatrolOfficer, text: str, folder: Path) -> None:
    """Phone, server and the checker without a network say the same: valid."""
    officer.choose_post(f"{POST} · {COMPANY}")
    officer.hold_the_camera_over_the_card()
    officer.reads_verdict("valid", "Valid", SUN, "Compare the photo and the identity card", "The server says the same.")
    assert offline_verdict(text, officer, folder) == (0, "GENUINE (listed)")


def revoke(issuer: Issuer, lin: CityOfficer) -> None:
    issuer.propose_to_revoke(SUN, LAW, REASON)
    issuer.reads("You proposed it. Another person has to confirm.")
    lin.confirm_the_end_of(SUN)


def check_again(officer: PatrolOfficer, text: str, folder: Path) -> None:
    """The same card, the same camera, new lists."""
    officer.put_the_camera_away()
    officer.renew_the_lists()
    officer.hold_the_camera_over_the_card()
    officer.reads_verdict("ended", "Revoked", "Revoked for misconduct.", LAW, "The server says the same.")
    assert offline_verdict(text, officer, folder) == (1, "REVOKED (ended)")


def offline_verdict(text: str, officer: PatrolOfficer, folder: Path) -> tuple[int, str]:
    """Exit code and first line of ``python -m certificates check`` with the lists that officers fetch."""
    for name in ("trust", "status"):
        (folder / f"{name}.json").write_bytes(officer.fetch(f"/officer/lists/{name}.json"))
    command = [sys.executable, "-m", "certificates", "check", text, "--trust", "trust.json", "--status", "status.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout.partition("\n")[0]


def offline_ledger(bundle: bytes, key: str, folder: Path) -> tuple[int, str]:
    """Exit code and first line of ``watchword ledger verify``, on a computer without the database."""
    (folder / "bundle.zip").write_bytes(bundle)
    (folder / "keys.txt").write_text(key)
    watchword = str(Path(sys.executable).with_name("watchword"))
    command = [watchword, "ledger", "verify", "bundle.zip", "--keys", "keys.txt"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout.partition("\n")[0]


def read_it_all(auditor: Auditor) -> None:
    """Every chapter of this story stands in the person's journal, and so does the reading of it."""
    auditor.open_file(SUN)
    auditor.open_journal()
    auditor.print_whole_journal()
    auditor.reads(*CHAPTERS)
    auditor.look_who_has_read()
    auditor.reads("The dossier was read", "The journal of a person was read", STAFF["ma"].name)
