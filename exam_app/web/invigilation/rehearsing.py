"""The rehearsal of a room: what was tried, by whom, and whether every room of the examination is ready."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.operations import rehearsals
from exam_app.operations.rehearsals import Trial
from exam_app.queries.rehearsals import readiness
from exam_app.queries.rooms import on_duty
from exam_app.rehearsals import GOOD_FOR, MOST_CLOCK_SECONDS
from exam_app.terms import N_, RehearsalKind
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, NumberField, TextField
from exam_app.web.invigilation import audience
from exam_app.web.rendering import label
from exam_app.work import Work


class RehearsalForm(Form):
    kind = ChoiceField(N_("What was tried?"), N_("Choose what was tried."))
    reached = NumberField(N_("Computers that reached the server"), [Needed(N_("Enter how many computers."))])
    saved = NumberField(N_("Of them: practice answer saved"), [Needed(N_("Enter how many computers."))])
    spare = NumberField(N_("Spare computers"), [Needed(N_("Enter how many, 0 for none."))])
    clock_seconds = NumberField(
        N_("Largest clock difference in seconds"), [Needed(N_("Enter the difference, 0 for none."))]
    )
    tried_by = TextField(N_("Technician"), [Needed(N_("Enter who tried the computers.")), AtMost(40)])
    note = TextAreaField(N_("Note"), [AtMost(rehearsals.LONGEST_NOTE)])

    def trial(self) -> Trial:
        return Trial(
            next(kind for kind in RehearsalKind if kind.value == self.kind.data),
            self.reached.data or 0,
            self.saved.data or 0,
            self.spare.data or 0,
            self.clock_seconds.data or 0,
            self.tried_by.data or "",
            self.note.data or "",
        )


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>/rehearsal", methods=("GET", "POST"))
def rehearsal(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    session, room = on_duty(work, exam_session_id, room_id)
    form = RehearsalForm()
    form.kind.offer([(kind.value, label(kind)) for kind in RehearsalKind])
    if not form.is_submitted():
        form.kind.data = RehearsalKind.SEATS.value
    if form.carries_out(lambda: rehearsals.return_receipt(work, exam_session_id, room_id, form.trial())):
        flash(gettext("The receipt of %(room)s is returned.", room=room.name), "done")
        return redirect(url_for(".rehearsal", exam_session_id=exam_session_id, room_id=room_id))
    page = render_template(
        "invigilation/room/rehearsal.html",
        form=form,
        session=session,
        room=room,
        rooms=readiness(work, exam_session_id),
        days=GOOD_FOR.days,
        seconds=MOST_CLOCK_SECONDS,
    )
    return page, 422 if form.errors else 200
