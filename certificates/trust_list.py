"""TrustList: which keys are vouched for, signed by the root (docs/formats.md, certificates, section 6).

Rotation is adding an entry. An entry is never deleted while certificates of its key live: it becomes retired, or
compromised, after which nothing the key signed is vouched for.
"""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Self, cast

from certificates.cbor import Cbor, CborMap, decode, encode
from certificates.cose import ES256, HEADER_ALG, HEADER_KID, HEADER_TYP, Sign1, open_sign1, sign1
from certificates.errors import MalformedCbor, TrustListRefused
from certificates.keys import IssuerKey, KeyState, KeyUse, PublicKey, RootKey, signature_has_good_form
from certificates.legal_time import day_of, start_of, starts_a_day, whole_seconds

TYP = "application/watchword-trust+cwt"
MOST_KEYS_A_KID = 4
LARGEST_BYTES = 4 * 2**20

_ISS, _EXP, _IAT = 1, 4, 6
_SEQ, _KEYS, _HOSTS = -65538, -65539, -65540
_LARGEST_TIME = 2**32 - 1
_ISSUER = re.compile(r"[1-9][0-9]{5}")
# Lower case, at least two labels, no port, no trailing dot, no user part: section 1.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


@dataclass(frozen=True)
class TrustEntry:
    """One key that is vouched for: one organ, one use; `valid_from` to `valid_to` bound the issue day it may carry."""

    kid: bytes
    x: bytes
    y: bytes
    use: KeyUse
    issuer: str
    valid_from: date
    valid_to: date
    state: KeyState = KeyState.ACTIVE

    def __post_init__(self) -> None:
        _require(self.public.kid == self.kid, "kid", "a key id is not the thumbprint of its key")
        _require(_ISSUER.fullmatch(self.issuer) is not None, "issuer", "an organ is six digits, the first not 0")
        _require(self.valid_from <= self.valid_to, "window", "a key's first day must not lie after its last")

    @classmethod
    def of(cls, key: IssuerKey, valid_from: date, valid_to: date, state: KeyState = KeyState.ACTIVE) -> Self:
        """The entry that vouches for a key."""
        return cls(key.kid, key.public.x, key.public.y, key.use, key.issuer, valid_from, valid_to, state)

    @cached_property
    def public(self) -> PublicKey:
        """The key itself. Raises `KeyInvalid` if the point is not on the curve."""
        return PublicKey(self.x, self.y)

    def vouches_for(self, issuer: str, seconds: int) -> bool:
        """Whether this key may speak for the organ on the legal day a second lies in."""
        return (
            self.issuer == issuer
            and self.state is not KeyState.COMPROMISED
            and self.valid_from <= day_of(seconds) <= self.valid_to
        )

    def to_cbor(self) -> Cbor:
        """The entry as it stands in the signed list."""
        window: list[Cbor] = [start_of(self.valid_from), start_of(self.valid_to)]
        return [self.kid, self.x, self.y, int(self.use), self.issuer, *window, int(self.state)]

    @classmethod
    def from_cbor(cls, entry: Cbor) -> Self:
        """Read an entry. Raises `TrustListRefused` or `KeyInvalid`."""
        match entry:
            case [bytes(kid), bytes(x), bytes(y), use, str(issuer), valid_from, valid_to, state]:
                window = _day(valid_from), _day(valid_to)
                uses, states = list(KeyUse), list(KeyState)
                _require(
                    _is_uint(use, len(uses) - 1) and _is_uint(state, len(states) - 1), "entry", "unknown use or state"
                )
                return cls(kid, x, y, KeyUse(cast(int, use)), issuer, *window, KeyState(cast(int, state)))
        raise TrustListRefused("entry", "a key is an array of eight: kid, x, y, use, organ, first day, last day, state")

    def to_document(self) -> dict[str, str]:
        """The entry in readable form."""
        return {
            "kid": self.kid.hex(),
            "x": self.x.hex(),
            "y": self.y.hex(),
            "use": self.use.name.lower(),
            "iss": self.issuer,
            "from": self.valid_from.isoformat(),
            "to": self.valid_to.isoformat(),
            "state": self.state.name.lower(),
        }


@dataclass(frozen=True)
class TrustList:
    """A verified trust list: one host, the keys, and the signed bytes they were read from.

    Make one with `publish` or `load`; both end in the same reader, so what is published can be read.

    >>> root = RootKey.derive(b"demo", "root of a demonstration")
    >>> key = IssuerKey.derive(b"demo", "650100", KeyUse.CERT)
    >>> entry = TrustEntry.of(key, date(2026, 1, 1), date(2026, 12, 31))
    >>> moments = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    >>> trust = TrustList.publish(root, [entry], 1, *moments, "check.example.cn")
    >>> TrustList.load(trust.to_document(), roots=[root.public]) == trust
    True
    """

    root: PublicKey
    root_name: str
    host: str
    seq: int
    issued_at: datetime
    expires_at: datetime
    entries: tuple[TrustEntry, ...]
    cwt: bytes

    @classmethod
    def publish(
        cls,
        root_key: RootKey,
        entries: Iterable[TrustEntry],
        seq: int,
        issued_at: datetime,
        expires_at: datetime,
        host: str,
    ) -> Self:
        """Sign a new list. `seq` must be higher than in the list before. Raises `TrustListRefused`, `KeyInvalid`."""
        claims: CborMap = {
            _ISS: root_key.name,
            _EXP: whole_seconds(expires_at),
            _IAT: whole_seconds(issued_at),
            _SEQ: seq,
            _KEYS: [entry.to_cbor() for entry in entries],
            _HOSTS: [host],
        }
        return cls.read(sign1(root_key, encode(claims), TYP), [root_key.public])

    @classmethod
    def load(cls, document: dict[str, object], *, roots: Sequence[PublicKey] | None = None) -> Self:
        """Read and verify a trust file (`to_document`). Only its signed bytes count; the readable part is for people.

        `roots`: the pinned root keys, one of which must have signed it. Without them the root named in the file itself
        is believed, which is for a person at a command line who knows where the file came from. Raises
        `TrustListRefused` or `KeyInvalid`.
        """
        signed = document.get("trust_cwt_b64")
        try:
            cwt = base64.b64decode(signed if isinstance(signed, str) else "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise TrustListRefused("base64", "trust_cwt_b64 is not base64") from error
        return cls.read(cwt, [_root_in(document)] if roots is None else roots)

    @classmethod
    def read(cls, cwt: bytes, roots: Sequence[PublicKey]) -> Self:
        """Verify signed bytes against the pinned roots and read them. Raises `TrustListRefused` or `KeyInvalid`."""
        _require(len(cwt) <= LARGEST_BYTES, "size", f"a trust list has at most {LARGEST_BYTES} bytes")
        try:
            envelope = open_sign1(cwt)
            root = _signer(envelope, roots)
            claims = decode(envelope.payload)
        except MalformedCbor as error:
            raise TrustListRefused("envelope", f"the trust list cannot be read: {error}") from error
        _require(
            isinstance(claims, dict) and set(claims) == {_ISS, _EXP, _IAT, _SEQ, _KEYS, _HOSTS},
            "claims",
            "a trust list has exactly the claims 1, 4, 6, -65538, -65539, -65540",
        )
        return cls._of_claims(cast(CborMap, claims), root, cwt)

    @classmethod
    def _of_claims(cls, claims: CborMap, root: PublicKey, cwt: bytes) -> Self:
        match claims[_ISS], claims[_KEYS], claims[_HOSTS]:
            case str(name), list(keys), [str(host)]:
                _require(_HOST.fullmatch(host) is not None, "host", "the host is a lower-case name without a port")
                seq, issued_at, expires_at = claims[_SEQ], _moment(claims[_IAT]), _moment(claims[_EXP])
                _require(_is_uint(seq, _LARGEST_TIME), "seq", "the sequence number is a whole number")
                _require(issued_at < expires_at, "exp", "a trust list must not end before it begins")
                entries = tuple(map(TrustEntry.from_cbor, keys))
                _require_few_keys_a_kid(entries)
                return cls(root, name, host, cast(int, seq), issued_at, expires_at, entries, cwt)
        raise TrustListRefused("claims", "a trust list names its root, its keys and exactly one host")

    def keys_named(self, kid: Cbor, use: KeyUse) -> tuple[TrustEntry, ...]:
        """All keys of this id and use, in the order of the list: four bytes collide now and then, so all are tried."""
        return self._by_kid.get((kid, use), ()) if isinstance(kid, bytes) else ()

    @cached_property
    def _by_kid(self) -> dict[tuple[bytes, KeyUse], tuple[TrustEntry, ...]]:
        found: dict[tuple[bytes, KeyUse], tuple[TrustEntry, ...]] = {}
        for entry in self.entries:
            found[entry.kid, entry.use] = (*found.get((entry.kid, entry.use), ()), entry)
        return found

    def accepts_successor(self, newer: "TrustList") -> bool:
        """Whether a list may follow this one: a lower sequence number is a rollback and is refused."""
        return newer.seq >= self.seq

    def is_old_at(self, moment: datetime) -> bool:
        """Whether the list should have been renewed by then. It is still used, and shown as old."""
        return moment >= self.expires_at

    def to_document(self) -> dict[str, object]:
        """The trust file, ready for JSON: readable form and signed bytes. Id-mark keys are secret and not in it."""
        return {
            "host": self.host,
            "root": {"x": self.root.x.hex(), "y": self.root.y.hex(), "kid": self.root.kid.hex()},
            "seq": self.seq,
            "keys": [entry.to_document() for entry in self.entries],
            "trust_cwt_b64": base64.b64encode(self.cwt).decode(),
        }


def _require(holds: bool, reason: str, sentence: str) -> None:
    if not holds:
        raise TrustListRefused(reason, sentence)


def _signer(envelope: Sign1, roots: Sequence[PublicKey]) -> PublicKey:
    """The pinned root that signed it."""
    expected = [{HEADER_ALG: ES256, HEADER_KID: root.kid, HEADER_TYP: TYP} for root in roots]
    _require(envelope.header in expected, "root", "the trust list names another root, algorithm or type than expected")
    _require(signature_has_good_form(envelope.signature), "signature", "the signature is not in its one form")
    for root in roots:
        if root.kid == envelope.kid and root.verifies(envelope.signature, envelope.signed_bytes):
            return root
    raise TrustListRefused("signature", "the trust list is not signed by a root that is trusted here")


def _root_in(document: dict[str, object]) -> PublicKey:
    match document.get("root"):
        case {"x": str(x), "y": str(y)}:
            try:
                return PublicKey(bytes.fromhex(x), bytes.fromhex(y))
            except ValueError as error:
                raise TrustListRefused(
                    "root", "the root key in the file is not written in hexadecimal digits"
                ) from error
    raise TrustListRefused("root", "the file names no root key with x and y")


def _require_few_keys_a_kid(entries: Sequence[TrustEntry]) -> None:
    """A list with thousands of keys under one kid would make every check slow."""
    most = max(Counter(entry.kid for entry in entries).values(), default=0)
    _require(most <= MOST_KEYS_A_KID, "kid", f"more than {MOST_KEYS_A_KID} keys share one key id")


def _is_uint(value: Cbor, largest: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= largest


def _moment(value: Cbor) -> datetime:
    _require(_is_uint(value, _LARGEST_TIME), "time", "a time is a number of seconds below 2^32")
    return datetime.fromtimestamp(cast(int, value), UTC)


def _day(value: Cbor) -> date:
    _require(_is_uint(value, _LARGEST_TIME), "time", "a time is a number of seconds below 2^32")
    _require(starts_a_day(cast(int, value)), "window", "a key's window is written in whole days, UTC+8")
    return day_of(cast(int, value))
