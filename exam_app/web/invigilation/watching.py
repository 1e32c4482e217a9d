"""What a screen that shows a room asks every two seconds: the seats that changed, and the words beside them."""

import gzip
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, current_app, json, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.queries.room_pictures import RoomPicture
from exam_app.queries.rooms import Duty, on_duty
from exam_app.web.house import house
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat_words import LABELS, Words
from exam_app.web.live_rooms import Look
from exam_app.work import Work

WORTH_PACKING = 2_000
"""Bytes: a smaller answer goes as it is."""


@audience.page("/<uuid:exam_session_id>/<uuid:room_id>/delta")
def room_delta(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """The seats that differ from the picture named by ``since``, all of them if that one is not known here.

    It keeps the session alive, unlike other pages that poll: who watches a room for 90 minutes touches nothing.
    """
    look = look_at(work, on_duty(work, exam_session_id, room_id), request.args.get("since", ""))
    words = Words()
    return _packed(
        {
            "cursor": look.delta.cursor,
            "whole": look.delta.is_whole,
            "age": round(look.age_seconds * 1000),
            "rest": look.picture.rest,
            "seats": [words.of_seat(seat) for seat in look.delta.shown.values()],
            "gone": look.delta.gone,
            "troubles": [seat.number for seat in look.picture.troubles],
            "counts": [look.picture.count(state) for state in LABELS],
            "words": _beside(work, look.picture),
            "onward": _onward(exam_session_id, room_id, look.picture.onward),
        }
    )


def look_at(work: Work, duty: Duty, since: str = "") -> Look:
    """A room the actor supervises as its screens have it."""
    session, room = duty
    here, place = house(), (work.city_id, session.id, room.id)
    return here.live_rooms.look(
        place, since, here.steady, lambda reader: reader.look(work, session, here.hearing.of(place))
    )


def _title(count: int) -> str:
    """The heading over the seats that need a look."""
    if not count:
        return str(gettext("No seat is silent"))
    return str(ngettext("%(num)d seat needs a look", "%(num)d seats need a look", count))


def _beside(work: Work, picture: RoomPicture) -> Mapping[str, str]:
    deadline = picture.latest_deadline
    minutes = int((deadline - work.now).total_seconds() // 60) if deadline and deadline > work.now else None
    return {
        "title": _title(len(picture.troubles)),
        "left": "–" if minutes is None else ngettext("%(num)d minute", "%(num)d minutes", minutes),
        "faces": gettext("%(compared)s of %(here)s", compared=picture.identified, here=picture.here),
        "incidents": str(picture.incidents),
        "all": gettext("%(n)s in all", n=len(picture.seats)),
    }


def _onward(exam_session_id: UUID, room_id: UUID, booking_id: UUID | None) -> str | None:
    if booking_id is None:
        return None
    return url_for("invigilation.seat", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id)


def _packed(answer: Mapping[str, Any]) -> Response:
    body = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
    response = current_app.response_class(mimetype="application/json")
    if len(body) > WORTH_PACKING and request.accept_encodings["gzip"]:
        body = gzip.compress(body, 5, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.set_data(body)
    return response
