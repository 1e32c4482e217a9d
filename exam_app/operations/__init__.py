"""Acts. Every public function here takes a :class:`~exam_app.work.Work` first, checks, acts and records.

``@operation(Permission.X)`` is the only way to write one: it refuses actors without the permission and read-only work.
Several permissions mean that any one of them suffices.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from exam_app.actors import Permission
from exam_app.errors import NotAllowed
from exam_app.work import Work

P = ParamSpec("P")
R = TypeVar("R")


def operation(
    *permissions: Permission,
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Guard an act: the actor needs one of ``permissions``."""

    def guard(act: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
        @wraps(act)
        def guarded(work: Work, *args: P.args, **kwargs: P.kwargs) -> R:
            if not any(work.actor.may(permission) for permission in permissions):
                raise NotAllowed("Your role may not do this. Ask the office that holds this step.")
            if work.read_only:
                raise RuntimeError(f"{act.__name__} was called in read-only work")
            return act(work, *args, **kwargs)

        guarded.needs = permissions  # type: ignore[attr-defined]  # read by tests/rules
        return guarded  # type: ignore[return-value]  # wraps() names its first argument; callers pass it by place

    return guard
