"""How large the QR symbol of a text is: arithmetic of ISO/IEC 18004, no drawing.

A text is written as one byte segment (the address) and one numeric segment (the digits), error correction M. M reads
best at one printed size in the dark and from afar; L dies of one glare spot (docs/formats.md, certificates, section 8).
"""

import re

from certificates.errors import TokenTooLong

DOTS_PER_INCH = 300
QUIET_MODULES = 4
FIELD_MM = 33
# Whole dots that fit the white field: 33 mm at 300 dpi are 389.8.
FIELD_DOTS = int(FIELD_MM * DOTS_PER_INCH / 25.4)
# 5 dots are 0.423 mm. Smaller modules fit the field, but not the officer's camera at night.
FEWEST_DOTS_PER_MODULE = 5

# Data codewords of versions 1 to 13 at level M (ISO/IEC 18004:2015, table 7); 13 is the largest that keeps 5 dots a
# module.
_DATA_CODEWORDS = (16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334)
_MODE_BITS = 4
_PARTS = re.compile(r"(.*?)([0-9]*)", re.DOTALL)


def symbol_version(text: str) -> int:
    """Smallest version, 1 to 13, that holds the text at level M. Raises `TokenTooLong`.

    >>> symbol_version("https://ba.example.gov.cn/v/" + "1" * 335)
    9
    """
    prefix, digits = split_text(text)
    for version, codewords in enumerate(_DATA_CODEWORDS, start=1):
        byte_count_bits, digit_count_bits = (8, 10) if version <= 9 else (16, 12)
        bits = _MODE_BITS + byte_count_bits + 8 * len(prefix.encode())
        bits += _MODE_BITS + digit_count_bits + (10 * len(digits) + 2) // 3
        if bits <= 8 * codewords:
            return version
    raise TokenTooLong("The text does not fit a QR code that can be read at the size of the card.")


def modules_across(version: int) -> int:
    """Modules on one side, with the quiet zone on both sides."""
    return 4 * version + 17 + 2 * QUIET_MODULES


def largest_dots_per_module(text: str) -> int:
    """The largest whole number of dots a module that keeps symbol and quiet zone inside the 33 mm field at 300 dpi."""
    return FIELD_DOTS // modules_across(symbol_version(text))


def require_fit(text: str) -> None:
    """Raise `TokenTooLong` unless the text can be printed on the card."""
    if largest_dots_per_module(text) < FEWEST_DOTS_PER_MODULE:
        raise TokenTooLong(f"The text needs modules of less than {FEWEST_DOTS_PER_MODULE} dots to fit {FIELD_MM} mm.")


def split_text(text: str) -> tuple[str, str]:
    """The two segments: what stands before the last run of digits, and that run."""
    match = _PARTS.fullmatch(text)
    assert match is not None, "every text is something and then digits"
    return match[1], match[2]
