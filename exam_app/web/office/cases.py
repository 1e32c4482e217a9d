"""Cases: the queue, one case with its evidence, the reader's own view, the decision with its second signature."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.errors import Invalid
from exam_app.operations import cases as acts
from exam_app.queries import cases as queries
from exam_app.terms import N_, CaseOutcome, ReaderView
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.office import audience
from exam_app.web.office.pairs import FAMILIES, drawn
from exam_app.web.rendering import label
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


class OpenForm(Form):
    reason = TextAreaField(
        N_("Why should it be looked into?"),
        [Needed(N_("Enter why this lead should be looked into.")), AtMost(acts.LONGEST["reason"])],
    )


class ReviewForm(Form):
    view = ChoiceField(N_("Your view"), N_("Choose your view."))
    reasons = TextAreaField(
        N_("Reasons"),
        [Needed(N_("Enter your reasons: the decision rests on them.")), AtMost(acts.LONGEST["reasons"])],
    )

    def prepare(self) -> "ReviewForm":
        self.view.offer([(view.value, label(view)) for view in ReaderView])
        return self


class DecisionForm(Form):
    outcome = ChoiceField(N_("How does it end?"), N_("Choose how it ends."))
    grounds = TextAreaField(
        N_("Grounds"),
        [Needed(N_("Enter the grounds: they stand in the decision.")), AtMost(acts.LONGEST["grounds"])],
    )

    def prepare(self) -> "DecisionForm":
        self.outcome.offer([(outcome.value, label(outcome)) for outcome in CaseOutcome])
        return self


@audience.page("/cases", admits=CITY, menu=N_("Cases"))
def cases(work: Work) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int) or 1
    return render_template("office/cases/cases.html", cases=queries.cases(work, page))


@audience.page("/results/<uuid:exam_session_id>/leads/<int:number>/case", methods=("GET", "POST"), admits=CITY)
def open_case(work: Work, exam_session_id: UUID, number: int) -> ResponseReturnValue:
    opened = queries.case_of_lead(work, exam_session_id, number)
    if opened is not None:
        return redirect(url_for(".case", case_id=opened))
    form = OpenForm()
    if form.validate_on_submit():
        case_id = acts.open_case(work, exam_session_id, number, form.reason.data or "")
        flash(gettext("The case is open. Two readers look at it, each alone."), "done")
        return redirect(url_for(".case", case_id=case_id))
    page = render_template(
        "office/cases/open_case.html", form=form, back=url_for(".lead", exam_session_id=exam_session_id, number=number)
    )
    return page, 422 if form.errors else 200


@audience.page("/cases/<uuid:case_id>", methods=("GET", "POST"), admits=CITY)
def case(work: Work, case_id: UUID) -> ResponseReturnValue:
    """The case; a posted form is the reader's own view."""
    form = ReviewForm().prepare()
    if form.validate_on_submit():
        view = next(view for view in ReaderView if view.value == form.view.data)
        try:
            acts.review(work, case_id, view, form.reasons.data or "")
        except Invalid as refusal:
            form.take(refusal)
        else:
            flash(gettext("Your view is filed."), "done")
            return redirect(url_for(".case", case_id=case_id))
    return _case(work, case_id, form, DecisionForm(formdata=None).prepare())


@audience.page("/cases/<uuid:case_id>/decision", methods=("POST",), admits=CITY)
def decide_case(work: Work, case_id: UUID) -> ResponseReturnValue:
    form = DecisionForm().prepare()
    if form.validate_on_submit():
        outcome = next(outcome for outcome in CaseOutcome if outcome.value == form.outcome.data)
        try:
            acts.decide(work, case_id, outcome, form.grounds.data or "")
        except Invalid as refusal:
            form.take(refusal)
        else:
            flash(gettext("You proposed the decision. A second person signs it."), "waiting")
            return redirect(url_for(".case", case_id=case_id))
    return _case(work, case_id, ReviewForm(formdata=None).prepare(), form)


@audience.page("/cases/<uuid:case_id>/sign", methods=("POST",), admits=CITY)
def sign_case(work: Work, case_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "send_back":
        acts.send_back(work, case_id)
        flash(gettext("The decision was sent back. Another can be proposed."), "waiting")
    else:
        acts.sign_decision(work, case_id)
        flash(gettext("The case is decided."), "done")
    return redirect(url_for(".case", case_id=case_id))


def _case(work: Work, case_id: UUID, review: ReviewForm, decision: DecisionForm) -> ResponseReturnValue:
    found = queries.case_page(work, case_id)
    page = render_template(
        "office/cases/case.html", case=found, review=review, decision=decision, families=FAMILIES, **drawn(found.pair)
    )
    return page, 422 if review.errors or decision.errors else 200
