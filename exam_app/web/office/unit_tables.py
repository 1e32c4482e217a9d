"""Units with their filings from another system's table: upload, preview, confirmation."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.file import FileField

from exam_app.operations import unit_tables as acts
from exam_app.queries.unit_tables import unit_table as look
from exam_app.queries.unit_tables import waiting_unit_tables
from exam_app.terms import N_
from exam_app.web.forms import Form, Needed
from exam_app.web.office import audience
from exam_app.web.office.units import KEEPERS
from exam_app.work import Work


class UnitTableForm(Form):
    file = FileField(N_("Table of units, .xlsx or .csv"), [Needed(N_("Choose the file."))])


@audience.page("/units/tables/upload", methods=("GET", "POST"), admits=KEEPERS)
def upload_unit_table(work: Work) -> ResponseReturnValue:
    form = UnitTableForm()
    drafts: list[UUID] = []

    def preview() -> None:
        upload = form.file.data
        drafts.append(acts.preview_units(work, file_name=upload.filename or "units.xlsx", data=upload.read()))

    if form.carries_out(preview):
        return redirect(url_for("office.unit_table", draft_id=drafts[0]))
    page = render_template("office/units/upload_table.html", form=form, waiting=waiting_unit_tables(work))
    return page, 422 if form.errors else 200


@audience.page("/units/tables/<uuid:draft_id>", admits=KEEPERS)
def unit_table(work: Work, draft_id: UUID) -> ResponseReturnValue:
    """What each row would write; nothing is in the registry yet."""
    return render_template("office/units/table.html", page=look(work, draft_id), form=Form())


@audience.page("/units/tables/<uuid:draft_id>/confirm", methods=("POST",), admits=KEEPERS)
def confirm_unit_table(work: Work, draft_id: UUID) -> ResponseReturnValue:
    taken = acts.confirm_units(work, draft_id)
    said = gettext("Taken in: %(units)s new units, %(filings)s filings.", units=taken.units, filings=taken.filings)
    flash(said, "done")
    return redirect(url_for("office.units_registry"))
