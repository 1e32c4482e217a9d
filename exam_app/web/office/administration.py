"""Accounts: who may sign in, as what, where and from when until when. For administrators only."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import STAFF_ROLES, Role
from exam_app.errors import NotFound, Refusal
from exam_app.operations import accounts as acts
from exam_app.operations.accounts import PLACE_OF_ROLE
from exam_app.queries import administration, places
from exam_app.queries.places import Place
from exam_app.terms import N_
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.office import audience
from exam_app.web.rendering import label
from exam_app.work import Work


class AccountForm(Form):
    name = TextField(N_("Name"), [Needed(N_("Enter the name as on the identity card.")), AtMost(80)])
    id_number = TextField(N_("ID number"), [Needed(N_("Enter the ID number.")), AtMost(40)])
    login = TextField(N_("Sign-in name"), [Needed(N_("Choose a sign-in name.")), AtMost(40)])


class GrantForm(Form):
    place_id = ChoiceField(N_("Place"), N_("Choose the place this role belongs to."))
    starts_on = DateField(N_("First day"))
    ends_on = DateField(N_("Last day"), needed=False)


class PlainForm(Form):
    """Only the token: an act that needs nothing entered."""


@audience.page("/accounts", admits={Role.ADMINISTRATOR}, menu=N_("Accounts"))
def accounts(work: Work) -> ResponseReturnValue:
    wanted, role = request.args.get("q", ""), request.args.get("role", "")
    listing = administration.accounts(
        work, wanted, _role(role) if role else None, request.args.get("page", 1, type=int) or 1
    )
    return render_template(
        "office/administration/accounts.html", listing=listing, wanted=wanted, role=role, roles=STAFF_ROLES
    )


@audience.page("/accounts/open", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def open_account(work: Work) -> ResponseReturnValue:
    form = AccountForm()
    if form.validate_on_submit():
        try:
            account_id, code = acts.open_account(
                work, name=form.name.data, id_number=form.id_number.data, login=form.login.data
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            return _show_code(work, account_id, code)
    return render_template("office/administration/open_account.html", form=form), 422 if form.errors else 200


@audience.page("/accounts/<uuid:account_id>", admits={Role.ADMINISTRATOR})
def account(work: Work, account_id: UUID) -> ResponseReturnValue:
    return render_template(
        "office/administration/account.html",
        account=administration.account_page(work, account_id),
        form=PlainForm(),
        roles=STAFF_ROLES,
    )


@audience.page("/accounts/<uuid:account_id>/grant", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def grant_role(work: Work, account_id: UUID) -> ResponseReturnValue:
    """The role is in the address: it decides which places can be chosen."""
    role = _role(request.args.get("role", ""))
    holder = administration.account_page(work, account_id)
    form = GrantForm(starts_on=work.today)
    choices = _places_for(work, role)
    form.place_id.offer([(str(place.id), place.name) for place in choices])
    if PLACE_OF_ROLE[role] == "city":
        del form.place_id
    elif len(choices) == 1 and not form.is_submitted():
        form.place_id.data = str(choices[0].id)
    if form.validate_on_submit():
        try:
            acts.grant_role(
                work,
                account_id,
                role,
                place_id=UUID(form.place_id.data) if "place_id" in form else None,
                starts_on=form.starts_on.value or work.today,
                ends_on=form.ends_on.value,
            )
        except Refusal as refusal:
            form.take(refusal)
        else:
            flash(gettext("The role “%(role)s” was granted.", role=label(role)), "done")
            return redirect(url_for("office.account", account_id=account_id))
    page = render_template(
        "office/administration/grant_role.html", form=form, account=holder, role=role, places=choices
    )
    return page, 422 if form.errors else 200


@audience.page("/accounts/<uuid:account_id>/roles/<uuid:grant_id>/end", methods=("POST",), admits={Role.ADMINISTRATOR})
def end_role(work: Work, account_id: UUID, grant_id: UUID) -> ResponseReturnValue:
    acts.end_role(work, grant_id)
    flash(gettext("The role has ended. Browsers that used it are signed out."), "done")
    return redirect(url_for("office.account", account_id=account_id))


@audience.page("/accounts/<uuid:account_id>/code", methods=("POST",), admits={Role.ADMINISTRATOR})
def new_code(work: Work, account_id: UUID) -> ResponseReturnValue:
    return _show_code(work, account_id, acts.issue_code(work, account_id))


@audience.page("/accounts/<uuid:account_id>/disable", methods=("GET", "POST"), admits={Role.ADMINISTRATOR})
def disable_account(work: Work, account_id: UUID) -> ResponseReturnValue:
    """Ask once more: a disabled account is not opened again."""
    holder = administration.account_page(work, account_id)
    form = PlainForm()
    if form.validate_on_submit():
        acts.disable_account(work, account_id)
        flash(gettext("The account of %(name)s is disabled.", name=holder.name), "done")
        return redirect(url_for("office.account", account_id=account_id))
    return render_template("office/administration/disable_account.html", form=form, account=holder)


def _show_code(work: Work, account_id: UUID, code: str) -> ResponseReturnValue:
    """Answer the POST with the code itself: a redirect would have to keep the code somewhere to show it later."""
    holder = administration.account_page(work, account_id)
    return render_template("office/administration/code.html", account=holder, code=code)


def _role(value: str) -> Role:
    for role in STAFF_ROLES:
        if role == value:
            return role
    raise NotFound("There is no such role. Go back and choose one of the list.")


def _places_for(work: Work, role: Role) -> tuple[Place, ...]:
    match PLACE_OF_ROLE[role]:
        case "training_unit":
            return places.training_units(work)
        case "guard_unit":
            return places.guard_units(work)
        case "teaching_unit":
            return (*places.training_units(work), *places.guard_units(work))
        case "centre":
            return places.centres(work)
        case "county":
            return places.counties(work)
        case _:
            return ()
