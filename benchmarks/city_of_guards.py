"""A city for measuring: 20,000 guards in ten training units and twenty guard units, 300,000 rows of attendance.

Rows are written set-wise, as no clerk would: what is measured is reading them.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from exam_app.db import Base
from exam_app.id_numbers import check_character, read_id_number
from exam_app.models import (
    AttendanceProof,
    Classroom,
    Course,
    Employment,
    Enrolment,
    GuardUnit,
    Lesson,
    Person,
    Post,
    Trainer,
    TrainingPlan,
    TrainingRecord,
    TrainingUnit,
)
from exam_app.operations.people import new_person
from exam_app.terms import GuardUnitKind, ProofKind, SubjectArea
from exam_app.work import Site, Work
from tests.cast import Cast

PEOPLE, COURSE, LESSONS = 20_000, 50, 5
TRAINING_UNITS, GUARD_UNITS, POSTS = 10, 20, 20
AT_ONCE = 5_000
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FIRST = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
AREAS = list(SubjectArea)


def number_of(order: int) -> str:
    born = date(1970, 1, 1) + timedelta(days=order % 12_000)
    first = f"330302{born:%Y%m%d}{1 + order // 12_000:03d}"
    return first + check_character(first)


class City:
    """The rows, each kind a generator over the ones before."""

    def __init__(self, site: Site, cast: Cast, people: int) -> None:
        self.site, self.cast, self.people = site, cast, people
        self.by = cast["wu"].person_id
        with Work.open(site, cast["wu"], NOON) as work:
            self.city_id = work.city_id
            self.ids = work.new_id
            self.persons = [_row(person) for person in self._newcomers(work)]
        counties = (cast.qingxi, cast.panshan)
        self.training = [cast.anwei, *(self.ids() for _ in range(TRAINING_UNITS - 1))]
        self.guarding = [cast.panshi, *(self.ids() for _ in range(GUARD_UNITS - 1))]
        self.county_of = {unit: counties[place % 2] for place, unit in enumerate(self.guarding)}
        self.posts = [(self.ids(), unit) for unit in self.guarding for _ in range(POSTS)]
        self.courses = [self.ids() for _ in range(people // COURSE)]
        self.rooms = [self.ids() for _ in self.training]
        self.trainers = [self.ids() for _ in self.training]
        self.lessons = [(self.ids(), course, place) for course in range(len(self.courses)) for place in range(LESSONS)]

    def _newcomers(self, work: Work) -> Iterator[Person]:
        for order in range(self.people):
            name = f"陈{chr(0x4E00 + order % 5000)}{chr(0x5E00 + order % 700)}"
            yield new_person(work, name=name, id_number=read_id_number(number_of(order)))

    def unit_of_course(self, course: int) -> int:
        return course * TRAINING_UNITS // len(self.courses)

    def write(self) -> dict[str, int]:
        """Everything, parents first; how many rows of each table."""
        counties, noted = (self.cast.qingxi, self.cast.panshan), {"noted_on": FIRST.date()}
        parts: list[tuple[type[Base], Iterable[dict[str, Any]]]] = [
            (Person, self.persons),
            (
                TrainingUnit,
                (
                    {"id": unit, "county_id": counties[place % 2], "name": f"培训单位{place}", **noted}
                    for place, unit in enumerate(self.training)
                    if place
                ),
            ),
            (
                GuardUnit,
                (
                    {
                        "id": unit,
                        "county_id": self.county_of[unit],
                        "name": f"保安公司{place}",
                        "kind": GuardUnitKind.SERVICE_COMPANY,
                        "licence_number": f"浙公保服2026{place:04d}号",
                        **noted,
                    }
                    for place, unit in enumerate(self.guarding)
                    if place
                ),
            ),
            (Post, self._posts()),
            (TrainingPlan, self._plans()),
            (Course, self._courses()),
            (Classroom, self._rooms()),
            (Trainer, self._trainers()),
            (Enrolment, self._enrolments()),
            (Employment, self._employments()),
            (Lesson, self._lessons()),
            (TrainingRecord, self._records()),
            (AttendanceProof, self._proofs()),
        ]
        return {model.__tablename__: self._insert(model, rows) for model, rows in parts}

    def _insert(self, model: type[Base], rows: Iterable[dict[str, Any]]) -> int:
        written = 0
        left = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            with self.site.engine.begin() as connection:
                connection.execute(insert(model), [{"city_id": self.city_id, "id": self.ids(), **row} for row in some])
            written += len(some)
        return written

    def _posts(self) -> Iterator[dict[str, Any]]:
        for place, (post, unit) in enumerate(self.posts):
            where = {"county_id": self.county_of[unit], "guard_unit_id": unit, "address": "人民路1号"}
            yield {"id": post, "name": f"岗位{place}", "is_entertainment": False, "is_key_unit": False, **where}

    def _plans(self) -> Iterator[dict[str, Any]]:
        hours = {"law_hours": 6, "knowledge_hours": 6, "skill_hours": 3, "every_months": 12}
        for post, unit in self.posts:
            stated = {"starts_on": date(2026, 1, 1), "planned_by_id": self.by, "planned_at": FIRST}
            yield {"guard_unit_id": unit, "post_id": post, **hours, **stated}

    def _courses(self) -> Iterator[dict[str, Any]]:
        for place, course in enumerate(self.courses):
            unit = self.training[self.unit_of_course(place)]
            days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 31), "created_at": FIRST}
            yield {"id": course, "training_unit_id": unit, "name": f"班级{place}", **days}

    def _rooms(self) -> Iterator[dict[str, Any]]:
        for room, unit in zip(self.rooms, self.training, strict=True):
            stated = {"name": "大教室", "address": "", "places": 60, "opens_at": 480, "closes_at": 1320}
            yield {"id": room, "training_unit_id": unit, "added_at": FIRST, **stated}

    def _trainers(self) -> Iterator[dict[str, Any]]:
        for trainer, unit, person in zip(self.trainers, self.training, self.persons, strict=False):
            stated = {"qualification": "", "since": date(2026, 1, 1), "recorded_by_id": self.by, "recorded_at": FIRST}
            yield {"id": trainer, "training_unit_id": unit, "person_id": person["id"], **stated}

    def _enrolments(self) -> Iterator[dict[str, Any]]:
        for place, person in enumerate(self.persons):
            course = place // COURSE
            unit = self.training[self.unit_of_course(course)]
            yield {
                "training_unit_id": unit,
                "course_id": self.courses[course],
                "person_id": person["id"],
                "enrolled_at": FIRST,
            }

    def _employments(self) -> Iterator[dict[str, Any]]:
        for place, person in enumerate(self.persons):
            post, unit = self.posts[place * len(self.posts) // self.people]
            stay = {"hired_on": date(2026, 1, 5), "recorded_by_id": self.by, "recorded_at": FIRST}
            yield {"person_id": person["id"], "guard_unit_id": unit, "post_id": post, **stay}

    def _lesson_keys(self, course: int) -> dict[str, UUID]:
        return {"training_unit_id": self.training[self.unit_of_course(course)], "course_id": self.courses[course]}

    def _lessons(self) -> Iterator[dict[str, Any]]:
        for lesson, course, place in self.lessons:
            starts = FIRST + timedelta(days=place)
            unit = self.unit_of_course(course)
            yield {
                "id": lesson,
                "classroom_id": self.rooms[unit],
                "trainer_id": self.trainers[unit],
                "area": AREAS[place % len(AREAS)],
                "subject": "课程",
                "starts_at": starts,
                "ends_at": starts + timedelta(hours=3),
                "roll_call_at": starts + timedelta(hours=1),
                "hours": 3,
                "planned_by_id": self.by,
                "planned_at": FIRST - timedelta(days=1),
                "confirmed_by_id": self.by,
                "confirmed_at": starts + timedelta(hours=4),
                **self._lesson_keys(course),
            }

    def _attended(self) -> Iterator[tuple[UUID, int, int, UUID]]:
        for lesson, course, place in self.lessons:
            for person in self.persons[course * COURSE : (course + 1) * COURSE]:
                yield lesson, course, place, person["id"]

    def _records(self) -> Iterator[dict[str, Any]]:
        for lesson, course, place, person in self._attended():
            at = FIRST + timedelta(days=place)
            said = {"held_on": at.date(), "area": AREAS[place % len(AREAS)], "hours": 3, "recorded_by_id": self.by}
            keys = {"lesson_id": lesson, "person_id": person, "recorded_at": at + timedelta(hours=4)}
            yield {**self._lesson_keys(course), **keys, **said}

    def _proofs(self) -> Iterator[dict[str, Any]]:
        for lesson, course, place, person in self._attended():
            unit = self.training[self.unit_of_course(course)]
            for kind, hours in ((ProofKind.ARRIVED, 0), (ProofKind.LEFT, 3)):
                keys = {"training_unit_id": unit, "lesson_id": lesson, "person_id": person, "device": person.bytes}
                yield {**keys, "kind": kind, "at": FIRST + timedelta(days=place, hours=hours)}


def _row(person: Person) -> dict[str, Any]:
    return {column.name: getattr(person, column.name) for column in Person.__table__.columns}
