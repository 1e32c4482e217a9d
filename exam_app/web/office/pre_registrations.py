"""Who registered from home at this county: opened by the number at the desk, listed by last day, and how many a day."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations import pre_registration_desk
from exam_app.operations.pre_registration_desk import FromHome
from exam_app.queries.pre_registrations import home_counts, home_list, most_a_day
from exam_app.terms import N_, PreRegistrationState
from exam_app.web.forms import AtMost, Form, Needed, NumberField, TextField
from exam_app.web.office import audience
from exam_app.web.office.walk_ins import WalkInForm
from exam_app.work import Work

COUNTY = {Role.COUNTY_REVIEWER}
SHAPES = {
    PreRegistrationState.WAITING: "waiting",
    PreRegistrationState.TAKEN_UP: "done",
    PreRegistrationState.WITHDRAWN: "not-applicable",
    PreRegistrationState.REPLACED: "not-applicable",
    PreRegistrationState.VOID: "not-applicable",
}


class NumberForm(Form):
    number = TextField(N_("Pre-registration number"), [Needed(N_("Enter the eight characters.")), AtMost(40)])


class LimitForm(Form):
    most_a_day = NumberField(N_("At most so many a day"), [Needed(N_("Enter a number; 0 takes nobody."))])


@audience.page("/pre-registrations", methods=("GET", "POST"), admits=COUNTY)
def pre_registrations(work: Work) -> ResponseReturnValue:
    """The list; a number typed or scanned here fills the form of the desk with what was typed at home."""
    form = NumberForm()
    opened: list[FromHome] = []
    if form.carries_out(lambda: opened.append(pre_registration_desk.open_from_home(work, form.number.data or ""))):
        found = opened[0]
        filled = WalkInForm(formdata=None, name=found.name, id_number=found.id_number, phone=found.phone)
        return render_template("office/walk_ins/walk_in.html", form=filled, from_home=True)
    states = {state.value: state for state in PreRegistrationState}
    state = states.get(request.args.get("state", ""), PreRegistrationState.WAITING)
    counts = home_counts(work)
    page = render_template(
        "office/pre_registrations/pre_registrations.html",
        form=form,
        listing=home_list(work, state, request.args.get("page", 1, type=int) or 1),
        counts=counts,
        awaited=counts[PreRegistrationState.WAITING],
        state=state,
        shapes=SHAPES,
    )
    return page, 422 if form.errors else 200


@audience.page("/pre-registrations/limit", methods=("GET", "POST"), admits=COUNTY)
def pre_registration_limit(work: Work) -> ResponseReturnValue:
    """How many people the county takes from home in a day."""
    now = most_a_day(work, work.city_id, work.found(work.actor.county_id))
    form = LimitForm(most_a_day=now)
    if form.carries_out(lambda: pre_registration_desk.limit_a_day(work, form.most_a_day.data or 0)):
        flash(
            gettext("From now on at most %(most)s people a day register from home.", most=form.most_a_day.data), "done"
        )
        return redirect(url_for("office.pre_registrations"))
    page = render_template("office/pre_registrations/pre_registration_limit.html", form=form)
    return page, 422 if form.errors else 200
