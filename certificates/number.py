"""The certificate number: six digits of the organ, eight of the serial, two check digits.

Check digits are ISO 7064 MOD 97-10. All single-digit errors and all swaps of neighbours are caught, because 97 divides
no 9 * 10^k; of other errors about 99 in 100. The number has 16 digits on purpose: 18 would be taken for an ID number.
It is *our* number, not the one in the official booklet.
"""

import re
import unicodedata

_NUMBER = re.compile(r"[1-9][0-9]{15}")
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015\u00b7]+")


def certificate_number(issuer: str, serial: int) -> str:
    """Number of the certificate with this serial of this organ.

    >>> certificate_number("650100", 26_000_038)
    '6501002600003809'
    """
    first = f"{issuer}{serial:08d}"
    return f"{first}{98 - int(first) * 100 % 97:02d}"


def number_is_well_formed(text: str) -> bool:
    """Whether 16 digits, as `normalise_number` leaves them, carry the right check digits.

    >>> number_is_well_formed("6501002600003809"), number_is_well_formed("6501002600003890")
    (True, False)
    """
    return (
        bool(_NUMBER.fullmatch(text))
        and text[6:14] != "0" * 8
        and certificate_number(text[:6], int(text[6:14])) == text
    )


def format_number(number: str) -> str:
    """Four groups of four, as printed and read aloud.

    >>> format_number("6501002600003809")
    '6501 0026 0000 3809'
    """
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def normalise_number(text: str) -> str:
    """What a person typed, without spaces and dashes, full-width digits made plain.

    Other characters stay, so that the number is refused.

    >>> normalise_number("６５０１ 0026-0000 3809")
    '6501002600003809'
    """
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
