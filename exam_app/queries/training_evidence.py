"""All training records of a city within a year, as the plausibility core wants them: one query per table."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    AttendanceProof,
    Certificate,
    Classroom,
    Enrolment,
    LateEntry,
    Lesson,
    Result,
    ResultRelease,
    Sitting,
    Trainer,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.plausibility import Credit, PersonResult, Proof, Records, Room, UnitTotals
from exam_app.plausibility import Lesson as HeldLesson
from exam_app.plausibility import ProofKind as Shown
from exam_app.terms import ProofKind
from exam_app.work import Work

PERIOD = timedelta(days=365)
SHOWN_BY = {
    ProofKind.ARRIVED: Shown.START_CODE,
    ProofKind.LEFT: Shown.END_CODE,
    ProofKind.TRAINER: Shown.TRAINER,
    ProofKind.ROLL_CALL: Shown.ROLL_CALL_PHOTO,
}


def training_evidence(work: Work, until: date) -> Records:
    """What happened in the year that ends with ``until``; seven statements however many people there are."""
    since = datetime.combine(until - PERIOD, time(), work.site.settings.zone)
    lessons = _lessons(work, since)
    held = {lesson.id for lesson in lessons}
    return Records(
        until=until,
        lessons=lessons,
        rooms=tuple(
            Room(room.id, room.opens_at, room.closes_at % (24 * 60))
            for room in work.all(select(Classroom).where(Classroom.city_id == work.city_id))
        ),
        # A code may be scanned in a lesson that nobody confirmed: it did not take place until somebody says so.
        proofs=tuple(proof for proof in _proofs(work, since) if proof.lesson_id in held),
        credits=tuple(credit for credit in _credits(work, until - PERIOD) if credit.lesson_id in held),
        results=_results(work, since),
        totals=_totals(work, until - PERIOD),
    )


def _lessons(work: Work, since: datetime) -> tuple[HeldLesson, ...]:
    """Lessons that took place: confirmed, or entered late and signed.

    The trainer is the person: somebody may teach at two units.
    """
    query = (
        select(Lesson, Trainer.person_id)
        .join(Trainer, (Trainer.city_id == Lesson.city_id) & (Trainer.id == Lesson.trainer_id))
        .outerjoin(
            LateEntry,
            (LateEntry.city_id == Lesson.city_id) & (LateEntry.lesson_id == Lesson.id) & LateEntry.accepted.is_(True),
        )
        .where(
            Lesson.city_id == work.city_id,
            Lesson.starts_at >= since,
            Lesson.confirmed_at.is_not(None) | LateEntry.id.is_not(None),
        )
    )
    return tuple(
        HeldLesson(
            lesson.id,
            lesson.unit_id,
            lesson.course_id,
            lesson.classroom_id,
            trainer,
            lesson.starts_at,
            lesson.ends_at,
            lesson.area.kind,
            lesson.hours,
        )
        for lesson, trainer in work.rows(query)
    )


def _proofs(work: Work, since: datetime) -> tuple[Proof, ...]:
    query = (
        select(
            AttendanceProof.lesson_id,
            AttendanceProof.person_id,
            AttendanceProof.kind,
            AttendanceProof.at,
            AttendanceProof.device,
        )
        .join(Lesson, (Lesson.city_id == AttendanceProof.city_id) & (Lesson.id == AttendanceProof.lesson_id))
        .where(AttendanceProof.city_id == work.city_id, Lesson.starts_at >= since, Lesson.cancelled_at.is_(None))
    )
    return tuple(
        Proof(lesson_id, person_id, SHOWN_BY[kind], at, device)
        for lesson_id, person_id, kind, at, device in work.rows(query)
    )


def _credits(work: Work, since: date) -> tuple[Credit, ...]:
    query = select(
        TrainingRecord.id,
        TrainingRecord.lesson_id,
        TrainingRecord.person_id,
        TrainingRecord.unit_column(),
        TrainingRecord.held_on,
        TrainingRecord.area,
        TrainingRecord.hours,
        TrainingRecord.recorded_at,
        TrainingRecord.corrects_id,
    ).where(TrainingRecord.city_id == work.city_id, TrainingRecord.held_on >= since)
    return tuple(
        Credit(row_id, lesson_id, person_id, unit_id, held_on, area.kind, hours, recorded_at, corrects_id)
        for row_id, lesson_id, person_id, unit_id, held_on, area, hours, recorded_at, corrects_id in work.rows(query)
    )


def _results(work: Work, since: datetime) -> tuple[PersonResult, ...]:
    """The first examination of everybody whom a training unit trained: passed or not, how fast, how soon."""
    first = (
        select(Sitting.person_id, func.min(Sitting.started_at).label("started_at"))
        .where(Sitting.city_id == work.city_id)
        .group_by(Sitting.person_id)
        .subquery()
    )
    trained = aliased(TrainingRecord)
    newer = aliased(TrainingRecord)
    hours = (
        select(
            trained.person_id,
            trained.training_unit_id,
            func.sum(trained.hours).label("hours"),
            func.min(trained.held_on).label("began_on"),
        )
        .outerjoin(newer, (newer.city_id == trained.city_id) & (newer.corrects_id == trained.id))
        .where(trained.city_id == work.city_id, newer.id.is_(None), trained.training_unit_id.is_not(None))
        .group_by(trained.person_id, trained.training_unit_id)
        .subquery()
    )
    query = (
        select(
            Result.person_id,
            hours.c.training_unit_id,
            Result.passed,
            hours.c.hours,
            hours.c.began_on,
            Sitting.started_at,
            Sitting.closed_at,
        )
        .join(Sitting, (Sitting.city_id == Result.city_id) & (Sitting.id == Result.sitting_id))
        .join(first, (first.c.person_id == Sitting.person_id) & (first.c.started_at == Sitting.started_at))
        .join(hours, hours.c.person_id == Result.person_id)
        # A flag says how a unit's people passed, so that it would tell the unit before the release.
        .join(
            ResultRelease,
            (ResultRelease.city_id == Result.city_id) & (ResultRelease.exam_session_id == Result.exam_session_id),
        )
        .where(Result.city_id == work.city_id, ResultRelease.second_at.is_not(None), Sitting.started_at >= since)
        .order_by(hours.c.began_on, Result.id)
    )
    zone = work.site.settings.zone
    found: dict[UUID, PersonResult] = {}
    for person_id, unit_id, passed, credited, began_on, started_at, closed_at in work.rows(query):
        days = (started_at.astimezone(zone).date() - began_on).days + 1
        if days >= 1:
            minutes = (closed_at - started_at).total_seconds() / 60 if closed_at else None
            found[person_id] = PersonResult(person_id, unit_id, passed, int(credited), days, minutes)
    return tuple(found.values())


def _totals(work: Work, since: date) -> tuple[UnitTotals, ...]:
    """Certificates issued to the people of each unit, and the class hours that it taught."""
    theirs = (
        select(Enrolment.training_unit_id, func.count(func.distinct(Certificate.id)).label("certificates"))
        .join(Certificate, (Certificate.city_id == Enrolment.city_id) & (Certificate.person_id == Enrolment.person_id))
        .where(Enrolment.city_id == work.city_id, Certificate.issued_on >= since)
        .group_by(Enrolment.training_unit_id)
        .subquery()
    )
    taught = (
        select(
            Lesson.training_unit_id,
            func.sum(case((Lesson.confirmed_at.is_not(None), Lesson.hours), else_=0)).label("hours"),
        )
        .where(Lesson.city_id == work.city_id)
        .group_by(Lesson.training_unit_id)
        .subquery()
    )
    query = (
        select(TrainingUnit.id, theirs.c.certificates, taught.c.hours)
        .outerjoin(theirs, theirs.c.training_unit_id == TrainingUnit.id)
        .outerjoin(taught, taught.c.training_unit_id == TrainingUnit.id)
        .where(TrainingUnit.city_id == work.city_id)
    )
    return tuple(
        UnitTotals(unit_id, certificates or 0, int(hours or 0)) for unit_id, certificates, hours in work.rows(query)
    )
