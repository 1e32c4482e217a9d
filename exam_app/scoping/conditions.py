"""Conditions of the rules: which rows of a model an actor sees. Each is an expression in the actor's own values.

Every EXISTS has its own alias, so that it never captures a row of the statement it narrows.
"""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from exam_app.actors import Actor, Role
from exam_app.journal import JournalEntry
from exam_app.models import (
    Account,
    Booking,
    Course,
    Employment,
    Enrolment,
    GuardUnit,
    IdentityQuestion,
    Invigilation,
    ItemVersion,
    Lesson,
    Pause,
    Person,
    Photo,
    Registration,
    RegistrationStep,
    RoleGrant,
    Sitting,
    Trainer,
    TrainingUnit,
)
from exam_app.models.one_unit import OfOneUnit
from question_bank import Pool

Condition = Callable[[Actor], ColumnElement[bool]]


def anyone(actor: Actor) -> ColumnElement[bool]:
    return true()


def about_nobody(actor: Actor) -> ColumnElement[bool]:
    return JournalEntry.about_person_id.is_(None)


def same(column: Any, attribute: str) -> Condition:
    def condition(actor: Actor) -> ColumnElement[bool]:
        value: UUID | None = getattr(actor, attribute)
        if value is None:
            return false()
        matches: ColumnElement[bool] = column == value
        return matches

    return condition


def at_the_door(sitting_column: Any) -> Condition:
    """The sitting's lease came with what the door takes in."""
    return lambda actor: sitting_column.in_(actor.sitting_ids)


def of_my_unit(model: type[OfOneUnit]) -> Condition:
    """The teaching of the actor's own unit, of either kind."""
    return either(same(model.training_unit_id, "training_unit_id"), same(model.guard_unit_id, "guard_unit_id"))


def held_in_my_county(model: type[OfOneUnit]) -> Condition:
    """The teaching of a unit of the actor's county, which supervises both kinds (Regulation art. 3)."""
    return either(unit_of_my_county(model.training_unit_id), unit_of_my_county(model.guard_unit_id, GuardUnit))


def of_no_unit(column: Any) -> Condition:
    """What the city set for everybody."""
    return lambda actor: column.is_(None)


def through(column: Any, parent: type[Any], condition: Callable[[Any, Actor], ColumnElement[bool]]) -> Condition:
    """The row's ``column`` names a row of ``parent`` for which ``condition`` holds."""

    @cache
    def other() -> Any:
        """The same for every actor: making it costs as much as asking a statement."""
        return aliased(parent, flat=True)

    def through(actor: Actor) -> ColumnElement[bool]:
        row = other()
        return exists(
            select(row.id)
            .where(row.city_id == column.class_.city_id, row.id == column, condition(row, actor))
            .correlate(column.class_)
        )

    return through


Tie = Enrolment | Employment | Registration | IdentityQuestion | Trainer
"""What binds a person to a place."""


def _tied(row: Any, person_column: Any, tie: type[Tie], place: str, actor: Actor) -> ColumnElement[bool]:
    """A row of ``tie`` binds the person of ``row`` to the actor's ``place``."""
    bond = aliased(tie)
    return exists(
        select(bond.id)
        .where(
            bond.city_id == row.city_id, bond.person_id == person_column, getattr(bond, place) == getattr(actor, place)
        )
        .correlate(row)
    )


def enrolled_here(person_column: Any) -> Condition:
    """The person attends a course of the actor's training unit."""
    return lambda actor: _tied(person_column.class_, person_column, Enrolment, "training_unit_id", actor)


def employed_here(person_column: Any) -> Condition:
    """The person works, or worked, for the actor's guard unit."""
    return lambda actor: _tied(person_column.class_, person_column, Employment, "guard_unit_id", actor)


def registered_here(person_column: Any) -> Condition:
    """The person has, or had, a registration at the actor's county."""
    return lambda actor: _tied(person_column.class_, person_column, Registration, "county_id", actor)


def asked_here(person_column: Any) -> Condition:
    """The county has to settle whose ID number it is."""
    return lambda actor: _tied(person_column.class_, person_column, IdentityQuestion, "county_id", actor)


def employed_in_my_county(person_column: Any) -> Condition:
    """The person is on the roster of a guard unit of the actor's county, which supervises it (Regulation art. 3)."""
    return lambda actor: _supervised(person_column.class_, person_column, actor).correlate(person_column.class_)


def registered_or_employed_in_my_county(row: Any, actor: Actor) -> ColumnElement[bool]:
    """The county reviewed the person's application, or supervises a unit that employs the person."""
    return person_registered(row, actor) | _supervised(row, row.person_id, actor).correlate(row)


def _supervised(row: Any, person_column: Any, actor: Actor) -> Exists:
    """The person of ``row`` is, or was, employed at a guard unit of the actor's county."""
    stay, unit = aliased(Employment), aliased(GuardUnit)
    return exists(
        select(stay.id)
        .join(unit, (unit.city_id == stay.city_id) & (unit.id == stay.guard_unit_id))
        .where(stay.city_id == row.city_id, stay.person_id == person_column, unit.county_id == actor.county_id)
    )


def _through_unit_of_my_county(person_column: Any, tie: type[Enrolment | Trainer]) -> Condition:
    def condition(actor: Actor) -> ColumnElement[bool]:
        bond, unit = aliased(tie), aliased(TrainingUnit)
        return exists(
            select(bond.id)
            .join(unit, (unit.city_id == bond.city_id) & (unit.id == bond.training_unit_id))
            .where(
                bond.city_id == person_column.class_.city_id,
                bond.person_id == person_column,
                unit.county_id == actor.county_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def enrolled_in_my_county(person_column: Any) -> Condition:
    """The person is trained by a unit of the actor's county, which supervises it (Regulation art. 3)."""
    return _through_unit_of_my_county(person_column, Enrolment)


def teaches_in_my_county(person_column: Any) -> Condition:
    """The person teaches, or taught, at a training unit of the actor's county."""
    return _through_unit_of_my_county(person_column, Trainer)


def acted_here(person_column: Any) -> Condition:
    """The person took a step on an application at the actor's county: colleagues see who decided, and when."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        step, application = aliased(RegistrationStep), aliased(Registration)
        return exists(
            select(step.id)
            .join(application, (application.city_id == step.city_id) & (application.id == step.registration_id))
            .where(
                step.city_id == person_column.class_.city_id,
                step.by_person_id == person_column,
                application.county_id == actor.county_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def invigilates(actor: Actor) -> ColumnElement[bool]:
    """The account holds, or held, a grant as invigilator: whom the city can assign, and whose conflicts it checks."""
    grant = aliased(RoleGrant)
    return exists(
        select(grant.id)
        .where(grant.city_id == Account.city_id, grant.account_id == Account.id, grant.role == Role.INVIGILATOR)
        .correlate(Account)
    )


def in_my_room(session_column: Any, room_column: Any) -> Condition:
    """The actor supervises that room in that examination."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        duty = aliased(Invigilation)
        return exists(
            select(duty.id)
            .where(
                duty.city_id == session_column.class_.city_id,
                duty.exam_session_id == session_column,
                duty.room_id == room_column,
                duty.person_id == actor.person_id,
            )
            .correlate(session_column.class_)
        )

    return condition


def in_my_examination(session_column: Any) -> Condition:
    """The actor supervises a room in that examination."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        duty = aliased(Invigilation)
        return exists(
            select(duty.id)
            .where(
                duty.city_id == session_column.class_.city_id,
                duty.exam_session_id == session_column,
                duty.person_id == actor.person_id,
            )
            .correlate(session_column.class_)
        )

    return condition


def seated_with_me(person_column: Any) -> Condition:
    """The person is booked into a room the actor supervises."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        place, duty = aliased(Booking), aliased(Invigilation)
        return exists(
            select(place.id)
            .where(
                place.city_id == person_column.class_.city_id,
                place.person_id == person_column,
                duty.city_id == place.city_id,
                duty.exam_session_id == place.exam_session_id,
                duty.room_id == place.room_id,
                duty.person_id == actor.person_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def supervises_with_me(person_column: Any) -> Condition:
    """The person supervises a room together with the actor."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        mine, theirs = aliased(Invigilation), aliased(Invigilation)
        return exists(
            select(theirs.id)
            .join(
                mine,
                (mine.city_id == theirs.city_id)
                & (mine.exam_session_id == theirs.exam_session_id)
                & (mine.room_id == theirs.room_id),
            )
            .where(
                theirs.city_id == person_column.class_.city_id,
                theirs.person_id == person_column,
                mine.person_id == actor.person_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def either(*conditions: Condition) -> Condition:
    def condition(actor: Actor) -> ColumnElement[bool]:
        first, *others = (one(actor) for one in conditions)
        for other in others:
            first = first | other
        return first

    return condition


def covers_my_room(actor: Actor) -> ColumnElement[bool]:
    """A pause of a room that the actor supervises, of a seat in it, or of all rooms of that examination."""
    duty = aliased(Invigilation)
    return exists(
        select(duty.id)
        .where(
            duty.city_id == Pause.city_id,
            duty.exam_session_id == Pause.exam_session_id,
            or_(Pause.room_id.is_(None), duty.room_id == Pause.room_id),
            duty.person_id == actor.person_id,
        )
        .correlate(Pause)
    )


def stops_my_examination(actor: Actor) -> ColumnElement[bool]:
    """A pause of a whole room or of all rooms, in the candidate's examination: who sits down then begins paused."""
    booking = aliased(Booking)
    return and_(
        Pause.sitting_id.is_(None),
        exists(
            select(booking.id)
            .where(
                booking.city_id == Pause.city_id,
                booking.id == actor.booking_id,
                booking.exam_session_id == Pause.exam_session_id,
            )
            .correlate(Pause)
        ),
    )


def where_i_sit(session_column: Any, room_column: Any) -> Condition:
    """The candidate's own sitting is in that room of that examination now."""

    @cache
    def own() -> Any:
        return aliased(Sitting, flat=True)  # made once, as in through(): every hand-in asks

    def condition(actor: Actor) -> ColumnElement[bool]:
        sitting = own()
        return exists(
            select(sitting.id)
            .where(
                sitting.city_id == session_column.class_.city_id,
                sitting.exam_session_id == session_column,
                sitting.room_id == room_column,
                own_sitting(sitting, actor),
            )
            .correlate(session_column.class_)
        )

    return condition


def own_sitting(row: Any, actor: Actor) -> ColumnElement[bool]:
    return and_(row.booking_id == actor.booking_id, row.person_id == actor.person_id)


def booked_in_my_room(row: Any, actor: Actor) -> ColumnElement[bool]:
    duty = aliased(Invigilation)
    return exists(
        select(duty.id).where(
            duty.city_id == row.city_id,
            duty.exam_session_id == row.exam_session_id,
            duty.room_id == row.room_id,
            duty.person_id == actor.person_id,
        )
    )


def person_enrolled(row: Any, actor: Actor) -> ColumnElement[bool]:
    return _tied(row, row.person_id, Enrolment, "training_unit_id", actor)


def my_course(actor: Actor) -> ColumnElement[bool]:
    """The actor attends, or attended, the course."""
    link = aliased(Enrolment)
    return exists(
        select(link.id)
        .where(link.city_id == Course.city_id, link.course_id == Course.id, link.person_id == actor.person_id)
        .correlate(Course)
    )


def attended_by_me(course_column: Any) -> Condition:
    """The actor is enrolled in the course."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        link = aliased(Enrolment)
        return exists(
            select(link.id)
            .where(
                link.city_id == course_column.class_.city_id,
                link.course_id == course_column,
                link.person_id == actor.person_id,
            )
            .correlate(course_column.class_)
        )

    return condition


def taught_by_me(row: Any, actor: Actor) -> ColumnElement[bool]:
    """The actor is the trainer of the lesson ``row``."""
    trainer = aliased(Trainer)
    return exists(
        select(trainer.id).where(
            trainer.city_id == row.city_id, trainer.id == row.trainer_id, trainer.person_id == actor.person_id
        )
    )


def i_teach_in(course_column: Any) -> Condition:
    """The actor teaches a lesson of the course."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        lesson = aliased(Lesson)
        return exists(
            select(lesson.id)
            .where(
                lesson.city_id == course_column.class_.city_id,
                lesson.course_id == course_column,
                taught_by_me(lesson, actor),
            )
            .correlate(course_column.class_)
        )

    return condition


def i_teach(person_column: Any) -> Condition:
    """The person attends a course in which the actor teaches a lesson."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        link, lesson = aliased(Enrolment), aliased(Lesson)
        return exists(
            select(link.id)
            .join(lesson, (lesson.city_id == link.city_id) & (lesson.course_id == link.course_id))
            .where(
                link.city_id == person_column.class_.city_id,
                link.person_id == person_column,
                taught_by_me(lesson, actor),
            )
            .correlate(person_column.class_)
        )

    return condition


def teaches_here(person_column: Any) -> Condition:
    """The person teaches, or taught, at the actor's training unit."""
    return lambda actor: _tied(person_column.class_, person_column, Trainer, "training_unit_id", actor)


def i_stand_at(post_column: Any) -> Condition:
    """The actor is employed at the post."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        stay = aliased(Employment)
        return exists(
            select(stay.id)
            .where(
                stay.city_id == post_column.class_.city_id,
                stay.post_id == post_column,
                stay.person_id == actor.person_id,
            )
            .correlate(post_column.class_)
        )

    return condition


def person_employed(row: Any, actor: Actor) -> ColumnElement[bool]:
    return _tied(row, row.person_id, Employment, "guard_unit_id", actor)


def person_registered(row: Any, actor: Actor) -> ColumnElement[bool]:
    return _tied(row, row.person_id, Registration, "county_id", actor)


def own_row(row: Any, actor: Actor) -> ColumnElement[bool]:
    """The row is about the actor."""
    mine: ColumnElement[bool] = row.person_id == actor.person_id
    return mine


def reviewed_here(row: Any, actor: Actor) -> ColumnElement[bool]:
    """The application lies at the actor's county."""
    here: ColumnElement[bool] = row.county_id == actor.county_id
    return here


def may_be_studied(actor: Actor) -> ColumnElement[bool]:
    """An approved item of the practice pool: anybody may study it, of whatever city."""
    return and_(ItemVersion.pool == Pool.PRACTICE, ItemVersion.approved_by_id.is_not(None))


def of_person(condition: Condition) -> Condition:
    """The photo belongs to a person for whom ``condition``, one of those on ``Person.id``, holds."""

    def through(actor: Actor) -> ColumnElement[bool]:
        return exists(
            select(Person.id)
            .where(Person.city_id == Photo.city_id, Person.photo_id == Photo.id, condition(actor))
            .correlate(Photo)
        )

    return through


def unit_of_my_county(unit_column: Any, parent: type[Any] = TrainingUnit) -> Condition:
    """The unit, of either kind, belongs to the actor's county."""
    return through(unit_column, parent, lambda unit, actor: unit.county_id == actor.county_id)
