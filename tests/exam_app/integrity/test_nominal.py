"""The response model: probabilities, and abilities under fixed parameters."""

import numpy as np
import pytest

from exam_app.integrity.arrays import ABSENT, BLANK
from exam_app.integrity.nominal import THETA_BOUND, Answers, NominalModel, abilities
from tests.exam_app.integrity.builders import coin_model, drawn_session


def test_probabilities_sum_to_one_over_the_options_an_item_has() -> None:
    model, thetas, _ = drawn_session(1, people=20, items=12)
    chances = model.probabilities(thetas)
    assert np.allclose(chances.sum(axis=0), 1)
    assert (chances[2:, :, model.option_counts == 2] == 0).all()


def test_a_hand_computed_probability() -> None:
    # Slopes 0 and 1, intercepts 0 and 1, ability 2: the key has logit 1 * 2 + 1 = 3, so e^3 / (1 + e^3) = .952574.
    model = NominalModel(np.array([[0.0, 1.0]]), np.array([[0.0, 1.0]]), np.array([2]))
    assert model.probabilities(np.array([2.0]))[1, 0, 0] == pytest.approx(0.952574, abs=1e-6)


def test_an_ability_is_where_the_likelihood_is_highest() -> None:
    model, _, responses = drawn_session(2, people=30, items=25)
    grid = np.linspace(-THETA_BOUND, THETA_BOUND, 4001)
    logs = np.log(np.where(model.probabilities(grid) > 0, model.probabilities(grid), 1))
    best = [grid[logs[row, :, np.arange(25)].sum(axis=0).argmax()] for row in responses]
    assert np.abs(abilities(model, Answers.of(responses)) - best).max() <= 0.001


def test_someone_with_everything_right_is_put_at_the_bound_and_nobody_beyond() -> None:
    model, _, responses = drawn_session(3, people=3, items=30)
    responses[0] = model.option_counts - 1
    thetas = abilities(model, Answers.of(responses))
    assert thetas[0] == THETA_BOUND
    assert (np.abs(thetas) <= THETA_BOUND).all()


def test_someone_without_an_answer_has_ability_zero() -> None:
    answers = Answers.of(np.array([[BLANK, ABSENT], [ABSENT, ABSENT]]))
    assert abilities(coin_model(2), answers).tolist() == [0, 0]


def test_blank_and_absent_items_leave_an_ability_as_if_they_had_not_been_asked() -> None:
    model, _, responses = drawn_session(4, people=10, items=20)
    asked = NominalModel(model.slopes[:15], model.intercepts[:15], model.option_counts[:15])
    without = responses.copy()
    without[:5, 15:], without[5:, 15:] = BLANK, ABSENT
    shorter = abilities(asked, Answers.of(responses[:, :15]))
    assert abilities(model, Answers.of(without)) == pytest.approx(shorter, abs=1e-9)


def test_usual_shares_are_those_of_a_drawn_population() -> None:
    model, _, responses = drawn_session(5, people=20_000, items=6)
    for option in range(4):
        assert np.abs((responses == option).mean(axis=0) - model.usual_shares[:, option]).max() < 0.015
