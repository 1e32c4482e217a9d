"""Conditions about cases: whom one concerns neither reads nor decides it, and sees only what the own slip opens."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from exam_app.actors import Actor
from exam_app.models import Case, CaseConsequence, CaseDecision, CaseReview, CaseSlip, CaseSubject
from exam_app.scoping.conditions import Condition
from exam_app.terms import CaseState


def concerns_others(case_column: Any) -> Condition:
    """The case is not about the actor: who is concerned neither reads nor decides it."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        subject = aliased(CaseSubject)
        return ~exists(
            select(subject.id)
            .where(
                subject.city_id == case_column.class_.city_id,
                subject.case_id == case_column,
                subject.person_id == actor.person_id,
            )
            .correlate(case_column.class_)
        )

    return condition


def own_view_until_both_are_filed(actor: Actor) -> ColumnElement[bool]:
    """A reader's view is seen by that reader alone until the second is filed."""
    case = aliased(Case)
    both = exists(
        select(case.id)
        .where(case.city_id == CaseReview.city_id, case.id == CaseReview.case_id, case.state != CaseState.BEING_READ)
        .correlate(CaseReview)
    )
    return or_(CaseReview.reader_id == actor.person_id, and_(both, concerns_others(CaseReview.case_id)(actor)))


def case_of_my_slip(case_column: Any) -> Condition:
    """The case about which the actor holds a slip."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        slip = aliased(CaseSlip)
        return exists(
            select(slip.id)
            .where(
                slip.city_id == case_column.class_.city_id,
                slip.case_id == case_column,
                slip.id == actor.case_slip_id,
            )
            .correlate(case_column.class_)
        )

    return condition


def signed_decision_about_me(actor: Actor) -> ColumnElement[bool]:
    """A decision is nobody's business before its second signature."""
    return and_(CaseDecision.second_at.is_not(None), case_of_my_slip(CaseDecision.case_id)(actor))


def decided_on_me(person_column: Any) -> Condition:
    """The person signed the decision about the actor: the letter names both signers."""

    def condition(actor: Actor) -> ColumnElement[bool]:
        decision, slip = aliased(CaseDecision), aliased(CaseSlip)
        return exists(
            select(decision.id)
            .join(slip, (slip.city_id == decision.city_id) & (slip.case_id == decision.case_id))
            .where(
                decision.city_id == person_column.class_.city_id,
                or_(decision.first_person_id == person_column, decision.second_person_id == person_column),
                decision.second_at.is_not(None),
                slip.id == actor.case_slip_id,
            )
            .correlate(person_column.class_)
        )

    return condition


def consequence_for_me(actor: Actor) -> ColumnElement[bool]:
    """What was carried out and concerns the actor, or the whole room."""
    return and_(
        CaseConsequence.second_at.is_not(None),
        or_(CaseConsequence.slip_id == actor.case_slip_id, CaseConsequence.slip_id.is_(None)),
        case_of_my_slip(CaseConsequence.case_id)(actor),
    )
