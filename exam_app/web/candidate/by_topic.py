"""A guard's own practice: how each topic goes, what comes next, and answering by topic."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.errors import Invalid
from exam_app.operations import practice
from exam_app.queries.assessments import my_due
from exam_app.queries.my_study import last_outcomes
from exam_app.queries.my_study import my_study as progress
from exam_app.queries.study import study_page
from exam_app.terms import N_
from exam_app.web.candidate import GUARD, audience
from exam_app.web.study_form import LONGEST, answered_item
from exam_app.work import Work


@audience.page("/my", admits=GUARD, menu=N_("My study"))
def my_study(work: Work) -> ResponseReturnValue:
    return render_template("candidate/study/my_study.html", study=progress(work), due=my_due(work))


@audience.page("/my/topics/<topic>", admits=GUARD)
def my_topic(work: Work, topic: str) -> ResponseReturnValue:
    """Ten items of a topic. What was answered stands in the address, so that loading again answers nothing twice."""
    page = study_page(work, topic, request.args.get("page", 1, type=int) or 1)
    return render_template(
        "candidate/study/my_topic.html",
        page=page,
        answered=answered_item(page.items.rows, request.args.get("item"), request.args.getlist("value")),
        outcomes=last_outcomes(work, topic),
    )


@audience.page("/my/topics/<topic>/answers", methods=("POST",), admits=GUARD)
def answer_in_topic(work: Work, topic: str) -> ResponseReturnValue:
    """Keep one answer, then show the same page with it."""
    item, value = request.form.get("item", "")[:64], "".join(sorted(set(request.form.getlist("value"))))[:LONGEST]
    number = request.form.get("number", 1, type=int) or 1
    try:
        practice.answer_item(work, item, value)
    except Invalid:
        value = ""  # the page asks to choose
    page = request.form.get("page", 1, type=int) or 1
    return redirect(
        url_for("candidate.my_topic", topic=topic, page=page, item=item, value=list(value), _anchor=f"item-{number}"),
        303,
    )
