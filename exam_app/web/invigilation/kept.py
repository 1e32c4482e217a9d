"""Answers that a computer could not send are taken in from the file that was saved there."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations.kept_answers import TakenIn, take_in_at_seat
from exam_app.queries.kept_answers import imports_of_booking
from exam_app.queries.room_seats import seat_page
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat import SEAT, back_to
from exam_app.web.kept_form import KeptAnswersForm, say_taken_in
from exam_app.work import Work


@audience.page(f"{SEAT}/kept", methods=("GET", "POST"))
def seat_kept(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    page = seat_page(work, exam_session_id, room_id, booking_id)
    form, taken = KeptAnswersForm(), list[TakenIn]()

    def take_in() -> None:
        taken.append(take_in_at_seat(work, exam_session_id, room_id, booking_id, form.content))

    if form.carries_out(take_in):
        say_taken_in(taken[0])
        here = url_for(".seat_kept", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id)
        return redirect(here)
    rendered = render_template(
        "invigilation/seat/seat_kept.html",
        form=form,
        seat=page,
        lines=imports_of_booking(work, booking_id),
        back=back_to(exam_session_id, room_id, booking_id),
    )
    return rendered, 422 if form.errors else 200
