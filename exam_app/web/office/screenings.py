"""Leads of a finished examination: compare the answers, look at the list, look at one pair. Nobody is judged here."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations.screenings import screen_session
from exam_app.queries.cases import case_of_lead
from exam_app.queries.exam_units import behind
from exam_app.queries.screenings import pair_page, screening_page
from exam_app.web.background import Progress
from exam_app.web.forms import Form
from exam_app.web.house import house
from exam_app.web.office import audience
from exam_app.web.office.pairs import FAMILIES, drawn
from exam_app.web.rendering import translate
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/results/<uuid:exam_session_id>/leads", admits=CITY)
def leads(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    key = _key(exam_session_id)
    background = house().background
    job = background.job(key)
    if job is not None and not job.is_running:
        background.forget(key)
        if job.refused is not None:
            flash(translate(job.refused), "refused")
        elif job.failed:
            flash(gettext("Comparing the answers failed. Nothing was changed; try again."), "refused")
        job = None
    page = screening_page(work, exam_session_id)
    around = behind(work, exam_session_id)
    return render_template(
        "office/screenings/leads.html", page=page, behind=around, job=job, families=FAMILIES, form=Form()
    )


@audience.page("/results/<uuid:exam_session_id>/leads/compare", methods=("POST",), admits=CITY)
def compare_answers(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Start the comparison beside the request; the page of the leads shows how far it is."""
    here, actor = house(), work.actor

    def compare(progress: Progress) -> None:
        with Work.open(here.site, actor, here.clock()) as own:
            screen_session(own, exam_session_id, progress)

    here.background.start(_key(exam_session_id), compare)
    return redirect(url_for(".leads", exam_session_id=exam_session_id))


@audience.page("/results/<uuid:exam_session_id>/leads/<int:number>", admits=CITY)
def lead(work: Work, exam_session_id: UUID, number: int) -> ResponseReturnValue:
    page = pair_page(work, exam_session_id, number)
    opened = case_of_lead(work, exam_session_id, number)
    return render_template("office/screenings/lead.html", page=page, families=FAMILIES, case_id=opened, **drawn(page))


def _key(exam_session_id: UUID) -> str:
    return f"screening:{exam_session_id}"
