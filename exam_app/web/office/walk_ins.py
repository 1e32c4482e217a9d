"""Who comes alone: registering at the county's desk, the photo, and taking repaired papers in again."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations import photos, walk_ins
from exam_app.queries.registrations import applicant_of, application
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.photo_form import PhotoForm
from exam_app.work import Work

COUNTY = {Role.COUNTY_REVIEWER}


class WalkInForm(Form):
    name = TextField(N_("Name"), [Needed(N_("Enter the name as it stands on the identity card.")), AtMost(60)])
    id_number = TextField(N_("ID number"), [Needed(N_("Enter the ID number.")), AtMost(40)])
    phone = TextField(N_("Telephone"), [AtMost(20)])


@audience.page("/walk-ins/new", methods=("GET", "POST"), admits=COUNTY)
def walk_in(work: Work) -> ResponseReturnValue:
    """Somebody stands at the desk with the identity card; the application comes into the own queue."""
    form = WalkInForm()
    registered: list[UUID] = []
    if form.carries_out(lambda: registered.append(_register(work, form))):
        flash(gettext("%(name)s is registered. Take the photo, and hand over a slip.", name=form.name.data), "done")
        return redirect(url_for("office.review", registration_id=registered[0]))
    page = render_template("office/walk_ins/walk_in.html", form=form, from_home=False)
    return page, 422 if form.errors else 200


def _register(work: Work, form: WalkInForm) -> UUID:
    return walk_ins.register_in_person(
        work, name=form.name.data or "", id_number=form.id_number.data or "", phone=form.phone.data or ""
    )


@audience.page("/applications/<uuid:registration_id>/photo", methods=("GET", "POST"), admits=COUNTY)
def walk_in_photo(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """The photo that the county takes at registration, of whoever applies (Order 112 art. 20)."""
    form, found = PhotoForm(), application(work, registration_id)
    if form.carries_out(lambda: photos.give_photo(work, applicant_of(work, registration_id), form.photo.data.read())):
        flash(gettext("The photo is stored."), "done")
        return redirect(url_for("office.review", registration_id=registration_id))
    page = render_template("office/walk_ins/walk_in_photo.html", form=form, application=found)
    return page, 422 if form.errors else 200


@audience.page("/applications/<uuid:registration_id>/hand-in", methods=("POST",), admits=COUNTY)
def hand_in_again(work: Work, registration_id: UUID) -> ResponseReturnValue:
    """Repaired papers of who came alone go back into the queue."""
    walk_ins.hand_in_again(work, registration_id)
    flash(gettext("The papers are taken in. A new legal time begins."), "done")
    return redirect(url_for("office.review", registration_id=registration_id))
