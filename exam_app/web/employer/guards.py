"""The clerk's desk, the roster with its filters, and one person: moved, left, hired again."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.errors import Refusal
from exam_app.operations import employment
from exam_app.queries.employment import (
    GAPS,
    GuardPage,
    Shown,
    Standing,
    desk_of_guard_unit,
    guard_page,
    guards_of_unit,
    own_posts,
)
from exam_app.queries.lessons import lessons_left
from exam_app.queries.payroll_mismatches import own_people
from exam_app.queries.training_flags import open_flags
from exam_app.terms import N_
from exam_app.web.employer import audience
from exam_app.web.forms import ChoiceField, DateField, Form
from exam_app.work import Work

RESERVE = "reserve"
"""The choice of no post; an id is never this word."""


class MoveForm(Form):
    post = ChoiceField(N_("Post"), N_("Choose a post, or the reserve."))


class LeaveForm(Form):
    left_on = DateField(N_("Last day"))


class HireForm(MoveForm):
    hired_on = DateField(N_("First day"))


@audience.page("/", menu=N_("Desk"))
def desk(work: Work) -> ResponseReturnValue:
    return render_template(
        "employer/desk.html",
        desk=desk_of_guard_unit(work),
        people=own_people(work),
        gaps=GAPS,
        lessons_left=lessons_left(work),
        open_flags=open_flags(work),
    )


@audience.page("/guards", menu=N_("Guards"))
def guards(work: Work) -> ResponseReturnValue:
    shown = Shown(_standing(request.args.get("shown")), request.args.get("post", type=UUID))
    found = guards_of_unit(work, shown, request.args.get("page", 1, type=int) or 1)
    return render_template("employer/guards/guards.html", found=found, gaps=GAPS, Standing=Standing)


@audience.page("/guards/<uuid:person_id>")
def guard(work: Work, person_id: UUID) -> ResponseReturnValue:
    return render_template("employer/guards/guard.html", guard=guard_page(work, person_id))


@audience.page("/guards/<uuid:person_id>/move", methods=("GET", "POST"))
def move(work: Work, person_id: UUID) -> ResponseReturnValue:
    page = guard_page(work, person_id)
    form = MoveForm(post=str(page.now.post_id or RESERVE) if page.now else RESERVE)
    _offer_posts(work, form.post)
    if page.now is not None and form.validate_on_submit():
        employment.move(work, page.now.id, _post(form.post.data))
        flash(gettext("%(name)s is at another post now.", name=page.dossier.name), "done")
        return redirect(url_for("employer.guard", person_id=person_id))
    return _form("employer/guards/move.html", form, page)


@audience.page("/guards/<uuid:person_id>/leave", methods=("GET", "POST"))
def leave(work: Work, person_id: UUID) -> ResponseReturnValue:
    page = guard_page(work, person_id)
    form = LeaveForm(left_on=work.today)
    if page.now is not None and form.validate_on_submit() and form.left_on.value:
        try:
            employment.leave(work, page.now.id, form.left_on.value)
        except Refusal as refusal:
            form.take(refusal)
        else:
            flash(gettext("%(name)s has left. The stay is kept.", name=page.dossier.name), "done")
            return redirect(url_for("employer.guard", person_id=person_id))
    return _form("employer/guards/leave.html", form, page)


@audience.page("/guards/<uuid:person_id>/hire", methods=("GET", "POST"))
def hire(work: Work, person_id: UUID) -> ResponseReturnValue:
    """Take somebody who left on the roster again."""
    page = guard_page(work, person_id)
    form = HireForm(hired_on=work.today, post=RESERVE)
    _offer_posts(work, form.post)
    if form.validate_on_submit() and form.hired_on.value:
        try:
            employment.hire(work, person_id, hired_on=form.hired_on.value, post_id=_post(form.post.data))
        except Refusal as refusal:
            form.take(refusal)
        else:
            flash(gettext("%(name)s is on the roster again.", name=page.dossier.name), "done")
            return redirect(url_for("employer.guard", person_id=person_id))
    return _form("employer/guards/hire.html", form, page)


def _form(template: str, form: Form, page: GuardPage) -> ResponseReturnValue:
    return render_template(template, form=form, guard=page), 422 if form.errors else 200


def _offer_posts(work: Work, field: ChoiceField) -> None:
    reserve = (RESERVE, gettext("Reserve, no post"))
    field.offer([*((str(post.id), post.name) for post in own_posts(work)), reserve])


def _post(chosen: str) -> UUID | None:
    return None if chosen == RESERVE else UUID(chosen)


def _standing(value: str | None) -> Standing | None:
    return next((standing for standing in Standing if standing == value), None)
