"""The text in the QR code: `https://HOST/v/` and one decimal integer, which is a COSE_Sign1 (format sections 1 and 2).

One integer has one spelling, so one certificate has one text.
"""

import re
from dataclasses import dataclass

from certificates.cbor import Cbor
from certificates.claims import Claims
from certificates.cose import HEADER_ALG, TAG, open_sign1, sign1
from certificates.errors import KeyInvalid, MalformedCbor, MalformedToken
from certificates.keys import KID_BYTES, SIGNATURE_BYTES, IssuerKey, KeyUse
from certificates.symbol import require_fit

LONGEST_TEXT = 800
MOST_BYTES = 288

_DIGITS = re.compile(r"[1-9][0-9]{99,699}")


@dataclass(frozen=True)
class Token:
    """A text taken apart, nothing verified: the algorithm it names, key id, payload, signature, bytes signed."""

    alg: int
    kid: bytes
    payload: bytes
    signature: bytes
    signed_bytes: bytes


def seal(claims: Claims, key: IssuerKey, host: str) -> str:
    """The text of a certificate: the same claims and key give the same text every time.

    Raises `KeyInvalid` if the key is not a certificate key of the claims' organ, `TokenTooLong` if the card cannot
    carry it (a very long host name; names are bounded).
    """
    if key.use is not KeyUse.CERT or key.issuer != claims.issuer:
        raise KeyInvalid(f"this key is not a certificate key of {claims.issuer}")
    text = text_prefix(host) + str(int.from_bytes(sign1(key, claims.to_cbor()), "big"))
    require_fit(text)
    return text


def text_prefix(host: str) -> str:
    """What every text of this host starts with."""
    return f"https://{host}/v/"


def is_the_text_of(text: str, claims: Claims) -> bool:
    """Whether the text carries exactly these claims, whoever signed it: for printing, not for checking."""
    host = text.removeprefix("https://").partition("/")[0]
    try:
        return open_text(text, host).payload == claims.to_cbor()
    except MalformedToken:
        return False


def open_text(text: str, host: str) -> Token:
    """Steps 1 to 4 of section 7: bounds and form. Nothing is parsed before its bound is checked, nothing is opened.

    Raises `MalformedToken`, whose reason is `not_ours`, `digits`, `version` or `envelope`.
    """
    # 1. ours: bounded, and exactly our address
    prefix = text_prefix(host)
    if len(text) > LONGEST_TEXT or not text.startswith(prefix):
        raise MalformedToken("not_ours", f"The text does not start with {prefix}, or it is too long.")

    # 2. digits; bounded first, because Python refuses very long integers and big numbers cost quadratic time
    digits = text[len(prefix) :]
    if not _DIGITS.fullmatch(digits):
        raise MalformedToken("digits", "What follows the address is not one number of 100 to 700 digits.")

    # 3. bytes of the version we know
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) > MOST_BYTES or data[0] != TAG:
        raise MalformedToken("version", "The number is not a token of version 1.")

    # 4. the envelope
    try:
        return _token(data)
    except MalformedCbor as error:
        raise MalformedToken("envelope", f"The token cannot be taken apart: {error}.") from error


def _token(data: bytes) -> Token:
    envelope = open_sign1(data)
    alg, kid = envelope.header.get(HEADER_ALG), envelope.kid
    if len(envelope.header) != 2 or not _is_integer(alg) or not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise MalformedCbor("the protected header is not an algorithm and a key id of 4 bytes")
    if not 24 <= len(envelope.payload) <= 200 or len(envelope.signature) != SIGNATURE_BYTES:
        raise MalformedCbor("the payload or the signature has a wrong length")
    assert isinstance(alg, int)
    return Token(alg, kid, envelope.payload, envelope.signature, envelope.signed_bytes)


def _is_integer(value: Cbor) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
