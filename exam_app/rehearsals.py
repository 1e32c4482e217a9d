"""When a rehearsal lets a room be opened: values in, what is lacking out. Pure.

The exam plan asks for a test of the system in every room before an examination (domain.md 1 and 5.2: “a prior system
test”); how old it may be is ours, stated here and shown on the pages.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exam_app.errors import Sentence
from exam_app.terms import N_

GOOD_FOR = timedelta(days=7)
"""A receipt may be so old when the examination starts: programs and cables change between examinations."""
MOST_CLOCK_SECONDS = 60
"""A clock further off makes candidates doubt the time left, although the server's counts."""


@dataclass(frozen=True)
class Receipt:
    """The newest receipt of a room, as far as it decides."""

    at: datetime
    reached: int
    saved: int
    clock_seconds: int


def lacking(receipt: Receipt | None, booked: int, starts_at: datetime) -> Sentence | None:
    """Why a room with so many booked is not ready for an examination that starts then; None when it is."""
    if receipt is None:
        return Sentence(N_("no receipt yet"))
    if receipt.at < starts_at - GOOD_FOR:
        return Sentence(N_("the receipt is older than %(days)s days"), {"days": GOOD_FOR.days})
    if receipt.saved < booked:
        places = {"saved": receipt.saved, "booked": booked}
        return Sentence(N_("%(saved)s computers saved an answer, %(booked)s are needed"), places)
    if receipt.clock_seconds > MOST_CLOCK_SECONDS:
        return Sentence(N_("a clock is %(seconds)s seconds off"), {"seconds": receipt.clock_seconds})
    return None
