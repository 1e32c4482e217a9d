"""What the reader's own application costs, what is paid, and what is free by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from exam_app.fees import FeeRule, totals_of
from exam_app.models import FeeRecord
from exam_app.queries.fee_rules import rule_today
from exam_app.queries.fees import FeeLine, fee_line, fee_rows
from exam_app.terms import FeeState
from exam_app.work import Work


@dataclass(frozen=True)
class MyFees:
    lines: Sequence[FeeLine]
    """The newest first; what is no longer owed is left out."""
    rule: FeeRule | None
    """What is charged today; None where the city has set nothing."""

    @property
    def open(self) -> int:
        """In fen."""
        return totals_of((line.state, line.amount) for line in self.lines).open


def my_fees(work: Work, registration_id: UUID) -> MyFees:
    """Fees of the own application; two statements."""
    query = fee_rows(work).where(
        FeeRecord.city_id == work.city_id,
        FeeRecord.registration_id == registration_id,
        FeeRecord.person_id == work.actor.person_id,
        FeeRecord.state != FeeState.DROPPED,
    )
    return MyFees([fee_line(row) for row in reversed(work.rows(query))], rule_today(work))
