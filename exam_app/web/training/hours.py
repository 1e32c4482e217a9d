"""Class hours: who attended what, person by day, and corrections as new rows."""

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.errors import Conflict, Invalid
from exam_app.operations import class_hours
from exam_app.operations.class_hours import CEILINGS
from exam_app.queries.training import attendees, course_name, hour_record, hours_table
from exam_app.terms import N_, HourKind
from exam_app.web.choices import chosen_people
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, NumberField, TextField
from exam_app.web.rendering import label
from exam_app.web.training import audience
from exam_app.work import Work

EVERYBODY, SOME = "everybody", "some"
KINDS = {kind.value: kind for kind in HourKind}


class HoursForm(Form):
    held_on = DateField(N_("Date"))
    kind = ChoiceField(N_("Kind"), N_("Choose theory or skills."))
    hours = NumberField(N_("Class hours"), [Needed(N_("Enter how many class hours."))])
    subject = TextField(N_("Subject"), [Needed(N_("Say what was taught.")), AtMost(80)])
    who = ChoiceField(N_("Who was there"), N_("Choose everybody, or only those ticked."))


class CorrectionForm(Form):
    hours = NumberField(N_("Right number of class hours"), [Needed(N_("Enter how many class hours."))])
    reason = TextField(N_("Reason"), [Needed(N_("Give the reason for the correction.")), AtMost(200)])


@audience.page("/courses/<uuid:course_id>/hours")
def hours(work: Work, course_id: UUID) -> ResponseReturnValue:
    return render_template("training/hours/hours.html", table_of=hours_table(work, course_id, until=_day("until")))


@audience.page("/courses/<uuid:course_id>/hours/new", methods=("GET", "POST"))
def record_hours(work: Work, course_id: UUID) -> ResponseReturnValue:
    people = attendees(work, course_id)
    form = HoursForm(held_on=work.today)
    form.kind.offer([(kind.value, label(kind)) for kind in HourKind])
    form.who.offer([(EVERYBODY, gettext("Everybody in the course")), (SOME, gettext("Only those ticked below"))])
    chosen = chosen_people()
    if form.validate_on_submit() and form.held_on.value and form.hours.data is not None:
        try:
            recorded = class_hours.record_hours(
                work,
                course_id,
                [person_id for person_id, _ in people] if form.who.data == EVERYBODY else chosen,
                held_on=form.held_on.value,
                kind=KINDS[form.kind.data],
                hours=form.hours.data,
                subject=form.subject.data,
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            said = ngettext(
                "Class hours recorded for %(num)d person.", "Class hours recorded for %(num)d people.", recorded
            )
            flash(said, "done")
            return redirect(url_for("training.hours", course_id=course_id))
    page = render_template(
        "training/hours/record_hours.html",
        form=form,
        course_id=course_id,
        course_name=course_name(work, course_id),
        people=people,
        chosen=chosen,
        ceilings=CEILINGS,
    )
    return page, 422 if form.errors else 200


@audience.page("/hours/<uuid:record_id>/correct", methods=("GET", "POST"))
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
            return redirect(url_for("training.hours", course_id=record.course_id))
    page = render_template("training/hours/correct_hours.html", form=form, record=record)
    return page, 422 if form.errors else 200


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
