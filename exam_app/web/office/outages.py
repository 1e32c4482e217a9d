"""Outages in an examination, room by room: what was found, and giving the lost time back."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.queries.scheduling import session_plan
from exam_app.web.office import audience
from exam_app.web.outage_pages import OutageForm, confirmed, page_of_outages
from exam_app.work import Work

CITY = frozenset({Role.CITY_EXAM_OFFICER})


@audience.page("/exam-sessions/<uuid:exam_session_id>/outages", methods=("GET", "POST"), admits=CITY)
def session_outages(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    form = OutageForm()
    exam = session_plan(work, exam_session_id)
    if confirmed(work, form, exam_session_id):
        return redirect(url_for(".session_outages", exam_session_id=exam_session_id))
    return page_of_outages(work, "office/scheduling/session_outages.html", form, exam_session_id, None, exam=exam)
