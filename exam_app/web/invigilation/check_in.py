"""Check-in at the door of a room: by ticket, ID number, name or the list; by script also without a network."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from exam_app.operations import check_ins as acts
from exam_app.operations.check_ins import Arrival, CheckedIn
from exam_app.queries.check_ins import CheckInPage, Expected, check_in_page
from exam_app.terms import CheckInOutcome, CheckInWay
from exam_app.web.device_json import read_message
from exam_app.web.forms import Form
from exam_app.web.invigilation import audience
from exam_app.web.rendering import label
from exam_app.work import Work

ROOM = "/<uuid:exam_session_id>/<uuid:room_id>"
MOST_AT_ONCE = 200
SHAPES = {
    CheckInOutcome.ARRIVED: "done",
    CheckInOutcome.LATE: "needs-you",
    CheckInOutcome.AGAIN: "waiting",
    CheckInOutcome.TOO_LATE: "refused",
    CheckInOutcome.BARRED: "refused",
    CheckInOutcome.REFUSED: "refused",
}


@audience.page(f"{ROOM}/check-in", methods=("GET", "POST"))
def check_in(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Without script: what was typed or scanned finds one candidate, or the button beside a name was pressed."""
    page = check_in_page(work, exam_session_id, room_id)
    if request.method == "GET":
        return _page(page)
    wanted = request.form.get("wanted", "")
    found, way = _found(page, wanted) if wanted else (_pressed(page), CheckInWay.LIST)
    if len(found) != 1:
        return _page(page, found, wanted), 422
    (done,) = acts.check_in(work, exam_session_id, room_id, [Arrival(uuid.uuid4(), found[0].booking_id, way)])
    flash(f"{found[0].name}: {label(done.outcome)}{_late(done)}", SHAPES[done.outcome])
    return redirect(url_for(".check_in", exam_session_id=exam_session_id, room_id=room_id))


def _late(done: CheckedIn) -> str:
    said: str = gettext(", %(minutes)s minutes late", minutes=done.late_minutes) if done.late_minutes else ""
    return said


def _page(page: CheckInPage, found: Sequence[Expected] = (), wanted: str = "") -> str:
    return render_template("invigilation/room/check_in.html", page=page, form=Form(), found=found, wanted=wanted)


def _pressed(page: CheckInPage) -> Sequence[Expected]:
    pressed = request.form.get("booking", "")
    return [person for person in page.people if str(person.booking_id) == pressed]


def _found(page: CheckInPage, wanted: str) -> tuple[Sequence[Expected], CheckInWay]:
    """Who is meant: a whole ticket number, an ID number by what is shown of it, or a part of a name."""
    plain = "".join(wanted.split()).upper()
    by_ticket = [person for person in page.people if person.ticket_number == plain]
    if by_ticket:
        return by_ticket, CheckInWay.TICKET
    by_number = [
        person
        for person in page.people
        if len(plain) == len(person.id_number) and _ends(plain) == _ends(person.id_number)
    ]
    return by_number or [person for person in page.people if plain in person.name.upper()], CheckInWay.NUMBER


def _ends(number: str) -> tuple[str, str]:
    """What a masked number shows."""
    return number[:4], number[-4:]


# -- by script ----------------------------------------------------------------------------------------------------


class Noted(msgspec.Struct):
    """One arrival as the device noted it; ``at`` is milliseconds since 1970 by its clock."""

    client_id: UUID
    booking_id: UUID
    way: CheckInWay
    at: Annotated[int, msgspec.Meta(ge=0, le=2**43)]


class Message(msgspec.Struct):
    """What the device sends once it can, in the order in which it was noted."""

    arrivals: Annotated[list[Noted], msgspec.Meta(min_length=1, max_length=MOST_AT_ONCE)]


@audience.page(f"{ROOM}/check-ins", methods=("POST",))
def check_ins(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Keep what was noted; each is answered with what became of it, a repeat as the first time."""
    message = read_message(Message)
    arrivals = [
        Arrival(each.client_id, each.booking_id, each.way, datetime.fromtimestamp(each.at / 1000, UTC))
        for each in message.arrivals
    ]
    kept = acts.check_in(work, exam_session_id, room_id, arrivals)
    return jsonify(
        kept=[
            {
                "client_id": str(each.client_id),
                "booking_id": str(each.booking_id),
                "outcome": each.outcome.value,
                "word": label(each.outcome) + _late(each),
                "shape": SHAPES[each.outcome],
            }
            for each in kept
        ]
    )


@audience.page(f"{ROOM}/check-in/token", polls=True)
def check_in_token(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """A fresh token for a page that was open for long; refused to whoever does not supervise the room."""
    check_in_page(work, exam_session_id, room_id)
    return jsonify(csrf=generate_csrf())
