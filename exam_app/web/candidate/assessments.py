"""Assessments by the guard's unit: what is due, beginning one, what came out. The paper itself is in own_papers.py."""

from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations.assessments import start_assessment as start
from exam_app.queries import assessments as looks
from exam_app.terms import N_
from exam_app.web.candidate import GUARD, audience
from exam_app.work import Work


@audience.page("/my/assessments", admits=GUARD, menu=N_("Assessments"))
def my_assessments(work: Work) -> ResponseReturnValue:
    return render_template(
        "candidate/assessment/my_assessments.html",
        mine=looks.my_assessments(work),
        plan=looks.assessment_blueprint(work),
        now=work.now,
    )


@audience.page("/my/assessments/by-plan/<uuid:plan_id>", methods=("POST",), admits=GUARD)
def start_assessment(work: Work, plan_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("candidate.own_paper", kind="assessments", paper_id=start(work, plan_id)))


@audience.page("/my/assessments/<uuid:paper_id>/result", admits=GUARD)
def assessment_result(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """Points, topics to learn, and every item that brought none, with its law."""
    return render_template("candidate/assessment/assessment_result.html", page=looks.assessment_page(work, paper_id))
