"""The examiner's scoring sheets: everybody who is asked a component, with the own marks and nobody else's."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from exam_app.errors import Conflict, Invalid, Refusal, TooEarly, TooLate
from exam_app.operations import components
from exam_app.operations.appeal_remarks import give_appeal_mark
from exam_app.operations.components import Mark
from exam_app.queries.appeal_parts import my_calls
from exam_app.queries.components import Sheet, my_duties, sheet_of
from exam_app.queries.scoring_sheets import sheet_values
from exam_app.terms import N_
from exam_app.web.forms import Form, Needed, NumberField
from exam_app.web.invigilation import audience
from exam_app.web.rendering import translate
from exam_app.web.score_papers import sheets_pdf
from exam_app.work import Work

PLACES = {1: N_("First examiner"), 2: N_("Second examiner"), 3: N_("Third examiner")}


@audience.page("/sheets", menu=N_("Scoring sheets"))
def sheets(work: Work) -> ResponseReturnValue:
    return render_template(
        "invigilation/sheets/sheets.html", duties=my_duties(work), places=PLACES, calls=my_calls(work)
    )


class AppealMarkForm(Form):
    points = NumberField(N_("Points"), [Needed(N_("Enter a whole number."))])


@audience.page("/sheets/appeals/<uuid:call_id>", methods=("GET", "POST"))
def mark_for_appeal(work: Work, call_id: UUID) -> ResponseReturnValue:
    """One candidate whose marks are doubted, for the third examiner, who is not told them."""
    call = work.found(next((each for each in my_calls(work) if each.call_id == call_id), None))
    form = AppealMarkForm()
    if form.carries_out(lambda: give_appeal_mark(work, call_id, form.points.data or 0)):
        flash(ngettext("%(num)d candidate marked.", "%(num)d candidates marked.", 1), "done")
        return redirect(url_for("invigilation.sheets"))
    page = render_template("invigilation/sheets/mark_for_appeal.html", call=call, form=form)
    return page, 422 if form.errors else 200


@audience.page("/sheets/<uuid:component_id>", methods=("GET", "POST"))
def sheet(work: Work, component_id: UUID) -> ResponseReturnValue:
    """Give marks for as many as are filled in; what is typed stays when something is wrong."""
    form, refusal = Form(), None
    if form.validate_on_submit():
        try:
            marks = _marks(sheet_of(work, component_id))
            components.give_marks(work, component_id, marks)
        except (Invalid, Conflict, TooEarly, TooLate) as said:
            refusal = said
        else:
            flash(ngettext("%(num)d candidate marked.", "%(num)d candidates marked.", len(marks)), "done")
            return redirect(url_for("invigilation.sheet", component_id=component_id))
    page = render_template(
        "invigilation/sheets/sheet.html",
        sheet=sheet_of(work, component_id),
        form=form,
        places=PLACES,
        typed=request.form if refusal else {},
        refusal=translate(refusal.sentence) if refusal and not refusal.fields else None,
        wrong=_sentences(refusal),
    )
    return page, refusal.status if refusal else 200


@audience.page("/sheets/<uuid:component_id>/blank.pdf")
def blank_sheet(work: Work, component_id: UUID) -> ResponseReturnValue:
    """The sheet on paper, without any mark."""
    sheet_of(work, component_id)  # nobody prints the sheet of a component that is not the own duty
    return sheets_pdf(sheet_values(work, component_id), work.now)


def _marks(sheet: Sheet) -> dict[UUID, Mark]:
    """What was filled in of those who are not marked yet; raises :class:`Invalid` at what is no whole number."""
    marks: dict[UUID, Mark] = {}
    for candidate in sheet.candidates:
        if candidate.points is not None:
            continue
        key = str(candidate.booking_id)
        text = request.form.get(f"points-{key}", "").strip()
        if request.form.get(f"absent-{key}"):
            marks[candidate.booking_id] = Mark(0, was_absent=True)
        elif text:
            if not (text.isdigit() and len(text) <= 4):
                raise Invalid.in_field(key, N_("Enter a whole number."))
            marks[candidate.booking_id] = Mark(int(text))
    if not marks:
        raise Conflict("Nothing was filled in. Enter the points of at least one candidate.")
    return marks


def _sentences(refusal: Refusal | None) -> dict[str, str]:
    """By booking."""
    return {name: translate(said) for name, said in refusal.fields.items()} if refusal else {}
