"""The nominal response model: how likely each option of an item is at each ability.

P(option o of item i | theta) = exp(slope_io theta + intercept_io) / sum over the options of i (Bock, Estimating item
parameters and latent ability when responses are scored in two or more nominal categories, Psychometrika 37, 1972).

Everywhere in this package probabilities stand *options first*, (K, n, L): sums over the few options are then sums of
whole planes. Options that an item does not have, and slots that hold no item, have probability 0.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from exam_app.integrity.arrays import Floats, Ints

THETA_BOUND: Final = 4.0
"""Abilities are kept within four standard deviations: someone with every item right would otherwise be at infinity."""
_STEPS: Final = 60
_NODES: Final = np.linspace(-4.5, 4.5, 41)


@dataclass(frozen=True)
class NominalModel:
    """Item parameters. ``slopes`` and ``intercepts`` are (k, K); item i uses the first ``option_counts[i]`` columns.

    A multiple choice item has as its options the *sets* that are chosen, so items differ in their number of options.
    """

    slopes: Floats
    intercepts: Floats
    option_counts: Ints

    def probabilities(self, thetas: Floats, items: Ints | None = None) -> Floats:
        """The probability of each option for each person and slot, (K, n, L); it sums to 1 over the options.

        ``thetas`` is (n,). ``items`` is (n, L), the item in each slot or -1 for none; by default every item in order.

        >>> model = NominalModel(np.zeros((1, 4)), np.zeros((1, 4)), np.array([4]))
        >>> model.probabilities(np.array([0.5]))[:, 0, 0].tolist()
        [0.25, 0.25, 0.25, 0.25]
        """
        if items is None:
            items = np.broadcast_to(np.arange(len(self.slopes)), (len(thetas), len(self.slopes)))
        logits = [self._logits(option, thetas, items) for option in range(self.slopes.shape[1])]
        found: Floats = np.stack(logits)
        found -= found.max(axis=0)
        np.exp(found, out=found)
        found /= found.sum(axis=0)
        found[:, items < 0] = 0.0
        return found

    @property
    def usual_shares(self) -> Floats:
        """The share of a standard normal population that chooses each option, (k, K)."""
        weights = np.exp(-(_NODES**2) / 2)
        shares: Floats = np.tensordot(self.probabilities(_NODES), weights / weights.sum(), axes=([1], [0])).T
        return shares

    def _logits(self, option: int, thetas: Floats, items: Ints) -> Floats:
        logits: Floats = self.slopes[items, option] * thetas[:, None] + self.intercepts[items, option]
        return np.where(self.option_counts[items] > option, logits, -np.inf)


@dataclass(frozen=True)
class Answers:
    """The answered items of each person, close together: papers drawn from a large bank leave most items absent.

    ``items`` (n, L): the item in each slot, then -1; for all people in the same order. ``chosen`` (n, L): the option,
    -1 where no item is. ``slot_of`` (n, k): the slot of an item, or -1.

    A blank is treated like an absent item throughout. Two people who leave the same item blank have shown nobody's
    answer to anybody; blanks come in runs when time is short, so they are not independent given ability, which every
    statistic here assumes; counted as an option of their own they would make honest slow people look alike. The price:
    a copier who also copied blanks is judged on fewer items.
    """

    items: Ints
    chosen: Ints
    slot_of: NDArray[np.int16]

    @classmethod
    def of(cls, responses: Ints, option_counts: Ints | None = None) -> "Answers":
        """From the matrix (n, k) of option indices with BLANK and ABSENT.

        Given ``option_counts`` (k,), items with many options take the first slots: what is computed option by option
        can then stop where no item has that many.
        """
        counts = np.zeros(responses.shape[1]) if option_counts is None else option_counts
        order = np.argsort(-counts, kind="stable")
        inner = responses[:, order].astype(np.int64)
        answered = inner >= 0
        width = answered.sum(axis=1)
        slots = int(width.max(initial=0))
        places = np.argsort(~answered, axis=1, kind="stable")[:, :slots]
        held = np.arange(slots) < width[:, None]
        items = np.where(held, order[places], -1)
        chosen = np.where(held, np.take_along_axis(inner, places, axis=1), -1)
        slot_of = np.empty(responses.shape, dtype=np.int16)
        slot_of[:, order] = np.where(answered, np.cumsum(answered, axis=1) - 1, -1)
        return cls(items, chosen, slot_of)

    def of_people(self, people: Ints) -> "Answers":
        """The answers of some of the people, in the order given."""
        return Answers(self.items[people], self.chosen[people], self.slot_of[people])

    def at_chosen(self, planes: Floats) -> Floats:
        """From planes (K, n, L), the value at the chosen option, (n, L); slots without an item give plane 0."""
        found: Floats = np.take_along_axis(planes, np.maximum(self.chosen, 0)[None], axis=0)[0]
        return found


def abilities(model: NominalModel, answers: Answers) -> Floats:
    """Each person's maximum likelihood ability under fixed item parameters, (n,), within ±4; 0 without any answer.

    The logarithm of the likelihood is concave in theta (a sum of exponential families), so it has one maximum, which
    Newton's steps inside a shrinking bracket find, and it lies at a bound exactly if it still rises there.

    >>> model = NominalModel(np.tile([-0.5, 0.5], (4, 1)), np.zeros((4, 2)), np.full(4, 2))
    >>> abilities(model, Answers.of(np.array([[1, 1, 0, 0], [1, 1, 1, 1], [-1, -1, -1, -1]]))).tolist()
    [0.0, 4.0, 0.0]
    """
    slopes = np.where(answers.items >= 0, model.slopes.T[:, answers.items], 0.0)
    people = len(answers.items)
    thetas = np.zeros(people)
    for bound in (-THETA_BOUND, THETA_BOUND):
        rises, _ = _likelihood_equation(model, answers, slopes, np.full(people, bound))
        thetas = np.where(rises * bound > 0, bound, thetas)
    inner = np.flatnonzero(thetas == 0)
    few, slopes = answers.of_people(inner), slopes[:, inner]
    at, low, high = np.zeros(len(inner)), np.full(len(inner), -THETA_BOUND), np.full(len(inner), THETA_BOUND)
    for _ in range(_STEPS):
        gradient, information = _likelihood_equation(model, few, slopes, at)
        low, high = np.where(gradient > 0, at, low), np.where(gradient < 0, at, high)
        step = gradient / np.maximum(information, 1e-12)
        # A last step as small as rounding may point out of the bracket; it must not send anybody back to the middle.
        is_there = np.abs(step) < 1e-9
        at = np.where(is_there | (at + step > low) & (at + step < high), at + step, (low + high) / 2)
        if is_there.all():
            break
    thetas[inner] = at
    return thetas


def _likelihood_equation(model: NominalModel, answers: Answers, slopes: Floats, at: Floats) -> tuple[Floats, Floats]:
    """The derivative of the log-likelihood by ability and the information, each (n,)."""
    chances = model.probabilities(at, answers.items)
    mean = (chances * slopes).sum(axis=0)
    gradient = (answers.at_chosen(slopes) - mean).sum(axis=1)
    return gradient, ((chances * slopes**2).sum(axis=0) - mean**2).sum(axis=1)
