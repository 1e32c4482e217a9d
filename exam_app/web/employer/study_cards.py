"""Study cards of the unit's guards: with one a guard takes the unit's assessment, and practises."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.errors import NotFound
from exam_app.operations.study_cards import issue_study_cards_to_guards
from exam_app.queries.study_cards import UnitCards, unit_cards
from exam_app.terms import N_
from exam_app.web.card_sheet import card_sheet
from exam_app.web.choices import chosen_people
from exam_app.web.employer import audience
from exam_app.work import Work


@audience.page("/study-cards", methods=("GET", "POST"), menu=N_("Study cards"))
def study_cards(work: Work) -> ResponseReturnValue:
    """Who has a card; those who are ticked get a new one."""
    if request.method == "POST":
        people = chosen_people()
        if people:
            issued = issue_study_cards_to_guards(work, people)
            flash(ngettext("%(num)d study card issued.", "%(num)d study cards issued.", issued), "done")
        else:
            flash(gettext("Nobody is chosen. Tick who gets a card."), "needs-you")
        return redirect(url_for("employer.study_cards"))
    return render_template("employer/study_cards/study_cards.html", cards=_page(work))


@audience.page("/study-cards.pdf")
def study_cards_sheet(work: Work) -> ResponseReturnValue:
    """The cards in force of one page of the list, to print and cut."""
    issued = _page(work).printable
    if not issued:
        raise NotFound("Nobody on this page has a study card yet. Issue them first.")
    return card_sheet(work, issued)


def _page(work: Work) -> UnitCards:
    return unit_cards(work, request.args.get("page", 1, type=int) or 1)
