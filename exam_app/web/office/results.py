"""Results of an examination: close it, sign twice, then see. No figure of a score before the second signature."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.actors import Role
from exam_app.operations import results as release
from exam_app.operations import sittings
from exam_app.queries.components import part_lines, part_results
from exam_app.queries.held_answers import held_waiting
from exam_app.queries.key_corrections import corrections_waiting
from exam_app.queries.results import session_lines, session_results
from exam_app.terms import N_
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/results", admits=CITY, menu=N_("Results"))
def results(work: Work) -> ResponseReturnValue:
    return render_template("office/results/results.html", sessions=session_lines(work))


@audience.page("/results/<uuid:exam_session_id>", admits=CITY)
def results_of_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    return render_template(
        "office/results/results_of_session.html",
        page=session_results(work, exam_session_id),
        parts=part_lines(work, exam_session_id),
        marked=part_results(work, exam_session_id),
        corrections_waiting=corrections_waiting(work),
        held_waiting=held_waiting(work, exam_session_id),
    )


@audience.page("/results/<uuid:exam_session_id>/close", methods=("POST",), admits=CITY)
def close_exam_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    closed = sittings.close_session(work, exam_session_id)
    absent = len(closed.absent)
    flash(ngettext("Closed. %(num)d candidate was absent.", "Closed. %(num)d candidates were absent.", absent), "done")
    return _back(exam_session_id)


@audience.page("/results/<uuid:exam_session_id>/sign", methods=("POST",), admits=CITY)
def sign_release(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    if release.sign_release(work, exam_session_id).is_released:
        flash(gettext("The results are released."), "done")
    else:
        flash(gettext("You signed. A second person must sign before release."), "waiting")
    return _back(exam_session_id)


def _back(exam_session_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("office.results_of_session", exam_session_id=exam_session_id))
