"""The number of a pre-registration: eight characters that survive being read out, copied by hand and typed at a desk.

The alphabet is the one of one-time codes (no 0/O, 1/I/L). It has 31 characters, a prime, so that a weighted sum finds
every single wrong character and every two characters that changed places (ISO/IEC 7064 uses the same argument).
"""

import unicodedata

from exam_app.errors import Invalid
from exam_app.passwords import CODE_ALPHABET
from exam_app.terms import N_

LENGTH = 8
GROUP = 4
PLACE_OF = {character: place for place, character in enumerate(CODE_ALPHABET)}


class NumberWrong(Exception):
    """Why a text is no such number: ``characters``, ``length`` or ``check``."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def make_number(random_bytes: bytes) -> str:
    """A number from eight random bytes: seven characters, about 34 bits, and the one that checks them.

    >>> make_number(bytes(8))
    '22222222'
    """
    left, body = int.from_bytes(random_bytes), ""
    for _ in range(LENGTH - 1):
        left, place = divmod(left, len(CODE_ALPHABET))
        body += CODE_ALPHABET[place]
    # The last character has the weight of its place; its inverse modulo the prime solves the sum for zero.
    place = -_weighted(body) * pow(LENGTH, -1, len(CODE_ALPHABET)) % len(CODE_ALPHABET)
    return body + CODE_ALPHABET[place]


def read_number(text: str) -> str:
    """The number in what somebody typed or a scanner sent; spaces, hyphens, case and full width are forgiven.

    Raises :class:`NumberWrong`.

    >>> read_number(" 2222-2222 ")
    '22222222'
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(character for character in folded if character not in "-–— \t\r\n")
    if any(character not in PLACE_OF for character in plain):
        raise NumberWrong("characters")
    if len(plain) != LENGTH:
        raise NumberWrong("length")
    if _weighted(plain) % len(CODE_ALPHABET):
        raise NumberWrong("check")
    return plain


FAULTS = {
    "characters": N_("The number has only digits and capital letters, without 0, 1, I, L and O."),
    "length": N_("The number has eight characters, such as K7QF-3M9T."),
    "check": N_("One character of this number is wrong, or two changed places. Compare it with your page."),
}


def checked_number(text: str) -> str:
    """Like :func:`read_number` for the field ``number`` of a form; raises :class:`Invalid`."""
    try:
        return read_number(text)
    except NumberWrong as wrong:
        raise Invalid.in_field("number", FAULTS[wrong.fault]) from wrong


def grouped(number: str) -> str:
    """As it is printed.

    >>> grouped("22222222")
    '2222-2222'
    """
    return f"{number[:GROUP]}-{number[GROUP:]}"


def _weighted(text: str) -> int:
    return sum(place * PLACE_OF[character] for place, character in enumerate(text, 1))
