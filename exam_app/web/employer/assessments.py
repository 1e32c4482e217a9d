"""Assessments of the unit's guards: who is due, the plan of each post, what came out and what follows from it."""

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField, TextAreaField

from exam_app.operations import assessments as acts
from exam_app.queries import assessments as looks
from exam_app.queries.employment import own_posts
from exam_app.terms import N_, FollowUp
from exam_app.web.assessment_list import shown_in_address
from exam_app.web.employer import audience
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, NumberField
from exam_app.web.rendering import label
from exam_app.work import Work

FIRST_DUE = timedelta(days=30)
"""What the form proposes: a month to tell everybody."""


class PlanForm(Form):
    first_due_on = DateField(N_("First assessment by"))
    every_months = NumberField(N_("Then every so many months"), [Needed(N_("Enter the number of months."))])
    needs_training = BooleanField(N_("Only who has the class hours of the training plan"))


class FollowUpForm(Form):
    follow_up = ChoiceField(N_("What the unit does"), N_("Choose what the unit does."))
    repeat_by = DateField(N_("Assessed again by"), needed=False)
    note = TextAreaField(N_("Note"), [AtMost(acts.LONGEST_NOTE)])


@audience.page("/assessments", menu=N_("Assessments"))
def assessments(work: Work) -> ResponseReturnValue:
    found = looks.unit_assessments(work, _own_unit(work), *shown_in_address())
    return render_template("employer/assessments/assessments.html", found=found)


def _own_unit(work: Work) -> UUID:
    return work.found(work.actor.guard_unit_id)


@audience.page("/assessments/posts/<uuid:post_id>/plan", methods=("GET", "POST"))
def plan_assessments(work: Work, post_id: UUID) -> ResponseReturnValue:
    post = work.found(next((post for post in own_posts(work) if post.id == post_id), None))
    form = PlanForm(first_due_on=work.today + FIRST_DUE, every_months=acts.DEFAULT_MONTHS)

    def plan() -> None:
        assert form.first_due_on.value is not None  # the form asks for it
        months = form.every_months.data or 0
        acts.plan_assessments(
            work,
            post_id,
            first_due_on=form.first_due_on.value,
            every_months=months,
            needs_training=form.needs_training.data,
        )

    if form.carries_out(plan):
        flash(gettext("Assessments are planned for %(post)s.", post=post.name), "done")
        return redirect(url_for("employer.assessments"))
    page = render_template("employer/assessments/plan_assessments.html", form=form, post=post)
    return page, 422 if form.errors else 200


@audience.page("/assessments/plans/<uuid:plan_id>/end", methods=("GET", "POST"))
def end_plan(work: Work, plan_id: UUID) -> ResponseReturnValue:
    """Asked once more: what is due by the plan is not due any more."""
    plan, post = looks.plan_with_post(work, plan_id)
    if request.method == "POST":
        acts.end_plan(work, plan_id)
        flash(gettext("The plan of %(post)s is ended. You can plan anew.", post=post.name), "done")
        return redirect(url_for("employer.assessments"))
    return render_template("employer/assessments/end_plan.html", plan=plan, post=post)


@audience.page("/assessments/<uuid:assessment_id>", methods=("GET", "POST"))
def assessment(work: Work, assessment_id: UUID) -> ResponseReturnValue:
    """What came out, which law was missed, and after a failure the follow-up."""
    page = looks.assessment_page(work, assessment_id)
    form = FollowUpForm()
    form.follow_up.offer([(kind.value, label(kind)) for kind in FollowUp])

    def follow_up() -> None:
        kind = next(kind for kind in FollowUp if kind == form.follow_up.data)
        acts.record_follow_up(work, assessment_id, kind, repeat_by=form.repeat_by.value, note=form.note.data or "")

    if form.carries_out(follow_up):
        flash(gettext("The follow-up is recorded."), "done")
        return redirect(url_for("employer.assessment", assessment_id=assessment_id))
    return render_template("employer/assessments/assessment.html", form=form, page=page), 422 if form.errors else 200
