"""Certificates that wait at a desk, with their clocks; those that a form is about; when one was handed over."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Exists, Select, exists, func, select

from certificates import format_number
from exam_app.models import (
    Certificate,
    CertificateDelivery,
    CertificateHandover,
    Person,
    StatusChange,
    TrainingUnit,
)
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_number
from exam_app.review_clocks import Progress, Standing, standing
from exam_app.terms import CardReading, RegistrationState
from exam_app.work import Work

WAITING_A_PAGE = 50


@dataclass(frozen=True)
class WaitingCard:
    """A certificate that is to be handed over."""

    certificate_id: UUID
    name: str
    id_number: str
    """Masked."""
    number: str
    """In groups."""
    unit: str
    """Empty for who came alone."""
    unit_id: UUID | None
    issued_on: date
    ready_on: date | None
    standing: Standing
    unread: str
    """Why the card could not be read the last time; empty when nobody noted that."""


@dataclass(frozen=True)
class UnitWaiting:
    id: UUID
    name: str
    cards: int


@dataclass(frozen=True)
class HandoverDesk:
    listing: Listing[WaitingCard]
    units: Sequence[UnitWaiting]
    """Training units with certificates that wait, whatever unit is chosen."""


def handover_desk(work: Work, *, unit_id: UUID | None = None, page: int = 1) -> HandoverDesk:
    """What waits at the actor's desk, the oldest first, of everybody or of one unit; four statements."""
    units = [UnitWaiting(*row) for row in work.rows(_by_unit(work))]
    chosen = _waiting(work)
    if unit_id is not None:
        chosen = chosen.where(CertificateDelivery.training_unit_id == unit_id)
    total = work.count(select(func.count()).select_from(chosen.order_by(None).subquery()))
    here = page_within(page, total, WAITING_A_PAGE)
    return HandoverDesk(
        Listing(
            _lines(work, chosen.limit(WAITING_A_PAGE).offset((here - 1) * WAITING_A_PAGE)), total, here, WAITING_A_PAGE
        ),
        units,
    )


def waiting_cards(work: Work, certificate_ids: Collection[UUID]) -> Sequence[WaitingCard]:
    """Those of these certificates that wait at the actor's desk; two statements."""
    return _lines(work, _waiting(work).where(CertificateDelivery.certificate_id.in_(certificate_ids)))


def cards_of_unit(work: Work, unit_id: UUID) -> Sequence[WaitingCard]:
    """All that wait for the people of one unit and are printed, for the list that its clerk signs."""
    query = _waiting(work).where(
        CertificateDelivery.training_unit_id == unit_id, CertificateDelivery.ready_on.is_not(None)
    )
    return _lines(work, query)


def _waiting(work: Work) -> Select[CertificateDelivery, str, Person, str | None]:
    return (
        select(CertificateDelivery, Certificate.number, Person, TrainingUnit.name)
        .join(
            Certificate,
            (Certificate.city_id == CertificateDelivery.city_id)
            & (Certificate.id == CertificateDelivery.certificate_id),
        )
        .join(Person, (Person.city_id == CertificateDelivery.city_id) & (Person.id == CertificateDelivery.person_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == CertificateDelivery.city_id)
            & (TrainingUnit.id == CertificateDelivery.training_unit_id),
        )
        .where(CertificateDelivery.city_id == work.city_id, CertificateDelivery.handed_on.is_(None), ~_ended())
        .order_by(CertificateDelivery.issued_on, CertificateDelivery.id)
    )


def _ended() -> Exists:
    return exists(
        select(StatusChange.id).where(
            StatusChange.city_id == CertificateDelivery.city_id,
            StatusChange.certificate_id == CertificateDelivery.certificate_id,
            StatusChange.second_at.is_not(None),
        )
    )


def _by_unit(work: Work) -> Select[UUID, str, int]:
    return (
        select(TrainingUnit.id, TrainingUnit.name, func.count(CertificateDelivery.id))
        .join(
            CertificateDelivery,
            (CertificateDelivery.city_id == TrainingUnit.city_id)
            & (CertificateDelivery.training_unit_id == TrainingUnit.id),
        )
        .where(CertificateDelivery.city_id == work.city_id, CertificateDelivery.handed_on.is_(None), ~_ended())
        .group_by(TrainingUnit.id, TrainingUnit.name)
        .order_by(TrainingUnit.name, TrainingUnit.id)
    )


def _lines(work: Work, query: Select[CertificateDelivery, str, Person, str | None]) -> Sequence[WaitingCard]:
    rows = work.rows(query)
    unread = _unread(work, [delivery.certificate_id for delivery, *_ in rows])
    return [
        WaitingCard(
            delivery.certificate_id,
            person.name,
            masked_number(work, person),
            format_number(number),
            unit or "",
            delivery.training_unit_id,
            delivery.issued_on,
            delivery.ready_on,
            delivery_standing(delivery, work.today),
            unread.get(delivery.certificate_id, ""),
        )
        for delivery, number, person, unit in rows
    ]


def delivery_standing(delivery: CertificateDelivery, today: date) -> Standing:
    """The clock of Licensing Law art. 44, from the issue to the hand-over."""
    return standing(
        Progress(
            RegistrationState.COMPLETED,
            delivery.issued_on,
            passed_on=delivery.issued_on,
            issued_on=delivery.issued_on,
            is_ready=delivery.ready_on is not None,
            handed_on=delivery.handed_on,
        ),
        today,
    )


def _unread(work: Work, certificate_ids: Collection[UUID]) -> Mapping[UUID, str]:
    query = (
        select(CertificateHandover.certificate_id, CertificateHandover.words)
        .where(
            CertificateHandover.city_id == work.city_id,
            CertificateHandover.certificate_id.in_(certificate_ids),
            CertificateHandover.reading == CardReading.NOT_READ,
        )
        .order_by(CertificateHandover.at, CertificateHandover.id)
    )
    return {row.certificate_id: row.words for row in work.rows(query)}


@dataclass(frozen=True)
class Delivered:
    """How far a certificate is on its way to its holder."""

    ready_on: date | None
    handed_on: date | None


def delivery_of(work: Work, certificate_number: str) -> Delivered | None:
    """Of a certificate by its number; None where nothing was to be handed over."""
    query = (
        select(CertificateDelivery.ready_on, CertificateDelivery.handed_on)
        .join(
            Certificate,
            (Certificate.city_id == CertificateDelivery.city_id)
            & (Certificate.id == CertificateDelivery.certificate_id),
        )
        .where(Certificate.city_id == work.city_id, Certificate.number == certificate_number)
    )
    rows = work.rows(query)
    return Delivered(*rows[0]) if rows else None
