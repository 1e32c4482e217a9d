"""What a training unit sees of its courses, its people, their class hours and where each of them stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from exam_app.errors import NotFound
from exam_app.models import (
    Booking,
    Certificate,
    Course,
    Enrolment,
    ExamCentre,
    ExamSession,
    IdentityQuestion,
    Person,
    Photo,
    Registration,
    RegistrationStep,
    Room,
    Seat,
    StatusChange,
)
from exam_app.queries.certificates import HeldCertificate, certificates_of
from exam_app.queries.class_hours import HourRecord, hours_of, records_of
from exam_app.queries.eligibility import newest_finding
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_number, masked_telephone, photo_remarks
from exam_app.queries.registrations import reasons_of
from exam_app.queries.results import ReleasedResult, released_results
from exam_app.queries.rosters import DraftLine, waiting_rosters
from exam_app.queries.session_changes import OwnChange, changes_told
from exam_app.terms import (
    N_,
    CertificateStatus,
    OutlineLevel,
    PhotoRemark,
    RegistrationState,
    ReviewAct,
    SubjectArea,
    Term,
)
from exam_app.work import Work

NEWEST, ISSUED, ENDED = aliased(Registration), aliased(Certificate), aliased(StatusChange)
"""Made once: an alias has a copy of every column, and to make it costs more than to ask."""
PEOPLE_A_PAGE = 100


class Stage(Term):
    """Where a person stands, as the unit that trains them needs to know it."""

    RETURNED = "returned", N_("Returned by the county")
    NO_PHOTO = "no_photo", N_("Photo missing")
    TO_REGISTER = "to_register", N_("Ready to register")
    WAITING = "waiting", N_("Under review")
    APPROVED = "approved", N_("Application approved")
    CERTIFIED = "certified", N_("Certificate issued")
    REFUSED = "refused", N_("Refused")


NEEDS_YOU = (Stage.RETURNED, Stage.NO_PHOTO, Stage.TO_REGISTER)


def stage_of(state: RegistrationState | None, has_photo: bool, is_certified: bool) -> Stage:
    """The one thing to say of a person; what the unit has to do comes before what it waits for.

    >>> stage_of(None, has_photo=False, is_certified=False).value
    'no_photo'
    >>> stage_of(RegistrationState.SUBMITTED, has_photo=True, is_certified=False).value
    'waiting'
    """
    if is_certified:
        return Stage.CERTIFIED
    match state:
        case RegistrationState.RETURNED:
            return Stage.RETURNED
        case RegistrationState.SUBMITTED | RegistrationState.COUNTY_PASSED:
            return Stage.WAITING
        case RegistrationState.APPROVED | RegistrationState.COMPLETED:
            return Stage.APPROVED
        case RegistrationState.REFUSED:
            return Stage.REFUSED
        case RegistrationState.ENDED | None:
            return Stage.TO_REGISTER if has_photo else Stage.NO_PHOTO


def _newest_state() -> ScalarSelect[RegistrationState]:
    """The state of a person's newest registration; a refused one may be followed by another."""
    return (
        select(NEWEST.state)
        .where(NEWEST.city_id == Person.city_id, NEWEST.person_id == Person.id)
        .order_by(NEWEST.submitted_at.desc(), NEWEST.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def _is_certified() -> ColumnElement[bool]:
    """Holds a certificate that has not ended."""
    end = exists(
        select(ENDED.id)
        .where(ENDED.city_id == ISSUED.city_id, ENDED.certificate_id == ISSUED.id, ENDED.second_at.is_not(None))
        .correlate(ISSUED)
    )
    return exists(
        select(ISSUED.id).where(ISSUED.city_id == Person.city_id, ISSUED.person_id == Person.id, ~end).correlate(Person)
    )


def _with_enrolment(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return query.join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))


# -- courses and the desk -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CourseLine:
    """A course in a list, with how many of its people need the clerk."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date
    stages: Mapping[Stage, int]

    @property
    def people(self) -> int:
        return sum(self.stages.values())

    @property
    def needing(self) -> int:
        return sum(self.stages[stage] for stage in NEEDS_YOU)


@dataclass(frozen=True)
class ExamLine:
    """An examination to come with people of this unit in it."""

    name: str
    centre: str
    starts_at: datetime
    people: int
    changes: Sequence[OwnChange] = ()
    """How it was last moved, or that it is withdrawn; empty or one."""


@dataclass(frozen=True)
class Desk:
    """The clerk's first page. A person in two courses counts once."""

    stages: Mapping[Stage, int]
    courses: Sequence[CourseLine]
    rosters: Sequence[DraftLine]
    exams: Sequence[ExamLine]
    at_county: int
    """Questions of identity that the county has not settled yet."""

    @property
    def people(self) -> int:
        return sum(self.stages.values())

    @property
    def needing(self) -> int:
        return sum(self.stages[stage] for stage in NEEDS_YOU)


def courses_of_unit(work: Work) -> Sequence[CourseLine]:
    """The unit's courses, the newest first; two statements."""
    return _course_lines(work, _people_of_courses(work))


def _people_of_courses(work: Work) -> Sequence[tuple[UUID, UUID, Stage]]:
    """Course, person and stage of every enrolment of the unit."""
    query = _with_enrolment(
        select(Enrolment.course_id, Person.id, _newest_state(), Person.photo_id.is_not(None), _is_certified())
    ).where(Person.city_id == work.city_id)
    return [
        (course_id, person_id, stage_of(state, has_photo, is_certified))
        for course_id, person_id, state, has_photo, is_certified in work.rows(query)
    ]


def _course_lines(work: Work, people: Sequence[tuple[UUID, UUID, Stage]]) -> Sequence[CourseLine]:
    stages: dict[UUID, dict[Stage, int]] = {}
    for course_id, _, stage in people:
        of_course = stages.setdefault(course_id, dict.fromkeys(Stage, 0))
        of_course[stage] += 1
    courses = select(Course).where(Course.city_id == work.city_id).order_by(Course.starts_on.desc(), Course.id.desc())
    return [
        CourseLine(
            course.id, course.name, course.starts_on, course.ends_on, stages.get(course.id, dict.fromkeys(Stage, 0))
        )
        for course in work.all(courses)
    ]


def desk_of_unit(work: Work) -> Desk:
    """Who needs the clerk, and what ends when; five statements."""
    people = _people_of_courses(work)
    counted = dict.fromkeys(Stage, 0)
    for stage in {person_id: stage for _, person_id, stage in people}.values():
        counted[stage] += 1
    questions = select(func.count(IdentityQuestion.id)).where(
        IdentityQuestion.city_id == work.city_id, IdentityQuestion.settled_at.is_(None)
    )
    return Desk(
        counted, _course_lines(work, people), waiting_rosters(work), _exams_to_come(work), work.count(questions)
    )


def _exams_to_come(work: Work) -> Sequence[ExamLine]:
    query = (
        select(ExamSession.id, ExamSession.name, ExamCentre.name, ExamSession.starts_at, func.count(Booking.id))
        .join(Booking, (Booking.city_id == ExamSession.city_id) & (Booking.exam_session_id == ExamSession.id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.starts_at > work.now,
            Booking.ticket_number.is_not(None),
        )
        .group_by(ExamSession.id, ExamSession.name, ExamCentre.name, ExamSession.starts_at)
        .order_by(ExamSession.starts_at)
    )
    rows = work.rows(query)
    changes = changes_told(work, [row[0] for row in rows])
    return [ExamLine(*row[1:], changes.get(row[0], ())[:1]) for row in rows]


# -- one course ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CoursePerson:
    """One person of a course, as the clerk's list shows them."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    hours: Mapping[SubjectArea, int]
    stage: Stage
    has_photo: bool

    @property
    def may_register(self) -> bool:
        """Not registered yet, or returned: what the button registers."""
        return self.stage in NEEDS_YOU


@dataclass(frozen=True)
class CoursePage:
    """One course with one page of its people."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date
    level: OutlineLevel | None
    stages: Mapping[Stage, int]
    shown: Stage | None
    people: Listing[CoursePerson]
    rosters: Sequence[DraftLine]

    @property
    def total(self) -> int:
        return sum(self.stages.values())

    @property
    def needing(self) -> int:
        return sum(self.stages[stage] for stage in NEEDS_YOU)


def course_page(work: Work, course_id: UUID, *, shown: Stage | None = None, page: int = 1) -> CoursePage:
    """A course and the people in it, those who need the clerk first; four statements."""
    course = work.get(Course, course_id)
    everybody = _people_of_course(work, course_id)
    some = [row for row in everybody if shown is None or row[1] == shown]
    some.sort(key=lambda row: list(Stage).index(row[1]))
    page = page_within(page, len(some), PEOPLE_A_PAGE)
    here = some[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
    hours = hours_of(work, [person.id for person, _ in here])
    stages = dict.fromkeys(Stage, 0)
    for _, stage in everybody:
        stages[stage] += 1
    people = [
        CoursePerson(
            person.id,
            person.name,
            masked_number(work, person),
            hours.get(person.id, dict.fromkeys(SubjectArea, 0)),
            stage,
            person.photo_id is not None,
        )
        for person, stage in here
    ]
    return CoursePage(
        course.id,
        course.name,
        course.starts_on,
        course.ends_on,
        course.level,
        stages,
        shown,
        Listing(people, len(some), page, PEOPLE_A_PAGE),
        waiting_rosters(work, course_id),
    )


def _people_of_course(work: Work, course_id: UUID) -> list[tuple[Person, Stage]]:
    query = (
        _with_enrolment(select(Person, _newest_state(), _is_certified()))
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    return [
        (person, stage_of(state, person.photo_id is not None, is_certified))
        for person, state, is_certified in work.rows(query)
    ]


def course_name(work: Work, course_id: UUID) -> str:
    """The name of one of the unit's courses."""
    return work.get(Course, course_id).name


# -- one person ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ticket:
    """Where and when a person sits an examination."""

    exam_name: str
    starts_at: datetime
    centre: str
    room: str | None
    seat: int | None
    number: str | None


@dataclass(frozen=True)
class ReviewStep:
    """One step of a registration, with all its reasons in words; grounds of a refusal are told to the person only."""

    act: ReviewAct
    at: datetime
    reasons: Sequence[Term] = ()
    note: str = ""


@dataclass(frozen=True)
class PersonPage:
    """One person of the unit and where they stand."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    birth_date: date
    sex: Term
    phone: str | None
    """Masked."""
    has_photo: bool
    photo_remarks: Sequence[PhotoRemark]
    stage: Stage
    courses: Sequence[tuple[UUID, str]]
    hours: Mapping[SubjectArea, int]
    records: Sequence[HourRecord]
    steps: Sequence[ReviewStep]
    tickets: Sequence[Ticket]
    results: Sequence[ReleasedResult]
    certificates: Sequence[HeldCertificate]
    is_barred: bool
    """Not eligible today; why is no matter of the unit."""
    barred_until: date | None
    """The last day; None when there is none."""


def person_page(work: Work, person_id: UUID) -> PersonPage:
    """One person whom the unit trains. Results show once they are released, whatever the role; nine statements."""
    person = work.get(Person, person_id)
    courses = _courses_of(work, person_id)
    if not courses:
        raise NotFound("This does not exist, or not for you.")
    state = work.one(
        select(Registration.state)
        .where(Registration.city_id == work.city_id, Registration.person_id == person_id)
        .order_by(Registration.submitted_at.desc(), Registration.id.desc())
        .limit(1)
    )
    held = certificates_of(work, person_id)
    finding = newest_finding(work, person_id)
    is_barred = finding is not None and finding.bars_on(work.today)
    return PersonPage(
        id=person.id,
        name=person.name,
        id_number=masked_number(work, person),
        birth_date=person.birth_date,
        sex=person.sex,
        phone=masked_telephone(work, person),
        has_photo=person.photo_id is not None,
        photo_remarks=photo_remarks(work, person),
        stage=stage_of(state, person.photo_id is not None, any(one.status == CertificateStatus.VALID for one in held)),
        courses=courses,
        hours=hours_of(work, [person_id]).get(person_id, dict.fromkeys(SubjectArea, 0)),
        records=records_of(work, person_id),
        steps=_steps_of(work, person_id),
        tickets=_tickets_of(work, person_id),
        results=released_results(work, [person_id]).get(person_id, ()),
        certificates=held,
        is_barred=is_barred,
        barred_until=finding.barred_until if finding and is_barred else None,
    )


def _courses_of(work: Work, person_id: UUID) -> Sequence[tuple[UUID, str]]:
    query = (
        select(Course.id, Course.name)
        .join(Enrolment, (Enrolment.city_id == Course.city_id) & (Enrolment.course_id == Course.id))
        .where(Course.city_id == work.city_id, Enrolment.person_id == person_id)
        .order_by(Course.starts_on, Course.id)
    )
    return [(course_id, name) for course_id, name in work.rows(query)]


def _steps_of(work: Work, person_id: UUID) -> Sequence[ReviewStep]:
    query = (
        select(RegistrationStep)
        .join(
            Registration,
            (Registration.city_id == RegistrationStep.city_id) & (Registration.id == RegistrationStep.registration_id),
        )
        .where(Registration.city_id == work.city_id, Registration.person_id == person_id)
        .order_by(RegistrationStep.at.desc(), RegistrationStep.number.desc())
    )
    return [
        ReviewStep(step.act, step.at)
        if step.act is ReviewAct.REFUSE
        else ReviewStep(step.act, step.at, reasons_of(step), step.note)
        for step in work.all(query)
    ]


def _tickets_of(work: Work, person_id: UUID) -> Sequence[Ticket]:
    query = (
        select(
            ExamSession.name,
            ExamSession.starts_at,
            ExamCentre.name,
            Room.name,
            Seat.number,
            Booking.ticket_number,
        )
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
        .outerjoin(Seat, and_(Seat.city_id == Booking.city_id, Seat.id == Booking.seat_id))
        .where(Booking.city_id == work.city_id, Booking.person_id == person_id, Booking.ticket_number.is_not(None))
        .order_by(ExamSession.starts_at.desc())
    )
    return [Ticket(*row) for row in work.rows(query)]


def photo_of(work: Work, person_id: UUID) -> bytes:
    """The canonical JPEG of a person of the unit."""
    query = (
        select(Photo.jpeg)
        .join(Person, (Person.city_id == Photo.city_id) & (Person.photo_id == Photo.id))
        .where(Person.city_id == work.city_id, Person.id == person_id)
    )
    return work.found(work.one(query))
