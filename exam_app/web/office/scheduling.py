"""Examinations at the city's desk: plan, book, seat, assign invigilators, publish, print admission tickets."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.actors import Role
from exam_app.errors import Conflict, Invalid, NotFound, Refusal
from exam_app.operations import inspections, scheduling
from exam_app.queries import room_sheets
from exam_app.queries import scheduling as looks
from exam_app.queries.bank import BlueprintLine, blueprints_to_choose
from exam_app.queries.components import part_lines
from exam_app.queries.eligibility import barred_among
from exam_app.queries.fee_tickets import tickets_withheld
from exam_app.queries.inspections import inspectors_of
from exam_app.queries.organiser_leads import waiting_leads
from exam_app.queries.pauses import pauses_of_session
from exam_app.queries.rehearsals import readiness
from exam_app.queries.resits import standings
from exam_app.queries.room_moves import room_moves_of, waiting_room_moves
from exam_app.queries.scheduling import SessionPlan
from exam_app.queries.session_changes import changes_of, waiting_changes
from exam_app.rehearsals import GOOD_FOR, MOST_CLOCK_SECONDS
from exam_app.session_changes import AFTER
from exam_app.terms import N_, ExamSessionState, SessionChangeKind
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, NumberField, TextField
from exam_app.web.house import house
from exam_app.web.office import audience
from exam_app.web.rendering import translate
from exam_app.web.room_papers import sheet_pdf
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}
SHAPES = {
    ExamSessionState.PLANNED: "needs-you",
    ExamSessionState.PUBLISHED: "waiting",
    ExamSessionState.RUNNING: "working",
    ExamSessionState.SUSPENDED: "waiting",
    ExamSessionState.CLOSED: "done",
    ExamSessionState.WITHDRAWN: "not-applicable",
}


class PlanForm(Form):
    name = TextField(N_("Name of the examination"), [Needed(N_("Give the examination a name.")), AtMost(80)])
    centre = ChoiceField(N_("Centre"), N_("Choose the centre."))
    blueprint = ChoiceField(N_("Blueprint"), N_("Choose the blueprint."))
    date = DateField(N_("Day of the examination"))
    hour = NumberField(N_("Hour, 0 to 23"), [Needed(N_("Enter the hour."))])
    minute = NumberField(N_("Minute"), [Needed(N_("Enter the minute, 0 for the full hour."))])
    minutes = NumberField(N_("Length in minutes"), [Needed(N_("Enter the length."))])

    def starts_at(self) -> datetime | None:
        """The start in the hall's zone; None where hour and minute are no time of day."""
        if self.date.value is None or self.hour.data is None or self.minute.data is None:
            return None
        try:
            clock = time(self.hour.data, self.minute.data)
        except ValueError:
            self.hour.errors = [*self.hour.errors, gettext(N_("Enter an hour of 0 to 23 and a minute of 0 to 59."))]
            return None
        return datetime.combine(self.date.value, clock, house().site.settings.zone)


# -- list and plan ------------------------------------------------------------------------------------------------


@audience.page("/exam-sessions", admits=CITY, menu=N_("Examinations"))
def exam_sessions(work: Work) -> ResponseReturnValue:
    return render_template(
        "office/scheduling/exam_sessions.html",
        sessions=looks.exam_sessions(work),
        waiting=[*waiting_changes(work), *waiting_room_moves(work)],
        open_leads=waiting_leads(work),
        shapes=SHAPES,
    )


@audience.page("/exam-sessions/new", methods=("GET", "POST"), admits=CITY)
def plan_exam_session(work: Work) -> ResponseReturnValue:
    form = PlanForm()
    centres, blueprints = looks.centres_to_choose(work), blueprints_to_choose(work)
    form.centre.offer([(str(centre.id), centre.label) for centre in centres])
    form.blueprint.offer([(str(line.id), _blueprint_words(line)) for line in blueprints])
    if request.method == "GET":
        _fill_in_what_is_likely(form)
        form.minutes.data = blueprints[0].minutes if blueprints else None
    if form.validate_on_submit() and (starts_at := form.starts_at()):
        try:
            planned = scheduling.plan_session(
                work,
                centre_id=UUID(form.centre.data),
                blueprint_id=UUID(form.blueprint.data),
                name=form.name.data,
                starts_at=starts_at,
                minutes=form.minutes.data or 0,
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            flash(gettext("The examination is planned. Next: book candidates."), "done")
            return redirect(url_for("office.exam_session", exam_session_id=planned))
    page = render_template(
        "office/scheduling/plan_exam_session.html",
        form=form,
        has_centres=bool(centres),
        has_blueprints=bool(blueprints),
    )
    return page, 422 if form.errors else 200


def _fill_in_what_is_likely(form: PlanForm) -> None:
    """The full hour, and whatever is the only choice."""
    form.minute.data = 0
    for field in (form.centre, form.blueprint):
        if len(field.choices) == 1:
            field.data = field.choices[0][0]


def _blueprint_words(line: BlueprintLine) -> str:
    words: str = gettext(
        N_("%(code)s: %(points)s items, %(minutes)s minutes, %(cut_score)s to pass"),
        code=line.code,
        points=line.points,
        minutes=line.minutes,
        cut_score=line.cut_score,
    )
    return words


# -- one examination ----------------------------------------------------------------------------------------------


@audience.page("/exam-sessions/<uuid:exam_session_id>", admits=CITY)
def exam_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """The examination as a list of tasks, its rooms as they will be filled, its candidates."""
    return _exam_session(work, exam_session_id)


def _exam_session(work: Work, exam_session_id: UUID, refusal: Refusal | None = None) -> ResponseReturnValue:
    plan = looks.session_plan(work, exam_session_id)
    changes = changes_of(work, exam_session_id)
    ids = [] if plan.is_over else [candidate.registration_id for candidate in plan.candidates]
    barred = barred_among(work, ids, _day_of(plan)) if ids else {}
    booked = [candidate.registration_id for candidate in plan.candidates]
    has_begun = not plan.is_planned and plan.state is not ExamSessionState.PUBLISHED
    withheld = {} if plan.is_over else tickets_withheld(work, exam_session_id)
    return _page(
        "exam_session",
        plan,
        refusal,
        barred=barred,
        withheld=withheld,
        standings=standings(work, booked, plan.starts_at, exam_session_id),
        parts=part_lines(work, exam_session_id),
        unrehearsed=_unrehearsed(work, plan),
        changes=changes,
        pauses=pauses_of_session(work, exam_session_id) if has_begun else [],
        may_pause=plan.state in (ExamSessionState.RUNNING, ExamSessionState.SUSPENDED),
        room_moves=room_moves_of(work, exam_session_id),
        may_change=(plan.state, SessionChangeKind.WITHDRAW) in AFTER and not any(change.waits for change in changes),
    )


def _unrehearsed(work: Work, plan: SessionPlan) -> Sequence[str]:
    """The rooms whose rehearsal is missing; once an examination has begun all were returned."""
    if plan.state is not ExamSessionState.PUBLISHED:
        return []
    return [room.room for room in readiness(work, plan.id, plan.starts_at) if room.lacks]


def _day_of(plan: SessionPlan) -> date:
    return plan.starts_at.astimezone(house().site.settings.zone).date()


def _page(template: str, plan: SessionPlan, refusal: Refusal | None = None, **more: object) -> ResponseReturnValue:
    page = render_template(
        f"office/scheduling/{template}.html",
        plan=plan,
        shapes=SHAPES,
        form=Form(),
        refusal=translate(refusal.sentence) if refusal else None,
        **more,
    )
    return page, refusal.status if refusal else 200


def _chosen(name: str) -> list[UUID]:
    """The ids of ticked boxes or pressed buttons of that name."""
    try:
        return [UUID(value) for value in request.form.getlist(name)]
    except ValueError as error:
        raise NotFound("This does not exist, or not for you.") from error


def _back_to(exam_session_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("office.exam_session", exam_session_id=exam_session_id))


@audience.page("/exam-sessions/<uuid:exam_session_id>/bookings", methods=("GET", "POST"), admits=CITY)
def exam_bookings(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Approved people who wait for a place; as many as there are free seats are ticked."""
    refusal = None
    if request.method == "POST":
        try:
            number = scheduling.book(work, exam_session_id, _chosen("registrations"))
        except Conflict as conflict:
            refusal = conflict
        else:
            flash(ngettext("%(num)d candidate booked.", "%(num)d candidates booked.", number), "done")
            return _back_to(exam_session_id)
    plan = looks.session_plan(work, exam_session_id)
    people = looks.bookable(work, plan.starts_at, exam_session_id)
    barred = barred_among(work, [person.registration_id for person in people], _day_of(plan))
    return _page("bookings", plan, refusal, people=people, barred=barred)


@audience.page("/exam-sessions/<uuid:exam_session_id>/bookings/withdraw", methods=("POST",), admits=CITY)
def withdraw_booking(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    for booking_id in _chosen("booking"):
        scheduling.withdraw_booking(work, exam_session_id, booking_id)
    flash(gettext("The candidate was taken out and can be booked elsewhere."), "done")
    return _back_to(exam_session_id)


@audience.page("/exam-sessions/<uuid:exam_session_id>/seats", methods=("GET", "POST"), admits=CITY)
def exam_seats(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Choose the rooms; the seats follow."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            number = scheduling.assign_seats(work, exam_session_id, _chosen("rooms"))
        except (Conflict, Invalid) as said:
            refusal = said
        else:
            flash(ngettext("%(num)d candidate has a seat.", "%(num)d candidates have a seat.", number), "done")
            return _back_to(exam_session_id)
    return _page("seats", looks.session_plan(work, exam_session_id), refusal)


@audience.page("/exam-sessions/<uuid:exam_session_id>/invigilators", methods=("GET", "POST"), admits=CITY)
def exam_invigilators(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Each room with those who may supervise it; whoever trained somebody in it is named and barred."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            _change_invigilator(work, exam_session_id)
        except (Conflict, Invalid) as said:
            refusal = said
        else:
            return redirect(url_for("office.exam_invigilators", exam_session_id=exam_session_id))
    plan = looks.session_plan(work, exam_session_id)
    return _page(
        "invigilators",
        plan,
        refusal,
        people=looks.invigilators_to_choose(work, exam_session_id),
        inspecting=inspectors_of(work, exam_session_id),
    )


def _change_invigilator(work: Work, exam_session_id: UUID) -> None:
    """One button: ``assign``, ``release`` or ``chief`` with room and person; inspectors have no room."""
    rooms, people = _chosen("room"), _chosen("person")
    if request.form.get("act") in ("inspect", "release_inspector") and len(people) == 1:
        _change_inspector(work, exam_session_id, people[0])
        return
    if len(rooms) != 1 or len(people) != 1:
        raise Invalid(N_("Choose a room and a person."))
    if request.form.get("act") == "release":
        scheduling.release_invigilator(work, exam_session_id, rooms[0], people[0])
        flash(gettext("The invigilator was taken from the room."), "done")
    elif request.form.get("act") == "chief":
        scheduling.name_chief(work, exam_session_id, rooms[0], people[0])
        flash(gettext("The chief invigilator is named."), "done")
    else:
        scheduling.assign_invigilator(work, exam_session_id, rooms[0], people[0])
        flash(gettext("The invigilator is assigned."), "done")


def _change_inspector(work: Work, exam_session_id: UUID, person_id: UUID) -> None:
    if request.form.get("act") == "inspect":
        inspections.assign_inspector(work, exam_session_id, person_id)
        flash(gettext("The inspector is assigned."), "done")
    else:
        inspections.release_inspector(work, exam_session_id, person_id)
        flash(gettext("The inspector was taken from the examination."), "done")


@audience.page("/exam-sessions/<uuid:exam_session_id>/publish", methods=("POST",), admits=CITY)
def publish_exam_session(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    try:
        scheduling.publish(work, exam_session_id)
    except Refusal as refusal:
        return _exam_session(work, exam_session_id, refusal)
    flash(gettext("The examination is published. Everybody has a ticket number."), "done")
    return _back_to(exam_session_id)


@audience.page("/exam-sessions/<uuid:exam_session_id>/rehearsals", admits=CITY)
def exam_rehearsals(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    """Which rooms have returned their rehearsal, and what the others lack."""
    return _page(
        "rehearsals",
        looks.session_plan(work, exam_session_id),
        rooms=readiness(work, exam_session_id),
        days=GOOD_FOR.days,
        seconds=MOST_CLOCK_SECONDS,
    )


@audience.page("/exam-sessions/<uuid:exam_session_id>/rooms/<uuid:room_id>/record.pdf", admits=CITY)
def room_sheet(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """The record of a room with the signed heads of its three moments."""
    return sheet_pdf(room_sheets.room_sheet(work, exam_session_id, room_id), work.actor.place_name, work.now)
