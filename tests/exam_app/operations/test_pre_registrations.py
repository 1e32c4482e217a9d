"""Registering from home: a number, ten working days, nothing told to anybody, nothing kept longer than needed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import GATE, the_system
from exam_app.errors import Invalid
from exam_app.journal import JournalEntry, Tag
from exam_app.models import PreRegistration
from exam_app.operations.door import SignInFailed
from exam_app.operations.pre_registration_desk import limit_a_day, open_from_home
from exam_app.operations.pre_registrations import (
    FREE_OF_AN_ADDRESS,
    HomeStanding,
    NotTaken,
    PreRegistered,
    look_up_from_home,
    pre_register,
    withdraw_from_home,
)
from exam_app.operations.walk_ins import register_in_person
from exam_app.terms import PreRegistrationState
from exam_app.upkeep import round_of
from exam_app.work import Site, Work
from tests.builders.pre_registrations import AT_HOME, LAST_FOUR, NAME, NUMBER, PHONE, from_home
from tests.builders.registrations import trainees
from tests.builders.scheduling import MORNING
from tests.builders.sittings import a_hall
from tests.cast import CITY, NOON, Cast, id_number

OTHER_NUMBER = id_number("19900101", 2)


def stands(site: Site, number: str, last_four: str = LAST_FOUR, at: datetime = NOON) -> HomeStanding | SignInFailed:
    with Work.open(site, GATE, at) as work:
        return look_up_from_home(work, number=number, last_four=last_four, address=AT_HOME)


def state_of(site: Site, number: str, at: datetime = NOON) -> PreRegistrationState:
    found = stands(site, number, at=at)
    assert isinstance(found, HomeStanding)
    return found.state


def typed(site: Site, cast: Cast, **changes: object) -> None:
    values = {"county_id": cast.qingxi, "name": NAME, "id_number": NUMBER, "phone": PHONE, "address": AT_HOME}
    with Work.open(site, GATE, NOON) as work:
        pre_register(work, **{**values, **changes})  # type: ignore[arg-type]  # the same keys


# -- at home ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "bring_by"),
    [
        (NOON, date(2026, 12, 8)),
        # Sunday 28 September 2025 and Saturday 11 October are worked, 1 to 8 October is rest.
        (datetime(2025, 9, 26, 4, tzinfo=UTC), date(2025, 10, 16)),
    ],
)
def test_the_papers_have_ten_working_days(site: Site, cast: Cast, at: datetime, bring_by: date) -> None:
    found = stands(site, from_home(site, cast.qingxi, at=at), at=at)
    assert isinstance(found, HomeStanding)
    assert (found.state, found.bring_by, found.county) == (PreRegistrationState.WAITING, bring_by, "青溪县公安局")


def test_whoever_is_known_gets_the_same_answer_as_a_stranger(site: Site, cast: Cast) -> None:
    trainees(site, cast)
    known = from_home(site, cast.panshan, name="别的名字", number=id_number("19790312", 1))
    assert state_of(site, from_home(site, cast.panshan)) is PreRegistrationState.WAITING
    assert isinstance(stands(site, known, id_number("19790312", 1)[-4:]), HomeStanding)


def test_the_newer_number_of_a_person_counts_and_the_older_one_is_dead(site: Site, cast: Cast) -> None:
    older = from_home(site, cast.qingxi)
    newer = from_home(site, cast.panshan)
    assert state_of(site, older) is PreRegistrationState.REPLACED
    assert state_of(site, newer) is PreRegistrationState.WAITING


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"id_number": id_number("20090312", 1)}, "id_number", "Ask again from 2027-03-12"),
        ({"id_number": "330301198005103300"}, "id_number", "last place"),
        ({"phone": "call me"}, "phone", "7 to 15 digits"),
        ({"name": " 　"}, "name", "as it stands"),
        ({"county_id": UUID(int=7)}, "county", "Choose the county"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field(
    site: Site, cast: Cast, wrong: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        typed(site, cast, **wrong)
    assert words in str(refused.value.fields[field])


@pytest.mark.parametrize(("most_age", "said"), [(None, "you are 46: your age fits"), (45, "Older than 45")])
def test_the_age_on_the_day_of_the_next_examination_is_said(
    site: Site, cast: Cast, most_age: int | None, said: str, sqlite_only: None
) -> None:
    """Who is 45 until the day before the examination is registered, and told."""
    a_hall(site, cast, starts_at=MORNING)
    ruled = replace(site, settings=replace(site.settings, most_age=most_age))
    with Work.open(ruled, GATE, NOON) as work:
        made = pre_register(
            work,
            county_id=cast.qingxi,
            name=NAME,
            id_number=id_number("19801201", 33),
            phone=PHONE,
            address=AT_HOME,
        )
    assert isinstance(made, PreRegistered) and made.age_then is not None
    assert "On 2026-12-01, the next examination" in str(made.age_then) and said in str(made.age_then)


def test_one_connection_takes_so_many_an_hour(site: Site, cast: Cast, sqlite_only: None) -> None:
    for _ in range(FREE_OF_AN_ADDRESS):
        from_home(site, cast.qingxi)
    with Work.open(site, GATE, NOON) as work:
        refused = pre_register(work, county_id=cast.qingxi, name=NAME, id_number=NUMBER, phone=PHONE, address=AT_HOME)
    assert isinstance(refused, NotTaken)
    from_home(site, cast.qingxi, address="10.0.0.10")
    from_home(site, cast.qingxi, at=NOON + timedelta(minutes=61))


def test_a_county_takes_as_many_a_day_as_it_stated(site: Site, cast: Cast) -> None:
    from_home(site, cast.qingxi, at=NOON - timedelta(days=1))
    with Work.open(site, cast["zhou"], NOON) as work:
        limit_a_day(work, 1)
        with pytest.raises(Invalid):
            limit_a_day(work, -1)
    from_home(site, cast.qingxi)
    with Work.open(site, GATE, NOON) as work:
        refused = pre_register(
            work, county_id=cast.qingxi, name="王五", id_number=OTHER_NUMBER, phone=PHONE, address=AT_HOME
        )
    assert isinstance(refused, NotTaken) and "青溪县公安局" in str(refused.sentence)
    from_home(site, cast.panshan, number=OTHER_NUMBER)


def test_guessing_is_slowed_and_says_nothing(site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    wrong = stands(site, number, "0000")
    nobody = stands(site, "2222-2222", "0000")
    assert isinstance(wrong, SignInFailed) and isinstance(nobody, SignInFailed)
    assert str(wrong.sentence) == str(nobody.sentence)
    for _ in range(5):
        found = stands(site, number, "0000")
    assert isinstance(found, SignInFailed) and found.wait_seconds
    assert isinstance(stands(site, number), SignInFailed)


def test_who_does_not_come_withdraws(site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    for _ in range(2):
        with Work.open(site, GATE, NOON) as work:
            found = withdraw_from_home(work, number=number, last_four=LAST_FOUR.lower(), address=AT_HOME)
        assert isinstance(found, HomeStanding) and found.state is PreRegistrationState.WITHDRAWN
    with pytest.raises(Invalid, match="withdrew"), Work.open(site, cast["zhou"], NOON) as work:
        open_from_home(work, number)


# -- at the desk --------------------------------------------------------------------------------------------------


def test_the_number_fills_the_desks_form_and_registering_takes_it_up(site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    with Work.open(site, cast["zhou"], NOON) as work:
        found = open_from_home(work, number)
        assert (found.name, found.id_number, found.phone) == (NAME, NUMBER, PHONE)
        registration_id = register_in_person(work, name=found.name, id_number=found.id_number, phone=found.phone)
    assert state_of(site, number) is PreRegistrationState.TAKEN_UP
    with Work.open(site, cast["zhou"], NOON) as work:
        assert work.all(select(PreRegistration.registration_id)) == [registration_id]
        with pytest.raises(Invalid, match="taken up already"):
            open_from_home(work, number)


def test_another_county_neither_opens_it_nor_takes_it_up(site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    with pytest.raises(Invalid, match="No such number"), Work.open(site, cast["shi"], NOON) as work:
        open_from_home(work, number)
    with Work.open(site, cast["shi"], NOON) as work:
        register_in_person(work, name=NAME, id_number=NUMBER)
        assert work.all(select(PreRegistration.id)) == []
    assert state_of(site, number) is PreRegistrationState.WAITING


def test_the_journal_says_what_was_done_and_nothing_of_the_person(site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    with Work.open(site, cast["zhou"], NOON) as work:
        open_from_home(work, number)
        register_in_person(work, name=NAME, id_number=NUMBER)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        entries = work.all(select(JournalEntry).where(JournalEntry.subject_kind == "pre_registration"))
    assert {entry.tag for entry in entries} == {
        Tag.PRE_REGISTERED,
        Tag.PRE_REGISTRATION_OPENED,
        Tag.PRE_REGISTRATION_TAKEN_UP,
    }
    assert all(entry.facts == {} for entry in entries)


# -- in the end ---------------------------------------------------------------------------------------------------


def test_after_the_last_day_it_is_void_and_thirty_days_later_wiped(site: Site, cast: Cast) -> None:
    number = from_home(site, cast.qingxi)
    last_evening, next_day = NOON + timedelta(days=14, hours=8), NOON + timedelta(days=15)
    round_of(site, last_evening)
    assert state_of(site, number, last_evening) is PreRegistrationState.WAITING
    assert state_of(site, number, next_day) is PreRegistrationState.VOID  # said before the round comes to it
    round_of(site, next_day)
    with pytest.raises(Invalid, match="did not come in time"), Work.open(site, cast["zhou"], next_day) as work:
        open_from_home(work, number)
    round_of(site, next_day + timedelta(days=29))
    assert state_of(site, number, next_day) is PreRegistrationState.VOID
    wiped_at = next_day + timedelta(days=30)
    round_of(site, wiped_at)
    with Work.open(site, the_system(CITY), wiped_at, read_only=True) as work:
        (row,) = work.all(select(PreRegistration))
        assert (row.number, row.state) == (number, PreRegistrationState.VOID)
        assert {row.name_sealed, row.id_number_sealed, row.id_number_index, row.phone_sealed} == {None}
    assert isinstance(stands(site, number, at=wiped_at), SignInFailed)


def test_what_was_taken_up_is_wiped_and_still_leads_to_the_slip(site: Site, cast: Cast) -> None:
    number, later = from_home(site, cast.qingxi), NOON + timedelta(days=30)
    with Work.open(site, cast["zhou"], NOON) as work:
        register_in_person(work, name=NAME, id_number=NUMBER)
    round_of(site, later)
    with Work.open(site, the_system(CITY), later, read_only=True) as work:
        assert work.all(select(PreRegistration.name_sealed)) == [None]
    assert state_of(site, number, later) is PreRegistrationState.TAKEN_UP
