"""Time stands still for a seat or a room, and goes on: each a page of its own that says what happens, by touch."""

import uuid
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import HiddenField, validators

from exam_app.operations import pauses as acts
from exam_app.operations.pauses import Resumed
from exam_app.queries.pauses import pauses_of_room
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat import ROOM, SEAT, back_to, words_for
from exam_app.work import Work


class PauseForm(Form):
    nonce = HiddenField(validators=[validators.UUID()])
    reason = TextField(
        N_("Reason"),
        [Needed(N_("Enter the reason: it stands in the record of the room.")), AtMost(acts.LONGEST_REASON)],
    )


@audience.page(f"{SEAT}/pause", methods=("GET", "POST"))
def seat_pause(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    return _pause(work, exam_session_id, room_id, booking_id)


@audience.page(f"{ROOM}/pause", methods=("GET", "POST"))
def room_pause(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _pause(work, exam_session_id, room_id, None)


def _pause(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID | None) -> ResponseReturnValue:
    """Begin a pause, or look at the one that is on and end it."""
    form, back = PauseForm(), back_to(exam_session_id, room_id, booking_id)
    form.nonce.data = form.nonce.data or str(uuid.uuid4())
    if form.carries_out(
        lambda: acts.pause_place(
            work,
            exam_session_id,
            room_id,
            booking_id=booking_id,
            reason=form.reason.data,
            nonce=UUID(form.nonce.data),
        )
    ):
        flash(gettext("The time stands. The screens say so within five seconds."), "waiting")
        return redirect(back)
    page = render_template(
        "invigilation/pauses/pause.html",
        form=form,
        back=back,
        where=words_for(work, exam_session_id, room_id, booking_id),
        is_room=booking_id is None,
        on=[
            line
            for line in pauses_of_room(work, exam_session_id, room_id)
            if line.is_on and line.is_of(room_id, booking_id)
        ],
        place={"exam_session_id": exam_session_id, "room_id": room_id},
    )
    return page, 422 if form.is_submitted() else 200


@audience.page(f"{ROOM}/pauses/<uuid:pause_id>/end", methods=("POST",))
def end_pause(work: Work, exam_session_id: UUID, room_id: UUID, pause_id: UUID) -> ResponseReturnValue:
    """The time runs on with what was left."""
    _flash_gone_on(acts.resume_place(work, exam_session_id, room_id, pause_id))
    return redirect(url_for(".room", exam_session_id=exam_session_id, room_id=room_id))


def _flash_gone_on(resumed: Resumed) -> None:
    """How many go on, and whether a larger pause still holds some."""
    said = ngettext("%(num)d candidate goes on.", "%(num)d candidates go on.", resumed.candidates)
    flash(said + " " + gettext("The clocks on the screens follow within five seconds."), "done")
    if resumed.still_paused:
        held = ngettext(
            "Another pause still stops %(num)d candidate.",
            "Another pause still stops %(num)d candidates.",
            resumed.still_paused,
        )
        flash(held, "waiting")
