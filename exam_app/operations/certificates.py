"""Certificates: preparing keys, issuing, the four ends by two people, publishing the signed lists.

The private keys are files (``exam_app.keyring``), their public halves rows; what a certificate says is built and sealed
by the library ``certificates`` and nowhere else. A list is published in the transaction of the act that changed it:
when the act is kept, the list is out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import select

from certificates import (
    CertificateError,
    Claims,
    IssuerKey,
    KeyState,
    KeyUse,
    StatusList,
    StatusValue,
    TrustEntry,
    TrustList,
    certificate_number,
    id_mark,
    seal,
)
from certificates.claims import PHOTO_DIGEST_BYTES
from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, Sentence
from exam_app.journal import PersonalText, Tag
from exam_app.keyring import Keyring, keyring_of
from exam_app.models import (
    Booking,
    Certificate,
    CertificateSeries,
    Notice,
    PublishedKey,
    PublishedList,
    Registration,
    Result,
    Sitting,
    StatusChange,
)
from exam_app.operations import handovers, operation, registrations
from exam_app.operations.notices import Recipient, notify
from exam_app.queries.certificates import legal_day, newest_list
from exam_app.queries.issuing import Applicant, applicants, registration_of
from exam_app.terms import N_, CertificateStatus, NoticeKind
from exam_app.work import Work

KEY_LIFE = timedelta(days=365)
OVERLAP = timedelta(days=30)
"""A key that ends sooner gets a successor, so that the two overlap (certificate-format 6)."""
TRUST_LIFE = timedelta(days=365)
LIST_IS_RENEWED_AFTER = timedelta(hours=24)
PLACES_FOR_EVER = 0
"""The "year" of the series that counts places in the status list: a place is never given out twice."""
LARGEST_SERIAL_OF_A_YEAR = 999_999
LONGEST_BASIS, LONGEST_REASON = 120, 300

STATUS_VALUES: Mapping[CertificateStatus, StatusValue] = MappingProxyType(
    {status: StatusValue[status.name] for status in CertificateStatus}
)


@dataclass(frozen=True)
class End:
    """One of the four ends: what it means, and the legal basis that is offered."""

    status: CertificateStatus
    meaning: str
    legal_basis: str


ENDS = (
    End(
        CertificateStatus.REVOKED,
        N_("A punishment for serious misconduct on duty. The person may not apply again for three years."),
        "《保安服务管理条例》第四十五条",
    ),
    End(
        CertificateStatus.WITHDRAWN,
        N_("It should not have been granted: by fraud, by mistake, or without authority."),
        "《中华人民共和国行政许可法》第六十九条",
    ),
    End(
        CertificateStatus.CANCELLED,
        N_("The holder died or gave it up, or it lost its ground in law. No blame."),
        "《中华人民共和国行政许可法》第七十条",
    ),
    End(
        CertificateStatus.REPLACED,
        N_("A new certificate takes its place, because this one is lost, damaged or states something outdated."),
        "",
    ),
)


@dataclass(frozen=True)
class KeysPrepared:
    """What was made: uses (``cert``, ``status``) that got a new key, and whether a new trust list went out."""

    added: tuple[str, ...]
    trust_published: bool


@dataclass(frozen=True)
class NotIssued:
    """Somebody who got no certificate, and every reason."""

    result_id: UUID
    name: str
    reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class IssueReport:
    """What one signature issued, in the order of the numbers, and who was left out and why."""

    certificate_ids: tuple[UUID, ...]
    not_issued: tuple[NotIssued, ...]


# -- keys and lists -------------------------------------------------------------------------------------------------


@operation(Permission.ISSUE, Permission.PUBLISH_LISTS)
def prepare_keys(work: Work) -> KeysPrepared:
    """Make sure that the organ has a certificate key and a status key for the coming weeks, vouched for by the root.

    Makes what is missing or ends within 30 days, publishes a trust list with the next sequence number when anything was
    added or the old one is about to end, and the first status list. Called again it does nothing. Raises
    :class:`Conflict` when a signature of the root is needed and the root key is not in the key folder.
    """
    _locked_series(work, PLACES_FOR_EVER)
    return _prepare(work)


def _prepare(work: Work) -> KeysPrepared:
    keyring, known = _keyring(work), _published_keys(work)
    added = [key for use in KeyUse if (key := _successor_needed(work, keyring, known, use))]
    trust = newest_list(work, "trust", work.city_id)
    if not added and trust is not None and trust.issued_at + TRUST_LIFE - work.now >= OVERLAP:
        return KeysPrepared((), False)
    _publish_trust(work, keyring, [*known, *added], trust)
    _publish_status(work)
    return KeysPrepared(tuple(key.use for key in added), True)


def _successor_needed(work: Work, keyring: Keyring, known: Sequence[PublishedKey], use: KeyUse) -> PublishedKey | None:
    today = legal_day(work.now)
    if any(key.use == _word(use) and key.valid_to - today >= OVERLAP for key in known):
        return None
    key = keyring.make_issuer_key(work.city_id, use, today)
    row = PublishedKey(
        city_id=work.city_id,
        id=work.new_id(),
        issuer=work.city_id,
        use=_word(use),
        kid=key.kid,
        x=key.public.x,
        y=key.public.y,
        valid_from=today,
        valid_to=today + KEY_LIFE,
        created_at=work.now,
    )
    work.add(row)
    work.record(Tag.KEY_PUBLISHED, "published_key", row.id, use=row.use, kid=row.kid.hex())
    return row


def _publish_trust(work: Work, keyring: Keyring, keys: Sequence[PublishedKey], before: PublishedList | None) -> None:
    """Sign a new trust list. The root is made only for a site that has neither a list nor a pinned root."""
    if before is None and not keyring.trusted_roots():
        keyring.make_root()
    newest = {key.use: key for key in sorted(keys, key=lambda key: key.valid_from)}
    entries = [
        TrustEntry(
            key.kid,
            key.x,
            key.y,
            KeyUse[key.use.upper()],
            key.issuer,
            key.valid_from,
            key.valid_to,
            KeyState.ACTIVE if newest[key.use] is key else KeyState.RETIRED,
        )
        for key in keys
    ]
    sequence = before.sequence + 1 if before else 1
    issued_at = _not_before(work.now, before)
    host = work.site.settings.host
    try:
        signed = TrustList.publish(keyring.root(), entries, sequence, issued_at, issued_at + TRUST_LIFE, host)
    except CertificateError as error:
        raise Conflict("The trust list cannot be signed: %(why)s", why=str(error)) from error
    _publish(work, "trust", sequence, signed.cwt, issued_at)


@operation(Permission.PUBLISH_LISTS)
def publish_status_list(work: Work) -> None:
    """Sign and publish the standing of every certificate of the organ as it is now.

    Raises :class:`Conflict` when no status key is in force.
    """
    _locked_series(work, PLACES_FOR_EVER)
    _publish_status(work)


@operation(Permission.PUBLISH_LISTS)
def publish_due_lists(work: Work) -> bool:
    """Publish the status list again when it is older than 24 hours; returns whether it was.

    For the site's own clock. An expiring key gets its successor here too if the root key is at hand; where the root is
    kept elsewhere, the page of the lists says what to do. A city that has never prepared keys is left alone.
    """
    places = _locked_series(work, PLACES_FOR_EVER)
    newest = newest_list(work, "status", work.city_id)
    if newest is None:
        return False
    if _keyring(work).has_root() and _prepare(work).trust_published:
        return True
    if work.now - newest.issued_at < LIST_IS_RENEWED_AFTER:
        return False
    _publish_status(work, places)
    return True


def _publish_status(work: Work, places: CertificateSeries | None = None) -> None:
    places = places or _locked_series(work, PLACES_FOR_EVER)
    values = bytearray([StatusValue.VALID]) * places.last_serial
    ended = (
        select(Certificate.status_index, StatusChange.new_status)
        .join(
            StatusChange,
            (StatusChange.city_id == Certificate.city_id) & (StatusChange.certificate_id == Certificate.id),
        )
        .where(
            Certificate.city_id == work.city_id,
            Certificate.issuer == work.city_id,
            StatusChange.second_at.is_not(None),
        )
    )
    for index, status in work.rows(ended):
        values[index] = STATUS_VALUES[status]
    before = newest_list(work, "status", work.city_id)
    issued_at = _not_before(work.now, before)
    key = _key_in_force(work, KeyUse.STATUS)
    signed = StatusList.publish(work.city_id, bytes(values), key, issued_at, work.site.settings.host)
    _publish(work, "status", before.sequence + 1 if before else 1, signed, issued_at)


def _publish(work: Work, kind: str, sequence: int, cwt: bytes, issued_at: datetime) -> None:
    row = PublishedList(
        city_id=work.city_id,
        id=work.new_id(),
        kind=kind,
        issuer=work.city_id,
        sequence=sequence,
        cwt=cwt,
        issued_at=issued_at,
    )
    work.add(row)
    work.record(Tag.LIST_PUBLISHED, "published_list", row.id, kind=kind, sequence=sequence)


def _not_before(now: datetime, before: PublishedList | None) -> datetime:
    """A list never carries an older moment than the one before it: checkers would refuse it as a rollback."""
    return now if before is None else max(now, before.issued_at)


def _keyring(work: Work) -> Keyring:
    return keyring_of(work.site.settings)


def _published_keys(work: Work) -> Sequence[PublishedKey]:
    return work.all(
        select(PublishedKey)
        .where(PublishedKey.city_id == work.city_id, PublishedKey.issuer == work.city_id)
        .order_by(PublishedKey.valid_from, PublishedKey.use)
    )


def _key_in_force(work: Work, use: KeyUse) -> IssuerKey:
    """The newest key of this use that may sign today."""
    today = legal_day(work.now)
    in_force = [
        key for key in _published_keys(work) if key.use == _word(use) and key.valid_from <= today <= key.valid_to
    ]
    if not in_force:
        raise Conflict("There is no key for today. Open “Keys and lists” and prepare the keys.", code="no_key")
    return _keyring(work).issuer_key(work.city_id, use, in_force[-1].valid_from)


def _word(use: KeyUse) -> str:
    return use.name.lower()


def _locked_series(work: Work, year: int) -> CertificateSeries:
    """The running number of a year, locked until this work ends. Places are locked first, so that nobody deadlocks."""
    of_year = (
        CertificateSeries.city_id == work.city_id,
        CertificateSeries.issuer == work.city_id,
        CertificateSeries.year == year,
    )
    series_id = work.one(select(CertificateSeries.id).where(*of_year))
    if series_id is None:
        return work.add(
            CertificateSeries(city_id=work.city_id, id=work.new_id(), issuer=work.city_id, year=year, last_serial=0)
        )
    return work.lock(CertificateSeries, series_id)


# -- issuing --------------------------------------------------------------------------------------------------------


@operation(Permission.ISSUE)
def issue(work: Work, result_ids: Sequence[UUID]) -> IssueReport:
    """Issue certificates for passed and released results; the signer is the person who acts.

    Whoever can be issued is issued; everybody else is returned with all reasons. The registration must have been
    approved by another person than the signer. Numbers and places of the status list run on without a gap; the status
    list with the new places is published in the same transaction. Raises :class:`NotFound` for an unknown result and
    :class:`Conflict` when a key is missing.
    """
    places = _locked_series(work, PLACES_FOR_EVER)
    _prepare(work)
    found = applicants(work, list(dict.fromkeys(result_ids)))
    if len(found) != len(set(result_ids)):
        raise NotFound("This does not exist, or not for you.")
    issued, not_issued = _Press(work, places).seal_all(found)
    work.add_all(issued)
    for certificate in issued:
        work.record(
            Tag.CERTIFICATE_ISSUED,
            "certificate",
            certificate.id,
            about=certificate.person_id,
            number=certificate.number,
        )
    if issued:
        certified = {certificate.result_id for certificate in issued}
        registrations.complete(work, [each.registration_id for each in found if each.result_id in certified])
        registered = {each.result_id: each.registration_id for each in found}
        handovers.await_handover(work, [(each, registered[each.result_id]) for each in issued])
        _publish_status(work, places)
    return IssueReport(tuple(certificate.id for certificate in issued), tuple(not_issued))


class _Press:
    """Seals one batch: the key, the secret of the ID marks and both running numbers, fetched once."""

    def __init__(self, work: Work, places: CertificateSeries) -> None:
        self.work = work
        self.places = places
        self.day: date = legal_day(work.now)
        self.year = _locked_series(work, self.day.year)
        self.key = _key_in_force(work, KeyUse.CERT)
        self.secret = _keyring(work).id_mark_secret(work.city_id)

    def seal_all(self, found: Sequence[Applicant]) -> tuple[list[Certificate], list[NotIssued]]:
        """The certificates of all who can have one; a person with two results gets one."""
        issued: list[Certificate] = []
        not_issued: list[NotIssued] = []
        certified: set[UUID] = set()
        for applicant in found:
            reasons = applicant.hindrances(self.work.actor.person_id)
            if applicant.person_id in certified:
                reasons = (*reasons, Sentence(N_("This person has a certificate in force.")))
            certificate = self.sealed(applicant) if not reasons else None
            if certificate is None:
                not_issued.append(NotIssued(applicant.result_id, applicant.name, reasons or _DOES_NOT_FIT))
            else:
                certified.add(applicant.person_id)
                issued.append(certificate)
        return issued, not_issued

    def sealed(self, applicant: Applicant) -> Certificate | None:
        """The next certificate; None, and no number used, when its text does not fit the card."""
        work = self.work
        if self.year.last_serial >= LARGEST_SERIAL_OF_A_YEAR:
            raise Conflict("All numbers of this year are used. Issue the rest next year.")
        assert applicant.photo_id is not None
        claims = self.claims(applicant)
        try:
            token = seal(claims, self.key, work.site.settings.host)
        except CertificateError:
            return None
        self.year.last_serial += 1
        self.places.last_serial += 1
        return Certificate(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=applicant.person_id,
            result_id=applicant.result_id,
            photo_id=applicant.photo_id,
            issuer=work.city_id,
            number=claims.number,
            status_index=claims.index,
            token=token,
            issued_on=self.day,
            expires_after=None,
            approved_by_id=applicant.approved_by_id,
            signed_by_id=work.actor.person_id,
            signed_at=work.now,
        )

    def claims(self, applicant: Applicant) -> Claims:
        """What the next certificate says. The guard certificate has no last day."""
        serial = self.day.year % 100 * 1_000_000 + self.year.last_serial + 1
        number = certificate_number(self.work.city_id, serial)
        id_number = self.work.site.vault.open(applicant.id_number_sealed, "person", applicant.person_id)
        assert applicant.photo_digest is not None
        return Claims(
            issuer=self.work.city_id,
            serial=serial,
            name=applicant.name,
            id_mark=id_mark(self.secret, number, id_number),
            index=self.places.last_serial,
            photo=applicant.photo_digest[:PHOTO_DIGEST_BYTES],
            issued_on=self.day,
            expires_after=None,
        )


_DOES_NOT_FIT = (
    Sentence(N_("The code of this certificate does not fit the card. Shorten the host name of the site.")),
)


# -- the four ends --------------------------------------------------------------------------------------------------


@operation(Permission.CHANGE_STATUS)
def propose_end(
    work: Work,
    certificate_id: UUID,
    new_status: CertificateStatus,
    *,
    legal_basis: str,
    reason: str,
    by_deceit: bool = False,
) -> UUID:
    """Propose to end a certificate; nothing changes for its holder until another person confirms. Returns the change.

    ``by_deceit`` says of a withdrawal that the certificate was got by fraud or bribery: its holder may not apply again
    for three years (Licensing Law art. 79).

    Raises :class:`Invalid` without a legal basis or reason, :class:`Conflict` when it ended or a proposal waits.
    """
    legal_basis, reason = legal_basis.strip(), reason.strip()
    _require_grounds(new_status, legal_basis, reason)
    if by_deceit and new_status is not CertificateStatus.WITHDRAWN:
        raise Invalid.in_field("by_deceit", N_("What was got by fraud or bribery is withdrawn, not ended otherwise."))
    certificate = work.get(Certificate, certificate_id)
    _refuse_second_end(work, certificate_id)
    change = work.add(
        StatusChange(
            city_id=work.city_id,
            id=work.new_id(),
            certificate_id=certificate_id,
            new_status=new_status,
            legal_basis=legal_basis,
            reason=reason,
            by_deceit=by_deceit,
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    _record_end(work, Tag.STATUS_PROPOSED, change, certificate, reason=PersonalText(reason))
    return change.id


def _require_grounds(new_status: CertificateStatus, legal_basis: str, reason: str) -> None:
    wrong: dict[str, Sentence] = {}
    if new_status == CertificateStatus.VALID:
        wrong["new_status"] = Sentence(N_("Choose one of the four ends."))
    if not 0 < len(legal_basis) <= LONGEST_BASIS:
        wrong["legal_basis"] = Sentence(
            N_("Name law and article in at most %(length)s characters."), {"length": LONGEST_BASIS}
        )
    if not 0 < len(reason) <= LONGEST_REASON:
        wrong["reason"] = Sentence(
            N_("Say what happened in at most %(length)s characters."), {"length": LONGEST_REASON}
        )
    if wrong:
        raise Invalid("The proposal is not complete.", fields=wrong)


def _refuse_second_end(work: Work, certificate_id: UUID) -> None:
    query = select(StatusChange.second_at.is_not(None)).where(
        StatusChange.city_id == work.city_id,
        StatusChange.certificate_id == certificate_id,
        StatusChange.dropped_at.is_(None),
    )
    match work.one(query):
        case True:
            raise Conflict("This certificate has ended already. An end is final.")
        case False:
            raise Conflict("A proposal waits already. Confirm or drop it first.")


@operation(Permission.CHANGE_STATUS)
def confirm_end(work: Work, change_id: UUID) -> None:
    """Confirm another person's proposal: the certificate ends now, and the list that says so goes out with it.

    Its registration ends too, unless a new certificate takes the place of this one.
    """
    places = _locked_series(work, PLACES_FOR_EVER)
    change = work.lock(StatusChange, change_id)
    _require_waiting(change)
    if change.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this end. A second person has to confirm it.", code="second_person")
    change.second_person_id, change.second_at = work.actor.person_id, work.now
    certificate = work.get(Certificate, change.certificate_id)
    _record_end(work, Tag.STATUS_CHANGED, change, certificate)
    if change.new_status is not CertificateStatus.REPLACED:
        registrations.end_with_certificate(work, registration_of(work, certificate))
    _publish_status(work, places)


@operation(Permission.CHANGE_STATUS)
def drop_proposal(work: Work, change_id: UUID) -> None:
    """Drop a proposal that should not be confirmed; its proposer may do so too. The row stays with its history."""
    change = work.lock(StatusChange, change_id)
    _require_waiting(change)
    change.dropped_at = work.now
    _record_end(work, Tag.STATUS_DROPPED, change, work.get(Certificate, change.certificate_id))


def _require_waiting(change: StatusChange) -> None:
    if change.second_at is not None:
        raise Conflict("This end is in force already.")
    if change.dropped_at is not None:
        raise Conflict("This proposal was dropped already.")


def _record_end(work: Work, tag: Tag, change: StatusChange, certificate: Certificate, **facts: Any) -> None:
    work.record(
        tag,
        "certificate",
        certificate.id,
        about=certificate.person_id,
        number=certificate.number,
        status=change.new_status.value,
        **facts,
    )


# -- printing -------------------------------------------------------------------------------------------------------


@operation(Permission.ISSUE, Permission.CHANGE_STATUS)
def note_printed(work: Work, printed: Sequence[tuple[UUID, UUID, str]]) -> None:
    """Record that certificates were drawn for printing: (certificate, person, number) of each.

    Whose certificate is printed for the first time is told to collect it (Order 112 art. 23).
    """
    for certificate_id, person_id, number in printed:
        work.record(Tag.CERTIFICATE_PRINTED, "certificate", certificate_id, about=person_id, number=number)
    handovers.note_ready(work, [certificate_id for certificate_id, _, _ in printed], legal_day(work.now))
    _tell_holders(work, [certificate_id for certificate_id, _, _ in printed])


def _tell_holders(work: Work, certificate_ids: Sequence[UUID]) -> None:
    told = select(Notice.id).where(
        Notice.city_id == Certificate.city_id,
        Notice.person_id == Certificate.person_id,
        Notice.kind == NoticeKind.CERTIFICATE_READY,
        Notice.about_id == Certificate.id,
    )
    query = (
        select(Certificate.id, Certificate.person_id, Registration.county_id, Registration.training_unit_id)
        .join(Result, (Result.city_id == Certificate.city_id) & (Result.id == Certificate.result_id))
        .join(Sitting, (Sitting.city_id == Result.city_id) & (Sitting.id == Result.sitting_id))
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .where(Certificate.city_id == work.city_id, Certificate.id.in_(certificate_ids), ~told.exists())
        .order_by(Certificate.id)
    )
    recipients = [
        Recipient(person_id, certificate_id, county_id, unit_id)
        for certificate_id, person_id, county_id, unit_id in work.rows(query)
    ]
    notify(work, NoticeKind.CERTIFICATE_READY, recipients)
