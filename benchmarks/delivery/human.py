"""What the human in front of a page does, decided before the run: the server's pace changes nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from exam_app.delivery import Change
from exam_app.terms import EventKind

REVISITED, MARKED = 0.2, 0.08
"""Shares of the acts that change an earlier answer, and that mark a question: 1.3 acts a question in all."""


@dataclass(frozen=True)
class Choices:
    """The printed letters of a question, and whether several may be chosen."""

    letters: str
    several: bool


@dataclass(frozen=True)
class Act:
    """A change, and when it is made in seconds since the run began."""

    at: float
    change: Change


def script(rng: Random, paper: Sequence[Choices], *, begins: float, seconds: float, every: float) -> Sequence[Act]:
    """A human's acts between ``begins`` and ``seconds`` later, one in ``every`` seconds on average (Poisson).

    Questions are answered in their order; from the second on some acts come back to an earlier one.
    """
    acts: list[Act] = []
    reached, at = 0, begins + rng.expovariate(1 / every)
    while at < begins + seconds:
        drawn = rng.random()
        if reached and drawn < MARKED:
            change = Change(EventKind.MARK, 1 + rng.randrange(reached), rng.choice("01"))
        elif reached == len(paper) or (reached and drawn < MARKED + REVISITED):
            change = _choice(rng, 1 + rng.randrange(reached), paper)
        else:
            reached += 1
            change = _choice(rng, reached, paper)
        acts.append(Act(at, change))
        at += rng.expovariate(1 / every)
    return acts


def _choice(rng: Random, slot: int, paper: Sequence[Choices]) -> Change:
    choices = paper[slot - 1]
    if not choices.several:
        return Change(EventKind.SET, slot, rng.choice(choices.letters))
    chosen = rng.sample(choices.letters, rng.randint(1, len(choices.letters)))
    return Change(EventKind.SET, slot, "".join(sorted(chosen)))
