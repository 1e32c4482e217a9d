"""What follows from an upheld case: propose it, carry it out as the second person, withdraw a certificate."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.errors import Conflict
from exam_app.operations import case_consequences as acts
from exam_app.operations.case_consequences import FITTING, Proposed
from exam_app.queries.cases import CasePage, case_page
from exam_app.terms import ConsequenceKind
from exam_app.web.office import audience
from exam_app.web.office.case_forms import ConsequenceForm
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/cases/<uuid:case_id>/consequences", methods=("GET", "POST"), admits=CITY)
def propose_consequence(work: Work, case_id: UUID) -> ResponseReturnValue:
    found = case_page(work, case_id)
    if not found.is_upheld:
        raise Conflict("Something can follow only when two people have upheld the case.")
    form = _form(found)

    def propose() -> None:
        kind = next(kind for kind in ConsequenceKind if kind.value == form.kind.data)
        slip_id = UUID(form.slip.data) if "slip" in form else None
        until = form.barred_until.value if "barred_until" in form else None
        acts.propose_consequence(work, case_id, Proposed(kind, form.words.data or "", slip_id, until))

    if form.carries_out(propose):
        flash(gettext("You proposed it. A second person carries it out."), "waiting")
        return redirect(url_for(".case", case_id=case_id))
    page = render_template("office/cases/propose_consequence.html", case=found, form=form)
    return page, 422 if form.errors else 200


def _form(case: CasePage) -> ConsequenceForm:
    """What fits the case; with one kind or one person, that is chosen."""
    kinds = FITTING[case.about]
    slips = [] if ConsequenceKind.ANNUL_ROOM in kinds else [(str(slip.id), slip.name) for slip in case.slips]
    form = ConsequenceForm().prepare(kinds, slips, bars=ConsequenceKind.BAR_FROM_DUTY in kinds)
    if request.method == "GET":
        if len(kinds) == 1:
            form.kind.data = kinds[0].value
        if len(slips) == 1:
            form.slip.data = slips[0][0]
    return form


@audience.page("/cases/<uuid:case_id>/consequences/<uuid:consequence_id>", methods=("POST",), admits=CITY)
def carry_out_consequence(work: Work, case_id: UUID, consequence_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "drop":
        acts.drop_consequence(work, consequence_id)
        flash(gettext("The proposal was dropped."), "waiting")
    else:
        acts.carry_out(work, consequence_id)
        flash(gettext("It is carried out. Print the letters anew: they say so."), "done")
    return redirect(url_for(".case", case_id=case_id))


@audience.page("/cases/<uuid:case_id>/withdrawals/<uuid:certificate_id>", methods=("POST",), admits=CITY)
def propose_withdrawal(work: Work, case_id: UUID, certificate_id: UUID) -> ResponseReturnValue:
    acts.propose_withdrawal(work, case_id, certificate_id)
    flash(gettext("You proposed to withdraw the certificate. A second person confirms it on its page."), "waiting")
    return redirect(url_for(".case", case_id=case_id))
