"""The receipt of an applicant's fingerprints: entered by the county, corrected by a new row."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField

from exam_app.actors import Role
from exam_app.operations import biometrics as acts
from exam_app.queries.biometrics import ReceiptLine
from exam_app.queries.person_papers import application_papers
from exam_app.queries.registrations import application
from exam_app.terms import N_
from exam_app.web.forms import AtMost, DateField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.work import Work

COUNTY = {Role.COUNTY_REVIEWER}


class ReceiptForm(Form):
    taken_on = DateField(N_("Taken on"))
    taken_by = TextField(N_("Taken by"), [Needed(N_("Enter who took them.")), AtMost(acts.LONGEST_NAME)])
    receipt_number = TextField(
        N_("Number of the receipt"), [Needed(N_("Enter the number of the receipt.")), AtMost(acts.LONGEST_NUMBER)]
    )

    def taken(self) -> acts.Taken:
        assert self.taken_on.value is not None  # the form asks for it
        return acts.Taken(self.taken_on.value, self.taken_by.data or "", self.receipt_number.data or "")


class CorrectionForm(ReceiptForm):
    is_struck = BooleanField(N_("Entered in error: no fingerprints were taken"))
    reason = TextField(N_("Why it is corrected"), [Needed(N_("Say why it is corrected.")), AtMost(acts.LONGEST_REASON)])

    @classmethod
    def of(cls, line: ReceiptLine) -> "CorrectionForm":
        return cls(taken_on=line.taken_on, taken_by=line.taken_by, receipt_number=line.receipt_number)


@audience.page("/reviews/<uuid:registration_id>/biometrics", methods=("GET", "POST"), admits=COUNTY)
def enter_receipt(work: Work, registration_id: UUID) -> ResponseReturnValue:
    form = ReceiptForm(taken_on=work.today, taken_by=work.actor.name)
    if form.carries_out(lambda: acts.enter_receipt(work, registration_id, form.taken())):
        flash(gettext("The receipt is entered."), "done")
        return _back_to(registration_id)
    return _page(work, "enter_receipt", registration_id, form)


@audience.page("/reviews/<uuid:registration_id>/biometrics/<uuid:receipt_id>", methods=("GET", "POST"), admits=COUNTY)
def correct_receipt(work: Work, registration_id: UUID, receipt_id: UUID) -> ResponseReturnValue:
    receipts = application_papers(work, registration_id).receipts
    form = CorrectionForm.of(work.found(next((line for line in receipts if line.id == receipt_id), None)))

    def correct() -> None:
        taken = None if form.is_struck.data else form.taken()
        acts.correct_receipt(work, registration_id, receipt_id, taken, form.reason.data or "")

    if form.carries_out(correct):
        flash(gettext("The receipt is corrected. What stood before stays readable."), "done")
        return _back_to(registration_id)
    return _page(work, "correct_receipt", registration_id, form)


def _page(work: Work, template: str, registration_id: UUID, form: Form) -> ResponseReturnValue:
    page = render_template(
        f"office/biometrics/{template}.html", form=form, application=application(work, registration_id)
    )
    return page, 422 if form.errors else 200


def _back_to(registration_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("office.review", registration_id=registration_id, _anchor="papers"))
