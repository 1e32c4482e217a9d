"""Everything kept about a person that the person may see: for the page, and for the copy to take along.

Nothing about other people is in it: no member of staff, no case, no candidate beside (Personal Information Protection
Law art. 45).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from exam_app.models import (
    ApplicantSlip,
    Authority,
    Booking,
    Course,
    Employment,
    Enrolment,
    ExamCentre,
    ExamSession,
    GuardUnit,
    Person,
    Photo,
    PreRegistration,
    Registration,
    RegistrationStep,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.queries.appeals import my_appeals
from exam_app.queries.certificates import certificates_of
from exam_app.queries.entry_refusals import my_refusals
from exam_app.queries.own_requests import corrections, objections
from exam_app.queries.people import masked_number
from exam_app.queries.registrations import reasons_of
from exam_app.queries.results import released_results
from exam_app.queries.unit_teaching import guard_unit_of, training_unit_of, unit_name
from exam_app.terms import N_, Term
from exam_app.work import Work

Value = Term | str | int | bool | date | datetime | tuple[Term, ...] | None


@dataclass(frozen=True)
class Section:
    """One kind of record: ``columns`` names each key of a row for readers."""

    key: str
    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Value]]


@dataclass(frozen=True)
class OwnData:
    """The sections in the order in which they are read, and the photo (JPEG)."""

    sections: Sequence[Section]
    photo: bytes | None


def own_data(work: Work) -> OwnData:
    """What is kept about the viewer, in a fixed number of statements."""
    person = work.get(Person, work.found(work.actor.person_id))
    photo = work.one(select(Photo.jpeg).where(Photo.city_id == work.city_id, Photo.id == person.photo_id))
    return OwnData(
        [
            _person(work, person),
            _from_home(work, person),
            _applications(work, person),
            _steps(work, person),
            _courses(work, person),
            _hours(work, person),
            _employers(work, person),
            _examinations(work, person),
            _refusals(work),
            _results(work, person),
            _appeals(work),
            _certificates(work, person),
            _slips(work, person),
            _corrections(work),
            _objections(work),
        ],
        photo,
    )


def _section(key: str, title: str, columns: Mapping[str, str], rows: Sequence[Sequence[Value]]) -> Section:
    return Section(key, title, columns, [dict(zip(columns, row, strict=True)) for row in rows])


def _person(work: Work, person: Person) -> Section:
    phone = work.site.vault.open(person.phone_sealed, "person.phone", person.id) if person.phone_sealed else ""
    columns = {
        "name": N_("Name"),
        "id_number": N_("ID number"),
        "birth_date": N_("Birth date"),
        "sex": N_("Sex"),
        "phone": N_("Telephone"),
        "has_photo": N_("Photo"),
        "known_since": N_("Known since"),
    }
    row = (
        person.name,
        masked_number(work, person),
        person.birth_date,
        person.sex,
        phone,
        person.photo_id is not None,
        person.created_at,
    )
    return _section("person", N_("Who you are"), columns, [row])


def _from_home(work: Work, person: Person) -> Section:
    query = (
        select(PreRegistration.made_at, PreRegistration.number, Authority.name, PreRegistration.state)
        .join(Authority, (Authority.city_id == PreRegistration.city_id) & (Authority.id == PreRegistration.county_id))
        .where(PreRegistration.city_id == work.city_id, PreRegistration.person_id == person.id)
        .order_by(PreRegistration.made_at, PreRegistration.id)
    )
    columns = {
        "made_at": N_("Time"),
        "number": N_("Pre-registration number"),
        "county": N_("County"),
        "state": N_("State"),
    }
    return _section("from_home", N_("Pre-registrations"), columns, [tuple(row) for row in work.rows(query)])


def _applications(work: Work, person: Person) -> Section:
    query = (
        select(Registration.submitted_at, Registration.state, Authority.name, TrainingUnit.name)
        .join(Authority, (Authority.city_id == Registration.city_id) & (Authority.id == Registration.county_id))
        .outerjoin(
            TrainingUnit,
            (TrainingUnit.city_id == Registration.city_id) & (TrainingUnit.id == Registration.training_unit_id),
        )
        .where(Registration.city_id == work.city_id, Registration.person_id == person.id)
        .order_by(Registration.submitted_at, Registration.id)
    )
    columns = {
        "submitted_at": N_("Submitted"),
        "state": N_("State"),
        "county": N_("County"),
        "training_unit": N_("Training unit"),
    }
    return _section("applications", N_("Applications"), columns, [tuple(row) for row in work.rows(query)])


def _steps(work: Work, person: Person) -> Section:
    query = (
        select(RegistrationStep)
        .join(
            Registration,
            (Registration.city_id == RegistrationStep.city_id) & (Registration.id == RegistrationStep.registration_id),
        )
        .where(Registration.city_id == work.city_id, Registration.person_id == person.id)
        .order_by(RegistrationStep.at, RegistrationStep.number)
    )
    rows = [(step.at, step.act, tuple(reasons_of(step)), step.note) for step in work.all(query)]
    columns = {"at": N_("Time"), "act": N_("Step"), "reasons": N_("Reasons"), "note": N_("Note")}
    return _section("steps", N_("What was done with them"), columns, rows)


def _courses(work: Work, person: Person) -> Section:
    query = (
        select(Course.name, unit_name(), Course.starts_on, Course.ends_on)
        .join(Enrolment, (Enrolment.city_id == Course.city_id) & (Enrolment.course_id == Course.id))
        .outerjoin(TrainingUnit, training_unit_of(Enrolment))
        .outerjoin(GuardUnit, guard_unit_of(Enrolment))
        .where(Enrolment.city_id == work.city_id, Enrolment.person_id == person.id)
        .order_by(Course.starts_on, Course.id)
    )
    columns = {
        "course": N_("Course"),
        "training_unit": N_("Training unit"),
        "starts_on": N_("First day"),
        "ends_on": N_("Last day"),
    }
    return _section("courses", N_("Courses"), columns, [tuple(row) for row in work.rows(query)])


def _hours(work: Work, person: Person) -> Section:
    query = (
        select(TrainingRecord.held_on, TrainingRecord.area, TrainingRecord.hours)
        .where(TrainingRecord.city_id == work.city_id, TrainingRecord.person_id == person.id)
        .order_by(TrainingRecord.held_on, TrainingRecord.id)
    )
    columns = {
        "held_on": N_("Date"),
        "area": N_("Counts as"),
        "hours": N_("Class hours"),
    }
    title = N_("Class hours, corrected ones included")
    return _section("class_hours", title, columns, [tuple(row) for row in work.rows(query)])


def _employers(work: Work, person: Person) -> Section:
    query = (
        select(GuardUnit.name, Employment.hired_on, Employment.left_on)
        .join(Employment, (Employment.city_id == GuardUnit.city_id) & (Employment.guard_unit_id == GuardUnit.id))
        .where(Employment.city_id == work.city_id, Employment.person_id == person.id)
        .order_by(Employment.hired_on, Employment.id)
    )
    columns = {"unit": N_("Guard unit"), "hired_on": N_("First day"), "left_on": N_("Last day")}
    return _section("employment", N_("Guard units"), columns, [tuple(row) for row in work.rows(query)])


def _examinations(work: Work, person: Person) -> Section:
    query = (
        select(ExamSession.name, ExamSession.starts_at, ExamCentre.name, Booking.ticket_number)
        .join(Booking, (Booking.city_id == ExamSession.city_id) & (Booking.exam_session_id == ExamSession.id))
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .where(Booking.city_id == work.city_id, Booking.person_id == person.id)
        .order_by(ExamSession.starts_at, Booking.id)
    )
    columns = {
        "examination": N_("Examination"),
        "starts_at": N_("Begins"),
        "centre": N_("Place"),
        "ticket_number": N_("Ticket number"),
    }
    return _section("examinations", N_("Examinations"), columns, [tuple(row) for row in work.rows(query)])


def _results(work: Work, person: Person) -> Section:
    found = released_results(work, [person.id]).get(person.id, ())
    rows = [(each.exam_name, each.sat_at, each.raw, each.maximum, each.passed, each.released_at) for each in found]
    columns = {
        "examination": N_("Examination"),
        "sat_at": N_("Begins"),
        "points": N_("Points"),
        "maximum": N_("Of"),
        "passed": N_("Passed"),
        "released_at": N_("Released"),
    }
    return _section("results", N_("Released results"), columns, rows)


def _refusals(work: Work) -> Section:
    rows = [(each.exam_name, each.signed_at, each.ground, each.words) for each in my_refusals(work)]
    columns = {
        "examination": N_("Examination"),
        "signed_at": N_("Time"),
        "ground": N_("Why"),
        "words": N_("What was written down"),
    }
    return _section("entry_refusals", N_("Not let in"), columns, rows)


def _appeals(work: Work) -> Section:
    """With what was decided, of the paper and of each component, once two people signed it."""
    rows = [
        (
            each.number,
            each.exam_name,
            each.asked_at,
            each.words,
            each.decide_by,
            each.outcome,
            each.decided_at,
            each.reasons,
            each.raw,
            each.maximum,
            each.passed,
            tuple(part.kind for part in each.parts),
            ", ".join(f"{part.before} → {part.after}" for part in each.parts),
        )
        for each in my_appeals(work)
    ]
    columns = {
        "number": N_("Appeal number"),
        "examination": N_("Examination"),
        "asked_at": N_("Asked"),
        "words": N_("Your words"),
        "decide_by": N_("Decide by"),
        "outcome": N_("Outcome"),
        "decided_at": N_("Decided"),
        "reasons": N_("Reasons"),
        "points": N_("Points"),
        "maximum": N_("Of"),
        "passed": N_("Passed"),
        "components": N_("Components"),
        "component_points": N_("Points of the components"),
    }
    return _section("score_appeals", N_("Score appeals"), columns, rows)


def _certificates(work: Work, person: Person) -> Section:
    rows = [(each.grouped_number, each.issued_on, each.status) for each in certificates_of(work, person.id)]
    columns = {"number": N_("Certificate number"), "issued_on": N_("Issued"), "status": N_("State")}
    return _section("certificates", N_("Certificates"), columns, rows)


def _slips(work: Work, person: Person) -> Section:
    query = (
        select(ApplicantSlip.issued_at, ApplicantSlip.ended_at)
        .where(ApplicantSlip.city_id == work.city_id, ApplicantSlip.person_id == person.id)
        .order_by(ApplicantSlip.issued_at)
    )
    columns = {"issued_at": N_("Issued"), "ended_at": N_("Ended")}
    return _section("slips", N_("Slips for this page"), columns, [tuple(row) for row in work.rows(query)])


def _corrections(work: Work) -> Section:
    rows = [(each.asked_at, each.field, each.words, each.done, each.answer) for each in corrections(work)]
    columns = {
        "asked_at": N_("Asked"),
        "field": N_("What is wrong"),
        "words": N_("What is right"),
        "done": N_("Done"),
        "answer": N_("Answer"),
    }
    return _section("corrections", N_("Requests for correction"), columns, rows)


def _objections(work: Work) -> Section:
    rows = [(each.filed_at, each.about, each.words, each.outcome, each.answer) for each in objections(work)]
    columns = {
        "filed_at": N_("Filed"),
        "about": N_("Against"),
        "words": N_("Your words"),
        "outcome": N_("Outcome"),
        "answer": N_("Answer"),
    }
    return _section("objections", N_("Objections"), columns, rows)
