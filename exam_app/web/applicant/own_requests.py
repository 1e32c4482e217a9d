"""My requests: a correction of the own data, an objection against a decision, and what was answered."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.operations import own_rights
from exam_app.operations.own_rights import OBJECTION_WORDS, RIGHT_WORDS
from exam_app.queries.own_requests import corrections, objectionable, objections
from exam_app.terms import N_, CorrectionField, ObjectionAbout
from exam_app.web.applicant import APPLICANT, audience
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.rendering import label
from exam_app.work import Work

FIELDS = {field.value: field for field in CorrectionField}
ABOUT = {about.value: about for about in ObjectionAbout}


class CorrectionForm(Form):
    field = ChoiceField(N_("What is wrong"), N_("Choose what is wrong."))
    words = TextAreaField(N_("What is right"), [Needed(RIGHT_WORDS.missing), AtMost(RIGHT_WORDS.longest)])


class ObjectionForm(Form):
    about = ChoiceField(N_("Against which decision"), N_("Choose the decision."))
    words = TextAreaField(
        N_("Why you do not agree"), [Needed(OBJECTION_WORDS.missing), AtMost(OBJECTION_WORDS.longest)]
    )


@audience.page("/requests", admits=APPLICANT, menu=N_("My requests"))
def own_requests(work: Work) -> ResponseReturnValue:
    return render_template(
        "applicant/own_requests.html",
        corrections=corrections(work),
        objections=objections(work),
        decisions=objectionable(work),
    )


@audience.page("/requests/correction", methods=("GET", "POST"), admits=APPLICANT)
def ask_correction(work: Work) -> ResponseReturnValue:
    form = CorrectionForm()
    form.field.offer([(field.value, label(field)) for field in CorrectionField])
    if form.carries_out(lambda: own_rights.ask_correction(work, FIELDS[form.field.data], form.words.data or "")):
        flash(gettext("Your request is with the county. The answer appears here."), "done")
        return redirect(url_for("applicant.own_requests"))
    return render_template("applicant/ask_correction.html", form=form), 422 if form.errors else 200


@audience.page("/requests/objection", methods=("GET", "POST"), admits=APPLICANT)
def file_objection(work: Work) -> ResponseReturnValue:
    decisions = objectionable(work)
    form = ObjectionForm()
    form.about.offer([(each.about.value, label(each.about)) for each in decisions])
    if form.carries_out(lambda: own_rights.file_objection(work, ABOUT[form.about.data], form.words.data or "")):
        flash(gettext("Your objection is filed. Another officer than who decided answers it here."), "done")
        return redirect(url_for("applicant.own_requests"))
    page = render_template("applicant/file_objection.html", form=form, decisions=decisions)
    return page, 422 if form.errors else 200
