"""Class hours of 45 minutes: recorded for many at once, corrected by new rows, within the ceilings of a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import Course, Enrolment, Person, TrainingRecord
from exam_app.models.training import DAILY_CEILING
from exam_app.operations import operation
from exam_app.queries.training import counts_still
from exam_app.terms import N_, HourKind
from exam_app.work import Work

CEILINGS = DAILY_CEILING
"""What the page says beforehand is what is refused afterwards."""
LONGEST_SUBJECT = 80
LONGEST_REASON = 200


@operation(Permission.TRAIN)
def record_hours(
    work: Work,
    course_id: UUID,
    person_ids: Sequence[UUID],
    *,
    held_on: date,
    kind: HourKind,
    hours: int,
    subject: str,
) -> int:
    """Record class hours (45 minutes each) of one lesson for people of a course; returns for how many.

    Nobody can attend more than 6 theory and 3 skill hours a day, over all courses and units (ministry outline,
    domain.md 3). One person too many refuses the whole lesson, so that nothing is half recorded. So does a lesson that
    is recorded already, which also makes sending a form twice harmless.
    """
    subject = subject.strip()
    course = work.lock(Course, course_id)
    _check_lesson(work, course, held_on, kind, hours, subject)
    people = _locked_people(work, course.id, person_ids)
    _refuse_recorded_before(work, course.id, people, held_on, kind, subject)
    _refuse_beyond_ceiling(work, people, held_on, kind, hours)
    work.add_all(
        [
            TrainingRecord(
                city_id=work.city_id,
                id=work.new_id(),
                training_unit_id=course.training_unit_id,
                course_id=course.id,
                person_id=person_id,
                held_on=held_on,
                kind=kind,
                hours=hours,
                subject=subject,
                recorded_by_id=work.actor.person_id,
                recorded_at=work.now,
            )
            for person_id in people
        ]
    )
    for person_id in people:
        work.record(Tag.HOURS_RECORDED, "course", course.id, about=person_id, hours=hours, held_on=held_on.isoformat())
    return len(people)


@operation(Permission.TRAIN)
def correct_hours(work: Work, record_id: UUID, *, hours: int, reason: str) -> UUID:
    """Put recorded hours right by a new row that names the old one; 0 strikes it out. Returns the new row's id.

    Raises :class:`Conflict` when somebody corrected the same row before, :class:`Invalid` beyond the day's limit.
    """
    old = work.get(TrainingRecord, record_id)
    person = work.lock(Person, old.person_id)
    _check_correction(work, old, hours, reason.strip())
    _refuse_beyond_ceiling(work, {person.id: person.name}, old.held_on, old.kind, hours, instead_of=old.id)
    new = work.add(
        TrainingRecord(
            city_id=work.city_id,
            id=work.new_id(),
            training_unit_id=old.training_unit_id,
            course_id=old.course_id,
            person_id=old.person_id,
            held_on=old.held_on,
            kind=old.kind,
            hours=hours,
            subject=old.subject,
            corrects_id=old.id,
            reason=reason.strip(),
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )
    )
    work.record(
        Tag.HOURS_CORRECTED,
        "training_record",
        new.id,
        about=person.id,
        hours=hours,
        held_on=old.held_on.isoformat(),
    )
    return new.id


def _check_lesson(work: Work, course: Course, held_on: date, kind: HourKind, hours: int, subject: str) -> None:
    if held_on > work.today:
        raise Invalid.in_field("held_on", N_("This day is still to come. Record hours after the lesson."))
    if held_on < course.starts_on:
        raise Invalid.in_field(
            "held_on", N_("The course begins on %(day)s. Check the day."), day=course.starts_on.isoformat()
        )
    if not 1 <= hours <= CEILINGS[kind]:
        raise Invalid.in_field(
            "hours", N_("%(kind)s: between 1 and %(most)s class hours a day."), kind=kind, most=CEILINGS[kind]
        )
    if not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise Invalid.in_field(
            "subject", N_("Say in at most %(most)s characters what was taught."), most=LONGEST_SUBJECT
        )


def _check_correction(work: Work, old: TrainingRecord, hours: int, reason: str) -> None:
    still = select(TrainingRecord.id).where(
        TrainingRecord.city_id == work.city_id, TrainingRecord.id == old.id, counts_still()
    )
    if work.one(still) is None:
        raise Conflict("Somebody corrected these hours in the meantime. Look at the newest figure first.")
    if not 0 <= hours <= CEILINGS[old.kind]:
        raise Invalid.in_field(
            "hours",
            N_("%(kind)s: between 0 and %(most)s class hours a day."),
            kind=old.kind,
            most=CEILINGS[old.kind],
        )
    if hours == old.hours:
        raise Invalid.in_field("hours", N_("These are the hours recorded already."))
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Give the reason in at most %(most)s characters."), most=LONGEST_REASON)


def _locked_people(work: Work, course_id: UUID, person_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Names by id, the rows locked in the order of their ids, so that two clerks cannot exceed a limit together.

    It is the person's row that is locked and not the enrolment's: the limit holds across units. On SQLite the course's
    lock has taken the one write lock already.
    """
    wanted = set(person_ids)
    if not wanted:
        raise Invalid.in_field("who", N_("Choose at least one person."))
    query = (
        select(Person)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id, Person.id.in_(wanted))
        .order_by(Person.id)
        .with_for_update(of=Person)
    )
    people = {person.id: person.name for person in work.all(query)}
    if len(people) < len(wanted):
        raise NotFound("This does not exist, or not for you.")
    return people


def _refuse_recorded_before(
    work: Work, course_id: UUID, people: Mapping[UUID, str], held_on: date, kind: HourKind, subject: str
) -> None:
    same = select(TrainingRecord.person_id).where(
        TrainingRecord.city_id == work.city_id,
        TrainingRecord.course_id == course_id,
        TrainingRecord.person_id.in_(people),
        TrainingRecord.held_on == held_on,
        TrainingRecord.kind == kind,
        TrainingRecord.subject == subject,
        TrainingRecord.hours > 0,
        counts_still(),
    )
    recorded = work.all(same)
    if recorded:
        raise Invalid.in_field(
            "subject",
            N_("This lesson is recorded already for %(people)s people, among them %(name)s. Correct it there instead."),
            people=len(recorded),
            name=people[recorded[0]],
        )


def _refuse_beyond_ceiling(
    work: Work,
    people: Mapping[UUID, str],
    held_on: date,
    kind: HourKind,
    hours: int,
    instead_of: UUID | None = None,
) -> None:
    """Refuse hours that no day holds, saying how many are recorded but never by whom (ui.md 5, S12)."""
    already = _hours_of_day(work, people, held_on, kind, instead_of)
    most = CEILINGS[kind]
    beyond = {person_id: held for person_id, held in already.items() if held + hours > most}
    if not beyond:
        return
    worst = max(beyond, key=lambda person_id: beyond[person_id])
    raise Invalid.in_field(
        "hours",
        N_(
            "%(name)s has %(already)s class hours of %(kind)s recorded that day already; with these the limit of "
            "%(most)s is passed (%(people)s people in all). Nothing was recorded."
        ),
        name=people[worst],
        already=beyond[worst],
        kind=kind,
        most=most,
        people=len(beyond),
    )


def _hours_of_day(
    work: Work, people: Mapping[UUID, str], held_on: date, kind: HourKind, instead_of: UUID | None
) -> dict[UUID, int]:
    """Hours that count, by person: this unit's as this work sees them, the other units' beyond its scope."""
    own = TrainingRecord.training_unit_id == work.found(work.actor.training_unit_id)
    sums = _sums(work, people, held_on, kind, own & (TrainingRecord.id != instead_of))
    with work.everything("class hours of a day over all units") as beyond:
        for person_id, hours in _sums(beyond, people, held_on, kind, ~own).items():
            sums[person_id] = sums.get(person_id, 0) + hours
    return sums


def _sums(
    work: Work, people: Mapping[UUID, str], held_on: date, kind: HourKind, which: ColumnElement[bool]
) -> dict[UUID, int]:
    query = (
        select(TrainingRecord.person_id, func.sum(TrainingRecord.hours))
        .where(
            TrainingRecord.city_id == work.city_id,
            TrainingRecord.person_id.in_(people),
            TrainingRecord.held_on == held_on,
            TrainingRecord.kind == kind,
            counts_still(),
            which,
        )
        .group_by(TrainingRecord.person_id)
    )
    return {person_id: int(hours) for person_id, hours in work.rows(query)}
