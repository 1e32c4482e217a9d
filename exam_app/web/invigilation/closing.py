"""Closing a room: what is signed stands on the page, and everybody on duty signs it by PIN on whoever's tablet."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import PasswordField

from exam_app.errors import Conflict, Invalid, TooEarly
from exam_app.operations import room_closing
from exam_app.operations.door import SignInFailed
from exam_app.queries import room_seats, room_sheets, rooms
from exam_app.queries.alerts import open_alerts
from exam_app.queries.inspections import visits_of
from exam_app.queries.rooms import SeatState
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.invigilation import audience
from exam_app.web.login import address
from exam_app.web.rendering import translate
from exam_app.web.room_papers import sheet_pdf
from exam_app.work import Work


class PinForm(Form):
    password = PasswordField(N_("Present password"), [Needed(N_("Enter your present password.")), AtMost(128)])
    pin = PasswordField(N_("New PIN"), [Needed(N_("Enter six digits.")), AtMost(20)])


class SignForm(Form):
    signer = ChoiceField(N_("Who signs?"), N_("Choose who signs."))
    pin = PasswordField(N_("PIN"), [Needed(N_("Enter the PIN.")), AtMost(20)])


@audience.page("/pin", methods=("GET", "POST"))
def pin(work: Work) -> ResponseReturnValue:
    form, status = PinForm(), 200
    if form.validate_on_submit():
        try:
            failed = room_closing.set_pin(work, password=form.password.data, pin=form.pin.data, address=address())
        except Invalid as refusal:
            form.take(refusal)
        else:
            if failed is None:
                flash(gettext("Your PIN is set."), "done")
                return redirect(url_for("public.own_account"))
            status = _refuse(form, failed)
    return render_template("invigilation/pin.html", form=form), max(status, 422 if form.errors else 200)


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>/close", methods=("GET", "POST"))
def close_room(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    record = room_seats.room_record(work, exam_session_id, room_id)
    form, status = SignForm(), 200
    missing = [(str(one.person_id), one.name) for one in record.signers if one.signed_at is None]
    form.signer.offer(missing)
    if len(missing) == 1 and not form.signer.data:
        form.signer.data = missing[0][0]
    if form.validate_on_submit():
        try:
            outcome = room_closing.sign_room(
                work,
                exam_session_id,
                room_id,
                person_id=UUID(form.signer.data),
                pin=form.pin.data,
                address=address(),
            )
        except (Conflict, TooEarly) as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            if not isinstance(outcome, SignInFailed):
                flash(gettext("The room is closed.") if outcome.is_closed else gettext("Signed."), "done")
                return redirect(url_for(".close_room", exam_session_id=exam_session_id, room_id=room_id))
            status = _refuse(form, outcome)
    page = render_template(
        "invigilation/room/close_room.html",
        room=rooms.room_now(work, exam_session_id, room_id),
        record_of=record,
        visits=visits_of(work, exam_session_id, room_id),
        alerts=() if record.is_closed else open_alerts(work, exam_session_id, room_id),
        states=SeatState,
        form=form,
    )
    return page, status if status != 200 else 422 if form.errors else 200


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>/record.pdf")
def room_sheet(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    rooms.on_duty(work, exam_session_id, room_id)
    return sheet_pdf(room_sheets.room_sheet(work, exam_session_id, room_id), work.actor.place_name, work.now)


def _refuse(form: Form, failed: SignInFailed) -> int:
    form.form_errors.append(translate(failed.sentence))
    return 429 if failed.wait_seconds else 422
