"""A trainer's lessons: the list, one lesson with its trainees, the screen with the code, the late entries to sign."""

import base64
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_wtf.file import FileField

from exam_app.documents import qr_drawing
from exam_app.errors import Conflict, Invalid, Refusal, TooEarly, TooLate
from exam_app.operations import attendance, roll_calls
from exam_app.queries.lessons import LessonState, code_on_the_screen, lesson_page, my_lessons
from exam_app.terms import N_, ProofKind
from exam_app.web.choices import chosen_people, stated_attendance
from exam_app.web.forms import Form, Needed
from exam_app.web.late_entry import settle_from_form
from exam_app.web.rendering import sentences_of
from exam_app.web.teaching import audience
from exam_app.work import Work


class RollCallForm(Form):
    picture = FileField(
        N_("Picture of the room"),
        [Needed(N_("Take a picture of the room."))],
        render_kw={"accept": "image/jpeg,image/png", "capture": "environment"},
    )


@audience.page("/", menu=N_("My lessons"))
def lessons(work: Work) -> ResponseReturnValue:
    return render_template("teaching/lessons.html", lessons=my_lessons(work))


@audience.page("/lessons/<uuid:lesson_id>", methods=("GET", "POST"))
def lesson(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    """Who has scanned, and the confirmation of who was there."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            present = attendance.confirm_lesson(work, lesson_id, stated_attendance())
        except (Invalid, Conflict, TooEarly, TooLate) as said:
            refusal = said
        else:
            flash(
                ngettext(
                    "Confirmed: %(num)d person was there. The class hours are recorded.",
                    "Confirmed: %(num)d people were there. The class hours are recorded.",
                    present,
                ),
                "done",
            )
            return redirect(url_for("teaching.lesson", lesson_id=lesson_id))
    page = render_template(
        "teaching/lesson.html",
        page=lesson_page(work, lesson_id),
        stated=stated_attendance() if refusal else {},
        refusal=sentences_of(refusal) if refusal else (),
        LessonState=LessonState,
    )
    return page, refusal.status if refusal else 200


@audience.page("/lessons/<uuid:lesson_id>/code")
def code(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    """The screen in the room; it draws itself anew before the code is old, with a script or without."""
    shown = code_on_the_screen(work, lesson_id)
    address = url_for("candidate.attend", lesson_id=lesson_id, code=shown.code, _external=True)
    drawing = base64.b64encode(qr_drawing(address).encode()).decode()
    page = render_template(
        "teaching/code.html", page=lesson_page(work, lesson_id), shown=shown, address=address, drawing=drawing
    )
    return page, {"Refresh": str(shown.changes_in)}


@audience.page("/lessons/<uuid:lesson_id>/roll-call", methods=("GET", "POST"))
def roll_call(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    """Take the picture of the room that is asked for, and tick who is seen in it."""
    form = RollCallForm()
    page = lesson_page(work, lesson_id)
    seen: list[int] = []

    def take() -> None:
        picture = form.picture.data.read() if form.picture.data else b""
        seen.append(roll_calls.take_roll_call(work, lesson_id, picture, chosen_people()))

    if form.carries_out(take):
        flash(
            ngettext("Kept: %(num)d person is seen.", "Kept: %(num)d people are seen.", seen[0]),
            "done",
        )
        return redirect(url_for("teaching.lesson", lesson_id=lesson_id))
    ticked = (
        set(chosen_people())
        if request.method == "POST"
        else {person.id for person in page.people if ProofKind.ARRIVED in person.moments}
    )
    shown = render_template("teaching/roll_call.html", page=page, form=form, ticked=ticked)
    return shown, 422 if form.errors else 200


@audience.page("/lessons/<uuid:lesson_id>/roll-call.jpg", records=True)
def roll_call_picture(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    return Response(roll_calls.open_roll_call(work, lesson_id), mimetype="image/jpeg")


@audience.page("/late-entries/<uuid:entry_id>", methods=("POST",))
def settle_late_entry(work: Work, entry_id: UUID) -> ResponseReturnValue:
    """Sign a late entry of an own lesson as the second person, or decline it."""
    settle_from_form(work, entry_id)
    return redirect(url_for("teaching.lessons"))
