"""How an examination was held, at the city's desk: the site's own report, and from a red room on to a case."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.queries.conformance import report_of
from exam_app.queries.organiser_leads import leads_of
from exam_app.queries.scheduling import session_plan
from exam_app.web.conformance_papers import report_pdf
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/exam-sessions/<uuid:exam_session_id>/conformance", admits=CITY)
def conformance(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return render_template(
        "office/scheduling/conformance.html",
        plan=session_plan(work, exam_session_id),
        report=report_of(work, exam_session_id),
        leads=leads_of(work, exam_session_id),
    )


@audience.page("/exam-sessions/<uuid:exam_session_id>/conformance.pdf", admits=CITY)
def conformance_pdf(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return report_pdf(work.found(report_of(work, exam_session_id)), work.actor.place_name, work.now)
