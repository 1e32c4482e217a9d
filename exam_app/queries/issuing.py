"""Who could get a certificate, and everything that stands in the way: for the issuer's desk and for the act itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from certificates.holder import fault_in_name
from certificates.legal_time import LEGAL_ZONE
from exam_app.errors import Sentence
from exam_app.models import (
    Booking,
    Certificate,
    ExamSession,
    Person,
    Photo,
    Registration,
    Result,
    ResultAnnulment,
    ResultRelease,
    Sitting,
    StatusChange,
)
from exam_app.queries.biometrics import was_taken
from exam_app.queries.eligibility import barred_among
from exam_app.queries.resits import standings
from exam_app.terms import N_, ComponentKind, RegistrationState
from exam_app.work import Work


@dataclass(frozen=True)
class Applicant:
    """One marked result with what decides whether it becomes a certificate."""

    result_id: UUID
    person_id: UUID
    name: str
    id_number_sealed: bytes
    exam_name: str
    passed: bool
    is_annulled: bool
    is_newest_mark: bool
    is_released: bool
    registration_state: RegistrationState
    approved_by_id: UUID | None
    photo_id: UUID | None
    photo_digest: bytes | None
    is_certified: bool
    is_used: bool
    registration_id: UUID
    has_receipt: bool
    """Fingerprints were taken (Regulation art. 16)."""
    is_barred: bool = False
    """On the day asked, by Regulation art. 16 or 17; why is no matter of the issuer."""
    lacks_components: bool = False
    """Skills or a physical test that the examination requires are not passed."""

    def hindrances(self, signer_id: UUID | None) -> tuple[Sentence, ...]:
        """Everything that stands in the way when this person signs, all at once."""
        return tuple(Sentence(said) for stands, said in HINDRANCES if stands(self, signer_id))


def has_not_passed(applicant: Applicant, signer_id: UUID | None) -> bool:
    return not applicant.passed


def lacks_a_component(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.passed and applicant.lacks_components


def was_annulled(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.is_annulled


def was_marked_again(applicant: Applicant, signer_id: UUID | None) -> bool:
    return not applicant.is_newest_mark


def is_not_released(applicant: Applicant, signer_id: UUID | None) -> bool:
    return not applicant.is_released


def is_not_approved(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.registration_state not in (
        RegistrationState.APPROVED,
        RegistrationState.COMPLETED,
        RegistrationState.ENDED,
    )


def was_approved_by_the_signer(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.approved_by_id is not None and applicant.approved_by_id == signer_id


def has_no_photo(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.photo_id is None


def has_a_name_that_cannot_be_sealed(applicant: Applicant, signer_id: UUID | None) -> bool:
    return fault_in_name(applicant.name) is not None


def is_certified_already(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.is_certified


def became_a_certificate(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.is_used


def has_left_no_fingerprints(applicant: Applicant, signer_id: UUID | None) -> bool:
    return not applicant.has_receipt


def is_barred_today(applicant: Applicant, signer_id: UUID | None) -> bool:
    return applicant.is_barred


HINDRANCES: tuple[tuple[Callable[[Applicant, UUID | None], bool], str], ...] = (
    (has_not_passed, N_("The examination was not passed.")),
    (lacks_a_component, N_("A component besides the theory is not passed.")),
    (was_annulled, N_("The result was annulled by a case.")),
    (was_marked_again, N_("The paper was marked again. The newer mark counts.")),
    (is_not_released, N_("The results are not released yet.")),
    (is_not_approved, N_("The city has not approved the registration.")),
    (is_barred_today, N_("Not eligible today. The examination office of the city knows the reasons.")),
    (was_approved_by_the_signer, N_("You approved this registration. Another issuer has to sign.")),
    (
        has_left_no_fingerprints,
        N_("No receipt of fingerprints (Regulation art. 16). The county takes them and enters the receipt."),
    ),
    (has_no_photo, N_("There is no photo. Ask the county or the training unit for one.")),
    (
        has_a_name_that_cannot_be_sealed,
        N_("A character of the name cannot be sealed. Correct the name by the ID card."),
    ),
    (is_certified_already, N_("This person has a certificate in force.")),
    (became_a_certificate, N_("This result became a certificate already. It takes a new examination.")),
)


def applicants(work: Work, result_ids: Sequence[UUID]) -> list[Applicant]:
    """The marked results with these ids, in the order of their ids."""
    return _applicants(work, Result.id.in_(result_ids))


def waiting_for_a_certificate(work: Work) -> list[Applicant]:
    """Everybody whose pass counts and is released, without a certificate in force; if all is in order is not asked."""
    found = _applicants(
        work, Result.passed.is_(True), ~_annulled(), ResultRelease.second_at.is_not(None), ~_certified(), ~_used()
    )
    return [applicant for applicant in found if applicant.is_newest_mark]


def _applicants(work: Work, *conditions: ColumnElement[bool]) -> list[Applicant]:
    other = aliased(Result)
    newest = (
        select(func.max(other.number))
        .where(other.city_id == Result.city_id, other.sitting_id == Result.sitting_id)
        .correlate(Result)
        .scalar_subquery()
    )
    query = (
        select(
            Result.id.label("result_id"),
            Result.person_id,
            Person.name,
            Person.id_number_sealed,
            ExamSession.name.label("exam_name"),
            Result.passed,
            _annulled().label("is_annulled"),
            (Result.number == newest).label("is_newest_mark"),
            (ResultRelease.second_at.is_not(None)).label("is_released"),
            Registration.state.label("registration_state"),
            Registration.approved_by_id,
            Photo.id.label("photo_id"),
            Photo.digest.label("photo_digest"),
            _certified().label("is_certified"),
            _used().label("is_used"),
            Registration.id.label("registration_id"),
            was_taken(Result.city_id, Result.person_id, Result).label("has_receipt"),
        )
        .join(Sitting, (Sitting.city_id == Result.city_id) & (Sitting.id == Result.sitting_id))
        .join(Booking, (Booking.city_id == Result.city_id) & (Booking.id == Sitting.booking_id))
        .join(Registration, (Registration.city_id == Result.city_id) & (Registration.id == Booking.registration_id))
        .join(Person, (Person.city_id == Result.city_id) & (Person.id == Result.person_id))
        .join(ExamSession, (ExamSession.city_id == Result.city_id) & (ExamSession.id == Result.exam_session_id))
        .outerjoin(
            ResultRelease,
            (ResultRelease.city_id == Result.city_id) & (ResultRelease.exam_session_id == Result.exam_session_id),
        )
        .outerjoin(Photo, (Photo.city_id == Person.city_id) & (Photo.id == Person.photo_id))
        .where(Result.city_id == work.city_id, *conditions)
        .order_by(Result.id)
    )
    found = [Applicant(**row._mapping) for row in work.rows(query)]
    today = work.now.astimezone(LEGAL_ZONE).date()
    barred = barred_among(work, {applicant.registration_id for applicant in found}, today)
    standing = standings(work, {applicant.registration_id for applicant in found}, work.now)
    return [
        replace(
            applicant,
            is_barred=applicant.registration_id in barred,
            lacks_components=bool(set(standing[applicant.registration_id].components) - {ComponentKind.THEORY}),
        )
        for applicant in found
    ]


def registration_of(work: Work, certificate: Certificate) -> UUID:
    """The registration that led to a certificate."""
    query = (
        select(Booking.registration_id)
        .join(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .join(Result, (Result.city_id == Sitting.city_id) & (Result.sitting_id == Sitting.id))
        .where(Result.city_id == work.city_id, Result.id == certificate.result_id)
    )
    return work.found(work.one(query))


def _annulled() -> ColumnElement[bool]:
    """A case that was upheld took the result away."""
    taken = aliased(ResultAnnulment)
    return exists(
        select(taken.id).where(taken.city_id == Result.city_id, taken.sitting_id == Result.sitting_id).correlate(Result)
    )


def _certified() -> ColumnElement[bool]:
    """The person has a certificate that no confirmed change has ended."""
    held, end = aliased(Certificate), aliased(StatusChange)
    ended = exists(
        select(end.id).where(end.city_id == held.city_id, end.certificate_id == held.id, end.second_at.is_not(None))
    )
    return exists(
        select(held.id)
        .where(held.city_id == Result.city_id, held.person_id == Result.person_id, ~ended)
        .correlate(Result)
    )


def _used() -> ColumnElement[bool]:
    """A certificate was issued for this very paper, by whichever of its marks, whatever became of it."""
    made, marked = aliased(Certificate), aliased(Result)
    return exists(
        select(made.id)
        .join(marked, (marked.city_id == made.city_id) & (marked.id == made.result_id))
        .where(marked.city_id == Result.city_id, marked.sitting_id == Result.sitting_id)
        .correlate(Result)
    )
