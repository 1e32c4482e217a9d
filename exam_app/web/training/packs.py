"""Hand to county: the form of one person, and the pack of a course in the county's order."""

from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.application_documents import application_forms
from exam_app.errors import Invalid
from exam_app.operations import application_prints as acts
from exam_app.queries.person_papers import course_papers
from exam_app.web.application_prints import registration_title, with_registration_form, words_of_forms
from exam_app.web.choices import chosen_people
from exam_app.web.forms import Form
from exam_app.web.packs import fetched, pack_job, pack_key, start_pack
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/people/<uuid:person_id>/form.pdf", records=True)
def registration_form(work: Work, person_id: UUID) -> ResponseReturnValue:
    """The form to sign; it states the full number, so that it was printed is journalled."""
    people = [with_registration_form(acts.print_form(work, person_id))]
    drawn = application_forms(people, words_of_forms(registration_title(), work.now))
    return Response(drawn, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="form.pdf"'})


@audience.page("/courses/<uuid:course_id>/pack", methods=("GET", "POST"))
def course_pack(work: Work, course_id: UUID) -> ResponseReturnValue:
    page, form, key = course_papers(work, course_id), Form(), pack_key(work, str(course_id))
    if form.validate_on_submit():
        try:
            start_pack(work, key, acts.bind_pack(work, chosen_people()), page.course_name)
        except Invalid as refusal:
            form.take(refusal)
        else:
            return redirect(url_for("training.course_pack", course_id=course_id))
    shown = render_template("training/papers/course_pack.html", page=page, form=form, job=pack_job(key))
    return shown, 422 if form.errors else 200


@audience.page("/courses/<uuid:course_id>/pack.pdf")
def course_pack_file(work: Work, course_id: UUID) -> ResponseReturnValue:
    return fetched(pack_key(work, str(course_id)), "pack")
