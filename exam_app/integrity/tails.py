"""Exact and saddlepoint tails of sums of independent, differing item scores; a row for each pair of people."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from scipy.special import ndtr

from exam_app.integrity.arrays import Flags, Floats, Ints

Planes: TypeAlias = Sequence[Floats] | Floats
"""A plane (m, L) for each option of the items."""

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


def two_count_tail(right: Floats, wrong: Floats, rights: Ints, wrongs: Ints) -> Floats:
    """How extreme ``rights`` shared right and ``wrongs`` shared wrong answers are together, exactly, (m,).

    ``right`` and ``wrong`` are (m, L), the chances of either at each item. An outcome is as extreme as the chance of
    no fewer of both kinds is small; the tail adds up all outcomes at least as extreme as the one seen.

    >>> two_count_tail(np.array([[0.5, 0.5]]), np.array([[0.1, 0.1]]), np.array([1]), np.array([1])).round(6).tolist()
    [0.11]
    """
    people, items = np.arange(len(right)), right.shape[1]
    found = np.zeros((len(right), items + 1, items + 1))
    found[:, 0, 0] = 1.0
    for seen in range(items):
        one, other = right[:, seen, None, None], wrong[:, seen, None, None]
        before = found[:, : seen + 1, : seen + 1].copy()
        found[:, : seen + 1, : seen + 1] *= 1 - one - other
        found[:, 1 : seen + 2, : seen + 1] += before * one
        found[:, : seen + 1, 1 : seen + 2] += before * other
    beyond = found[:, ::-1, ::-1].cumsum(axis=1).cumsum(axis=2)[:, ::-1, ::-1]
    here = beyond[people, rights, wrongs]
    # Outcomes as extreme but for rounding count as well: that can only make the tail larger.
    extreme = beyond <= here[:, None, None] * (1 + 1e-12)
    tail: Floats = (found * extreme).sum(axis=(1, 2))
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


def saddlepoint_tail(chances: Planes, scores: Planes, total: Floats) -> Floats:
    """P(sum of item scores >= ``total``) by the formula of Lugannani and Rice (1980), (m,).

    ``chances`` and ``scores`` hold a plane (m, L) for each option: with chance ``chances[o]`` the item scores
    ``scores[o]`` > 0, else 0. Later planes may have fewer columns, where no item has so many options.
    The formula is an approximation to the exact tail, good to about a hundredth of the value from some twenty items
    on; nothing is added to it here: the saddlepoint is solved to machine precision for each row.
    """
    largest, chance_of_largest = _largest(chances, scores)
    all_of_it = total >= largest * (1 - 1e-12)
    nothing = total <= 0
    inside = ~(all_of_it | nothing)
    at, cumulant, second, third = _saddlepoints(chances, scores, np.where(inside, total, 0.0), inside)
    scaled = at * np.sqrt(second)
    near = np.abs(scaled) < 0.1
    cumulant[near] = _cumulant_near_nought([each[near] for each in chances], [each[near] for each in scores], at[near])
    root = np.sign(at) * np.sqrt(np.maximum(2 * (at * total - cumulant), 0))
    flat = (np.abs(scaled) < 1e-3) | (root == 0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        tail = ndtr(-root) + np.exp(-(root**2) / 2) / _ROOT_2PI * (1 / scaled - 1 / root)
        # At the mean both fractions are infinite; their difference is not.
        middle = ndtr(-scaled) - third / (6 * _ROOT_2PI * np.maximum(second, 1e-300) ** 1.5)
    found = np.where(flat, middle, tail)
    found[all_of_it] = chance_of_largest[all_of_it]
    return np.clip(np.where(nothing, 1.0, found), SMALLEST_P, 1.0)


def _tilted(chances: Planes, scores: Planes, miss: Floats, at: Floats) -> list[Floats]:
    """The sums over options of chance * exp(at * score) * score^r for r = 0 to 3, each (m, L), ``miss`` scoring 0."""
    moments = [miss.copy(), *(np.zeros(miss.shape) for _ in range(3))]
    for chance, score in zip(chances, scores, strict=True):
        width = chance.shape[1]
        term = at[:, None] * score
        np.exp(term, out=term)
        term *= chance
        for moment in moments[:-1]:
            moment[:, :width] += term
            term *= score
        moments[-1][:, :width] += term
    return moments


def _saddlepoints(
    chances: Planes, scores: Planes, total: Floats, wanted: Flags
) -> tuple[Floats, Floats, Floats, Floats]:
    """Where the cumulant generating function has slope ``total``, with its value, second and third derivative there.

    Each is (m,); rows not ``wanted`` stay at 0. Halley's steps, which need the third derivative and triple the right
    digits, halved into a bracket where they leave it.
    """
    # Beyond, exp(at * score) would overflow; scores come near only for options of less than one in 10,000.
    steepest = np.max([each.max(axis=1, initial=1.0) for each in scores], axis=0)
    high = np.minimum(60.0, 650 / steepest)
    low = -high
    at = np.zeros(len(total))
    miss = np.ones_like(chances[0])
    for chance in chances:
        miss[:, : chance.shape[1]] -= chance
    for _ in range(_STEPS):
        mass, *moments = _tilted(chances, scores, miss, at)
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


def _cumulant_near_nought(chances: Planes, scores: Planes, at: Floats) -> Floats:
    """The cumulant generating function where it is itself near 0: the tail takes the difference of large inverses."""
    rises = np.zeros_like(chances[0])
    for chance, score in zip(chances, scores, strict=True):
        rises[:, : chance.shape[1]] += chance * np.expm1(at[:, None] * score)
    total: Floats = np.log1p(rises).sum(axis=1)
    return total


def _largest(chances: Planes, scores: Planes) -> tuple[Floats, Floats]:
    """The largest sum there can be, and its chance, each (m,)."""
    best, chance_of_best = np.zeros_like(scores[0]), np.ones_like(scores[0])
    for chance, score in zip(chances, scores, strict=True):
        width = score.shape[1]
        higher = score > best[:, :width]
        np.copyto(chance_of_best[:, :width], chance, where=higher)
        np.copyto(best[:, :width], score, where=higher)
    return best.sum(axis=1), chance_of_best.prod(axis=1)
