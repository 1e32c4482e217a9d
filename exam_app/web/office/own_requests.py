"""Requests of applicants at the desk: corrections for the county, objections for the city."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import RadioField, TextAreaField

from exam_app.actors import Role
from exam_app.errors import Invalid
from exam_app.operations import own_rights
from exam_app.operations.own_rights import CORRECTION_ANSWER, OBJECTION_ANSWER
from exam_app.queries.own_requests import corrections, decided_by_me, objections
from exam_app.terms import N_, ObjectionOutcome
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

COUNTY, CITY = Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER


class CorrectionAnswerForm(Form):
    done = RadioField(N_("What was done"), validate_choice=False)
    answer = TextAreaField(N_("Answer"), [Needed(CORRECTION_ANSWER.missing), AtMost(CORRECTION_ANSWER.longest)])


class ObjectionAnswerForm(Form):
    outcome = RadioField(N_("Outcome"), validate_choice=False)
    answer = TextAreaField(N_("Answer"), [Needed(OBJECTION_ANSWER.missing), AtMost(OBJECTION_ANSWER.longest)])


@audience.page("/requests", admits={COUNTY, CITY}, menu=N_("Requests of applicants"))
def own_requests(work: Work) -> ResponseReturnValue:
    """What waits for an answer, the oldest first, then what was answered."""
    is_county = work.actor.role is COUNTY
    return render_template(
        "office/own_requests/own_requests.html",
        corrections=corrections(work) if is_county else (),
        objections=() if is_county else objections(work),
        is_county=is_county,
    )


@audience.page("/requests/corrections/<uuid:request_id>", methods=("GET", "POST"), admits={COUNTY})
def correction(work: Work, request_id: UUID) -> ResponseReturnValue:
    found = work.found(next(iter(corrections(work, request_id)), None))
    form = CorrectionAnswerForm()
    form.done.choices = [("yes", gettext("It was corrected")), ("no", gettext("It was not corrected"))]
    if form.carries_out(lambda: _answer_correction(work, request_id, form)):
        flash(gettext("Answered. %(name)s reads it on the own page.", name=found.name), "done")
        return redirect(url_for("office.own_requests"))
    return render_template(
        "office/own_requests/correction.html", request_=found, form=form
    ), 422 if form.errors else 200


def _answer_correction(work: Work, request_id: UUID, form: CorrectionAnswerForm) -> None:
    if form.done.data not in ("yes", "no"):
        raise Invalid.in_field("done", N_("Choose whether it was corrected."))
    own_rights.answer_correction(work, request_id, done=form.done.data == "yes", answer=form.answer.data or "")


@audience.page("/requests/objections/<uuid:objection_id>", methods=("GET", "POST"), admits={CITY})
def objection(work: Work, objection_id: UUID) -> ResponseReturnValue:
    found = work.found(next(iter(objections(work, objection_id)), None))
    form = ObjectionAnswerForm()
    form.outcome.choices = [(outcome.value, label(outcome)) for outcome in ObjectionOutcome]
    outcomes = {outcome.value: outcome for outcome in ObjectionOutcome}
    if form.carries_out(
        lambda: own_rights.answer_objection(
            work, objection_id, outcomes.get(form.outcome.data or ""), form.answer.data or ""
        )
    ):
        flash(gettext("Answered. %(name)s reads it on the own page.", name=found.name), "done")
        return redirect(url_for("office.own_requests"))
    page = render_template(
        "office/own_requests/objection.html", objection=found, form=form, is_mine=decided_by_me(work, objection_id)
    )
    return page, 422 if form.errors else 200
