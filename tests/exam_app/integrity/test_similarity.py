"""Pairs: symmetry, invariance, blanks and absent items, honest error rates, and a case by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from exam_app.integrity.arrays import ABSENT, BLANK, Floats, Ints
from exam_app.integrity.nominal import Answers, NominalModel, abilities
from exam_app.integrity.similarity import PairScores, Sheets, m4_p, pair_blocks, score_pairs
from exam_app.integrity.simulate import drawn_answers
from tests.exam_app.integrity.builders import all_pairs, coin_model, drawn_model, drawn_session

STATISTICS = ("matches", "expected", "omega", "omega_p", "gbt_p", "lrsym", "lrsym_p")


def assert_same(one: PairScores, other: PairScores) -> None:
    for name in STATISTICS:
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-7, atol=1e-12, err_msg=name)


def scores(model: NominalModel, thetas: Floats, responses: Ints, pairs: Ints | None = None) -> PairScores:
    return score_pairs(Sheets.of(responses, model, thetas), all_pairs(len(responses)) if pairs is None else pairs)


def test_a_pair_computed_by_hand() -> None:
    # Three items with the chances below for the two people; they choose (0, 1, 0) and (0, 1, 1).
    #   item 1: .6 .4 and .5 .5  match .6*.5 + .4*.5 = .50   both chose 0
    #   item 2: .3 .7 and .2 .8  match .06  + .56   = .62   both chose 1
    #   item 3: .9 .1 and .4 .6  match .36  + .06   = .42   differ
    ours = np.array([[0.6, 0.3, 0.9], [0.4, 0.7, 0.1]])
    theirs = np.array([[0.5, 0.2, 0.4], [0.5, 0.8, 0.6]])
    sheets = Sheets.given(np.array([[0, 1, 0], [0, 1, 1]]), np.stack([ours, theirs], axis=1))
    found = score_pairs(sheets, np.array([[0, 1]]))
    assert (found.common[0], found.matches[0]) == (3, 2)
    # Expected .50 + .62 + .42 = 1.54; variance .25 + .2356 + .2436 = .7292.
    assert found.expected[0] == pytest.approx(1.54)
    assert found.omega[0] == pytest.approx((2 - 1.54) / math.sqrt(0.7292))
    # At least two match: .5*.62*.58 + .5*.38*.42 + .5*.62*.42 + .5*.62*.42 = .1798 + .0798 + .1302 + .1302 = .52.
    assert found.gbt_p[0] == pytest.approx(0.52)
    # Matches score log(.7 + .3 (1/.6 + 1/.5)/2) = log 1.25 and log(.7 + .3 (1/.7 + 1/.8)/2) = log 1.101786; the
    # mismatch scores log .7.
    assert found.lrsym[0] == pytest.approx(math.log(1.25) + math.log(1.1017857) + math.log(0.7), abs=1e-7)


def test_no_statistic_depends_on_who_comes_first() -> None:
    model, thetas, responses = drawn_session(1, people=12, items=40)
    pairs = all_pairs(12)
    forward, back = scores(model, thetas, responses, pairs), scores(model, thetas, responses, pairs[:, ::-1])
    assert_same(forward, back)


def test_m4_depends_neither_on_who_comes_first_nor_on_unanswered_items_nor_on_labels() -> None:
    model, thetas, responses = drawn_session(12, people=6, items=30)
    pairs, key = all_pairs(6), model.option_counts - 1
    plain = m4_p(Sheets.of(responses[:, :20], part_of(model, 20), thetas), pairs, key[:20])
    responses[::2, 20:], responses[1::2, 20:] = BLANK, ABSENT
    assert m4_p(Sheets.of(responses, model, thetas), pairs[:, ::-1], key) == pytest.approx(plain)
    options = np.array([1, 0, 3, 2])
    relabelled = NominalModel(model.slopes[:, options], model.intercepts[:, options], model.option_counts)
    answers = np.where(responses >= 0, options[responses], responses)
    assert m4_p(Sheets.of(answers, relabelled, thetas), pairs, options[key]) == pytest.approx(plain)


def part_of(model: NominalModel, items: int) -> NominalModel:
    """The model of the first items."""
    return NominalModel(model.slopes[:items], model.intercepts[:items], model.option_counts[:items])


def test_the_order_of_people_items_and_options_changes_nothing() -> None:
    model, thetas, responses = drawn_session(2, people=15, items=50)
    plain = scores(model, thetas, responses)
    rng = np.random.default_rng(7)
    people, items, options = rng.permutation(15), rng.permutation(50), np.array([1, 0, 3, 2])
    where = np.argsort(people)
    moved = scores(model, thetas[people], responses[people], np.sort(where[all_pairs(15)], axis=1))
    assert_same(plain, moved)
    shuffled = NominalModel(model.slopes[items], model.intercepts[items], model.option_counts[items])
    assert_same(plain, scores(shuffled, thetas, responses[:, items]))
    relabelled = NominalModel(model.slopes[:, options], model.intercepts[:, options], model.option_counts)
    assert_same(plain, scores(relabelled, thetas, np.argsort(options)[responses]))


def test_the_matrix_products_find_the_omega_of_each_pair() -> None:
    model, thetas, responses = drawn_session(3, people=300, items=30)
    responses[np.random.default_rng(4).random(responses.shape) < 0.3] = BLANK
    sheets = Sheets.of(responses, model, thetas)
    found = np.zeros((300, 300))
    for block in pair_blocks(sheets):
        found[block.start : block.stop, block.start :] = block.omega
    pairs = all_pairs(300)
    assert np.abs(found[pairs[:, 0], pairs[:, 1]] - score_pairs(sheets, pairs).omega).max() < 1e-9


def test_papers_drawn_from_a_large_bank_are_compared_on_the_items_in_common() -> None:
    # Few of many items each: the sparse products, against the same people with only one pair's items at a time.
    model, thetas, responses = drawn_session(5, people=20, items=600)
    rng = np.random.default_rng(6)
    for row in responses:
        row[rng.permutation(600)[50:]] = ABSENT
    sheets = Sheets.of(responses, model, thetas)
    block = next(pair_blocks(sheets))
    found = score_pairs(sheets, all_pairs(20))
    assert found.common.max() > 0
    for place, (one, other) in enumerate(all_pairs(20)):
        both = np.flatnonzero((responses[one] >= 0) & (responses[other] >= 0))
        assert found.common[place] == block.common[one, other] == len(both)
        alone = NominalModel(model.slopes[both], model.intercepts[both], model.option_counts[both])
        if len(both):
            single = scores(alone, thetas[[one, other]], responses[np.ix_([one, other], both)])
            assert_same(found.of(np.array([place])), single)
            assert block.omega[one, other] == pytest.approx(single.omega[0], abs=1e-9)


@pytest.mark.parametrize("mark", [BLANK, ABSENT])
def test_an_item_that_one_of_two_did_not_answer_does_not_count_for_them(mark: int) -> None:
    model, thetas, responses = drawn_session(8, people=2, items=30)
    gone = responses.copy()
    gone[0, :4] = mark
    gone[:, 4:7] = mark
    rest = NominalModel(model.slopes[7:], model.intercepts[7:], model.option_counts[7:])
    assert_same(scores(model, thetas, gone), scores(rest, thetas, responses[:, 7:]))


def test_shared_blanks_are_no_evidence() -> None:
    model, thetas, responses = drawn_session(9, people=2, items=60)
    slow = responses.copy()
    slow[:, 40:] = BLANK
    short = NominalModel(model.slopes[:40], model.intercepts[:40], model.option_counts[:40])
    assert_same(scores(model, thetas, slow), scores(short, thetas, responses[:, :40]))


def test_a_pair_without_a_common_item_has_p_one() -> None:
    responses = np.array([[0, 1, ABSENT, ABSENT], [ABSENT, ABSENT, 0, 1]])
    found = scores(coin_model(4), np.zeros(2), responses)
    assert found.common[0] == 0
    assert (found.omega_p[0], found.gbt_p[0], found.lrsym_p[0]) == (1, 1, 1)


def test_an_option_hardly_anybody_chooses_gives_a_small_p_and_never_nought_or_nothing() -> None:
    model = coin_model(30, options=3)
    rare = replace(model, intercepts=np.tile([0.0, 0.0, -700.0], (30, 1)))
    responses = np.full((3, 30), 2)
    responses[2, 0] = 0
    found = scores(rare, np.zeros(3), responses)
    for p in (found.omega_p, found.gbt_p, found.lrsym_p):
        assert ((p > 0) & (p < 1e-6)).all()


def test_honest_pairs_are_not_called_more_often_than_stated() -> None:
    stated, called = 0.01, []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        model, thetas = drawn_model(rng, 60), rng.normal(size=120)
        responses = drawn_answers(rng, model, thetas)
        found = scores(model, abilities(model, Answers.of(responses)), responses)
        called.append([(p <= stated).mean() for p in (found.omega_p, found.gbt_p, found.lrsym_p)])
    assert (np.mean(called, axis=0) <= 1.05 * stated).all()
    # And the likelihood ratio is not merely silent.
    assert np.mean(called, axis=0)[2] >= 0.4 * stated


def test_statistics_do_not_depend_on_how_many_pairs_are_asked_for() -> None:
    model, thetas, responses = drawn_session(11, people=60, items=40)
    together = scores(model, thetas, responses)
    alone = scores(model, thetas, responses, all_pairs(60)[500:501])
    assert_same(together.of(np.array([500])), alone)
