"""Certificates are handed over (Order 112 art. 23, Administrative Licensing Law art. 44): each card is read back before
it leaves the desk, so that nobody carries one that no officer can check.

Replacement and renewal make certificates too; what they issue waits here like any other (:func:`await_handover`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import Certificate, CertificateDelivery, CertificateHandover, Person, Registration, StatusChange
from exam_app.operations import operation
from exam_app.terms import N_, CardReading, HandoverTo
from exam_app.work import Work

LONGEST_NAME, LONGEST_LETTER, LONGEST_WORDS = 64, 80, 120


@dataclass(frozen=True)
class Receiver:
    """Who takes certificates: the holder; a representative with name and letter of authority; a unit's clerk."""

    kind: HandoverTo
    name: str = ""
    letter: str = ""


@operation(Permission.ISSUE)
def await_handover(work: Work, certificates: Sequence[tuple[Certificate, UUID]]) -> None:
    """Put newly issued certificates, each with its registration, into the queue of the county that hands them over."""
    query = select(Registration).where(
        Registration.city_id == work.city_id, Registration.id.in_([each for _, each in certificates])
    )
    registrations = {registration.id: registration for registration in work.all(query)}
    work.add_all(
        [
            CertificateDelivery(
                city_id=work.city_id,
                id=work.new_id(),
                certificate_id=certificate.id,
                person_id=certificate.person_id,
                county_id=registrations[registration_id].county_id,
                training_unit_id=registrations[registration_id].training_unit_id,
                issued_on=certificate.issued_on,
            )
            for certificate, registration_id in certificates
        ]
    )


@operation(Permission.ISSUE, Permission.CHANGE_STATUS)
def note_ready(work: Work, certificate_ids: Sequence[UUID], day: date) -> None:
    """The cards are printed: they can be collected from that day on, whoever prints them again."""
    work.change(
        update(CertificateDelivery)
        .where(
            CertificateDelivery.city_id == work.city_id,
            CertificateDelivery.certificate_id.in_(certificate_ids),
            CertificateDelivery.ready_on.is_(None),
        )
        .values(ready_on=day)
    )


@operation(Permission.HAND_OVER)
def hand_over(
    work: Work, certificate_ids: Sequence[UUID], *, receiver: Receiver, scans: Sequence[str], signed: bool
) -> int:
    """Hand certificates over to one receiver; returns how many. All of them, or none.

    ``scans`` are the texts that a scanner read from the cards, in any order; ``signed`` says that the receiver signed
    on paper. Raises :class:`Invalid` at ``scans`` for a card that is not among those chosen, at ``name``, ``letter``
    and ``signed`` for what is missing; :class:`Conflict` naming the cards that were not read, for one that was handed
    over, is not printed or has ended, and where the receiver may not take all of them.
    """
    chosen = _waiting(work, certificate_ids)
    _require_receiver(receiver, [delivery for delivery, _ in chosen])
    if not signed:
        raise Invalid.in_field("signed", N_("Have the receiver sign first, then tick it."))
    _require_read(work, [certificate for _, certificate in chosen], scans)
    for delivery, certificate in chosen:
        delivery.handed_on = work.today
        _keep(work, delivery, certificate, CardReading.READ, receiver=receiver)
        work.record(
            Tag.CERTIFICATE_HANDED_OVER,
            "certificate",
            certificate.id,
            about=certificate.person_id,
            number=certificate.number,
            receiver=receiver.kind,
        )
    return len(chosen)


@operation(Permission.HAND_OVER)
def note_unreadable(work: Work, certificate_id: UUID, words: str) -> None:
    """The card could not be read back: it is not handed over and stays in the desk's list. Raises :class:`Invalid`
    without words."""
    words = words.strip()
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Invalid.in_field("words", N_("Say in 1 to %(most)s characters what is wrong."), most=LONGEST_WORDS)
    ((delivery, certificate),) = _waiting(work, [certificate_id])
    _keep(work, delivery, certificate, CardReading.NOT_READ, words=words)
    work.record(
        Tag.CARD_NOT_READ, "certificate", certificate.id, about=certificate.person_id, number=certificate.number
    )


def _waiting(work: Work, certificate_ids: Sequence[UUID]) -> Sequence[tuple[CertificateDelivery, Certificate]]:
    """The rows of the queue, locked in one order, each with its certificate."""
    wanted = sorted(set(certificate_ids))
    if not wanted:
        raise Invalid(N_("Choose at least one certificate."))
    of_these = select(CertificateDelivery.id).where(
        CertificateDelivery.city_id == work.city_id, CertificateDelivery.certificate_id.in_(wanted)
    )
    ids = work.all(of_these.order_by(CertificateDelivery.id))
    if len(ids) != len(wanted):
        raise NotFound("This does not exist, or not for you.")
    deliveries = [work.lock(CertificateDelivery, delivery_id) for delivery_id in ids]
    query = select(Certificate).where(Certificate.city_id == work.city_id, Certificate.id.in_(wanted))
    certificates = {certificate.id: certificate for certificate in work.all(query)}
    if len(certificates) != len(wanted):
        raise NotFound("This does not exist, or not for you.")
    _refuse_done(work, deliveries)
    return [(delivery, certificates[delivery.certificate_id]) for delivery in deliveries]


def _refuse_done(work: Work, deliveries: Sequence[CertificateDelivery]) -> None:
    if any(delivery.handed_on is not None for delivery in deliveries):
        raise Conflict("One of these certificates was handed over already. Reload the list and choose again.")
    if any(delivery.ready_on is None for delivery in deliveries):
        raise Conflict("One of these cards is not printed yet. The city prints it first.")
    ended = select(StatusChange.id).where(
        StatusChange.city_id == work.city_id,
        StatusChange.certificate_id.in_([delivery.certificate_id for delivery in deliveries]),
        StatusChange.second_at.is_not(None),
    )
    if work.all(ended):
        raise Conflict("One of these certificates has ended. It is not handed over any more.")


def _require_receiver(receiver: Receiver, deliveries: Sequence[CertificateDelivery]) -> None:
    name, letter = receiver.name.strip(), receiver.letter.strip()
    if receiver.kind is not HandoverTo.HOLDER and not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid.in_field("name", N_("Enter the name of who takes it, as on the ID card."))
    if receiver.kind is HandoverTo.REPRESENTATIVE and not 1 <= len(letter) <= LONGEST_LETTER:
        raise Invalid.in_field("letter", N_("Enter who signed the letter of authority, and when."))
    if receiver.kind is HandoverTo.UNIT:
        units = {delivery.training_unit_id for delivery in deliveries}
        if len(units) != 1 or None in units:
            raise Conflict("A unit's clerk takes the certificates of that unit only. Choose those of one unit.")
    elif len(deliveries) > 1:
        raise Conflict("A holder or a representative takes one certificate. Choose one, or hand over to the unit.")


def _require_read(work: Work, certificates: Sequence[Certificate], scans: Sequence[str]) -> None:
    """Each card among the scans, and no other card."""
    read = {scan.strip() for scan in scans if scan.strip()}
    by_token: Mapping[str, Certificate] = {certificate.token: certificate for certificate in certificates}
    if read - by_token.keys():
        raise Invalid.in_field(
            "scans", N_("A card was read that is not the one chosen. Put it aside and read the right one.")
        )
    unread = [certificate.person_id for token, certificate in by_token.items() if token not in read]
    if unread:
        query = select(Person.name).where(Person.city_id == work.city_id, Person.id.in_(unread)).order_by(Person.id)
        raise Invalid.in_field(
            "scans", N_("These cards were not read yet: %(names)s."), names="、".join(work.all(query))
        )


def _keep(
    work: Work,
    delivery: CertificateDelivery,
    certificate: Certificate,
    reading: CardReading,
    *,
    receiver: Receiver | None = None,
    words: str = "",
) -> None:
    by_holder = receiver is None or receiver.kind is HandoverTo.HOLDER
    work.add(
        CertificateHandover(
            city_id=work.city_id,
            id=work.new_id(),
            certificate_id=certificate.id,
            county_id=delivery.county_id,
            reading=reading,
            receiver=receiver.kind if receiver else None,
            receiver_name="" if by_holder or receiver is None else receiver.name.strip(),
            letter=receiver.letter.strip() if receiver and receiver.kind is HandoverTo.REPRESENTATIVE else "",
            words=words,
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
