"""Settling a late entry as its second person: the same for a clerk of the unit and for the lesson's trainer."""

from uuid import UUID

from flask import flash, request
from flask_babel import gettext

from exam_app.errors import Conflict, Invalid, NotAllowed
from exam_app.operations import late_entries
from exam_app.web.rendering import sentences_of
from exam_app.work import Work


def settle_from_form(work: Work, entry_id: UUID) -> None:
    """Sign or decline as the pressed button says, and tell what came of it."""
    try:
        if request.form.get("said") == "sign":
            late_entries.sign_late_entry(work, entry_id)
            flash(gettext("Signed. The class hours are recorded."), "done")
        else:
            late_entries.decline_late_entry(work, entry_id)
            flash(gettext("Declined. Nothing was recorded."), "done")
    except (Conflict, Invalid, NotAllowed) as refusal:
        flash(" ".join(sentences_of(refusal)), "refused")
