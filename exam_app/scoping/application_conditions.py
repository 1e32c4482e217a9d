"""Conditions that follow from how far an application has come: who has to look at what was handed in for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, select
from sqlalchemy.orm import aliased

from exam_app.actors import Actor
from exam_app.models import Registration
from exam_app.scoping.conditions import Condition
from exam_app.terms import RegistrationState

OPEN = (
    RegistrationState.SUBMITTED,
    RegistrationState.RETURNED,
    RegistrationState.COUNTY_PASSED,
    RegistrationState.APPROVED,
)
AT_THE_CITY = (
    RegistrationState.COUNTY_PASSED,
    RegistrationState.APPROVED,
    RegistrationState.REFUSED,
    RegistrationState.COMPLETED,
)


def registered_through_me(person_column: Any) -> Condition:
    """The person's open application was made by the actor's training unit, which has to repair it."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        return _application(person_column, OPEN, lambda row: row.training_unit_id == actor.training_unit_id)

    return condition


def passed_to_the_city(person_column: Any) -> Condition:
    """A county passed an application of the person on; a returned one lies at the county again."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        return _application(person_column, AT_THE_CITY)

    return condition


def _application(person_column: Any, states: Sequence[RegistrationState], also: Any = None) -> Exists:
    row = aliased(Registration)
    query = select(row.id).where(
        row.city_id == person_column.class_.city_id, row.person_id == person_column, row.state.in_(states)
    )
    if also is not None:
        query = query.where(also(row))
    return exists(query.correlate(person_column.class_))
