"""Who sits where, whatever the numbers."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.seat_plan import Placed, Spot, plan_seats, too_close


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
