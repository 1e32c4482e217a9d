"""Sums of fees, which reconcile: what was charged is paid, waived, refunded or open, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass

from exam_app.terms import FeeState


@dataclass(frozen=True)
class Totals:
    """Sums in fen. What was dropped is owed by nobody and is not among them."""

    charged: int = 0
    paid: int = 0
    waived: int = 0
    refunded: int = 0
    open: int = 0

    @property
    def reconciles(self) -> bool:
        return self.charged == self.paid + self.waived + self.refunded + self.open


def totals_of(sums: Iterable[tuple[FeeState, int]]) -> Totals:
    """The totals of fees given one by one, or summed by state.

    >>> totals_of([(FeeState.PAID, 4000), (FeeState.OWED, 3500), (FeeState.FREE, 0)])
    Totals(charged=7500, paid=4000, waived=0, refunded=0, open=3500)
    """
    by_state = dict.fromkeys(FeeState, 0)
    for state, amount in sums:
        by_state[state] += amount
    return Totals(
        charged=sum(amount for state, amount in by_state.items() if state is not FeeState.DROPPED),
        paid=by_state[FeeState.PAID],
        waived=by_state[FeeState.WAIVED],
        refunded=by_state[FeeState.REFUNDED],
        open=by_state[FeeState.OWED],
    )
