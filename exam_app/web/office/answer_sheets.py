"""Answer sheets at the city's desk: typed by two people, by keyboard alone, and settled by a third."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_wtf.file import FileField

from exam_app.actors import Role
from exam_app.answer_sheets import BLANK, UNREADABLE
from exam_app.operations import sheet_entries as acts
from exam_app.operations.sheet_entries import Finished, Settled
from exam_app.operations.sheet_photos import KeptPhoto, keep_photo, open_photo
from exam_app.queries.answer_sheets import ComparedSheet, OwnEntry, compared_sheet, own_entry, waiting_sheets
from exam_app.queries.sheet_photos import photos_of_sheet
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import clock
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/answer-sheets", admits=CITY, menu=N_("Answer sheets"))
def answer_sheets(work: Work) -> ResponseReturnValue:
    return render_template(
        "office/results/answer_sheets.html",
        sheets=waiting_sheets(work, request.args.get("page", 1, type=int) or 1),
        form=Form(),
    )


@audience.page("/answer-sheets/<uuid:sitting_id>/begin", methods=("POST",), admits=CITY)
def begin_sheet(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    acts.begin_entry(work, sitting_id)
    return redirect(url_for(".type_sheet", sitting_id=sitting_id))


def _entry_form(entry: OwnEntry) -> Form:
    """A form with one field a question, named as :func:`exam_app.operations.sheet_entries.finish_entry` names them."""
    fields: dict[str, object] = {
        f"line-{line.number}": TextField(str(line.number), [AtMost(acts.LONGEST_LINE)]) for line in entry.lines
    }
    fields["photo"] = FileField(N_("Photo or scan, JPEG or PNG"))
    form = cast("type[Form]", type("EntryForm", (Form,), fields))()
    if not form.is_submitted():
        for line in entry.lines:
            form[f"line-{line.number}"].data = line.line
    return form


def _typed(entry: OwnEntry) -> Sequence[str]:
    return [request.form.get(f"line-{line.number}", "") for line in entry.lines]


@audience.page("/answer-sheets/<uuid:sitting_id>", methods=("GET", "POST"), admits=CITY)
def type_sheet(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """The own entry: nothing of the other one is on this page."""
    entry = own_entry(work, sitting_id)
    form = _entry_form(entry)
    if form.is_submitted() and "later" in request.form:
        acts.keep_draft(work, sitting_id, _typed(entry))
        flash(gettext("The draft is kept. Only you can go on with it."), "waiting")
        return redirect(url_for(".answer_sheets"))
    finished: Finished | None = None

    def act() -> None:
        nonlocal finished
        finished = acts.finish_entry(work, sitting_id, _typed(entry))

    if form.carries_out(act) and finished is not None:
        _flash(finished)
        return redirect(url_for(".answer_sheets"))
    refused = bool(form.errors or form.form_errors)
    if refused and not entry.is_finished:
        acts.keep_draft(work, sitting_id, _typed(entry))
    return _typing(work, entry, form)


def _typing(work: Work, entry: OwnEntry, form: Form) -> ResponseReturnValue:
    photos = photos_of_sheet(work, entry.sheet.sitting_id)
    page = render_template("office/results/type_sheet.html", entry=entry, form=form, photos=photos)
    return page, 422 if form.errors or form.form_errors else 200


def _flash(finished: Finished) -> None:
    if finished.stands:
        flash(gettext("Both read the same. The answers stand and are marked."), "done")
    elif finished.waits:
        flash(gettext("Kept. Somebody else types the same sheet now."), "waiting")
    else:
        said = ngettext(
            "You two differ in %(num)d line. A third person settles it.",
            "You two differ in %(num)d lines. A third person settles them.",
            finished.differing,
        )
        flash(said, "needs-you")


@audience.page("/answer-sheets/<uuid:sitting_id>/draft", methods=("POST",), admits=CITY)
def keep_sheet_draft(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """What the page sends while somebody types; the answer says when it was kept."""
    acts.keep_draft(work, sitting_id, _typed(own_entry(work, sitting_id)))
    said: str = gettext("Kept at %(time)s", time=clock(work.now))
    return said


# -- photos of the sheet ----------------------------------------------------------------------------------------------


@audience.page("/answer-sheets/<uuid:sitting_id>/photos", methods=("POST",), admits=CITY)
def keep_sheet_photo(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """A button of the form in which the sheet is typed: its lines are kept as a draft whatever becomes of the photo."""
    acts.keep_draft(work, sitting_id, _typed(own_entry(work, sitting_id)))
    entry = own_entry(work, sitting_id)
    form = _entry_form(entry)
    kept: KeptPhoto | None = None

    def act() -> None:
        nonlocal kept
        sent = request.files.get("photo")
        kept = keep_photo(work, sitting_id, sent.read() if sent else b"")

    if form.carries_out(act) and kept is not None:
        flash(gettext("Photo %(number)s is kept.", number=kept.number), "done")
        return redirect(url_for(".type_sheet", sitting_id=sitting_id))
    return _typing(work, entry, form)


@audience.page("/answer-sheets/<uuid:sitting_id>/photos/<uuid:photo_id>", admits=CITY, records=True)
def sheet_photo(work: Work, sitting_id: UUID, photo_id: UUID) -> ResponseReturnValue:
    """The picture itself; that it was opened is journalled."""
    headers = {"Content-Disposition": "inline", "Cache-Control": "no-store"}
    return Response(open_photo(work, sitting_id, photo_id), mimetype="image/jpeg", headers=headers)


# -- where two differ -------------------------------------------------------------------------------------------------


@audience.page("/answer-sheets/<uuid:sitting_id>/compared", methods=("GET", "POST"), admits=CITY)
def settle_sheet(work: Work, sitting_id: UUID) -> ResponseReturnValue:
    """Both readings side by side; a third person settles each difference, and afterwards everybody sees how."""
    compared = compared_sheet(work, sitting_id)
    form = _settling_form(compared)
    if form.carries_out(lambda: acts.settle(work, sitting_id, _settled(compared, form))):
        flash(gettext("Settled. The answers stand and are marked."), "done")
        return redirect(url_for(".answer_sheets"))
    page = render_template(
        "office/results/settle_sheet.html",
        compared=compared,
        photos=photos_of_sheet(work, sitting_id),
        form=form,
        blank=BLANK,
        unreadable=UNREADABLE,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _settling_form(compared: ComparedSheet) -> Form:
    fields: dict[str, object] = {}
    for one in compared.apart:
        fields[f"line-{one.number}"] = TextField(
            gettext("Question %(number)s: what is on the sheet?", number=one.number), [AtMost(acts.LONGEST_LINE)]
        )
        fields[f"reason-{one.number}"] = TextField(
            gettext("Question %(number)s: why?", number=one.number), [AtMost(acts.LONGEST_REASON)]
        )
    return cast("type[Form]", type("SettlingForm", (Form,), fields))()


def _settled(compared: ComparedSheet, form: Form) -> dict[int, Settled]:
    return {
        one.number: Settled(form[f"line-{one.number}"].data or "", form[f"reason-{one.number}"].data or "")
        for one in compared.apart
    }
