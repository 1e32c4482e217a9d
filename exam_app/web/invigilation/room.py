"""The rooms of today, and one of them live: trouble first, then the seats as they stand."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.errors import Conflict
from exam_app.operations import room_opening
from exam_app.operations.incidents import MOST_SEATS
from exam_app.queries import room_seats
from exam_app.queries import rooms as rooms_query
from exam_app.queries.alerts import LOUD, open_alerts
from exam_app.queries.inspections import inspections_ahead, visits_of
from exam_app.queries.outage_holds import held_back
from exam_app.queries.outages import recent_outages
from exam_app.queries.rooms import RoomNow, SeatNow, SeatState
from exam_app.queries.seat_moves import moves_in_room
from exam_app.terms import N_, Severity
from exam_app.web.forms import Form
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.incidents import IncidentForm, seats_to_choose
from exam_app.web.invigilation.seat_words import LABELS, SHAPES
from exam_app.web.invigilation.watching import look_at
from exam_app.web.rendering import translate
from exam_app.work import Work


@audience.page("/", menu=N_("Rooms today"))
def rooms(work: Work) -> ResponseReturnValue:
    return render_template(
        "invigilation/rooms.html",
        rooms=rooms_query.rooms_today(work),
        ahead=rooms_query.rooms_ahead(work),
        inspected=inspections_ahead(work),
    )


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>")
def room(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _room(work, "invigilation/room/room.html", exam_session_id, room_id)


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>/open", methods=("POST",))
def open_room(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    try:
        room_opening.open_room(work, exam_session_id, room_id)
    except Conflict as refusal:
        flash(translate(refusal.sentence), "refused")
        return redirect(url_for("invigilation.rehearsal", exam_session_id=exam_session_id, room_id=room_id))
    flash(gettext("The room is open. Print the room record and let both sign it."), "done")
    return redirect(url_for("invigilation.room", exam_session_id=exam_session_id, room_id=room_id))


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>/now")
def room_now(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """The live part alone, which the page fetches when something else than its seats has changed."""
    return _room(work, "invigilation/room/room_now.html", exam_session_id, room_id)


def _room(work: Work, template: str, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    duty = rooms_query.on_duty(work, exam_session_id, room_id)
    rest = look_at(work, duty).picture.rest
    now = rooms_query.room_now(work, exam_session_id, room_id, duty)
    alerts = open_alerts(work, exam_session_id, room_id)
    waits = any(seat.state is SeatState.HELD_BACK for seat in now.seats)
    return render_template(
        template,
        room=now,
        rest=rest,
        bank=_bank(now),
        shapes=SHAPES,
        labels=LABELS,
        onward=room_seats.first_to_compare(now),
        alerts=alerts,
        loud=sum(alert.times for alert in alerts if alert.cause in LOUD),
        out=[one for one in recent_outages(work, exam_session_id, room_id) if one.to_give or not one.found.is_over],
        held_back=held_back(work, exam_session_id, room_id) if waits else (),
        moves=moves_in_room(work, exam_session_id, room_id),
        visits=visits_of(work, exam_session_id, room_id),
        form=Form(),
        incident_form=IncidentForm(formdata=None).prepare(),
        seats=seats_to_choose(now),
        severities=list(Severity),
        most=MOST_SEATS,
    )


def _bank(room: RoomNow) -> Sequence[Sequence[SeatNow | None]]:
    """The seats as columns from the front back to the last one taken; None where nobody is booked."""
    taken = {(seat.column, seat.row): seat for seat in room.seats if seat.state is not SeatState.EMPTY}
    columns = max((seat.column for seat in room.seats), default=0)
    rows = max((row for _, row in taken), default=0)
    return [[taken.get((column, row)) for row in range(1, rows + 1)] for column in range(1, columns + 1)]
