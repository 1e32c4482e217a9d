"""Which letters the fonts of printed documents can draw, read from the fonts' own tables. Pure.

Typst prints an empty box for a letter that no font has, and says nothing. So it is asked here, before anything is
printed.
"""

import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from exam_app.documents import FONTS

NEVER_DRAWN = {"Cc", "Cf", "Zl", "Zp", "Zs"}
"""Categories of characters that steer or part text: nobody misses them on paper."""
VARIANTS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
"""Variation selectors: without theirs, the letter before them is drawn as usual."""


def undrawn(text: str) -> str:
    """The letters of a text that would come out as empty boxes, each once, in their order; empty where all is well.

    >>> undrawn("巡逻 བོད་ཡིག ئۇيغۇرچە"), undrawn("ᜀ巡ᜀ")
    ('', 'ᜀ')
    """
    drawn = _drawn()
    return "".join(
        letter
        for letter in dict.fromkeys(text)
        if ord(letter) not in drawn
        and unicodedata.category(letter) not in NEVER_DRAWN
        and not any(ord(letter) in variants for variants in VARIANTS)
    )


@lru_cache(maxsize=1)
def _drawn() -> frozenset[int]:
    """By all upright fonts together: Typst takes from each what the ones before it lack."""
    return frozenset(code for path in sorted(FONTS.glob("*-Regular.ttf")) for code in letters_of(path.read_bytes()))


def letters_of(font: bytes) -> frozenset[int]:
    """The code points that a TrueType font maps to a glyph (OpenType 1.9.1, cmap, formats 4 and 12)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4s4xLL", font, 12 + 16 * order) for order in range(tables))
    cmap = next(offset for tag, offset, _ in records if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, cmap + 2)
    subtables = {cmap + struct.unpack_from(">L", font, cmap + 8 + 8 * order)[0] for order in range(maps)}
    readers = {4: _segments, 12: _groups}
    found = {(struct.unpack_from(">H", font, at)[0], at) for at in subtables}
    return frozenset(code for kind, at in found if kind in readers for code in readers[kind](font, at))


def _segments(font: bytes, at: int) -> Iterator[int]:
    """Format 4: the 16-bit code points, in segments; glyph 0 is the empty box."""
    (double,) = struct.unpack_from(">H", font, at + 6)
    count, ends = double // 2, at + 14
    starts = ends + double + 2
    deltas, offsets = starts + double, starts + 2 * double
    for order in range(count):
        here = 2 * order
        (end,), (start,) = struct.unpack_from(">H", font, ends + here), struct.unpack_from(">H", font, starts + here)
        (delta,), (offset,) = (
            struct.unpack_from(">H", font, deltas + here),
            struct.unpack_from(">H", font, offsets + here),
        )
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code + delta
            if offset:
                (glyph,) = struct.unpack_from(">H", font, offsets + here + offset + 2 * (code - start))
                glyph = glyph and glyph + delta
            if glyph & 0xFFFF:
                yield code


def _groups(font: bytes, at: int) -> Iterator[int]:
    """Format 12: all code points, in groups of consecutive glyphs."""
    (count,) = struct.unpack_from(">L", font, at + 12)
    for order in range(count):
        start, end, glyph = struct.unpack_from(">LLL", font, at + 16 + 12 * order)
        yield from range(start if glyph else start + 1, end + 1)
