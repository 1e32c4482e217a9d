"""The alerts of a room: what the site noticed, equal ones settled together, and what was found of each."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import RadioField

from exam_app.errors import Invalid
from exam_app.operations import alerts as acts
from exam_app.operations.alerts import Seen
from exam_app.queries.alerts import Alert, alerts_of
from exam_app.queries.rooms import on_duty
from exam_app.terms import N_, AlertCause, AlertFound
from exam_app.web.forms import AtMost, Form, TextField
from exam_app.web.invigilation import audience
from exam_app.web.rendering import label
from exam_app.work import Work

ROOM = "/<uuid:exam_session_id>/<uuid:room_id>"
CAUSES: Mapping[str, AlertCause] = {cause.value: cause for cause in AlertCause}


class SettleForm(Form):
    """One finding for the chosen alerts of one cause."""

    found = RadioField(N_("What did you find?"), validate_choice=False)
    note = TextField(N_("Note"), [AtMost(acts.LONGEST_NOTE)])

    def prepare(self) -> "SettleForm":
        self.found.choices = [(found.value, label(found)) for found in AlertFound]
        return self

    def validate_found(self, field: RadioField) -> None:
        if field.data not in {found.value for found in AlertFound}:
            field.errors = [gettext("Choose what you found.")]


@audience.page(f"{ROOM}/alerts", methods=("GET", "POST"))
def alerts(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """What has to be settled, by cause; and what was."""
    session, room = on_duty(work, exam_session_id, room_id)
    form = SettleForm().prepare()
    settled: list[int] = []
    if form.carries_out(lambda: settled.append(_settle(work, exam_session_id, room_id, form))):
        flash(ngettext("%(num)d alert is settled.", "%(num)d alerts are settled.", settled[0]), "done")
        left = any(alert.is_open for alert in alerts_of(work, exam_session_id, room_id))
        onward = ".alerts" if left else ".room"
        return redirect(url_for(onward, exam_session_id=exam_session_id, room_id=room_id))
    found = alerts_of(work, exam_session_id, room_id)
    page = render_template(
        "invigilation/room/alerts.html",
        exam=session,
        room=room,
        form=form,
        open=_by_cause([alert for alert in found if alert.is_open]),
        settled=[(alert, one) for alert in found for one in alert.settled],
        chosen=request.form.getlist("alert"),
        asked=request.form.get("cause"),
    )
    return page, 422 if form.errors else 200


def _by_cause(found: Sequence[Alert]) -> Mapping[AlertCause, Sequence[Alert]]:
    return {cause: list(group) for cause, group in groupby(found, key=lambda alert: alert.cause)}


def _settle(work: Work, exam_session_id: UUID, room_id: UUID, form: SettleForm) -> int:
    seen = [_seen(key) for key in request.form.getlist("alert")]
    found = next(one for one in AlertFound if one.value == form.found.data)
    return acts.settle_alerts(work, exam_session_id, room_id, seen, found, form.note.data or "")


def _seen(key: str) -> Seen:
    """What :attr:`Alert.key` wrote."""
    try:
        booking, cause, times = key.split(":")
        return Seen(UUID(booking), CAUSES[cause], int(times))
    except (ValueError, KeyError) as error:
        raise Invalid(N_("This request cannot be read. Go back, reload the page, and send it again.")) from error
