"""Lessons at the browser: the clerk plans, the room shows a code, a phone scans it, the trainer confirms."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.models import AttendanceProof, Lesson
from exam_app.work import Site, Work
from tests.builders.lessons import BEGAN, a_guard, a_lesson, a_school, confirmed, entered_late
from tests.builders.training import Trained, trained
from tests.cast import NOON, Cast, enter
from tests.conftest import Clock

pytestmark = pytest.mark.usefixtures("sqlite_only")


def browser(app: Flask, site: Site, who: object, now=NOON) -> FlaskClient:
    client = app.test_client()
    enter(client, site, who, now)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


@pytest.fixture
def course(site: Site, cast: Cast) -> Trained:
    return trained(site, cast, 2)


def lesson_form(site: Site, cast: Cast, **changed: object) -> dict[str, object]:
    school = a_school(site, cast)
    return {
        "held_on-year": "2026",
        "held_on-month": "11",
        "held_on-day": "25",
        "begins": "8:30",
        "ends": "１１：３０",
        "area": "law",
        "subject": "fire protection",
        "hours": "4",
        "trainer": str(school.trainer_id),
        "classroom": str(school.room_id),
        **changed,
    }


# -- the clerk ------------------------------------------------------------------------------------------------------


def test_a_lesson_is_planned_with_times_as_people_write_them(
    app: Flask, site: Site, cast: Cast, course: Trained
) -> None:
    clerk = browser(app, site, cast["li"])
    address = f"/training/courses/{course.course_id}/lessons/new"
    page = clerk.post(address, data=lesson_form(site, cast), follow_redirects=True).text
    assert "The lesson is planned." in page
    assert "2026-11-25 08:30" in page
    assert "to 11:30" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"hours": "many"}, "Enter a whole number."),
        ({"hours": "9" * 30}, "between 1 and 6"),
        ({"hours": "5"}, "180 minutes hold at most 4 class hours"),
        ({"area": "swimming"}, "Choose law, professional knowledge or skills."),
        ({"held_on-day": "31"}, "There is no such day."),
        ({"held_on-month": "1"}, "The course lasts from 2026-11-02"),
        ({"begins": "soon"}, "Enter a time such as 8:30"),
        ({"begins": "25:00"}, "There is no such time of day."),
        ({"ends": "8:30"}, "A lesson ends after it begins"),
        ({"trainer": "nobody"}, "Choose the trainer."),
    ],
)
def test_a_wrong_lesson_is_told_in_our_words_and_comes_back_filled(
    app: Flask, site: Site, cast: Cast, course: Trained, wrong: dict[str, str], said: str
) -> None:
    clerk = browser(app, site, cast["li"])
    form = lesson_form(site, cast, **wrong)
    answer = clerk.post(f"/training/courses/{course.course_id}/lessons/new", data=form)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="fire protection"' in answer.text


def test_without_a_trainer_and_a_room_the_form_says_what_comes_first(
    app: Flask, site: Site, cast: Cast, course: Trained
) -> None:
    clerk = browser(app, site, cast["li"])
    assert "Enter them first." in clerk.get(f"/training/courses/{course.course_id}/lessons/new").text
    number = {
        "name": "冯刚",
        "id_number": "33030119850505015",
        "since-year": "2026",
        "since-month": "1",
        "since-day": "2",
    }
    assert "18 characters" in clerk.post("/training/trainers/new", data=number).text
    room = {"name": "201", "address": "x", "places": "40", "opens": "8:00", "closes": "18:00"}
    assert "201" in clerk.post("/training/rooms/new", data=room, follow_redirects=True).text


def test_a_lesson_is_cancelled_with_its_reason_and_stays_in_the_list(
    app: Flask, site: Site, cast: Cast, course: Trained
) -> None:
    clerk = browser(app, site, cast["li"])
    lesson = a_lesson(site, cast, course.course_id)
    assert clerk.post(f"/training/lessons/{lesson}/cancel", data={"reason": ""}).status_code == 422
    page = clerk.post(f"/training/lessons/{lesson}/cancel", data={"reason": "power cut"}, follow_redirects=True).text
    assert "Cancelled" in page
    assert "power cut" in clerk.get(f"/training/lessons/{lesson}").text


def test_a_late_entry_waits_for_a_colleague_and_says_so_to_whoever_made_it(
    app: Flask, site: Site, cast: Cast, course: Trained, clock: Clock
) -> None:
    lesson = a_lesson(site, cast, course.course_id)
    clock.now = NOON + timedelta(days=2)
    clerk = browser(app, site, cast["li"], clock.now)
    stated = {f"hours-{course.people[0]}": "6", f"hours-{course.people[1]}": "0"}
    refused = clerk.post(f"/training/lessons/{lesson}/late", data={**stated, "reason": ""})
    assert refused.status_code == 422
    assert 'value="6"' in refused.text
    page = clerk.post(f"/training/lessons/{lesson}/late", data={**stated, "reason": "ill"}, follow_redirects=True).text
    assert "Another person of your unit has to sign." in page
    trainer = browser(app, site, cast["feng"], clock.now)
    entry = re.search(r"/teaching/late-entries/[0-9a-f-]+", trainer.get(f"/teaching/lessons/{lesson}").text)
    assert entry is not None
    signed = trainer.post(entry[0], data={"said": "sign"}, follow_redirects=True).text
    assert "Signed. The class hours are recorded." in signed
    assert "meantime" in trainer.post(entry[0], data={"said": "decline"}, follow_redirects=True).text


def test_who_entered_late_is_told_that_another_must_sign(
    app: Flask, site: Site, cast: Cast, course: Trained, clock: Clock
) -> None:
    entry = entered_late(site, cast, a_lesson(site, cast, course.course_id), course.people)
    clock.now = NOON + timedelta(days=2)
    clerk = browser(app, site, cast["li"], clock.now)
    page = clerk.post(f"/training/late-entries/{entry}", data={"said": "sign"}, follow_redirects=True).text
    assert "You entered this yourself." in page


# -- the room and the phone -----------------------------------------------------------------------------------------


def scan(trainer: FlaskClient, lesson: UUID) -> str:
    """The address behind the code that the room's screen shows now."""
    page = trainer.get(f"/teaching/lessons/{lesson}/code")
    assert 1 <= int(page.headers["Refresh"]) <= 20
    assert "data:image/svg+xml;base64," in page.text
    address = re.search(r"<code>http://localhost(/my/lessons/[^<]+)</code>", page.text)
    assert address is not None
    return address[1]


def test_a_phone_scans_the_rooms_code_and_gets_its_receipt(
    app: Flask, site: Site, cast: Cast, course: Trained, clock: Clock
) -> None:
    lesson = a_lesson(site, cast, course.course_id)
    clock.now = BEGAN
    address = scan(browser(app, site, cast["feng"], BEGAN), lesson)
    phone = app.test_client()
    asked = phone.get(address)
    assert asked.status_code == 302
    assert asked.location.startswith("/study/sign-in?next=/my/lessons/")
    enter(phone, site, a_guard(site, cast, course.course_id, course.people[0]), BEGAN)
    with phone.session_transaction() as session:
        session["locale"] = "en"
    assert "Are you in this lesson?" in phone.get(address).text
    received = phone.post(address, follow_redirects=True)
    assert "Your presence is noted" in received.text
    assert "07:30:00" in received.text
    assert phone.get_cookie("device", path="/my/lessons") is not None
    clock.now = BEGAN + timedelta(minutes=262)
    old = phone.post(address)
    assert old.status_code == 409
    assert "older than 40 seconds" in old.text
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert len(work.all(select(AttendanceProof.id))) == 1


def test_the_same_phone_is_known_again_whoever_holds_it(
    app: Flask, site: Site, cast: Cast, course: Trained, clock: Clock
) -> None:
    lesson = a_lesson(site, cast, course.course_id)
    clock.now = BEGAN
    trainer, phone = browser(app, site, cast["feng"], BEGAN), app.test_client()
    for person_id in course.people:
        enter(phone, site, a_guard(site, cast, course.course_id, person_id), BEGAN)
        phone.post(scan(trainer, lesson))
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert len(set(work.all(select(AttendanceProof.device)))) == 1


def test_a_trainee_sees_the_own_hours_and_nobody_elses(app: Flask, site: Site, cast: Cast, course: Trained) -> None:
    confirmed(site, cast, a_lesson(site, cast, course.course_id), course.people[:1])
    for person_id, said in zip(course.people, ("6 class hours so far", "0 class hours so far"), strict=True):
        phone = browser(app, site, a_guard(site, cast, course.course_id, person_id))
        assert said in phone.get("/my/lessons").text


# -- the trainer ----------------------------------------------------------------------------------------------------


def test_the_trainer_confirms_who_was_there(app: Flask, site: Site, cast: Cast, course: Trained) -> None:
    lesson = a_lesson(site, cast, course.course_id)
    trainer = browser(app, site, cast["feng"])
    assert "1 lesson needs your word" in trainer.get("/teaching/").text
    too_many = {f"hours-{course.people[0]}": "7"}
    refused = trainer.post(f"/teaching/lessons/{lesson}", data=too_many)
    assert refused.status_code == 422
    assert 'value="7"' in refused.text
    page = trainer.post(
        f"/teaching/lessons/{lesson}", data={f"hours-{course.people[0]}": "6"}, follow_redirects=True
    ).text
    assert "Confirmed: 1 person was there." in page
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        assert work.get(Lesson, lesson).confirmed_by_id == cast["feng"].person_id


def test_another_units_trainer_and_trainee_find_nothing(app: Flask, site: Site, cast: Cast, course: Trained) -> None:
    lesson = a_lesson(site, cast, course.course_id)
    theirs = trained(site, cast, 1, clerk="gao", first=7)
    stranger = browser(app, site, cast["hao"])
    for address in (f"/teaching/lessons/{lesson}", f"/teaching/lessons/{lesson}/code"):
        assert stranger.get(address).status_code == 404
    phone = browser(app, site, a_guard(site, cast, theirs.course_id, theirs.people[0], "gao"))
    for address in (f"/my/lessons/{lesson}", f"/my/lessons/{lesson}/ABCDEFGH"):
        assert phone.get(address).status_code == 404
    assert phone.post(f"/my/lessons/{lesson}/ABCDEFGH").status_code == 404
