"""Screen one session: from who answered what, where and how fast, to pairs, people and rooms worth a look.

>>> from exam_app.integrity.simulate import simulated_exam
>>> exam = simulated_exam(seed=1, rooms=3, copying=((0.9, 2),))
>>> found = screen(exam.cohort)
>>> [(each.first, each.second) for each in found.evidence if each.q <= 0.05] == sorted(exam.copied_pairs)
True
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.special import ndtr

from exam_app.integrity.arrays import ABSENT, Flags, Floats, Ints
from exam_app.integrity.calibration import FULL_HISTORY, calibrate_items, calibrate_times
from exam_app.integrity.evidence import (
    METHOD_VERSION,
    PairEvidence,
    best_partner,
    combined_p,
    digest,
    expected_interval,
    plain_q_values,
    q_values,
    shared_wrong,
)
from exam_app.integrity.nominal import Answers, NominalModel, abilities
from exam_app.integrity.person_fit import Fit, nominal_fit
from exam_app.integrity.rooms import RoomRanking, Surprises, rank_rooms, reference_people, surprise
from exam_app.integrity.seating import Family, families
from exam_app.integrity.similarity import PairBlock, PairScores, Sheets, m4_p, pair_blocks, score_pairs
from exam_app.integrity.timing import TimeFit, TimeModel, log_times, time_fit

FEWEST_COMMON_ITEMS: Final = 10
"""Pairs with fewer items answered by both are not compared: too little to be alike in."""
NOTABLE_OMEGA: Final = 2.5
"""Pairs across rooms with a smaller omega are counted as compared with p = 1, which can hide a pair but accuse none."""
KEPT_Q: Final = 0.2
"""Up to this q a pair across rooms is kept, and every kept pair up to it gets its evidence."""

Progress = Callable[[int, int], None]
"""Told now and then how much is done, of how much in all."""


@dataclass(frozen=True)
class Cohort:
    """A session of n people and k items, the union of all papers.

    ``responses`` (n, k): the chosen option's index from 0, BLANK (on the paper, not answered) or ABSENT (not on it).
    A multiple choice item has as options the sets seen in history and session. ``key`` (k,): the right option;
    ``option_counts`` (k,). ``rooms`` (n,) numbers; ``seats`` (n, 2) row and column, NaN where unknown. ``seconds``
    (n, k): time spent, NaN or 0 where not measured; None if nothing was.

    ``model``: item parameters to use as they are, with ``history_counts`` (k,), the responses they rest on (None: not
    known, taken as enough). Otherwise they are calibrated from ``history`` (N, k), or failing that from the session
    itself. Likewise ``time_model`` or ``history_seconds`` (N, k).
    """

    responses: Ints
    key: Ints
    option_counts: Ints
    rooms: Ints
    seats: Floats
    seconds: Floats | None = None
    history: Ints | None = None
    history_seconds: Floats | None = None
    model: NominalModel | None = None
    history_counts: Ints | None = None
    time_model: TimeModel | None = None


@dataclass(frozen=True)
class Screening:
    """What was found. Pairs (m,) are all compared ones in a room and those beyond with q up to .2, by people's order.

    ``tests`` (3,): how many pairs of each :class:`Family` were compared. ``fit`` and ``times`` (n,) are further views
    of single people, ``person_p`` (n,) the combination of them and the best partner, ``person_q`` (n,) its
    Benjamini-Hochberg value. ``screening_only``: some item rests on fewer than 200 responses, so that nothing here may
    found more than a closer look.
    """

    thetas: Floats
    pairs: PairScores
    family: Ints
    q: Floats
    tests: Ints
    evidence: tuple[PairEvidence, ...]
    fit: Fit
    times: TimeFit | None
    person_p: Floats
    person_q: Floats
    rooms: RoomRanking
    model: NominalModel
    time_model: TimeModel | None
    screening_only: bool
    inputs_digest: str
    method_version: str


def screen(cohort: Cohort, progress: Progress | None = None) -> Screening:
    """Compare everybody with everybody. The same cohort gives the same numbers to the last bit on the same machine.

    ``progress`` is called with parts done and parts in all. Raises ValueError, with a sentence, if shapes differ or an
    answer is not among an item's options.
    """
    check(cohort)
    tell = progress or (lambda done, total: None)
    people = len(cohort.responses)
    total = 2 * people + 2
    # 1. Parameters, then abilities under them.
    model, counts = _item_parameters(cohort)
    tell(1, total)
    answers = Answers.of(cohort.responses, model.option_counts)
    thetas = abilities(model, answers)
    sheets = Sheets(answers, model.probabilities(thetas, answers.items))
    # 2. All pairs roughly, then those in a room or notable exactly.
    survey = _survey(cohort, sheets, lambda done: tell(1 + done, total))
    pairs = score_pairs(sheets, survey.chosen, lambda done, of: tell(1 + people + people * done // of, total))
    family = families(cohort.rooms, cohort.seats, survey.chosen)
    q = q_values(pairs.lrsym_p, family, survey.tests)
    # 3. People by themselves and rooms as a whole.
    fit = nominal_fit(model, answers, sheets.chances)
    time_model, times = _times(cohort)
    partner_p = best_partner(pairs, family, survey.tests_of_person)
    person_p = combined_p(partner_p, fit.p, *([times.p] if times else []))
    rooms = _rooms(cohort, pairs, family, survey.reference)
    # 4. What is reported.
    kept = np.flatnonzero((family < Family.VENUE) | (q <= KEPT_Q))
    pairs, family, q = pairs.of(kept), family[kept], q[kept]
    screening_only = bool((counts < FULL_HISTORY).any())
    inputs_digest = digest(METHOD_VERSION, _inputs(cohort))
    found = Screening(
        thetas, pairs, family, q, survey.tests, (), fit, times, person_p, plain_q_values(person_p), rooms, model,
        time_model, screening_only, inputs_digest, METHOD_VERSION,
    )  # fmt: skip
    usual = model.usual_shares
    evidence = tuple(_evidence(cohort, sheets, found, int(at), usual) for at in np.flatnonzero(q <= KEPT_Q))
    tell(total, total)
    return replace(found, evidence=evidence)


def check(cohort: Cohort) -> None:
    """Raise ValueError, with a sentence, if the arrays do not belong together."""
    people, items = cohort.responses.shape
    shapes = {
        "key": (cohort.key, (items,)),
        "option_counts": (cohort.option_counts, (items,)),
        "rooms": (cohort.rooms, (people,)),
        "seats": (cohort.seats, (people, 2)),
        "seconds": (cohort.seconds, (people, items)),
    }
    for name, (array, shape) in shapes.items():
        if array is not None and array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, but the responses ask for {shape}")
    if ((cohort.key < 0) | (cohort.key >= cohort.option_counts)).any():
        item = int(np.argmax((cohort.key < 0) | (cohort.key >= cohort.option_counts)))
        raise ValueError(f"the key {cohort.key[item]} of item {item} is not one of its options")
    for name, model_items in _parameter_items(cohort):
        if model_items != items:
            raise ValueError(f"{name} has parameters of {model_items} items, but the responses are to {items}")
    wrong = (cohort.responses >= cohort.option_counts) | (cohort.responses < ABSENT)
    if wrong.any():
        person, item = np.argwhere(wrong)[0]
        raise ValueError(f"answer {cohort.responses[person, item]} of person {person} is no option of item {item}")


def _parameter_items(cohort: Cohort) -> list[tuple[str, int]]:
    """How many items each given set of parameters, or history to make them from, is about."""
    found = [("model", len(cohort.model.slopes))] if cohort.model else []
    found += [("time_model", len(cohort.time_model.alpha))] if cohort.time_model else []
    pasts = (("history", cohort.history), ("history_seconds", cohort.history_seconds))
    return found + [(name, past.shape[1]) for name, past in pasts if past is not None]


def _item_parameters(cohort: Cohort) -> tuple[NominalModel, Ints]:
    if cohort.model is not None:
        known = cohort.history_counts
        return cohort.model, known if known is not None else np.full(len(cohort.key), FULL_HISTORY)
    history = cohort.history if cohort.history is not None else cohort.responses
    calibrated = calibrate_items(history, cohort.option_counts, cohort.key)
    return calibrated.model, calibrated.responses


def _times(cohort: Cohort) -> tuple[TimeModel | None, TimeFit | None]:
    if cohort.seconds is None:
        return None, None
    own = log_times(cohort.seconds, cohort.responses >= 0)
    if cohort.time_model is not None:
        return cohort.time_model, time_fit(cohort.time_model, own)
    past = cohort.history_seconds
    model = calibrate_times(own if past is None else log_times(past, np.ones(past.shape, dtype=bool)))
    return model, time_fit(model, own)


@dataclass(frozen=True)
class _Survey:
    """Of all pairs: which to score exactly (m, 2), and how many were compared, in all (3,) and by person (n, 3)."""

    chosen: Ints
    tests: Ints
    tests_of_person: Ints
    reference: Surprises


def _survey(cohort: Cohort, sheets: Sheets, tell: Callable[[int], None]) -> _Survey:
    people = len(cohort.responses)
    chosen, of_person = [np.zeros((0, 2), dtype=np.int64)], np.zeros((people, len(Family)), dtype=np.int64)
    members = reference_people(people)
    reference = np.zeros((len(members), len(members)), dtype=np.float32)
    for block in pair_blocks(sheets):
        compared = _compared(block)
        pairs = np.argwhere(compared) + block.start
        family = families(cohort.rooms, cohort.seats, pairs)
        for side in (0, 1):
            np.add.at(of_person, (pairs[:, side], family), 1)
        notable = block.omega[compared] > NOTABLE_OMEGA
        chosen.append(pairs[(family < Family.VENUE) | notable])
        _fill(reference, members, block, compared)
        tell(block.stop)
    reference += reference.T
    return _Survey(np.concatenate(chosen), of_person.sum(axis=0) // 2, of_person, reference)


def _compared(block: PairBlock) -> Flags:
    """Which pairs of a block are compared at all: each once, and with enough in common."""
    later = np.arange(block.common.shape[1]) > np.arange(block.common.shape[0])[:, None]
    return later & (block.common >= FEWEST_COMMON_ITEMS)


def _fill(reference: Surprises, members: Ints, block: PairBlock, compared: Flags) -> None:
    rows = members[(members >= block.start) & (members < block.stop)] - block.start
    columns = members[members >= block.start] - block.start
    own = np.ix_(rows, columns)
    values = np.where(compared[own], surprise(ndtr(-block.omega[own])), 0.0)
    first = int(np.searchsorted(members, block.start))
    reference[first : first + len(rows), first:] = values


def _rooms(cohort: Cohort, pairs: PairScores, family: Ints, reference: Surprises) -> RoomRanking:
    inside = family < Family.VENUE
    return rank_rooms(cohort.rooms, pairs.first[inside], surprise(pairs.omega_p[inside]), reference)


def _evidence(cohort: Cohort, sheets: Sheets, found: Screening, place: int, usual: Floats) -> PairEvidence:
    pairs = found.pairs
    first, second = int(pairs.first[place]), int(pairs.second[place])
    family = Family(int(found.family[place]))
    low, high = expected_interval(sheets, first, second)
    return PairEvidence(
        first=first,
        second=second,
        family=family,
        lrsym=float(pairs.lrsym[place]),
        lrsym_p=float(pairs.lrsym_p[place]),
        omega=float(pairs.omega[place]),
        omega_p=float(pairs.omega_p[place]),
        gbt_p=float(pairs.gbt_p[place]),
        m4_p=float(m4_p(sheets, np.array([[first, second]]), cohort.key)[0]),
        q=float(found.q[place]),
        common_items=int(pairs.common[place]),
        matches=int(pairs.matches[place]),
        expected_matches=float(pairs.expected[place]),
        expected_low=low,
        expected_high=high,
        shared_wrong=shared_wrong(sheets, first, second, cohort.key, usual),
        family_tests=int(found.tests[family]),
        screening_only=found.screening_only,
        inputs_digest=found.inputs_digest,
        method_version=found.method_version,
    )


def _inputs(cohort: Cohort) -> dict[str, np.ndarray | None]:
    model, time_model = cohort.model, cohort.time_model
    return {
        "responses": cohort.responses,
        "key": cohort.key,
        "option_counts": cohort.option_counts,
        "rooms": cohort.rooms,
        "seats": cohort.seats,
        "seconds": cohort.seconds,
        "history": cohort.history,
        "history_seconds": cohort.history_seconds,
        "history_counts": cohort.history_counts,
        "slopes": model.slopes if model else None,
        "intercepts": model.intercepts if model else None,
        "alpha": time_model.alpha if time_model else None,
        "beta": time_model.beta if time_model else None,
    }
