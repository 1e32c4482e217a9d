"""What an attempt costs: every component that it asks, nothing for a free resit or for what is made up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exam_app.fees.rules import FeeRule
from exam_app.resits import Turn
from exam_app.terms import ComponentKind, FeeKind

PARTS: Mapping[ComponentKind, tuple[FeeKind, FeeKind]] = {
    ComponentKind.THEORY: (FeeKind.THEORY, FeeKind.THEORY_RESIT),
    ComponentKind.SKILLS: (FeeKind.SKILLS, FeeKind.SKILLS_RESIT),
    ComponentKind.PHYSICAL: (FeeKind.PHYSICAL, FeeKind.PHYSICAL_RESIT),
}
"""The fee for the first attempt at a component, and for a resit of it."""
FREE = frozenset({Turn.FREE, Turn.MAKE_UP})


@dataclass(frozen=True)
class Due:
    """One fee of an attempt, in fen; 0 where the attempt is free."""

    kind: FeeKind
    amount: int


def dues(rule: FeeRule | None, turn: Turn, number: int, components: Sequence[ComponentKind]) -> Sequence[Due]:
    """The fees of an attempt: its number counted from 1, and what it asks, in a resit what is left.

    Without a rule nothing is owed, and nothing for a component without a price. A free attempt has its fees too, of
    nothing, so that it is on record by which rule it was free.

    >>> from datetime import date
    >>> rule = FeeRule(date(2026, 1, 1), "document", "province", {FeeKind.THEORY: 4000, FeeKind.PHYSICAL: 3500})
    >>> both = [ComponentKind.THEORY, ComponentKind.PHYSICAL]
    >>> [(due.kind.value, due.amount) for due in dues(rule, Turn.FIRST, 1, both)]
    [('theory', 4000), ('physical', 3500)]
    >>> [(due.kind.value, due.amount) for due in dues(rule, Turn.FREE, 2, both[1:])]
    [('physical_resit', 0)]
    """
    if rule is None:
        return ()
    kinds = [PARTS[component][0 if number == 1 else 1] for component in components]
    priced = [(kind, rule.price(kind)) for kind in kinds]
    return [Due(kind, 0 if turn in FREE else price) for kind, price in priced if price is not None]


def replacement_due(rule: FeeRule | None) -> Due | None:
    """What a new certificate for a lost or damaged one costs; the first certificate is part of the examination."""
    price = rule.price(FeeKind.REPLACEMENT) if rule else None
    return None if price is None else Due(FeeKind.REPLACEMENT, price)
