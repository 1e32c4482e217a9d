"""Lessons of a course as the clerk plans them, cancels them, and enters late what nobody confirmed."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import late_entries
from exam_app.operations import lessons as acts
from exam_app.operations.roll_calls import open_roll_call
from exam_app.outline import FIRST_STAGE
from exam_app.queries.lessons import LessonState, TeachingStaff, lesson_page, lessons_of_course, teaching_staff
from exam_app.queries.training import course_name
from exam_app.terms import N_, SubjectArea
from exam_app.web.audience import Audience
from exam_app.web.choices import stated_attendance
from exam_app.web.forms import AtMost, ChoiceField, ClockField, DateField, Form, Needed, NumberField, TextField
from exam_app.web.late_entry import settle_from_form
from exam_app.web.rendering import label
from exam_app.work import Work

AREAS = {area.value: area for area in SubjectArea}


class LessonForm(Form):
    held_on = DateField(N_("Day"))
    begins = ClockField(N_("Begins"))
    ends = ClockField(N_("Ends"))
    area = ChoiceField(N_("Counts as"), N_("Choose law, professional knowledge or skills."))
    subject = TextField(N_("What is taught"), [Needed(N_("Say what is taught.")), AtMost(80)])
    hours = NumberField(N_("Class hours"), [Needed(N_("Enter how many class hours."))])
    trainer = ChoiceField(N_("Trainer"), N_("Choose the trainer."))
    classroom = ChoiceField(N_("Classroom"), N_("Choose the classroom."))

    def offer(self, staff: TeachingStaff) -> None:
        self.area.offer([(area.value, label(area)) for area in SubjectArea])
        self.trainer.offer([(str(each.id), each.name) for each in staff.trainers if each.until is None])
        self.classroom.offer([(str(room.id), room.name) for room in staff.rooms])


class CancelForm(Form):
    reason = TextField(N_("Reason"), [Needed(N_("Give the reason.")), AtMost(200)])


class LateForm(Form):
    reason = TextField(
        N_("Why it was not confirmed in time"), [Needed(N_("Give the reason for the late entry.")), AtMost(200)]
    )


def lessons(work: Work, course_id: UUID) -> ResponseReturnValue:
    return render_template("unit_teaching/lessons/lessons.html", lessons=lessons_of_course(work, course_id))


def plan_lesson(work: Work, course_id: UUID) -> ResponseReturnValue:
    name, staff = course_name(work, course_id), teaching_staff(work)
    form = LessonForm(held_on=work.today)
    form.offer(staff)

    def plan() -> None:
        acts.plan_lesson(
            work,
            course_id,
            classroom_id=UUID(form.classroom.data),
            trainer_id=UUID(form.trainer.data),
            area=AREAS[form.area.data],
            subject=form.subject.data,
            starts_at=_moment(work, form, form.begins.value),
            ends_at=_moment(work, form, form.ends.value),
            hours=form.hours.data or 0,
        )

    if form.carries_out(plan):
        flash(gettext("The lesson is planned. Its trainer finds it under “My lessons”."), "done")
        return redirect(url_for(".lessons", course_id=course_id))
    page = render_template(
        "unit_teaching/lessons/plan_lesson.html",
        form=form,
        course_id=course_id,
        course_name=name,
        ready=bool(form.trainer.choices and form.classroom.choices),
        first_stage=FIRST_STAGE,
    )
    return page, 422 if form.errors else 200


def _moment(work: Work, form: LessonForm, minutes: int | None) -> datetime:
    """A time of the form's day on the site's clock; the form has found both right."""
    assert form.held_on.value is not None
    return datetime.combine(form.held_on.value, time(), work.site.settings.zone) + timedelta(minutes=minutes or 0)


def lesson(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    page = lesson_page(work, lesson_id)
    return render_template("unit_teaching/lessons/lesson.html", page=page, LessonState=LessonState)


def roll_call_picture(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    return Response(open_roll_call(work, lesson_id), mimetype="image/jpeg")


def cancel_lesson(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    page, form = lesson_page(work, lesson_id), CancelForm()
    if form.carries_out(lambda: acts.cancel_lesson(work, lesson_id, form.reason.data)):
        flash(gettext("The lesson is cancelled. It stays in the list with its reason."), "done")
        return redirect(url_for(".lessons", course_id=page.line.course_id))
    shown = render_template("unit_teaching/lessons/cancel_lesson.html", page=page, form=form)
    return shown, 422 if form.errors else 200


def enter_late(work: Work, lesson_id: UUID) -> ResponseReturnValue:
    """Who was there, stated after the trainer's day has passed; a second person signs."""
    page, form = lesson_page(work, lesson_id), LateForm()
    stated = stated_attendance()
    if form.carries_out(lambda: late_entries.enter_late(work, lesson_id, stated, form.reason.data)):
        flash(gettext("Entered. The class hours count once another person of your unit has signed."), "done")
        return redirect(url_for(".lesson", lesson_id=lesson_id))
    page_now = render_template("unit_teaching/lessons/enter_late.html", page=page, form=form, stated=stated)
    return page_now, 422 if form.errors else 200


def settle_late_entry(work: Work, entry_id: UUID) -> ResponseReturnValue:
    """Sign what a colleague entered late, or decline it."""
    settle_from_form(work, entry_id)
    return redirect(url_for(".desk"))


def register_on(audience: Audience) -> None:
    """Put these pages behind the door of a unit."""
    audience.page("/courses/<uuid:course_id>/lessons")(lessons)
    audience.page("/courses/<uuid:course_id>/lessons/new", methods=("GET", "POST"))(plan_lesson)
    audience.page("/lessons/<uuid:lesson_id>")(lesson)
    audience.page("/lessons/<uuid:lesson_id>/roll-call.jpg", records=True)(roll_call_picture)
    audience.page("/lessons/<uuid:lesson_id>/cancel", methods=("GET", "POST"))(cancel_lesson)
    audience.page("/lessons/<uuid:lesson_id>/late", methods=("GET", "POST"))(enter_late)
    audience.page("/late-entries/<uuid:entry_id>", methods=("POST",))(settle_late_entry)
