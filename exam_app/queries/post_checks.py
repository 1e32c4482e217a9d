"""What an officer may see: the answer to an own check, the checks of the day, the posts of the county."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from certificates import StatusAge, VerdictKind, format_number
from certificates.legal_time import LEGAL_ZONE
from exam_app.models import Certificate, GuardUnit, Photo, Post, PostCheck, StatusChange
from exam_app.queries.certificates import claims_of, legal_day, newest_list
from exam_app.terms import CertificateStatus
from exam_app.work import Work

PHOTO_HOURS = timedelta(hours=12)
"""How long after a check of a certificate its photo may be looked at."""
AUTHENTIC = frozenset(VerdictKind) - {VerdictKind.UNREADABLE, VerdictKind.FORGED, VerdictKind.UNKNOWN_ISSUER}
"""Verdicts whose signature was good: only they show a name (ui.md 4.3)."""


@dataclass(frozen=True)
class Holder:
    """What the sealed text says, shown only behind a good signature."""

    name: str
    number: str
    issued_on: date
    expires_after: date | None
    certificate_id: UUID | None
    """None when the certificate is not in this city's register."""

    @property
    def grouped_number(self) -> str:
        return format_number(self.number)


@dataclass(frozen=True)
class EndInForce:
    """The end behind a red verdict, as the register knows it."""

    status: CertificateStatus
    since: date
    legal_basis: str


@dataclass(frozen=True)
class KeptCheck:
    """One check as it was kept; the same for every repeat of its nonce."""

    check_id: UUID
    nonce: bytes
    kind: VerdictKind
    status: StatusAge | None
    reason: str
    list_issued_at: datetime | None
    received_at: datetime
    typed: bool
    shown_kind: VerdictKind | None
    holder: Holder | None
    end: EndInForce | None

    @property
    def list_age(self) -> timedelta | None:
        """How old the list was when it was asked."""
        return None if self.list_issued_at is None else max(self.received_at - self.list_issued_at, timedelta())


def kept_check(work: Work, check_id: UUID) -> KeptCheck:
    """An own check; another officer's is not found."""
    query = select(PostCheck).where(
        PostCheck.city_id == work.city_id, PostCheck.id == check_id, PostCheck.officer_id == work.actor.person_id
    )
    row = work.found(work.one(query))
    kind = VerdictKind(row.verdict)
    return KeptCheck(
        row.id,
        row.nonce,
        kind,
        StatusAge(row.status_age) if row.status_age else None,
        row.reason,
        _list_asked(work, row),
        row.received_at,
        row.typed,
        VerdictKind(row.shown_verdict) if row.shown_verdict else None,
        _holder(work, row) if kind in AUTHENTIC else None,
        _end(work, row),
    )


def _list_asked(work: Work, row: PostCheck) -> datetime | None:
    if row.status_age is None:
        return None
    listed = newest_list(work, "status", work.city_id, row.received_at)
    return listed.issued_at if listed else None


def _holder(work: Work, row: PostCheck) -> Holder:
    """Read from the sealed text itself; for a typed number, from the text in the register."""
    text = work.site.vault.open(row.text_sealed, "post_check", row.id)
    if row.typed and row.certificate_id is not None:
        with work.everything("the text behind a number typed by an officer") as beyond:
            text = beyond.get(Certificate, row.certificate_id).token
    claims = claims_of(text)
    return Holder(claims.name, claims.number, claims.issued_on, claims.expires_after, row.certificate_id)


def _end(work: Work, row: PostCheck) -> EndInForce | None:
    """The confirmed end as it stood at the check."""
    if row.certificate_id is None or row.verdict not in CertificateStatus.__members__:
        return None
    with work.everything("the end of a certificate an officer checked") as beyond:
        query = select(StatusChange).where(
            StatusChange.city_id == work.city_id,
            StatusChange.certificate_id == row.certificate_id,
            StatusChange.second_at <= row.received_at,
        )
        change = beyond.one(query)
    if change is None or change.second_at is None:
        return None
    return EndInForce(change.new_status, legal_day(change.second_at), change.legal_basis)


@dataclass(frozen=True)
class Registered:
    """A certificate of the city as the register has it."""

    certificate_id: UUID
    token: str
    person_id: UUID


def certificate_numbered(work: Work, number: str) -> Registered | None:
    """The certificate of the city with this number: any officer may ask, wherever the holder lives."""
    with work.everything("a certificate number checked by an officer") as beyond:
        found = beyond.rows(
            select(Certificate.id, Certificate.token, Certificate.person_id).where(
                Certificate.city_id == work.city_id, Certificate.number == number
            )
        )
    return Registered(*found[0]) if found else None


def photo_after_check(work: Work, certificate_id: UUID) -> bytes:
    """The photo of a certificate this officer checked within the last 12 hours and found authentic."""
    checked = select(PostCheck.id).where(
        PostCheck.city_id == work.city_id,
        PostCheck.officer_id == work.actor.person_id,
        PostCheck.certificate_id == certificate_id,
        PostCheck.received_at > work.now - PHOTO_HOURS,
        PostCheck.verdict.in_([kind.value for kind in AUTHENTIC]),
    )
    work.found(work.one(checked.limit(1)))
    with work.everything("the photo of a certificate just checked") as beyond:
        query = (
            select(Photo.jpeg)
            .join(Certificate, (Certificate.city_id == Photo.city_id) & (Certificate.photo_id == Photo.id))
            .where(Photo.city_id == work.city_id, Certificate.id == certificate_id)
        )
        return work.found(beyond.one(query))


# -- the officer's day --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PostChoice:
    """A post of the officer's county."""

    post_id: UUID
    name: str
    guarded_by: str


@dataclass(frozen=True)
class CheckLine:
    """One own check of today."""

    check_id: UUID
    at: datetime
    kind: VerdictKind
    status: StatusAge | None
    post_name: str | None
    typed: bool
    disagreed: bool


def posts_here(work: Work) -> Sequence[PostChoice]:
    """The posts an officer can be at."""
    query = (
        select(Post.id, Post.name, GuardUnit.name)
        .join(GuardUnit, (GuardUnit.city_id == Post.city_id) & (GuardUnit.id == Post.guard_unit_id))
        .where(Post.city_id == work.city_id)
        .order_by(Post.name)
    )
    return [PostChoice(*row) for row in work.rows(query)]


def own_checks_today(work: Work) -> Sequence[CheckLine]:
    """This officer's checks since midnight, newest first; refused ones stand among them."""
    midnight = datetime.combine(legal_day(work.now), time(), LEGAL_ZONE).astimezone(UTC)
    query = (
        select(PostCheck, Post.name)
        .outerjoin(Post, (Post.city_id == PostCheck.city_id) & (Post.id == PostCheck.post_id))
        .where(
            PostCheck.city_id == work.city_id,
            PostCheck.officer_id == work.actor.person_id,
            PostCheck.received_at >= midnight,
        )
        .order_by(PostCheck.received_at.desc(), PostCheck.id.desc())
    )
    return [
        CheckLine(
            row.id,
            row.scanned_at,
            VerdictKind(row.verdict),
            StatusAge(row.status_age) if row.status_age else None,
            post_name,
            row.typed,
            row.shown_verdict is not None and row.shown_verdict != row.verdict,
        )
        for row, post_name in work.rows(query)
    ]
