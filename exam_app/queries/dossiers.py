"""One person's file as the viewer may see it: who it is, the life line, what comes next, the records newest first.

Nothing here asks for a role: every row comes through the viewer's scope, so a training unit sees no more of a person
than it is shown elsewhere. Scores appear once they are released.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from certificates import format_number, normalise_name, normalise_number
from exam_app.actors import Role
from exam_app.errors import Sentence, sentence
from exam_app.id_numbers import IdNumberWrong, read_id_number
from exam_app.models import (
    Assessment,
    Authority,
    Booking,
    Certificate,
    Course,
    Employment,
    Enrolment,
    ExamCentre,
    ExamSession,
    GuardUnit,
    Person,
    Post,
    Registration,
    RegistrationStep,
    Room,
    Seat,
    Sitting,
    StatusChange,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.queries.assessments import assessed, next_due
from exam_app.queries.life_lines import (
    Assessed,
    AttendedCourse,
    Held,
    Known,
    LastStep,
    LifeStage,
    NextStep,
    Place,
    Service,
    Stage,
    next_step,
    stages,
)
from exam_app.queries.people import masked_number
from exam_app.queries.results import ReleasedResult, released_results
from exam_app.queries.unit_teaching import guard_unit_of, training_unit_of, unit_name
from exam_app.scoping.rules import RULES
from exam_app.terms import N_, AuthorityKind, ExamSessionState, RefusalGround, ReturnReason, ReviewAct, Sex, Term
from exam_app.work import Work

MOST_FOUND = 50
SEEN_THROUGH: Mapping[LifeStage, type[Any]] = {
    LifeStage.HIRED: Employment,
    LifeStage.TRAINED: Enrolment,
    LifeStage.REVIEWED: Registration,
    LifeStage.EXAMINED: Booking,
    LifeStage.CERTIFIED: Certificate,
    LifeStage.SERVING: Employment,
}
"""The rows that a stage is drawn from: to a role that never sees them it is hidden."""
REASONS: Mapping[str, Term] = {reason.value: reason for reason in (*ReturnReason, *RefusalGround)}


@dataclass(frozen=True)
class Record:
    """One line of a person's history: when, what, with which reasons, by whom (empty where it may not be seen)."""

    at: datetime
    what: Sentence
    who: str = ""
    reasons: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Dossier:
    """Everything a person page shows."""

    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    birth_date: date
    sex: Sex
    has_photo: bool
    training_unit: str
    employer: str
    """The guard unit where the person is on duty; empty without one."""
    certificate_number: str
    life_line: tuple[Stage, ...]
    next_step: NextStep
    records: tuple[Record, ...]
    """Newest first."""


def dossier_of(work: Work, person_id: UUID) -> Dossier:
    """The file of a person within the viewer's scope, in thirteen statements whatever its length.

    Raises :class:`~exam_app.errors.NotFound` for everybody else.
    """
    person = work.get(Person, person_id)
    found = _Found(work, person)
    known = found.known()
    return Dossier(
        person.id,
        person.name,
        masked_number(work, person),
        person.birth_date,
        person.sex,
        person.photo_id is not None,
        known.courses[0].unit if known.courses else (known.last_step.unit if known.last_step else ""),
        known.service.unit if known.service else "",
        format_number(known.certificate.certificate.number) if known.certificate else "",
        stages(known),
        next_step(known),
        tuple(sorted(found.records(known), key=lambda record: record.at)[::-1]),
    )


class _Found:
    """The rows of one person, one statement for each kind, in the viewer's scope."""

    def __init__(self, work: Work, person: Person) -> None:
        self.work, self.person, self.person_id = work, person, person.id
        self.services = self._services()
        self.courses = self._courses()
        self.hours = self._hours()
        self.registrations = self._registrations()
        self.steps = self._steps()
        self.places = self._places()
        self.results = released_results(work, [person.id]).get(person.id, ())
        self.certificates = self._certificates()
        self.assessments = self._assessments()
        self.names = self._names()

    def _hidden(self) -> frozenset[LifeStage]:
        """What this viewer is not shown, so that nothing is guessed of it."""
        role = self.work.actor.role
        hidden = {stage for stage, rows in SEEN_THROUGH.items() if role not in RULES[rows]}
        if role is Role.EMPLOYER_CLERK and not self.courses:
            # A guard unit sees the lessons it held itself: that there were none says nothing of a training unit's.
            hidden.add(LifeStage.TRAINED)
        return frozenset(hidden)

    def known(self) -> Known:
        """What the life line is drawn from."""
        place = self.places[0] if self.places else None
        return Known(
            now=self.work.now,
            zone=self.work.site.settings.zone,
            city=self._city(),
            holder=self.person.name,
            hidden=self._hidden(),
            services=self.services,
            courses=[AttendedCourse(course, unit) for _, course, unit in self.courses],
            hours=sum(record.hours for record in self.hours),
            recorded_by=[record.recorded_by_id for record in self.hours],
            last_step=self._last_step(),
            place=place,
            sees_sittings=self.work.actor.role in RULES[Sitting],
            result=self._result_of(place),
            certificate=self.certificates[0] if self.certificates else None,
            assessed=self._assessed(),
            names=self.names,
        )

    def records(self, known: Known) -> list[Record]:
        """Every dated fact of the person that this viewer may see."""
        return [
            *(record for service in self.services for record in _stay(known, service)),
            *(
                Record(row.enrolled_at, sentence(N_("Enrolled in %(course)s, %(unit)s"), course=course.name, unit=unit))
                for row, course, unit in self.courses
            ),
            *(
                Record(
                    step.at,
                    sentence(N_("Application: %(act)s"), act=step.act),
                    known.staff(step.by_person_id),
                    tuple(REASONS[reason] for reason in step.reasons),
                )
                for step in self.steps
            ),
            *(record for place in self.places for record in _attempts(place)),
            *(record for result in self.results if result.released_at is not None for record in _released(result)),
            *(record for held in self.certificates for record in _ends(known, held)),
            *(record for row, unit in self.assessments for record in _assessed(known, row, unit)),
        ]

    # -- one statement each ---------------------------------------------------------------------------------------

    def _services(self) -> Sequence[Service]:
        query = (
            select(Employment, GuardUnit.name, Post.name)
            .join(
                GuardUnit,
                (GuardUnit.city_id == Employment.city_id) & (GuardUnit.id == Employment.guard_unit_id),
            )
            .outerjoin(Post, (Post.city_id == Employment.city_id) & (Post.id == Employment.post_id))
            .where(Employment.city_id == self.work.city_id, Employment.person_id == self.person_id)
            .order_by(Employment.hired_on.desc(), Employment.id.desc())
        )
        return [Service(employment, unit, post) for employment, unit, post in self.work.rows(query)]

    def _courses(self) -> Sequence[tuple[Enrolment, Course, str]]:
        query = (
            select(Enrolment, Course, unit_name())
            .join(Course, (Course.city_id == Enrolment.city_id) & (Course.id == Enrolment.course_id))
            .outerjoin(TrainingUnit, training_unit_of(Enrolment))
            .outerjoin(GuardUnit, guard_unit_of(Enrolment))
            .where(Enrolment.city_id == self.work.city_id, Enrolment.person_id == self.person_id)
            .order_by(Course.starts_on.desc(), Enrolment.id.desc())
        )
        return [(enrolment, course, unit) for enrolment, course, unit in self.work.rows(query)]

    def _hours(self) -> Sequence[TrainingRecord]:
        """The hours that count: of each chain of corrections the newest row."""
        newer = aliased(TrainingRecord)
        return self.work.all(
            select(TrainingRecord)
            .outerjoin(newer, (newer.city_id == TrainingRecord.city_id) & (newer.corrects_id == TrainingRecord.id))
            .where(
                TrainingRecord.city_id == self.work.city_id,
                TrainingRecord.person_id == self.person_id,
                newer.id.is_(None),
            )
            .order_by(TrainingRecord.held_on, TrainingRecord.id)
        )

    def _registrations(self) -> Sequence[tuple[Registration, str, str]]:
        query = (
            select(Registration, Authority.name, TrainingUnit.name)
            .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
            .outerjoin(
                TrainingUnit,
                (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
            )
            .where(Registration.city_id == self.work.city_id, Registration.person_id == self.person_id)
            .order_by(Registration.submitted_at.desc(), Registration.id.desc())
        )
        return [(registration, county, unit or "") for registration, county, unit in self.work.rows(query)]

    def _steps(self) -> Sequence[RegistrationStep]:
        """Of the reviews; that a certificate was issued or ended stands at the certificate."""
        return self.work.all(
            select(RegistrationStep)
            .where(
                RegistrationStep.city_id == self.work.city_id,
                RegistrationStep.registration_id.in_([row.id for row, _, _ in self.registrations]),
                RegistrationStep.act.not_in([ReviewAct.COMPLETE, ReviewAct.END]),
            )
            .order_by(RegistrationStep.at, RegistrationStep.number)
        )

    def _places(self) -> Sequence[Place]:
        query = (
            select(Booking, ExamSession, ExamCentre.name, Room.name, Seat.number, Sitting)
            .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
            .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
            .outerjoin(Room, (Room.city_id == Booking.city_id) & (Room.id == Booking.room_id))
            .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
            .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
            .where(Booking.city_id == self.work.city_id, Booking.person_id == self.person_id)
            .order_by(ExamSession.state == ExamSessionState.WITHDRAWN, ExamSession.starts_at.desc(), Booking.id.desc())
        )
        return [Place(*row) for row in self.work.rows(query)]

    def _certificates(self) -> Sequence[Held]:
        query = (
            select(Certificate, StatusChange)
            .outerjoin(
                StatusChange,
                (StatusChange.city_id == Certificate.city_id)
                & (StatusChange.certificate_id == Certificate.id)
                & StatusChange.second_at.is_not(None)
                & StatusChange.dropped_at.is_(None),
            )
            .where(Certificate.city_id == self.work.city_id, Certificate.person_id == self.person_id)
            .order_by(Certificate.signed_at.desc(), Certificate.id.desc())
        )
        return [Held(certificate, end) for certificate, end in self.work.rows(query)]

    def _assessments(self) -> Sequence[tuple[Assessment, str]]:
        """The unit's own assessments, for those who see any."""
        return assessed(self.work, self.person_id) if self.work.actor.role in RULES[Assessment] else ()

    def _names(self) -> Mapping[UUID, str]:
        """Names of those who acted; the scope leaves out whom this viewer may not see."""
        acted: set[UUID | None] = {step.by_person_id for step in self.steps}
        acted |= {record.recorded_by_id for record in self.hours}
        acted |= {service.employment.recorded_by_id for service in self.services}
        acted |= {row.followed_up_by_id for row, _ in self.assessments}
        for held in self.certificates:
            acted |= {held.certificate.approved_by_id, held.certificate.signed_by_id}
            if held.end is not None:
                acted |= {held.end.first_person_id, held.end.second_person_id}
        return names_of(self.work, {each for each in acted if each is not None})

    def _city(self) -> str:
        query = select(Authority.name).where(
            Authority.city_id == self.work.city_id, Authority.kind == AuthorityKind.CITY
        )
        return self.work.one(query) or ""

    # -- the newest of each ---------------------------------------------------------------------------------------

    def _last_step(self) -> LastStep | None:
        if not self.registrations:
            return None
        registration, county, unit = self.registrations[0]
        step = [each for each in self.steps if each.registration_id == registration.id][-1:]
        if not step:
            return None
        on = step[0].at.astimezone(self.work.site.settings.zone).date()
        return LastStep(registration, county, unit, on, step[0].by_person_id)

    def _assessed(self) -> Assessed | None:
        if self.work.actor.role not in RULES[Assessment]:
            return None
        last = self.assessments[0][0] if self.assessments else None
        due = next_due(self.work, self.person_id)
        return Assessed(last.closed_on if last else None, last is not None and last.passed, due)

    def _result_of(self, place: Place | None) -> ReleasedResult | None:
        return next((each for each in self.results if place and each.exam_session_id == place.exam_session.id), None)


def _assessed(known: Known, row: Assessment, unit: str) -> list[Record]:
    """What came out, and what the unit did after a failure."""
    if row.closed_at is None:
        return []
    said = N_("Assessed by %(unit)s: %(raw)s of %(maximum)s, passed")
    if not row.passed:
        said = N_("Assessed by %(unit)s: %(raw)s of %(maximum)s, not passed")
    found = [Record(row.closed_at, Sentence(said, {"unit": unit, "raw": row.raw, "maximum": len(row.paper_digests)}))]
    if row.followed_up_at is not None:
        what = sentence(N_("After the assessment: %(follow_up)s"), follow_up=row.follow_up)
        found.append(Record(row.followed_up_at, what, known.staff(row.followed_up_by_id)))
    return found


def names_of(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Names by id, of those whom the viewer may see."""
    query = select(Person.id, Person.name).where(Person.city_id == work.city_id, Person.id.in_(person_ids))
    return {row[0]: row[1] for row in work.rows(query)}


def _stay(known: Known, service: Service) -> list[Record]:
    """Hired when it was written down; left on the last day, or when that was written down with it."""
    row = service.employment
    found = [
        Record(
            row.recorded_at,
            sentence(N_("Hired by %(unit)s on %(day)s"), unit=service.unit, day=row.hired_on.isoformat()),
            known.staff(row.recorded_by_id),
        )
    ]
    if row.left_on is not None:
        last = datetime.combine(row.left_on, time(), known.zone)
        left = sentence(N_("Left %(unit)s on %(day)s"), unit=service.unit, day=row.left_on.isoformat())
        found.append(Record(max(last, row.recorded_at), left))
    return found


def _attempts(place: Place) -> list[Record]:
    exam = place.exam_session.name
    found = [Record(place.booking.booked_at, sentence(N_("Booked into the examination %(exam)s"), exam=exam))]
    if place.sitting is not None:
        began = N_("Began the examination %(exam)s")
        if place.sitting.is_on_paper:
            began = N_("Began the examination %(exam)s, answered on paper")
        found.append(Record(place.sitting.started_at, sentence(began, exam=exam)))
        if place.sitting.closed_at is not None:
            found.append(
                Record(
                    place.sitting.closed_at,
                    sentence(N_("%(exam)s: %(state)s"), exam=exam, state=place.sitting.state),
                )
            )
    return found


def _released(result: ReleasedResult) -> list[Record]:
    """The score as it was released, then what marking again made of it, and later that it was annulled."""
    at: Any = result.released_at
    first = result.raw if result.first_raw is None else result.first_raw
    was_passed = result.raw >= result.cut_score if result.first_passed is None else result.first_passed
    text = (
        N_("Result of %(exam)s: %(raw)s of %(maximum)s, passed")
        if was_passed
        else N_("Result of %(exam)s: %(raw)s of %(maximum)s, not passed")
    )
    found = [Record(at, sentence(text, exam=result.exam_name, raw=first, maximum=result.maximum))]
    if result.changed_at is not None:
        text = (
            N_("%(exam)s was marked again: %(raw)s of %(maximum)s, passed")
            if result.raw >= result.cut_score
            else N_("%(exam)s was marked again: %(raw)s of %(maximum)s, not passed")
        )
        again = sentence(text, exam=result.exam_name, raw=result.raw, maximum=result.maximum)
        found.append(Record(result.changed_at, again))
    if result.annulled_at is not None:
        text = N_("Result of %(exam)s annulled by case %(number)s")
        annulled = sentence(text, exam=result.exam_name, number=result.case_number)
        found.append(Record(result.annulled_at, annulled))
    return found


def _ends(known: Known, held: Held) -> list[Record]:
    certificate, end = held.certificate, held.end
    number = format_number(certificate.number)
    found = [
        Record(
            certificate.signed_at,
            sentence(N_("Certificate %(number)s issued"), number=number),
            known.staff(certificate.approved_by_id, certificate.signed_by_id),
        )
    ]
    if end is not None and end.second_at is not None:
        found.append(
            Record(
                end.second_at,
                sentence(
                    N_("Certificate %(number)s: %(status)s (%(basis)s)"),
                    number=number,
                    status=end.new_status,
                    basis=end.legal_basis,
                ),
                known.staff(end.first_person_id, end.second_person_id),
            )
        )
    return found


# -- finding a person ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoundPerson:
    """One person in the answer to a search."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    birth_date: date
    certificate_number: str


@dataclass(frozen=True)
class Search:
    """The people found, and whether there were more than are shown."""

    people: tuple[FoundPerson, ...]
    there_are_more: bool


def find_people(work: Work, wanted: str) -> Search:
    """People of the viewer's scope by name (its beginning), full ID number, or certificate number.

    An ID number is found by its blind index; a part of one finds nobody, so that numbers cannot be tried out.
    """
    newest = (
        select(func.max(Certificate.number))
        .where(Certificate.city_id == Person.city_id, Certificate.person_id == Person.id)
        .correlate(Person)
        .scalar_subquery()
    )
    query = (
        select(Person, newest)
        .where(Person.city_id == work.city_id, _fits(work, wanted))
        .order_by(Person.name, Person.birth_date, Person.id)
        .limit(MOST_FOUND + 1)
    )
    rows = work.rows(query)
    people = tuple(
        FoundPerson(
            person.id,
            person.name,
            masked_number(work, person),
            person.birth_date,
            format_number(number) if number else "",
        )
        for person, number in rows[:MOST_FOUND]
    )
    return Search(people, len(rows) > MOST_FOUND)


def _fits(work: Work, wanted: str) -> Any:
    certified = aliased(Certificate)
    numbered = (
        select(certified.id)
        .where(
            certified.city_id == Person.city_id,
            certified.person_id == Person.id,
            certified.number == normalise_number(wanted),
        )
        .correlate(Person)
        .exists()
    )
    try:
        number = work.site.vault.blind_index(read_id_number(wanted).text)
    except IdNumberWrong:
        return or_(Person.name.startswith(normalise_name(wanted), autoescape=True), numbered)
    return or_(Person.id_number_index == number, numbered)
