"""Deciding a case: propose, sign or send back, and print the letters."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.errors import TooEarly
from exam_app.operations import case_decisions as acts
from exam_app.queries.case_slips import printed_slips
from exam_app.terms import CaseOutcome
from exam_app.web.case_papers import letters_pdf
from exam_app.web.office import audience
from exam_app.web.office.case_forms import DecisionForm, ReviewForm
from exam_app.web.office.cases import case_shown
from exam_app.web.office.certificates import pdf
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/cases/<uuid:case_id>/decision", methods=("POST",), admits=CITY)
def decide_case(work: Work, case_id: UUID) -> ResponseReturnValue:
    form = DecisionForm().prepare()

    def propose() -> None:
        outcome = next(outcome for outcome in CaseOutcome if outcome.value == form.outcome.data)
        acts.decide(work, case_id, outcome, form.grounds.data or "")

    if form.carries_out(propose):
        flash(gettext("You proposed the decision. A second person signs it."), "waiting")
        return redirect(url_for(".case", case_id=case_id))
    return case_shown(work, case_id, ReviewForm(formdata=None).prepare(), form)


@audience.page("/cases/<uuid:case_id>/sign", methods=("POST",), admits=CITY)
def sign_case(work: Work, case_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "send_back":
        acts.send_back(work, case_id)
        flash(gettext("The decision was sent back. Another can be proposed."), "waiting")
    else:
        acts.sign_decision(work, case_id)
        flash(gettext("The case is decided."), "done")
    return redirect(url_for(".case", case_id=case_id))


@audience.page("/cases/<uuid:case_id>/letters.pdf", admits=CITY)
def case_letters(work: Work, case_id: UUID) -> ResponseReturnValue:
    """The letters of a decided case, one to each person with a slip."""
    printed = printed_slips(work, case_id)
    if not printed or printed[0].outcome is None:
        raise TooEarly("There is no letter before the case is decided, and none without a slip.")
    return pdf(letters_pdf(printed, work.now), f"letters-{printed[0].case_number}")
