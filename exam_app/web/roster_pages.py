"""A roster between upload and confirmation: the same pages for every audience that imports one.

An audience lists its rosters and takes the upload itself, because what they go into differs; from the preview on,
:func:`add_roster_pages` gives each its pages. Addresses within them are relative to the audience (``.roster``).
"""

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.file import FileField

from exam_app.errors import Invalid, sentence
from exam_app.operations import roster_import
from exam_app.queries import rosters as looks
from exam_app.queries.rosters import RosterPage
from exam_app.rosters import RESERVE, CheckedRow, Column, Outcome, RowKind, write_marked, write_template
from exam_app.rosters.findings import WARNINGS
from exam_app.terms import N_
from exam_app.web.audience import Audience
from exam_app.web.forms import ChoiceField, Form, Needed, TextField
from exam_app.web.rendering import translate
from exam_app.web.workbooks import xlsx
from exam_app.work import Work


class UploadForm(Form):
    file = FileField(N_("List, .xlsx"), [Needed(N_("Choose the list's file."))])


class RowForm(Form):
    """The cells that can be typed again; a field is named after its :class:`Column`."""

    name = TextField(N_("Name"))
    id_number = TextField(N_("ID number"))
    post = ChoiceField(N_("Post"), N_("Choose a post, or the reserve."))
    hired_on = TextField(N_("Hired on"))
    left_on = TextField(N_("Left on"))
    signed_on = TextField(N_("Signed on"))
    ends_on = TextField(N_("Ends on"))
    agreement = TextField(N_("Kind of labour contract"))


def upload_page(
    kind: RowKind, into: str, preview: Callable[[str, bytes], UUID], back: str, form: UploadForm | None = None
) -> ResponseReturnValue:
    """Take a file and go on to its preview, or say what is wrong with it; ``back`` is where the clerk came from."""
    form = form or UploadForm()
    if form.validate_on_submit():
        upload = form.file.data
        try:
            draft_id = preview(upload.filename or "roster.xlsx", upload.read())
        except Invalid as refusal:
            form.take(refusal)
        else:
            return redirect(url_for(".roster", draft_id=draft_id))
    page = render_template("rosters/upload_roster.html", form=form, kind=kind, into=into, back=back)
    return page, 422 if form.errors else 200


def add_roster_pages(audience: Audience, *kinds: RowKind) -> None:
    """Register preview, repair, confirmation and the files around them with an audience that imports these kinds."""

    @audience.page("/roster-template.xlsx")
    def roster_template(work: Work) -> ResponseReturnValue:
        kind = next((kind for kind in kinds if kind == request.args.get("kind")), kinds[0])
        return xlsx(write_template(translate, kind), translate(sentence(kind.label)))

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
        row = roster_import.repair_row(work, draft_id, number, _given(RowForm()))
        if row.outcome == Outcome.REFUSED:
            page = looks.roster_page(work, draft_id, shown=Outcome.REFUSED, page=1, row_number=number)
            return _preview(page), 422
        flash(gettext("Row %(number)s, %(name)s, is right now.", number=number, name=row.name), "done")
        return redirect(url_for(".roster", draft_id=draft_id))

    @audience.page("/rosters/<uuid:draft_id>/rows/<int:number>/leave-out", methods=("POST",))
    def leave_out_row(work: Work, draft_id: UUID, number: int) -> ResponseReturnValue:
        roster_import.leave_out_row(work, draft_id, number)
        flash(gettext("Row %(number)s is left out. Typing it again takes it back in.", number=number), "done")
        return redirect(url_for(".roster", draft_id=draft_id))

    @audience.page("/rosters/<uuid:draft_id>/faults.xlsx")
    def roster_faults(work: Work, draft_id: UUID) -> ResponseReturnValue:
        """The rows to repair as a workbook, faults marked; it can be repaired there and uploaded again."""
        found, rows = looks.refused_rows(work, draft_id)
        return xlsx(write_marked(found, rows, translate), gettext("Rows to repair"))

    @audience.page("/rosters/<uuid:draft_id>/confirm", methods=("POST",))
    def confirm_roster(work: Work, draft_id: UUID) -> ResponseReturnValue:
        confirmed = roster_import.confirm_roster(work, draft_id)
        if confirmed.rest_id is not None:
            return redirect(url_for(".roster_confirmed", draft_id=draft_id, rest=confirmed.rest_id))
        return redirect(url_for(".roster_confirmed", draft_id=draft_id))

    @audience.page("/rosters/<uuid:draft_id>/confirmed")
    def roster_confirmed(work: Work, draft_id: UUID) -> ResponseReturnValue:
        """What was written. The rows that are still to be repaired wait in a roster of their own."""
        confirmed = looks.confirmed_roster(work, draft_id)
        waiting = looks.waiting_rosters(work, confirmed.course_id)
        return render_template(
            "rosters/roster_confirmed.html", confirmed=confirmed, waiting=waiting, kind=confirmed.kind
        )

    @audience.page("/rosters/<uuid:draft_id>/discard", methods=("POST",))
    def discard_roster(work: Work, draft_id: UUID) -> ResponseReturnValue:
        roster_import.discard_roster(work, draft_id)
        flash(gettext("The roster is deleted. Nothing was written from it."), "done")
        return redirect(url_for(".rosters"))


def _given(form: RowForm) -> dict[Column, str]:
    """What was typed; a post that nobody chose stays as it was."""
    given = {column: form[column.value].data for column in Column if column.value in form}
    return {column: text for column, text in given.items() if text is not None}


def _preview(page: RosterPage) -> str:
    row = page.open_row
    return render_template(
        "rosters/roster.html",
        page=page,
        row=row,
        cells=looks.shown_cells(page, row) if row is not None else [],
        row_form=_row_form(page, row) if row is not None else None,
        typed=[column.value for column in page.roster.typed],
        kind=page.roster.kind,
        Outcome=Outcome,
    )


def _row_form(page: RosterPage, row: CheckedRow) -> RowForm:
    """The form of one row with its findings at their fields, filled with what is known."""
    form = RowForm(formdata=None, **{column.value: looks.typed(page, row, column) for column in page.roster.typed})
    form.post.offer([*((post, post) for post in page.posts), (RESERVE, gettext("Reserve, no post"))])
    fields = {page.roster.cell(row.row, column): form[column.value] for column in page.roster.typed}
    for finding in row.findings:
        if finding.kind not in WARNINGS:
            field = fields.get(finding.cell, form.id_number)
            field.errors = [*field.errors, translate(finding.sentence)]
    return form


def _outcome(value: str | None) -> Outcome | None:
    return next((outcome for outcome in Outcome if outcome == value), None)
