"""From many p-values to few cases: false-discovery control over families of pairs, and what a case rests on.

A q-value is a reason to investigate and never a verdict: it bounds the share of honest pairs among those named, not the
probability that this pair is one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from exam_app.integrity.arrays import Floats, Ints
from exam_app.integrity.seating import Family
from exam_app.integrity.similarity import PairScores, Sheets, common_answers
from exam_app.integrity.tails import match_count_interval

METHOD_VERSION: Final = "watchword-integrity-1"
"""Changes whenever the same inputs would give other numbers."""

WEIGHTS: Final = (1000.0, 50.0, 1.0)
"""How much more a pair of each family is expected to hold than one across the venue; fixed before any data was seen.

In a county of a thousand the three families then share the error about equally: a thousand pairs of neighbours, some
fourteen thousand in rooms, half a million in all.
"""
COVERAGE: Final = 0.95
"""Of the interval around the expected number of matches."""


def q_values(p: Floats, family: Ints, tests: Ints) -> Floats:
    """The smallest false-discovery rate at which each pair would be named, (m,): weighted Benjamini-Hochberg.

    ``p`` and ``family`` are (m,); ``tests`` (3,) counts *all* compared pairs of each family, those without an entry in
    ``p`` taken as p = 1. The weights average 1 over all tests, which is what keeps the rate (Genovese, Roeder and
    Wasserman, False discovery control with p-value weighting, Biometrika 93, 2006).

    >>> q_values(np.array([0.01, 0.2]), np.array([2, 2]), np.array([0, 0, 4])).round(3).tolist()
    [0.04, 0.4]
    """
    total = float(tests.sum())
    weights = np.array(WEIGHTS)
    weights = weights * total / max(float((weights * tests).sum()), 1e-300)
    weighted = p / weights[family]
    order = np.argsort(weighted, kind="stable")
    stepped = weighted[order] * total / np.arange(1, len(p) + 1)
    found = np.empty(len(p))
    found[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return found


def plain_q_values(p: Floats) -> Floats:
    """Benjamini-Hochberg without weights (Benjamini and Hochberg, JRSS B 57, 1995), (m,)."""
    return q_values(p, np.full(len(p), Family.VENUE, dtype=np.int64), np.array([0, 0, len(p)]))


def best_partner(pairs: PairScores, family: Ints, tests_of_person: Ints) -> Floats:
    """For each person, p of the most alike partner, corrected for how many partners of each family there were, (n,).

    ``tests_of_person`` is (n, 3). Weighted Bonferroni with the same weights; 1 for people without a pair.
    """
    weights = np.array(WEIGHTS)
    load = tests_of_person @ weights
    found = np.ones(len(load))
    for people in (pairs.first, pairs.second):
        np.minimum.at(found, people, pairs.lrsym_p * load[people] / weights[family])
    return found


def combined_p(*views: Floats) -> Floats:
    """One p-value from several of the same people, (n,), whether or not they depend on each other.

    The Cauchy combination (Liu and Xie, JASA 115, 2020): valid in the tail under any dependence.

    >>> combined_p(np.array([0.001]), np.array([0.5])).round(4).tolist()
    [0.002]
    """
    clipped = [np.clip(view, 1e-300, 0.99) for view in views]
    mean = np.mean([1 / np.tan(np.pi * view) for view in clipped], axis=0)
    found: Floats = np.arctan2(1.0, mean) / np.pi
    return found


@dataclass(frozen=True)
class SharedWrong:
    """A wrong option that both chose.

    ``usual`` is the share of all candidates who choose it, by the item parameters; ``chance`` the probability that
    exactly these two, at their abilities, choose it both, working independently.
    """

    item: int
    option: int
    usual: float
    chance: float


@dataclass(frozen=True)
class PairEvidence:
    """What is known about one pair, with all that is needed to find the same numbers again.

    ``first`` and ``second`` are positions in the cohort, first < second. ``expected_low`` to ``expected_high`` is where
    95 % of honest pairs of these abilities have their number of matches. ``shared_wrong`` comes rarest first.
    ``family_tests`` is how many pairs of the same family were compared.
    """

    first: int
    second: int
    family: Family
    lrsym: float
    lrsym_p: float
    omega: float
    omega_p: float
    gbt_p: float
    m4_p: float
    q: float
    common_items: int
    matches: int
    expected_matches: float
    expected_low: int
    expected_high: int
    shared_wrong: tuple[SharedWrong, ...]
    family_tests: int
    screening_only: bool
    inputs_digest: str
    method_version: str

    @property
    def honest_pairs_per_such(self) -> float:
        """X of "one in X honest pairs is as alike as this": 1 / p of the likelihood ratio.

        It is about one pair looked at by itself; among ``family_tests`` pairs, that many chances were taken. To be
        shown in two digits and not beyond a thousand million: nobody knows that the model holds further out.
        """
        return 1.0 / self.lrsym_p


def shared_wrong(sheets: Sheets, first: int, second: int, key: Ints, usual: Floats) -> tuple[SharedWrong, ...]:
    """The wrong options that two people share, rarest first; ``usual`` is (k, K), the share of all who choose each."""
    common = common_answers(sheets, first, second)
    alike = (common.first == common.second) & (common.first != key[common.items])
    found = [
        SharedWrong(int(item), int(option), float(usual[item, option]), float(chance))
        for item, option, chance in zip(
            common.items[alike], common.first[alike], common.chance_of_both[alike], strict=True
        )
    ]
    return tuple(sorted(found, key=lambda each: (each.usual, each.item)))


def expected_interval(sheets: Sheets, first: int, second: int) -> tuple[int, int]:
    """Between which numbers of matches 95 % of honest pairs of these abilities and papers lie."""
    return match_count_interval(common_answers(sheets, first, second).chance_of_match, COVERAGE)


def digest(version: str, inputs: Mapping[str, np.ndarray | None]) -> str:
    """SHA-256 in hexadecimal over the method's version and named arrays, whatever machine they come from.

    Each array enters as its name, kind, shape and little-endian values in order of rows; integers of any width as 64
    bits. An array that is not there enters as its name alone.

    >>> digest("1", {"key": np.array([2, 0])}) == digest("1", {"key": np.array([2, 0], dtype=np.int8)})
    True
    """
    hashed = hashlib.sha256(version.encode())
    for name in sorted(inputs):
        array = inputs[name]
        if array is None:
            hashed.update(f"\n{name} none\n".encode())
            continue
        kind = "<i8" if array.dtype.kind in "iub" else "<f8"
        hashed.update(f"\n{name} {kind} {array.shape}\n".encode())
        hashed.update(np.ascontiguousarray(array.astype(kind)).tobytes())
    return hashed.hexdigest()
