"""Applications as the county and the city see them: the queue, one application on one page, questions of identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from exam_app.id_numbers import IdNumberWrong, age_on, read_id_number
from exam_app.models import (
    Authority,
    GuardUnit,
    IdentityQuestion,
    Person,
    Photo,
    Registration,
    RegistrationStep,
    TrainingUnit,
)
from exam_app.queries.class_hours import hours_of
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_number, photo_remarks
from exam_app.terms import (
    PhotoRemark,
    RefusalGround,
    RegistrationState,
    ReturnReason,
    ReviewAct,
    Sex,
    SubjectArea,
    Term,
)
from exam_app.work import Work

PAGE = 50
"""Rows of a queue on one page."""
FRESH = timedelta(days=3)
AGEING = timedelta(days=10)
"""An application older than FRESH needs attention; older than AGEING it endangers the legal term of 20 working days for
the whole decision (Administrative Licensing Law art. 42)."""


REASONS: Mapping[str, Term] = {reason.value: reason for reason in (*ReturnReason, *RefusalGround)}
"""What a step stores as its reasons; the values of the two vocabularies differ."""


class Ageing(StrEnum):
    """How long an application has waited at this step."""

    FRESH = "fresh"
    AGEING = "ageing"
    OLD = "old"


def ageing(waited: timedelta) -> Ageing:
    """
    >>> ageing(timedelta(days=2)).value, ageing(timedelta(days=3)).value, ageing(timedelta(days=10)).value
    ('fresh', 'ageing', 'old')
    """
    if waited < FRESH:
        return Ageing.FRESH
    return Ageing.AGEING if waited < AGEING else Ageing.OLD


# -- the queue ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueLine:
    id: UUID
    name: str
    id_number: str
    """Masked."""
    unit: str
    county: str
    submitted_at: datetime
    days: int
    ageing: Ageing
    state: RegistrationState
    last_by: str
    """Who took the last step: for the city, the county's reviewer."""


@dataclass(frozen=True)
class Queue(Listing[QueueLine]):
    """One page of the applications in a state, the longest waiting first, with the figures of the whole state."""

    state: RegistrationState
    search: str
    by_state: Mapping[RegistrationState, int]
    by_age: Mapping[Ageing, int]
    oldest_days: int


def queue(work: Work, state: RegistrationState, *, search: str = "", page: int = 1) -> Queue:
    """Applications in one state, narrowed by a part of the name or a whole ID number; four statements."""
    fits = _fits(work, state, search)
    total = work.count(
        select(func.count(Registration.id))
        .join(Person, (Person.city_id == Registration.city_id) & (Person.id == Registration.person_id))
        .where(*fits)
    )
    page = page_within(page, total, PAGE)
    by_state = select(Registration.state, func.count()).where(Registration.city_id == work.city_id)
    waits = work.all(
        select(Registration.submitted_at).where(Registration.city_id == work.city_id, Registration.state == state)
    )
    ages = [ageing(work.now - submitted) for submitted in waits]
    return Queue(
        rows=_queue_lines(work, fits, page),
        total=total,
        page=page,
        size=PAGE,
        state=state,
        search=search,
        by_state={row[0]: row[1] for row in work.rows(by_state.group_by(Registration.state))},
        by_age={age: ages.count(age) for age in Ageing},
        oldest_days=max(((work.now - submitted).days for submitted in waits), default=0),
    )


def _fits(work: Work, state: RegistrationState, search: str) -> tuple[ColumnElement[bool], ...]:
    fits = (Registration.city_id == work.city_id, Registration.state == state)
    if not search:
        return fits
    try:
        number = read_id_number(search)
    except IdNumberWrong:
        return (*fits, Person.name.contains(search, autoescape=True))
    return (*fits, Person.id_number_index == work.site.vault.blind_index(number.text))


def _queue_lines(work: Work, fits: Sequence[ColumnElement[bool]], page: int) -> Sequence[QueueLine]:
    step, reviewer, later = aliased(RegistrationStep), aliased(Person), aliased(RegistrationStep)
    newest = (
        select(func.max(later.number))
        .where(later.city_id == Registration.city_id, later.registration_id == Registration.id)
        .correlate(Registration)
        .scalar_subquery()
    )
    query = (
        select(Registration, Person, TrainingUnit.name, Authority.name, reviewer.name)
        .join(Person, (Person.city_id == Registration.city_id) & (Person.id == Registration.person_id))
        .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
        .join(
            step,
            and_(
                step.city_id == Registration.city_id,
                step.registration_id == Registration.id,
                step.number == newest,
            ),
        )
        .join(reviewer, (reviewer.city_id == step.city_id) & (reviewer.id == step.by_person_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(*fits)
        .order_by(Registration.submitted_at, Registration.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [
        QueueLine(
            id=registration.id,
            name=person.name,
            id_number=masked_number(work, person),
            unit=unit or "",
            county=county,
            submitted_at=registration.submitted_at,
            days=(work.now - registration.submitted_at).days,
            ageing=ageing(work.now - registration.submitted_at),
            state=registration.state,
            last_by=last_by,
        )
        for registration, person, unit, county, last_by in work.rows(query)
    ]


# -- one application ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One step of the history with all its reasons in words."""

    act: ReviewAct
    reasons: Sequence[Term]
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Application:
    """Everything a decision needs on one page."""

    id: UUID
    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    sex: Sex
    birth_date: date
    age: int
    has_photo: bool
    photo_remarks: Sequence[PhotoRemark]
    unit: str
    county: str
    state: RegistrationState
    submitted_at: datetime
    days: int
    hours: Mapping[SubjectArea, int]
    """Class hours that count; shown, never a condition (Administrative Licensing Law art. 54)."""
    steps: Sequence[Step]
    """Newest first."""
    next_id: UUID | None
    """The one that waits longest in the same state, this one left out."""
    others_waiting: int

    @property
    def last_return(self) -> Step | None:
        """Why it came back the last time: what the reviewer looks at first when it is submitted again."""
        return next((step for step in self.steps if step.act == ReviewAct.RETURN), None)


def application(work: Work, registration_id: UUID) -> Application:
    """One application with its history and hours; a constant number of statements."""
    registration = work.get(Registration, registration_id)
    person = work.get(Person, registration.person_id)
    unit = select(TrainingUnit.name).where(
        TrainingUnit.city_id == work.city_id, TrainingUnit.id == registration.training_unit_id
    )
    waiting = _others_waiting(work, registration)
    return Application(
        id=registration.id,
        person_id=person.id,
        name=person.name,
        id_number=masked_number(work, person),
        sex=person.sex,
        birth_date=person.birth_date,
        age=age_on(person.birth_date, work.today),
        has_photo=person.photo_id is not None,
        photo_remarks=photo_remarks(work, person),
        unit=work.one(unit) or "",
        county=work.get(Authority, registration.county_id).name,
        state=registration.state,
        submitted_at=registration.submitted_at,
        days=(work.now - registration.submitted_at).days,
        hours=hours_of(work, [person.id]).get(person.id, dict.fromkeys(SubjectArea, 0)),
        steps=_steps(work, registration_id),
        next_id=waiting[0] if waiting else None,
        others_waiting=len(waiting),
    )


def _others_waiting(work: Work, registration: Registration) -> Sequence[UUID]:
    return work.all(
        select(Registration.id)
        .where(
            Registration.city_id == work.city_id,
            Registration.state == registration.state,
            Registration.id != registration.id,
        )
        .order_by(Registration.submitted_at, Registration.id)
    )


def next_waiting(work: Work, state: RegistrationState) -> UUID | None:
    """The application that waits longest in a state."""
    query = (
        select(Registration.id)
        .where(Registration.city_id == work.city_id, Registration.state == state)
        .order_by(Registration.submitted_at, Registration.id)
        .limit(1)
    )
    return work.one(query)


def _steps(work: Work, registration_id: UUID) -> Sequence[Step]:
    query = (
        select(RegistrationStep, Person.name)
        .join(Person, (Person.city_id == RegistrationStep.city_id) & (Person.id == RegistrationStep.by_person_id))
        .where(RegistrationStep.city_id == work.city_id, RegistrationStep.registration_id == registration_id)
        .order_by(RegistrationStep.number.desc())
    )
    return [Step(step.act, reasons_of(step), step.note, name, step.at) for step, name in work.rows(query)]


def reasons_of(step: RegistrationStep) -> Sequence[Term]:
    """The stored reasons of a step as terms with their sentences."""
    return [REASONS[reason] for reason in step.reasons]


def applicant_of(work: Work, registration_id: UUID) -> UUID:
    """The person of an application."""
    return work.get(Registration, registration_id).person_id


def applicant_photo(work: Work, registration_id: UUID) -> bytes:
    """The applicant's canonical photo (JPEG); :class:`NotFound` when there is none, or none for this viewer."""
    query = (
        select(Photo.jpeg)
        .join(Person, (Person.city_id == Photo.city_id) & (Person.photo_id == Photo.id))
        .join(Registration, (Registration.city_id == Person.city_id) & (Registration.person_id == Person.id))
        .where(Registration.city_id == work.city_id, Registration.id == registration_id)
    )
    return work.found(work.one(query))


# -- identity -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenQuestion:
    """Two names for one ID number: what the county compares with the card."""

    id: UUID
    unit: str
    """The unit that asks."""
    stated_name: str
    known_name: str
    id_number: str
    """Masked."""
    birth_date: date
    asked_at: datetime
    days: int


def open_questions(work: Work) -> Sequence[OpenQuestion]:
    """Questions of identity that wait for the actor's county, the oldest first."""
    query = (
        select(IdentityQuestion, Person, func.coalesce(TrainingUnit.name, GuardUnit.name))
        .join(Person, (Person.city_id == IdentityQuestion.city_id) & (Person.id == IdentityQuestion.person_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == IdentityQuestion.city_id) & (TrainingUnit.id == IdentityQuestion.training_unit_id),
        )
        .outerjoin(
            GuardUnit,
            (GuardUnit.city_id == IdentityQuestion.city_id) & (GuardUnit.id == IdentityQuestion.guard_unit_id),
        )
        .where(IdentityQuestion.city_id == work.city_id, IdentityQuestion.settled_at.is_(None))
        .order_by(IdentityQuestion.asked_at, IdentityQuestion.id)
    )
    return [
        OpenQuestion(
            id=question.id,
            unit=unit,
            stated_name=work.site.vault.open(question.stated_name_sealed, "identity_question", question.id),
            known_name=person.name,
            id_number=masked_number(work, person),
            birth_date=person.birth_date,
            asked_at=question.asked_at,
            days=(work.now - question.asked_at).days,
        )
        for question, person, unit in work.rows(query)
    ]
