"""The rule: the mean of two independent marks; where they differ too much, the mean of the two nearest of three."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from exam_app.errors import Sentence, sentence
from exam_app.terms import N_

EXAMINERS = 2
"""So many mark everybody; one more is called where they differ."""


@dataclass(frozen=True)
class Scale:
    """How a component is marked: whole points from 0 to ``full``, so many to pass."""

    full: int
    pass_mark: int
    limit_percent: int = 10
    """Two marks may differ by this share of the full marks; more calls a third examiner."""

    def differ_too_much(self, one: int, other: int) -> bool:
        """
        >>> Scale(100, 60).differ_too_much(60, 70), Scale(100, 60).differ_too_much(60, 71)
        (False, True)
        """
        return abs(one - other) * 100 > self.full * self.limit_percent


@dataclass(frozen=True)
class Outcome:
    """What the marks given so far come to."""

    points: Fraction | None
    """Halves of a point are kept; None while marks are missing."""
    passed: bool
    needs_third: bool
    words: Sentence

    @property
    def is_complete(self) -> bool:
        return self.points is not None

    @property
    def written(self) -> str:
        """Points as people write them: 72 or 72.5."""
        return f"{float(self.points):g}" if self.points is not None else ""


def outcome_of(marks: Sequence[int], scale: Scale) -> Outcome:
    """What the marks of different examiners come to, whoever of them marked first.

    Of three marks the two nearest count; of two pairs equally near the higher one, in favour of the candidate.

    >>> outcome_of([58, 61], Scale(100, 60)).written, outcome_of([55, 70, 61], Scale(100, 60)).written
    ('59.5', '58')
    """
    if len(marks) < EXAMINERS:
        return _open(sentence(N_("Marked by %(marks)s of two examiners."), marks=len(marks)))
    given = sorted(marks)
    if len(given) == EXAMINERS and scale.differ_too_much(*given):
        said = N_("%(low)s and %(high)s differ by more than %(limit)s %% of the full marks: a third examiner marks.")
        return _open(sentence(said, low=given[0], high=given[1], limit=scale.limit_percent), needs_third=True)
    low, high = _nearest(given)
    points = Fraction(low + high, 2)
    if len(given) == EXAMINERS:
        said, places = N_("Mean of %(low)s and %(high)s."), {}
    else:
        said = N_("Mean of %(low)s and %(high)s, the two nearest of %(all)s.")
        places = {"all": ", ".join(map(str, given))}
    return Outcome(points, points >= scale.pass_mark, False, Sentence(said, {"low": low, "high": high, **places}))


def _nearest(given: Sequence[int]) -> tuple[int, int]:
    """The two nearest of marks in ascending order."""
    low, high = min(combinations(given, 2), key=lambda pair: (pair[1] - pair[0], -pair[0]))
    return low, high


def _open(words: Sentence, *, needs_third: bool = False) -> Outcome:
    return Outcome(None, False, needs_third, words)
