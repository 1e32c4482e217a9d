"""Item parameters from a history of responses and times, by marginal maximum likelihood.

The history should be the bank's own: at least 500 responses an item, people found to have cheated left out, and *not*
the session that is screened: 30 people cannot tell what is rare. Where nothing else is there, a session can be its own
history; copying then makes the copied options look more usual, which hides cheats and accuses nobody.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.special import logsumexp

from exam_app.integrity.arrays import ABSENT, BLANK, Flags, Floats, Ints
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.timing import TimeModel

FULL_HISTORY: Final = 200
"""Fewer responses to an item than this make every result about it a screening only."""
_NODES: Final = np.linspace(-4.5, 4.5, 41)
_DENSITY: Final = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
_SPREAD: Final = 1.0
_PRECISION: Final = 2.0
_UNSEEN: Final = 0.5
_HELD_AT_ZERO: Final = 1e-3
_TIME_RESPONSES: Final = 10.0
_ROUNDS: Final = 300


@dataclass(frozen=True)
class ItemCalibration:
    """Parameters with how much they rest on: ``responses`` (k,) is how often an item was answered in the history."""

    model: NominalModel
    responses: Ints
    log_likelihood: float

    @property
    def screening_only(self) -> Flags:
        """Of which items too little is known to found more than a first look on, (k,)."""
        return self.responses < FULL_HISTORY


def calibrate_items(history: Ints, option_counts: Ints, key: Ints) -> ItemCalibration:
    """Nominal-response parameters by expectation and maximisation (Bock and Aitkin 1981; Bock 1972).

    ``history`` (N, k) holds option indices from 0, BLANK or ABSENT; ``option_counts`` (k,) and ``key`` (k,) the number
    of options of each item and the right one. Abilities are standard normal.

    Three priors keep short histories from saying more than they know. Every option of every item gets half a response
    more than it had, spread over all abilities, so an option nobody chose is rare and not impossible. Slopes are drawn
    to those of a usual item, the key 1 above the others, with a precision that grows the further an item is below
    ``FULL_HISTORY`` responses. Intercepts are held, weakly, to sum to 0.

    Parameters cannot tell why an option is rare: a misprinted key or a leak in the history looks like an easy item.
    Raises ValueError if an answer is not among an item's options.

    >>> history = np.array([[1, 1], [1, 0], [0, 1], [1, 1]])
    >>> calibrate_items(history, np.array([2, 2]), np.array([1, 1])).screening_only.tolist()
    [True, True]
    """
    _check_options(history, option_counts)
    people, items = np.nonzero(history >= 0)
    widest = int(option_counts.max(initial=1))
    chosen = sparse.csr_array(
        (np.ones(len(people)), (people, items * widest + history[people, items])),
        shape=(len(history), len(option_counts) * widest),
    )
    responses = np.bincount(items, minlength=len(option_counts)).astype(np.int64)
    is_option = np.arange(widest) < option_counts[:, None]
    usual = np.where(np.arange(widest) == key[:, None], _SPREAD, 0.0)
    precision = _PRECISION * np.maximum(1.0, FULL_HISTORY / np.maximum(responses, 1))
    slopes, intercepts = usual.copy(), np.zeros_like(usual)
    transposed = chosen.T.tocsr()
    log_likelihood = 0.0
    for _ in range(_ROUNDS):
        logs = _log_chances(slopes, intercepts, is_option)
        posterior, log_likelihood = _posterior(chosen, logs)
        counts = (transposed @ posterior).reshape(*usual.shape, len(_NODES))
        counts += _UNSEEN * is_option[..., None] * _DENSITY
        moved = _maximised(counts, slopes, intercepts, logs, usual, precision)
        change = max(
            float(np.abs(moved[0] - slopes).max(initial=0)), float(np.abs(moved[1] - intercepts).max(initial=0))
        )
        slopes, intercepts = moved
        if change < 1e-4:
            break
    slopes, intercepts = (_summing_to_zero(each, is_option) for each in (slopes, intercepts))
    return ItemCalibration(NominalModel(slopes, intercepts, option_counts), responses, log_likelihood)


def _check_options(history: Ints, option_counts: Ints) -> None:
    wrong = (history >= option_counts) | (history < min(BLANK, ABSENT))
    if wrong.any():
        person, item = np.argwhere(wrong)[0]
        raise ValueError(f"answer {history[person, item]} of person {person} is no option of item {item}")


def _log_chances(slopes: Floats, intercepts: Floats, is_option: Flags) -> Floats:
    """The log-probabilities of all options at all nodes, (k, K, Q); 0 where there is no option."""
    logits = slopes[..., None] * _NODES + intercepts[..., None]
    logits = np.where(is_option[..., None], logits, -np.inf)
    return np.where(is_option[..., None], logits - logsumexp(logits, axis=1, keepdims=True), 0.0)


def _posterior(chosen: sparse.csr_array, logs: Floats) -> tuple[Floats, float]:
    """How likely each node is for each person, (N, Q), and the marginal log-likelihood of all."""
    joint = chosen @ logs.reshape(-1, len(_NODES)) + np.log(_DENSITY)
    marginal = logsumexp(joint, axis=1, keepdims=True)
    return np.exp(joint - marginal), float(marginal.sum())


def _maximised(
    counts: Floats, slopes: Floats, intercepts: Floats, logs: Floats, usual: Floats, precision: Floats
) -> tuple[Floats, Floats]:
    """One step of Newton for every item at once, on the expected ``counts`` (k, K, Q) and the priors."""
    chances = np.where(logs < 0, np.exp(logs), 0.0) if counts.shape[1] > 1 else np.exp(logs)
    total = counts.sum(axis=1, keepdims=True)
    residual = counts - total * chances
    gradient = np.concatenate(
        [residual @ _NODES - precision[:, None] * (slopes - usual), residual.sum(axis=2) - _HELD_AT_ZERO * intercepts],
        axis=1,
    )
    weighted = total * chances
    size = counts.shape[1]
    curvature = np.zeros((len(counts), 2 * size, 2 * size))
    for down, along, nodes in ((0, 0, _NODES**2), (0, 1, _NODES), (1, 0, _NODES), (1, 1, np.ones_like(_NODES))):
        block = -(weighted * nodes) @ chances.transpose(0, 2, 1)
        block[:, np.arange(size), np.arange(size)] += (weighted * nodes).sum(axis=2)
        curvature[:, down * size : (down + 1) * size, along * size : (along + 1) * size] = block
    held = np.concatenate([np.repeat(precision[:, None], size, axis=1), np.full(slopes.shape, _HELD_AT_ZERO)], axis=1)
    curvature[:, np.arange(2 * size), np.arange(2 * size)] += held
    # Steps are kept short: from far away a full one of Newton's can overshoot, and the next round goes on anyway.
    step = np.clip(np.linalg.solve(curvature, gradient[..., None])[..., 0], -1.0, 1.0)
    return slopes + step[:, :size], intercepts + step[:, size:]


def _summing_to_zero(parameters: Floats, is_option: Flags) -> Floats:
    mean = parameters.sum(axis=1, keepdims=True) / is_option.sum(axis=1, keepdims=True)
    return np.where(is_option, parameters - mean, 0.0)


def calibrate_times(log_seconds: Floats) -> TimeModel:
    """The lognormal time model by expectation and maximisation, speeds normal around 0 (van der Linden 2006).

    ``log_seconds`` (N, k) is NaN where there is no time. The precision of an item rests on its own times and on ten
    more at the pooled precision, so an item with few times is neither trusted nor suspected too much; an item without
    any gets the mean of the others.
    """
    known = ~np.isnan(log_seconds)
    times = np.where(known, log_seconds, 0.0)
    counts = known.sum(axis=0)
    overall = float(times.sum() / max(1, known.sum()))
    beta = np.where(counts > 0, times.sum(axis=0) / np.maximum(counts, 1), overall)
    variance, spread, tau = np.full(len(beta), 0.25), 0.1, np.zeros(len(times))
    for _ in range(_ROUNDS):
        # 1. Expectation: the speed of each person is normal given the times.
        weights = known / variance
        uncertainty = 1 / (weights.sum(axis=1) + 1 / spread)
        moved = uncertainty * (weights * (beta - times)).sum(axis=1)
        moved -= moved.mean() if len(moved) else 0.0
        # 2. Maximisation: means, precisions and the spread of speeds.
        beta = np.where(counts > 0, (known * (times + moved[:, None])).sum(axis=0) / np.maximum(counts, 1), overall)
        squares = known * ((times - beta + moved[:, None]) ** 2 + uncertainty[:, None])
        pooled = float(squares.sum() / max(1, known.sum())) or 0.25
        variance = np.maximum((squares.sum(axis=0) + _TIME_RESPONSES * pooled) / (counts + _TIME_RESPONSES), 1e-6)
        spread = max(float((moved**2 + uncertainty).mean()) if len(moved) else 0.0, 1e-6)
        settled = bool(np.all(np.abs(moved - tau) < 1e-8))
        tau = moved
        if settled:
            break
    return TimeModel(1 / np.sqrt(variance), beta)
