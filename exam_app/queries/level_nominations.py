"""Vocational levels: whom a unit may nominate from when, what hours stand behind it, and who was nominated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import case, exists, func, select

from exam_app.errors import Conflict
from exam_app.models import (
    AttendanceProof,
    Course,
    Employment,
    Enrolment,
    LevelHoursRule,
    LevelNomination,
    Person,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.outline import LEVELS
from exam_app.queries.class_hours import counts_still
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_numbers
from exam_app.terms import HourKind, LevelRoute, OutlineLevel
from exam_app.vocational_levels import Answer, Claim, Stay, conditions_of, may_be_nominated
from exam_app.work import Work

LINES_A_PAGE = 50
BY_ROSTER = (LevelRoute.TRADE, LevelRoute.RELATED)
"""Ways that the rosters of guard units alone can show."""


@dataclass(frozen=True)
class LevelHoursHeld:
    """Class hours of one person in a course, against the outline's."""

    theory: int
    skill: int
    unproved: int
    """Hours entered late with no sign of presence beside them; they do not count here."""
    asked: int

    @property
    def held(self) -> int:
        return self.theory + self.skill

    @property
    def are_complete(self) -> bool:
        """The outline's hours in all, some of each kind: how a level's hours are shared is not established."""
        return self.held >= self.asked and self.theory > 0 and self.skill > 0


@dataclass(frozen=True)
class Nominee:
    """A trainee of a course for a level; ``best`` is what the rosters show, None where they can show nothing."""

    id: UUID
    name: str
    id_number: str
    """Masked."""
    hours: LevelHoursHeld
    best: Answer | None
    nominated_on: date | None


@dataclass(frozen=True)
class LevelCourse:
    """A course with the trainees who may be nominated from it."""

    id: UUID
    name: str
    level: OutlineLevel
    on: date
    hours_needed: bool
    people: Sequence[Nominee]


@dataclass(frozen=True)
class NominationLine:
    """One nomination in a list."""

    person_id: UUID
    name: str
    id_number: str
    """Masked."""
    unit: str
    course: str
    row: LevelNomination

    @property
    def hours(self) -> LevelHoursHeld:
        return LevelHoursHeld(self.row.theory_hours, self.row.skill_hours, 0, self.row.outline_hours)


def course_for_level(work: Work, course_id: UUID) -> tuple[Course, OutlineLevel]:
    """A course in sight and its level. Raises :class:`Conflict` where it is held for none."""
    course = work.get(Course, course_id)
    if course.level is None:
        raise Conflict("This course is held for no level. Nobody is nominated from it.")
    return course, course.level


def level_course(work: Work, course_id: UUID) -> LevelCourse:
    """A course and its trainees in the order of their enrolment; seven statements whatever their number."""
    course, level = course_for_level(work, course_id)
    query = (
        select(Person.id, Person.name, LevelNomination.nominated_on)
        .join(Enrolment, (Enrolment.city_id == Person.city_id) & (Enrolment.person_id == Person.id))
        .outerjoin(
            LevelNomination,
            (LevelNomination.city_id == Enrolment.city_id)
            & (LevelNomination.course_id == Enrolment.course_id)
            & (LevelNomination.person_id == Person.id),
        )
        .where(Person.city_id == work.city_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.enrolled_at, Enrolment.id)
    )
    rows = list(work.rows(query))
    ids = [person_id for person_id, _, _ in rows]
    numbers, stays, hours = masked_numbers(work, ids), stays_of(work, ids), level_hours(work, course, ids)
    return LevelCourse(
        course.id,
        course.name,
        level,
        work.today,
        hours_needed_on(work, work.found(course.training_unit_id), work.today),
        [
            Nominee(
                person_id,
                name,
                numbers[person_id],
                hours[person_id],
                _best_by_roster(level, work.today, stays.get(person_id, ())),
                nominated_on,
            )
            for person_id, name, nominated_on in rows
        ],
    )


def _best_by_roster(level: OutlineLevel, on: date, stays: Sequence[Stay]) -> Answer | None:
    """The earliest day that rosters alone show; None where the level asks for the certificate of the one below."""
    answers = [
        may_be_nominated(each, Claim(each.route, stays)) for each in conditions_of(level, on) if each.route in BY_ROSTER
    ]
    return min(answers, key=lambda answer: answer.day or date.max, default=None)


def stays_of(work: Work, person_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Stay]]:
    """Employment at guard units, by person; nobody without any."""
    query = (
        select(Employment.person_id, Employment.hired_on, Employment.left_on)
        .where(Employment.city_id == work.city_id, Employment.person_id.in_(person_ids))
        .order_by(Employment.hired_on)
    )
    found: dict[UUID, list[Stay]] = {}
    for person_id, first, last in work.rows(query):
        found.setdefault(person_id, []).append(Stay(first, last))
    return found


def level_hours(work: Work, course: Course, person_ids: Sequence[UUID]) -> Mapping[UUID, LevelHoursHeld]:
    """Class hours that count, of everybody named: theory and skills with a proof of presence, and those without."""
    proved = exists(
        select(AttendanceProof.id)
        .where(
            AttendanceProof.city_id == TrainingRecord.city_id,
            AttendanceProof.lesson_id == TrainingRecord.lesson_id,
            AttendanceProof.person_id == TrainingRecord.person_id,
        )
        .correlate(TrainingRecord)
    )
    is_proved = case((proved, 1), else_=0)
    each = (
        select(TrainingRecord.person_id, TrainingRecord.area, TrainingRecord.hours, is_proved.label("is_proved"))
        .where(
            TrainingRecord.city_id == work.city_id,
            TrainingRecord.course_id == course.id,
            TrainingRecord.person_id.in_(person_ids),
            counts_still(),
        )
        .subquery()
    )
    query = select(each.c.person_id, each.c.area, each.c.is_proved, func.sum(each.c.hours)).group_by(
        each.c.person_id, each.c.area, each.c.is_proved
    )
    sums: dict[UUID, dict[HourKind | None, int]] = {}
    for person_id, area, with_proof, hours in work.rows(query):
        kind = area.kind if with_proof else None
        of_person = sums.setdefault(person_id, {})
        of_person[kind] = of_person.get(kind, 0) + int(hours)
    asked = LEVELS[course.level].class_hours if course.level else 0
    return {
        person_id: LevelHoursHeld(
            sums.get(person_id, {}).get(HourKind.THEORY, 0),
            sums.get(person_id, {}).get(HourKind.SKILL, 0),
            sums.get(person_id, {}).get(None, 0),
            asked,
        )
        for person_id in person_ids
    }


# -- the rule on hours ----------------------------------------------------------------------------------------------


def hours_rules(work: Work) -> Sequence[LevelHoursRule]:
    """Every rule in sight, the newest first: the city's, and a unit's own."""
    query = (
        select(LevelHoursRule)
        .where(LevelHoursRule.city_id == work.city_id)
        .order_by(LevelHoursRule.since.desc(), LevelHoursRule.set_at.desc(), LevelHoursRule.id.desc())
    )
    return work.all(query)


def hours_needed_on(work: Work, unit_id: UUID, on: date) -> bool:
    """Whether the city or the unit asks for the outline's hours on a day; of each its newest rule counts."""
    newest: dict[UUID | None, bool] = {}
    for rule in hours_rules(work):
        if rule.since <= on:
            newest.setdefault(rule.training_unit_id, rule.needs_hours)
    return newest.get(None, False) or newest.get(unit_id, False)


# -- nominations ----------------------------------------------------------------------------------------------------


def nominations(work: Work, page: int = 1) -> Listing[NominationLine]:
    """One page of the nominations in sight, the newest first; four statements."""
    total = work.count(select(func.count(LevelNomination.id)).where(LevelNomination.city_id == work.city_id))
    here = page_within(page, total, LINES_A_PAGE)
    return Listing(_lines(work, LINES_A_PAGE, (here - 1) * LINES_A_PAGE), total, here, LINES_A_PAGE)


def all_nominations(work: Work) -> Sequence[NominationLine]:
    """All of them, for a table that leaves the site."""
    return _lines(work, None, 0)


def _lines(work: Work, limit: int | None, offset: int) -> Sequence[NominationLine]:
    query = (
        select(LevelNomination, Person.name, TrainingUnit.name, Course.name)
        .join(Person, (Person.city_id == LevelNomination.city_id) & (Person.id == LevelNomination.person_id))
        .join(
            TrainingUnit,
            (TrainingUnit.city_id == LevelNomination.city_id) & (TrainingUnit.id == LevelNomination.training_unit_id),
        )
        .join(Course, (Course.city_id == LevelNomination.city_id) & (Course.id == LevelNomination.course_id))
        .where(LevelNomination.city_id == work.city_id)
        .order_by(LevelNomination.nominated_on.desc(), LevelNomination.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = list(work.rows(query))
    numbers = masked_numbers(work, [row.person_id for row, *_ in rows])
    return [
        NominationLine(row.person_id, name, numbers[row.person_id], unit, course, row)
        for row, name, unit, course in rows
    ]


def ways_to(level: OutlineLevel, on: date) -> Sequence[LevelRoute]:
    """The ways to a level by the standard of a day."""
    return [each.route for each in conditions_of(level, on)]
