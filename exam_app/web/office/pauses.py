"""All rooms of a running examination stand still, and go on: one page for both, with who, when and why."""

import uuid
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import HiddenField, validators

from exam_app.actors import Role
from exam_app.operations import pauses as acts
from exam_app.queries.pauses import pauses_of_session
from exam_app.queries.scheduling import session_plan
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


class SessionPauseForm(Form):
    nonce = HiddenField(validators=[validators.UUID()])
    reason = TextField(
        N_("Reason"),
        [Needed(N_("Enter the reason: it stands in the record of every room.")), AtMost(acts.LONGEST_REASON)],
    )


@audience.page("/exam-sessions/<uuid:exam_session_id>/pause", methods=("GET", "POST"), admits=CITY)
def pause_exam_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Begin a pause of all rooms, or look at what is on and end it."""
    form = SessionPauseForm()
    form.nonce.data = form.nonce.data or str(uuid.uuid4())
    if form.carries_out(
        lambda: acts.pause_session(work, exam_session_id, reason=form.reason.data, nonce=UUID(form.nonce.data))
    ):
        flash(gettext("The time stands. The screens say so within five seconds."), "waiting")
        return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
    page = render_template(
        "office/scheduling/pause_exam_session.html",
        plan=session_plan(work, exam_session_id),
        form=form,
        pauses=pauses_of_session(work, exam_session_id),
    )
    return page, 422 if form.is_submitted() else 200


@audience.page("/exam-sessions/<uuid:exam_session_id>/pauses/<uuid:pause_id>/end", methods=("POST",), admits=CITY)
def end_session_pause(work: Work, exam_session_id: UUID, pause_id: UUID) -> ResponseReturnValue:
    """The time runs on with what was left, but where a room or a seat is paused by itself."""
    resumed = acts.resume_session(work, exam_session_id, pause_id)
    flash(ngettext("%(num)d candidate goes on.", "%(num)d candidates go on.", resumed.candidates), "done")
    return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
