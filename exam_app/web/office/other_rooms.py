"""One candidate goes to another room of the same examination, on the day: choose the seat, say why."""

import uuid
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField, TextAreaField, validators

from exam_app.actors import Role
from exam_app.operations import other_rooms as acts
from exam_app.operations.seat_moves import LONGEST_NOTE, WantedMove
from exam_app.queries.other_rooms import SHOWN, FreePlace, OtherRoom, OtherRoomPage, other_room_page
from exam_app.terms import N_, SeatMoveReason
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
REASONS = [reason for reason in SeatMoveReason if reason is not SeatMoveReason.STARTED_ANEW]


class OtherRoomForm(Form):
    nonce = HiddenField(validators=[validators.UUID()])
    seat = ChoiceField(N_("Room and seat"), N_("Choose the seat."))
    reason = ChoiceField(N_("Why?"), N_("Choose why."))
    note = TextAreaField(
        N_("What happened"), [Needed(N_("Say why: it stands in the record of both rooms.")), AtMost(LONGEST_NOTE)]
    )

    def prepare(self, page: OtherRoomPage) -> "OtherRoomForm":
        """The best seats of each room, and the reasons that lead to another room."""
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        self.seat.offer(
            [(str(seat.seat_id), _in_words(room, seat)) for room in page.rooms for seat in room.free[:SHOWN]]
        )
        self.reason.offer([(reason.value, label(reason)) for reason in REASONS])
        return self

    @property
    def wanted(self) -> WantedMove:
        reason = next(one for one in REASONS if one.value == self.reason.data)
        return WantedMove(UUID(self.seat.data), reason, UUID(self.nonce.data), self.note.data or "")


def _in_words(room: OtherRoom, seat: FreePlace) -> str:
    words: str = gettext("%(room)s, seat %(number)s, row %(row)s", room=room.name, number=seat.number, row=seat.row)
    return words


@audience.page(
    "/exam-sessions/<uuid:exam_session_id>/bookings/<uuid:booking_id>/room", methods=("GET", "POST"), admits=CITY
)
def move_to_room(work: Work, exam_session_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    page = other_room_page(work, exam_session_id, booking_id)
    form = OtherRoomForm().prepare(page)
    if form.carries_out(lambda: acts.move_to_room(work, exam_session_id, booking_id, form.wanted)):
        flash(gettext("Moved. Both rooms show it; the candidate signs in there with the ticket."), "done")
        return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
    rendered = render_template("office/scheduling/move_to_room.html", page=page, form=form)
    return rendered, 422 if form.is_submitted() else 200
