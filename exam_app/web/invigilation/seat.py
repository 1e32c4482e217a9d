"""One seat: compare face and card, note an incident, give more time. Every page works by touch and without script."""

import uuid
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import HiddenField, validators

from exam_app.errors import Invalid
from exam_app.operations import extra_time, proctoring
from exam_app.queries import room_seats
from exam_app.queries.rooms import on_duty, room_now
from exam_app.terms import N_, IdentityOutcome
from exam_app.web.forms import AtMost, Form, Needed, NumberField, TextField
from exam_app.web.invigilation import audience
from exam_app.web.receipt_papers import receipt_pdf
from exam_app.work import Work

ROOM = "/<uuid:exam_session_id>/<uuid:room_id>"
SEAT = f"{ROOM}/seats/<uuid:booking_id>"


class TimeForm(Form):
    nonce = HiddenField(validators=[validators.UUID()])
    minutes = NumberField(N_("Minutes"), [Needed(N_("Enter how many minutes."))])
    reason = TextField(
        N_("Reason"),
        [Needed(N_("Enter the reason: it stands in the record of the room.")), AtMost(extra_time.LONGEST_REASON)],
    )

    def prepare(self) -> "TimeForm":
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        return self


@audience.page(SEAT)
def seat(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    page = room_seats.seat_page(work, exam_session_id, room_id, booking_id)
    return render_template(
        "invigilation/seat/seat.html",
        seat=page,
        form=Form(),
        place={"exam_session_id": exam_session_id, "room_id": room_id, "booking_id": booking_id},
    )


@audience.page(f"{SEAT}/receipt.pdf")
def seat_receipt(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """The receipt of who has handed in, for the printer at the desk."""
    return receipt_pdf(room_seats.seat_receipt(work, exam_session_id, room_id, booking_id))


@audience.page(f"{SEAT}/photo")
def seat_photo(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    jpeg = room_seats.seat_photo(work, exam_session_id, room_id, booking_id)
    return Response(jpeg, mimetype="image/jpeg")


@audience.page(f"{SEAT}/identity", methods=("POST",))
def compare_identity(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Keep the comparison, then the next seat nobody has compared yet: thirty people in a row, one tap each."""
    outcome = request.form.get("outcome")
    if outcome not in {one.value for one in IdentityOutcome}:
        raise Invalid(N_("Choose whether this is the right person."))
    proctoring.check_identity(work, exam_session_id, room_id, booking_id, _identity(outcome))
    if outcome == IdentityOutcome.DOUBTFUL:
        flash(gettext("Noted as in doubt. Write down what differs."), "needs-you")
        return redirect(url_for(".incident", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id))
    onward = room_seats.first_to_compare(room_now(work, exam_session_id, room_id))
    if onward is None:
        flash(gettext("Everybody who is here has been compared."), "done")
        return redirect(url_for(".room", exam_session_id=exam_session_id, room_id=room_id))
    return redirect(url_for(".seat", exam_session_id=exam_session_id, room_id=room_id, booking_id=onward))


def _identity(value: str) -> IdentityOutcome:
    return next(one for one in IdentityOutcome if one.value == value)


@audience.page(f"{SEAT}/time", methods=("GET", "POST"))
def seat_time(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    return _time(work, exam_session_id, room_id, booking_id)


@audience.page(f"{ROOM}/time", methods=("GET", "POST"))
def room_time(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _time(work, exam_session_id, room_id, None)


def _time(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID | None) -> ResponseReturnValue:
    form = TimeForm().prepare()
    back = back_to(exam_session_id, room_id, booking_id)
    if form.validate_on_submit():
        try:
            given = extra_time.add_time(
                work,
                exam_session_id,
                room_id,
                booking_id=booking_id,
                minutes=form.minutes.data or 0,
                reason=form.reason.data,
                nonce=UUID(form.nonce.data),
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            if given.in_force:
                _flash_given(form.minutes.data or 0)
            else:
                flash(gettext("A second person has to confirm these minutes."), "waiting")
            return redirect(back)
    where = words_for(work, exam_session_id, room_id, booking_id)
    page = render_template("invigilation/seat/time.html", form=form, back=back, where=where, alone=extra_time.ALONE)
    return page, 422 if form.errors else 200


@audience.page(f"{ROOM}/time/<uuid:extension_id>/confirm", methods=("POST",))
def confirm_time(work: Work, exam_session_id: UUID, room_id: UUID, extension_id: UUID) -> ResponseReturnValue:
    on_duty(work, exam_session_id, room_id)
    extra_time.confirm_time(work, exam_session_id, extension_id)
    flash(gettext("The minutes are given."), "done")
    return redirect(url_for(".room", exam_session_id=exam_session_id, room_id=room_id))


def _flash_given(minutes: int) -> None:
    said = ngettext("%(num)d more minute is given.", "%(num)d more minutes are given.", minutes)
    flash(said + " " + gettext("The clocks on the screens follow within five seconds."), "done")


def words_for(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID | None) -> str:
    """The seat and its candidate in words, or the room."""
    if booking_id is None:
        _, room = on_duty(work, exam_session_id, room_id)
        whole: str = gettext("The whole room %(room)s", room=room.name)
        return whole
    page = room_seats.seat_page(work, exam_session_id, room_id, booking_id)
    seat: str = gettext("Seat %(number)s, %(name)s", number=page.seat_number, name=page.name)
    return seat


def back_to(exam_session_id: UUID, room_id: UUID, booking_id: UUID | None) -> str:
    if booking_id is None:
        return url_for(".room", exam_session_id=exam_session_id, room_id=room_id)
    return url_for(".seat", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id)
