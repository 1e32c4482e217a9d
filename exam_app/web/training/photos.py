"""Photos: one person's, or many at once whose files are named after ID numbers."""

from uuid import UUID

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import MultipleFileField

from exam_app.errors import Invalid
from exam_app.operations import photos
from exam_app.queries.training import course_name, person_page, photo_of
from exam_app.terms import N_, PhotoRemark
from exam_app.web.forms import Form, Needed
from exam_app.web.photo_form import PhotoForm, say_stored
from exam_app.web.training import audience
from exam_app.work import Work


class PhotosForm(Form):
    photos = MultipleFileField(N_("Photos, JPEG or PNG"), [Needed(N_("Choose the photos' files."))])


@audience.page("/people/<uuid:person_id>/photo.jpg")
def person_photo(work: Work, person_id: UUID) -> ResponseReturnValue:
    return Response(photo_of(work, person_id), mimetype="image/jpeg")


@audience.page("/people/<uuid:person_id>/photo", methods=("GET", "POST"))
def give_photo(work: Work, person_id: UUID) -> ResponseReturnValue:
    form, person = PhotoForm(), person_page(work, person_id)
    remarks: list[PhotoRemark] = []
    if form.carries_out(lambda: remarks.extend(photos.give_photo(work, person_id, form.photo.data.read()))):
        say_stored(remarks)
        return redirect(url_for("training.person", person_id=person_id))
    return render_template("training/photos/give_photo.html", form=form, person=person), 422 if form.errors else 200


@audience.page("/courses/<uuid:course_id>/photos", methods=("GET", "POST"))
def give_photos(work: Work, course_id: UUID) -> ResponseReturnValue:
    """The good photos are kept; the answer says of each file what became of it."""
    form, name = PhotosForm(), course_name(work, course_id)
    outcomes: tuple[photos.PhotoOutcome, ...] = ()
    if form.validate_on_submit():
        files = [(photo.filename or "", photo.read()) for photo in form.photos.data]
        try:
            outcomes = photos.give_photos(work, course_id, files)
        except Invalid as refusal:
            form.take(refusal)
    page = render_template(
        "training/photos/give_photos.html",
        form=form,
        course_id=course_id,
        course_name=name,
        outcomes=outcomes,
        most=photos.MOST_PHOTOS,
    )
    return page, 422 if form.errors else 200
