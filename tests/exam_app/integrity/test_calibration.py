"""Item parameters from a history: found again where there is enough of it, held back where there is not."""

import numpy as np
import pytest

from exam_app.integrity.arrays import ABSENT, BLANK
from exam_app.integrity.calibration import calibrate_items, calibrate_times
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.timing import TimeModel
from tests.exam_app.integrity.builders import drawn_session

NODES = np.linspace(-2, 2, 9)


def difference(one: NominalModel, other: NominalModel) -> float:
    """The largest difference in any probability for abilities from -2 to 2: what the parameters are for."""
    return float(np.abs(one.probabilities(NODES) - other.probabilities(NODES)).max())


def test_a_long_history_gives_the_probabilities_back() -> None:
    model, _, history = drawn_session(1, people=4000, items=20)
    found = calibrate_items(history, model.option_counts, model.option_counts - 1)
    assert difference(found.model, model) < 0.06
    assert not found.screening_only.any()


def test_a_history_of_papers_drawn_at_random_gives_the_probabilities_back() -> None:
    model, _, history = drawn_session(2, people=6000, items=20)
    rng = np.random.default_rng(1)
    history[rng.random(history.shape) < 0.3] = ABSENT
    history[rng.random(history.shape) < 0.05] = BLANK
    found = calibrate_items(history, model.option_counts, model.option_counts - 1)
    assert difference(found.model, model) < 0.07
    assert (found.responses == (history >= 0).sum(axis=0)).all()


def test_an_option_nobody_chose_is_rare_and_not_impossible() -> None:
    model, _, history = drawn_session(3, people=500, items=10)
    history[:, 1][history[:, 1] == 0] = 1
    found = calibrate_items(history, model.option_counts, model.option_counts - 1).model
    assert np.isfinite(found.slopes).all()
    assert np.isfinite(found.intercepts).all()
    chances = found.probabilities(NODES)[0, :, 1]
    assert ((chances > 1e-5) & (chances < 0.02)).all()


def test_an_item_nobody_answered_gets_a_usual_slope() -> None:
    model, _, history = drawn_session(4, people=300, items=6)
    history[:, 2] = ABSENT
    found = calibrate_items(history, model.option_counts, model.option_counts - 1)
    assert found.responses[2] == 0
    # Four options, the key 1 above the others, summing to 0: -.25, -.25, -.25, .75.
    assert found.model.slopes[2] == pytest.approx([-0.25, -0.25, -0.25, 0.75], abs=1e-3)


def test_a_short_history_says_so_and_stays_near_a_usual_item() -> None:
    model, _, history = drawn_session(5, people=25, items=12)
    found = calibrate_items(history, model.option_counts, model.option_counts - 1)
    assert found.screening_only.all()
    assert np.abs(found.model.slopes[:, 0]).max() < 0.8


def test_options_and_items_in_another_order_give_the_same_parameters() -> None:
    model, _, history = drawn_session(6, people=200, items=7)
    plain = calibrate_items(history, model.option_counts, model.option_counts - 1).model
    order = np.array([3, 1, 0, 6, 5, 2, 4])
    moved = calibrate_items(history[:, order], model.option_counts[order], model.option_counts[order] - 1).model
    assert moved.slopes == pytest.approx(plain.slopes[order], abs=1e-6)
    swapped = np.where(history == 0, 1, np.where(history == 1, 0, history))
    key = model.option_counts - 1
    key = np.where(key == 1, 0, key)
    relabelled = calibrate_items(swapped, model.option_counts, key).model
    assert relabelled.slopes[:, [1, 0, 2, 3]] == pytest.approx(plain.slopes, abs=1e-6)


def test_an_answer_that_is_no_option_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match="answer 3 of person 1 is no option of item 0"):
        calibrate_items(np.array([[0], [3]]), np.array([2]), np.array([1]))


def test_times_give_their_parameters_back() -> None:
    rng = np.random.default_rng(7)
    model = TimeModel(rng.uniform(1.5, 2.5, 15), rng.normal(3, 0.4, 15))
    tau = rng.normal(0, 0.3, 3000)
    log_seconds = rng.normal(model.beta - tau[:, None], 1 / model.alpha)
    log_seconds[rng.random(log_seconds.shape) < 0.2] = np.nan
    found = calibrate_times(log_seconds)
    assert np.abs(found.alpha / model.alpha - 1).max() < 0.07
    assert np.abs(found.beta - model.beta).max() < 0.04


def test_an_item_without_any_time_gets_the_mean_of_the_others() -> None:
    found = calibrate_times(np.array([[2.0, np.nan], [3.0, np.nan], [4.0, np.nan]]))
    assert found.beta[1] == pytest.approx(3.0)
    assert np.isfinite(found.alpha).all()
