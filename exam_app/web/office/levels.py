"""Nominations for vocational levels as the county and the city read them, and the city's rule on class hours."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.operations import level_nominations as acts
from exam_app.queries.level_nominations import hours_rules, nominations
from exam_app.terms import N_
from exam_app.web.level_list import NEEDED, HoursRuleForm, nominations_workbook
from exam_app.web.office import audience
from exam_app.web.rendering import day
from exam_app.work import Work

READERS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}
CITY = {Role.CITY_EXAM_OFFICER}


@audience.page("/levels", admits=READERS, menu=N_("Level nominations"))
def levels(work: Work) -> ResponseReturnValue:
    found = nominations(work, request.args.get("page", 1, type=int) or 1)
    return render_template("office/levels/levels.html", found=found, rules=hours_rules(work))


@audience.page("/levels.xlsx", admits=READERS, records=True)
def levels_table(work: Work) -> ResponseReturnValue:
    name = gettext("Level nominations, %(day)s", day=day(work.today))
    return nominations_workbook(acts.write_nominations(work), name)


@audience.page("/levels/rule", methods=("GET", "POST"), admits=CITY)
def level_rule(work: Work) -> ResponseReturnValue:
    form = HoursRuleForm(since=work.today).prepare()

    def rule() -> None:
        assert form.since.value is not None  # the form asks for it
        acts.rule_level_hours(work, since=form.since.value, needs_hours=form.hours.data == NEEDED)

    if form.carries_out(rule):
        flash(gettext("The rule is set."), "done")
        return redirect(url_for("office.levels"))
    return render_template("office/levels/level_rule.html", form=form), 422 if form.errors else 200
