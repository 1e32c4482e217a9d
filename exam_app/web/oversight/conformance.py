"""How examinations were held: the reports that the site makes of itself, with their deviations."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from exam_app.queries import conformance as looks
from exam_app.queries.organiser_leads import lead_page, leads_of
from exam_app.terms import N_
from exam_app.web.conformance_papers import report_pdf
from exam_app.web.lead_pages import listed
from exam_app.web.oversight import audience
from exam_app.work import Work


@audience.page("/conformance", menu=N_("Held as prescribed?"))
def conformance(work: Work) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int) or 1
    return render_template("oversight/conformance/conformance.html", reports=looks.reports(work, page))


@audience.page("/conformance/<uuid:exam_session_id>")
def conformance_report(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    report = work.found(looks.report_of(work, exam_session_id))
    return render_template(
        "oversight/conformance/conformance_report.html", report=report, leads=leads_of(work, exam_session_id)
    )


@audience.page("/organiser-leads")
def organiser_leads(work: Work) -> ResponseReturnValue:
    leads, pager, filters = listed(work, "oversight.organiser_leads")
    return render_template(
        "oversight/conformance/organiser_leads.html", leads=leads, pager_values=pager, filters=filters
    )


@audience.page("/organiser-leads/<uuid:lead_id>")
def organiser_lead(work: Work, lead_id: UUID) -> ResponseReturnValue:
    return render_template("oversight/conformance/organiser_lead.html", page=lead_page(work, lead_id))


@audience.page("/conformance/<uuid:exam_session_id>/report.pdf")
def conformance_pdf(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return report_pdf(work.found(looks.report_of(work, exam_session_id)), work.actor.place_name, work.now)
