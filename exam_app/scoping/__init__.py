"""Who may see which rows: one rule per model, applied to every ORM statement by a session event.

A session without a scope raises :class:`ScopeMissing`. A model has a line in :data:`RULES`
(:mod:`exam_app.scoping.rules`) or is on :data:`OPEN`.
A rule maps roles to conditions; a role that is not named sees nothing, so a foreign row is *not found*, never
*forbidden* (architecture B4). Every condition is joined with the actor's city.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, event, false, true
from sqlalchemy.orm import LoaderCriteriaOption, ORMExecuteState, Session, sessionmaker
from sqlalchemy.sql import visitors

from exam_app.actors import Actor, Role
from exam_app.db import Base, take_write_lock
from exam_app.models import SignInAttempt
from exam_app.scoping.rules import RULES

SCOPE = "watchword_scope"


class ScopeMissing(RuntimeError):
    """A statement without a scope: a programming error, raised before anything is read."""


class OutsideScope(RuntimeError):
    """A row was about to be written outside the actor's city or place: a programming error."""


@dataclass(frozen=True)
class Scope:
    """Fixed when a session opens, never changed. ``everything`` lifts the places but only for reading."""

    actor: Actor
    everything: bool = False


OPEN: frozenset[type[Base]] = frozenset({SignInAttempt})
"""Models of no city, each with its reason: SignInAttempt keeps keyed hashes only and is read by the gate's count."""

MODEL_OF_TABLE: dict[str, type[Base]] = {model.__tablename__: model for model in RULES}


def _name(model: type[Base]) -> str:
    name: str = model.__tablename__
    return name


def condition_for(model: type[Any], scope: Scope) -> ColumnElement[bool]:
    """The rows of ``model`` in ``scope``; false() for a role that the rule does not name."""
    actor = scope.actor
    in_city = true() if actor.city_id is None else model.city_id == actor.city_id
    if scope.everything:
        return in_city
    rule = RULES[model].get(actor.role)
    return false() if rule is None else and_(in_city, rule(actor))


class _Criterion(LoaderCriteriaOption):
    """A condition on a model that also narrows an alias which is joined explicitly.

    SQLAlchemy fits the condition to an alias in FROM but not to one in JOIN … ON, where it would name the columns of
    the model itself: the alias would not be narrowed at all, or PostgreSQL would refuse the statement.
    """

    __slots__ = ()
    _traverse_internals = LoaderCriteriaOption._traverse_internals  # the same parts make the same cache key

    def _resolve_where_criteria(self, ext_info: Any) -> ColumnElement[bool]:
        criterion = super()._resolve_where_criteria(ext_info)
        if not ext_info.is_aliased_class:
            return criterion
        fitted: ColumnElement[bool] = ext_info._adapter.traverse(criterion)
        return fitted


def _criterion(model: type[Base], scope: Scope) -> LoaderCriteriaOption:
    # What comes through the door for answers comes with ever other sittings: to keep its conditions would push out
    # those of the people at work.
    return _made(model, scope) if scope.actor.sitting_ids else _kept(model, scope)


def _made(model: type[Base], scope: Scope) -> LoaderCriteriaOption:
    return _Criterion(model, condition_for(model, scope), include_aliases=True)


_kept = lru_cache(maxsize=4096)(_made)


def _models_in(statement: Any) -> set[type[Base]]:
    """The mapped classes whose tables a statement touches, subqueries included."""
    return {
        MODEL_OF_TABLE[element.name]
        for element in visitors.iterate(statement)
        if isinstance(element, Table) and element.name in MODEL_OF_TABLE
    }


def _narrow(state: ORMExecuteState) -> None:
    scope = state.session.info.get(SCOPE)
    if scope is None:
        raise ScopeMissing("a session was used without a scope; open Work instead")
    if state.is_insert or state.is_from_statement:
        raise ScopeMissing("bulk INSERT and from_statement pass by the scope; add objects through Work instead")
    if state.is_update or state.is_delete:
        take_write_lock(state.session)
    # Only the models at hand: a statement's cache key is computed over every option it carries.
    models = _models_in(state.statement)
    state.statement = state.statement.options(*(_criterion(model, scope) for model in sorted(models, key=_name)))


PLACES_WRITTEN = {
    Role.TRAINING_CLERK: ("training_unit_id",),
    Role.TRAINER: ("training_unit_id", "guard_unit_id"),
    Role.EMPLOYER_CLERK: ("guard_unit_id",),
}
"""The columns of a row that must name the actor's own unit, where the row has them."""


def _check_written(session: Session, context: Any, instances: Any) -> None:
    actor, places = _writer(session)
    for row in (*session.new, *session.dirty):
        named = [getattr(row, place, None) for place in places]
        _check_row(actor, type(row).__name__, getattr(row, "city_id", None), places, named)


def check_rows(session: Session, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> None:
    """The same for rows that are given by column; raises :class:`OutsideScope` before any is written."""
    actor, places = _writer(session)
    for row in rows:
        _check_row(actor, model.__name__, row.get("city_id"), places, [row.get(place) for place in places])


def _writer(session: Session) -> tuple[Actor, Sequence[str]]:
    scope: Scope | None = session.info.get(SCOPE)
    if scope is None or scope.everything:
        raise ScopeMissing("this session may not write")
    return scope.actor, PLACES_WRITTEN.get(scope.actor.role, ())


def _check_row(actor: Actor, name: str, city: str | None, places: Sequence[str], named: Sequence[UUID | None]) -> None:
    if actor.city_id is not None and city is not None and city != actor.city_id:
        raise OutsideScope(f"{name} belongs to another city")
    for place, unit_id in zip(places, named, strict=True):
        if unit_id is not None and unit_id != getattr(actor, place):
            raise OutsideScope(f"{name} belongs to another unit")


def watch(sessions: sessionmaker[Session]) -> None:
    """Put the net around every session the factory makes."""
    event.listen(sessions, "do_orm_execute", _narrow)
    event.listen(sessions, "before_flush", _check_written)
