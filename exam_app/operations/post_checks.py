"""Post checks: what an officer scanned or typed at a post, judged here and kept whatever it was."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from certificates import Verdict, VerdictKind, normalise_number, number_is_well_formed
from certificates import check as check_text
from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import Account, Post, PostCheck
from exam_app.operations import operation
from exam_app.queries.certificates import lists_in_force
from exam_app.queries.post_checks import KeptCheck, Registered, certificate_numbered, kept_check
from exam_app.work import Work

NONCE_BYTES = 16
LONGEST_KEPT = 1000
"""Characters of a scanned text that are kept; the longest text of ours has 800."""
CLOCK_TOLERANCE = timedelta(minutes=10)
OLDEST_SCAN = timedelta(days=31)
"""A device without a network sends within the month; an older moment is a wrong clock."""

CHECK_CHARACTERS = "check_characters"
NOT_IN_REGISTER = "not_in_register"
NO_TRUST_LIST = "no_trust_list"
OWN_REASONS = frozenset({CHECK_CHARACTERS, NOT_IN_REGISTER, NO_TRUST_LIST})
"""Reasons of checks by number or without a trust list; all others are those of :func:`certificates.check`."""


@dataclass(frozen=True)
class Scan:
    """What the officer's device sends. Exactly one of ``text`` (from the code) and ``number`` (typed) is given.

    ``nonce``: 16 random bytes of this scan. ``at``: the device's clock. ``shown``: the verdict the device showed by
    itself, None when it asked the server only.
    """

    nonce: bytes
    at: datetime
    text: str | None = None
    number: str | None = None
    post_id: UUID | None = None
    shown: VerdictKind | None = None


@operation(Permission.CHECK_CERTIFICATE)
def check(work: Work, scan: Scan) -> KeptCheck:
    """Judge a scanned text or a typed number with the lists in force, and keep the check whatever the verdict.

    A refused scan is kept like a good one. The same nonce again changes nothing and gets the same answer. Where the
    device showed another verdict than this one, the disagreement is recorded. Raises :class:`Invalid` for a scan
    without nonce or content, :class:`NotFound` for a post of another county.
    """
    if len(scan.nonce) != NONCE_BYTES or (scan.text is None) == (scan.number is None):
        raise Invalid("This check is not complete. Scan again, or type the number.")
    # An officer's checks are judged one after another, so that the same scan sent twice at once meets itself here.
    work.lock(Account, work.found(work.actor.account_id))
    if known := _known(work, scan.nonce):
        return known
    if scan.post_id is not None:
        work.get(Post, scan.post_id)
    verdict, registered = _judge(work, scan)
    row = _row(work, scan, verdict, registered)
    try:
        work.add(row)
    except IntegrityError as error:
        raise Conflict("This check was sent by somebody else already. Scan again.") from error
    _record(work, row, registered)
    return kept_check(work, row.id)


def _known(work: Work, nonce: bytes) -> KeptCheck | None:
    query = select(PostCheck.id).where(
        PostCheck.city_id == work.city_id, PostCheck.nonce == nonce, PostCheck.officer_id == work.actor.person_id
    )
    check_id = work.one(query)
    return None if check_id is None else kept_check(work, check_id)


def _judge(work: Work, scan: Scan) -> tuple[Verdict, Registered | None]:
    """The verdict, and the certificate of this city it is about."""
    if scan.number is not None:
        return _judge_number(work, normalise_number(scan.number))
    verdict = _judge_text(work, scan.text or "")
    return verdict, certificate_numbered(work, verdict.claims.number) if verdict.claims else None


def _judge_number(work: Work, number: str) -> tuple[Verdict, Registered | None]:
    """A typed number stands for the text in the register; wrong check characters are refused without a look-up.

    A number that is not in the register is no forgery yet: it may be another city's, or be typed wrongly in a way that
    one number in 97 survives. So it is amber, not red.
    """
    if not number_is_well_formed(number):
        return Verdict(VerdictKind.UNREADABLE, None, CHECK_CHARACTERS), None
    found = certificate_numbered(work, number)
    if found is None:
        return Verdict(VerdictKind.UNKNOWN_ISSUER, None, NOT_IN_REGISTER), None
    return _judge_text(work, found.token), found


def _judge_text(work: Work, text: str) -> Verdict:
    lists = lists_in_force(work)
    if lists.trust is None:
        return Verdict(VerdictKind.UNKNOWN_ISSUER, None, NO_TRUST_LIST)
    return check_text(text, lists.trust, lists.status, work.now)


def _row(work: Work, scan: Scan, verdict: Verdict, registered: Registered | None) -> PostCheck:
    row_id = work.new_id()
    # A phone's decoder may hand over halves of characters; they are evidence too.
    content = (scan.text if scan.text is not None else scan.number or "")[:LONGEST_KEPT]
    clean = content.encode("utf-8", "replace")
    return PostCheck(
        city_id=work.city_id,
        id=row_id,
        nonce=scan.nonce,
        post_id=scan.post_id,
        county_id=work.actor.county_id,
        certificate_id=registered.certificate_id if registered else None,
        typed=scan.number is not None,
        text_sealed=work.site.vault.seal(clean, "post_check", row_id),
        verdict=verdict.kind.value,
        status_age=verdict.status.value if verdict.status else None,
        reason=verdict.reason,
        shown_verdict=scan.shown.value if scan.shown else None,
        scanned_at=_believable(scan.at, work.now),
        received_at=work.now,
        officer_id=work.actor.person_id,
    )


def _believable(at: datetime, now: datetime) -> datetime:
    """The device's moment, unless its clock is plainly wrong."""
    return at if now - OLDEST_SCAN <= at <= now + CLOCK_TOLERANCE else now


def _record(work: Work, row: PostCheck, registered: Registered | None) -> None:
    """The check stands in the journal of the certificate's holder, where it names one."""
    holder = registered.person_id if registered else None
    work.record(
        Tag.POST_CHECKED, "post_check", row.id, about=holder, verdict=row.verdict, reason=row.reason, typed=row.typed
    )
    if row.shown_verdict is not None and row.shown_verdict != row.verdict:
        work.record(
            Tag.POST_DISAGREED, "post_check", row.id, about=holder, shown=row.shown_verdict, verdict=row.verdict
        )
