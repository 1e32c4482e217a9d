"""Papers for the county: what is missing in a course, one person's papers, many files at once."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.errors import Invalid
from exam_app.operations import person_papers as acts
from exam_app.queries import person_papers as looks
from exam_app.queries.training import course_name
from exam_app.web.paper_forms import PaperForm, PapersForm, chosen_kind, shown
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/courses/<uuid:course_id>/papers")
def course_papers(work: Work, course_id: UUID) -> ResponseReturnValue:
    """Who lacks what, who lacks most first."""
    return render_template("training/papers/course_papers.html", page=looks.course_papers(work, course_id))


@audience.page("/courses/<uuid:course_id>/papers/many", methods=("GET", "POST"))
def give_papers(work: Work, course_id: UUID) -> ResponseReturnValue:
    """One kind for many people. The good files are kept; the answer says of each what became of it."""
    form, name = PapersForm().prepare(), course_name(work, course_id)
    outcomes: tuple[acts.PaperOutcome, ...] = ()
    if form.validate_on_submit():
        files = [(file.filename or "", file.read()) for file in form.files.data]
        try:
            outcomes = acts.hand_in_papers(work, course_id, chosen_kind(form), files)
        except Invalid as refusal:
            form.take(refusal)
    page = render_template(
        "training/papers/give_papers.html",
        form=form,
        course_id=course_id,
        course_name=name,
        outcomes=outcomes,
        most=acts.MOST_PAPERS,
    )
    return page, 422 if form.errors else 200


@audience.page("/people/<uuid:person_id>/papers", methods=("GET", "POST"))
def person_papers(work: Work, person_id: UUID) -> ResponseReturnValue:
    """What is there of one person, and the form that hands another one in."""
    form = PaperForm().prepare()
    kept: list[acts.HandedIn] = []

    def hand_in() -> None:
        kept.append(acts.hand_in_paper(work, person_id, chosen_kind(form), form.file.data.read()))

    if form.carries_out(hand_in):
        advice = " ".join(gettext(remark.label) for remark in kept[0].remarks)
        if advice:
            flash(
                gettext("The paper is stored, but a better picture would help: %(advice)s", advice=advice), "needs-you"
            )
        else:
            flash(gettext("The paper is stored. Older versions stay."), "done")
        return redirect(url_for("training.person_papers", person_id=person_id))
    page = render_template("training/papers/person_papers.html", form=form, person=looks.person_papers(work, person_id))
    return page, 422 if form.errors else 200


@audience.page("/papers/<uuid:paper_id>/small.jpg")
def paper_thumbnail(work: Work, paper_id: UUID) -> ResponseReturnValue:
    return Response(looks.thumbnail(work, paper_id), mimetype="image/jpeg")


@audience.page("/papers/<uuid:paper_id>", records=True)
def paper(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """The paper itself; that it was opened is journalled."""
    return shown(acts.open_paper(work, paper_id))
