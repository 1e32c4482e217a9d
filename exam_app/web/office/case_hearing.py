"""Hearing the people concerned: issue and print the slips, take down a reply that came in person or on paper."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.operations import case_replies as acts
from exam_app.operations.case_replies import Representative
from exam_app.queries.case_slips import printed_slips
from exam_app.queries.cases import case_page
from exam_app.terms import CaseAbout, ReplyChannel
from exam_app.web.case_papers import slips_pdf
from exam_app.web.office import audience
from exam_app.web.office.case_forms import DAYS, SlipsForm, TakeDownForm, UnitSlipForm
from exam_app.web.office.certificates import pdf
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/cases/<uuid:case_id>/slips", methods=("GET", "POST"), admits=CITY)
def issue_slips(work: Work, case_id: UUID) -> ResponseReturnValue:
    found = case_page(work, case_id)
    form = (UnitSlipForm() if found.about is CaseAbout.UNIT else SlipsForm()).prepare()
    issued: list[int] = []
    if form.carries_out(lambda: issued.append(acts.issue_slips(work, case_id, form.days.data or 0, _speaker(form)))):
        said = ngettext(
            "%(num)d slip issued. Print it and hand it over.",
            "%(num)d slips issued. Print and hand them over.",
            issued[0],
        )
        flash(said, "done")
        return redirect(url_for(".case", case_id=case_id))
    page = render_template("office/cases/issue_slips.html", case=found, form=form, days=DAYS)
    return page, 422 if form.errors else 200


def _speaker(form: SlipsForm) -> Representative | None:
    if not isinstance(form, UnitSlipForm):
        return None
    return Representative(form.representative.data or "", form.last_four.data or "")


@audience.page("/cases/<uuid:case_id>/slips.pdf", admits=CITY)
def slips_sheet(work: Work, case_id: UUID) -> ResponseReturnValue:
    """All slips of the case, to print and hand over, each to one person."""
    printed = printed_slips(work, case_id)
    if not printed:
        raise NotFound("No slip is issued yet. Issue them first.")
    return pdf(slips_pdf(printed, work.now), f"slips-{printed[0].case_number}")


@audience.page("/cases/<uuid:case_id>/slips/<uuid:slip_id>/reply", methods=("GET", "POST"), admits=CITY)
def take_down_reply(work: Work, case_id: UUID, slip_id: UUID) -> ResponseReturnValue:
    found = case_page(work, case_id)
    slip = work.found(next((slip for slip in found.slips if slip.id == slip_id), None))
    form = TakeDownForm().prepare()

    def take_down() -> None:
        channel = next(channel for channel in ReplyChannel if channel.value == form.channel.data)
        acts.take_down_reply(work, case_id, slip_id, channel, form.words.data or "")

    if form.carries_out(take_down):
        flash(gettext("The reply is kept. Both readers see it."), "done")
        return redirect(url_for(".case", case_id=case_id))
    page = render_template("office/cases/take_down_reply.html", case=found, slip=slip, form=form)
    return page, 422 if form.errors else 200
