"""Score appeals at the desks: the list by the day that is set, taking one down, one with its decision, the letter."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations.appeals import APPEAL_WORDS, take_down_appeal
from exam_app.queries.appealable import appellant_of
from exam_app.queries.appeals import appeal_lines, appeals_due
from exam_app.terms import N_, AppealState
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.work import Work

COUNTY, CITY = Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER
LONGEST_NUMBER = 20
SHAPES = {
    AppealState.APPEALED: "needs-you",
    AppealState.REMARKED: "needs-you",
    AppealState.PROPOSED: "needs-you",
    AppealState.FINAL: "done",
}


class TakeDownForm(Form):
    ticket_number = TextField(
        N_("Ticket number"), [Needed(N_("Enter the number of the ticket.")), AtMost(LONGEST_NUMBER)]
    )
    words = TextAreaField(N_("What should be checked"), [Needed(APPEAL_WORDS.missing), AtMost(APPEAL_WORDS.longest)])


@audience.page("/appeals", admits={COUNTY, CITY}, menu=N_("Score appeals"))
def appeals(work: Work) -> ResponseReturnValue:
    """The undecided by the day that is set for them, then the decided."""
    listing = appeal_lines(work, request.args.get("page", 1, type=int))
    return render_template(
        "office/appeals/appeals.html",
        listing=listing,
        due=appeals_due(work),
        shapes=SHAPES,
        pager={
            "first_row": listing.first_row,
            "last_row": listing.last_row,
            "total": listing.total,
            "previous_url": url_for("office.appeals", page=listing.previous_page) if listing.previous_page else None,
            "next_url": url_for("office.appeals", page=listing.next_page) if listing.next_page else None,
        },
    )


@audience.page("/appeals/new", methods=("GET", "POST"), admits={COUNTY})
def take_down_score_appeal(work: Work) -> ResponseReturnValue:
    """Of somebody who came in person; once the number is typed, whose ticket it is and until when it may be asked."""
    form = TakeDownForm()
    if form.carries_out(lambda: take_down_appeal(work, form.ticket_number.data or "", form.words.data or "")):
        flash(gettext("Taken down. The city decides; the person is told."), "done")
        return redirect(url_for("office.appeals"))
    number = form.ticket_number.data or ""
    page = render_template(
        "office/appeals/take_down_score_appeal.html",
        form=form,
        found=appellant_of(work, number) if number else None,
        today=work.today,
    )
    return page, 422 if form.errors else 200
