"""The unit's own entry in the registry: filings and their periods, contracts, documents, and what does not fit."""

from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import contracts as contract_acts
from exam_app.operations import filings as acts
from exam_app.operations import unit_documents
from exam_app.queries import contracts, filings, registry, units
from exam_app.queries.employment import own_posts
from exam_app.terms import N_
from exam_app.web.employer import audience
from exam_app.web.unit_forms import ContractForm, DocumentForm, EndContractForm, FilingForm, handed_out
from exam_app.work import Work

A_YEAR = timedelta(days=365)
"""What the form proposes: the law names no rhythm for looking through a document again."""


@audience.page("/registry", menu=N_("Filings and papers"))
def own_registry(work: Work) -> ResponseReturnValue:
    page = registry.unit_page(work, work.found(work.actor.guard_unit_id))
    return render_template("employer/registry/registry.html", page=page)


@audience.page("/registry/filings/announce", methods=("GET", "POST"))
def announce_filing(work: Work) -> ResponseReturnValue:
    own = filings.own_filings(work)
    form = FilingForm(event_on=work.today).prepare(own.acts)

    def announce() -> None:
        event = form.event()
        acts.announce_filing(
            work, act=event.act, event_on=event.event_on, what=event.what, division_code=event.division_code
        )

    if form.carries_out(announce):
        flash(gettext("The event is announced. Bring the papers to the police; they note when they have them."), "done")
        return redirect(url_for("employer.own_registry"))
    return render_template("employer/registry/announce.html", form=form, own=own), 422 if form.errors else 200


@audience.page("/registry/contracts/record", methods=("GET", "POST"))
def record_contract(work: Work) -> ResponseReturnValue:
    own = units.own_unit(work)
    form = ContractForm(signed_on=work.today).prepare(own_posts(work))
    if form.carries_out(lambda: contract_acts.record_contract(work, own.id, **form.terms())):
        flash(gettext("The contract with %(client)s is recorded.", client=form.client_name.data), "done")
        return redirect(url_for("employer.own_registry"))
    return render_template("employer/registry/record_contract.html", form=form), 422 if form.errors else 200


@audience.page("/registry/contracts/<uuid:contract_id>/end", methods=("GET", "POST"))
def end_contract(work: Work, contract_id: UUID) -> ResponseReturnValue:
    _, contract = contracts.contract_with_unit(work, contract_id)
    form = EndContractForm(ended_on=work.today)
    if form.carries_out(
        lambda: contract_acts.end_contract(work, contract_id, ended_on=form.ended_on.value or work.today)
    ):
        flash(gettext("The end of the contract is noted."), "done")
        return redirect(url_for("employer.own_registry"))
    page = render_template("employer/registry/end_contract.html", form=form, contract=contract)
    return page, 422 if form.errors else 200


@audience.page("/registry/documents/hand-in", methods=("GET", "POST"))
def hand_in_document(work: Work) -> ResponseReturnValue:
    form = DocumentForm(review_due_on=work.today + A_YEAR).prepare()

    def hand_in() -> None:
        assert form.review_due_on.value is not None  # the form asks for it
        unit_documents.hand_in(
            work,
            kind=form.chosen_kind(),
            title=form.title.data,
            review_due_on=form.review_due_on.value,
            content=form.file.data.read(),
        )

    if form.carries_out(hand_in):
        flash(gettext("“%(title)s” is handed in. Older versions stay.", title=form.title.data), "done")
        return redirect(url_for("employer.own_registry"))
    return render_template("employer/registry/hand_in.html", form=form), 422 if form.errors else 200


@audience.page("/registry/documents/<uuid:document_id>", records=True)
def own_document(work: Work, document_id: UUID) -> ResponseReturnValue:
    return handed_out(unit_documents.open_document(work, document_id))
