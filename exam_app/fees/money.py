"""Money is counted in fen, whole numbers; it is read and shown in yuan."""

import re
import unicodedata

MOST_FEN = 1_000_000
"""10,000 yuan; no fee of an examination comes near it."""


def money(fen: int) -> str:
    """An amount as it is read; whole yuan without a point.

    >>> money(4000), money(3550), money(5), money(0)
    ('40', '35.50', '0.05', '0')
    """
    whole, rest = divmod(fen, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)


def yuan(text: str) -> int | None:
    """The fen in what somebody typed, full-width or with its unit; None when it is no amount of money.

    >>> yuan("40"), yuan("35.5 元"), yuan("￥３５．０５"), yuan("0")
    (4000, 3550, 3505, 0)
    >>> yuan("40.505"), yuan("-3"), yuan("forty"), yuan("999999999")
    (None, None, None, None)
    """
    plain = re.sub(r"[\s元¥￥]", "", unicodedata.normalize("NFKC", text))
    found = re.fullmatch(r"([0-9]{1,5})(?:\.([0-9]{1,2}))?", plain)
    if found is None:
        return None
    fen = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return fen if fen <= MOST_FEN else None
