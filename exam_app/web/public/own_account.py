"""One's own account: in which roles it works, going on in another, and the password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user
from wtforms import PasswordField

from exam_app.actors import STAFF_ROLES
from exam_app.errors import Invalid
from exam_app.operations import accounts
from exam_app.operations.door import SignInFailed
from exam_app.terms import N_
from exam_app.web.forms import AtMost, Form, Needed
from exam_app.web.login import address
from exam_app.web.public import audience
from exam_app.web.rendering import translate
from exam_app.work import Work


class PasswordForm(Form):
    old_password = PasswordField(N_("Present password"), [Needed(N_("Enter your present password.")), AtMost(128)])
    password = PasswordField(N_("New password"), [Needed(N_("Choose a password.")), AtMost(128)])


@audience.page("/account", admits=STAFF_ROLES)
def own_account(work: Work) -> ResponseReturnValue:
    return render_template("public/own_account.html")


@audience.page("/account/password", methods=("GET", "POST"), admits=STAFF_ROLES)
def password(work: Work) -> ResponseReturnValue:
    form = PasswordForm()
    status = 200
    if form.validate_on_submit():
        try:
            outcome = accounts.change_password(
                work,
                token=current_user.token,
                old_password=form.old_password.data,
                new_password=form.password.data,
                address=address(),
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            if not isinstance(outcome, SignInFailed):
                flash(gettext("Your password was changed.") + " " + _signed_out(outcome.sessions_ended), "done")
                return redirect(url_for("public.own_account"))
            form.form_errors.append(translate(outcome.sentence))
            status = 429 if outcome.wait_seconds else 422
    return render_template("public/password.html", form=form), max(status, 422 if form.errors else 200)


def _signed_out(sessions: int) -> str:
    said: str = ngettext("%(num)d other browser was signed out.", "%(num)d other browsers were signed out.", sessions)
    return said
