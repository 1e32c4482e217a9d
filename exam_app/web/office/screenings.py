"""Leads of a finished examination: compare the answers, look at the list, look at one pair. Nobody is judged here."""

from datetime import datetime
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations.screenings import screen_session
from exam_app.queries.screenings import PairPage, pair_page, screening_page
from exam_app.terms import N_
from exam_app.web.background import BACKGROUND, Progress
from exam_app.web.forms import Form
from exam_app.web.house import house
from exam_app.web.office import audience
from exam_app.web.rendering import translate
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
FAMILIES = {
    "neighbours": N_("side by side"),
    "room": N_("in one room"),
    "venue": N_("in different rooms"),
}
ITEMS_A_ROW = 18


@audience.page("/results/<uuid:exam_session_id>/leads", admits=CITY)
def leads(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    key = _key(exam_session_id)
    job = BACKGROUND.job(key)
    if job is not None and not job.is_running:
        BACKGROUND.forget(key)
        if job.refused is not None:
            flash(translate(job.refused), "refused")
        elif job.failed:
            flash(gettext("Comparing the answers failed. Nothing was changed; try again."), "refused")
        job = None
    page = screening_page(work, exam_session_id)
    return render_template("office/screenings/leads.html", page=page, job=job, families=FAMILIES, form=Form())


@audience.page("/results/<uuid:exam_session_id>/leads/compare", methods=("POST",), admits=CITY)
def compare_answers(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Start the comparison beside the request; the page of the leads shows how far it is."""
    here, actor = house(), work.actor

    def compare(progress: Progress) -> None:
        with Work.open(here.site, actor, here.clock()) as own:
            screen_session(own, exam_session_id, progress)

    if current_app.testing:
        compare(lambda done, total: None)  # a thread would not see the test's uncommitted world
    else:
        BACKGROUND.start(_key(exam_session_id), compare)
    return redirect(url_for(".leads", exam_session_id=exam_session_id))


@audience.page("/results/<uuid:exam_session_id>/leads/<int:number>", admits=CITY)
def lead(work: Work, exam_session_id: UUID, number: int) -> ResponseReturnValue:
    page = pair_page(work, exam_session_id, number)
    rows = [page.items[start : start + ITEMS_A_ROW] for start in range(0, len(page.items), ITEMS_A_ROW)]
    return render_template(
        "office/screenings/lead.html", page=page, families=FAMILIES, rows=rows, curve=_curve(page), times=_times(page)
    )


def _key(exam_session_id: UUID) -> str:
    return f"screening:{exam_session_id}"


def _curve(page: PairPage) -> dict[str, object]:
    """The expected number of equal answers as a normal curve, and where the pair is; in units of a drawing 100 wide."""
    lead = page.lead
    spread = max((lead.expected_high - lead.expected_low) / 3.92, 0.5)
    left = max(0.0, min(lead.expected_matches - 4 * spread, lead.matches - 2))
    right = min(float(lead.common_items), max(lead.expected_matches + 4 * spread, lead.matches + 2))
    scale = 100 / (right - left)
    points = []
    for step in range(81):
        value = left + (right - left) * step / 80
        height = 2.718281828 ** (-(((value - lead.expected_matches) / spread) ** 2) / 2)
        points.append(f"{(value - left) * scale:.2f},{50 - 44 * height:.2f}")
    return {
        "points": " ".join(points),
        "expected": (lead.expected_matches - left) * scale,
        "low": (lead.expected_low - left) * scale,
        "high": (lead.expected_high - left) * scale,
        "seen": (lead.matches - left) * scale,
        "left": round(left),
        "right": round(right),
    }


def _times(page: PairPage) -> dict[str, object] | None:
    """When each chose the wrong options they share, along the examination; None where nothing was timed."""
    length = (page.ends_at - page.starts_at).total_seconds()
    shared = [(item.first_at, item.second_at) for item in page.shared_wrong if item.first_at and item.second_at]
    if not shared or length <= 0:
        return None

    def place(moment: datetime) -> float:
        return max(0.0, min(100.0, 100 * (moment - page.starts_at).total_seconds() / length))

    lines = [(place(first), place(second)) for first, second in shared]
    later = sum(second > first for first, second in shared)
    return {"lines": lines, "later": later, "of": len(shared)}
