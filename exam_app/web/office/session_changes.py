"""An examination is moved or withdrawn: one person proposes, another one confirms once tickets are out."""

from datetime import datetime, time
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import TextAreaField

from exam_app.actors import Role
from exam_app.operations import session_changes as acts
from exam_app.queries.scheduling import session_plan
from exam_app.session_changes import LONGEST_REASON, SHORT_NOTICE, needs_second_person
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ClockField, DateField, Form, Needed
from exam_app.web.house import house
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
NO_REASON = N_("Say why; everybody booked reads it.")


class MoveForm(Form):
    date = DateField(N_("New day"))
    clock = ClockField(N_("New start"), [Needed(N_("Enter the time at which it starts."))])
    reason = TextAreaField(N_("Why it is moved"), [Needed(NO_REASON), AtMost(LONGEST_REASON)])

    def starts_at(self) -> datetime:
        """In the hall's zone; 24:00 is taken for the last minute of the day."""
        assert self.date.value is not None and self.clock.value is not None
        hour, minute = divmod(min(self.clock.value, 24 * 60 - 1), 60)
        return datetime.combine(self.date.value, time(hour, minute), house().site.settings.zone)


class WithdrawForm(Form):
    reason = TextAreaField(N_("Why it is not held"), [Needed(NO_REASON), AtMost(LONGEST_REASON)])


@audience.page("/exam-sessions/<uuid:exam_session_id>/move", methods=("GET", "POST"), admits=CITY)
def move_exam_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """All rooms together, to another time at the same centre."""
    plan = session_plan(work, exam_session_id)
    form = MoveForm()
    if request.method == "GET":
        starts = plan.starts_at.astimezone(house().site.settings.zone)
        form.clock.data = f"{starts.hour}:{starts:%M}"
    if form.carries_out(lambda: acts.move(work, exam_session_id, starts_at=form.starts_at(), reason=form.reason.data)):
        if needs_second_person(plan.state):
            flash(
                gettext("Proposed. A second person confirms; then it is moved and everybody is told."),
                "waiting",
            )
            if form.starts_at() - work.now < SHORT_NOTICE:
                flash(
                    gettext("Less than three days are left: call those whom a message may miss."),
                    "needs-you",
                )
        else:
            flash(gettext("The examination is moved."), "done")
        return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
    page = render_template("office/scheduling/move_exam_session.html", plan=plan, form=form)
    return page, 422 if form.is_submitted() else 200


@audience.page("/exam-sessions/<uuid:exam_session_id>/withdraw", methods=("GET", "POST"), admits=CITY)
def withdraw_exam_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    plan = session_plan(work, exam_session_id)
    form = WithdrawForm()
    if form.carries_out(lambda: acts.withdraw(work, exam_session_id, reason=form.reason.data)):
        said = (
            gettext("Proposed. A second person confirms; then it is withdrawn and everybody is told.")
            if needs_second_person(plan.state)
            else gettext("The examination is withdrawn. Its people can be booked in another one.")
        )
        flash(said, "waiting" if needs_second_person(plan.state) else "done")
        return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
    page = render_template("office/scheduling/withdraw_exam_session.html", plan=plan, form=form)
    return page, 422 if form.is_submitted() else 200


@audience.page("/exam-sessions/<uuid:exam_session_id>/changes/<uuid:change_id>", methods=("POST",), admits=CITY)
def settle_session_change(work: Work, exam_session_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """One button: ``confirm`` or ``drop``."""
    if request.form.get("act") == "confirm":
        told = acts.confirm_change(work, change_id)
        flash(gettext("Confirmed. Notices that wait in the outbox now: %(count)s.", count=told), "done")
    else:
        acts.drop_change(work, change_id)
        flash(gettext("The change was dropped. The examination stays as it was."), "done")
    return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))
