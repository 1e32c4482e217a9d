"""Courses of a training unit, and the in-service training of a guard unit."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.journal import Tag
from exam_app.models import Course
from exam_app.models.one_unit import unit_keys_of
from exam_app.operations import operation
from exam_app.operations.own_unit import lock_own_unit
from exam_app.terms import N_, OutlineLevel
from exam_app.work import Work

LONGEST_COURSE_NAME = 80


@operation(Permission.TRAIN, Permission.EMPLOY)
def open_course(work: Work, *, name: str, starts_on: date, ends_on: date, level: OutlineLevel | None = None) -> UUID:
    """Open a course of the actor's unit, for a level of the outline or for none.

    Its name is unique within the unit. Raises :class:`Invalid` by field.
    """
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_COURSE_NAME:
        raise Invalid.in_field(
            "name", N_("A course has a name of at most %(most)s characters."), most=LONGEST_COURSE_NAME
        )
    if ends_on < starts_on:
        raise Invalid.in_field("ends_on", N_("The last day lies before the first."))
    lock_own_unit(work)
    taken = select(Course.id).where(Course.city_id == work.city_id, Course.held_by(work.actor), Course.name == name)
    if work.one(taken) is not None:
        raise Invalid.in_field("name", N_("You have a course with this name already. Choose another."))
    course = work.add(
        Course(
            city_id=work.city_id,
            id=work.new_id(),
            **unit_keys_of(work.actor),
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            level=level,
            created_at=work.now,
        )
    )
    work.record(Tag.COURSE_OPENED, "course", course.id)
    return course.id
