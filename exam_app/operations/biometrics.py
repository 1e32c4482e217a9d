"""Receipts of fingerprints, which the county takes when somebody registers (Order 112 art. 20; Regulation art. 16).

No fingerprint and no template of one is ever stored here: only that they were taken.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, Sentence
from exam_app.journal import Tag
from exam_app.models import BiometricsReceipt, Person, Registration
from exam_app.operations import operation
from exam_app.queries.biometrics import newest_receipt, stands_no_more
from exam_app.terms import N_, RegistrationState
from exam_app.work import Work

LONGEST_NAME, LONGEST_NUMBER, LONGEST_REASON = 40, 40, 200


@dataclass(frozen=True)
class Taken:
    """What the receipt says."""

    on: date
    by: str
    """Name of the officer who took them."""
    receipt_number: str


@operation(Permission.REVIEW)
def enter_receipt(work: Work, registration_id: UUID, taken: Taken) -> UUID:
    """Enter that an applicant's fingerprints were taken at this county; returns the receipt.

    Raises :class:`Invalid` by field for a day or number that cannot be, :class:`Conflict` when a receipt stands
    already or the application was refused.
    """
    person = _applicant(work, registration_id)
    last = newest_receipt(work, person.id)
    if last is not None and not last.is_struck:
        raise Conflict("A receipt stands already. Correct it if it is wrong.")
    _refuse_impossible(work, person, taken)
    reason = "" if last is None else last.reason
    row = _add(work, person, taken, number=1 if last is None else last.number + 1, reason=reason)
    work.record(Tag.BIOMETRICS_ENTERED, "biometrics_receipt", row.id, about=person.id, taken_on=taken.on.isoformat())
    return row.id


@operation(Permission.REVIEW)
def correct_receipt(work: Work, registration_id: UUID, receipt_id: UUID, taken: Taken | None, reason: str) -> UUID:
    """Correct a receipt, or strike it (``taken`` None); what stood before stays readable. Returns the new row.

    Raises :class:`Invalid` without a reason or for what cannot be, :class:`Conflict` when it was corrected meanwhile.
    """
    person = _applicant(work, registration_id)
    last = newest_receipt(work, person.id)
    if last is None or last.id != receipt_id:
        raise Conflict("This was corrected meanwhile. Look at what stands now.")
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise Invalid.in_field(
            "reason", N_("Say why it is corrected, in at most %(length)s characters."), length=LONGEST_REASON
        )
    if taken is not None:
        _refuse_impossible(work, person, taken)
    stood = Taken(last.taken_on, last.taken_by, last.receipt_number)
    row = _add(work, person, taken or stood, number=last.number + 1, reason=reason, is_struck=taken is None)
    work.record(
        Tag.BIOMETRICS_CORRECTED, "biometrics_receipt", row.id, about=person.id, taken_on=row.taken_on.isoformat()
    )
    return row.id


def _applicant(work: Work, registration_id: UUID) -> Person:
    """The person behind an application, which is locked so that nobody enters a second receipt at this moment."""
    registration = work.lock(Registration, registration_id)
    if registration.state is RegistrationState.REFUSED:
        raise Conflict("This application was refused. What is found now belongs to the next one.")
    return work.get(Person, registration.person_id)


def _refuse_impossible(work: Work, person: Person, taken: Taken) -> None:
    wrong: dict[str, Sentence] = {}
    if not person.birth_date < taken.on <= work.today:
        wrong["taken_on"] = Sentence(N_("Enter a day between the person's birth and today."))
    if not 0 < len(taken.by) <= LONGEST_NAME:
        wrong["taken_by"] = Sentence(
            N_("Enter who took them, in at most %(length)s characters."), {"length": LONGEST_NAME}
        )
    if not 0 < len(taken.receipt_number) <= LONGEST_NUMBER:
        wrong["receipt_number"] = Sentence(
            N_("Enter the number of the receipt, in at most %(length)s characters."), {"length": LONGEST_NUMBER}
        )
    elif _stands_with_another(work, person, taken.receipt_number):
        wrong["receipt_number"] = Sentence(N_("This number stands with another person. Compare it with the receipt."))
    if wrong:
        raise Invalid("The receipt is not complete.", fields=wrong)


def _stands_with_another(work: Work, person: Person, receipt_number: str) -> bool:
    query = (
        select(BiometricsReceipt.id)
        .where(
            BiometricsReceipt.city_id == work.city_id,
            BiometricsReceipt.authority_id == work.actor.county_id,
            BiometricsReceipt.receipt_number == receipt_number,
            BiometricsReceipt.person_id != person.id,
            ~stands_no_more(),
        )
        .limit(1)
    )
    return work.one(query) is not None


def _add(
    work: Work, person: Person, taken: Taken, *, number: int, reason: str, is_struck: bool = False
) -> BiometricsReceipt:
    return work.add(
        BiometricsReceipt(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=person.id,
            number=number,
            authority_id=work.actor.county_id,
            taken_on=taken.on,
            taken_by=taken.by,
            receipt_number=taken.receipt_number,
            is_struck=is_struck,
            reason=reason,
            entered_by_id=work.actor.person_id,
            entered_at=work.now,
        )
    )
