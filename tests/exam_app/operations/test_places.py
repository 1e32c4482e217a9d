"""What an administrator sets up: places, and the rows they must not become."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from exam_app.errors import Invalid, NotAllowed, NotFound
from exam_app.models import GuardUnit, Room, Seat
from exam_app.operations import places
from exam_app.queries import places as looks
from exam_app.terms import GuardUnitKind
from exam_app.work import Site, Work
from tests.cast import Cast
from tests.conftest import NOON


def test_a_room_numbers_its_seats_along_the_rows_from_the_front_left(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        room = places.add_room(work, centre_id=cast.centre, name="303室", rows=2, columns=3)
        seats = work.rows(select(Seat.number, Seat.row, Seat.column).where(Seat.room_id == room).order_by(Seat.number))
    assert [tuple(seat) for seat in seats] == [(1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 1), (5, 2, 2), (6, 2, 3)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(rows=st.integers(-3, 300), columns=st.integers(-3, 300))
@example(rows=20, columns=25)
@example(rows=3, columns=167)
def test_a_room_has_between_1_and_500_seats_or_is_not_there(
    sqlite_only: None, site: Site, cast: Cast, rows: int, columns: int
) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        before = work.count(select(func.count(Room.id)))
        name = f"{before}"
        if rows >= 1 and columns >= 1 and rows * columns <= 500:
            room = places.add_room(work, centre_id=cast.centre, name=name, rows=rows, columns=columns)
            assert work.count(select(func.count(Seat.id)).where(Seat.room_id == room)) == rows * columns
        else:
            with pytest.raises(Invalid, match="seats"):
                places.add_room(work, centre_id=cast.centre, name=name, rows=rows, columns=columns)
            assert work.count(select(func.count(Room.id))) == before


@pytest.mark.parametrize("code", ["33030", "3303011", "33030a", "３３０３０１", ""])
def test_a_division_code_has_six_plain_digits(site: Site, cast: Cast, code: str) -> None:
    with pytest.raises(Invalid) as refused, Work.open(site, cast["wu"], NOON) as work:
        places.add_county(work, name="新县公安局", division_code=code)
    assert "six digits" in str(refused.value.fields["division_code"])


def test_a_name_that_is_taken_is_refused_in_words(site: Site, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused, Work.open(site, cast["wu"], NOON) as work:
        places.add_post(work, county_id=cast.qingxi, name="青溪医院东门", address="x", guard_unit_id=cast.panshi)
    assert "already" in str(refused.value.fields["name"])


def test_the_same_name_stands_in_two_counties(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        places.add_post(
            work, county_id=cast.panshan, name="青溪医院东门", address="x", guard_unit_id=cast.other_guard_unit
        )
        posts = looks.places(work).posts
    assert {post.guarded_by for post in posts} == {"磐石保安服务有限公司", "磐山园区物业服务有限公司"}


def test_an_unlicensed_unit_is_known_by_its_lead_and_the_lead_is_sealed(site: Site, cast: Cast) -> None:
    lead = "夜查时见其队员着装站岗"
    with Work.open(site, cast["wu"], NOON) as work:
        unit_id = places.add_guard_unit(
            work, county_id=cast.qingxi, kind=GuardUnitKind.UNLICENSED, name="雷霆特卫", lead=lead
        )
        assert lead.encode() not in (work.get(GuardUnit, unit_id).lead_sealed or b"")
        (known,) = [unit for unit in looks.places(work).guard_units if unit.kind == GuardUnitKind.UNLICENSED]
    assert (known.name, known.licence_number, known.lead, known.noted_on) == ("雷霆特卫", None, lead, NOON.date())


@pytest.mark.parametrize(
    ("kind", "number", "lead", "field"),
    [
        (GuardUnitKind.UNLICENSED, "云公保服2019-004", "举报", "licence_number"),
        (GuardUnitKind.UNLICENSED, None, "", "lead"),
        (GuardUnitKind.SERVICE_COMPANY, "云公保服2019-004", "举报", "lead"),
    ],
)
def test_papers_that_do_not_fit_the_kind_of_a_unit_are_refused_at_their_field(
    site: Site, cast: Cast, kind: GuardUnitKind, number: str | None, lead: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused, Work.open(site, cast["wu"], NOON) as work:
        places.add_guard_unit(work, county_id=cast.qingxi, kind=kind, name="某公司", licence_number=number, lead=lead)
    assert list(refused.value.fields) == [field]


def test_a_post_of_an_unknown_unit_is_not_found(site: Site, cast: Cast) -> None:
    with pytest.raises(NotFound), Work.open(site, cast["wu"], NOON) as work:
        places.add_post(work, county_id=cast.qingxi, name="西门", address="x", guard_unit_id=cast.qingxi)


def test_a_training_unit_belongs_to_a_county_and_not_to_the_city(site: Site, cast: Cast) -> None:
    with pytest.raises(Invalid, match="county"), Work.open(site, cast["wu"], NOON) as work:
        places.add_training_unit(work, county_id=cast.city, name="某校", filing_number=None)


def test_a_station_stands_under_its_county(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        places.add_station(work, county_id=cast.qingxi, name="城关派出所", division_code="330301")
        counties = {county.name: county.stations for county in looks.places(work).counties}
    assert counties == {"青溪县公安局": ("城关派出所",), "磐山县公安局": ()}


def test_a_room_in_an_unknown_centre_is_not_found(site: Site, cast: Cast) -> None:
    with pytest.raises(NotFound), Work.open(site, cast["wu"], NOON) as work:
        places.add_room(work, centre_id=cast.qingxi, name="1", rows=1, columns=1)


@pytest.mark.parametrize("who", ["li", "zhou", "he", "sun", "zhao", "qin", "ma"])
def test_nobody_but_an_administrator_adds_places(sqlite_only: None, site: Site, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
        places.add_centre(work, name="x", address="y")
