"""What a roving inspector reaches: what happens in all its rooms; no photo, no lease, no saved change."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import aliased

from exam_app.actors import Actor
from exam_app.models import Booking, InspectorDuty, Invigilation
from exam_app.scoping.conditions import Condition, booked_in_my_room, either, in_my_room


def i_inspect(session_column: Any) -> Condition:
    """The actor inspects the rooms of that examination."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        return exists(_duty(session_column.class_, session_column, actor).correlate(session_column.class_))

    return condition


def in_a_room_i_watch(session_column: Any, room_column: Any) -> Condition:
    """The actor supervises that room, or inspects the examination."""
    return either(in_my_room(session_column, room_column), i_inspect(session_column))


def booked_where_i_watch(row: Any, actor: Actor) -> ColumnElement[bool]:
    """For a row that names examination and room."""
    return booked_in_my_room(row, actor) | exists(_duty(row, row.exam_session_id, actor))


def _duty(row: Any, session_column: Any, actor: Actor) -> Select[Any]:
    duty = aliased(InspectorDuty)
    return select(duty.id).where(
        duty.city_id == row.city_id,
        duty.exam_session_id == session_column,
        duty.person_id == actor.person_id,
    )


def in_rooms_i_inspect(person_column: Any) -> Condition:
    """The person sits, supervises or inspects where the actor inspects."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        found = [
            _together(person_column, aliased(model), aliased(InspectorDuty), actor)
            for model in (Booking, Invigilation, InspectorDuty)
        ]
        return found[0] | found[1] | found[2]

    return condition


def inspects_my_examination(person_column: Any) -> Condition:
    """The person inspects an examination in which the actor supervises a room."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        return _together(person_column, aliased(InspectorDuty), aliased(Invigilation), actor)

    return condition


def _together(person_column: Any, theirs: Any, mine: Any, actor: Actor) -> ColumnElement[bool]:
    """Both have their part in one examination."""
    return exists(
        select(theirs.id)
        .join(mine, (mine.city_id == theirs.city_id) & (mine.exam_session_id == theirs.exam_session_id))
        .where(
            theirs.city_id == person_column.class_.city_id,
            theirs.person_id == person_column,
            mine.person_id == actor.person_id,
        )
        .correlate(person_column.class_)
    )
