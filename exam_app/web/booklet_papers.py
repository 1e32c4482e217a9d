"""Booklets and answer sheets in the reader's words: the questions of the screen, in the same order."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response
from flask_babel import get_locale, gettext, ngettext

from exam_app.booklet_documents import BookletQuestion, BookletSheet, BookletWords, booklets
from exam_app.queries.booklets import BookletValues
from exam_app.queries.papers import PrintedSlot
from exam_app.queries.scheduling import SessionPlan
from exam_app.web.rendering import long_moment, moment
from question_bank import ItemKind
from question_bank.marking import MULTIPLE_POLICY, MultiplePolicy


def booklets_pdf(plan: SessionPlan, values: Sequence[BookletValues], now: datetime) -> Response:
    """All booklets of one print as one file."""
    content = booklets([_sheet(plan, one) for one in values], _words(plan, now))
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="booklets.pdf"'
    return response


def _sheet(plan: SessionPlan, one: BookletValues) -> BookletSheet:
    return BookletSheet(
        name=one.name,
        ticket=one.ticket_number,
        seat=str(one.seat_number or "–"),
        facts=(
            (gettext("Examination"), plan.name),
            (gettext("When"), long_moment(plan.starts_at)),
            (gettext("Where"), f"{plan.centre} {one.room}"),
        ),
        code=f"{one.booking_id.hex[-12:]}-{one.digest[:32]}",
        is_large=one.is_large,
        questions=tuple(_question(slot) for slot in one.slots),
    )


def _question(slot: PrintedSlot) -> BookletQuestion:
    texts = {choice.letter: choice.text for choice in slot.item.choices}
    if slot.item.kind is ItemKind.TRUE_FALSE:
        texts = dict(zip(slot.item.letters, (gettext("Right"), gettext("Wrong")), strict=True))
    choices = zip(slot.letters, (texts[letter] for letter in slot.file_letters), strict=True)
    return BookletQuestion(str(slot.number), _kind(slot.item.kind), slot.item.stem, tuple(choices))


def _kind(kind: ItemKind) -> str:
    said: str = {
        ItemKind.SINGLE: gettext("single choice, 1 point"),
        ItemKind.MULTIPLE: gettext("choose 2 or more, 1 point"),
        ItemKind.TRUE_FALSE: gettext("right or wrong, 1 point"),
    }[kind]
    return said


def _policy() -> str:
    said: str = {
        MultiplePolicy.ALL_OR_NOTHING: gettext(
            "Where several choices are right, the point is given for exactly these: one too many or too few gives none."
        ),
    }[MULTIPLE_POLICY]
    return said


def _words(plan: SessionPlan, now: datetime) -> BookletWords:
    return BookletWords(
        title=gettext("Question booklet"),
        sheet_title=gettext("Answer sheet"),
        name_label=gettext("Name"),
        ticket_label=gettext("Ticket number"),
        seat_label=gettext("Seat"),
        rules=(
            ngettext("Time: %(num)d minute.", "Time: %(num)d minutes.", plan.minutes),
            _policy(),
            gettext("No points are taken off for a wrong answer."),
            gettext("Only the answer sheet counts. Give back both; the booklet stays in the room."),
        ),
        sheet_rules=(
            gettext("Fill the box of your answer with a dark pen: ■. To change it, cross it out (×) and fill another."),
            _policy(),
            gettext("Two people type this sheet without knowing of each other; a third settles where they differ."),
        ),
        signature=gettext("Signature of the candidate"),
        taken_in=gettext("Taken in at, by"),
        issued=gettext("Made %(at)s", at=moment(now)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
