"""Claims: what a certificate says, and its one spelling as a CWT claims map (RFC 8392) in deterministic CBOR.

Rules are those of docs/formats.md, certificates, section 3. A `Claims` that exists is right; both the issuer's desk
and the checker go through the same constructor.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from certificates.cbor import Cbor, CborMap, decode, encode
from certificates.errors import ClaimsInvalid
from certificates.holder import ID_MARK_BYTES, fault_in_name
from certificates.legal_time import SECONDS_A_DAY, day_of, start_of, starts_a_day
from certificates.number import certificate_number

LARGEST_SERIAL = 99_999_999
LARGEST_INDEX = 16_777_215
LARGEST_TYPE = 5
PHOTO_DIGEST_BYTES = 8

_ISS, _EXP, _NBF = 1, 4, 5
# Keys down to -256 are not private in the CWT registry; private use is below -65536. One long key and an array cost as
# much as six short keys.
_OURS = -65537
_LARGEST_TIME = 2**32 - 1
_ISSUER = re.compile(r"[1-9][0-9]{5}")


@dataclass(frozen=True)
class Claims:
    """One certificate's statement.

    `issuer`: administrative division code of the issuing organ, six digits. `serial`: YYNNNNNN, year and running
    number. `name`: as `normalise_name` leaves it. `id_mark`: 2 bytes. `index`: place in the organ's status list.
    `photo`: 8 bytes, digest of the canonical photo. `expires_after`: last day on which it is valid, None without end.
    `type`: 0 guard certificate, 1 to 5 vocational level (1 is the highest).

    Raises `ClaimsInvalid`, which names the field.

    >>> Claims("650100", 26_000_038, "张建国", b"\\x12\\x34", 7, bytes(8), date(2026, 5, 17), None).number
    '6501002600003809'
    """

    issuer: str
    serial: int
    name: str
    id_mark: bytes
    index: int
    photo: bytes
    issued_on: date
    expires_after: date | None
    type: int = 0

    def __post_init__(self) -> None:
        _require(_ISSUER.fullmatch(self.issuer) is not None, "issuer", "must be six digits, the first not 0")
        _require(1 <= self.serial <= LARGEST_SERIAL, "serial", f"must be 1 to {LARGEST_SERIAL}")
        if fault := fault_in_name(self.name):
            raise ClaimsInvalid("name", fault)
        _require(len(self.id_mark) == ID_MARK_BYTES, "id_mark", f"must be {ID_MARK_BYTES} bytes")
        _require(0 <= self.index <= LARGEST_INDEX, "index", f"must be 0 to {LARGEST_INDEX}")
        _require(len(self.photo) == PHOTO_DIGEST_BYTES, "photo", f"must be {PHOTO_DIGEST_BYTES} bytes")
        _require(0 <= self.type <= LARGEST_TYPE, "type", f"must be 0 to {LARGEST_TYPE}")
        _require(
            0 <= self.valid_from_second <= _LARGEST_TIME, "issued_on", "must lie between 1970-01-02 and 2106-02-07"
        )
        if (end := self.over_from_second) is not None:
            _require(self.valid_from_second < end, "expires_after", "must not lie before the issue day")
            _require(end <= _LARGEST_TIME, "expires_after", "must lie before 2106-02-07")

    @property
    def number(self) -> str:
        """The 16-digit certificate number: not carried in the token, computed from organ and serial."""
        return certificate_number(self.issuer, self.serial)

    @property
    def valid_from_second(self) -> int:
        """First second on which it is valid: 00:00 UTC+8 of the issue day."""
        return start_of(self.issued_on)

    @property
    def over_from_second(self) -> int | None:
        """First second on which it is over: 00:00 UTC+8 of the day after the last; None without end."""
        if self.expires_after is None:
            return None
        # Not "the start of the day after", because the last day of the calendar has no day after.
        return start_of(self.expires_after) + SECONDS_A_DAY

    def to_cbor(self) -> bytes:
        """The payload of the token."""
        claims: CborMap = {_ISS: self.issuer, _NBF: self.valid_from_second}
        if self.over_from_second is not None:
            claims[_EXP] = self.over_from_second
        claims[_OURS] = [self.type, self.serial, self.name, self.id_mark, self.index, self.photo]
        return encode(claims)

    @classmethod
    def from_cbor(cls, payload: bytes) -> "Claims":
        """Read a payload. Raises `MalformedCbor` or `ClaimsInvalid` for anything `to_cbor` would not have written."""
        claims = decode(payload)
        if not isinstance(claims, dict) or set(claims) not in ({_ISS, _NBF, _OURS}, {_ISS, _EXP, _NBF, _OURS}):
            raise ClaimsInvalid("claims", "must be a map of 1, 5, -65537 and perhaps 4")
        match claims[_ISS], claims[_OURS]:
            case str(issuer), [kind, serial, str(name), bytes(mark), index, bytes(photo)]:
                return cls(
                    issuer,
                    _integer(serial, "serial"),
                    name,
                    mark,
                    _integer(index, "index"),
                    photo,
                    issued_on=_day(claims[_NBF], "issued_on"),
                    expires_after=_day(claims[_EXP], "expires_after") - timedelta(days=1) if _EXP in claims else None,
                    type=_integer(kind, "type"),
                )
        raise ClaimsInvalid("claims", "must be a text and an array of six")


def _require(holds: bool, field: str, sentence: str) -> None:
    if not holds:
        raise ClaimsInvalid(field, sentence)


def _integer(value: Cbor, field: str) -> int:
    """True and false are integers to Python, but not to CBOR."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ClaimsInvalid(field, "must be an integer")
    return value


def _day(value: Cbor, field: str) -> date:
    """A claim's time as the legal day it starts; within bounds before it is turned into a date."""
    seconds = _integer(value, field)
    if not 0 <= seconds <= _LARGEST_TIME or not starts_a_day(seconds):
        raise ClaimsInvalid(field, "must be 00:00 UTC+8 of a day before 2106-02-07")
    return day_of(seconds)
