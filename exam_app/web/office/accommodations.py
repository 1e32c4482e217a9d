"""What candidates of an examination need: asked for here, decided here by somebody else."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import RadioField, SelectField

from exam_app.actors import Role
from exam_app.errors import Invalid
from exam_app.operations import accommodations as acts
from exam_app.queries.accommodations import asked_for
from exam_app.queries.scheduling import session_plan
from exam_app.terms import N_, AccommodationKind
from exam_app.web.forms import AtMost, Form, NumberField, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
SHAPES = {None: "waiting", True: "done", False: "refused"}


class AskForm(Form):
    candidate = SelectField(N_("Candidate"), validate_choice=False)
    kind = RadioField(N_("What is needed?"), validate_choice=False)
    minutes = NumberField(N_("Minutes of extra time"))
    reason = TextField(N_("Reason"), [AtMost(acts.LONGEST_REASON)])

    def validate_candidate(self, field: SelectField) -> None:
        if field.data not in {value for value, _ in field.choices}:
            field.errors = [gettext("Choose the candidate.")]

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in {kind.value for kind in AccommodationKind}:
            field.errors = [gettext("Choose what is needed.")]


@audience.page("/exam-sessions/<uuid:exam_session_id>/accommodations", methods=("GET", "POST"), admits=CITY)
def accommodations(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    plan = session_plan(work, exam_session_id)
    form = AskForm()
    form.candidate.choices = [(str(one.booking_id), f"{one.name} {one.id_number}") for one in plan.candidates]
    form.kind.choices = [(kind.value, label(kind)) for kind in AccommodationKind]
    if form.carries_out(lambda: _ask(work, exam_session_id, form)):
        flash(gettext("Asked for. A second person has to approve it."), "waiting")
        return redirect(url_for(".accommodations", exam_session_id=exam_session_id))
    page = render_template(
        "office/scheduling/accommodations.html",
        plan=plan,
        form=form,
        asked=asked_for(work, exam_session_id),
        shapes=SHAPES,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _ask(work: Work, exam_session_id: UUID, form: AskForm) -> None:
    acts.ask(
        work,
        exam_session_id,
        UUID(form.candidate.data),
        next(kind for kind in AccommodationKind if kind.value == form.kind.data),
        minutes=form.minutes.data,
        reason=form.reason.data or "",
    )


@audience.page("/exam-sessions/<uuid:exam_session_id>/accommodations/decide", methods=("POST",), admits=CITY)
def decide_accommodation(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    verb, _, asked = request.form.get("decision", "").partition(":")
    if verb not in ("approve", "decline"):
        raise Invalid(N_("Approve it or decline it."))
    try:
        accommodation_id = UUID(asked)
    except ValueError as error:
        raise Invalid(N_("Approve it or decline it.")) from error
    acts.decide(work, exam_session_id, accommodation_id, approve=verb == "approve")
    flash(gettext("Approved.") if verb == "approve" else gettext("Declined. It may be asked for again."), "done")
    return redirect(url_for(".accommodations", exam_session_id=exam_session_id))
