"""The form that takes a file of kept answers in, and what is said of what it brought; in the room and at the office."""

from flask import flash
from flask_babel import gettext
from flask_wtf.file import FileField

from exam_app.operations.kept_answers import TakenIn
from exam_app.terms import N_
from exam_app.web.forms import Form, Needed


class KeptAnswersForm(Form):
    file = FileField(N_("File of kept answers, .answers"), [Needed(N_("Choose the file."))])

    @property
    def content(self) -> bytes:
        read: bytes = self.file.data.read()
        return read


def say_taken_in(taken: TakenIn) -> None:
    """What a file brought, as a sentence of the next page."""
    if taken.differs_at is not None:
        told = gettext(
            "The server holds another change number %(number)s than this file. That stands; nothing was taken in.",
            number=taken.differs_at,
        )
        flash(told, "refused")
    elif not taken.new:
        flash(gettext("Everything in this file is here already. Nothing was changed."), "done")
    else:
        told = gettext(
            "Taken in. Changes that count: %(counted)s, wait for a decision: %(held)s, do not count: %(late)s.",
            counted=taken.counted,
            held=taken.held,
            late=taken.late,
        )
        flash(told, "waiting" if taken.held else "done")
