"""Importing a roster: upload, preview with repairs in place, confirmation."""

from urllib.parse import quote
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.file import FileField

from exam_app.errors import Invalid
from exam_app.operations import roster_import
from exam_app.queries import rosters as looks
from exam_app.queries.rosters import RosterPage
from exam_app.queries.training import course_name, courses_of_unit
from exam_app.rosters import CheckedRow, Column, Outcome, write_marked, write_template
from exam_app.rosters.findings import WARNINGS
from exam_app.terms import N_
from exam_app.web.forms import Form, Needed, TextField
from exam_app.web.rendering import translate
from exam_app.web.training import audience
from exam_app.work import Work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(Form):
    file = FileField(N_("Roster, .xlsx"), [Needed(N_("Choose the roster's file."))])


class RowForm(Form):
    name = TextField(N_("Name"))
    id_number = TextField(N_("ID number"))


@audience.page("/rosters", menu=N_("Roster import"))
def rosters(work: Work) -> ResponseReturnValue:
    return render_template(
        "training/rosters/rosters.html", rosters=looks.waiting_rosters(work), courses=courses_of_unit(work)
    )


@audience.page("/roster-template.xlsx")
def roster_template(work: Work) -> ResponseReturnValue:
    return _workbook(write_template(translate), gettext("Roster template"))


@audience.page("/courses/<uuid:course_id>/roster", methods=("GET", "POST"))
def upload_roster(work: Work, course_id: UUID) -> ResponseReturnValue:
    form, name = UploadForm(), course_name(work, course_id)
    if form.validate_on_submit():
        upload = form.file.data
        try:
            draft_id = roster_import.preview_roster(
                work, course_id, file_name=upload.filename or "roster.xlsx", data=upload.read()
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            return redirect(url_for("training.roster", draft_id=draft_id))
    page = render_template("training/rosters/upload_roster.html", form=form, course_id=course_id, course_name=name)
    return page, 422 if form.errors else 200


@audience.page("/rosters/<uuid:draft_id>")
def roster(work: Work, draft_id: UUID) -> ResponseReturnValue:
    """The preview: nothing is written yet."""
    page = looks.roster_page(
        work,
        draft_id,
        shown=_outcome(request.args.get("shown")),
        page=request.args.get("page", 1, type=int) or 1,
        row_number=request.args.get("row", type=int),
    )
    return _preview(page)


@audience.page("/rosters/<uuid:draft_id>/rows/<int:number>", methods=("POST",))
def repair_row(work: Work, draft_id: UUID, number: int) -> ResponseReturnValue:
    """Take what was typed for one row; a row that is still wrong comes back with the sentence at its field."""
    form = RowForm()
    row = roster_import.repair_row(
        work, draft_id, number, name=form.name.data or "", id_number=form.id_number.data or ""
    )
    if row.outcome == Outcome.REFUSED:
        page = looks.roster_page(work, draft_id, shown=Outcome.REFUSED, page=1, row_number=number)
        return _preview(page), 422
    flash(gettext("Row %(number)s, %(name)s, is right now.", number=number, name=row.name), "done")
    return redirect(url_for("training.roster", draft_id=draft_id))


@audience.page("/rosters/<uuid:draft_id>/rows/<int:number>/leave-out", methods=("POST",))
def leave_out_row(work: Work, draft_id: UUID, number: int) -> ResponseReturnValue:
    roster_import.leave_out_row(work, draft_id, number)
    flash(gettext("Row %(number)s is left out. Typing it again takes it back in.", number=number), "done")
    return redirect(url_for("training.roster", draft_id=draft_id))


@audience.page("/rosters/<uuid:draft_id>/faults.xlsx")
def roster_faults(work: Work, draft_id: UUID) -> ResponseReturnValue:
    """The rows to repair as a workbook, faults marked; it can be repaired there and uploaded again."""
    found, rows = looks.refused_rows(work, draft_id)
    return _workbook(write_marked(found, rows, translate), gettext("Rows to repair"))


@audience.page("/rosters/<uuid:draft_id>/confirm", methods=("POST",))
def confirm_roster(work: Work, draft_id: UUID) -> ResponseReturnValue:
    confirmed = roster_import.confirm_roster(work, draft_id)
    if confirmed.rest_id is not None:
        return redirect(url_for("training.roster_confirmed", draft_id=draft_id, rest=confirmed.rest_id))
    return redirect(url_for("training.roster_confirmed", draft_id=draft_id))


@audience.page("/rosters/<uuid:draft_id>/confirmed")
def roster_confirmed(work: Work, draft_id: UUID) -> ResponseReturnValue:
    """What was written. The rows that are still to be repaired wait in a roster of their own."""
    confirmed = looks.confirmed_roster(work, draft_id)
    waiting = looks.waiting_rosters(work, confirmed.course_id)
    return render_template("training/rosters/roster_confirmed.html", confirmed=confirmed, waiting=waiting)


@audience.page("/rosters/<uuid:draft_id>/discard", methods=("POST",))
def discard_roster(work: Work, draft_id: UUID) -> ResponseReturnValue:
    roster_import.discard_roster(work, draft_id)
    flash(gettext("The roster is deleted. Nobody was enrolled from it."), "done")
    return redirect(url_for("training.rosters"))


def _preview(page: RosterPage) -> str:
    row = page.open_row
    return render_template(
        "training/rosters/roster.html",
        page=page,
        row=row,
        cells=looks.shown_cells(page, row) if row is not None else [],
        row_form=_row_form(page, row) if row is not None else None,
        Outcome=Outcome,
    )


def _row_form(page: RosterPage, row: CheckedRow) -> RowForm:
    """The form of one row with its findings at their fields, filled with what is known."""
    form = RowForm(
        formdata=None,
        name=looks.typed(page, row, Column.NAME),
        id_number=looks.typed(page, row, Column.ID_NUMBER),
    )
    name_cell = page.roster.cell(row.row, Column.NAME)
    for finding in row.findings:
        if finding.kind not in WARNINGS:
            field = form.name if finding.cell == name_cell else form.id_number
            field.errors = [*field.errors, translate(finding.sentence)]
    return form


def _workbook(content: bytes, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": disposition})


def _outcome(value: str | None) -> Outcome | None:
    return next((outcome for outcome in Outcome if outcome == value), None)
