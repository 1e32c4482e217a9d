"""Flags about the unit's own records: what was seen, and the unit's answer beside it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.operations.training_flags import LONGEST_WORDS, answer_flag
from exam_app.queries import training_flags as looks
from exam_app.terms import N_
from exam_app.web.audience import Audience
from exam_app.web.flag_pages import words_of_flags
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.work import Work


class AnswerForm(Form):
    words = TextAreaField(N_("Your answer"), [Needed(N_("Write what explains it.")), AtMost(LONGEST_WORDS)])


def flags(work: Work) -> ResponseReturnValue:
    found = looks.flags(work, page=request.args.get("page", 1, type=int) or 1)
    return render_template("unit_teaching/flags/flags.html", flags=found, **words_of_flags())


def flag(work: Work, flag_id: UUID) -> ResponseReturnValue:
    form = AnswerForm()
    if form.carries_out(lambda: answer_flag(work, flag_id, form.words.data)):
        flash(gettext("Your answer stands beside the question now."), "done")
        return redirect(url_for(".flag", flag_id=flag_id))
    page = render_template(
        "unit_teaching/flags/flag.html", page=looks.flag_page(work, flag_id), form=form, **words_of_flags()
    )
    return page, 422 if form.errors else 200


def register_on(audience: Audience) -> None:
    """Put these pages behind the door of a unit."""
    audience.page("/flags", menu=N_("Questions about records"))(flags)
    audience.page("/flags/<uuid:flag_id>", methods=("GET", "POST"))(flag)
