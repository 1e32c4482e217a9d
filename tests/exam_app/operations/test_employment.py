"""Hired, moved, left, hired again: what a guard unit may note, and what stays of it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry
from exam_app.models import Certificate, Employment, Person, Photo, Post, StatusChange
from exam_app.operations import employment, photos, places
from exam_app.queries.employment import Shown, Standing, desk_of_guard_unit, guards_of_unit
from exam_app.work import Site, Work
from tests.builders.certificates import issued
from tests.builders.employment import HIRED, employed, guards
from tests.builders.training import a_portrait
from tests.cast import Cast
from tests.conftest import NOON

TODAY = NOON.date()


def stays(site: Site, cast: Cast, person_id: UUID, who: str = "ma") -> list[tuple[date, date | None]]:
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        query = select(Employment).where(Employment.person_id == person_id).order_by(Employment.hired_on)
        return [(row.hired_on, row.left_on) for row in work.all(query)]


def holder_of(site: Site, cast: Cast, certificate_id: UUID) -> UUID:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.get(Certificate, certificate_id).person_id


# -- left, hired again ----------------------------------------------------------------------------------------------


def test_who_leaves_keeps_the_row_with_its_last_day(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, work.all(select(Employment.id))[0], TODAY)
    assert stays(site, cast, person) == [(HIRED, TODAY)]


def test_who_comes_back_gets_another_row_and_the_old_one_stays(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, work.all(select(Employment.id))[0], TODAY - timedelta(days=9))
        employment.hire(work, person, hired_on=TODAY, post_id=cast.post)
    assert stays(site, cast, person) == [(HIRED, TODAY - timedelta(days=9)), (TODAY, None)]


def test_nobody_is_on_the_roster_twice(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with pytest.raises(Conflict, match="on duty here already"), Work.open(site, cast["ye"], NOON) as work:
        employment.hire(work, person, hired_on=TODAY)
    with pytest.raises(IntegrityError), Work.open(site, cast["ye"], NOON) as work:
        _second_row(work, person, hired_on=TODAY, left_on=None)


def test_the_database_itself_refuses_to_leave_before_being_hired(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with pytest.raises(IntegrityError), Work.open(site, cast["ye"], NOON) as work:
        _second_row(work, person, hired_on=TODAY, left_on=HIRED)


def _second_row(work: Work, person_id: UUID, *, hired_on: date, left_on: date | None) -> None:
    work.add(
        Employment(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=person_id,
            guard_unit_id=work.actor.guard_unit_id,
            hired_on=hired_on,
            left_on=left_on,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )


@pytest.mark.parametrize(
    ("left_on", "said"), [(TODAY + timedelta(days=1), "not come yet"), (HIRED - timedelta(days=1), "2024-03-01")]
)
def test_a_last_day_that_cannot_be_is_refused_at_its_field(site: Site, cast: Cast, left_on: date, said: str) -> None:
    (person,) = guards(site, cast)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, work.all(select(Employment.id))[0], left_on)
    assert said in str(refused.value.fields["left_on"])
    assert stays(site, cast, person) == [(HIRED, None)]


def test_one_day_at_the_unit_is_a_stay(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, work.all(select(Employment.id))[0], HIRED)
    assert stays(site, cast, person) == [(HIRED, HIRED)]


def test_leaving_twice_changes_nothing_the_second_time(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    for day, raises in ((TODAY, False), (TODAY - timedelta(days=1), True)):
        with Work.open(site, cast["ye"], NOON) as work:
            stay = work.all(select(Employment.id))[0]
            if raises:
                with pytest.raises(Conflict, match="left on"):
                    employment.leave(work, stay, day)
            else:
                employment.leave(work, stay, day)
    assert stays(site, cast, person) == [(HIRED, TODAY)]


@pytest.mark.parametrize("hired_on", [TODAY + timedelta(days=1), TODAY - timedelta(days=9)])
def test_nobody_is_hired_again_in_the_future_or_while_the_last_stay_lasts(
    site: Site, cast: Cast, hired_on: date
) -> None:
    (person,) = guards(site, cast)
    with pytest.raises(Invalid), Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, work.all(select(Employment.id))[0], TODAY - timedelta(days=5))
        employment.hire(work, person, hired_on=hired_on)


# -- moved ----------------------------------------------------------------------------------------------------------


def test_moving_changes_the_post_and_every_act_is_in_the_journal_of_the_person(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ye"], NOON) as work:
        stay = work.all(select(Employment.id))[0]
        employment.move(work, stay, cast.post)
        employment.move(work, stay, cast.post)
        employment.leave(work, stay, TODAY)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        entries = work.all(
            select(JournalEntry).where(JournalEntry.about_person_id == person).order_by(JournalEntry.leaf_index)
        )
        assert work.get(Employment, stay).post_id == cast.post
    assert [entry.tag.value for entry in entries] == ["employment:record:moved", "employment:record:left"]
    assert entries[0].facts == {"before": None, "after": str(cast.post)}


def test_a_post_of_another_unit_does_not_exist(site: Site, cast: Cast) -> None:
    guards(site, cast)
    with Work.open(site, cast["wu"], NOON) as work:
        theirs = places.add_post(
            work, county_id=cast.panshan, name="园区西门", address="x", guard_unit_id=cast.other_guard_unit
        )
    with pytest.raises(NotFound), Work.open(site, cast["ye"], NOON) as work:
        employment.move(work, work.all(select(Employment.id))[0], theirs)


# -- who may, who sees ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["li", "zhou", "he", "sun", "qin", "ma", "wu"])
def test_nobody_but_a_guard_units_clerk_notes_employment(sqlite_only: None, site: Site, cast: Cast, who: str) -> None:
    (person,) = guards(site, cast)
    with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
        employment.hire(work, person, hired_on=TODAY)


def test_a_strangers_employment_and_people_do_not_exist(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        stay = work.all(select(Employment.id))[0]
    with pytest.raises(NotFound), Work.open(site, cast["jiang"], NOON) as work:
        employment.leave(work, stay, TODAY)
    with pytest.raises(NotFound), Work.open(site, cast["jiang"], NOON) as work:
        employment.hire(work, person, hired_on=TODAY)


def test_a_clerk_sees_the_own_units_people_their_photos_and_certificates_and_nothing_of_others(
    site: Site, cast: Cast
) -> None:
    holder, other = (holder_of(site, cast, each) for each in issued(site, cast, 2))
    employed(site, cast, [holder])
    employed(site, cast, [other], clerk="jiang")
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        seen = {*work.all(select(Person.id))}
        assert seen == {holder, cast["ye"].person_id}
        assert work.all(select(Certificate.person_id)) == [holder]
        assert work.all(select(Employment.person_id)) == [holder]
        assert work.all(select(Post.id)) == [cast.post]
        assert work.count(select(func.count(Photo.id))) == 1
        assert work.all(select(StatusChange)) == []


def test_who_has_left_is_still_seen_by_the_old_unit(site: Site, cast: Cast) -> None:
    (person,) = guards(site, cast)
    with Work.open(site, cast["ye"], NOON) as work:
        employment.leave(work, work.all(select(Employment.id))[0], TODAY)
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        assert work.get(Person, person).id == person


@pytest.mark.parametrize(("who", "sees"), [("zhou", 1), ("shi", 0), ("he", 1), ("li", 0), ("qin", 0), ("wu", 0)])
def test_employment_is_seen_by_the_county_of_the_unit_and_the_city(site: Site, cast: Cast, who: str, sees: int) -> None:
    guards(site, cast)
    with Work.open(site, cast[who], NOON, read_only=True) as work:
        assert len(work.all(select(Employment.id))) == sees


# -- the desk -------------------------------------------------------------------------------------------------------


def test_the_desk_counts_each_person_once_under_the_worst_gap(site: Site, cast: Cast) -> None:
    holder = holder_of(site, cast, issued(site, cast)[0])
    employed(site, cast, [holder], post_id=cast.post)
    without, left = guards(site, cast, 2)
    with Work.open(site, cast["ye"], NOON) as work:
        stay = work.one(select(Employment.id).where(Employment.person_id == left))
        assert stay is not None
        employment.leave(work, stay, TODAY)
        photos.give_photo(work, without, a_portrait(90))
    with Work.open(site, cast["ye"], NOON, read_only=True) as work:
        desk = desk_of_guard_unit(work)
        lacking = guards_of_unit(work, Shown(Standing.NO_CERTIFICATE)).people.rows
        at_post = guards_of_unit(work, Shown(post_id=cast.post)).people.rows
    assert {standing.value: count for standing, count in desk.standings.items() if count} == {
        "certified": 1,
        "no_certificate": 1,
        "left": 1,
    }
    assert (desk.on_duty, desk.gaps, desk.reserve) == (2, 1, 1)
    assert [(post.name, post.people) for post in desk.posts] == [("青溪医院东门", 1)]
    assert [line.id for line in lacking] == [without]
    assert [line.id for line in at_post] == [holder]
