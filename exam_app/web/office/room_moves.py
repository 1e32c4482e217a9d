"""One room of an examination is moved: one person proposes, another one confirms once tickets are out."""

from datetime import datetime, time
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations import room_moves as acts
from exam_app.operations.room_moves import Target
from exam_app.queries.room_moves import RoomChoice, move_page
from exam_app.session_changes import LONGEST_REASON
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ChoiceField, ClockField, DateField, Form, Needed
from exam_app.web.house import house
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
ROOM = "/exam-sessions/<uuid:exam_session_id>/rooms/<uuid:room_id>"


class RoomMoveForm(Form):
    room = ChoiceField(N_("New room"), N_("Choose the room."))
    date = DateField(N_("New day"))
    clock = ClockField(N_("New start"), [Needed(N_("Enter the time at which it starts."))])
    reason = TextAreaField(
        N_("Why it is moved"), [Needed(N_("Say why; everybody booked reads it.")), AtMost(LONGEST_REASON)]
    )

    def target(self) -> Target:
        """The moment in the hall's zone; 24:00 is taken for the last minute of the day."""
        assert self.date.value is not None and self.clock.value is not None
        hour, minute = divmod(min(self.clock.value, 24 * 60 - 1), 60)
        at = datetime.combine(self.date.value, time(hour, minute), house().site.settings.zone)
        return Target(at, UUID(self.room.data))


@audience.page(f"{ROOM}/move", methods=("GET", "POST"), admits=CITY)
def move_room(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """To another room, another time, or both; day and time stand there as they are."""
    page = move_page(work, exam_session_id, room_id)
    starts = page.starts_at.astimezone(house().site.settings.zone)
    form = RoomMoveForm(date=starts.date()) if request.method == "GET" else RoomMoveForm()
    form.room.offer([(str(room.id), _in_words(room)) for room in page.rooms])
    if request.method == "GET":
        form.clock.data = f"{starts.hour}:{starts:%M}"
    if form.carries_out(lambda: acts.move_room(work, exam_session_id, room_id, form.target(), reason=form.reason.data)):
        if page.is_planned:
            flash(gettext("The room is moved."), "done")
        else:
            flash(gettext("Proposed. A second person confirms; then it is moved and everybody is told."), "waiting")
        return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
    said = render_template("office/scheduling/move_room.html", page=page, form=form)
    return said, 422 if form.is_submitted() else 200


def _in_words(room: RoomChoice) -> str:
    said: str = ngettext("%(room)s, %(num)d seat", "%(room)s, %(num)d seats", room.seats, room=room.name)
    return said


@audience.page(f"{ROOM}/moves/<uuid:move_id>", methods=("POST",), admits=CITY)
def settle_room_move(work: Work, exam_session_id: UUID, room_id: UUID, move_id: UUID) -> ResponseReturnValue:
    """One button: ``confirm`` or ``drop``."""
    if request.form.get("act") == "confirm":
        told = acts.confirm_room_move(work, move_id)
        flash(gettext("Confirmed. Notices that wait in the outbox now: %(count)s.", count=told), "done")
        flash(gettext("Print the tickets of the room again, and look at its invigilators."), "needs-you")
    else:
        acts.drop_room_move(work, move_id)
        flash(gettext("The change was dropped. The examination stays as it was."), "done")
    return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
