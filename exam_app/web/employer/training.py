"""Training by post: the plan of each, who lacks hours of what, and the same list for any past day."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import training_plans as acts
from exam_app.queries import training_gaps as looks
from exam_app.queries.employment import own_posts
from exam_app.terms import N_, SubjectArea
from exam_app.web.employer import audience
from exam_app.web.forms import DateField, Form, Needed, NumberField
from exam_app.web.training_list import as_of_in_address
from exam_app.work import Work


class TrainingPlanForm(Form):
    law = NumberField(N_("Legal knowledge"), [Needed(N_("Enter how many class hours."))])
    knowledge = NumberField(N_("Professional knowledge"), [Needed(N_("Enter how many class hours."))])
    skills = NumberField(N_("Skills"), [Needed(N_("Enter how many class hours."))])
    every_months = NumberField(N_("Within every so many months"), [Needed(N_("Enter the number of months."))])
    starts_on = DateField(N_("Counts from"))


@audience.page("/training", menu=N_("Training by post"))
def training(work: Work) -> ResponseReturnValue:
    unit_id = work.found(work.actor.guard_unit_id)
    found = looks.unit_training(work, unit_id, as_of_in_address(work), request.args.get("page", 1, type=int) or 1)
    return render_template("employer/training/training.html", found=found)


@audience.page("/training/posts/<uuid:post_id>/plan", methods=("GET", "POST"))
def plan_training(work: Work, post_id: UUID) -> ResponseReturnValue:
    post = work.found(next((post for post in own_posts(work) if post.id == post_id), None))
    form = TrainingPlanForm(starts_on=work.today, every_months=acts.DEFAULT_MONTHS)

    def plan() -> None:
        hours = {
            SubjectArea.LAW: form.law.data or 0,
            SubjectArea.KNOWLEDGE: form.knowledge.data or 0,
            SubjectArea.SKILLS: form.skills.data or 0,
        }
        assert form.starts_on.value is not None  # the form asks for it
        acts.plan_training(
            work, post_id, hours=hours, starts_on=form.starts_on.value, every_months=form.every_months.data or 0
        )

    if form.carries_out(plan):
        flash(gettext("Training is planned for %(post)s.", post=post.name), "done")
        return redirect(url_for("employer.training"))
    page = render_template("employer/training/plan_training.html", form=form, post=post)
    return page, 422 if form.errors else 200


@audience.page("/training/plans/<uuid:plan_id>/end", methods=("GET", "POST"))
def end_training_plan(work: Work, plan_id: UUID) -> ResponseReturnValue:
    """Asked once more: what is due by the plan is not due any more."""
    plan, post = looks.plan_of_training(work, plan_id)
    if request.method == "POST":
        acts.end_training_plan(work, plan_id)
        flash(gettext("The plan of %(post)s is ended. You can plan anew.", post=post.name), "done")
        return redirect(url_for("employer.training"))
    return render_template("employer/training/end_training_plan.html", plan=plan, post=post)
