"""Opening a case: from a lead, or about one candidate, an invigilator, a room or a unit of a finished examination."""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.errors import NotFound
from exam_app.operations import case_opening as acts
from exam_app.queries.case_evidence import name_of
from exam_app.queries.cases import case_about, case_of_lead
from exam_app.terms import CaseAbout
from exam_app.web.office import audience
from exam_app.web.office.case_forms import OpenForm
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
NOT_PAIRS = {about.value: about for about in CaseAbout if about is not CaseAbout.PAIR}


@audience.page("/results/<uuid:exam_session_id>/leads/<int:number>/case", methods=("GET", "POST"), admits=CITY)
def open_case(work: Work, exam_session_id: UUID, number: int) -> ResponseReturnValue:
    return _opening(
        case_of_lead(work, exam_session_id, number),
        lambda reason: acts.open_case(work, exam_session_id, number, reason),
        url_for(".lead", exam_session_id=exam_session_id, number=number),
        gettext("Open a case"),
    )


@audience.page(
    "/results/<uuid:exam_session_id>/cases/<about_text>/<uuid:about_id>", methods=("GET", "POST"), admits=CITY
)
def open_case_about(work: Work, exam_session_id: UUID, about_text: str, about_id: UUID) -> ResponseReturnValue:
    about = NOT_PAIRS.get(about_text)
    if about is None:
        raise NotFound("There is no such page. Check the address.")
    name = name_of(work, exam_session_id, about, about_id)
    return _opening(
        case_about(work, exam_session_id, about, about_id),
        lambda reason: acts.open_case_about(work, exam_session_id, about, about_id, reason),
        url_for(".leads", exam_session_id=exam_session_id),
        gettext("Open a case about %(name)s", name=name),
    )


def _opening(opened: UUID | None, act: Callable[[str], UUID], back: str, title: str) -> ResponseReturnValue:
    """The form with the reason; a case that is open already is shown instead."""
    if opened is not None:
        return redirect(url_for(".case", case_id=opened))
    form, made = OpenForm(), []
    if form.carries_out(lambda: made.append(act(form.reason.data or ""))):
        flash(gettext("The case is open. Two readers look at it, each alone."), "done")
        return redirect(url_for(".case", case_id=made[0]))
    page = render_template("office/cases/open_case.html", form=form, back=back, title=title)
    return page, 422 if form.errors else 200
