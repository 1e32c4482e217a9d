"""Study cards of a course: issuing them, and the sheet that is printed and cut."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.errors import NotFound
from exam_app.operations.study_cards import issue_study_cards
from exam_app.queries.study_cards import course_cards
from exam_app.web.card_sheet import card_sheet
from exam_app.web.choices import chosen_people
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/courses/<uuid:course_id>/study-cards", methods=("GET", "POST"))
def study_cards(work: Work, course_id: UUID) -> ResponseReturnValue:
    """Who has a card; those who are ticked get a new one."""
    if request.method == "POST":
        people = chosen_people()
        if people:
            issued = issue_study_cards(work, course_id, people)
            flash(ngettext("%(num)d study card issued.", "%(num)d study cards issued.", issued), "done")
        else:
            flash(gettext("Nobody is chosen. Tick who gets a card."), "needs-you")
        return redirect(url_for("training.study_cards", course_id=course_id))
    return render_template("training/study_cards/study_cards.html", cards=course_cards(work, course_id))


@audience.page("/courses/<uuid:course_id>/study-cards.pdf")
def study_cards_sheet(work: Work, course_id: UUID) -> ResponseReturnValue:
    """The cards in force, to print and cut."""
    issued = course_cards(work, course_id).issued
    if not issued:
        raise NotFound("Nobody in this course has a study card yet. Issue them first.")
    return card_sheet(work, issued)
