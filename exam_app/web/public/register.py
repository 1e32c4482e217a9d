"""Registering from home, without an account: the form, the number to bring, how it stands, withdrawing."""

import base64
from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.documents import qr_drawing
from exam_app.operations import pre_registrations
from exam_app.operations.door import SignInFailed
from exam_app.operations.pre_registrations import BRING_WITHIN, HomeStanding, NotTaken, PreRegistered
from exam_app.pre_registration_numbers import grouped
from exam_app.queries.exam_calendar import door
from exam_app.queries.pre_registrations import conditions, counties, own_number
from exam_app.terms import N_, PreRegistrationState
from exam_app.web.forms import AtMost, ChoiceField, Form, Needed, TextField
from exam_app.web.login import address
from exam_app.web.public import audience
from exam_app.web.rendering import translate
from exam_app.work import Work

OWN_NUMBER = "pre_registration"
"""Where this browser keeps the number it was given: loading the page again registers nobody anew."""


class RegisterForm(Form):
    county = ChoiceField(N_("County whose desk you go to"), N_("Choose the county whose desk you go to."))
    name = TextField(N_("Name"), [Needed(N_("Enter the name as it stands on the identity card.")), AtMost(60)])
    id_number = TextField(N_("ID number"), [Needed(N_("Enter the ID number.")), AtMost(40)])
    phone = TextField(N_("Telephone"), [Needed(N_("Enter a telephone number: the county calls it.")), AtMost(30)])


class LookUpForm(Form):
    number = TextField(N_("Pre-registration number"), [Needed(N_("Enter the eight characters.")), AtMost(40)])
    last_four = TextField(
        N_("Last four of your ID number"), [Needed(N_("Enter the last four characters of your ID number.")), AtMost(8)]
    )


@audience.page("/register", methods=("GET", "POST"), admits={Role.GATE})
def register(work: Work) -> ResponseReturnValue:
    """Who may register, what to bring, the next examinations, and the form."""
    form, offered = RegisterForm(), counties(work)
    several = len({each.city for each in offered}) > 1
    form.county.offer([(str(each.id), f"{each.city} · {each.name}" if several else each.name) for each in offered])
    taken: list[PreRegistered | NotTaken] = []
    if form.carries_out(lambda: taken.append(_register(work, form))):
        if isinstance(taken[0], PreRegistered):
            return _show_number(taken[0])
        form.form_errors.append(translate(taken[0].sentence))
    page = render_template(
        "public/register/register.html",
        form=form,
        conditions=conditions(work),
        coming=door(work).coming,
        bring_within=BRING_WITHIN,
        is_open=bool(offered),
    )
    return page, 429 if taken else 422 if form.errors else 200


def _register(work: Work, form: RegisterForm) -> PreRegistered | NotTaken:
    return pre_registrations.pre_register(
        work,
        county_id=UUID(form.county.data),
        name=form.name.data or "",
        id_number=form.id_number.data or "",
        phone=form.phone.data or "",
        address=address(),
    )


def _show_number(made: PreRegistered) -> ResponseReturnValue:
    session[OWN_NUMBER] = made.number
    if made.age_then is not None:
        flash(translate(made.age_then), "done")
    return redirect(url_for("public.pre_registration"))


@audience.page("/register/number", admits={Role.GATE})
def pre_registration(work: Work) -> ResponseReturnValue:
    """The number that this browser was given, to photograph or print, while it waits for the papers."""
    found = own_number(work, session.get(OWN_NUMBER, ""))
    if found is None:
        return redirect(url_for("public.look_up_pre_registration"))
    drawing = base64.b64encode(qr_drawing(found.number).encode()).decode()
    return render_template("public/register/pre_registration.html", own=found, drawing=drawing)


@audience.page("/register/look-up", methods=("GET", "POST"), admits={Role.GATE})
def look_up_pre_registration(work: Work) -> ResponseReturnValue:
    """How it stands, for who has the number and knows the last four of the ID number."""
    return _with_number(work, pre_registrations.look_up_from_home)


@audience.page("/register/withdraw", methods=("POST",), admits={Role.GATE})
def withdraw_pre_registration(work: Work) -> ResponseReturnValue:
    """The person does not come: what waits ends, and the page says what stands now."""
    return _with_number(work, pre_registrations.withdraw_from_home)


def _with_number(work: Work, act: Callable[..., HomeStanding | SignInFailed]) -> ResponseReturnValue:
    own = session.get(OWN_NUMBER, "")
    form = LookUpForm(number=grouped(own) if own else "")
    found: list[HomeStanding | SignInFailed] = []

    def ask() -> None:
        found.append(act(work, number=form.number.data, last_four=form.last_four.data, address=address()))

    if form.carries_out(ask) and isinstance(found[0], HomeStanding):
        if found[0].state is not PreRegistrationState.WAITING and found[0].number == own:
            session.pop(OWN_NUMBER)
        return render_template("public/register/standing.html", standing=found[0], form=form)
    status = 422 if form.errors else 200
    if found and isinstance(found[0], SignInFailed):
        form.form_errors.append(translate(found[0].sentence))
        status = 429 if found[0].wait_seconds else 422
    return render_template("public/register/look_up_pre_registration.html", form=form), status
