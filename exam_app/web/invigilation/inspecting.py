"""The roving inspector: the rooms of an examination, worst first, and the visit that is entered in each."""

import uuid
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import HiddenField, SelectMultipleField, validators

from exam_app.operations import inspections as acts
from exam_app.queries import inspections as looks
from exam_app.terms import N_, VisitDefect
from exam_app.web.forms import AtMost, Form, TextField
from exam_app.web.invigilation import audience
from exam_app.web.rendering import label
from exam_app.work import Work

SESSION = "/inspect/<uuid:exam_session_id>"


class VisitForm(Form):
    """What was seen; nothing ticked: everything in order."""

    nonce = HiddenField(validators=[validators.UUID()])
    defects = SelectMultipleField(N_("What was wrong? Nothing ticked: everything in order"), validate_choice=False)
    note = TextField(N_("Note"), [AtMost(acts.LONGEST_NOTE)])

    def prepare(self) -> "VisitForm":
        self.defects.choices = [(defect.value, label(defect)) for defect in VisitDefect]
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        return self

    @property
    def chosen(self) -> list[VisitDefect]:
        return [defect for defect in VisitDefect if defect.value in (self.defects.data or ())]


@audience.page(SESSION)
def inspection(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return render_template("invigilation/inspection/inspection.html", exam=looks.inspection(work, exam_session_id))


@audience.page(f"{SESSION}/<uuid:room_id>", methods=("GET", "POST"))
def inspected_room(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """One room for its inspector: what is open there, and the visit to enter."""
    page = looks.inspected_room(work, exam_session_id, room_id)
    form = VisitForm().prepare()

    def enter() -> None:
        acts.enter_visit(
            work,
            exam_session_id,
            room_id,
            defects=form.chosen,
            note=form.note.data or "",
            nonce=UUID(form.nonce.data),
        )

    if form.carries_out(enter):
        flash(gettext("The visit to %(room)s is entered.", room=page.room.room), "done")
        return redirect(url_for(".inspection", exam_session_id=exam_session_id))
    html = render_template(
        "invigilation/inspection/inspected_room.html", exam=page.exam, room=page.room, page=page, form=form
    )
    return html, 422 if form.errors and request.method == "POST" else 200
