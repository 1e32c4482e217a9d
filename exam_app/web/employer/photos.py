"""Photos of the unit's own people: seen, and given one at a time."""

from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from exam_app.operations import photos
from exam_app.queries.certificates import face
from exam_app.queries.employment import guard_page
from exam_app.terms import PhotoRemark
from exam_app.web.employer import audience
from exam_app.web.photo_form import PhotoForm, say_stored
from exam_app.work import Work


@audience.page("/guards/<uuid:person_id>/photo.jpg")
def guard_photo(work: Work, person_id: UUID) -> ResponseReturnValue:
    return Response(face(work, person_id), mimetype="image/jpeg")


@audience.page("/guards/<uuid:person_id>/photo", methods=("GET", "POST"))
def give_photo(work: Work, person_id: UUID) -> ResponseReturnValue:
    form, page = PhotoForm(), guard_page(work, person_id)
    remarks: list[PhotoRemark] = []
    if form.carries_out(lambda: remarks.extend(photos.give_photo(work, person_id, form.photo.data.read()))):
        say_stored(remarks)
        return redirect(url_for("employer.guard", person_id=person_id))
    return render_template("employer/photos/give_photo.html", form=form, guard=page), 422 if form.errors else 200
