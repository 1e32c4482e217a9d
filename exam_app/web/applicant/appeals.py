"""Score appeals of one's own: which result can be checked until when, asking for it, and what came of it."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.operations.appeals import APPEAL_WORDS, ask_appeal
from exam_app.queries.appealable import appealable
from exam_app.queries.appeals import my_appeals
from exam_app.terms import N_
from exam_app.web.appeal_papers import part_words
from exam_app.web.applicant import audience
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.work import Work


class AppealForm(Form):
    exam = ChoiceField(N_("Which result"), N_("Choose the result."))
    words = TextAreaField(N_("What should be checked"), [Needed(APPEAL_WORDS.missing), AtMost(APPEAL_WORDS.longest)])


@audience.page("/appeals")
def score_appeals(work: Work) -> ResponseReturnValue:
    """The own appeals, and the results whose check can still be asked for."""
    return render_template(
        "applicant/score_appeals.html",
        appeals=my_appeals(work),
        results=appealable(work, work.found(work.actor.person_id)),
        today=work.today,
        part_words=part_words,
    )


@audience.page("/appeals/new", methods=("GET", "POST"))
def ask_score_appeal(work: Work) -> ResponseReturnValue:
    """What is asked, in words; what then happens, and by when."""
    results = appealable(work, work.found(work.actor.person_id))
    form = AppealForm()
    form.exam.offer([(str(each.exam_session_id), each.exam_name) for each in results])
    if len(results) == 1 and not form.is_submitted():
        form.exam.data = str(results[0].exam_session_id)
    if form.carries_out(lambda: ask_appeal(work, UUID(form.exam.data), form.words.data or "")):
        flash(gettext("Your appeal is with the city. What came of it appears here."), "done")
        return redirect(url_for("applicant.score_appeals"))
    page = render_template("applicant/ask_score_appeal.html", form=form, results=results, today=work.today)
    return page, 422 if form.errors else 200
