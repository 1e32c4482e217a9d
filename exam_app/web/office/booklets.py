"""Printed paper at the city's desk: who answers on it and why, and the booklets that are printed."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import BooleanField, RadioField, SelectMultipleField

from exam_app.actors import Role
from exam_app.operations import booklets as acts
from exam_app.operations.booklets import WhyPaper
from exam_app.queries.answer_sheets import entered_sheets
from exam_app.queries.booklets import PaperRoom, booklets_to_print, paper_rooms
from exam_app.queries.scheduling import session_plan
from exam_app.terms import N_, PaperReason
from exam_app.web.booklet_papers import booklets_pdf
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
WHICH = ("missing", "on_paper", "everybody")
"""Whose booklets are printed: of those on paper who have none, of all on paper, of the whole room as a reserve."""


class PaperForm(Form):
    rooms = SelectMultipleField(N_("Whole rooms"), validate_choice=False)
    candidates = SelectMultipleField(N_("Single candidates"), validate_choice=False)
    reason = RadioField(N_("Why?"), validate_choice=False)
    note = TextField(
        N_("What happened, or what was seen"),
        [
            Needed(N_("Enter what happened, or what was seen: it stands in the record.")),
            AtMost(acts.LONGEST_NOTE),
        ],
    )
    is_large = BooleanField(N_("Print in large type"))

    def prepare(self, rooms: Sequence[PaperRoom]) -> "PaperForm":
        at_screens = [(room, [place for place in room.places if place.may_choose]) for room in rooms]
        self.rooms.choices = [(str(room.room_id), room.name) for room, places in at_screens if places]
        self.candidates.choices = [
            (str(place.booking_id), f"{room.name} {place.seat_number} {place.name}")
            for room, places in at_screens
            for place in places
        ]
        self.chosen = {
            place.booking_id
            for room, places in at_screens
            for place in places
            if str(room.room_id) in (self.rooms.data or ()) or str(place.booking_id) in (self.candidates.data or ())
        }
        self.reason.choices = [(reason.value, label(reason)) for reason in PaperReason]
        return self

    def validate_candidates(self, field: SelectMultipleField) -> None:
        known = {value for value, *_ in (*self.rooms.choices, *field.choices)}
        if not self.chosen or not {*(self.rooms.data or ()), *(field.data or ())} <= known:
            field.errors = [gettext("Choose candidates, or a whole room.")]

    def validate_reason(self, field: RadioField) -> None:
        if field.data not in {reason.value for reason in PaperReason}:
            field.errors = [gettext("Choose why.")]


class PrintForm(Form):
    which = ChoiceField(N_("Which booklets?"), N_("Choose which booklets."))
    reason = TextField(N_("Why they are printed again"), [AtMost(acts.LONGEST_NOTE)])

    def prepare(self) -> "PrintForm":
        words = (
            gettext("Candidates on paper who have none yet"),
            gettext("All candidates on paper"),
            gettext("Everybody in the room, as a reserve for a failure"),
        )
        self.which.offer(list(zip(WHICH, words, strict=True)))
        return self


@audience.page("/exam-sessions/<uuid:exam_session_id>/paper", methods=("GET", "POST"), admits=CITY)
def exam_paper(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Who answers on printed paper, and what was printed for which room."""
    rooms = paper_rooms(work, exam_session_id)
    form = PaperForm().prepare(rooms)
    chosen = 0

    def act() -> None:
        nonlocal chosen
        reason = next(one for one in PaperReason if one.value == form.reason.data)
        why = WhyPaper(reason, form.note.data or "", is_large=form.is_large.data)
        chosen = acts.choose_paper(work, exam_session_id, sorted(form.chosen), why)

    if form.carries_out(act):
        flash(ngettext("%(num)d candidate is on paper.", "%(num)d candidates are on paper.", chosen), "done")
        return redirect(url_for(".exam_paper", exam_session_id=exam_session_id))
    page = render_template(
        "office/scheduling/exam_paper.html",
        plan=session_plan(work, exam_session_id),
        rooms=rooms,
        form=form,
        entered=entered_sheets(work, exam_session_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


@audience.page(
    "/exam-sessions/<uuid:exam_session_id>/paper/<uuid:booking_id>/take-back", methods=("POST",), admits=CITY
)
def take_back_paper(work: Work, exam_session_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    acts.take_back(work, exam_session_id, booking_id)
    flash(gettext("The candidate answers at a screen. The booklet stays locked away, and is counted."), "done")
    return redirect(url_for(".exam_paper", exam_session_id=exam_session_id))


@audience.page(
    "/exam-sessions/<uuid:exam_session_id>/rooms/<uuid:room_id>/booklets", methods=("GET", "POST"), admits=CITY
)
def print_booklets(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """One file for the printer; that it was made is kept first, with how many copies and by whom."""
    room = work.found(next((one for one in paper_rooms(work, exam_session_id) if one.room_id == room_id), None))
    form = PrintForm().prepare()
    if form.carries_out(
        lambda: acts.print_booklets(
            work, exam_session_id, room_id, _wanted(room, form.which.data), reason=form.reason.data or ""
        )
    ):
        plan = session_plan(work, exam_session_id)
        return booklets_pdf(plan, booklets_to_print(work, exam_session_id, _wanted(room, form.which.data)), work.now)
    if not form.is_submitted():
        form.which.data = "missing" if room.not_printed else "everybody"
    page = render_template(
        "office/scheduling/print_booklets.html", plan=session_plan(work, exam_session_id), room=room, form=form
    )
    return page, 422 if form.errors or form.form_errors else 200


def _wanted(room: PaperRoom, which: str) -> list[UUID]:
    return [
        place.booking_id
        for place in room.places
        if which == "everybody" or (place.is_on_paper and (which == "on_paper" or not place.is_printed))
    ]
