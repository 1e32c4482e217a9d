"""check: what can be said about a text, in the fifteen numbered steps of docs/formats.md, certificates, section 7.

A verdict is about the paper, not about the person who holds it: a photographed code is genuine too. Name, photo and ID
card come next, on the screen and in the officer's hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NoReturn

from certificates.claims import Claims
from certificates.cose import ES256
from certificates.errors import ClaimsInvalid, MalformedCbor, MalformedToken
from certificates.keys import KeyUse, signature_has_good_form
from certificates.legal_time import day_number, whole_seconds
from certificates.status_list import StatusList, StatusValue
from certificates.token import open_text
from certificates.trust_list import TrustList


class VerdictKind(StrEnum):
    """The eleven verdicts.

    UNREADABLE: not a token of this system. FORGED: made to look like one. UNKNOWN_ISSUER: nobody vouched for has sealed
    it. All others: authentic, and then an end (REVOKED 吊销, WITHDRAWN 撤销, CANCELLED 注销, REPLACED 换发/补发,
    SUSPENDED), a date, or GENUINE.
    """

    GENUINE = "GENUINE"
    NOT_YET_VALID = "NOT_YET_VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    WITHDRAWN = "WITHDRAWN"
    CANCELLED = "CANCELLED"
    REPLACED = "REPLACED"
    SUSPENDED = "SUSPENDED"
    FORGED = "FORGED"
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER"
    UNREADABLE = "UNREADABLE"


class StatusAge(StrEnum):
    """How much the status list can still say at the moment of the check. UNKNOWN is amber, never green."""

    FRESH = "FRESH"
    STALE = "STALE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check.

    `status`: age of the status list; None where no list was asked (UNREADABLE, UNKNOWN_ISSUER, FORGED but for
    never_issued). `reason`: the code of the step that decided. `claims`: only of an authentic token. `list_issued_at`:
    the moment of the list that was asked, to be shown in words beside the verdict.

    It has no truth value, because `if verdict:` would accept a forgery:

    >>> bool(Verdict(VerdictKind.FORGED, None, "signature"))
    Traceback (most recent call last):
        ...
    TypeError: a verdict is not yes or no; look at its kind and status
    """

    kind: VerdictKind
    status: StatusAge | None
    reason: str
    claims: Claims | None = None
    list_issued_at: datetime | None = None

    def __bool__(self) -> NoReturn:
        raise TypeError("a verdict is not yes or no; look at its kind and status")


_ENDS = {
    StatusValue.REVOKED: VerdictKind.REVOKED,
    StatusValue.SUSPENDED: VerdictKind.SUSPENDED,
    StatusValue.REPLACED: VerdictKind.REPLACED,
    StatusValue.WITHDRAWN: VerdictKind.WITHDRAWN,
    StatusValue.CANCELLED: VerdictKind.CANCELLED,
    # A value of a later version can only mean some end that this program cannot name.
    StatusValue.UNRECOGNISED: VerdictKind.REVOKED,
}


def check(text: str, trust: TrustList, lists: Mapping[str, StatusList], at: datetime) -> Verdict:
    """What can be said about this text at this moment, without a network.

    `lists` maps an issuing organ to its verified status list. `at` needs a time zone (`ValueError` otherwise: a
    programmer's mistake); of the text nothing is assumed, and no text makes this function raise. First failure ends
    it.

    Reasons, by step: `not_ours`, `digits`, `version`, `envelope`, `alg`, `kid`, `sig_form`, `signature`, `profile`,
    `authority`, `never_issued`, `ended` or `unknown_status_value`, `before_first_day`, `after_last_day`; of GENUINE
    `listed`, or why the status is unknown: `no_list`, `list_expired`, `place_not_listed`.
    """
    moment = whole_seconds(at)

    # 1. to 4. bounds and form of the text
    try:
        token = open_text(text, trust.host)
    except MalformedToken as malformed:
        return Verdict(VerdictKind.UNREADABLE, None, malformed.reason)

    # 5. the one algorithm; also -9, the newer name of the same, is not it, for it would be a second spelling
    if token.alg != ES256:
        return Verdict(VerdictKind.FORGED, None, "alg")

    # 6. all trusted certificate keys with this id
    named = trust.keys_named(token.kid, KeyUse.CERT)
    if not named:
        return Verdict(VerdictKind.UNKNOWN_ISSUER, None, "kid")

    # 7. the one form of the signature
    if not signature_has_good_form(token.signature):
        return Verdict(VerdictKind.FORGED, None, "sig_form")

    # 8. the signature, under at least one of them
    signers = [entry for entry in named if entry.public.verifies(token.signature, token.signed_bytes)]
    if not signers:
        return Verdict(VerdictKind.FORGED, None, "signature")

    # 9. only now the payload. A fault here is the issuer's, or a key was used for another purpose: report it
    try:
        claims = Claims.from_cbor(token.payload)
    except (MalformedCbor, ClaimsInvalid):
        return Verdict(VerdictKind.UNREADABLE, None, "profile")

    # 10. a signer that may speak for this organ on the issue day
    nbf, exp = claims.valid_from_second, claims.over_from_second
    if not any(entry.vouches_for(claims.issuer, nbf) for entry in signers):
        return Verdict(VerdictKind.UNKNOWN_ISSUER, None, "authority")

    # 11. the status list, if there is one, and how old it is
    status_list = lists.get(claims.issuer)
    status, genuine_reason = _age(status_list, moment)
    value = status_list.value(claims.index) if status_list else StatusValue.VALID
    listed_at = status_list.issued_at if status_list else None
    if status_list and value is StatusValue.NEVER_GIVEN_OUT:
        # A thief with an issuing key cannot invent a place. But a certificate younger than the list, or of the day
        # before it, may have got its place after the list was made.
        if day_number(nbf) < day_number(whole_seconds(status_list.issued_at)) - 1:
            return Verdict(VerdictKind.FORGED, status, "never_issued", None, listed_at)
        status, genuine_reason = StatusAge.UNKNOWN, "place_not_listed"

    # 12. ends come before dates: an officer must hear of a revocation also when the date is over. Ends are final, so
    # an old list counts
    elif value is not StatusValue.VALID:
        reason = "unknown_status_value" if value is StatusValue.UNRECOGNISED else "ended"
        return Verdict(_ENDS[value], status, reason, claims, listed_at)

    # 13. before its first day
    if moment < nbf:
        return Verdict(VerdictKind.NOT_YET_VALID, status, "before_first_day", claims, listed_at)

    # 14. after its last day
    if exp is not None and moment >= exp:
        return Verdict(VerdictKind.EXPIRED, status, "after_last_day", claims, listed_at)

    # 15. genuine
    return Verdict(VerdictKind.GENUINE, status, genuine_reason, claims, listed_at)


def _age(status_list: StatusList | None, moment: int) -> tuple[StatusAge, str]:
    """Age of the list, and the reason a genuine certificate is given with it."""
    if status_list is None:
        return StatusAge.UNKNOWN, "no_list"
    if moment >= whole_seconds(status_list.expires_at):
        return StatusAge.UNKNOWN, "list_expired"
    seconds_old = moment - whole_seconds(status_list.issued_at)
    return (StatusAge.FRESH if seconds_old <= status_list.ttl_seconds else StatusAge.STALE), "listed"


@dataclass(frozen=True)
class Moment:
    """The moment to check at, and whether the clock that was asked is behind what was already signed."""

    at: datetime
    clock_is_behind: bool


def moment_of(clock: datetime, trust: TrustList, lists: Mapping[str, StatusList]) -> Moment:
    """The later of the device's clock and the newest signature seen: a clock set back must not revive a certificate.

    `clock_is_behind` is true beyond ten minutes, and should be said on the screen (section 6).
    """
    signed = max([trust.issued_at, *(status_list.issued_at for status_list in lists.values())])
    return Moment(max(clock.astimezone(UTC), signed), signed - clock > timedelta(minutes=10))
