"""Examinations with planted copying, for tests and tables of power. Nothing here is a measurement of real people."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from exam_app.integrity.arrays import Flags, Floats, Ints
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.screening import Cohort
from exam_app.integrity.timing import TimeModel

FOUR_OPTION_SHARE: Final = 0.7
"""Of the items; the others are true or false."""
_CALIBRATION_NOISE: Final = 0.05


@dataclass(frozen=True)
class SimulatedExam:
    """A cohort and the truth about it: pairs (lower index first) by what share was copied, and the colluding room."""

    cohort: Cohort
    copied: dict[tuple[int, int], float]
    colluding_room: int | None

    @property
    def copied_pairs(self) -> frozenset[tuple[int, int]]:
        """The pairs in which one copied from the other."""
        return frozenset(self.copied)

    def is_honest(self, first: int, second: int) -> bool:
        """Whether two people had nothing to do with each other."""
        together = self.cohort.rooms[first] == self.cohort.rooms[second] == self.colluding_room
        return not together and (min(first, second), max(first, second)) not in self.copied


def simulated_exam(
    seed: int,
    *,
    rooms: int = 34,
    room_size: int = 30,
    items: int = 100,
    copying: tuple[tuple[float, int], ...] = ((0.15, 12), (0.3, 12), (0.5, 12)),
    colluding_answers: int = 0,
) -> SimulatedExam:
    """An examination in rooms of five columns; the same seed gives the same one.

    ``copying`` holds, by share of the items, how many pairs copy: the seat to the right copies a random set of items
    from the seat to its left. With ``colluding_answers`` the people of one room are given that many right answers. The
    parameters in the cohort are the true ones with the noise of a calibration on a long history.
    """
    rng = np.random.default_rng(seed)
    model, time_model = _bank(rng, items)
    people = rooms * room_size
    thetas, tau = rng.normal(size=people), rng.normal(0, 0.3, people)
    responses = drawn_answers(rng, model, thetas)
    seconds = np.exp(rng.normal(time_model.beta - tau[:, None], 1 / time_model.alpha))
    seats = np.stack(np.divmod(np.arange(people) % room_size, 5), axis=1).astype(np.float64)
    room_of = np.arange(people) // room_size
    colluding = int(rng.integers(rooms)) if colluding_answers else None
    sources = _sources(rng, seats, room_of != colluding, sum(count for _, count in copying))
    shares = [share for share, count in copying for _ in range(count)]
    for source, share in zip(sources, shares, strict=True):
        copied = rng.choice(items, round(share * items), replace=False)
        responses[source + 1, copied] = responses[source, copied]
    key = model.option_counts - 1
    told = rng.choice(items, colluding_answers, replace=False)
    responses[np.ix_(room_of == colluding, told)] = key[told]
    cohort = Cohort(
        responses=responses,
        key=key,
        option_counts=model.option_counts,
        rooms=room_of,
        seats=seats,
        seconds=seconds,
        model=_as_calibrated(rng, model),
        time_model=time_model,
    )
    pairs = {(int(source), int(source) + 1): share for source, share in zip(sources, shares, strict=True)}
    return SimulatedExam(cohort, pairs, colluding)


def drawn_answers(rng: np.random.Generator, model: NominalModel, thetas: Floats) -> Ints:
    """Answers (n, k) of independent, honest people of the given abilities (n,)."""
    reached = np.cumsum(model.probabilities(thetas), axis=0)
    drawn = (rng.random(reached.shape[1:]) > reached).sum(axis=0)
    found: Ints = np.minimum(drawn, model.option_counts - 1).astype(np.int64)
    return found


def _bank(rng: np.random.Generator, items: int) -> tuple[NominalModel, TimeModel]:
    """Items of usual quality, the key the last option. Six in ten answers are right on average."""
    option_counts = np.where(np.arange(items) < round(FOUR_OPTION_SHARE * items), 4, 2)
    is_option = np.arange(4) < option_counts[:, None]
    is_key = np.arange(4) == option_counts[:, None] - 1
    slopes = np.where(is_key, rng.normal(0.95, 0.28, (items, 4)), rng.normal(-0.2, 0.3, (items, 4)))
    intercepts = np.where(is_key, rng.normal(1.3, 0.85, (items, 4)), rng.normal(0, 0.8, (items, 4)))
    model = NominalModel(np.where(is_option, slopes, 0), np.where(is_option, intercepts, 0), option_counts)
    return model, TimeModel(rng.uniform(1.6, 2.4, items), rng.normal(2.95, 0.35, items))


def _as_calibrated(rng: np.random.Generator, model: NominalModel) -> NominalModel:
    noise = rng.normal(0, _CALIBRATION_NOISE, (2, *model.slopes.shape))
    return NominalModel(model.slopes + noise[0], model.intercepts + noise[1], model.option_counts)


def _sources(rng: np.random.Generator, seats: Floats, may_copy: Flags, count: int) -> Ints:
    """People with somebody at their right to copy from them; nobody is in two pairs."""
    candidates = np.flatnonzero((seats[:, 1] % 2 == 0) & (seats[:, 1] < 4) & may_copy)
    if count > len(candidates):
        raise ValueError(f"{count} pairs cannot copy where {len(candidates)} can sit")
    return rng.permutation(candidates)[:count]
