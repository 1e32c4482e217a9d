"""A state machine as data: which state follows on which trigger, by whose right, and under which guard.

Whoever changes a state asks the table, so that what the table does not name cannot happen. Guards are written in words:
they are checked where the act is, and read by whoever asks why something was refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from exam_app.actors import Permission
from exam_app.errors import Conflict
from exam_app.terms import Term

State = TypeVar("State", bound=Term)
Trigger = TypeVar("Trigger", bound=StrEnum)


@dataclass(frozen=True)
class Step(Generic[State]):
    """One transition: the state it leads to, the rights of which one is needed, and what else must be true."""

    to: State
    by: frozenset[Permission]
    guard: str
    second_person: bool = False
    """Whether somebody else has to confirm it."""


@dataclass(frozen=True)
class StateTable(Generic[State, Trigger]):
    """All transitions there are; ``None`` is the state before the row exists. ``refusals`` say why not, by state."""

    steps: Mapping[tuple[State | None, Trigger], Step[State]]
    refusals: Mapping[State, str]

    def after(self, state: State | None, trigger: Trigger) -> State:
        """The state that follows; raises :class:`Conflict` with the state's sentence where none does."""
        step = self.steps.get((state, trigger))
        if step is None:
            raise Conflict(self.refusals[state] if state is not None else NOT_THERE, code="state")
        return step.to

    def allows(self, state: State | None, trigger: Trigger) -> bool:
        """Whether anything follows at all."""
        return (state, trigger) in self.steps


NOT_THERE = "This does not exist, or not for you."
