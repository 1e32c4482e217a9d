"""Keys: P-256, one use and one organ each; signatures ES256, deterministic (RFC 6979) and low-S.

Low-S matters: with (r, s) also (r, n - s) verifies, so without the rule each certificate would have two valid texts.
Deterministic matters: a reprint shows the same QR code, and a bad random generator cannot leak the key.
"""

import hashlib
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from certificates.cbor import encode
from certificates.errors import KeyInvalid

# Order of the group of P-256 (FIPS 186-5; SEC 2, 2.4.2).
GROUP_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SIGNATURE_BYTES = 64
KID_BYTES = 4

_VERIFY = ec.ECDSA(hashes.SHA256())
_SIGN = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class KeyUse(IntEnum):
    """What a key may sign; the values are those of the trust list."""

    CERT = 0
    STATUS = 1


class KeyState(IntEnum):
    """Where a key stands; the values are those of the trust list. Nothing a compromised key signed is vouched for."""

    ACTIVE = 0
    RETIRED = 1
    COMPROMISED = 2


def signature_has_good_form(signature: bytes) -> bool:
    """Whether r and s are in range and s is the low one of its pair: 0 < r < n, 0 < s <= (n - 1) / 2."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return len(signature) == SIGNATURE_BYTES and 0 < r < GROUP_ORDER and 0 < s <= (GROUP_ORDER - 1) // 2


@dataclass(frozen=True)
class PublicKey:
    """A point on P-256, big-endian coordinates of 32 bytes. Raises `KeyInvalid` if it is not on the curve."""

    x: bytes
    y: bytes
    _point: ec.EllipticCurvePublicKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.x) != 32 or len(self.y) != 32:
            raise KeyInvalid("a coordinate of a P-256 key has 32 bytes")
        numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(self.x), int.from_bytes(self.y), ec.SECP256R1())
        try:
            object.__setattr__(self, "_point", numbers.public_key())
        except ValueError as error:
            raise KeyInvalid("the point is not on the curve P-256") from error

    @cached_property
    def kid(self) -> bytes:
        """First 4 bytes of the COSE Key Thumbprint (RFC 9679): a hint which key to try, never a proof."""
        return hashlib.sha256(encode({1: 2, -1: 1, -2: self.x, -3: self.y})).digest()[:KID_BYTES]

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether this key made the 64-byte signature; its form (`signature_has_good_form`) is checked apart."""
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        try:
            self._point.verify(encode_dss_signature(r, s), message, _VERIFY)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class _SigningKey:
    _private: ec.EllipticCurvePrivateKey = field(repr=False)

    @cached_property
    def public(self) -> PublicKey:
        """The public half."""
        numbers = self._private.public_key().public_numbers()
        return PublicKey(numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))

    @property
    def kid(self) -> bytes:
        """Four bytes that name the key in what it signs."""
        return self.public.kid

    def sign(self, message: bytes) -> bytes:
        """64 bytes r || s over SHA-256 of the message: the same every time, and the low one of the two valid s."""
        r, s = decode_dss_signature(self._private.sign(message, _SIGN))
        return r.to_bytes(32, "big") + min(s, GROUP_ORDER - s).to_bytes(32, "big")

    def to_pem(self, password: bytes | None = None) -> bytes:
        """The private key as PKCS #8 PEM, encrypted if a password is given."""
        encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
        return self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


@dataclass(frozen=True)
class IssuerKey(_SigningKey):
    """A private key of one issuing organ for one use.

    >>> key = IssuerKey.derive(b"a demonstration world", "650100", KeyUse.CERT)
    >>> len(key.kid), len(key.sign(b"message"))
    (4, 64)
    """

    issuer: str
    use: KeyUse

    @classmethod
    def generate(cls, issuer: str, use: KeyUse) -> Self:
        """A new key from the operating system's randomness."""
        return cls(ec.generate_private_key(ec.SECP256R1()), issuer, use)

    @classmethod
    def derive(cls, seed: bytes, issuer: str, use: KeyUse) -> Self:
        """The key of this seed, always the same: for demonstrations and tests, never for real certificates."""
        return cls(_derived(seed, f"{issuer}/{use.name}"), issuer, use)

    @classmethod
    def from_pem(cls, pem: bytes, issuer: str, use: KeyUse, password: bytes | None = None) -> Self:
        """Read what `to_pem` wrote. Raises `KeyInvalid`."""
        return cls(_from_pem(pem, password), issuer, use)


@dataclass(frozen=True)
class RootKey(_SigningKey):
    """The private key that signs trust lists; kept off the server."""

    name: str

    @classmethod
    def generate(cls, name: str) -> Self:
        """A new key from the operating system's randomness."""
        return cls(ec.generate_private_key(ec.SECP256R1()), name)

    @classmethod
    def derive(cls, seed: bytes, name: str) -> Self:
        """The key of this seed, always the same: for demonstrations and tests, never for real certificates."""
        return cls(_derived(seed, f"root/{name}"), name)

    @classmethod
    def from_pem(cls, pem: bytes, name: str, password: bytes | None = None) -> Self:
        """Read what `to_pem` wrote. Raises `KeyInvalid`."""
        return cls(_from_pem(pem, password), name)


def _derived(seed: bytes, purpose: str) -> ec.EllipticCurvePrivateKey:
    # 48 bytes reduced to the group's order leave a bias below 2^-128 (FIPS 186-5, A.2.1).
    wide = HKDF(hashes.SHA256(), length=48, salt=None, info=f"watchword key {purpose}".encode()).derive(seed)
    return ec.derive_private_key(1 + int.from_bytes(wide, "big") % (GROUP_ORDER - 1), ec.SECP256R1())


def _from_pem(pem: bytes, password: bytes | None) -> ec.EllipticCurvePrivateKey:
    try:
        private = serialization.load_pem_private_key(pem, password)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyInvalid("this is not a private key in PEM form, or the password is missing or wrong") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or not isinstance(private.curve, ec.SECP256R1):
        raise KeyInvalid("the key is not on the curve P-256")
    return private
