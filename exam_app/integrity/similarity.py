"""How alike the answers of two people are, for all pairs of a session: omega, GBT and a likelihood ratio.

Null hypothesis of each: the two worked independently, each choosing options as the nominal model says at the person's
ability. Options are compared by identity, whatever order a page showed them in, on the items *both* answered (see
:class:`Answers` for blanks). All three are symmetric in the two people: they do not say who looked at whom, and people
taught the same mistakes by the same school look alike too.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import partial
from typing import Final, TypeAlias

import numpy as np
from scipy import sparse
from scipy.special import ndtr

from exam_app.integrity.arrays import Flags, Floats, Ints
from exam_app.integrity.nominal import Answers, NominalModel
from exam_app.integrity.tails import SMALLEST_P, match_count_tail, saddlepoint_tail, two_count_tail

COPIED_SHARE: Final = 0.3
"""pi of the likelihood ratio: the share of items copied under the alternative it is built for."""
_ROWS_A_BLOCK: Final = 256
_THREADS: Final = max(1, min(4, os.cpu_count() or 1))
_ROOT_2: Final = float(np.sqrt(2.0))
_CELLS_A_CHUNK: Final = 1 << 15
_PAIRS_OF_M4: Final = 16
_DENSE_FROM: Final = 0.1
"""The share of the items answered by a person above which dense products are faster than sparse ones."""


@dataclass(frozen=True)
class Sheets:
    """The answers of n people with the probability (K, n, L) of every option in every slot."""

    answers: Answers
    chances: Floats

    @classmethod
    def of(cls, responses: Ints, model: NominalModel, thetas: Floats) -> "Sheets":
        """From responses (n, k) with BLANK and ABSENT, item parameters and abilities (n,)."""
        answers = Answers.of(responses, model.option_counts)
        return cls(answers, model.probabilities(thetas, answers.items))

    @classmethod
    def given(cls, responses: Ints, chances: Floats) -> "Sheets":
        """From probabilities (K, n, k) of any other model of the options."""
        options = np.arange(1, len(chances) + 1)[:, None]
        answers = Answers.of(responses, np.max((chances > 0).any(axis=1) * options, axis=0, initial=0))
        own = np.take_along_axis(chances, np.maximum(answers.items, 0)[None], axis=2)
        return cls(answers, np.where(answers.items >= 0, own, 0.0))


@dataclass(frozen=True)
class PairScores:
    """The statistics of m pairs of people, each (m,).

    ``first`` < ``second`` index the people. ``common`` items were answered by both, ``matches`` of them alike, against
    ``expected`` with ``variance`` if they worked independently.

    omega: (matches - expected) / standard deviation, large = alike; ``omega_p`` from the normal law (Wollack, A nominal
    response model approach for detecting answer copying, APM 1997; unconditional: Romero, Riascos and Jara, JEBS 2015).
    ``gbt_p``: P(as many matches or more), exact (van der Linden and Sotaridona, Detecting answer copying when the
    regular response process follows a known response model, JEBS 2006).
    ``lrsym``: log likelihood ratio of "a share of .3 copied, either from the other" against independence, > 0 for
    copying: matches on options that are rare for the two weigh most; ``lrsym_p`` from its saddlepoint tail.
    """

    first: Ints
    second: Ints
    common: Ints
    matches: Ints
    expected: Floats
    variance: Floats
    omega: Floats
    omega_p: Floats
    gbt_p: Floats
    lrsym: Floats
    lrsym_p: Floats

    def of(self, places: Ints) -> "PairScores":
        """Some of the pairs, in the order of ``places``."""
        return PairScores(*(getattr(self, name)[places] for name in _STATISTICS))


_STATISTICS: Final = tuple(field.name for field in fields(PairScores))


def score_pairs(sheets: Sheets, pairs: Ints, progress: Callable[[int, int], None] | None = None) -> PairScores:
    """Every statistic of the given pairs (m, 2), each pair by itself and without any approximation between pairs.

    A pair without common items has p-values of 1. ``progress`` is called with parts done and parts in all.

    >>> alike = Sheets.given(np.zeros((2, 3), dtype=np.int64), np.full((2, 2, 3), 0.5))
    >>> score_pairs(alike, np.array([[0, 1]])).gbt_p.tolist()
    [0.125]
    """
    size = max(1, _CELLS_A_CHUNK // max(1, sheets.answers.items.shape[1]))
    starts = range(0, len(pairs), size)
    # Pairs with about as many mismatches run together, so that the exact tail stops early for all of a chunk.
    differing = [_mismatches(sheets.answers, pairs[start : start + size]) for start in starts]
    order = np.argsort(np.concatenate([np.zeros(0, dtype=np.int64), *differing]), kind="stable")
    parts = [pairs[order[start : start + size]] for start in starts] or [pairs]
    chunks = []
    # NumPy leaves the interpreter free while it works on a chunk, and no chunk knows of another.
    with ThreadPoolExecutor(_THREADS) as pool:
        for done, chunk in enumerate(pool.map(partial(_score_chunk, sheets), parts), start=1):
            chunks.append(chunk)
            if progress:
                progress(done, len(parts))
    together = PairScores(*(np.concatenate([getattr(each, name) for each in chunks]) for name in _STATISTICS))
    return together.of(np.argsort(order, kind="stable"))


def _mismatches(answers: Answers, pairs: Ints) -> Ints:
    slots = _common_slots(answers, pairs)
    one, other = answers.chosen[pairs[:, :1], slots.first], answers.chosen[pairs[:, 1:], slots.second]
    found: Ints = ((one != other) & slots.held).sum(axis=1)
    return found


@dataclass(frozen=True)
class _CommonSlots:
    """For m pairs, where each finds the items both answered: slots (m, C) of the first and second person."""

    first: Ints
    second: Ints
    held: Flags


def _common_slots(answers: Answers, pairs: Ints) -> _CommonSlots:
    one, other = answers.slot_of[pairs[:, 0]], answers.slot_of[pairs[:, 1]]
    both = (one >= 0) & (other >= 0)
    common = both.sum(axis=1)
    rows, items = np.nonzero(both)
    firsts, seconds = one[rows, items], other[rows, items]
    shape = len(pairs), int(common.max(initial=0))
    # The items of a pair in the order of the first person's slots, which is everybody's.
    order = np.argsort(rows * (1 << 16) + firsts, kind="stable")
    held = np.arange(shape[1]) < common[:, None]
    first, second = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    first[held], second[held] = firsts[order], seconds[order]
    return _CommonSlots(first, second, held)


def _score_chunk(sheets: Sheets, pairs: Ints) -> PairScores:
    slots = _common_slots(sheets.answers, pairs)
    one = sheets.answers.chosen[pairs[:, :1], slots.first]
    alike = (one == sheets.answers.chosen[pairs[:, 1:], slots.second]) & slots.held
    both, gains = _planes(sheets, pairs, slots)
    match, gained = np.zeros(slots.held.shape), np.zeros(slots.held.shape)
    for option, (chance, gain) in enumerate(zip(both, gains, strict=True)):
        width = chance.shape[1]
        match[:, :width] += chance
        gained[:, :width] += np.where(alike[:, :width] & (one[:, :width] == option), gain, 0.0)
    common, matches, total = slots.held.sum(axis=1), alike.sum(axis=1), gained.sum(axis=1)
    expected, variance = match.sum(axis=1), (match * (1 - match)).sum(axis=1)
    omega = (matches - expected) / np.sqrt(np.maximum(variance, 1e-300))
    uncounted = slots.held.shape[1] - common
    return PairScores(
        first=pairs[:, 0],
        second=pairs[:, 1],
        common=common,
        matches=matches,
        expected=expected,
        variance=variance,
        omega=omega,
        omega_p=np.clip(np.where(common > 0, ndtr(-omega), 1.0), SMALLEST_P, 1.0),
        gbt_p=match_count_tail(np.where(slots.held, match, 1.0), matches + uncounted),
        lrsym=total + common * np.log(1 - COPIED_SHARE),
        lrsym_p=saddlepoint_tail(both, gains, total),
    )


def _planes(sheets: Sheets, pairs: Ints, slots: _CommonSlots) -> tuple[list[Floats], list[Floats]]:
    """For each option, the chance that both choose it and by how much that raises the log likelihood ratio, (m, w).

    Items with many options come first, so w shrinks from option to option. A match scores
    log(1 - pi + pi (1/P_a + 1/P_b) / 2), a mismatch log(1 - pi); the p-value looks at differences from the mismatch
    only, since that shifts every possible sum of the pair by the same amount.
    """
    width = slots.held.shape[1]
    both: list[Floats] = []
    gains: list[Floats] = []
    for plane in sheets.chances:
        held = slots.held[:, :width]
        ours = np.where(held, plane[pairs[:, :1], slots.first[:, :width]], 0.0)
        theirs = np.where(held, plane[pairs[:, 1:], slots.second[:, :width]], 0.0)
        possible = (ours > 0) & (theirs > 0)
        width = int(np.flatnonzero(possible.any(axis=0)).max(initial=-1)) + 1
        ours, theirs, possible = ours[:, :width], theirs[:, :width], possible[:, :width]
        inverse = 1 / np.where(possible, ours, 1.0) + 1 / np.where(possible, theirs, 1.0)
        gain = np.where(possible, np.log(1 + COPIED_SHARE / (1 - COPIED_SHARE) / 2 * inverse), 0.0)
        # The first plane keeps its full width: the others are laid over it.
        shape = (len(pairs), width) if both else slots.held.shape
        both.append(_widened(ours * theirs, shape))
        gains.append(_widened(gain, shape))
    return both, gains


def _widened(plane: Floats, shape: tuple[int, ...]) -> Floats:
    if plane.shape == shape:
        return plane
    found = np.zeros(shape)
    found[:, : plane.shape[1]] = plane
    return found


def m4_p(sheets: Sheets, pairs: Ints, key: Ints) -> Floats:
    """p of M4 for pairs (m, 2), (m,): shared right and shared wrong answers judged together, exactly.

    ``key`` (k,) is the right option of each item. Wrong answers in common weigh more than right ones, though all wrong
    ones alike (Maynes, Detection of non-independent test taking by similarity analysis, 2014). It costs some hundred
    times as much as the other statistics, so it is a cross-check of pairs that these have found.
    """
    chunks = [np.zeros(0)]
    for start in range(0, len(pairs), _PAIRS_OF_M4):
        part = pairs[start : start + _PAIRS_OF_M4]
        slots = _common_slots(sheets.answers, part)
        first, second = part[:, :1], part[:, 1:]
        one, other = sheets.answers.chosen[first, slots.first], sheets.answers.chosen[second, slots.second]
        own_key = key[np.maximum(sheets.answers.items[first, slots.first], 0)]
        chances = sheets.chances[:, first, slots.first] * sheets.chances[:, second, slots.second] * slots.held
        right = np.take_along_axis(chances, own_key[None], axis=0)[0]
        alike = (one == other) & slots.held
        rights, wrongs = (alike & (one == own_key)).sum(axis=1), (alike & (one != own_key)).sum(axis=1)
        chunks.append(two_count_tail(right, chances.sum(axis=0) - right, rights, wrongs))
    return np.concatenate(chunks)


def copying_scores(sheets: Sheets, ordered: Ints) -> tuple[Floats, Floats]:
    """omega and the GBT p-value of "the first copied from the second", for ordered pairs (m, 2), each (m,).

    Conditional on the source's answers: a match at an item has the chance that the copier chooses what the source did.
    For cross-checks with a suspicion that names a direction; the screening itself takes no sides.
    """
    slots = _common_slots(sheets.answers, ordered)
    copier, source = ordered[:, :1], ordered[:, 1:]
    theirs = np.where(slots.held, sheets.answers.chosen[source, slots.second], 0)
    matches = (slots.held & (sheets.answers.chosen[copier, slots.first] == theirs)).sum(axis=1)
    chance = np.where(slots.held, sheets.chances[theirs, copier, slots.first], 0.0)
    spread = np.sqrt(np.maximum((chance * (1 - chance)).sum(axis=1), 1e-300))
    uncounted = (~slots.held).sum(axis=1)
    tail = match_count_tail(np.where(slots.held, chance, 1.0), matches + uncounted)
    return (matches - chance.sum(axis=1)) / spread, tail


@dataclass(frozen=True)
class CommonAnswers:
    """The c items that two people both answered, in order: ``items``, the options of each, and two chances, (c,).

    ``chance_of_match``: that they choose alike, whatever it is; ``chance_of_both``: that both choose what the first
    chose.
    """

    items: Ints
    first: Ints
    second: Ints
    chance_of_match: Floats
    chance_of_both: Floats


def common_answers(sheets: Sheets, first: int, second: int) -> CommonAnswers:
    """What two people answered in common, for the page that shows a pair side by side."""
    slots = _common_slots(sheets.answers, np.array([[first, second]]))
    ours, theirs = slots.first[0, slots.held[0]], slots.second[0, slots.held[0]]
    both = sheets.chances[:, first, ours] * sheets.chances[:, second, theirs]
    chosen = sheets.answers.chosen[first, ours]
    return CommonAnswers(
        items=sheets.answers.items[first, ours],
        first=chosen,
        second=sheets.answers.chosen[second, theirs],
        chance_of_match=both.sum(axis=0),
        chance_of_both=np.take_along_axis(both, chosen[None], axis=0)[0],
    )


@dataclass(frozen=True)
class PairBlock:
    """Rows ``start`` to ``stop`` of the matrix of all pairs against columns from ``start`` on; each (rows, columns)."""

    start: int
    stop: int
    common: Floats
    omega: Floats


def pair_blocks(sheets: Sheets) -> Iterator[PairBlock]:
    """Common items and omega of all pairs, block by block, by matrix products over (item, option) features.

    Features of items that a person did not answer are zero, so papers may differ. With m the chance of a match at an
    item, the sums of m, m^2 and of the matches over items are each one product; m^2 needs a feature for each unordered
    pair of options. Never holds more than one block of rows against all columns.
    """
    presence, choices, chances, squares = _features(sheets)
    for start in range(0, len(sheets.answers.items), _ROWS_A_BLOCK):
        stop = min(start + _ROWS_A_BLOCK, len(sheets.answers.items))
        common = _product(presence, start, stop)
        expected = _product(chances, start, stop)
        variance = np.maximum(expected - _product(squares, start, stop), 1e-300)
        omega = (_product(choices, start, stop) - expected) / np.sqrt(variance)
        yield PairBlock(start, stop, common, omega)


Features: TypeAlias = "Floats | sparse.csr_array"


def _features(sheets: Sheets) -> tuple[Features, Features, Features, Features]:
    """Of every person: which items are answered, which options chosen, their chances, products of two chances."""
    answers = sheets.answers
    people, slots = np.nonzero(answers.items >= 0)
    items, chosen = answers.items[people, slots], answers.chosen[people, slots]
    own = sheets.chances[:, people, slots]
    size = len(answers.items), answers.slot_of.shape[1]
    is_dense = len(people) > _DENSE_FROM * size[0] * size[1]

    def put(planes: Iterable[Floats]) -> Features:
        blocks: list[Features] = []
        for values in planes:
            # Items of which nobody has a value here, for lack of so many options, would only cost time.
            kept = values != 0
            used = np.zeros(size[1], dtype=bool)
            used[items[kept]] = True
            columns = (np.cumsum(used) - 1)[items[kept]]
            block = sparse.csr_array((values[kept], (people[kept], columns)), shape=(size[0], int(used.sum())))
            blocks.append(block.toarray() if is_dense else block)
        found: Features = np.concatenate(blocks, axis=1) if is_dense else sparse.hstack(blocks, format="csr")
        return found

    options = range(len(own))
    return (
        put([np.ones(len(people))]),
        put((chosen == option).astype(np.float64) for option in options),
        put(own),
        put(own[low] * own[high] * (1.0 if low == high else _ROOT_2) for low in options for high in options[low:]),
    )


def _product(features: Features, start: int, stop: int) -> Floats:
    found = features[start:stop] @ features[start:].T
    dense: Floats = found if isinstance(found, np.ndarray) else found.toarray()
    return dense
