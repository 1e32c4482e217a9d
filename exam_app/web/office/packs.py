"""Forms of an application, and packs of those that wait for the county."""

from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.application_documents import application_forms
from exam_app.errors import Invalid
from exam_app.operations import application_prints as acts
from exam_app.queries.application_forms import applicants_waiting, person_of
from exam_app.web.application_prints import (
    approval_title,
    registration_title,
    with_approval_form,
    with_registration_form,
    words_of_forms,
)
from exam_app.web.choices import chosen_people
from exam_app.web.forms import Form
from exam_app.web.office import audience
from exam_app.web.packs import fetched, pack_job, pack_key, start_pack
from exam_app.work import Work

COUNTY = {Role.COUNTY_REVIEWER}
READERS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}
FORMS = {
    "registration": (registration_title, with_registration_form),
    "approval": (approval_title, with_approval_form),
}


@audience.page(
    "/applications/<uuid:registration_id>/<any(registration, approval):form>.pdf", admits=READERS, records=True
)
def application_form(work: Work, registration_id: UUID, form: str) -> ResponseReturnValue:
    """A form of one application; it states the full number, so that it was printed is journalled."""
    title, worded = FORMS[form]
    printed = acts.print_form(work, person_of(work, registration_id))
    drawn = application_forms([worded(printed)], words_of_forms(title(), work.now))
    headers = {"Content-Disposition": f'inline; filename="{form}.pdf"'}
    return Response(drawn, mimetype="application/pdf", headers=headers)


@audience.page("/reviews/pack", methods=("GET", "POST"), admits=COUNTY)
def review_pack(work: Work) -> ResponseReturnValue:
    """Whoever waits for the county, to be bound into one file."""
    form, key = Form(), pack_key(work, "reviews")
    if form.validate_on_submit():
        try:
            start_pack(work, key, acts.bind_pack(work, chosen_people()), gettext("Applications that wait"))
        except Invalid as refusal:
            form.take(refusal)
        else:
            return redirect(url_for("office.review_pack"))
    page = render_template(
        "office/papers/review_pack.html", waiting=applicants_waiting(work), form=form, job=pack_job(key)
    )
    return page, 422 if form.errors else 200


@audience.page("/reviews/pack.pdf", admits=COUNTY)
def review_pack_file(work: Work) -> ResponseReturnValue:
    return fetched(pack_key(work, "reviews"), "pack")
