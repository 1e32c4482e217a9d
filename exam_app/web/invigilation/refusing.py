"""A candidate is not let in: propose it with the reason, sign or decline as the second person."""

import uuid
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField, validators

from exam_app.operations import entry_refusals
from exam_app.operations.entry_refusals import LONGEST_WORDS, Reason
from exam_app.queries import room_seats
from exam_app.queries.entry_refusals import refusal_lines
from exam_app.queries.rooms import on_duty
from exam_app.terms import N_, EntryGround
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat import ROOM, SEAT
from exam_app.web.rendering import label
from exam_app.work import Work

GROUNDS = {ground.value: ground for ground in EntryGround}


class RefusalForm(Form):
    nonce = HiddenField(validators=[validators.UUID()])
    ground = ChoiceField(N_("Why?"), N_("Choose why."))
    words = TextAreaField(
        N_("What happened?"),
        [Needed(N_("Write what happened: the second person decides by it.")), AtMost(LONGEST_WORDS)],
    )
    picture = FileField(N_("Picture, JPEG or PNG"))

    def prepare(self) -> "RefusalForm":
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        self.ground.offer([(ground.value, label(ground)) for ground in EntryGround])
        return self

    @property
    def reason(self) -> Reason:
        picture = self.picture.data.read() if self.picture.data else None
        return Reason(GROUNDS.get(self.ground.data), self.words.data or "", UUID(self.nonce.data), picture or None)


@audience.page(f"{SEAT}/refuse", methods=("GET", "POST"))
def refuse_entry(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Before the candidate has begun; what was proposed of this place stands below."""
    seat = room_seats.seat_page(work, exam_session_id, room_id, booking_id)
    form = RefusalForm().prepare()

    def propose() -> None:
        entry_refusals.propose_entry_refusal(work, exam_session_id, room_id, booking_id, form.reason)

    if form.carries_out(propose):
        flash(gettext("Proposed. A second person on duty, or the city, has to sign it."), "waiting")
        return redirect(
            url_for(".refuse_entry", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id)
        )
    page = render_template(
        "invigilation/seat/refuse_entry.html",
        seat=seat,
        form=form,
        lines=refusal_lines(work, exam_session_id, booking_id),
        place={"exam_session_id": exam_session_id, "room_id": room_id, "booking_id": booking_id},
    )
    return page, 422 if form.errors else 200


@audience.page(f"{ROOM}/refusals/<uuid:refusal_id>", methods=("POST",))
def settle_refusal(work: Work, exam_session_id: UUID, room_id: UUID, refusal_id: UUID) -> ResponseReturnValue:
    on_duty(work, exam_session_id, room_id)
    if request.form.get("act") == "sign":
        entry_refusals.sign_entry_refusal(work, exam_session_id, refusal_id)
        flash(gettext("Signed. The candidate is not let in."), "done")
    else:
        entry_refusals.decline_entry_refusal(work, exam_session_id, refusal_id)
        flash(gettext("Declined. The candidate may enter."), "done")
    return redirect(url_for(".check_in", exam_session_id=exam_session_id, room_id=room_id))


@audience.page(f"{ROOM}/refusals/<uuid:refusal_id>/picture.jpg", records=True)
def refusal_picture(work: Work, exam_session_id: UUID, room_id: UUID, refusal_id: UUID) -> ResponseReturnValue:
    on_duty(work, exam_session_id, room_id)
    return Response(entry_refusals.open_refusal_evidence(work, exam_session_id, refusal_id), mimetype="image/jpeg")
