"""Nominations for a vocational level: by the standard, with what was known that day, gated only by a rule."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.models import LevelNomination
from exam_app.operations import courses, level_nominations
from exam_app.operations.level_nominations import Grounds
from exam_app.queries.level_nominations import level_course, nominations
from exam_app.terms import LevelRoute, OutlineLevel, SubjectArea
from exam_app.vocational_levels import Stay
from exam_app.work import Site, Work
from tests.builders.employment import employed
from tests.builders.lessons import BEGAN, a_lesson, confirmed
from tests.builders.registrations import enrol
from tests.builders.training import FIRST_DAY, LAST_DAY, trained
from tests.cast import NOON, Cast, enter

TODAY = date(2026, 11, 24)
SERVED = Grounds(LevelRoute.EX_CONSCRIPT, paper="退役证 0213")


def a_level_course(
    site: Site, cast: Cast, level: OutlineLevel = OutlineLevel.JUNIOR, *, hired_on: date | None = None
) -> tuple[UUID, UUID]:
    """A course held for a level with one trainee, on a guard unit's roster since a day."""
    (person_id,) = trained(site, cast, 1).people
    with Work.open(site, cast["li"], NOON) as work:
        course_id = courses.open_course(work, name="技能等级班", starts_on=FIRST_DAY, ends_on=LAST_DAY, level=level)
        enrol(work, course_id, person_id)
    if hired_on is not None:
        employed(site, cast, [person_id], hired_on=hired_on)
    return course_id, person_id


def nominated(site: Site, cast: Cast, course_id: UUID, person_id: UUID, grounds: Grounds, who: str = "li") -> UUID:
    with Work.open(site, cast[who], NOON) as work:
        return level_nominations.nominate(work, course_id, person_id, grounds)


def ruled(site: Site, cast: Cast, who: str, *, needs_hours: bool, since: date = TODAY) -> None:
    with Work.open(site, cast[who], NOON) as work:
        level_nominations.rule_level_hours(work, since=since, needs_hours=needs_hours)


def test_a_year_on_the_rosters_suffices_for_level_5_and_a_day_less_does_not(site: Site, cast: Cast) -> None:
    course_id, person_id = a_level_course(site, cast, hired_on=TODAY - timedelta(days=364))
    with pytest.raises(Invalid, match="Not yet"):
        nominated(site, cast, course_id, person_id, Grounds(LevelRoute.TRADE))
    stated = Grounds(LevelRoute.TRADE, Stay(date(2024, 1, 1), date(2024, 1, 1)), "劳动合同 7号")
    nominated(site, cast, course_id, person_id, stated)
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        (line,) = nominations(work).rows
    assert (line.row.eligible_on, line.row.days_worked, line.row.hours_needed) == (TODAY, 366, False)


def test_a_level_above_needs_number_and_day_of_the_one_below(site: Site, cast: Cast) -> None:
    course_id, person_id = a_level_course(site, cast, OutlineLevel.INTERMEDIATE, hired_on=date(2018, 1, 1))
    for grounds, field in (
        (Grounds(LevelRoute.LOWER_LEVEL), "previous_number"),
        (
            Grounds(LevelRoute.LOWER_LEVEL, previous_number="S000012", previous_on=TODAY + timedelta(days=1)),
            "previous_on",
        ),
        (Grounds(LevelRoute.LOWER_LEVEL, previous_number="S000012", previous_on=date(2023, 1, 1)), "route"),
        (Grounds(LevelRoute.EX_CONSCRIPT, paper="退役证"), "route"),
        (Grounds(LevelRoute.EX_CONSCRIPT), "paper"),
        (Grounds(LevelRoute.RELATED, Stay(date(2015, 1, 1), None)), "paper"),
    ):
        with pytest.raises(Invalid) as refused:
            nominated(site, cast, course_id, person_id, grounds)
        assert set(refused.value.fields) == {field}
    nominated(
        site,
        cast,
        course_id,
        person_id,
        Grounds(LevelRoute.LOWER_LEVEL, previous_number="S000012", previous_on=date(2022, 1, 1)),
    )


def test_hours_are_shown_with_the_proofs_behind_them_and_asked_for_only_by_a_rule_in_force(
    site: Site, cast: Cast
) -> None:
    course_id, person_id = a_level_course(site, cast)
    for area, hours, ago in ((SubjectArea.LAW, 3, 0), (SubjectArea.SKILLS, 2, 4)):
        lesson = a_lesson(site, cast, course_id, area=area, hours=hours, starts_at=BEGAN - timedelta(hours=ago))
        confirmed(site, cast, lesson, [person_id])
    ruled(site, cast, "li", needs_hours=True, since=TODAY + timedelta(days=1))
    with Work.open(site, cast["li"], NOON, read_only=True) as work:
        page = level_course(work, course_id)
    assert (page.people[0].hours.theory, page.people[0].hours.skill, page.people[0].hours.asked) == (3, 2, 284)
    assert not page.hours_needed
    ruled(site, cast, "he", needs_hours=True)
    ruled(site, cast, "li", needs_hours=False)  # a unit asks for no less than its city
    with pytest.raises(Invalid, match="3 class hours of theory and 2 of skills are proved; the outline asks for 284"):
        nominated(site, cast, course_id, person_id, SERVED)
    ruled(site, cast, "he", needs_hours=False)
    nominated(site, cast, course_id, person_id, SERVED)


def test_a_nomination_is_made_once_and_stands(site: Site, cast: Cast) -> None:
    course_id, person_id = a_level_course(site, cast)
    nominated(site, cast, course_id, person_id, SERVED)
    with pytest.raises(Conflict, match="was nominated from this course on 2026-11-24"):
        nominated(site, cast, course_id, person_id, SERVED)
    with pytest.raises(DatabaseError, match="append only"), Work.open(site, cast["li"], NOON) as work:
        work.change(update(LevelNomination).values(days_worked=9999))


@pytest.mark.usefixtures("sqlite_only")
def test_another_unit_and_another_county_find_nothing_and_the_supervisors_read_it(site: Site, cast: Cast) -> None:
    course_id, person_id = a_level_course(site, cast)
    with pytest.raises(NotFound):
        nominated(site, cast, course_id, person_id, SERVED, who="gao")
    nominated(site, cast, course_id, person_id, SERVED)
    seen = {}
    for who in ("li", "gao", "zhou", "he"):
        with Work.open(site, cast[who], NOON, read_only=True) as work:
            seen[who] = len(work.all(select(LevelNomination)))
    assert seen == {"li": 1, "gao": 0, "zhou": 1, "he": 1}


@pytest.mark.usefixtures("sqlite_only")
def test_the_clerk_nominates_on_the_page_and_what_was_typed_stays_when_it_is_too_early(
    client: FlaskClient, site: Site, cast: Cast
) -> None:
    course_id, person_id = a_level_course(site, cast, hired_on=date(2026, 3, 1))
    enter(client, site, cast["li"], NOON)
    with client.session_transaction() as session:
        session["locale"] = "en"
    assert "Nominate for the level" in client.get(f"/training/courses/{course_id}").text
    assert "From 2027-03-01: the years of work needed (1)" in client.get(f"/training/courses/{course_id}/level").text
    form = f"/training/courses/{course_id}/level/{person_id}"
    answer = client.post(form, data={"route": "trade", "paper": "劳动合同 7号"})
    assert answer.status_code == 422
    assert "Not yet. From 2027-03-01" in answer.text and "劳动合同 7号" in answer.text
    answer = client.post(form, data={"route": "ex_conscript", "paper": "退役证 0213"}, follow_redirects=True)
    assert "nominated on 2026-11-24" in answer.text
    assert "退役证 0213" in client.get("/training/levels").text
    table = client.get("/training/levels.xlsx")
    assert table.status_code == 200 and table.data[:2] == b"PK"
