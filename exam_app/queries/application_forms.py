"""What the printed forms of applicants state, without the full numbers, which are a journalled view of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import (
    Authority,
    Course,
    Enrolment,
    Person,
    Photo,
    Registration,
    RegistrationStep,
    RequirementCheck,
    TrainingUnit,
)
from exam_app.queries.class_hours import hours_of
from exam_app.queries.eligibility import answers_of
from exam_app.queries.people import masked_number
from exam_app.queries.person_papers import PaperShelf, shelves_by_person
from exam_app.terms import Answer, RegistrationState, Requirement, ReviewAct, Sex, SubjectArea
from exam_app.work import Work

MOST_PEOPLE = 60
"""Of one pack: some 250 sheets, drawn in a few seconds."""


@dataclass(frozen=True)
class Decision:
    """The last step of an office for an application."""

    act: ReviewAct
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class FormValues:
    """One person's form before it is worded."""

    person_id: UUID
    code: str
    name: str
    id_number: str
    """Masked."""
    sex: Sex
    birth_date: date
    photo: bytes | None
    unit: str
    """Empty when the person came alone."""
    county: str
    schooling: Answer
    """What the county saw of it; NOT_SEEN for a reader to whom that is no matter."""
    hours: Mapping[SubjectArea, int]
    shelves: Sequence[PaperShelf]
    county_decision: Decision | None
    city_decision: Decision | None


def forms_of_people(work: Work, person_ids: Sequence[UUID]) -> Sequence[FormValues]:
    """Form values of people in reach, in the order of their names' rows; a constant number of statements.

    Who is not registered yet has the county of the reader's training unit, so that the form can be signed beforehand.
    """
    query = (
        select(Person, Photo.jpeg)
        .outerjoin(Photo, (Photo.city_id == Person.city_id) & (Photo.id == Person.photo_id))
        .where(Person.city_id == work.city_id, Person.id.in_(person_ids))
        .order_by(Person.name, Person.id)
    )
    people = [(person, jpeg) for person, jpeg in work.rows(query)]
    ids = [person.id for person, _ in people]
    newest = _newest_registrations(work, ids)
    steps = _steps(work, [registration.id for registration, _, _ in newest.values()])
    schooling = _schooling(work, [registration.id for registration, _, _ in newest.values()])
    hours, shelves = hours_of(work, ids), shelves_by_person(work, ids)
    own_unit, own_county = _own_unit(work)
    found = []
    for person, jpeg in people:
        registration, county, unit = newest.get(person.id, (None, own_county, own_unit))
        taken = steps.get(registration.id, {}) if registration else {}
        found.append(
            FormValues(
                person_id=person.id,
                code=_code(registration.id if registration else person.id),
                name=person.name,
                id_number=masked_number(work, person),
                sex=person.sex,
                birth_date=person.birth_date,
                photo=jpeg,
                unit=unit or "",
                county=county,
                schooling=schooling.get(registration.id, Answer.NOT_SEEN) if registration else Answer.NOT_SEEN,
                hours=hours.get(person.id, dict.fromkeys(SubjectArea, 0)),
                shelves=shelves[person.id],
                county_decision=taken.get(ReviewAct.COUNTY_PASS),
                city_decision=taken.get(ReviewAct.APPROVE) or taken.get(ReviewAct.REFUSE),
            )
        )
    return found


def _code(row_id: UUID) -> str:
    """Twelve characters in groups of four.

    >>> _code(UUID(int=0x0123456789ab))
    '0123 4567 89AB'
    """
    tail = row_id.hex[-12:].upper()
    return f"{tail[:4]} {tail[4:8]} {tail[8:]}"


def _newest_registrations(
    work: Work, person_ids: Sequence[UUID]
) -> Mapping[UUID, tuple[Registration, str, str | None]]:
    query = (
        select(Registration, Authority.name, TrainingUnit.name)
        .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Registration.city_id == work.city_id, Registration.person_id.in_(person_ids))
        .order_by(Registration.submitted_at, Registration.id)
    )
    return {registration.person_id: (registration, county, unit) for registration, county, unit in work.rows(query)}


def _steps(work: Work, registration_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[ReviewAct, Decision]]:
    """The last of each act; what a return undid is gone again."""
    query = (
        select(RegistrationStep, Person.name)
        .outerjoin(Person, (Person.city_id == RegistrationStep.city_id) & (Person.id == RegistrationStep.by_person_id))
        .where(RegistrationStep.city_id == work.city_id, RegistrationStep.registration_id.in_(registration_ids))
        .order_by(RegistrationStep.number)
    )
    found: dict[UUID, dict[ReviewAct, Decision]] = {}
    for step, name in work.rows(query):
        taken = found.setdefault(step.registration_id, {})
        if step.act in (ReviewAct.SUBMIT, ReviewAct.RETURN):
            taken.clear()
        taken[step.act] = Decision(step.act, step.note, name or "", step.at)
    return found


def _schooling(work: Work, registration_ids: Sequence[UUID]) -> Mapping[UUID, Answer]:
    """What the county saw last of the schooling; nothing for a training unit, which reads no reasons."""
    if work.actor.training_unit_id is not None:
        return {}
    query = (
        select(RequirementCheck)
        .where(RequirementCheck.city_id == work.city_id, RequirementCheck.registration_id.in_(registration_ids))
        .order_by(RequirementCheck.number)
    )
    return {
        check.registration_id: answers_of(work, check).get(Requirement.SCHOOLING, Answer.NOT_SEEN)
        for check in work.all(query)
    }


def _own_unit(work: Work) -> tuple[str, str]:
    """Name of the reader's training unit and of its county; nothing for a desk."""
    if work.actor.training_unit_id is None:
        return "", ""
    query = (
        select(TrainingUnit.name, Authority.name)
        .join(Authority, (Authority.city_id == TrainingUnit.city_id) & (Authority.id == TrainingUnit.county_id))
        .where(TrainingUnit.city_id == work.city_id, TrainingUnit.id == work.actor.training_unit_id)
    )
    ((unit, county),) = work.rows(query)
    return unit, county


# -- who goes into a pack -----------------------------------------------------------------------------------------


def people_of_course(work: Work, course_id: UUID) -> Sequence[UUID]:
    """Everybody of one of the unit's courses."""
    work.get(Course, course_id)
    return work.all(
        select(Enrolment.person_id).where(Enrolment.city_id == work.city_id, Enrolment.course_id == course_id)
    )


def applicants_waiting(work: Work) -> Sequence[tuple[UUID, str, str, datetime]]:
    """Person, name, training unit and moment of every application that waits for the county, the longest first."""
    query = (
        select(Person.id, Person.name, TrainingUnit.name, Registration.submitted_at)
        .join(Registration, (Registration.city_id == Person.city_id) & (Registration.person_id == Person.id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Registration.city_id == work.city_id, Registration.state == RegistrationState.SUBMITTED)
        .order_by(Registration.submitted_at, Registration.id)
        .limit(MOST_PEOPLE)
    )
    return [(person_id, name, unit or "", at) for person_id, name, unit, at in work.rows(query)]


def person_of(work: Work, registration_id: UUID) -> UUID:
    """Whose application it is."""
    return work.get(Registration, registration_id).person_id
