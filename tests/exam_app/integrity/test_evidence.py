"""Families of pairs, false-discovery control and what a case rests on."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.integrity.evidence import WEIGHTS, best_partner, combined_p, digest, plain_q_values, q_values
from exam_app.integrity.rooms import rank_rooms, reference_people, surprise
from exam_app.integrity.seating import Family, families, room_pairs
from exam_app.integrity.similarity import PairScores
from tests.exam_app.integrity.builders import all_pairs

P_VALUES = st.lists(st.floats(1e-12, 1), min_size=1, max_size=30).map(np.array)


def pair_scores(first: list[int], second: list[int], p: list[float]) -> PairScores:
    """Scores of which only people and the p-value of the likelihood ratio matter."""
    blank = PairScores(*(np.zeros(len(p)) for _ in fields(PairScores)))  # type: ignore[arg-type]  # some are counts
    return replace(blank, first=np.array(first), second=np.array(second), lrsym_p=np.array(p))


def test_seats_beside_in_front_behind_and_diagonal_are_neighbours() -> None:
    seats = np.array([[2, 2], [2, 3], [3, 2], [1, 1], [2, 4], [np.nan, np.nan], [2, 3]])
    rooms = np.array([1, 1, 1, 1, 1, 1, 9])
    pairs = np.array([(0, other) for other in range(1, 7)])
    near = [Family(number).name for number in families(rooms, seats, pairs)]
    assert near == ["NEIGHBOURS", "NEIGHBOURS", "NEIGHBOURS", "ROOM", "ROOM", "VENUE"]


def test_room_pairs_are_each_pair_of_a_room_once() -> None:
    assert room_pairs(np.array([7, 5, 7, 7])).tolist() == [[0, 2], [0, 3], [2, 3]]
    assert room_pairs(np.array([1, 2])).tolist() == []


def test_q_values_computed_by_hand() -> None:
    # One family: m p / rank = 4*.01/1 = .04, 4*.02/2 = .04, 4*.04/3 = .0533, 4*.9/4 = .9.
    found = plain_q_values(np.array([0.9, 0.01, 0.04, 0.02]))
    assert found == pytest.approx([0.9, 0.04, 4 * 0.04 / 3, 0.04])


def test_weights_average_one_over_all_tests_and_prefer_the_near() -> None:
    # Ten neighbours, a hundred in the room, a thousand beyond: 10*1000 + 100*50 + 1000 = 16000 over 1110 tests. A
    # single p of 1e-5 between neighbours is worth 1110 * 1e-5 / (1000 * 1110 / 16000) = 16000 * 1e-5 / 1000 = 1.6e-4.
    tests = np.array([10, 100, 1000])
    q = [q_values(np.array([1e-5]), np.array([family]), tests)[0] for family in Family]
    assert q == pytest.approx([16000 * 1e-5 / weight for weight in WEIGHTS])
    assert q == sorted(q)


@given(P_VALUES, st.data())
def test_q_is_never_below_p_over_its_weight_and_keeps_the_order(p: np.ndarray, data: st.DataObject) -> None:
    family = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(p), max_size=len(p))))
    tests = np.bincount(family, minlength=3) + data.draw(st.integers(0, 50))
    q = q_values(p, family, tests)
    assert ((q >= 0) & (q <= 1)).all()
    shuffled = np.random.default_rng(1).permutation(len(p))
    assert q_values(p[shuffled], family[shuffled], tests) == pytest.approx(q[shuffled])
    for each in range(3):
        of_one = family == each
        assert (np.diff(q[of_one][np.argsort(p[of_one])]) >= -1e-12).all()


def test_pairs_without_an_entry_count_as_tests() -> None:
    alone = q_values(np.array([0.01]), np.array([2]), np.array([0, 0, 1]))[0]
    among = q_values(np.array([0.01]), np.array([2]), np.array([0, 0, 20]))[0]
    assert (alone, among) == (pytest.approx(0.01), pytest.approx(0.2))


def test_the_best_partner_is_corrected_for_how_many_there_were() -> None:
    pairs = pair_scores([0, 0], [1, 2], [0.001, 0.5])
    tests = np.array([[0, 2, 0], [0, 2, 0], [0, 2, 0], [0, 0, 0]])
    found = best_partner(pairs, np.array([1, 1]), tests)
    assert found == pytest.approx([0.002, 0.002, 1.0, 1.0])


def test_several_views_of_a_person_combine_to_about_the_strongest_times_their_number() -> None:
    found = combined_p(np.array([1e-8, 0.5]), np.array([0.5, 0.5]))
    assert found == pytest.approx([2e-8, 0.5], rel=1e-3)


def test_combined_p_values_of_independent_views_are_uniform_in_the_tail() -> None:
    rng = np.random.default_rng(2)
    found = combined_p(*rng.random((3, 20_000)))
    assert (found <= 0.05).mean() == pytest.approx(0.05, abs=0.006)


def test_a_room_that_is_more_alike_inside_comes_first() -> None:
    rng = np.random.default_rng(3)
    rooms = np.repeat(np.arange(10), 12)
    p = rng.random((120, 120))
    pairs = all_pairs(120)
    own = p[pairs[:, 0], pairs[:, 1]]
    own = np.where((rooms[pairs] == 4).all(axis=1), own**3, own)
    reference = np.zeros((120, 120), dtype=np.float32)
    reference[pairs[:, 0], pairs[:, 1]] = reference[pairs[:, 1], pairs[:, 0]] = surprise(own)
    inside = rooms[pairs[:, 0]] == rooms[pairs[:, 1]]
    found = rank_rooms(rooms, pairs[inside, 0], surprise(own[inside]), reference)
    assert found.rooms[0] == 4
    assert found.p[0] == 1 / 2000
    assert (found.p[1:] > 0.01).all()


def test_a_room_of_two_is_not_judged() -> None:
    found = rank_rooms(np.array([1, 1, 2]), np.array([0]), np.array([9.0]), np.zeros((3, 3), dtype=np.float32))
    assert found.p.tolist() == [1, 1]


def test_rooms_are_drawn_from_everybody_or_from_four_thousand() -> None:
    assert reference_people(5).tolist() == [0, 1, 2, 3, 4]
    many = reference_people(9000)
    assert len(np.unique(many)) == 4000
    assert (many == reference_people(9000)).all()


def test_the_digest_sees_every_value_shape_name_and_the_version() -> None:
    plain = digest("1", {"a": np.array([[1, 2]]), "b": None})
    assert len(plain) == 64
    others = [
        digest("2", {"a": np.array([[1, 2]]), "b": None}),
        digest("1", {"a": np.array([[1, 3]]), "b": None}),
        digest("1", {"a": np.array([[1], [2]]), "b": None}),
        digest("1", {"a": np.array([[1.0, 2.0]]), "b": None}),
        digest("1", {"a": np.array([[1, 2]])}),
        digest("1", {"c": np.array([[1, 2]]), "b": None}),
    ]
    assert len({plain, *others}) == 7


def test_the_digest_does_not_depend_on_how_an_array_lies_in_memory() -> None:
    array = np.arange(6).reshape(2, 3)
    same = [array.astype(np.int16), np.asfortranarray(array), array.astype(">i8"), array[::1]]
    assert len({digest("1", {"a": each}) for each in same}) == 1


def test_a_room_that_holds_everybody_is_not_compared_with_itself() -> None:
    one, other = np.triu_indices(8, 1)
    surprises = np.random.default_rng(5).random(28)
    reference = np.zeros((8, 8), dtype=np.float32)
    reference[one, other] = reference[other, one] = surprises
    found = rank_rooms(np.full(8, 302), one, surprises, reference)
    assert (found.statistic[0], found.p[0]) == (0.0, 1.0)
