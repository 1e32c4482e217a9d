"""The periods of score appeals at the city's desk."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.actors import Role
from exam_app.appeal_clocks import AppealRule
from exam_app.operations.appeal_rules import LONGEST_DOCUMENT, set_appeal_rule
from exam_app.queries.appeal_rules import appeal_rule_lines
from exam_app.terms import N_
from exam_app.web.forms import AtMost, DateField, Form, Needed, NumberField, TextField
from exam_app.web.office import audience
from exam_app.work import Work

CITY = {Role.CITY_EXAM_OFFICER}


class AppealRuleForm(Form):
    since = DateField(N_("In force from"))
    document = TextField(N_("Document that says so"), [Needed(N_("Name the document.")), AtMost(LONGEST_DOCUMENT)])
    ask_days = NumberField(N_("Working days to ask"), [Needed(N_("Enter a whole number."))])
    decide_days = NumberField(N_("Working days to decide"), [Needed(N_("Enter a whole number."))])

    @property
    def rule(self) -> AppealRule:
        assert self.since.value is not None
        return AppealRule(
            self.since.value, self.ask_days.data or 0, self.decide_days.data or 0, self.document.data or ""
        )


@audience.page("/appeal-rules", admits=CITY)
def appeal_rules(work: Work) -> ResponseReturnValue:
    """Every rule with its source and the day from which it holds."""
    return render_template("office/appeals/appeal_rules.html", lines=appeal_rule_lines(work))


@audience.page("/appeal-rules/new", methods=("GET", "POST"), admits=CITY)
def set_periods_of_appeals(work: Work) -> ResponseReturnValue:
    form = AppealRuleForm()
    if form.carries_out(lambda: set_appeal_rule(work, form.rule)):
        flash(gettext("The rule is entered and holds from that day on."), "done")
        return redirect(url_for("office.appeal_rules"))
    return render_template("office/appeals/set_periods_of_appeals.html", form=form), 422 if form.errors else 200
