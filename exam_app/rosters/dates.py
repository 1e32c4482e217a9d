"""Days as people write them into a roster, and as spreadsheet programs store them."""

import re
import unicodedata
from datetime import date, timedelta

SERIAL_BEGINS = date(1899, 12, 30)
"""Day 0 of a spreadsheet: its 29 February 1900, which never was, is already taken off for every day since."""
SERIALS = range(18_264, 73_051)
"""1950 to 2099: other plain numbers are no days."""
STILL_HERE = frozenset(("", "-", "--", "—", "/", "无", "至今", "在职", "在岗", "未离职", "now", "present"))
"""What stands in the column of last days for somebody who has not left."""
_SPELLINGS = (
    re.compile(r"([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})[日号]?(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"),
    re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})"),
)


def read_day(text: str) -> date | None:
    """The day that a cell names; None for everything else, months without a day included.

    >>> read_day("2024年3月1日") == read_day("2024.3.1") == read_day("45352") == date(2024, 3, 1)
    True
    >>> read_day("2024-13-01") is None, read_day("2024年3月") is None
    (True, True)
    """
    plain = re.sub(r"\s*([-./年月日号])\s*", r"\1", unicodedata.normalize("NFKC", text).strip())
    if re.fullmatch(r"[0-9]{5}", plain):
        return SERIAL_BEGINS + timedelta(days=int(plain)) if int(plain) in SERIALS else None
    for spelling in _SPELLINGS:
        if found := spelling.fullmatch(plain):
            return _possible(*map(int, found.groups()))
    return None


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def means_still_here(text: str) -> bool:
    """Whether a last day was left open, in one of the words for it."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in STILL_HERE
