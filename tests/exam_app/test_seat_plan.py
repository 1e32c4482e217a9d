"""Who sits where, whatever the numbers."""

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.seat_plan import Crowd, Placed, Spot, crowds, plan_seats, too_close


def room(rows: int, columns: int, number: int = 0) -> list[Spot]:
    return [Spot(number, row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)]


def people(*sizes: int) -> list[Placed[str]]:
    """Groups A, B, C … of these sizes."""
    return [
        Placed(f"{letter}{order}", letter)
        for letter, size in zip("ABCDEFGH", sizes, strict=False)
        for order in range(size)
    ]


def close_pairs(placed: list[Placed[str]], spots: list[Spot]) -> list[tuple[str, str]]:
    group = {person.who: person for person in placed}
    return list(too_close({spot: group[who] for who, spot in plan_seats(placed, spots).items()}))


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.integers(1, 7), st.integers(1, 7))
def test_everybody_gets_one_seat_of_the_room(sizes: list[int], rows: int, columns: int) -> None:
    placed, spots = people(*sizes), room(rows, columns) + room(rows, columns, 1)
    if len(placed) > len(spots):
        with pytest.raises(ValueError, match="cannot sit"):
            plan_seats(placed, spots)
        return
    plan = plan_seats(placed, spots)
    assert set(plan) == {person.who for person in placed}
    assert max(Counter(plan.values()).values(), default=1) == 1
    assert set(plan.values()) <= set(spots)


@st.composite
def halls(draw: st.DrawFn) -> tuple[list[Placed[int]], list[Spot]]:
    """Up to three rooms with gaps, and people of a few units and forms, or of none."""
    grids = draw(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), min_size=1, max_size=3))
    spots = [spot for number, (rows, columns) in enumerate(grids) for spot in room(rows, columns, number)]
    gaps = draw(st.sets(st.sampled_from(spots), max_size=4))
    spots = [spot for spot in spots if spot not in gaps]
    label = st.one_of(st.none(), st.sampled_from("ABC"))
    labels = draw(st.lists(st.tuples(label, label), max_size=len(spots)))
    return [Placed(order, unit, form) for order, (unit, form) in enumerate(labels)], spots


def pairs(placed: list[Placed[int]], seats: list[Spot]) -> int:
    """Close pairs of people on these seats, in this order; one unit and one form together count twice."""
    return sum(
        len(list(too_close({spot: alone(person) for person, spot in zip(placed, seats, strict=True)})))
        for alone in (
            lambda person: Placed(person.who, person.group),
            lambda person: Placed(person.who, None, person.form),
        )
    )


@given(halls())
def test_no_plan_is_worse_than_people_in_their_order(hall: tuple[list[Placed[int]], list[Spot]]) -> None:
    placed, spots = hall
    plan = plan_seats(placed, spots)
    assert sorted(plan) == [person.who for person in placed]
    assert len(set(plan.values())) == len(placed) and set(plan.values()) <= set(spots)
    straight = sorted(spots)[: len(placed)]
    assert pairs(placed, [plan[person.who] for person in placed]) <= pairs(placed, straight)
    assert plan == plan_seats(placed, spots)


@given(st.integers(1, 6), st.integers(1, 6), st.randoms())
def test_two_halves_share_the_room_as_on_a_chess_board(rows: int, columns: int, chance: Random) -> None:
    """Whichever label the halves have in common: two units, two forms, or both."""
    seats = rows * columns
    for unit, form in ((True, False), (False, True), (True, True)):
        halves = [order < (seats + 1) // 2 for order in range(seats)]
        placed = [Placed(order, half if unit else None, half if form else None) for order, half in enumerate(halves)]
        chance.shuffle(placed)
        plan = plan_seats(placed, room(rows, columns))
        assert pairs(placed, [plan[person.who] for person in placed]) == 0


@given(st.lists(st.integers(0, 8), min_size=1, max_size=4), st.integers(1, 7), st.integers(1, 7))
def test_where_every_second_seat_is_enough_the_others_stay_free(sizes: list[int], rows: int, columns: int) -> None:
    placed = people(*sizes)
    if len(placed) > (rows * columns + 1) // 2:
        return
    seats = set(plan_seats(placed, room(rows, columns)).values())
    assert not any(near in seats for seat in seats for near in seat.neighbours)


@given(st.permutations(room(4, 5)))
def test_the_order_in_which_seats_are_named_does_not_matter(spots: list[Spot]) -> None:
    assert plan_seats(people(6, 5, 4), spots) == plan_seats(people(6, 5, 4), room(4, 5))


def test_with_room_enough_nobody_has_a_neighbour() -> None:
    seats = set(plan_seats(people(15), room(5, 6)).values())
    assert not any(near in seats for seat in seats for near in seat.neighbours)


@pytest.mark.parametrize("sizes", [(15, 15), (15, 10, 5), (10, 10, 10), (8, 8, 7, 7), (12, 9, 5, 3, 1)])
def test_in_a_full_room_of_thirty_no_two_of_a_unit_are_neighbours(sizes: tuple[int, ...]) -> None:
    assert close_pairs(people(*sizes), room(5, 6)) == []


def test_seats_to_spare_are_left_empty_where_units_would_meet() -> None:
    assert close_pairs(people(10, 8), room(5, 6)) == []
    assert close_pairs(people(12, 4), room(5, 6)) == []


def test_a_majority_is_close_no_more_often_than_it_must() -> None:
    # 16 of one unit in a full room of 5 x 6: the board has 15 dark and 15 light squares, so one of them sits among
    # the others and touches at least two, in a corner of the other colour.
    assert len(close_pairs(people(16, 14), room(5, 6))) == 2


def test_people_of_no_unit_are_never_too_close() -> None:
    alone = [Placed(f"{order}", None) for order in range(6)]
    assert close_pairs(alone, room(2, 3)) == []


def test_the_front_of_one_room_is_no_neighbour_of_another() -> None:
    assert list(too_close({Spot(0, 1, 1): Placed("a", "A"), Spot(1, 1, 2): Placed("b", "A")})) == []


def test_one_form_is_kept_apart_like_one_unit() -> None:
    placed = [Placed(f"{order}", None, "AB"[order % 2]) for order in range(30)]
    assert list(too_close({spot: by(placed, who) for who, spot in plan_seats(placed, room(5, 6)).items()})) == []


def by(placed: list[Placed[str]], who: str) -> Placed[str]:
    return next(person for person in placed if person.who == who)


def test_a_unit_too_large_for_its_room_is_named_with_the_numbers() -> None:
    spots = room(5, 8)

    def crowded(*sizes: int) -> Sequence[Crowd]:
        placed = people(*sizes)
        return crowds({spot: by(placed, who) for who, spot in plan_seats(placed, spots).items()}, spots)

    assert crowded(31, 9) == [Crowd(room=0, group="A", people=31, of=40, apart=20)]
    assert crowded(20, 20) == []
