"""Conditions about score appeals: a decision is nothing to anybody outside the city's desk before both have signed."""

from sqlalchemy import ColumnElement, and_

from exam_app.actors import Actor
from exam_app.models import Appeal, AppealDecision, AppealMark
from exam_app.scoping.conditions import own_row, reviewed_here, through


def signed_on_my_appeal(actor: Actor) -> ColumnElement[bool]:
    """The signed decision on the actor's own appeal."""
    return and_(AppealDecision.second_at.is_not(None), through(AppealDecision.appeal_id, Appeal, own_row)(actor))


def signed_in_my_county(actor: Actor) -> ColumnElement[bool]:
    """The signed decision on an appeal of the actor's county, which hands the letter over."""
    return and_(AppealDecision.second_at.is_not(None), through(AppealDecision.appeal_id, Appeal, reviewed_here)(actor))


def decided_mark_of_mine(actor: Actor) -> ColumnElement[bool]:
    """A further mark on the actor's own appeal, once that is decided."""
    return through(
        AppealMark.appeal_id, Appeal, lambda row, mine: and_(own_row(row, mine), row.decided_at.is_not(None))
    )(actor)
