"""Certificates: what is certified, how it is sealed, how anyone can check it without a network.

The words of this package: an issuing organ *seals* `Claims` with its `IssuerKey` into a text; anyone with the
`TrustList` and the organ's `StatusList` *checks* the text and gets a `Verdict`. The format, byte by byte, is
docs/formats.md. Drawing lives in `certificates.card` and `certificates.qr`, photographs in `certificates.photo`; they
need Pillow, checking does not.
"""

from certificates.claims import Claims
from certificates.errors import (
    CardMismatch,
    CertificateError,
    ClaimsInvalid,
    GlyphMissing,
    KeyInvalid,
    MalformedToken,
    PhotoRefused,
    StatusListRefused,
    TokenTooLong,
    TrustListRefused,
)
from certificates.holder import IdCheck, compare_id, id_mark, normalise_name
from certificates.keys import IssuerKey, KeyState, KeyUse, PublicKey, RootKey
from certificates.number import certificate_number, format_number, normalise_number, number_is_well_formed
from certificates.status_list import StatusList, StatusValue
from certificates.token import seal
from certificates.trust_list import TrustEntry, TrustList
from certificates.verdict import Moment, StatusAge, Verdict, VerdictKind, check, moment_of

__all__ = [
    "CardMismatch",
    "CertificateError",
    "Claims",
    "ClaimsInvalid",
    "GlyphMissing",
    "IdCheck",
    "IssuerKey",
    "KeyInvalid",
    "KeyState",
    "KeyUse",
    "MalformedToken",
    "Moment",
    "PhotoRefused",
    "PublicKey",
    "RootKey",
    "StatusAge",
    "StatusList",
    "StatusListRefused",
    "StatusValue",
    "TokenTooLong",
    "TrustEntry",
    "TrustList",
    "TrustListRefused",
    "Verdict",
    "VerdictKind",
    "certificate_number",
    "check",
    "compare_id",
    "format_number",
    "id_mark",
    "moment_of",
    "normalise_name",
    "normalise_number",
    "number_is_well_formed",
    "seal",
]
