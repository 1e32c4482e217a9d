"""StatusList: the standing of every certificate of one organ, signed and dated.

Token Status List in CWT form (draft-ietf-oauth-status-list, approved; docs/formats.md, certificates, section 5): four
bits a place, zlib, one list per organ, places in multiples of 4,096.
"""

import re
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Self, cast

from certificates.cbor import Cbor, CborMap, decode, encode
from certificates.cose import ES256, HEADER_ALG, HEADER_KID, HEADER_TYP, Sign1, open_sign1, sign1
from certificates.errors import KeyInvalid, MalformedCbor, StatusListRefused
from certificates.keys import IssuerKey, KeyUse, signature_has_good_form
from certificates.legal_time import whole_seconds
from certificates.trust_list import TrustList

TYP = "application/statuslist+cwt"
BITS = 4
PLACES_A_BLOCK = 4096
TTL_SECONDS = 86_400
LIFE = timedelta(days=7)
LARGEST_INFLATED = 8 * 2**20
# A list that does not compress at all, and its envelope.
LARGEST_BYTES = LARGEST_INFLATED + 2**16

_SUB, _EXP, _IAT, _LIST, _TTL = 2, 4, 6, 65533, 65534
_LARGEST_TIME = 2**32 - 1
_ISSUER = re.compile(r"[1-9][0-9]{5}")


class StatusValue(IntEnum):
    """What stands at a place of the list. Values 4 to 11 and 14 are not assigned and count as revoked."""

    UNRECOGNISED = -1
    VALID = 0
    REVOKED = 1
    SUSPENDED = 2
    REPLACED = 3
    WITHDRAWN = 12
    CANCELLED = 13
    NEVER_GIVEN_OUT = 15


_PUBLISHABLE = bytes(value for value in StatusValue if value >= 0)


@dataclass(frozen=True)
class StatusList:
    """A verified status list of one organ. Fresh for `ttl_seconds` after `issued_at`, unknown from `expires_at` on."""

    issuer: str
    issued_at: datetime
    expires_at: datetime
    ttl_seconds: int
    _packed: bytes = field(repr=False)

    @staticmethod
    def publish(issuer: str, values: bytes, key: IssuerKey, issued_at: datetime, host: str) -> bytes:
        """Sign the list of an organ: one byte of `values` per place, in order; returns the CWT to hand out.

        Unused places up to the next multiple of 4,096 become NEVER_GIVEN_OUT. Never publish one older than the last.
        Raises `KeyInvalid` for a key of another organ or use, `ValueError` for a value that is not a `StatusValue`.
        """
        if key.use is not KeyUse.STATUS or key.issuer != issuer:
            raise KeyInvalid(f"this key is not a status key of {issuer}")
        if values.translate(None, delete=_PUBLISHABLE):
            raise ValueError("a status is one of 0, 1, 2, 3, 12, 13, 15")
        if len(values) > 2 * LARGEST_INFLATED:
            raise ValueError(f"a list has at most {2 * LARGEST_INFLATED} places")
        iat = whole_seconds(issued_at)
        claims: CborMap = {
            _SUB: list_uri(host, issuer),
            _IAT: iat,
            _EXP: iat + int(LIFE.total_seconds()),
            _TTL: TTL_SECONDS,
            _LIST: {"bits": BITS, "lst": zlib.compress(_pack(values), 9)},
        }
        return sign1(key, encode(claims), TYP)

    @classmethod
    def read(cls, cwt: bytes, trust: TrustList, issuer: str | None = None) -> Self:
        """Verify and read a list. `issuer`: whose list it must be; without it, whoever the list itself says.

        Raises `StatusListRefused` unless everything holds that section 5 demands.
        """
        _require(len(cwt) <= LARGEST_BYTES, "size", f"a status list has at most {LARGEST_BYTES} bytes")
        try:
            envelope = open_sign1(cwt)
            claims = decode(envelope.payload)
        except MalformedCbor as error:
            raise StatusListRefused("envelope", f"the status list cannot be read: {error}") from error
        header = {HEADER_ALG: ES256, HEADER_KID: envelope.kid, HEADER_TYP: TYP}
        _require(envelope.header == header, "header", f"the header is not exactly ES256, a key id and the type {TYP}")
        _require(
            isinstance(claims, dict) and set(claims) == {_SUB, _EXP, _IAT, _LIST, _TTL},
            "claims",
            "a status list has exactly the claims 2, 4, 6, 65533, 65534",
        )
        return cls._of_claims(cast(CborMap, claims), envelope, trust, issuer)

    @classmethod
    def _of_claims(cls, claims: CborMap, envelope: Sign1, trust: TrustList, issuer: str | None) -> Self:
        named = _issuer_of(claims[_SUB], trust.host)
        _require(issuer in (None, named), "sub", f"this is the list of {named}, not of {issuer}")
        iat, exp, ttl = claims[_IAT], claims[_EXP], claims[_TTL]
        _require(all(map(_is_time, (iat, exp, ttl))), "time", "iat, exp and ttl are whole numbers of seconds")
        issued, expires, ttl_seconds = cast(int, iat), cast(int, exp), cast(int, ttl)
        _require(issued < expires, "time", "a status list must not end before it begins")
        _require_signed(envelope, trust, named, issued)
        # Only now, of bytes an organ has signed, is anything inflated.
        packed = _inflate(claims[_LIST])
        return cls(named, _moment(issued), _moment(expires), ttl_seconds, packed)

    @property
    def places(self) -> int:
        """Number of places, given out or not."""
        return 2 * len(self._packed)

    def value(self, index: int) -> StatusValue:
        """What stands at a place; beyond the list none was given out. Even places are the low half of a byte."""
        if not 0 <= index < self.places:
            return StatusValue.NEVER_GIVEN_OUT
        half = self._packed[index // 2] >> 4 * (index % 2) & 0xF
        return StatusValue(half) if half in _PUBLISHABLE else StatusValue.UNRECOGNISED

    def accepts_successor(self, newer: "StatusList") -> bool:
        """Whether a list may replace this one: an older one is a rollback and is refused."""
        return newer.issuer == self.issuer and newer.issued_at >= self.issued_at


def list_uri(host: str, issuer: str) -> str:
    """Where the list of an organ is published; derived, because carrying it in each token would cost 66 bytes."""
    return f"https://{host}/s/{issuer}"


def _require(holds: bool, reason: str, sentence: str) -> None:
    if not holds:
        raise StatusListRefused(reason, sentence)


def _issuer_of(sub: Cbor, host: str) -> str:
    issuer = sub[-6:] if isinstance(sub, str) else ""
    _require(
        _ISSUER.fullmatch(issuer) is not None and sub == list_uri(host, issuer), "sub", f"the list is not one of {host}"
    )
    return issuer


def _require_signed(envelope: Sign1, trust: TrustList, issuer: str, issued: int) -> None:
    keys = [entry for entry in trust.keys_named(envelope.kid, KeyUse.STATUS) if entry.vouches_for(issuer, issued)]
    _require(bool(keys), "key", f"no status key of {issuer} with this id is trusted for the day of the list")
    _require(signature_has_good_form(envelope.signature), "signature", "the signature is not in its one form")
    signed = any(entry.public.verifies(envelope.signature, envelope.signed_bytes) for entry in keys)
    _require(signed, "signature", "the signature is not good")


def _pack(values: bytes) -> bytes:
    """Two places a byte. As two long integers, because a loop over seven million places takes seconds."""
    unused = bytes([StatusValue.NEVER_GIVEN_OUT]) * (-len(values) % PLACES_A_BLOCK)
    padded = values + unused
    low, high = int.from_bytes(padded[0::2], "big"), int.from_bytes(padded[1::2], "big")
    return (low | high << 4).to_bytes(len(padded) // 2, "big")


def _inflate(status_list: Cbor) -> bytes:
    match status_list:
        case {"bits": bits, "lst": bytes(packed), **others} if not others:
            _require(bits == BITS, "bits", f"this system uses {BITS} bits a place")
            return _inflated(packed)
    raise StatusListRefused("list", "the list is not a map of bits and lst")


def _inflated(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    try:
        inflated = stream.decompress(packed, LARGEST_INFLATED + 1)
    except zlib.error as error:
        raise StatusListRefused("zlib", "the list cannot be inflated") from error
    _require(len(inflated) <= LARGEST_INFLATED, "size", f"the list inflates to more than {LARGEST_INFLATED} bytes")
    _require(stream.eof and not stream.unused_data, "zlib", "the compressed list ends early or late")
    return inflated


def _is_time(value: Cbor) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_TIME


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
