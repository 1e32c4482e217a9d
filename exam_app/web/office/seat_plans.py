"""The seat plan of a room: looked at, drawn anew, printed for the door and the desks."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from exam_app.actors import Role
from exam_app.errors import Conflict, Refusal
from exam_app.operations import scheduling
from exam_app.queries.seat_plans import room_plan
from exam_app.web.forms import Form
from exam_app.web.office import audience
from exam_app.web.rendering import translate
from exam_app.web.seat_papers import door_pdf, labels_pdf
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
ROOM = "/exam-sessions/<uuid:exam_session_id>/rooms/<uuid:room_id>"


@audience.page(f"{ROOM}/seats", admits=CITY)
def seat_plan(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _plan(work, exam_session_id, room_id)


def _plan(work: Work, exam_session_id: UUID, room_id: UUID, refusal: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "office/scheduling/seat_plan.html",
        plan=room_plan(work, exam_session_id, room_id),
        form=Form(),
        refusal=translate(refusal.sentence) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@audience.page(f"{ROOM}/seats/anew", methods=("POST",), admits=CITY)
def plan_seats_anew(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """All rooms of the examination are drawn again together."""
    try:
        number = scheduling.plan_seats_anew(work, exam_session_id)
    except Conflict as refusal:
        return _plan(work, exam_session_id, room_id, refusal)
    flash(ngettext("%(num)d candidate has a seat.", "%(num)d candidates have a seat.", number), "done")
    return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))


@audience.page(f"{ROOM}/door.pdf", admits=CITY)
def seat_plan_for_the_door(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _pdf(door_pdf(room_plan(work, exam_session_id, room_id), work.now), "seat-plan")


@audience.page(f"{ROOM}/desk-labels.pdf", admits=CITY)
def desk_labels(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _pdf(labels_pdf(room_plan(work, exam_session_id, room_id), work.now), "desk-labels")


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)
