"""In-service training by the guard unit itself (Regulation art. 18 and 19): its courses, and who attends them."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from exam_app.operations.courses import open_course
from exam_app.operations.own_training import enrol_guards
from exam_app.queries.employment import own_posts
from exam_app.queries.own_training import own_course, own_courses
from exam_app.terms import N_
from exam_app.web.employer import audience
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, Needed, TextField
from exam_app.web.unit_teaching import register_all_on
from exam_app.work import Work

EVERYBODY = "everybody"


class CourseForm(Form):
    name = TextField(N_("Name of the training"), [Needed(N_("Give the training a name.")), AtMost(80)])
    starts_on = DateField(N_("First day"))
    ends_on = DateField(N_("Last day"))
    post = ChoiceField(N_("Who attends"), N_("Choose who attends."), default=EVERYBODY)

    def prepare(self, work: Work) -> "CourseForm":
        self.post.choices = _whom(work)
        return self


class EnrolForm(Form):
    post = ChoiceField(N_("Who attends"), N_("Choose who attends."), default=EVERYBODY)

    def prepare(self, work: Work) -> "EnrolForm":
        self.post.choices = _whom(work)
        return self


def _whom(work: Work) -> list[tuple[str, str]]:
    return [(EVERYBODY, gettext("Everybody on duty")), *((str(post.id), post.name) for post in own_posts(work))]


def _post_id(value: str) -> UUID | None:
    return None if value == EVERYBODY else UUID(value)


@audience.page("/courses", menu=N_("Own training"))
def courses(work: Work) -> ResponseReturnValue:
    return render_template("employer/teaching/courses.html", courses=own_courses(work))


@audience.page("/courses/new", methods=("GET", "POST"))
def new_course(work: Work) -> ResponseReturnValue:
    form = CourseForm(starts_on=work.today).prepare(work)
    opened: list[UUID] = []

    def open_and_enrol() -> None:
        assert form.starts_on.value is not None  # the form asks for both days
        assert form.ends_on.value is not None
        opened.append(
            open_course(work, name=form.name.data, starts_on=form.starts_on.value, ends_on=form.ends_on.value)
        )
        enrol_guards(work, opened[0], _post_id(form.post.data))

    if form.carries_out(open_and_enrol):
        return redirect(url_for("employer.course", course_id=opened[0]))
    return render_template("employer/teaching/new_course.html", form=form), 422 if form.errors else 200


@audience.page("/courses/<uuid:course_id>", methods=("GET", "POST"))
def course(work: Work, course_id: UUID) -> ResponseReturnValue:
    """Who attends, with their hours here; and whoever came to a post since is enrolled."""
    form, enrolled = EnrolForm().prepare(work), list[int]()
    if form.carries_out(lambda: enrolled.append(enrol_guards(work, course_id, _post_id(form.post.data)))):
        said = ngettext("%(num)d guard was enrolled.", "%(num)d guards were enrolled.", enrolled[0])
        flash(said, "done" if enrolled[0] else "not-applicable")
        return redirect(url_for("employer.course", course_id=course_id))
    page = render_template("employer/teaching/course.html", course=own_course(work, course_id), form=form)
    return page, 422 if form.errors else 200


register_all_on(audience)
