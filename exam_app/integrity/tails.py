"""Exact and saddlepoint tails of sums of independent, differing item scores; a row for each pair of people."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import ndtr

from exam_app.integrity.arrays import Flags, Floats, Ints

SMALLEST_P: Final = 1e-300
"""No p-value is reported as 0: nothing is impossible, and its logarithm must stay finite."""
_STEPS: Final = 60
_ROOT_2PI: Final = float(np.sqrt(2 * np.pi))


def match_count_tail(chances: Floats, matches: Ints) -> Floats:
    """P(at least ``matches`` of the items match), exactly, (m,).

    ``chances`` is (m, L), the probability of a match at each item; an item that does not count has chance 1 and is
    counted in ``matches``. The recursion of Lord and Wingersky (1984) runs over *mis*matches and stops at the number
    seen, so every term is positive and a tail of 1e-80 keeps all its digits.

    >>> match_count_tail(np.array([[0.5, 0.5]]), np.array([2])).tolist()
    [0.25]
    """
    misses = chances.shape[1] - matches
    most = int(misses.max(initial=0))
    found = np.zeros((most + 1, len(chances)))
    found[0] = 1.0
    shifted = np.empty_like(found[1:])
    for seen, chance in enumerate(np.ascontiguousarray(chances.T), start=1):
        reached = min(seen, most)
        np.multiply(found[:reached], 1 - chance, out=shifted[:reached])
        found[: reached + 1] *= chance
        found[1 : reached + 1] += shifted[:reached]
    counted = np.arange(most + 1)[:, None] <= misses
    tail: Floats = (found * counted).sum(axis=0)
    return np.clip(tail, SMALLEST_P, 1.0)


def match_count_interval(chances: Floats, coverage: float) -> tuple[int, int]:
    """The central interval of the number of matches for one pair: no more than (1-coverage)/2 lies beyond each end.

    ``chances`` is (L,).

    >>> match_count_interval(np.full(100, 0.5), 0.95)
    (40, 60)
    """
    found = np.zeros(len(chances) + 1)
    found[0] = 1.0
    for count, chance in enumerate(chances, start=1):
        found[1 : count + 1] = found[1 : count + 1] * (1 - chance) + found[:count] * chance
        found[0] *= 1 - chance
    outside = (1 - coverage) / 2
    below, above = np.cumsum(found), np.cumsum(found[::-1])
    return int(np.argmax(below > outside)), len(chances) - int(np.argmax(above > outside))


def saddlepoint_tail(chances: Floats, scores: Floats, total: Floats) -> Floats:
    """P(sum of item scores >= ``total``) by the formula of Lugannani and Rice (1980), (m,).

    ``chances`` and ``scores`` are (K, m, L): with chance ``chances[o]`` the item scores ``scores[o]`` > 0, else 0.
    The formula is an approximation to the exact tail, good to about a hundredth of the value from some twenty items
    on; nothing is added to it here: the saddlepoint is solved to machine precision for each row.
    """
    largest = scores.max(axis=0).sum(axis=1)
    all_of_it = total >= largest * (1 - 1e-12)
    nothing = total <= 0
    inside = ~(all_of_it | nothing)
    at, cumulant, second, third = _saddlepoints(chances, scores, np.where(inside, total, 0.0), inside)
    scaled = at * np.sqrt(second)
    near = np.abs(scaled) < 0.1
    cumulant[near] = _cumulant_near_nought(chances[:, near], scores[:, near], at[near])
    root = np.sign(at) * np.sqrt(np.maximum(2 * (at * total - cumulant), 0))
    flat = (np.abs(scaled) < 1e-3) | (root == 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        tail = ndtr(-root) + np.exp(-(root**2) / 2) / _ROOT_2PI * (1 / scaled - 1 / root)
        # At the mean both fractions are infinite; their difference is not.
        middle = ndtr(-scaled) - third / (6 * _ROOT_2PI * np.maximum(second, 1e-300) ** 1.5)
    found = np.where(flat, middle, tail)
    found[all_of_it] = _chance_of_largest(chances[:, all_of_it], scores[:, all_of_it])
    return np.clip(np.where(nothing, 1.0, found), SMALLEST_P, 1.0)


def _tilted(chances: Floats, scores: Floats, widths: Sequence[int], miss: Floats, at: Floats) -> list[Floats]:
    """The sums over options of chance * exp(at * score) * score^r for r = 0 to 3, each (m, L), ``miss`` scoring 0.

    Of each option only the first ``widths`` columns can have a chance.
    """
    moments = [miss.copy(), *(np.zeros(miss.shape) for _ in range(3))]
    for chance, score, width in zip(chances, scores, widths, strict=True):
        own = score[:, :width]
        term = at[:, None] * own
        np.exp(term, out=term)
        term *= chance[:, :width]
        for moment in moments[:-1]:
            moment[:, :width] += term
            term *= own
        moments[-1][:, :width] += term
    return moments


def _saddlepoints(
    chances: Floats, scores: Floats, total: Floats, wanted: Flags
) -> tuple[Floats, Floats, Floats, Floats]:
    """Where the cumulant generating function has slope ``total``, with its value, second and third derivative there.

    Each is (m,); rows not ``wanted`` stay at 0. Halley's steps, which need the third derivative and triple the right
    digits, halved into a bracket where they leave it.
    """
    # Beyond, exp(at * score) would overflow; scores come near only for options of less than one in 10,000.
    high = np.minimum(60.0, 650 / np.maximum(scores.max(axis=(0, 2), initial=0.0), 1.0))
    low = -high
    at = np.zeros(len(total))
    miss = 1 - chances.sum(axis=0)
    widths = [int(np.flatnonzero(chance.any(axis=0)).max(initial=-1)) + 1 for chance in chances]
    for _ in range(_STEPS):
        mass, *moments = _tilted(chances, scores, widths, miss, at)
        one, two, three = (moment / mass for moment in moments)
        square = one * one
        short = total - one.sum(axis=1)
        second = (two - square).sum(axis=1)
        third = (three - one * (3 * two - 2 * square)).sum(axis=1)
        low, high = np.where(short >= 0, at, low), np.where(short <= 0, at, high)
        newton = short / np.maximum(second, 1e-300)
        bend = 1 + np.clip(newton * third / np.maximum(2 * second, 1e-300), -0.5, 2.0)
        step = newton / bend
        # A last step as small as rounding may point out of the bracket; it must not send anything back to the middle.
        is_there = (np.abs(step) <= 1e-12 + 1e-11 * np.abs(at)) | ~wanted
        if is_there.all():
            break
        is_inside = (at + step >= low) & (at + step <= high)
        at = np.where(wanted, np.where(is_there | is_inside, at + step, (low + high) / 2), 0.0)
    return at, np.log(mass).sum(axis=1), second, third


def _cumulant_near_nought(chances: Floats, scores: Floats, at: Floats) -> Floats:
    """The cumulant generating function where it is itself near 0: the tail takes the difference of large inverses."""
    rises = (chances * np.expm1(at[:, None] * scores)).sum(axis=0)
    total: Floats = np.log1p(rises).sum(axis=1)
    return total


def _chance_of_largest(chances: Floats, scores: Floats) -> Floats:
    counts = scores.max(axis=0) > 0
    highest = np.take_along_axis(chances, scores.argmax(axis=0)[None], axis=0)[0]
    product: Floats = np.where(counts, highest, 1.0).prod(axis=1)
    return product
