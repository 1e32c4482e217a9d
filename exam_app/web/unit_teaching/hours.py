"""Class hours: who attended what, person by day, and corrections as new rows."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.errors import Conflict, Invalid
from exam_app.operations import class_hours
from exam_app.queries.class_hours import hour_record, hours_table
from exam_app.terms import N_
from exam_app.web.audience import Audience
from exam_app.web.forms import AtMost, Form, Needed, NumberField, TextField
from exam_app.work import Work


class CorrectionForm(Form):
    hours = NumberField(N_("Right number of class hours"), [Needed(N_("Enter how many class hours."))])
    reason = TextField(N_("Reason"), [Needed(N_("Give the reason for the correction.")), AtMost(200)])


def hours(work: Work, course_id: UUID) -> ResponseReturnValue:
    return render_template("unit_teaching/hours/hours.html", table_of=hours_table(work, course_id, until=_day("until")))


def correct_hours(work: Work, record_id: UUID) -> ResponseReturnValue:
    record = hour_record(work, record_id)
    form = CorrectionForm()
    if form.validate_on_submit() and form.hours.data is not None:
        try:
            class_hours.correct_hours(work, record_id, hours=form.hours.data, reason=form.reason.data)
        except (Invalid, Conflict) as refusal:
            form.take(refusal)
        else:
            flash(gettext("Corrected. The old figure stays in the record."), "done")
            return redirect(url_for(".hours", course_id=record.course_id))
    page = render_template("unit_teaching/hours/correct_hours.html", form=form, record=record)
    return page, 422 if form.errors else 200


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def register_on(audience: Audience) -> None:
    """Put these pages behind the door of a unit."""
    audience.page("/courses/<uuid:course_id>/hours")(hours)
    audience.page("/hours/<uuid:record_id>/correct", methods=("GET", "POST"))(correct_hours)
