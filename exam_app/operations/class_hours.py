"""Class hours of 45 minutes: written for all of a lesson at once, corrected by new rows, within a day's ceilings."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.journal import Tag
from exam_app.models import Lesson, Person, Trainer, TrainingRecord
from exam_app.operations import operation
from exam_app.outline import DAILY_CEILING
from exam_app.queries.class_hours import counts_still
from exam_app.terms import N_, HourKind, SubjectArea
from exam_app.work import Work

LONGEST_REASON = 200
AREAS = {kind: [area for area in SubjectArea if area.kind is kind] for kind in HourKind}
"""The areas whose hours fall under one ceiling."""


@operation(Permission.TRAIN, Permission.EMPLOY, Permission.TEACH)
def credit_hours(work: Work, lesson_id: UUID, attendance: Mapping[UUID, int]) -> None:
    """Write the class hours of a lesson, by person; called when it is confirmed, or signed late by a second person.

    Nobody can attend more than 6 theory and 3 skill hours a day, over all courses and units (ministry outline,
    domain.md 3). One person too many refuses the whole lesson, so that nothing is half recorded. Raises
    :class:`Invalid` in the field ``hours``.
    """
    lesson = work.get(Lesson, lesson_id)
    people = _locked_people(work, attendance)
    held_on = lesson.starts_at.astimezone(work.site.settings.zone).date()
    if not all(1 <= hours <= lesson.hours for hours in attendance.values()):
        raise Invalid.in_field("who", N_("Between 0 and %(most)s class hours for each person."), most=lesson.hours)
    if work.get(Trainer, lesson.trainer_id).person_id in attendance:
        raise Invalid.in_field("who", N_("Whoever teaches a lesson gets none of its hours. Enter 0 for the trainer."))
    _refuse_beyond_ceiling(work, people, held_on, lesson.area.kind, attendance)
    work.add_all(
        [
            TrainingRecord(
                city_id=work.city_id,
                id=work.new_id(),
                **lesson.unit_keys,
                course_id=lesson.course_id,
                lesson_id=lesson.id,
                person_id=person_id,
                held_on=held_on,
                area=lesson.area,
                hours=attendance[person_id],
                recorded_by_id=work.actor.person_id,
                recorded_at=work.now,
            )
            for person_id in people
        ]
    )
    for person_id in people:
        work.record(
            Tag.HOURS_RECORDED,
            "lesson",
            lesson.id,
            about=person_id,
            hours=attendance[person_id],
            held_on=held_on.isoformat(),
        )


@operation(Permission.TRAIN, Permission.EMPLOY)
def correct_hours(work: Work, record_id: UUID, *, hours: int, reason: str) -> UUID:
    """Put recorded hours right by a new row that names the old one; 0 strikes it out. Returns the new row's id.

    Raises :class:`Conflict` when somebody corrected the same row before, :class:`Invalid` beyond what the lesson or the
    day holds.
    """
    old = work.get(TrainingRecord, record_id)
    person = work.lock(Person, old.person_id)
    _check_correction(work, old, hours, reason.strip())
    _refuse_beyond_ceiling(
        work, {person.id: person.name}, old.held_on, old.area.kind, {person.id: hours}, instead_of=old.id
    )
    new = work.add(
        TrainingRecord(
            city_id=work.city_id,
            id=work.new_id(),
            **old.unit_keys,
            course_id=old.course_id,
            lesson_id=old.lesson_id,
            person_id=old.person_id,
            held_on=old.held_on,
            area=old.area,
            hours=hours,
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


def _check_correction(work: Work, old: TrainingRecord, hours: int, reason: str) -> None:
    still = select(TrainingRecord.id).where(
        TrainingRecord.city_id == work.city_id, TrainingRecord.id == old.id, counts_still()
    )
    if work.one(still) is None:
        raise Conflict("Somebody corrected these hours in the meantime. Look at the newest figure first.")
    most = work.get(Lesson, old.lesson_id).hours
    if not 0 <= hours <= most:
        raise Invalid.in_field("hours", N_("The lesson had %(most)s class hours: between 0 and %(most)s."), most=most)
    if hours == old.hours:
        raise Invalid.in_field("hours", N_("These are the hours recorded already."))
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Give the reason in at most %(most)s characters."), most=LONGEST_REASON)


def _locked_people(work: Work, attendance: Mapping[UUID, int]) -> dict[UUID, str]:
    """Names by id, the rows locked in the order of their ids, so that two clerks cannot exceed a limit together.

    It is the person's row that is locked and not the enrolment's: the limit holds across units. On SQLite the lesson's
    lock has taken the one write lock already.
    """
    query = (
        select(Person)
        .where(Person.city_id == work.city_id, Person.id.in_(attendance))
        .order_by(Person.id)
        .with_for_update()
    )
    people = {person.id: person.name for person in work.all(query)}
    if len(people) < len(attendance):
        raise NotFound("This does not exist, or not for you.")
    return people


def _refuse_beyond_ceiling(
    work: Work,
    people: Mapping[UUID, str],
    held_on: date,
    kind: HourKind,
    hours: Mapping[UUID, int],
    instead_of: UUID | None = None,
) -> None:
    """Refuse hours that no day holds, saying how many are recorded but never by whom (ui.md 5, S12)."""
    already = _hours_of_day(work, people, held_on, kind, instead_of)
    most = DAILY_CEILING[kind]
    beyond = {person_id: held for person_id, held in already.items() if held + hours[person_id] > most}
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
    own = TrainingRecord.held_by(work.actor)
    # A unit of the other kind has no value in this column: it is another unit too.
    others = func.coalesce(own, False).is_(False)
    sums = _sums(work, people, held_on, kind, own & (TrainingRecord.id != instead_of))
    with work.everything("class hours of a day over all units") as beyond:
        for person_id, hours in _sums(beyond, people, held_on, kind, others).items():
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
            TrainingRecord.area.in_(AREAS[kind]),
            counts_still(),
            which,
        )
        .group_by(TrainingRecord.person_id)
    )
    return {person_id: int(hours) for person_id, hours in work.rows(query)}
