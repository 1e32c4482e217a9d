"""Cases: the queue, and one case with its evidence, the replies, the reader's own view and what becomes of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations import case_reading
from exam_app.queries import cases as queries
from exam_app.terms import N_, ReaderView
from exam_app.web.office import audience
from exam_app.web.office.case_drawing import drawn_evidence
from exam_app.web.office.case_forms import DecisionForm, ReviewForm
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/cases", admits=CITY, menu=N_("Cases"))
def cases(work: Work) -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int) or 1
    return render_template("office/cases/cases.html", cases=queries.cases(work, page))


@audience.page("/cases/<uuid:case_id>", methods=("GET", "POST"), admits=CITY)
def case(work: Work, case_id: UUID) -> ResponseReturnValue:
    """The case; a posted form is the reader's own view."""
    form = ReviewForm().prepare()

    def file() -> None:
        view = next(view for view in ReaderView if view.value == form.view.data)
        case_reading.review(work, case_id, view, form.reasons.data or "")

    if form.carries_out(file):
        flash(gettext("Your view is filed."), "done")
        return redirect(url_for(".case", case_id=case_id))
    return case_shown(work, case_id, form, DecisionForm(formdata=None).prepare())


def case_shown(work: Work, case_id: UUID, review: ReviewForm, decision: DecisionForm) -> ResponseReturnValue:
    """The page of a case with both of its forms, as far as they were filled in."""
    found = queries.case_page(work, case_id)
    page = render_template(
        "office/cases/case.html", case=found, review=review, decision=decision, **drawn_evidence(found)
    )
    return page, 422 if review.errors or decision.errors else 200
