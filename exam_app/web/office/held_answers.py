"""Answers held for a decision at the exam office: what waits, propose, confirm as a second person. No mark is shown."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.errors import Invalid
from exam_app.operations import held_answers as acts
from exam_app.operations.held_answers import REASON
from exam_app.queries.held_answers import decided_lines, held_group, held_groups, witnessed
from exam_app.queries.listings import Listing
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
CHOICES = {"yes": N_("These answers count"), "no": N_("These answers do not count")}


class HeldForm(Form):
    counts = ChoiceField(N_("What do you propose?"), N_("Choose whether these answers count."))
    reason = TextAreaField(N_("Why?"), [Needed(REASON.missing), AtMost(REASON.longest)])


@audience.page("/held-answers", admits=CITY)
def held_answers(work: Work) -> ResponseReturnValue:
    waiting = held_groups(work, request.args.get("page", 1, type=int))
    decided = decided_lines(work, request.args.get("decided", 1, type=int))
    return render_template(
        "office/held_answers/held_answers.html",
        waiting=waiting,
        waiting_pager=_pager(waiting, "page"),
        decided=decided,
        decided_pager=_pager(decided, "decided"),
    )


@audience.page("/held-answers/<uuid:sitting_id>/<int(max=2147483647):epoch>", methods=("GET", "POST"), admits=CITY)
def held_answer(work: Work, sitting_id: UUID, epoch: int) -> ResponseReturnValue:
    group = work.found(held_group(work, sitting_id, epoch))
    form = HeldForm()
    form.counts.offer([(value, gettext(words)) for value, words in CHOICES.items()])

    def propose() -> None:
        counts = form.counts.data == "yes"
        acts.propose_held_decision(work, sitting_id, epoch, counts=counts, reason=form.reason.data or "")

    if form.carries_out(propose):
        flash(gettext("Proposed. Nothing has changed. A second person confirms."), "waiting")
        return redirect(url_for("office.held_answer", sitting_id=sitting_id, epoch=epoch))
    rendered = render_template(
        "office/held_answers/held_answer.html", group=group, witnessed=witnessed(work, group), form=form
    )
    return rendered, 422 if form.errors else 200


@audience.page("/held-answers/decisions/<uuid:decision_id>", methods=("POST",), admits=CITY)
def settle_held_answer(work: Work, decision_id: UUID) -> ResponseReturnValue:
    match request.form.get("act"):
        case "confirm":
            acts.confirm_held_decision(work, decision_id)
            flash(gettext("Decided by two persons."), "done")
        case "drop":
            acts.drop_held_decision(work, decision_id)
            flash(gettext("The proposal was dropped."), "waiting")
        case _:
            raise Invalid(N_("Choose whether to confirm or to drop it."))
    return redirect(url_for("office.held_answers"))


def _pager(listing: Listing[Any], name: str) -> dict[str, object]:
    def to(page: int | None) -> str | None:
        return url_for("office.held_answers", **{name: page}) if page else None  # type: ignore[arg-type]  # a query

    return {
        "first_row": listing.first_row,
        "last_row": listing.last_row,
        "total": listing.total,
        "previous_url": to(listing.previous_page),
        "next_url": to(listing.next_page),
    }
