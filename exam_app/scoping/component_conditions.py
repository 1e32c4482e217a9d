"""Conditions of marking: whom an examiner marks, whose marks an examiner may see when, which keys hold."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from exam_app.actors import Actor
from exam_app.models import Booking, ComponentExaminer, ComponentMark, KeyCorrection
from exam_app.scoping.conditions import Condition


def i_examine(session_column: Any) -> Condition:
    """The actor marks a component of that examination."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        duty = aliased(ComponentExaminer)
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


def examined_by_me(person_column: Any) -> Condition:
    """The person is booked in an examination of which the actor marks a component."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        place, duty = aliased(Booking), aliased(ComponentExaminer)
        return exists(
            select(place.id)
            .join(duty, (duty.city_id == place.city_id) & (duty.exam_session_id == place.exam_session_id))
            .where(
                place.city_id == person_column.class_.city_id,
                place.person_id == person_column,
                duty.person_id == actor.person_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def beside_my_own_mark(actor: Actor) -> ColumnElement[bool]:
    """The actor's own mark, or one of a candidate whom the actor has marked in the same component."""
    mine = aliased(ComponentMark)
    beside = exists(
        select(mine.id)
        .where(
            mine.city_id == ComponentMark.city_id,
            mine.component_id == ComponentMark.component_id,
            mine.booking_id == ComponentMark.booking_id,
            mine.examiner_id == actor.person_id,
        )
        .correlate(ComponentMark)
    )
    return or_(ComponentMark.examiner_id == actor.person_id, beside)


def key_is_in_force(actor: Actor) -> ColumnElement[bool]:
    """Two people signed the correction of the key."""
    return KeyCorrection.second_at.is_not(None)
