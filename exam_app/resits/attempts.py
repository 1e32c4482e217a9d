"""What is known of one attempt, as values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from exam_app.terms import ComponentKind


@dataclass(frozen=True)
class Attempt:
    """One examination to which somebody had a ticket and which is over."""

    on: date
    passed: frozenset[ComponentKind] = frozenset()
    """Components passed that day by a released mark that no case annulled."""
    is_pending: bool = False
    """A mark of that day is not released yet."""
    is_made_up: bool = False
    """Two people granted a make-up: an outage, an excused absence, an annulment without fault."""


@dataclass(frozen=True)
class History:
    """All attempts of one application, the oldest first."""

    attempts: tuple[Attempt, ...] = field(default=())

    @classmethod
    def of(cls, attempts: Iterable[Attempt]) -> "History":
        return cls(tuple(sorted(attempts, key=lambda attempt: attempt.on)))

    @property
    def counting(self) -> tuple[Attempt, ...]:
        """Those that use up an attempt."""
        return tuple(attempt for attempt in self.attempts if not attempt.is_made_up)

    @property
    def pending(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if attempt.is_pending), None)

    @property
    def to_make_up(self) -> Attempt | None:
        """The last attempt, when it was made up for: what comes next takes its place."""
        last = self.attempts[-1] if self.attempts else None
        return last if last is not None and last.is_made_up else None

    def passed_on(self, component: ComponentKind) -> date | None:
        """The last day on which a component was passed. One passed on a day that is made up for stays passed."""
        days = [attempt.on for attempt in self.attempts if component in attempt.passed]
        return max(days, default=None)
