"""Finds training records that are unlike what honest training leaves behind. Values in, flags out; no database.

:func:`find_flags` looks at :class:`Records`, all of a city's lessons, proofs of presence, class hours and results of a
period, and returns :class:`Flag` values. A flag is a lead and never a verdict: each kind says what was seen and what
may innocently explain it, and only people decide what it was. Figures stand in :class:`Limits` with their sources; what
happened elsewhere, and which check answers it, in docs/training-units.md.

>>> from datetime import date
>>> find_flags(Records(until=date(2026, 12, 31)))
()
"""

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.looking import METHOD_VERSION, find_flags
from exam_app.plausibility.values import (
    Credit,
    Lesson,
    PersonResult,
    Proof,
    ProofKind,
    Records,
    Room,
    UnitTotals,
)

__all__ = [
    "METHOD_VERSION",
    "About",
    "Credit",
    "Flag",
    "FlagKind",
    "Lesson",
    "Limits",
    "PersonResult",
    "Proof",
    "ProofKind",
    "Records",
    "Room",
    "Subject",
    "UnitTotals",
    "find_flags",
]
