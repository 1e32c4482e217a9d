"""Periodic assessment by the guard unit (Regulation art. 19): planned for a post, taken by its guards, followed up.

It uses the screen and the marking of the examination and the practice pool; it touches no row of the examination and
none of a certificate.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.delivery import Event, Need
from exam_app.errors import Conflict, Invalid
from exam_app.journal import PersonalText, Tag
from exam_app.models import Assessment, AssessmentPlan, GuardUnit, Person, Post, TrainingPlan
from exam_app.models.assessments import MOST_MONTHS, REPEATED
from exam_app.operations import operation, own_papers
from exam_app.operations.saving import SaveOutcome
from exam_app.queries.assessment_dates import AssessmentState, months_later
from exam_app.queries.assessments import MyAssessment, assessment_blueprint, my_due, open_assessment
from exam_app.queries.training_gate import LACKING
from exam_app.terms import N_, FollowUp
from exam_app.work import Work

DEFAULT_MONTHS = 12
"""The law names no frequency; a year is what most plans say."""
EXPIRED_AT_ONCE = 20
LONGEST_NOTE = 200


@operation(Permission.EMPLOY)
def plan_assessments(
    work: Work,
    post_id: UUID,
    *,
    first_due_on: date,
    every_months: int = DEFAULT_MONTHS,
    needs_training: bool = False,
) -> UUID:
    """Plan the assessments of an own post: the first by a day, then every so many months.

    With ``needs_training`` nobody begins one who lacks class hours of law, knowledge or skills by the post's training
    plan; that plan is made first. It is a rule of the unit for its own assessment and never for the state examination.
    Raises :class:`Conflict` when a plan stands: another rhythm is another plan, and this one is ended first.
    """
    unit = work.lock(GuardUnit, work.found(work.actor.guard_unit_id))  # two clerks plan one after the other
    post = work.get(Post, post_id)
    if not 1 <= every_months <= MOST_MONTHS:
        raise Invalid.in_field("every_months", N_("Enter a number of months from 1 to %(most)s."), most=MOST_MONTHS)
    _refuse_a_day_out_of_reach(work, "first_due_on", first_due_on)
    standing = select(AssessmentPlan.id).where(
        AssessmentPlan.city_id == work.city_id, AssessmentPlan.post_id == post.id, AssessmentPlan.ended_at.is_(None)
    )
    if work.one(standing) is not None:
        raise Conflict("Assessments are planned for this post already. End that plan, then plan anew.")
    if needs_training:
        _refuse_without_training(work, post)
    plan = work.add(
        AssessmentPlan(
            city_id=work.city_id,
            id=work.new_id(),
            guard_unit_id=unit.id,
            post_id=post.id,
            first_due_on=first_due_on,
            every_months=every_months,
            needs_training=needs_training,
            planned_by_id=work.actor.person_id,
            planned_at=work.now,
        )
    )
    work.record(
        Tag.ASSESSMENT_PLANNED,
        "assessment_plan",
        plan.id,
        post=str(post.id),
        first_due_on=first_due_on.isoformat(),
        every_months=every_months,
        needs_training=needs_training,
    )
    return plan.id


def _refuse_without_training(work: Work, post: Post) -> None:
    planned = select(TrainingPlan.id).where(
        TrainingPlan.city_id == work.city_id, TrainingPlan.post_id == post.id, TrainingPlan.ended_at.is_(None)
    )
    if work.one(planned) is None:
        raise Invalid.in_field(
            "needs_training",
            N_("No training is planned for this post. Plan its class hours first, under “Training by post”."),
        )


def _refuse_a_day_out_of_reach(work: Work, field: str, day: date) -> None:
    if day < work.today:
        raise Invalid.in_field(field, N_("This day has passed. Enter today or a later day."))
    if day > months_later(work.today, MOST_MONTHS):
        raise Invalid.in_field(field, N_("This day is more than three years ahead. Enter an earlier one."))


@operation(Permission.EMPLOY)
def end_plan(work: Work, plan_id: UUID) -> None:
    """End a plan: nobody of the post is due by it any more. Ending it again changes nothing."""
    plan = work.lock(AssessmentPlan, plan_id)
    if plan.ended_at is not None:
        return
    plan.ended_at, plan.ended_by_id = work.now, work.actor.person_id
    work.record(Tag.ASSESSMENT_PLAN_ENDED, "assessment_plan", plan.id, post=str(plan.post_id))


# -- taking one ---------------------------------------------------------------------------------------------------


@operation(Permission.STUDY)
def start_assessment(work: Work, plan_id: UUID) -> UUID:
    """Begin the assessment that is due by a plan, or go on with the one that is open; returns its id.

    One whose time is over is closed and marked, and its id returned. Raises :class:`Conflict` when none is to be
    taken now. For a plan of a post where the guard does not stand any more there is nothing to begin.
    """
    work.lock(Person, work.found(work.actor.person_id))  # two browsers of one person begin one paper
    going_on = open_assessment(work)
    if going_on is not None:
        if work.now > going_on.deadline_at:
            _close(work, going_on)
        return going_on.id
    wanted = work.found(next((each for each in my_due(work) if each.plan_id == plan_id), None))
    _refuse_unless_due(wanted)
    blueprint = assessment_blueprint(work)
    if blueprint is None:
        raise Conflict("There are no questions for an assessment yet. The city has not released any.")
    plan = work.get(AssessmentPlan, plan_id)
    paper = Assessment(
        city_id=work.city_id,
        id=work.new_id(),
        person_id=work.actor.person_id,
        plan_id=plan.id,
        post_id=plan.post_id,
        guard_unit_id=plan.guard_unit_id,
        note="",
    )
    own_papers.draw(work, paper, blueprint)
    work.add(paper)
    work.record(Tag.ASSESSMENT_STARTED, "assessment", paper.id, about=paper.person_id, items=blueprint.points)
    return paper.id


def _refuse_unless_due(wanted: MyAssessment) -> None:
    if wanted.may_begin:
        return
    if wanted.is_time:
        hours = wanted.gate.reason.places
        raise Conflict(LACKING, law=hours["law"], knowledge=hours["knowledge"], skills=hours["skills"])
    if wanted.state is AssessmentState.NO_FOLLOW_UP:
        raise Conflict("Your unit decides first what follows from the last assessment. Ask there.")
    if wanted.last is not None and wanted.last.follow_up is FollowUp.CONTRACT_ENDED:
        raise Conflict("Your unit ended the contract after the last assessment. Ask there.")
    raise Conflict("This assessment is due by %(day)s. You may begin 30 days before.", day=wanted.due_on.isoformat())


@operation(Permission.STUDY)
def save_assessment_answers(work: Work, assessment_id: UUID, events: Sequence[Event]) -> SaveOutcome:
    """Keep what the page's script sent, by the protocol of the examination; the same batch again changes nothing."""
    return own_papers.take(work, work.lock(Assessment, assessment_id), events)


@operation(Permission.STUDY)
def save_assessment_form(work: Work, assessment_id: UUID, *, slot: int, value: str, is_marked: bool) -> SaveOutcome:
    """Keep what a plain form of one slot says; the server numbers the changes."""
    paper = work.lock(Assessment, assessment_id)
    return own_papers.take_form(work, paper, slot=slot, value=value, is_marked=is_marked)


@operation(Permission.STUDY)
def hand_in_assessment(work: Work, assessment_id: UUID, *, final_seq: int | None = None) -> Need | None:
    """Hand an assessment in and mark it; handing in again gives the same.

    ``final_seq`` is the newest event of the page's script: while time is left, :class:`Need` asks for what is missing.
    """
    paper = work.lock(Assessment, assessment_id)
    if paper.closed_at is not None:
        return None
    if missing := own_papers.missing_from(work, paper, final_seq):
        return missing
    _close(work, paper)
    return None


@operation(Permission.CLOSE_EXPIRED)
def close_expired_assessments(work: Work) -> int:
    """Close and mark assessments whose time is over, a few at a time; returns how many. Call until it says 0."""
    query = (
        select(Assessment.id)
        .where(Assessment.city_id == work.city_id, Assessment.closed_at.is_(None), Assessment.deadline_at < work.now)
        .order_by(Assessment.deadline_at, Assessment.id)
        .limit(EXPIRED_AT_ONCE)
    )
    return sum(_time_out(work, assessment_id) for assessment_id in work.all(query))


def _time_out(work: Work, assessment_id: UUID) -> bool:
    """Close one unless its guard handed it in meanwhile."""
    paper = work.lock(Assessment, assessment_id)
    if paper.closed_at is not None:
        return False
    _close(work, paper)
    return True


def _close(work: Work, paper: Assessment) -> None:
    marked = own_papers.mark_paper(work, paper)
    closed_at = work.found(paper.closed_at)
    paper.closed_on = closed_at.astimezone(work.site.settings.zone).date()
    work.record(
        Tag.ASSESSMENT_MARKED,
        "assessment",
        paper.id,
        about=paper.person_id,
        raw=marked.raw,
        maximum=len(paper.paper_digests),
        passed=paper.passed,
    )


# -- after a failure ----------------------------------------------------------------------------------------------


@operation(Permission.EMPLOY)
def record_follow_up(
    work: Work, assessment_id: UUID, follow_up: FollowUp, *, repeat_by: date | None = None, note: str = ""
) -> None:
    """Record what the unit does after a failed assessment. It is recorded once and then stands.

    ``repeat_by`` is needed where the guard is assessed again, and kept only there; no measure needs a ``note``.
    """
    paper = work.lock(Assessment, assessment_id)
    if paper.closed_at is None or paper.passed:
        raise Conflict("Only a failed assessment is followed up. Nothing was recorded.")
    if paper.follow_up is not None:
        raise Conflict("The follow-up is recorded already and stands. Nothing was changed.")
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    if follow_up is FollowUp.NO_MEASURE and not note:
        raise Invalid.in_field("note", N_("Say why nothing is done."))
    if follow_up in REPEATED:
        if repeat_by is None:
            raise Invalid.in_field("repeat_by", N_("Enter the day by which the assessment is repeated."))
        _refuse_a_day_out_of_reach(work, "repeat_by", repeat_by)
    paper.follow_up, paper.note = follow_up, note
    paper.repeat_by = repeat_by if follow_up in REPEATED else None
    paper.followed_up_at, paper.followed_up_by_id = work.now, work.actor.person_id
    work.record(
        Tag.ASSESSMENT_FOLLOWED_UP,
        "assessment",
        paper.id,
        about=paper.person_id,
        follow_up=follow_up.value,
        repeat_by=paper.repeat_by.isoformat() if paper.repeat_by else None,
        note=PersonalText(note) if note else None,
    )
