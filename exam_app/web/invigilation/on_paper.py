"""Printed paper in the room: handed out, answer sheets taken in, booklets counted; by touch and without script."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.errors import Invalid
from exam_app.operations import answer_sheets as acts
from exam_app.operations import booklets
from exam_app.queries.answer_sheets import room_sheets
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ClockField, Form, Needed, NumberField, TextField
from exam_app.web.invigilation import audience
from exam_app.web.invigilation.seat import ROOM
from exam_app.work import Work


class TakeInForm(Form):
    at = ClockField(N_("Taken in at"))


class CountForm(Form):
    returned = NumberField(N_("Booklets given back"), [Needed(N_("Count the booklets that came back."))])
    destroyed = NumberField(N_("Booklets destroyed"), [Needed(N_("Enter 0 if none was destroyed."))])
    note = TextField(N_("What is known of missing ones"), [AtMost(booklets.LONGEST_NOTE)])


@audience.page(f"{ROOM}/paper")
def room_paper(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return _page(work, exam_session_id, room_id, TakeInForm(formdata=None), CountForm(formdata=None)), 200


def _page(work: Work, exam_session_id: UUID, room_id: UUID, taking: TakeInForm, counting: CountForm) -> str:
    sheets = room_sheets(work, exam_session_id, room_id)
    if sheets.count and not counting.is_submitted():
        counting.returned.data, counting.destroyed.data = sheets.count.returned, sheets.count.destroyed
    return render_template(
        "invigilation/room/room_paper.html",
        sheets=sheets,
        form=counting if counting.errors or counting.form_errors else taking,
        taking=taking,
        counting=counting,
        place={"exam_session_id": exam_session_id, "room_id": room_id},
    )


@audience.page(f"{ROOM}/paper/hand-out", methods=("POST",))
def hand_out_paper(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Whoever gets the booklet begins with it, or goes on with it from the screen."""
    out = acts.hand_out(work, exam_session_id, room_id, _chosen())
    if out.began:
        flash(ngettext("%(num)d candidate began on paper.", "%(num)d candidates began on paper.", out.began), "done")
    if out.went_on:
        said = ngettext(
            "%(num)d candidate goes on on paper. What is saved counts; the screen writes no more.",
            "%(num)d candidates go on on paper. What is saved counts; the screens write no more.",
            out.went_on,
        )
        flash(said, "done")
    return _back(exam_session_id, room_id)


@audience.page(f"{ROOM}/paper/take-in", methods=("POST",))
def take_in_paper(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Now, or at the time of the day that is stated."""
    form = TakeInForm()
    if not (request.form.get("at") or "").strip():
        del form.at
    taken = 0

    def act() -> None:
        nonlocal taken
        minutes = form.at.value if "at" in form else None
        at = None if minutes is None else _today_at(work, minutes)
        taken = acts.take_in(work, exam_session_id, room_id, _chosen(), at=at)

    if form.carries_out(act):
        flash(ngettext("%(num)d answer sheet is taken in.", "%(num)d answer sheets are taken in.", taken), "done")
        return _back(exam_session_id, room_id)
    if "at" not in form:
        raise Invalid(N_("Choose at least one candidate."))
    return _page(work, exam_session_id, room_id, form, CountForm(formdata=None)), 422


def _today_at(work: Work, minutes: int) -> datetime:
    zone = work.site.settings.zone
    midnight = work.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(minutes=minutes)


@audience.page(f"{ROOM}/paper/count", methods=("POST",))
def count_paper(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    form = CountForm()
    if form.carries_out(
        lambda: booklets.count_booklets(
            work,
            exam_session_id,
            room_id,
            returned=form.returned.data or 0,
            destroyed=form.destroyed.data or 0,
            note=form.note.data or "",
        )
    ):
        flash(gettext("The booklets are counted."), "done")
        return _back(exam_session_id, room_id)
    return _page(work, exam_session_id, room_id, TakeInForm(formdata=None), form), 422


def _chosen() -> list[UUID]:
    """The candidates whose boxes are ticked."""
    try:
        return [UUID(value) for value in request.form.getlist("candidates")]
    except ValueError as error:
        raise Invalid(N_("Choose at least one candidate.")) from error


def _back(exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".room_paper", exam_session_id=exam_session_id, room_id=room_id))
