"""Fit of one person's answers and times: their null laws, and what moves them."""

import numpy as np
import pytest

from exam_app.integrity.arrays import ABSENT, BLANK
from exam_app.integrity.nominal import Answers, NominalModel, abilities
from exam_app.integrity.person_fit import Fit, nominal_fit
from exam_app.integrity.timing import TimeModel, log_times, speeds, time_fit
from tests.exam_app.integrity.builders import coin_model, drawn_session


def fit_of(model: NominalModel, responses: np.ndarray) -> Fit:
    answers = Answers.of(responses)
    return nominal_fit(model, answers, model.probabilities(abilities(model, answers), answers.items))


def test_honest_people_fit_as_often_as_stated() -> None:
    model, _, responses = drawn_session(1, people=3000, items=80)
    p = fit_of(model, responses).p
    for stated in (0.5, 0.05):
        # Three standard errors of a share of 3,000, and a tenth for what is left of the asymptotics.
        assert (p <= stated).mean() == pytest.approx(stated, abs=0.1 * stated + 3 * np.sqrt(stated / 3000))


def test_wrong_on_easy_and_right_on_hard_items_does_not_fit() -> None:
    model, _, responses = drawn_session(2, people=50, items=80)
    key = model.option_counts - 1
    easy = model.usual_shares[np.arange(80), key] > np.median(model.usual_shares[np.arange(80), key])
    responses[0] = np.where(easy, 0, key)
    assert fit_of(model, responses).p[0] < 1e-6


def test_unanswered_items_leave_the_fit_as_if_they_had_not_been_asked() -> None:
    model, _, responses = drawn_session(3, people=8, items=40)
    short = NominalModel(model.slopes[:30], model.intercepts[:30], model.option_counts[:30])
    responses[:4, 30:], responses[4:, 30:] = BLANK, ABSENT
    assert fit_of(model, responses).lz_star == pytest.approx(fit_of(short, responses[:, :30]).lz_star, abs=1e-7)


def test_without_answers_or_without_any_doubt_there_is_no_misfit() -> None:
    assert fit_of(coin_model(3), np.array([[BLANK, BLANK, BLANK], [0, 1, 0]])).p.tolist() == [1, 1]


def test_a_speed_computed_by_hand() -> None:
    # Weights alpha^2 = 1 and 4; beta - log time = 1 and .5: (1 * 1 + 4 * .5) / 5 = .6.
    model = TimeModel(np.array([1.0, 2.0]), np.array([3.0, 2.0]))
    assert speeds(model, np.array([[2.0, 1.5]])) == pytest.approx([0.6])
    # Residuals 1 * (2 - 3 + .6) = -.4 and 2 * (1.5 - 2 + .6) = .2: .16 + .04 = .2.
    assert time_fit(model, np.array([[2.0, 1.5]])).statistic == pytest.approx([0.2])


def test_honest_times_fit_as_often_as_stated() -> None:
    rng = np.random.default_rng(5)
    # Few times, so that the degree of freedom that the speed takes shows.
    model = TimeModel(rng.uniform(1, 2, 6), rng.normal(3, 0.5, 6))
    p = time_fit(model, rng.normal(model.beta - rng.normal(size=(4000, 1)), 1 / model.alpha)).p
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=0.012)


def test_answers_given_at_once_beside_slow_ones_do_not_fit() -> None:
    model = TimeModel(np.full(40, 2.0), np.full(40, 3.0))
    log_seconds = np.where(np.arange(40) < 10, np.log(2.0), np.log(25.0))[None]
    assert time_fit(model, log_seconds).p[0] < 1e-6


def test_times_that_were_not_measured_are_left_out() -> None:
    found = log_times(np.array([[0.0, np.nan, -1.0, 8.0, 5.0]]), np.array([[True, True, True, True, False]]))
    assert np.isnan(found).tolist() == [[True, True, True, False, True]]
    model = TimeModel(np.ones(5), np.ones(5))
    alone = time_fit(model, found)
    assert (alone.tau[0], alone.statistic[0], alone.p[0]) == (pytest.approx(1 - np.log(8)), pytest.approx(0), 1)
