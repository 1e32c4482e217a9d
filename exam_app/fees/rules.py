"""Rules on fees as dated data. The city enters its own; none is shipped, because no price holds everywhere.

Fees for examinations are set by province and announced by document, under 发改价格〔2011〕2333号 of the NDRC; a changed
price is a rule with a later day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from exam_app.terms import FeeKind


@dataclass(frozen=True)
class FeeRule:
    """What is charged from a day on; it replaces all that was set before. A kind without a price is not charged."""

    since: date
    document: str
    """Number of the document that sets the prices."""
    decided_by: str
    """Who decided them."""
    prices: Mapping[FeeKind, int] = field(default_factory=dict)
    """In fen; 0 is a price too: it says that something is free."""
    ticket_needs_fee: bool = False
    """Whether the admission ticket is given out only when the fee is settled."""

    def price(self, kind: FeeKind) -> int | None:
        """In fen; a resit costs what the first attempt costs where no price of its own is set."""
        found = self.prices.get(kind)
        return self.prices.get(FIRST[kind]) if found is None and kind in FIRST else found


FIRST: Mapping[FeeKind, FeeKind] = {
    FeeKind.THEORY_RESIT: FeeKind.THEORY,
    FeeKind.SKILLS_RESIT: FeeKind.SKILLS,
    FeeKind.PHYSICAL_RESIT: FeeKind.PHYSICAL,
}
"""Which first attempt a resit repeats."""


def in_force(rules: Iterable[FeeRule], day: date) -> FeeRule | None:
    """The rule set last before that day, or on it."""
    return max((rule for rule in rules if rule.since <= day), key=lambda rule: rule.since, default=None)
