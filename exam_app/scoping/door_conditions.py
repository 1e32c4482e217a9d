"""Conditions about the door of a room: that one is not let in is nothing to oneself before two people have signed."""

from sqlalchemy import ColumnElement, and_

from exam_app.actors import Actor
from exam_app.models import EntryRefusal


def signed_against_me(actor: Actor) -> ColumnElement[bool]:
    """The actor's own refusal, once the second person has signed it."""
    return and_(EntryRefusal.person_id == actor.person_id, EntryRefusal.second_at.is_not(None))
