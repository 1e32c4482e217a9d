"""Places: counties and stations, training units, guard units, centres and rooms, posts. For administrators only."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.errors import Refusal
from exam_app.operations import places as acts
from exam_app.queries import places as looks
from exam_app.queries.places import Place
from exam_app.terms import N_, GuardUnitKind
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, NumberField, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work


class PlaceForm(Form):
    name = TextField(N_("Official name"), [Needed(N_("Enter the name.")), AtMost(80)])


class CountyForm(PlaceForm):
    division_code = TextField(N_("Division code"), [Needed(N_("Enter the six digits of the division code."))])


class InCountyForm(PlaceForm):
    county_id = ChoiceField(N_("County"), N_("Choose a county."))


class StationForm(InCountyForm):
    division_code = TextField(N_("Division code"), [Needed(N_("Enter the six digits of the division code."))])


class TrainingUnitForm(InCountyForm):
    filing_number = TextField(N_("Filing number"), [AtMost(40)])


class GuardUnitForm(InCountyForm):
    kind = ChoiceField(N_("Kind"), N_("Choose what kind of unit it is."))
    licence_number = TextField(N_("Number of the licence or filing"), [AtMost(40)])
    lead = TextField(N_("How it became known"), [AtMost(200)])


class CentreForm(PlaceForm):
    address = TextField(N_("Address"), [Needed(N_("Enter the address.")), AtMost(160)])
    directions = TextField(N_("How to get there"), [AtMost(160)])


class RoomForm(Form):
    centre_id = ChoiceField(N_("Examination centre"), N_("Choose an examination centre."))
    name = TextField(N_("Name of the room"), [Needed(N_("Enter the name.")), AtMost(40)])
    rows = NumberField(N_("Rows, front to back"), [Needed(N_("Enter the number of rows."))])
    columns = NumberField(N_("Seats in a row"), [Needed(N_("Enter the number of seats in a row."))])


class PostForm(InCountyForm):
    address = TextField(N_("Address"), [Needed(N_("Enter the address.")), AtMost(160)])
    guard_unit_id = ChoiceField(N_("Guarded by"), N_("Choose the unit whose guards stand here."))


@audience.page("/places", admits={Role.ADMINISTRATOR}, menu=N_("Places"))
def places(work: Work) -> ResponseReturnValue:
    return render_template("office/administration/places.html", places=looks.places(work))


@audience.page("/places/counties/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_county(work: Work) -> ResponseReturnValue:
    form = CountyForm()
    return _add(
        form, "county", lambda: acts.add_county(work, name=form.name.data, division_code=form.division_code.data)
    )


@audience.page("/places/stations/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_station(work: Work) -> ResponseReturnValue:
    form = StationForm()
    _offer(form.county_id, looks.counties(work))
    return _add(
        form,
        "station",
        lambda: acts.add_station(
            work, county_id=UUID(form.county_id.data), name=form.name.data, division_code=form.division_code.data
        ),
    )


@audience.page("/places/training-units/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_training_unit(work: Work) -> ResponseReturnValue:
    form = TrainingUnitForm()
    _offer(form.county_id, looks.counties(work))
    return _add(
        form,
        "training_unit",
        lambda: acts.add_training_unit(
            work,
            county_id=UUID(form.county_id.data),
            name=form.name.data,
            filing_number=form.filing_number.data or None,
        ),
    )


@audience.page("/places/guard-units/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_guard_unit(work: Work) -> ResponseReturnValue:
    form = GuardUnitForm()
    form.kind.offer([(kind.value, label(kind)) for kind in GuardUnitKind])
    _offer(form.county_id, looks.counties(work))
    return _add(
        form,
        "guard_unit",
        lambda: acts.add_guard_unit(
            work,
            county_id=UUID(form.county_id.data),
            kind=next(kind for kind in GuardUnitKind if kind == form.kind.data),
            name=form.name.data,
            licence_number=form.licence_number.data or None,
            lead=form.lead.data or "",
        ),
    )


@audience.page("/places/centres/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_centre(work: Work) -> ResponseReturnValue:
    form = CentreForm()
    return _add(
        form,
        "centre",
        lambda: acts.add_centre(
            work, name=form.name.data, address=form.address.data, directions=form.directions.data or ""
        ),
    )


@audience.page("/places/rooms/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_room(work: Work) -> ResponseReturnValue:
    form = RoomForm(centre_id=request.args.get("centre"))
    _offer(form.centre_id, looks.centres(work))
    return _add(
        form,
        "room",
        lambda: acts.add_room(
            work,
            centre_id=UUID(form.centre_id.data),
            name=form.name.data,
            rows=form.rows.data or 0,
            columns=form.columns.data or 0,
        ),
    )


@audience.page("/places/posts/add", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def add_post(work: Work) -> ResponseReturnValue:
    form = PostForm()
    _offer(form.county_id, looks.counties(work))
    _offer(form.guard_unit_id, looks.guard_units(work))
    return _add(
        form,
        "post",
        lambda: acts.add_post(
            work,
            county_id=UUID(form.county_id.data),
            name=form.name.data,
            address=form.address.data,
            guard_unit_id=UUID(form.guard_unit_id.data),
        ),
    )


def _offer(field: ChoiceField, choices: Sequence[Place]) -> None:
    field.offer([(str(place.id), place.name) for place in choices])
    if len(choices) == 1 and not field.data:
        field.data = str(choices[0].id)


def _add(form: Form, kind: str, act: Callable[[], object]) -> ResponseReturnValue:
    """One form for one kind of place: add it and return to the list, or show what to correct."""
    if form.validate_on_submit():
        try:
            act()
        except Refusal as refusal:
            form.take(refusal)
        else:
            flash(gettext("%(name)s was added.", name=form["name"].data), "done")
            return redirect(url_for("office.places"))
    return render_template("office/administration/add_place.html", form=form, kind=kind), 422 if form.errors else 200
