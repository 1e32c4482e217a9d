"""Who the certificate is about: the name as it is sealed, and the mark that ties it to an ID card.

The mark is keyed, with a key that only officers' devices hold, and two bytes long on purpose (docs/formats.md
section 4): an ID card of another person with the same name passes with chance 1/65,536, while a leaked key reveals at
most 16 bits of the ID number.
"""

import hmac
import re
import unicodedata
from enum import StrEnum

ID_MARK_BYTES = 2

_MARK_CONTEXT = b"watchword-id-v1\x00"
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_NAME_DOTS = str.maketrans(dict.fromkeys("\u2022\u2027\u30fb\uff65\uff0e", "\u00b7"))
_LONGEST_NAME_BYTES = 128
# Control, invisible, direction-changing, private-use and non-characters. By code point and not by Unicode category, so
# that a phone with an older Unicode table decides alike.
_FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000"
    "\ud800-\uf8ff\ufe00-\ufe0f\ufeff\ufff0-\uffff\U000e0000-\U0010ffff]"
)


class IdCheck(StrEnum):
    """Whether an ID number belongs to a certificate: a line beside the verdict, never part of it."""

    ID_MATCH = "ID_MATCH"
    ID_DIFFERENT = "ID_DIFFERENT"
    ID_NOT_CHECKED = "ID_NOT_CHECKED"


def normalise_name(text: str) -> str:
    """The spelling of a name that is sealed: NFC, no space at either end, and U+00B7 for every kind of name dot.

    >>> normalise_name(" 买买提•艾力")
    '买买提·艾力'
    """
    return unicodedata.normalize("NFC", text).strip().translate(_NAME_DOTS)


def fault_in_name(name: str) -> str | None:
    """Why a name cannot be sealed, as the end of a sentence; None if it can."""
    if found := _FORBIDDEN.search(name):
        return f"contains U+{ord(found[0]):04X}, which is invisible, private or not a character"
    if not 1 <= len(name.encode()) <= _LONGEST_NAME_BYTES:
        return f"must be 1 to {_LONGEST_NAME_BYTES} bytes of UTF-8"
    if name[0] == " " or name[-1] == " ":
        return "has a space at one end"
    if not unicodedata.is_normalized("NFC", name):
        return "is not in normal form NFC"
    return None


def id_mark(secret: bytes, number: str, id_number: str) -> bytes:
    """Two bytes that tie a certificate to an ID card, for those who hold the organ's secret.

    `secret` is the organ's 32-byte id-mark key, `number` the 16-digit certificate number, `id_number` the 18
    characters of the ID card; a small x counts as X. Raises `ValueError` if the ID number does not have that form.
    """
    spelled = id_number.upper()
    if not _ID_NUMBER.fullmatch(spelled):
        raise ValueError("an ID number has 17 digits and then a digit or X")
    return hmac.digest(secret, _MARK_CONTEXT + number.encode() + spelled.encode(), "sha256")[:ID_MARK_BYTES]


def compare_id(mark: bytes, secret: bytes | None, number: str, id_number: str) -> IdCheck:
    """Whether the ID number is the one this certificate was sealed for; not checked where the secret is not at hand."""
    if secret is None:
        return IdCheck.ID_NOT_CHECKED
    matches = hmac.compare_digest(mark, id_mark(secret, number, id_number))
    return IdCheck.ID_MATCH if matches else IdCheck.ID_DIFFERENT
