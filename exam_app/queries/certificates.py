"""Certificates as pages show them: the issuer's desk, the register, one certificate, the published lists."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from certificates import (
    Claims,
    StatusList,
    StatusListRefused,
    TrustList,
    TrustListRefused,
    format_number,
    normalise_number,
)
from certificates.legal_time import LEGAL_ZONE
from certificates.token import open_text
from exam_app.errors import NotFound, Sentence
from exam_app.keyring import keyring_of, pin_of
from exam_app.models import Authority, Certificate, Person, Photo, PublishedKey, PublishedList, StatusChange
from exam_app.queries.issuing import Applicant, waiting_for_a_certificate
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import AuthorityKind, CertificateStatus
from exam_app.work import Work

ROWS_A_PAGE = 50
CARDS_A_SHEET = 50


# -- the issuer's desk ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hindered:
    """Somebody who passed and cannot be issued yet, with every reason."""

    person_id: UUID
    name: str
    exam_name: str
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class WaitingEnd:
    """An end that one person proposed and another has to read."""

    change_id: UUID
    certificate_id: UUID
    number: str
    name: str
    new_status: CertificateStatus
    proposed_by: str
    proposed_at: datetime
    is_mine: bool

    @property
    def grouped_number(self) -> str:
        return format_number(self.number)


@dataclass(frozen=True)
class IssuersDesk:
    """Who is ready, who is not and why, and which ends wait for a second reader."""

    ready: tuple[Applicant, ...]
    hindered: tuple[Hindered, ...]
    ends: tuple[WaitingEnd, ...]
    issued_today: int


def issuers_desk(work: Work) -> IssuersDesk:
    """The desk as this actor sees it: a registration the actor approved is not ready for the actor."""
    ready, hindered = [], []
    for applicant in waiting_for_a_certificate(work):
        if reasons := applicant.hindrances(work.actor.person_id):
            hindered.append(Hindered(applicant.person_id, applicant.name, applicant.exam_name, reasons))
        else:
            ready.append(applicant)
    today = work.count(
        select(func.count(Certificate.id)).where(
            Certificate.city_id == work.city_id, Certificate.issued_on == legal_day(work.now)
        )
    )
    return IssuersDesk(tuple(ready), tuple(hindered), _waiting_ends(work), today)


def _waiting_ends(work: Work) -> tuple[WaitingEnd, ...]:
    holder, first = aliased(Person), aliased(Person)
    query = (
        select(StatusChange, Certificate.number, holder.name, first.name)
        .join(
            Certificate,
            (Certificate.city_id == StatusChange.city_id) & (Certificate.id == StatusChange.certificate_id),
        )
        .join(holder, (holder.city_id == Certificate.city_id) & (holder.id == Certificate.person_id))
        .join(first, (first.city_id == StatusChange.city_id) & (first.id == StatusChange.first_person_id))
        .where(
            StatusChange.city_id == work.city_id,
            StatusChange.second_at.is_(None),
            StatusChange.dropped_at.is_(None),
        )
        .order_by(StatusChange.first_at)
    )
    return tuple(
        WaitingEnd(
            change.id,
            change.certificate_id,
            number,
            name,
            change.new_status,
            proposed_by,
            change.first_at,
            change.first_person_id == work.actor.person_id,
        )
        for change, number, name, proposed_by in work.rows(query)
    )


def face(work: Work, person_id: UUID) -> bytes:
    """The canonical photo of a person this actor may see."""
    query = (
        select(Photo.jpeg)
        .join(Person, (Person.city_id == Photo.city_id) & (Person.photo_id == Photo.id))
        .where(Photo.city_id == work.city_id, Person.id == person_id)
    )
    return work.found(work.one(query))


# -- the register ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeldCertificate:
    """A certificate of a person, with what it is worth now."""

    number: str
    issued_on: date
    status: CertificateStatus

    @property
    def grouped_number(self) -> str:
        return format_number(self.number)


def certificates_of(work: Work, person_id: UUID) -> Sequence[HeldCertificate]:
    """A person's certificates, the newest first; what the scope shows of them."""
    query = (
        select(Certificate.number, Certificate.issued_on, StatusChange.new_status)
        .outerjoin(
            StatusChange,
            (StatusChange.city_id == Certificate.city_id)
            & (StatusChange.certificate_id == Certificate.id)
            & StatusChange.second_at.is_not(None),
        )
        .where(Certificate.city_id == work.city_id, Certificate.person_id == person_id)
        .order_by(Certificate.issued_on.desc(), Certificate.id.desc())
    )
    return [
        HeldCertificate(number, issued_on, status or CertificateStatus.VALID)
        for number, issued_on, status in work.rows(query)
    ]


@dataclass(frozen=True)
class RegisterRow:
    """One certificate in the register."""

    certificate_id: UUID
    number: str
    name: str
    issued_on: date
    status: CertificateStatus
    end_waits: bool

    @property
    def grouped_number(self) -> str:
        return format_number(self.number)


def register(work: Work, wanted: str = "", page: int = 1) -> Listing[RegisterRow]:
    """Certificates whose number begins, or whose holder's name begins, with what is wanted; all when it is empty."""
    chosen = _register_query(work, wanted)
    total = work.count(select(func.count()).select_from(chosen.order_by(None).subquery()))
    page = page_within(page, total, ROWS_A_PAGE)
    rows = work.rows(chosen.offset((page - 1) * ROWS_A_PAGE).limit(ROWS_A_PAGE))
    found = tuple(
        RegisterRow(
            row.id,
            row.number,
            row.name,
            row.issued_on,
            row.new_status if row.second_at else CertificateStatus.VALID,
            row.new_status is not None and row.second_at is None,
        )
        for row in rows
    )
    return Listing(found, total, page, ROWS_A_PAGE)


def _register_query(work: Work, wanted: str) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Certificate.id,
            Certificate.number,
            Person.name,
            Certificate.issued_on,
            StatusChange.new_status,
            StatusChange.second_at,
        )
        .join(Person, (Person.city_id == Certificate.city_id) & (Person.id == Certificate.person_id))
        .outerjoin(
            StatusChange,
            (StatusChange.city_id == Certificate.city_id)
            & (StatusChange.certificate_id == Certificate.id)
            & StatusChange.dropped_at.is_(None),
        )
        .where(Certificate.city_id == work.city_id)
        .order_by(Certificate.issued_on.desc(), Certificate.number.desc())
    )
    number = normalise_number(wanted)
    if number.isdigit():
        return query.where(Certificate.number.startswith(number, autoescape=True))
    return query.where(Person.name.startswith(wanted.strip(), autoescape=True)) if wanted.strip() else query


# -- one certificate ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatusStep:
    """A proposed, confirmed or dropped end of a certificate."""

    change_id: UUID
    new_status: CertificateStatus
    legal_basis: str
    reason: str
    first_by: str
    first_at: datetime
    second_by: str | None
    second_at: datetime | None
    dropped_at: datetime | None
    is_mine: bool

    @property
    def waits(self) -> bool:
        return self.second_at is None and self.dropped_at is None


@dataclass(frozen=True)
class CertificatePage:
    """Everything the desk shows of one certificate."""

    certificate_id: UUID
    person_id: UUID
    number: str
    name: str
    issued_on: date
    expires_after: date | None
    approved_by: str
    signed_by: str
    signed_at: datetime
    status: CertificateStatus
    steps: tuple[StatusStep, ...]

    @property
    def grouped_number(self) -> str:
        return format_number(self.number)

    @property
    def waiting(self) -> StatusStep | None:
        """The proposal that waits for its second reader."""
        return next((step for step in self.steps if step.waits), None)


def certificate_page(work: Work, certificate_id: UUID) -> CertificatePage:
    """One certificate with its whole history; :class:`NotFound` outside the actor's scope."""
    holder, approver, signer = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(Certificate, holder.name, approver.name, signer.name)
        .join(holder, (holder.city_id == Certificate.city_id) & (holder.id == Certificate.person_id))
        .join(approver, (approver.city_id == Certificate.city_id) & (approver.id == Certificate.approved_by_id))
        .join(signer, (signer.city_id == Certificate.city_id) & (signer.id == Certificate.signed_by_id))
        .where(Certificate.city_id == work.city_id, Certificate.id == certificate_id)
    )
    found = work.rows(query)
    if not found:
        raise NotFound("This does not exist, or not for you.")
    certificate, name, approved_by, signed_by = found[0]
    steps = _steps(work, certificate_id)
    status = next((step.new_status for step in steps if step.second_at), CertificateStatus.VALID)
    return CertificatePage(
        certificate.id,
        certificate.person_id,
        certificate.number,
        name,
        certificate.issued_on,
        certificate.expires_after,
        approved_by,
        signed_by,
        certificate.signed_at,
        status,
        steps,
    )


def _steps(work: Work, certificate_id: UUID) -> tuple[StatusStep, ...]:
    first, second = aliased(Person), aliased(Person)
    query = (
        select(StatusChange, first.name, second.name)
        .join(first, (first.city_id == StatusChange.city_id) & (first.id == StatusChange.first_person_id))
        .outerjoin(second, (second.city_id == StatusChange.city_id) & (second.id == StatusChange.second_person_id))
        .where(StatusChange.city_id == work.city_id, StatusChange.certificate_id == certificate_id)
        .order_by(StatusChange.first_at.desc())
    )
    return tuple(
        StatusStep(
            change.id,
            change.new_status,
            change.legal_basis,
            change.reason,
            first_by,
            change.first_at,
            second_by,
            change.second_at,
            change.dropped_at,
            change.first_person_id == work.actor.person_id,
        )
        for change, first_by, second_by in work.rows(query)
    )


# -- what is printed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Printable:
    """What a card is drawn from: the statement, its sealed text, the photo and the organ's name."""

    certificate_id: UUID
    person_id: UUID
    claims: Claims
    text: str
    photo: bytes
    issuer_name: str


def printables(work: Work, certificate_ids: Sequence[UUID]) -> list[Printable]:
    """The certificates of these ids that are in force, in the order of their numbers; an ended one is not printed."""
    return _printables(work, Certificate.id.in_(certificate_ids))


def printables_of_day(work: Work, day: date, sheet: int) -> list[Printable]:
    """The certificates of a day that are in force, :data:`CARDS_A_SHEET` at a time; ``sheet`` counts from 1."""
    return _printables(work, Certificate.issued_on == day, sheet=sheet)


def _printables(work: Work, condition: Any, sheet: int = 1) -> list[Printable]:
    ended = exists(
        select(StatusChange.id).where(
            StatusChange.city_id == Certificate.city_id,
            StatusChange.certificate_id == Certificate.id,
            StatusChange.second_at.is_not(None),
        )
    )
    query = (
        select(Certificate.id, Certificate.person_id, Certificate.token, Photo.jpeg, Authority.name)
        .join(Photo, (Photo.city_id == Certificate.city_id) & (Photo.id == Certificate.photo_id))
        .join(Authority, (Authority.city_id == Certificate.city_id) & (Authority.division_code == Certificate.issuer))
        .where(Certificate.city_id == work.city_id, Authority.kind == AuthorityKind.CITY, condition, ~ended)
        .order_by(Certificate.number)
        .offset((sheet - 1) * CARDS_A_SHEET)
        .limit(CARDS_A_SHEET)
    )
    return [
        Printable(certificate_id, person_id, claims_of(token), token, jpeg, issuer_name)
        for certificate_id, person_id, token, jpeg, issuer_name in work.rows(query)
    ]


def claims_of(token: str) -> Claims:
    """The statement inside a text that this site has sealed or has found authentic; nothing is verified here."""
    host = token.removeprefix("https://").partition("/")[0]
    return Claims.from_cbor(open_text(token, host).payload)


# -- the published lists --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ListsInForce:
    """The newest lists of a city as this site believes them. ``trust`` is None where none verifies."""

    trust: TrustList | None
    status: Mapping[str, StatusList]


@dataclass(frozen=True)
class KeyRow:
    """A key of the trust list."""

    use: str
    kid: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class ListsPage:
    """What is out: both lists with their age, the keys, and how the root is pinned."""

    trust: TrustList | None
    status: StatusList | None
    status_age: timedelta | None
    keys: tuple[KeyRow, ...]
    is_pinned: bool
    pin: str | None
    has_root: bool


def lists_in_force(work: Work, at: datetime | None = None) -> ListsInForce:
    """The newest trust list and status list of the actor's city, verified against the pinned roots.

    ``at``: as they stood at that moment. A list that does not verify is as if it were not there (certificate-format 5).
    """
    trust_row = newest_list(work, "trust", work.city_id, at)
    trust = _trust(work, trust_row)
    status_row = newest_list(work, "status", work.city_id, at)
    if trust is None or status_row is None:
        return ListsInForce(trust, {})
    try:
        return ListsInForce(trust, {work.city_id: StatusList.read(status_row.cwt, trust, work.city_id)})
    except StatusListRefused:
        return ListsInForce(trust, {})


def _trust(work: Work, row: PublishedList | None) -> TrustList | None:
    if row is None:
        return None
    try:
        return TrustList.read(row.cwt, keyring_of(work.site.settings).trusted_roots())
    except TrustListRefused:
        return None


def newest_list(work: Work, kind: str, city_id: str, at: datetime | None = None) -> PublishedList | None:
    """The list of a kind (``trust``, ``status``) that is in force, or was at a moment."""
    query = (
        select(PublishedList)
        .where(PublishedList.city_id == city_id, PublishedList.kind == kind, PublishedList.issuer == city_id)
        .order_by(PublishedList.issued_at.desc(), PublishedList.sequence.desc())
        .limit(1)
    )
    return work.one(query if at is None else query.where(PublishedList.issued_at <= at))


def lists_page(work: Work) -> ListsPage:
    """The page of the published lists."""
    lists, keyring = lists_in_force(work), keyring_of(work.site.settings)
    status = lists.status.get(work.city_id)
    keys = work.all(
        select(PublishedKey)
        .where(PublishedKey.city_id == work.city_id, PublishedKey.issuer == work.city_id)
        .order_by(PublishedKey.valid_from.desc(), PublishedKey.use)
    )
    roots = keyring.trusted_roots()
    return ListsPage(
        lists.trust,
        status,
        work.now - status.issued_at if status else None,
        tuple(KeyRow(key.use, key.kid.hex(), key.valid_from, key.valid_to) for key in keys),
        bool(keyring.pins),
        pin_of(roots[0]) if roots else None,
        keyring.has_root(),
    )


def trust_document(work: Work) -> dict[str, object]:
    """trust.json of the actor's city; :class:`NotFound` before the first is published."""
    return work.found(lists_in_force(work).trust).to_document()


def status_document(work: Work) -> dict[str, object]:
    """status.json: the newest status list of every organ the actor's city knows, by its code."""
    row = newest_list(work, "status", work.city_id)
    signed = {} if row is None else {work.city_id: {"cwt_b64": base64.b64encode(row.cwt).decode()}}
    return {"lists": signed}


def status_cwt(work: Work, issuer: str) -> bytes:
    """The published status list of an organ as it is handed to anybody, at ``https://HOST/s/ORGAN``."""
    return work.found(newest_list(work, "status", issuer)).cwt


def trust_list_of(work: Work, issuer: str) -> TrustList:
    """The published trust list of an organ, for anybody."""
    return work.found(_trust(work, newest_list(work, "trust", issuer)))


def legal_day(moment: datetime) -> date:
    """The day a certificate carries: always UTC+8, whatever the hall's zone (certificate-format 3)."""
    return moment.astimezone(LEGAL_ZONE).date()
