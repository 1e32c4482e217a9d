"""Nominating trainees for the assessment of a vocational level, and the unit's own rule on class hours."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.operations import level_nominations as acts
from exam_app.operations.level_nominations import LONGEST_NUMBER, LONGEST_PAPER, Grounds
from exam_app.queries import level_nominations as looks
from exam_app.terms import N_, LevelRoute
from exam_app.vocational_levels import Stay, level_below
from exam_app.web.forms import AtMost, ChoiceField, DateField, Form, TextField
from exam_app.web.level_list import NEEDED, HoursRuleForm, nominations_workbook
from exam_app.web.rendering import day, label
from exam_app.web.training import audience
from exam_app.work import Work

ROUTES = {route.value: route for route in LevelRoute}


class NominationForm(Form):
    route = ChoiceField(N_("On which ground"), N_("Choose the ground."))
    previous_number = TextField(N_("Certificate of the level below: number"), [AtMost(LONGEST_NUMBER)])
    previous_on = DateField(N_("Certificate of the level below: day"), needed=False)
    stated_from = DateField(N_("Work elsewhere: first day"), needed=False)
    stated_to = DateField(N_("Work elsewhere: last day"), needed=False)
    paper = TextField(N_("Paper that shows it"), [AtMost(LONGEST_PAPER)])

    def prepare(self, ways: list[LevelRoute]) -> "NominationForm":
        self.route.offer([(way.value, label(way)) for way in ways])
        return self

    @property
    def grounds(self) -> Grounds:
        first = self.stated_from.value
        return Grounds(
            ROUTES[self.route.data],
            Stay(first, self.stated_to.value) if first else None,
            self.paper.data or "",
            self.previous_number.data or "",
            self.previous_on.value,
        )


@audience.page("/levels", menu=N_("Level nominations"))
def levels(work: Work) -> ResponseReturnValue:
    found = looks.nominations(work, request.args.get("page", 1, type=int) or 1)
    return render_template(
        "training/levels/levels.html",
        found=found,
        rules=looks.hours_rules(work),
        needed=looks.hours_needed_on(work, work.found(work.actor.training_unit_id), work.today),
    )


@audience.page("/levels.xlsx", records=True)
def levels_table(work: Work) -> ResponseReturnValue:
    name = gettext("Level nominations, %(day)s", day=day(work.today))
    return nominations_workbook(acts.write_nominations(work), name)


@audience.page("/levels/rule", methods=("GET", "POST"))
def level_rule(work: Work) -> ResponseReturnValue:
    form = HoursRuleForm(since=work.today).prepare()

    def rule() -> None:
        assert form.since.value is not None  # the form asks for it
        acts.rule_level_hours(work, since=form.since.value, needs_hours=form.hours.data == NEEDED)

    if form.carries_out(rule):
        flash(gettext("The rule is set."), "done")
        return redirect(url_for("training.levels"))
    return render_template("training/levels/level_rule.html", form=form), 422 if form.errors else 200


@audience.page("/courses/<uuid:course_id>/level")
def course_level(work: Work, course_id: UUID) -> ResponseReturnValue:
    return render_template("training/levels/course_level.html", course=looks.level_course(work, course_id))


@audience.page("/courses/<uuid:course_id>/level/<uuid:person_id>", methods=("GET", "POST"))
def nominate(work: Work, course_id: UUID, person_id: UUID) -> ResponseReturnValue:
    course = looks.level_course(work, course_id)
    person = work.found(next((each for each in course.people if each.id == person_id), None))
    ways = list(looks.ways_to(course.level, work.today))
    form = NominationForm(route=ways[0].value).prepare(ways)
    if form.carries_out(lambda: acts.nominate(work, course_id, person_id, form.grounds)):
        flash(gettext("%(name)s is nominated for %(level)s.", name=person.name, level=label(course.level)), "done")
        return redirect(url_for("training.course_level", course_id=course_id))
    page = render_template(
        "training/levels/nominate.html", form=form, course=course, person=person, below=level_below(course.level)
    )
    return page, 422 if form.errors else 200
