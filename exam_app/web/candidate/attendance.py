"""A trainee's phone after it scanned the code on the screen of the room: one press says “I am here”."""

import secrets
from uuid import UUID

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.errors import Conflict, Refusal, TooEarly, TooLate
from exam_app.operations.attendance import prove_presence
from exam_app.queries.lessons import my_attendance, scanned_lesson
from exam_app.terms import N_
from exam_app.web.candidate import GUARD, audience
from exam_app.web.login import address
from exam_app.web.rendering import translate
from exam_app.work import Work

DEVICE = "device"
KEPT_FOR = 400 * 24 * 3600


@audience.page("/my/lessons/<uuid:lesson_id>/<code>", methods=("GET", "POST"), admits=GUARD)
def attend(work: Work, lesson_id: UUID, code: str) -> ResponseReturnValue:
    """Which lesson it is; the press that proves presence, and afterwards the receipt."""
    refusal: Refusal | None = None
    if request.method == "POST":
        device = request.cookies.get(DEVICE) or secrets.token_hex(16)
        try:
            prove_presence(work, lesson_id, code, device=device, address=address())
        except (Conflict, TooEarly, TooLate) as said:
            refusal = said
        else:
            return _remembering(device, redirect(url_for("candidate.attended", lesson_id=lesson_id)))
    page = render_template(
        "candidate/lessons/attend.html",
        lesson=scanned_lesson(work, lesson_id),
        refusal=translate(refusal.sentence) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@audience.page("/my/lessons/<uuid:lesson_id>", admits=GUARD)
def attended(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    """What this lesson has of the trainee: when the code was scanned at the start, and at the end."""
    return render_template("candidate/lessons/attended.html", lesson=scanned_lesson(work, lesson_id))


@audience.page("/my/lessons", admits=GUARD, menu=N_("My training"))
def my_training(work: Work) -> ResponseReturnValue:
    """The next lessons, the class hours so far, and what each lesson has of the trainee."""
    return render_template(
        "candidate/lessons/my_training.html", training=my_attendance(work), everything="all" in request.args
    )


def _remembering(device: str, answer: ResponseReturnValue) -> Response:
    """The number by which the same phone is known again; it says nothing about its holder."""
    response = make_response(answer)
    response.set_cookie(
        DEVICE,
        device,
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/my/lessons",
    )
    return response
