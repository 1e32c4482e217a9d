"""Files of kept answers at the exam office: take one in, and see which ones were."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.operations.kept_answers import TakenIn, take_in
from exam_app.queries.kept_answers import ImportLine, import_lines
from exam_app.queries.listings import Listing
from exam_app.web.kept_form import KeptAnswersForm, say_taken_in
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/kept-answers", methods=("GET", "POST"), admits=CITY)
def kept_answers(work: Work) -> ResponseReturnValue:
    form, taken = KeptAnswersForm(), list[TakenIn]()
    if form.carries_out(lambda: taken.append(take_in(work, form.content))):
        say_taken_in(taken[0])
        return redirect(url_for("office.kept_answers"))
    listing = import_lines(work, request.args.get("page", 1, type=int))
    rendered = render_template(
        "office/kept_answers/kept_answers.html", form=form, listing=listing, pager=_pager(listing)
    )
    return rendered, 422 if form.errors else 200


def _pager(listing: Listing[ImportLine]) -> dict[str, object]:
    def to(page: int | None) -> str | None:
        return url_for("office.kept_answers", page=page) if page else None

    return {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": to(listing.previous_page),
        "next_url": to(listing.next_page),
    }
