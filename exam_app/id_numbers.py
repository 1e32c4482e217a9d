"""The 18-digit citizen identification number (GB 11643-1999): form, check character, birth date, sex, masking."""

import re
from dataclasses import dataclass
from datetime import date

from exam_app.errors import Invalid
from exam_app.terms import N_, Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
LEAST_AGE = 18
"""A guard is at least this old (Regulation art. 16)."""
FULL_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")


@dataclass(frozen=True)
class IdNumber:
    """A well-formed number. Made only by :func:`read_id_number`."""

    text: str
    birth_date: date
    sex: Sex

    def age_on(self, day: date) -> int:
        return age_on(self.birth_date, day)

    @property
    def last_four(self) -> str:
        return self.text[-4:]

    @property
    def masked(self) -> str:
        return mask(self.text)


class IdNumberWrong(Exception):
    """Why a text is no ID number: ``length``, ``characters``, ``check`` (with the right character) or ``birth``."""

    def __init__(self, fault: str, expected: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.expected = expected


def read_id_number(text: str) -> IdNumber:
    """Parse what a person typed: spaces, hyphens, full-width digits and a small x are forgiven, nothing else.

    Raises :class:`IdNumberWrong`.

    >>> read_id_number(" 11010519491231002x ").birth_date
    datetime.date(1949, 12, 31)
    """
    plain = re.sub(r"[\s\u3000\-'’]", "", text.translate(FULL_WIDTH)).upper()
    if not re.fullmatch(r"[0-9]*X?", plain):
        raise IdNumberWrong("characters")
    if len(plain) != 18:
        raise IdNumberWrong("length", str(len(plain)))
    expected = check_character(plain[:17])
    if plain[17] != expected:
        raise IdNumberWrong("check", expected)
    try:
        born = date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError as error:
        raise IdNumberWrong("birth") from error
    if born.year < 1900:
        raise IdNumberWrong("birth")
    return IdNumber(plain, born, Sex.MALE if int(plain[16]) % 2 else Sex.FEMALE)


def check_character(first_17: str) -> str:
    """The 18th character by ISO 7064 MOD 11-2.

    >>> check_character("11010519491231002")
    'X'
    """
    return CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(first_17, WEIGHTS, strict=True)) % 11]


def age_on(born: date, day: date) -> int:
    """Full years on a day; who is born on 29 February comes of age on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def mask(id_number: str) -> str:
    """The form shown to people who need not compare the card: first four, last four."""
    return id_number[:4] + "*" * 10 + id_number[-4:]


def mask_telephone(number: str) -> str:
    """Enough to tell two numbers apart, not enough to call.

    >>> mask_telephone("13800001234"), mask_telephone("2201234")
    ('138****1234', '*****34')
    """
    if len(number) < 10:
        return "*" * max(len(number) - 2, 0) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


FAULTS = {
    "characters": N_("An ID number has digits only; the last place may be X."),
    "length": N_("An ID number has 18 characters; this one has %(expected)s. Check the card."),
    "check": N_("The last place should be %(expected)s. Check the card."),
    "birth": N_("The birth date in this number does not exist. Check the card."),
}


def checked_id_number(text: str) -> IdNumber:
    """Like :func:`read_id_number` for the field ``id_number`` of a form; raises :class:`Invalid`."""
    try:
        return read_id_number(text)
    except IdNumberWrong as wrong:
        raise Invalid.in_field("id_number", FAULTS[wrong.fault], expected=wrong.expected) from wrong
