"""Lots drawn by the county: lessons to visit unannounced, trainees to call back, and what was found."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.operations import full_views
from exam_app.operations import training_draws as acts
from exam_app.operations.roll_calls import open_roll_call
from exam_app.queries import training_draws as looks
from exam_app.queries.roll_calls import roll_calls as looked_at
from exam_app.terms import N_, DrawnOutcome, DrawPurpose
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, NumberField
from exam_app.web.office import audience
from exam_app.web.rendering import label, translate
from exam_app.work import Work

COUNTY = {Role.COUNTY_REVIEWER}
PURPOSES = {purpose.value: purpose for purpose in DrawPurpose}
OUTCOMES = {outcome.value: outcome for outcome in DrawnOutcome}


class DrawForm(Form):
    purpose = ChoiceField(N_("What for"), N_("Choose what the lots are for."))
    lots = NumberField(N_("How many"), [Needed(N_("Enter how many lots."))])


class ResultForm(Form):
    outcome = ChoiceField(N_("What was found"), N_("Choose what was found."))
    words = TextAreaField(N_("In words"), [AtMost(acts.LONGEST_WORDS)])


@audience.page("/training-draws", methods=("GET", "POST"), admits=COUNTY, menu=N_("Visits and call-backs"))
def training_draws(work: Work) -> ResponseReturnValue:
    form = DrawForm(lots=5)
    form.purpose.offer([(purpose.value, label(purpose)) for purpose in DrawPurpose])
    drawn: list[UUID] = []

    def draw() -> None:
        drawn.append(acts.draw_lots(work, PURPOSES[form.purpose.data], form.lots.data or 0))

    try:
        if form.carries_out(draw):
            return redirect(url_for("office.training_draw", draw_id=drawn[0]))
    except NotFound as nothing:
        form.form_errors.append(translate(nothing.sentence))
    page = render_template("office/training_draws/training_draws.html", form=form, draws=looks.draws(work))
    return page, 422 if form.errors else 200


@audience.page("/roll-calls", admits=COUNTY)
def roll_calls(work: Work) -> ResponseReturnValue:
    """The lessons of two weeks and whether the picture that was asked for is there."""
    listing = looked_at(work, request.args.get("page", 1, type=int))
    return render_template("office/training_draws/roll_calls.html", lessons=listing)


@audience.page("/roll-calls/<uuid:lesson_id>.jpg", admits=COUNTY, records=True)
def roll_call_picture(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    return Response(open_roll_call(work, lesson_id), mimetype="image/jpeg")


@audience.page("/training-draws/<uuid:draw_id>", admits=COUNTY)
def training_draw(work: Work, draw_id: UUID) -> ResponseReturnValue:
    return render_template("office/training_draws/training_draw.html", page=looks.draw_page(work, draw_id))


@audience.page("/training-lots/<uuid:lot_id>", methods=("GET", "POST"), admits=COUNTY)
def training_lot(work: Work, lot_id: UUID) -> ResponseReturnValue:
    """Note what the visit or the call found."""
    lot, _ = looks.lot_of(work, lot_id)
    form = ResultForm()
    form.outcome.offer([(outcome.value, label(outcome)) for outcome in DrawnOutcome])
    if form.carries_out(lambda: acts.note_result(work, lot_id, OUTCOMES[form.outcome.data], form.words.data or "")):
        flash(gettext("Noted."), "done")
        return redirect(url_for("office.training_draw", draw_id=lot.draw_id))
    return _lot_page(work, lot_id, form)


@audience.page("/training-lots/<uuid:lot_id>/telephone", methods=("POST",), admits=COUNTY)
def lot_telephone(work: Work, lot_id: UUID) -> ResponseReturnValue:
    """The same page with the number to call; the look is journalled."""
    lot, _ = looks.lot_of(work, lot_id)
    form = ResultForm(formdata=None)
    form.outcome.offer([(outcome.value, label(outcome)) for outcome in DrawnOutcome])
    return _lot_page(work, lot_id, form, full_views.show_telephone(work, work.found(lot.person_id)))


def _lot_page(work: Work, lot_id: UUID, form: Form, telephone: str | None = None) -> ResponseReturnValue:
    lot, what = looks.lot_of(work, lot_id)
    page = render_template(
        "office/training_draws/training_lot.html", lot=lot, what=what, form=form, telephone=telephone
    )
    return page, 422 if form.errors else 200
