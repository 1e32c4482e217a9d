"""Signing in and out: staff by name and password, candidates by ticket, first passwords by one-time code."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import PasswordField

from exam_app.actors import Role
from exam_app.errors import Invalid
from exam_app.operations import accounts
from exam_app.operations.accounts import SignedIn
from exam_app.operations.door import SignInFailed
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed, TextField
from exam_app.web.login import address, forget, remember
from exam_app.web.public import audience
from exam_app.web.public.start import local_address
from exam_app.web.rendering import translate
from exam_app.work import Work


class SignInForm(Form):
    login = TextField(N_("Sign-in name"), [Needed(N_("Enter your sign-in name.")), AtMost(40)])
    password = PasswordField(N_("Password"), [Needed(N_("Enter your password.")), AtMost(128)])


class FirstPasswordForm(Form):
    login = TextField(N_("Sign-in name"), [Needed(N_("Enter your sign-in name.")), AtMost(40)])
    code = TextField(N_("One-time code"), [Needed(N_("Enter the code your administrator gave you.")), AtMost(40)])
    password = PasswordField(N_("New password"), [Needed(N_("Choose a password.")), AtMost(128)])


def _last_four() -> TextField:
    """What comes after a printed number on each of these forms."""
    return TextField(
        N_("Last four of your ID number"), [Needed(N_("Enter the last four characters of your ID number.")), AtMost(8)]
    )


class TicketForm(Form):
    ticket_number = TextField(N_("Ticket number"), [Needed(N_("Enter the number on your ticket.")), AtMost(40)])
    last_four = _last_four()


class CardForm(Form):
    card_number = TextField(N_("Card number"), [Needed(N_("Enter the number on your study card.")), AtMost(40)])
    last_four = _last_four()


class SlipForm(Form):
    slip_number = TextField(N_("Slip number"), [Needed(N_("Enter the number on your slip.")), AtMost(40)])
    last_four = _last_four()


@audience.page("/sign-in", methods=("GET", "POST"), admits={Role.GATE})
def sign_in(work: Work) -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        outcome = accounts.sign_in(work, login=form.login.data, password=form.password.data, address=address())
        if isinstance(outcome, SignedIn):
            return _enter(work, outcome)
        return _refuse("public/sign_in.html", form, outcome)
    return _form("public/sign_in.html", form)


@audience.page("/first-password", methods=("GET", "POST"), admits={Role.GATE})
def first_password(work: Work) -> ResponseReturnValue:
    form = FirstPasswordForm()
    if form.validate_on_submit():
        try:
            outcome = accounts.set_password(
                work,
                login=form.login.data,
                code=form.code.data,
                password=form.password.data,
                address=address(),
            )
        except Invalid as refusal:
            form.take(refusal)
            return _form("public/first_password.html", form, 422)
        if isinstance(outcome, SignedIn):
            return _enter(work, outcome)
        return _refuse("public/first_password.html", form, outcome)
    return _form("public/first_password.html", form)


@audience.page("/seat", methods=("GET", "POST"), admits={Role.GATE})
def candidate_sign_in(work: Work) -> ResponseReturnValue:
    """The candidate's entrance at a seat."""
    form = TicketForm()
    return _knock(
        work,
        "public/candidate_sign_in.html",
        form,
        partial(accounts.sign_in_candidate, work, ticket_number=form.ticket_number.data),
    )


@audience.page("/study/sign-in", methods=("GET", "POST"), admits={Role.GATE})
def study_sign_in(work: Work) -> ResponseReturnValue:
    """The guard's entrance to practice; the code on the card brings its number along."""
    form = CardForm(card_number=request.args.get("number", ""))
    return _knock(
        work,
        "public/study/study_sign_in.html",
        form,
        partial(accounts.sign_in_guard, work, card_number=form.card_number.data),
    )


@audience.page("/slip/sign-in", methods=("GET", "POST"), admits={Role.GATE})
def slip_sign_in(work: Work) -> ResponseReturnValue:
    """The entrance of somebody concerned by a case; the code on the slip brings its number along."""
    form = SlipForm(slip_number=request.args.get("number", ""))
    return _knock(
        work,
        "public/slip_sign_in.html",
        form,
        partial(accounts.sign_in_concerned, work, slip_number=form.slip_number.data),
    )


@audience.page("/application/sign-in", methods=("GET", "POST"), admits={Role.GATE})
def applicant_sign_in(work: Work) -> ResponseReturnValue:
    """The applicant's entrance to the own page; the code on the slip brings its number along."""
    form = SlipForm(slip_number=request.args.get("number", ""))
    return _knock(
        work,
        "public/applicant_sign_in.html",
        form,
        partial(accounts.sign_in_applicant, work, slip_number=form.slip_number.data),
    )


@audience.page("/act-as", methods=("POST",), admits={Role.GATE})
def act_as(work: Work) -> ResponseReturnValue:
    """Go on in another role of the same account."""
    if not current_user.is_authenticated:
        return redirect(url_for("public.sign_in"))
    grant = request.form.get("grant", type=UUID)
    if grant is None:
        raise Invalid("Choose one of your roles.")
    return _enter(work, accounts.act_as(work, current_user.token, grant))


@audience.page("/sign-out", methods=("POST",), admits={Role.GATE})
def sign_out(work: Work) -> ResponseReturnValue:
    if current_user.is_authenticated:
        accounts.sign_out(work, current_user.token)
    forget()
    return redirect(url_for("public.start"))


def _knock(
    work: Work, template: str, form: TicketForm | CardForm | SlipForm, sign_in: Callable[..., SignedIn | SignInFailed]
) -> ResponseReturnValue:
    """Let somebody in by a printed number and the last four of the ID number, or say that they do not fit."""
    if not form.validate_on_submit():
        return _form(template, form)
    outcome = sign_in(last_four=form.last_four.data, address=address())
    return _enter(work, outcome) if isinstance(outcome, SignedIn) else _refuse(template, form, outcome)


def _enter(work: Work, outcome: SignedIn) -> ResponseReturnValue:
    """Open the browser's session now; the cookie's token works once the commit has succeeded."""
    remember(outcome.token)
    return redirect(local_address(request.args.get("next")) or url_for("public.home"))


def _refuse(template: str, form: Form, outcome: SignInFailed) -> ResponseReturnValue:
    form.form_errors.append(translate(outcome.sentence))
    return _form(template, form, 429 if outcome.wait_seconds else 422)


def _form(template: str, form: Form, status: int | None = None) -> ResponseReturnValue:
    return render_template(template, form=form), status or (422 if form.errors else 200)
