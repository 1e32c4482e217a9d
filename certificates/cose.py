"""COSE_Sign1 (RFC 9052, 4.2) with tag 18 and ES256: the envelope of tokens, status lists and the trust list."""

from dataclasses import dataclass
from typing import Protocol

from certificates.cbor import Cbor, CborMap, decode, encode
from certificates.errors import MalformedCbor

TAG = 0xD2
ES256 = -7
HEADER_ALG, HEADER_KID, HEADER_TYP = 1, 4, 16


class Signer(Protocol):
    """What can sign an envelope: an issuer's key or a root key."""

    @property
    def kid(self) -> bytes:
        """Four bytes that name the key."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""


@dataclass(frozen=True)
class Sign1:
    """An opened envelope. Nothing in it is verified yet; `header` is the protected map, read."""

    protected: bytes
    header: CborMap
    payload: bytes
    signature: bytes

    @property
    def kid(self) -> Cbor:
        """The key named in the header, of whatever type it was written."""
        return self.header.get(HEADER_KID)

    @property
    def signed_bytes(self) -> bytes:
        """The Sig_structure (RFC 9052, 4.4) the signature is about; no external data."""
        return _signed_bytes(self.protected, self.payload)


def open_sign1(data: bytes) -> Sign1:
    """Take an envelope apart. Raises `MalformedCbor` if it has another shape or the unprotected map is not empty."""
    if not data or data[0] != TAG:
        raise MalformedCbor("does not start with tag 18")
    match decode(data[1:]):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)] if not unprotected:
            header = decode(protected)
            if isinstance(header, dict):
                return Sign1(protected, header, payload, signature)
    raise MalformedCbor("is not a COSE_Sign1 with an empty unprotected header")


def sign1(key: Signer, payload: bytes, typ: str | None = None) -> bytes:
    """Sign a payload and wrap it. `typ` is the media type in the header; tokens carry none, to stay small."""
    header: CborMap = {HEADER_ALG: ES256, HEADER_KID: key.kid}
    if typ is not None:
        header[HEADER_TYP] = typ
    protected = encode(header)
    return bytes([TAG]) + encode([protected, {}, payload, key.sign(_signed_bytes(protected, payload))])


def _signed_bytes(protected: bytes, payload: bytes) -> bytes:
    return encode(["Signature1", protected, b"", payload])
