"""Who was not let in, as the city's desk sees it: the second person where a room has only one invigilator."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations import entry_refusals as acts
from exam_app.queries.entry_refusals import refusal_lines
from exam_app.queries.scheduling import session_plan
from exam_app.web.forms import Form
from exam_app.web.office import audience
from exam_app.work import Work

CITY = frozenset({Role.CITY_EXAM_OFFICER})
SESSION = "/exam-sessions/<uuid:exam_session_id>/entry-refusals"


@audience.page(SESSION, admits=CITY)
def entry_refusals(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return render_template(
        "office/scheduling/entry_refusals.html",
        exam=session_plan(work, exam_session_id),
        lines=refusal_lines(work, exam_session_id),
        form=Form(),
    )


@audience.page(f"{SESSION}/<uuid:refusal_id>", methods=("POST",), admits=CITY)
def settle_entry_refusal(work: Work, exam_session_id: UUID, refusal_id: UUID) -> ResponseReturnValue:
    if request.form.get("act") == "sign":
        acts.sign_entry_refusal(work, exam_session_id, refusal_id)
        flash(gettext("Signed. The candidate is not let in."), "done")
    else:
        acts.decline_entry_refusal(work, exam_session_id, refusal_id)
        flash(gettext("Declined. The candidate may enter."), "done")
    return redirect(url_for(".entry_refusals", exam_session_id=exam_session_id))


@audience.page(f"{SESSION}/<uuid:refusal_id>/picture.jpg", admits=CITY, records=True)
def entry_refusal_picture(work: Work, exam_session_id: UUID, refusal_id: UUID) -> ResponseReturnValue:
    return Response(acts.open_refusal_evidence(work, exam_session_id, refusal_id), mimetype="image/jpeg")
