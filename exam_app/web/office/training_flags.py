"""Flags about training records as the county reads them, with the unit's answers and the county's own notes."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations.training_flags import LONGEST_WORDS, note_flag
from exam_app.queries import training_flags as looks
from exam_app.terms import N_, FlagReading
from exam_app.web.flag_pages import words_of_flags
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

COUNTY = {Role.COUNTY_REVIEWER}
READINGS = {reading.value: reading for reading in FlagReading}


class NoteForm(Form):
    reading = ChoiceField(N_("What the county makes of it"), N_("Choose what you make of it."))
    words = TextAreaField(N_("Reason"), [Needed(N_("Give the reason.")), AtMost(LONGEST_WORDS)])


@audience.page("/training-flags", admits=COUNTY, menu=N_("Training records"))
def training_flags(work: Work) -> ResponseReturnValue:
    found = looks.flags(work, page=request.args.get("page", 1, type=int) or 1)
    return render_template("office/training_flags/training_flags.html", flags=found, **words_of_flags())


@audience.page("/training-flags/<uuid:flag_id>", methods=("GET", "POST"), admits=COUNTY)
def training_flag(work: Work, flag_id: UUID) -> ResponseReturnValue:
    form = NoteForm()
    form.reading.offer([(reading.value, label(reading)) for reading in FlagReading])
    if form.carries_out(lambda: note_flag(work, flag_id, READINGS[form.reading.data], form.words.data)):
        flash(gettext("Noted. The unit sees it too."), "done")
        return redirect(url_for("office.training_flags"))
    page = render_template(
        "office/training_flags/training_flag.html",
        page=looks.flag_page(work, flag_id),
        form=form,
        **words_of_flags(),
    )
    return page, 422 if form.errors else 200
