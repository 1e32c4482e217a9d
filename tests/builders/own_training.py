"""A guard unit that trains its own guards: a trainer off its own roster, a room, a training with everybody in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from exam_app.actors import Actor, Role
from exam_app.models import Person
from exam_app.operations import courses, lessons, own_training, teaching_staff
from exam_app.terms import SubjectArea
from exam_app.work import Site, Work
from tests.builders.assessments import as_guard
from tests.builders.employment import employed, guards
from tests.builders.lessons import BEGAN
from tests.builders.people import newcomers
from tests.builders.training import FIRST_DAY, LAST_DAY
from tests.cast import CITY, NOON, Cast, id_number

BORN = "19720606"


@dataclass(frozen=True)
class OwnTraining:
    """The training, who teaches it where, and who attends."""

    course_id: UUID
    trainer_id: UUID
    room_id: UUID
    trainer: Actor
    people: list[UUID]

    @property
    def wang(self) -> Actor:
        return as_guard(self.people[0])


def own_training_of(site: Site, cast: Cast, count: int = 2) -> OwnTraining:
    """A training of the clerk ye's unit: so many guards at its post; the foreman, who teaches, stands at none."""
    foreman, *_ = guards(site, cast, 1, born=BORN)
    people = newcomers(site, cast, count)
    employed(site, cast, people, post_id=cast.post)
    with Work.open(site, cast["ye"], NOON) as work:
        name = work.get(Person, foreman).name
        trainer_id = teaching_staff.add_trainer(
            work, name=name, id_number=id_number(BORN, 1), qualification="保安队长", since=FIRST_DAY
        )
        room_id = teaching_staff.add_classroom(
            work, name="东门值班室", address="青溪医院东门", places=20, opens_at=7 * 60, closes_at=20 * 60
        )
        course_id = courses.open_course(work, name="门卫勤务复训", starts_on=FIRST_DAY, ends_on=LAST_DAY)
        own_training.enrol_guards(work, course_id, cast.post)
    trainer = Actor(Role.TRAINER, name, city_id=CITY, person_id=foreman, guard_unit_id=cast.panshi)
    return OwnTraining(course_id, trainer_id, room_id, trainer, people)


def own_lesson(
    site: Site,
    cast: Cast,
    own: OwnTraining,
    *,
    area: SubjectArea = SubjectArea.LAW,
    hours: int = 2,
    starts_at: datetime = BEGAN,
    now: datetime | None = None,
) -> UUID:
    """A lesson planned an hour before it begins, exactly as long as its class hours."""
    with Work.open(site, cast["ye"], now or starts_at - timedelta(hours=1)) as work:
        return lessons.plan_lesson(
            work,
            own.course_id,
            classroom_id=own.room_id,
            trainer_id=own.trainer_id,
            area=area,
            subject="盘查与登记",
            starts_at=starts_at,
            ends_at=starts_at + hours * timedelta(minutes=45),
            hours=hours,
        )
