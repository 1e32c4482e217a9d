"""Who teaches at the unit, and in which rooms."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import teaching_staff as acts
from exam_app.queries.lessons import teaching_staff
from exam_app.terms import N_
from exam_app.web.audience import Audience
from exam_app.web.forms import AtMost, ClockField, DateField, Form, Needed, NumberField, TextField
from exam_app.work import Work


class TrainerForm(Form):
    name = TextField(N_("Name"), [Needed(N_("Enter the name as on the identity card.")), AtMost(128)])
    id_number = TextField(N_("ID number"), [Needed(N_("Enter the ID number."))])
    qualification = TextField(N_("Qualification"), [AtMost(120)])
    since = DateField(N_("Teaches here since"))


class LeavingForm(Form):
    until = DateField(N_("Last day"))


class ClassroomForm(Form):
    name = TextField(N_("Name of the room"), [Needed(N_("Give the room a name.")), AtMost(40)])
    address = TextField(N_("Address"), [Needed(N_("Say where it is.")), AtMost(160)])
    places = NumberField(N_("Places"), [Needed(N_("Enter how many people it holds."))])
    opens = ClockField(N_("Opens"))
    closes = ClockField(N_("Closes"))


def staff(work: Work) -> ResponseReturnValue:
    return render_template("unit_teaching/staff/staff.html", staff=teaching_staff(work))


def new_trainer(work: Work) -> ResponseReturnValue:
    form = TrainerForm(since=work.today)

    def add() -> None:
        acts.add_trainer(
            work,
            name=form.name.data,
            id_number=form.id_number.data,
            qualification=form.qualification.data or "",
            since=form.since.value or work.today,
        )

    if form.carries_out(add):
        flash(gettext("The trainer is entered. The administrator opens the account to sign in with."), "done")
        return redirect(url_for(".staff"))
    return render_template("unit_teaching/staff/new_trainer.html", form=form), 422 if form.errors else 200


def trainer_left(work: Work, trainer_id: UUID) -> ResponseReturnValue:
    trainer = next((each for each in teaching_staff(work).trainers if each.id == trainer_id), None)
    form = LeavingForm(until=work.today)
    if form.carries_out(lambda: acts.end_trainer(work, trainer_id, form.until.value or work.today)):
        flash(gettext("Noted. Lessons taught until then stay as they are."), "done")
        return redirect(url_for(".staff"))
    page = render_template("unit_teaching/staff/trainer_left.html", form=form, trainer=work.found(trainer))
    return page, 422 if form.errors else 200


def new_classroom(work: Work) -> ResponseReturnValue:
    form = ClassroomForm()

    def add() -> None:
        acts.add_classroom(
            work,
            name=form.name.data,
            address=form.address.data,
            places=form.places.data or 0,
            opens_at=form.opens.value or 0,
            closes_at=form.closes.value or 0,
        )

    if form.carries_out(add):
        flash(gettext("The room is added."), "done")
        return redirect(url_for(".staff"))
    return render_template("unit_teaching/staff/new_classroom.html", form=form), 422 if form.errors else 200


def register_on(audience: Audience) -> None:
    """Put these pages behind the door of a unit."""
    audience.page("/staff", menu=N_("Trainers and rooms"))(staff)
    audience.page("/trainers/new", methods=("GET", "POST"))(new_trainer)
    audience.page("/trainers/<uuid:trainer_id>/left", methods=("GET", "POST"))(trainer_left)
    audience.page("/rooms/new", methods=("GET", "POST"))(new_classroom)
