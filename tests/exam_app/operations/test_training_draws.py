"""A county draws whom to visit and whom to call by lot, once a day, and anybody can draw the same lots again."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.lots import digest_of, draw
from exam_app.operations import training_draws
from exam_app.queries.training_draws import draw_page, draws, lessons_to_come
from exam_app.terms import DrawnOutcome, DrawPurpose
from exam_app.work import Site, Work
from tests.builders.lessons import a_lesson, confirmed
from tests.builders.training import trained
from tests.cast import NOON, Cast


def drawn(site: Site, cast: Cast, purpose: DrawPurpose = DrawPurpose.VISIT, lots: int = 2, now=NOON) -> UUID:
    with Work.open(site, cast["zhou"], now) as work:
        return training_draws.draw_lots(work, purpose, lots)


def lessons(site: Site, cast: Cast, count: int, clerk: str = "li") -> list[UUID]:
    course = trained(site, cast, 1, clerk=clerk, first=3)
    return [
        a_lesson(site, cast, course.course_id, clerk, hours=1, starts_at=NOON + timedelta(hours=2 + each), now=NOON)
        for each in range(count)
    ]


def test_lessons_to_come_of_the_own_county_are_drawn_and_can_be_drawn_again(site: Site, cast: Cast) -> None:
    ours, _ = lessons(site, cast, 4), lessons(site, cast, 2, "gao")
    draw_id = drawn(site, cast)
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        page = draw_page(work, draw_id)
        assert set(lessons_to_come(work, training_draws.VISITED_AHEAD)) == set(ours)
    assert (page.draw.pool_size, page.draw.pool_digest) == (4, digest_of(ours))
    assert len(draw(ours, page.draw.seed, 2)) == len(page.lots) == 2
    assert {lot.what for lot in page.lots} == {"《条例》"}
    assert all(lot.starts_at and lot.starts_at > NOON for lot in page.lots)


def test_nobody_draws_until_it_pleases(site: Site, cast: Cast) -> None:
    lessons(site, cast, 3)
    drawn(site, cast)
    with pytest.raises(Conflict, match="today already"):
        drawn(site, cast)
    with pytest.raises(Conflict):
        drawn(site, cast, lots=1, now=NOON + timedelta(hours=1))


def test_people_trained_lately_are_drawn_with_what_to_ask_them(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 3)
    confirmed(site, cast, a_lesson(site, cast, course.course_id), course.people)
    draw_id = drawn(site, cast, DrawPurpose.CALL_BACK, 50)
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        page = draw_page(work, draw_id)
    assert {lot.what for lot in page.lots} == {"张建国", "李娜", "买买提·艾力"}
    assert all((lot.hours, lot.between) == (6, (NOON.date(), NOON.date())) for lot in page.lots)
    assert any(detail.startswith("138****") for lot in page.lots for detail in lot.details)


def test_what_a_call_found_is_noted_and_a_difference_needs_words(site: Site, cast: Cast) -> None:
    course = trained(site, cast, 1)
    confirmed(site, cast, a_lesson(site, cast, course.course_id), course.people)
    draw_id = drawn(site, cast, DrawPurpose.CALL_BACK, 1)
    with Work.open(site, cast["zhou"], NOON) as work:
        (lot,) = draw_page(work, draw_id).lots
        with pytest.raises(Invalid):
            training_draws.note_result(work, lot.id, DrawnOutcome.DIFFERS, " ")
        training_draws.note_result(work, lot.id, DrawnOutcome.NOT_REACHED, "")
        training_draws.note_result(work, lot.id, DrawnOutcome.DIFFERS, "本人称只去过半天")
    with Work.open(site, cast["zhou"], NOON, read_only=True) as work:
        (lot,) = draw_page(work, draw_id).lots
        assert [found.outcome for found in lot.found] == [DrawnOutcome.NOT_REACHED, DrawnOutcome.DIFFERS]
        assert draws(work)[0].noted == 1


def test_an_empty_pool_and_an_impossible_number_are_told(site: Site, cast: Cast, sqlite_only: None) -> None:
    with pytest.raises(NotFound, match="nothing to draw from"):
        drawn(site, cast)
    lessons(site, cast, 1)
    for lots in (0, 51):
        with pytest.raises(Invalid):
            drawn(site, cast, lots=lots)


def test_another_county_finds_no_draw_and_the_units_none_at_all(site: Site, cast: Cast) -> None:
    lessons(site, cast, 1)
    draw_id = drawn(site, cast, lots=1)
    for stranger in ("shi", "li", "feng"):
        with pytest.raises(NotFound), Work.open(site, cast[stranger], NOON, read_only=True) as work:
            draw_page(work, draw_id)


@given(st.sets(st.uuids(), max_size=30), st.text(max_size=8), st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_lots_in_whatever_order_the_pool_is_given(pool, seed, lots, chance) -> None:
    shuffled = sorted(pool)
    chance.shuffle(shuffled)
    chosen = draw(pool, seed, lots)
    assert draw(shuffled, seed, lots) == chosen
    assert len(chosen) == min(lots, len(pool)) and set(chosen) <= pool
    assert digest_of(shuffled) == digest_of(pool)
