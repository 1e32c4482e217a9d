"""Pages of a guard unit's own training: begun, planned, read; another unit finds none of it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from exam_app.work import Site
from tests.builders.lessons import BEGAN
from tests.builders.own_training import own_lesson, own_training_of
from tests.cast import Cast, enter
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("sqlite_only")


def at_desk(client: FlaskClient, site: Site, cast: Cast, who: str) -> FlaskClient:
    enter(client, site, cast[who], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    return client


def day(name: str, year: int, month: int, of_month: int) -> dict[str, str]:
    return {f"{name}-year": str(year), f"{name}-month": str(month), f"{name}-day": str(of_month)}


def test_the_clerk_begins_a_training_for_a_post_and_plans_its_lesson(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    own = own_training_of(site, cast)
    desk = at_desk(client, site, cast, "ye")
    days = {**day("starts_on", 2026, 11, 24), **day("ends_on", 2026, 12, 24)}
    wrong = desk.post("/unit/courses/new", data={"name": "门卫勤务复训", "post": str(cast.post), **days})
    assert wrong.status_code == 422 and "You have a course with this name already" in wrong.text
    begun = desk.post(
        "/unit/courses/new", data={"name": "消防演练", "post": str(cast.post), **days}, follow_redirects=True
    )
    assert "2 people" in begun.text
    (plan,) = re.findall(r'href="(/unit/courses/[^"]+/lessons/new)"', begun.text)
    lesson = {
        "subject": "灭火器使用",
        "area": "skills",
        **day("held_on", 2026, 11, 26),
        "begins": "8:30",
        "ends": "10:00",
        "trainer": str(own.trainer_id),
        "classroom": str(own.room_id),
    }
    too_many = desk.post(plan, data={**lesson, "hours": "3"})
    assert too_many.status_code == 422 and "90 minutes hold at most 2 class hours" in too_many.text
    assert "灭火器使用" in too_many.text  # what was typed stays
    planned = desk.post(plan, data={**lesson, "hours": "2"}, follow_redirects=True)
    assert "The lesson is planned." in planned.text and "东门值班室" in planned.text


def test_the_desk_names_a_lesson_that_nobody_confirmed_and_its_pages_are_the_unit_s(
    app: Flask, site: Site, cast: Cast
) -> None:
    own = own_training_of(site, cast, 1)
    lesson_id = own_lesson(site, cast, own, starts_at=BEGAN - timedelta(days=2))
    desk = at_desk(app.test_client(), site, cast, "ye")
    assert "A lesson was not confirmed in time" in desk.get("/unit/").text
    pages = (
        "/unit/courses",
        f"/unit/courses/{own.course_id}",
        f"/unit/courses/{own.course_id}/lessons",
        f"/unit/courses/{own.course_id}/hours",
        f"/unit/lessons/{lesson_id}",
        f"/unit/lessons/{lesson_id}/late",
        f"/unit/lessons/{lesson_id}/cancel",
        f"/unit/trainers/{own.trainer_id}/left",
    )
    assert {desk.get(page).status_code for page in pages} == {200}
    for page in pages:
        assert "/training/" not in desk.get(page).text  # no link leads to another door
    stranger = at_desk(app.test_client(), site, cast, "jiang")
    assert {stranger.get(page).status_code for page in pages[1:]} == {404}
