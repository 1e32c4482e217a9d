"""The page of outages, as the invigilator sees one room and the examination office all of them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import HiddenField, StringField

from exam_app.errors import Invalid
from exam_app.operations.outage_credits import LONGEST_REASON, Credited, Declined, credit_outage, refuse_outage
from exam_app.queries.outage_holds import held_back
from exam_app.queries.outages import credited_outages, found_outages, refused_outages
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.work import Work

Decide = Callable[[Work, UUID, UUID, datetime, str], Credited | Declined]
DECISIONS: Mapping[str, Decide] = {"give": credit_outage, "refuse": refuse_outage}


class OutageForm(Form):
    """Which outage is confirmed, and why; one for each on the page."""

    room = HiddenField()
    began_at = HiddenField()
    decision = StringField()
    """Of the button that was pressed: "give" or "refuse"."""
    reason = TextField(
        N_("Reason"), [Needed(N_("Enter the reason: it stands in the record of the room.")), AtMost(LONGEST_REASON)]
    )


def confirmed(work: Work, form: OutageForm, exam_session_id: UUID) -> bool:
    """Whether the form was posted, was right, and it was decided; that is said with the next page."""
    done: list[Credited | Declined] = []

    def confirm() -> None:
        try:
            room_id, began_at = UUID(form.room.data or ""), datetime.fromisoformat(form.began_at.data or "")
        except ValueError as error:
            raise Invalid(N_("Choose an outage of the list.")) from error
        if began_at.tzinfo is None:
            raise Invalid(N_("Choose an outage of the list."))
        if form.decision.data not in DECISIONS:
            raise Invalid(N_("Say whether the time is given back."))
        decide = DECISIONS[form.decision.data]
        done.append(decide(work, exam_session_id, room_id, began_at, form.reason.data or ""))

    if not form.carries_out(confirm):
        return False
    (outcome,) = done
    if isinstance(outcome, Declined):
        flash(gettext("It is written down that no time is given back. Whoever waited for it hands in now."), "done")
    elif outcome.candidates:
        said = ngettext(
            "%(num)d candidate has the lost time back.",
            "%(num)d candidates have the lost time back.",
            outcome.candidates,
        )
        flash(said + " " + gettext("The clocks on the screens follow within five seconds."), "done")
    else:
        flash(gettext("The time of this outage was given back before."), "waiting")
    return True


def page_of_outages(
    work: Work, template: str, form: OutageForm, exam_session_id: UUID, room_id: UUID | None, **context: object
) -> ResponseReturnValue:
    cap = timedelta(minutes=work.site.settings.outage_minutes)
    page = render_template(
        template,
        form=form,
        outages=found_outages(work, exam_session_id, room_id),
        credited=credited_outages(work, exam_session_id, room_id),
        refused=refused_outages(work, exam_session_id, room_id),
        held_back=held_back(work, exam_session_id, room_id),
        cap=cap,
        minutes=work.site.settings.outage_minutes,
        **context,
    )
    return page, 422 if form.errors else 200
