"""A candidate goes on at another computer: choose the seat, press once."""

import uuid
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField, RadioField, validators

from exam_app.operations import seat_moves
from exam_app.operations.seat_moves import WantedMove
from exam_app.queries import room_seats
from exam_app.queries.seat_moves import FreeSeat, free_seats
from exam_app.terms import N_, SeatMoveReason
from exam_app.web.forms import AtMost, Form, TextField
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat import SEAT
from exam_app.web.rendering import label
from exam_app.work import Work

SHOWN = 8
"""More choices take longer to read than any of the others is better."""


class MoveForm(Form):
    nonce = HiddenField(validators=[validators.UUID()])
    seat = RadioField(N_("Where does the candidate go on?"))
    reason = RadioField(N_("Why?"))
    note = TextField(N_("Note"), [AtMost(seat_moves.LONGEST_NOTE)])

    def prepare(self, own_seat: str, free: list[FreeSeat]) -> "MoveForm":
        """The nearest seat with nobody beside and the usual reason are chosen: then one press is enough."""
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        self.seat.choices = [
            *((str(seat.seat_id), _words(seat)) for seat in free[:SHOWN]),
            (own_seat, gettext("The same seat, with the computer started anew")),
        ]
        self.reason.choices = [(reason.value, label(reason)) for reason in SeatMoveReason]
        if not self.is_submitted():
            self.seat.data, self.reason.data = self.seat.choices[0][0], SeatMoveReason.COMPUTER.value
        return self

    @property
    def wanted(self) -> WantedMove:
        reason = next(one for one in SeatMoveReason if one.value == self.reason.data)
        return WantedMove(UUID(self.seat.data), reason, UUID(self.nonce.data), self.note.data or "")

    def validate_seat(self, field: RadioField) -> None:
        if field.data not in {value for value, _ in field.choices}:
            field.errors = [gettext("This seat is no longer free. Choose another one.")]

    def validate_reason(self, field: RadioField) -> None:
        if field.data not in {reason.value for reason in SeatMoveReason}:
            field.errors = [gettext("Choose why.")]


def _words(seat: FreeSeat) -> str:
    words: str = gettext("Seat %(number)s, row %(row)s", number=seat.number, row=seat.row)
    return words


@audience.page(f"{SEAT}/move", methods=("GET", "POST"))
def seat_move(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    page = room_seats.seat_page(work, exam_session_id, room_id, booking_id)
    free = list(free_seats(work, exam_session_id, room_id, booking_id))
    form = MoveForm().prepare(str(page.seat_id), free)
    if form.carries_out(lambda: seat_moves.move_seat(work, exam_session_id, room_id, booking_id, form.wanted)):
        flash(gettext("Moved. The candidate signs in there with the ticket and goes on."), "done")
        return redirect(url_for(".room", exam_session_id=exam_session_id, room_id=room_id))
    rendered = render_template(
        "invigilation/seat/seat_move.html",
        form=form,
        seat=page,
        free=len(free),
        back=url_for(".seat", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id),
    )
    return rendered, 422 if form.errors else 200
