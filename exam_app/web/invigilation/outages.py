"""Outages of one room: what was found, and giving the lost time back."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from exam_app.queries.rooms import on_duty
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat import ROOM
from exam_app.web.outage_pages import OutageForm, confirmed, page_of_outages
from exam_app.work import Work


@audience.page(f"{ROOM}/outages", methods=("GET", "POST"))
def outages(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    session, room = on_duty(work, exam_session_id, room_id)
    form = OutageForm()
    if confirmed(work, form, exam_session_id):
        return redirect(url_for(".outages", exam_session_id=exam_session_id, room_id=room_id))
    return page_of_outages(
        work, "invigilation/room/outages.html", form, exam_session_id, room_id, exam=session, room=room
    )
