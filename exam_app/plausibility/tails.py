"""How surprising a unit is among the others: exact beta-binomial tails, rank sums, and many units looked at at once."""

from collections.abc import Sequence

import numpy as np
from scipy.special import betaln, gammaln, ndtr

from exam_app.plausibility.register import Floats, Ints


def beta_binomial_tail(passed: int, of: int, mean: float, spread: float) -> float:
    """P(X >= ``passed``) of ``of`` people whose unit passes each with a chance drawn around ``mean``.

    ``spread`` is the intraclass correlation, over 0: the beta distribution has a + b = 1 / spread - 1. The sum is
    exact.

    >>> round(beta_binomial_tail(2, 2, 0.5, 1 / 3), 4)  # a = b = 1, uniform: each of 0, 1, 2 passes alike
    0.3333
    """
    total = 1 / spread - 1
    a, b = mean * total, (1 - mean) * total
    k = np.arange(passed, of + 1)
    choose = gammaln(of + 1) - gammaln(k + 1) - gammaln(of - k + 1)
    return float(min(1.0, np.exp(choose + betaln(k + a, of - k + b) - betaln(a, b)).sum()))


def mean_and_spread(passed: Ints, of: Ints) -> tuple[float, float]:
    """Mean passing chance of several units and its intraclass correlation, by moments; ``of`` (u,) all over 0.

    With weights n_j, S = sum n_j (p_j - p)^2 has the expectation p q ((u - 1) + spread (A - (u - 1))), where
    A = N - sum n_j^2 / N (Kleinman, Proportions with extraneous variance, JASA 68, 1973). Half a pass and half a
    failure are added to the mean, so that units that all pass leave it below 1. The spread may come out below 0.
    """
    people = float(of.sum())
    mean = (float(passed.sum()) + 0.5) / (people + 1)
    variance = mean * (1 - mean)
    units = len(of) - 1
    seen = float((of * (passed / of - mean) ** 2).sum()) / variance
    room = people - float((of.astype(np.float64) ** 2).sum()) / people - units
    return mean, (seen - units) / room if room > 0 else 0.0


def rank_sum_p(own: Floats, others: Floats) -> float:
    """P that chance alone puts ``own`` (n,) as low among ``others`` (m,): one-sided rank sum, ties by mid-ranks.

    Mann and Whitney, Annals of Mathematical Statistics 18 (1947), normal approximation with the correction for ties.
    Assumes independent people; those of one class are not quite, which is why no flag rests on it alone.
    """
    values, place, counts = np.unique(np.concatenate([own, others]), return_inverse=True, return_counts=True)
    if len(values) < 2:
        return 1.0
    n, m, total = len(own), len(others), len(own) + len(others)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    above = float(ranks[place[:n]].sum()) - n * (n + 1) / 2
    ties = float((counts.astype(np.float64) ** 3 - counts).sum()) / (total * (total - 1))
    variance = n * m / 12 * (total + 1 - ties)
    return float(ndtr((above + 0.5 - n * m / 2) / np.sqrt(variance)))


def q_values(p: Sequence[float]) -> list[float]:
    """The smallest false-discovery rate at which each would be named (Benjamini and Hochberg, JRSS B 57, 1995).

    >>> q_values([0.01, 0.9, 0.02])
    [0.03, 0.9, 0.03]
    """
    values = np.array(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")
    stepped = values[order] * len(values) / np.arange(1, len(values) + 1)
    found = np.empty(len(values))
    found[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return [float(each) for each in found]
