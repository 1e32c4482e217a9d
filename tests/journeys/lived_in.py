"""A town that has been lived in until now, for the journeys of one part each: its people come back to their work.

What happened before today's journeys was done by the operations, a few hours ago by the clock on the wall: an
examination in which one neighbour copied from the other, the practice bank, a class of which four have practised, a
guard hired in the other county.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from exam_app.actors import GATE
from exam_app.operations import accounts, places, roster_import, study_cards
from exam_app.settings import Settings
from exam_app.work import Site, Work, open_site
from question_bank import Pool
from tests.builders.bank import approved_items
from tests.builders.employment import a_guard_roster, previewed_guards
from tests.builders.screenings import copied_examination
from tests.builders.sittings import NAMES as CANDIDATES
from tests.builders.sittings import number_of as number_of_candidate
from tests.builders.study import as_guard, practise
from tests.builders.training import NAMES, number_of, trained
from tests.cast import Cast, id_number, make_cast
from tests.journeys.people.visitor import PASSWORD
from tests.tables import make_tables

AGO = timedelta(hours=5)
"""Long enough for an examination to have ended and been closed."""
STAFF = ("wu", "li", "feng", "ye", "jiang", "zhou", "shi", "he", "lin", "ma")
EXAM, SEATED = "12月第一场", 8
COPIED = CANDIDATES[:2]
"""Neighbours: the second took nineteen answers in twenty from the first."""
COPIERS_LAST_FOUR = number_of_candidate(1)[-4:]
COURSE, PRACTISED = "第6期岗前培训班", 4
TOPIC, TOPIC_CODE = "Fire", "T6"
NEWCOMER = NAMES[PRACTISED]
"""The one of the class who has no study card yet."""
NEWCOMERS_LAST_FOUR = number_of(PRACTISED + 1)[-4:]
TRAINEE, TRAINEES_LAST_FOUR = NAMES[0], number_of(1)[-4:]
"""One of the class who has a study card."""
TRAINER, TRAINERS_NUMBER = "冯刚", id_number("19850505", 15)
GATE_POST, GUARD, GUARDS_NUMBER = "磐山园区正门", "周大勇", id_number("19860615", 1)
"""The one guard at the one post of Jiang's unit."""


def live_in(settings: Settings) -> None:
    """Set an empty place up, and let its first hours pass."""
    site, then = open_site(settings), datetime.now(UTC) - AGO
    make_tables(site.engine)
    cast = make_cast(site, then)
    give_passwords(site, cast, STAFF, then)
    copied_examination(site, cast, SEATED, starts_at=then)
    approved_items(site, cast, Pool.PRACTICE, now=then)
    _teach(site, cast, then)
    _hire(site, cast, then)
    site.engine.dispose()


def give_passwords(site: Site, cast: Cast, logins: Iterable[str], then: datetime) -> None:
    for login in logins:
        account_id = cast[login].account_id
        assert account_id is not None
        with Work.open(site, cast["wu"], then) as work:
            code = accounts.issue_code(work, account_id)
        with Work.open(site, GATE, then) as work:
            accounts.set_password(work, login=login, code=code, password=PASSWORD, address="127.0.0.1")


def _teach(site: Site, cast: Cast, then: datetime) -> None:
    """A class whose first four have cards and answered two questions on fire each, one rightly."""
    days = (then.date() - timedelta(days=20), then.date() + timedelta(days=10))
    course = trained(site, cast, PRACTISED + 1, name=COURSE, now=then, days=days)
    practised = course.people[:PRACTISED]
    with Work.open(site, cast["li"], then) as work:
        study_cards.issue_study_cards(work, course.course_id, practised)
    for person_id in practised:
        practise(site, as_guard(site, cast, person_id), TOPIC_CODE, right=1, wrong=1, now=then)


def _hire(site: Site, cast: Cast, then: datetime) -> None:
    """A guard on duty at a post of the other county."""
    with Work.open(site, cast["wu"], then) as work:
        places.add_post(
            work,
            county_id=cast.panshan,
            name=GATE_POST,
            address="磐山县园区路1号",
            guard_unit_id=cast.other_guard_unit,
        )
    roster = a_guard_roster((GUARD, GUARDS_NUMBER, GATE_POST, "2024-03-01"))
    draft_id = previewed_guards(site, cast, roster, clerk="jiang", now=then)
    with Work.open(site, cast["jiang"], then) as work:
        roster_import.confirm_roster(work, draft_id)
