"""Fees at the desks: what is open, receipts for one or many, and what takes two people."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import SelectMultipleField, TextAreaField

from exam_app.actors import Role
from exam_app.operations import fee_desk as acts
from exam_app.operations.fee_desk import LONGEST_NUMBER, LONGEST_PAYER, LONGEST_REASON, Payment
from exam_app.operations.fee_tables import write_fees
from exam_app.queries import fees as looks
from exam_app.queries.fee_pages import FeePage, fee_page, waiting_reliefs
from exam_app.queries.fees import FeeList
from exam_app.terms import N_, FeeMethod, FeeReliefKind, FeeState
from exam_app.web.fee_list import (
    SHAPES,
    address_of,
    fees_workbook,
    page_wanted,
    pager,
    totals_workbook,
    wanted,
)
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

DESKS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}
METHODS = {method.value: method for method in FeeMethod}
RELIEFS = {kind.value: kind for kind in FeeReliefKind}
OFFERED = {
    FeeState.OWED: (FeeReliefKind.WAIVER,),
    FeeState.PAID: (FeeReliefKind.REFUND, FeeReliefKind.MISTAKE),
}
"""What two people can do about a fee as it stands."""
ALL = "all"


class ReceiptForm(Form):
    fees = SelectMultipleField(N_("Fees"), validate_choice=False)
    number = TextField(
        N_("Number of the official receipt"),
        [Needed(N_("Enter the number of the official receipt.")), AtMost(LONGEST_NUMBER)],
    )
    method = ChoiceField(N_("How was it paid?"), N_("Choose how it was paid."))
    received_on = DateField(N_("Day of the receipt"))
    payer = TextField(N_("Who paid"), [AtMost(LONGEST_PAYER)])

    def prepare(self) -> "ReceiptForm":
        self.method.offer([(method.value, label(method)) for method in FeeMethod])
        return self

    @property
    def payment(self) -> Payment:
        assert self.received_on.value is not None
        return Payment(self.number.data or "", METHODS[self.method.data], self.received_on.value, self.payer.data or "")


class ReliefForm(Form):
    kind = ChoiceField(N_("What is to be done?"), N_("Choose what is to be done."))
    reason = TextAreaField(N_("Why?"), [Needed(N_("Say why.")), AtMost(LONGEST_REASON)])

    def prepare(self, page: FeePage) -> "ReliefForm":
        kinds = OFFERED.get(page.line.state, ())
        self.kind.offer([(kind.value, label(kind)) for kind in kinds])
        if len(kinds) == 1 and not self.is_submitted():
            self.kind.data = kinds[0].value
        return self


# -- the list -----------------------------------------------------------------------------------------------------


@audience.page("/fees", methods=("GET", "POST"), admits=DESKS, menu=N_("Fees"))
def fees(work: Work) -> ResponseReturnValue:
    """The fees in a state, by examination and unit; open ones are ticked and paid with one receipt."""
    found = looks.fee_list(work, wanted(), page_wanted())
    form = (ReceiptForm() if request.method == "POST" else ReceiptForm(data={"received_on": work.today})).prepare()
    count: list[int] = []

    def receive() -> None:
        ids = _ticked(work, form, found)
        acts.receive_fees(work, ids, form.payment)
        count.append(len(ids))

    if form.carries_out(receive):
        flash(ngettext("%(num)d fee is paid.", "%(num)d fees are paid.", count[0]), "done")
        return redirect(url_for("office.fees", **address_of(found.wanted)))
    page = render_template(
        "office/fees/fees.html",
        found=found,
        form=form,
        ticked=set(form.fees.data or ()),
        shapes=SHAPES,
        states=list(FeeState),
        pager=pager(found, "office.fees"),
        address=address_of(found.wanted),
        waiting=waiting_reliefs(work),
        is_city=work.actor.role is Role.CITY_EXAM_OFFICER,
    )
    return page, 422 if form.errors else 200


def _ticked(work: Work, form: ReceiptForm, found: FeeList) -> list[UUID]:
    """The fees that were ticked, or all of a narrowed list, those of other pages included."""
    chosen = form.fees.data or []
    if ALL in chosen and found.wanted.is_narrow:
        return [line.id for line in looks.all_fees(work, found.wanted)]
    known = {str(line.id): line.id for line in found.rows}
    return [known[value] for value in dict.fromkeys(chosen) if value in known]


@audience.page("/fees.xlsx", admits=DESKS, records=True)
def fees_file(work: Work) -> ResponseReturnValue:
    asked = wanted()
    return fees_workbook(write_fees(work, asked), asked.state, work.today)


@audience.page("/fees/totals", admits=DESKS)
def fee_totals(work: Work) -> ResponseReturnValue:
    return render_template("office/fees/fee_totals.html", lines=looks.session_totals(work))


@audience.page("/fees/totals.xlsx", admits=DESKS)
def fee_totals_file(work: Work) -> ResponseReturnValue:
    return totals_workbook(looks.session_totals(work), work.today)


# -- one fee ------------------------------------------------------------------------------------------------------


@audience.page("/fees/<uuid:fee_id>", methods=("GET", "POST"), admits=DESKS)
def fee(work: Work, fee_id: UUID) -> ResponseReturnValue:
    """One fee, by which rule, its receipt and its history; waiver, refund and a wrong receipt begin here."""
    found = fee_page(work, fee_id)
    form = ReliefForm().prepare(found)
    if form.carries_out(lambda: acts.propose_relief(work, fee_id, RELIEFS[form.kind.data], form.reason.data or "")):
        flash(gettext("Proposed. A second person has to sign it."), "waiting")
        return redirect(url_for("office.fee", fee_id=fee_id))
    page = render_template(
        "office/fees/fee.html",
        found=found,
        form=form,
        shapes=SHAPES,
        offers=bool(OFFERED.get(found.line.state)) and not found.waits,
    )
    return page, 422 if form.errors else 200


@audience.page("/fees/<uuid:fee_id>/proposals/<uuid:relief_id>", methods=("POST",), admits=DESKS)
def settle_fee_relief(work: Work, fee_id: UUID, relief_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "sign":
        acts.sign_relief(work, relief_id)
        flash(gettext("Signed and carried out."), "done")
    else:
        acts.drop_relief(work, relief_id)
        flash(gettext("The proposal was dropped."), "waiting")
    return redirect(url_for("office.fee", fee_id=fee_id))
