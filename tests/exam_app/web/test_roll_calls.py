"""A roll call at the browser: asked for on the trainer's page, answered with a picture, read by clerk and county."""

import io

import pytest
from flask import Flask

from exam_app.work import Site
from tests.builders.lessons import BEGAN, a_guard, a_lesson, scanned
from tests.builders.training import a_portrait, trained
from tests.cast import Cast
from tests.conftest import Clock
from tests.exam_app.operations.test_roll_calls import asked_at
from tests.exam_app.web.test_lessons import browser

pytestmark = pytest.mark.usefixtures("sqlite_only")


def test_the_trainer_is_asked_takes_the_picture_and_others_read_it(
    app: Flask, clock: Clock, site: Site, cast: Cast
) -> None:
    course = trained(site, cast, 2)
    lesson_id = a_lesson(site, cast, course.course_id)
    clock.now = asked_at(site, lesson_id)
    trainer = browser(app, site, cast["feng"], clock.now)
    address = f"/teaching/lessons/{lesson_id}"
    assert "Roll call: take a picture of the room now" in trainer.get(address).text
    assert "Take the picture" in trainer.get(f"{address}/code").text
    ticked = str(course.people[0])
    wrong = trainer.post(f"{address}/roll-call", data={"person": ticked, "picture": (io.BytesIO(b"x"), "a.jpg")})
    assert wrong.status_code == 422 and "not a JPEG or PNG picture" in wrong.text
    assert f'value="{ticked}" checked' in wrong.text
    assert "Take a picture of the room." in trainer.post(f"{address}/roll-call", data={}).text
    form = {"person": ticked, "picture": (io.BytesIO(a_portrait(7)), "room.jpg")}
    assert "1 person is seen" in trainer.post(f"{address}/roll-call", data=form, follow_redirects=True).text
    for who, picture in (
        ("feng", f"{address}/roll-call.jpg"),
        ("li", f"/training/lessons/{lesson_id}/roll-call.jpg"),
        ("zhou", f"/office/roll-calls/{lesson_id}.jpg"),
    ):
        answer = browser(app, site, cast[who], clock.now).get(picture)
        assert (answer.status_code, answer.data[:2]) == (200, b"\xff\xd8")
    listed = browser(app, site, cast["zhou"], clock.now).get("/office/roll-calls").text
    assert "Photographed" in listed and str(lesson_id) in listed


def test_whoever_scanned_is_ticked_beforehand(app: Flask, clock: Clock, site: Site, cast: Cast) -> None:
    course = trained(site, cast, 2)
    lesson_id = a_lesson(site, cast, course.course_id)
    scanned(site, a_guard(site, cast, course.course_id, course.people[0]), lesson_id, BEGAN)
    clock.now = asked_at(site, lesson_id)
    page = browser(app, site, cast["feng"], clock.now).get(f"/teaching/lessons/{lesson_id}/roll-call").text
    assert f'value="{course.people[0]}" checked' in page
    assert f'value="{course.people[1]}" checked' not in page
