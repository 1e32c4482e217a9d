"""Of one unit, by the county: events to be filed and their answers, contracts, documents."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import contracts as contract_acts
from exam_app.operations import filings as acts
from exam_app.operations import unit_documents
from exam_app.queries import contracts, filings, units
from exam_app.terms import N_
from exam_app.web.forms import AtMost, DateField, Form, TextField
from exam_app.web.office import audience
from exam_app.web.office.units import KEEPERS, READERS
from exam_app.web.unit_forms import ContractForm, EndContractForm, FilingForm, handed_out
from exam_app.work import Work


class AnswerForm(Form):
    received_on = DateField(N_("Received on"))
    number = TextField(N_("Filing number"), [AtMost(40)])


class ErrorForm(Form):
    reason = TextField(N_("What was wrong with the entry"), [AtMost(200)])


@audience.page("/units/<uuid:unit_id>/filings/record", methods=("GET", "POST"), admits=KEEPERS)
def record_filing(work: Work, unit_id: UUID) -> ResponseReturnValue:
    found = units.unit_of(work, unit_id)
    form = FilingForm(event_on=work.today).prepare(filings.acts_of(found))

    def record() -> None:
        event = form.event()
        acts.record_filing(
            work,
            unit_id,
            act=event.act,
            event_on=event.event_on,
            what=event.what,
            division_code=event.division_code,
        )

    if form.carries_out(record):
        flash(gettext("The event is recorded; its period runs."), "done")
        return redirect(url_for("office.unit", unit_id=unit_id))
    return render_template("office/units/record_filing.html", form=form, unit=found), 422 if form.errors else 200


@audience.page("/units/filings/<uuid:filing_id>/receive", methods=("GET", "POST"), admits=KEEPERS)
def receive_filing(work: Work, filing_id: UUID) -> ResponseReturnValue:
    found, filing = filings.filing_with_unit(work, filing_id)
    form = AnswerForm(received_on=work.today)
    if form.carries_out(
        lambda: acts.receive_filing(
            work, filing_id, received_on=form.received_on.value or work.today, number=form.number.data or ""
        )
    ):
        flash(gettext("The filing is received."), "done")
        return redirect(url_for("office.unit", unit_id=found.id))
    page = render_template("office/units/receive_filing.html", form=form, unit=found, filing=filing)
    return page, 422 if form.errors else 200


@audience.page("/units/filings/<uuid:filing_id>/set-aside", methods=("GET", "POST"), admits=KEEPERS)
def set_aside_filing(work: Work, filing_id: UUID) -> ResponseReturnValue:
    found, filing = filings.filing_with_unit(work, filing_id)
    form = ErrorForm()
    if form.carries_out(lambda: acts.set_aside_filing(work, filing_id, reason=form.reason.data or "")):
        flash(gettext("The entry is set aside. It stays readable."), "done")
        return redirect(url_for("office.unit", unit_id=found.id))
    page = render_template("office/units/set_aside_filing.html", form=form, unit=found, filing=filing)
    return page, 422 if form.errors else 200


@audience.page("/units/<uuid:unit_id>/contracts/record", methods=("GET", "POST"), admits=KEEPERS)
def record_contract(work: Work, unit_id: UUID) -> ResponseReturnValue:
    found = units.unit_of(work, unit_id)
    form = ContractForm(signed_on=work.today).prepare(contracts.posts_to_contract(work))
    if form.carries_out(lambda: contract_acts.record_contract(work, unit_id, **form.terms())):
        flash(gettext("The contract with %(client)s is recorded.", client=form.client_name.data), "done")
        return redirect(url_for("office.unit", unit_id=unit_id))
    return render_template("office/units/record_contract.html", form=form, unit=found), 422 if form.errors else 200


@audience.page("/units/contracts/<uuid:contract_id>/end", methods=("GET", "POST"), admits=KEEPERS)
def end_contract(work: Work, contract_id: UUID) -> ResponseReturnValue:
    found, contract = contracts.contract_with_unit(work, contract_id)
    form = EndContractForm(ended_on=work.today)
    if form.carries_out(
        lambda: contract_acts.end_contract(work, contract_id, ended_on=form.ended_on.value or work.today)
    ):
        flash(gettext("The end of the contract is noted."), "done")
        return redirect(url_for("office.unit", unit_id=found.id))
    page = render_template("office/units/end_contract.html", form=form, unit=found, contract=contract)
    return page, 422 if form.errors else 200


@audience.page("/units/documents/<uuid:document_id>", admits=READERS, records=True)
def unit_document(work: Work, document_id: UUID) -> ResponseReturnValue:
    return handed_out(unit_documents.open_document(work, document_id))
