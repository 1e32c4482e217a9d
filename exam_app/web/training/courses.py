"""The clerk's desk, the courses, one course with its people, and registering them for the examination."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.errors import Invalid
from exam_app.operations import registrations
from exam_app.operations.courses import open_course
from exam_app.queries.class_practice import class_practice
from exam_app.queries.filings import own_filings
from exam_app.queries.lessons import lessons_left
from exam_app.queries.training import Stage, course_page, courses_of_unit, desk_of_unit
from exam_app.queries.training_flags import open_flags
from exam_app.terms import N_, OutlineLevel
from exam_app.web.choices import chosen_people
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.rendering import label, translate
from exam_app.web.training import audience
from exam_app.work import Work

NO_LEVEL = "none"
LEVEL_BY_VALUE = {level.value: level for level in OutlineLevel}


class CourseForm(Form):
    name = TextField(N_("Name of the course"), [Needed(N_("Give the course a name.")), AtMost(80)])
    starts_on = DateField(N_("First day"))
    ends_on = DateField(N_("Last day"))
    level = ChoiceField(N_("Level of the teaching outline"), N_("Choose a level, or none."), default=NO_LEVEL)


@audience.page("/", menu=N_("Desk"))
def desk(work: Work) -> ResponseReturnValue:
    return render_template(
        "training/desk.html",
        desk=desk_of_unit(work),
        filings=[line for line in own_filings(work).filings if line.is_open],
        lessons_left=lessons_left(work),
        open_flags=open_flags(work),
    )


@audience.page("/courses", menu=N_("Courses"))
def courses(work: Work) -> ResponseReturnValue:
    return render_template("training/courses/courses.html", courses=courses_of_unit(work))


@audience.page("/courses/new", methods=("GET", "POST"))
def new_course(work: Work) -> ResponseReturnValue:
    form = CourseForm()
    form.level.choices = [(NO_LEVEL, gettext("None of them")), *((each.value, label(each)) for each in OutlineLevel)]
    if form.validate_on_submit() and form.starts_on.value and form.ends_on.value:
        try:
            course_id = open_course(
                work,
                name=form.name.data,
                starts_on=form.starts_on.value,
                ends_on=form.ends_on.value,
                level=LEVEL_BY_VALUE.get(form.level.data),
            )
        except Invalid as refusal:
            form.take(refusal)
        else:
            return redirect(url_for("training.course", course_id=course_id))
    return render_template("training/courses/new_course.html", form=form), 422 if form.errors else 200


@audience.page("/courses/<uuid:course_id>")
def course(work: Work, course_id: UUID) -> ResponseReturnValue:
    page = course_page(
        work, course_id, shown=_stage(request.args.get("shown")), page=request.args.get("page", 1, type=int) or 1
    )
    return render_template("training/courses/course.html", course=page, practice=class_practice(work, course_id))


@audience.page("/courses/<uuid:course_id>/register", methods=("POST",))
def register(work: Work, course_id: UUID) -> ResponseReturnValue:
    """Hand the chosen people to the county. Registering somebody twice does nothing the second time."""
    people = chosen_people()
    if not people:
        flash(gettext("Nobody is chosen. Tick the people to register first."), "needs-you")
        return redirect(url_for("training.course", course_id=course_id))
    try:
        registered = registrations.register(work, people)
    except Invalid as refusal:
        flash(translate(refusal.sentence), "refused")
    else:
        said = ngettext(
            "%(num)d person was handed to the county.", "%(num)d people were handed to the county.", registered
        )
        flash(said, "done")
    return redirect(url_for("training.course", course_id=course_id))


def _stage(value: str | None) -> Stage | None:
    return next((stage for stage in Stage if stage == value), None)
