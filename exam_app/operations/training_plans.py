"""A guard unit plans the training of a post (Regulation art. 18). It gates nothing: it says what is due."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid
from exam_app.journal import Tag
from exam_app.models import GuardUnit, Post, TrainingPlan
from exam_app.models.training_plans import MOST_HOURS, MOST_MONTHS
from exam_app.operations import operation
from exam_app.terms import N_, SubjectArea
from exam_app.work import Work

DEFAULT_MONTHS = 12
FIELDS = {SubjectArea.LAW: "law", SubjectArea.KNOWLEDGE: "knowledge", SubjectArea.SKILLS: "skills"}


@operation(Permission.EMPLOY)
def plan_training(
    work: Work, post_id: UUID, *, hours: Mapping[SubjectArea, int], starts_on: date, every_months: int = DEFAULT_MONTHS
) -> UUID:
    """Plan class hours by area within every so many months for an own post; returns the plan's id.

    Raises :class:`Conflict` when a plan stands, :class:`Invalid` by field.
    """
    unit = work.lock(GuardUnit, work.found(work.actor.guard_unit_id))  # two clerks plan one after the other
    post = work.get(Post, post_id)
    if not 1 <= every_months <= MOST_MONTHS:
        raise Invalid.in_field("every_months", N_("Enter a number of months from 1 to %(most)s."), most=MOST_MONTHS)
    for area, field in FIELDS.items():
        if not 0 <= hours.get(area, 0) <= MOST_HOURS:
            raise Invalid.in_field(field, N_("Enter class hours from 0 to %(most)s."), most=MOST_HOURS)
    if not any(hours.values()):
        raise Invalid.in_field("law", N_("Plan at least one class hour of one kind."))
    standing = select(TrainingPlan.id).where(
        TrainingPlan.city_id == work.city_id, TrainingPlan.post_id == post.id, TrainingPlan.ended_at.is_(None)
    )
    if work.one(standing) is not None:
        raise Conflict("Training is planned for this post already. End that plan, then plan anew.")
    plan = work.add(
        TrainingPlan(
            city_id=work.city_id,
            id=work.new_id(),
            guard_unit_id=unit.id,
            post_id=post.id,
            law_hours=hours.get(SubjectArea.LAW, 0),
            knowledge_hours=hours.get(SubjectArea.KNOWLEDGE, 0),
            skill_hours=hours.get(SubjectArea.SKILLS, 0),
            every_months=every_months,
            starts_on=starts_on,
            planned_by_id=work.actor.person_id,
            planned_at=work.now,
        )
    )
    work.record(
        Tag.TRAINING_PLANNED, "training_plan", plan.id, hours=sum(plan.hours.values()), every_months=every_months
    )
    return plan.id


@operation(Permission.EMPLOY)
def end_training_plan(work: Work, plan_id: UUID) -> None:
    """End a plan: nobody of the post is due by it any more. Ending it again changes nothing."""
    plan = work.lock(TrainingPlan, plan_id)
    if plan.ended_at is not None:
        return
    plan.ended_at, plan.ended_by_id = work.now, work.actor.person_id
    work.record(Tag.TRAINING_PLAN_ENDED, "training_plan", plan.id)
