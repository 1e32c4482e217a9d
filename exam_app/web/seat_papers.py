"""The seat plan of a room in the reader's words: for the door, and for each desk."""

from datetime import datetime
from itertools import zip_longest

from flask_babel import get_locale, gettext

from exam_app.queries.seat_plans import PlanSeat, RoomPlan
from exam_app.seat_documents import DeskLabel, DoorSeat, DoorWords, LabelWords, desk_labels, door_plan
from exam_app.web.rendering import long_moment, masked_name, moment


def door_pdf(plan: RoomPlan, made_at: datetime) -> bytes:
    """Names partly masked: everybody who passes reads the door."""
    words = DoorWords(
        title=plan.room,
        facts=(plan.session, plan.centre, long_moment(plan.starts_at)),
        front=gettext("Front desk"),
        free=gettext("free"),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language=_language(),
    )
    rows = zip_longest(*plan.columns)
    return door_plan([[_at_the_door(seat) for seat in row] for row in rows], words)


def _at_the_door(seat: PlanSeat | None) -> DoorSeat | None:
    if seat is None:
        return None
    return DoorSeat(str(seat.number), masked_name(seat.person.name) if seat.person else "")


def labels_pdf(plan: RoomPlan, made_at: datetime) -> bytes:
    """Only of the seats on which somebody sits, in the order of the seats."""
    words = LabelWords(
        title=gettext("Desk labels of %(room)s", room=plan.room),
        room=plan.room,
        starts=f"{plan.session} · {long_moment(plan.starts_at)}",
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language=_language(),
    )
    labels = [
        DeskLabel(str(person.seat), person.name, person.id_number, person.ticket_number) for person in plan.people
    ]
    return desk_labels(labels, words)


def _language() -> str:
    return "en" if str(get_locale()) == "en" else "zh"
