"""Leads against the organiser at the city's desk: the list, one lead, its answer, its closing by a second person."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations import organiser_leads as acts
from exam_app.operations.organiser_leads import ANSWER, CLOSING
from exam_app.queries.organiser_leads import lead_page
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.web.lead_pages import listed
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


class AnswerForm(Form):
    words = TextAreaField(N_("Answer of the organiser"), [Needed(ANSWER.missing), AtMost(ANSWER.longest)])


class ClosingForm(Form):
    reason = TextAreaField(N_("Reason for closing it"), [Needed(CLOSING.missing), AtMost(CLOSING.longest)])


@audience.page("/organiser-leads", admits=CITY)
def organiser_leads(work: Work) -> ResponseReturnValue:
    leads, pager, filters = listed(work, "office.organiser_leads")
    return render_template(
        "office/organiser_leads/organiser_leads.html", leads=leads, pager_values=pager, filters=filters
    )


@audience.page("/organiser-leads/<uuid:lead_id>", methods=("GET", "POST"), admits=CITY)
def organiser_lead(work: Work, lead_id: UUID) -> ResponseReturnValue:
    form = AnswerForm()
    if form.carries_out(lambda: acts.answer_lead(work, lead_id, form.words.data)):
        flash(gettext("The answer is kept. A second person closes the lead."), "done")
        return redirect(url_for("office.organiser_lead", lead_id=lead_id))
    return _page(work, lead_id, form, ClosingForm(formdata=None), failed=bool(form.errors))


@audience.page("/organiser-leads/<uuid:lead_id>/close/<uuid:answer_id>", methods=("POST",), admits=CITY)
def close_organiser_lead(work: Work, lead_id: UUID, answer_id: UUID) -> ResponseReturnValue:
    """Closed on the answer that was read: another one that came meanwhile is read first."""
    form = ClosingForm()
    if form.carries_out(lambda: acts.close_lead(work, lead_id, answer_id, form.reason.data)):
        flash(gettext("The lead is closed. Answer and reason stay on record."), "done")
        return redirect(url_for("office.organiser_leads"))
    return _page(work, lead_id, AnswerForm(formdata=None), form, failed=True)


def _page(
    work: Work, lead_id: UUID, answer_form: AnswerForm, closing_form: ClosingForm, *, failed: bool
) -> ResponseReturnValue:
    rendered = render_template(
        "office/organiser_leads/organiser_lead.html",
        page=lead_page(work, lead_id),
        answer_form=answer_form,
        closing_form=closing_form,
    )
    return rendered, 422 if failed else 200
