"""What may become of a fee."""

from collections.abc import Mapping
from enum import StrEnum

from exam_app.terms import FeeState


class FeeAct(StrEnum):
    """What is done to a fee."""

    PAY = "pay"
    WAIVE = "waive"
    REFUND = "refund"
    UNDO = "undo"
    """The receipt was entered by mistake."""
    DROP = "drop"
    """The attempt does not take place, or no longer asks the component."""


NEXT: Mapping[tuple[FeeState, FeeAct], FeeState] = {
    (FeeState.OWED, FeeAct.PAY): FeeState.PAID,
    (FeeState.OWED, FeeAct.WAIVE): FeeState.WAIVED,
    (FeeState.OWED, FeeAct.DROP): FeeState.DROPPED,
    (FeeState.FREE, FeeAct.DROP): FeeState.DROPPED,
    (FeeState.PAID, FeeAct.REFUND): FeeState.REFUNDED,
    (FeeState.PAID, FeeAct.UNDO): FeeState.OWED,
}


def after(state: FeeState, act: FeeAct) -> FeeState | None:
    """The state after an act; None where the act is not possible.

    >>> after(FeeState.PAID, FeeAct.WAIVE) is None
    True
    """
    return NEXT.get((state, act))
