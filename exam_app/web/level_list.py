"""Nominations for vocational levels as unit, county and city read them; and the form of the rule on class hours."""

from collections.abc import Sequence

from flask import Response
from flask_babel import gettext

from exam_app.queries.level_nominations import NominationLine
from exam_app.terms import N_
from exam_app.web.forms import ChoiceField, DateField, Form
from exam_app.web.rendering import day, label
from exam_app.web.workbooks import workbook

NEEDED, SHOWN = "needed", "shown"
DAYS_A_YEAR = 365


class HoursRuleForm(Form):
    since = DateField(N_("In force from"))
    hours = ChoiceField(N_("Class hours of the outline"), N_("Choose whether they are needed."), default=SHOWN)

    def prepare(self) -> "HoursRuleForm":
        self.hours.offer(
            [(NEEDED, gettext("Needed before a nomination")), (SHOWN, gettext("Only shown beside the nomination"))]
        )
        return self


def nominations_workbook(lines: Sequence[NominationLine], name: str) -> Response:
    """One row a nomination, with masked numbers."""
    headings = [
        gettext("Name"),
        gettext("ID number"),
        gettext("Level"),
        gettext("Ground"),
        gettext("Full years of work"),
        gettext("Certificate of the level below"),
        gettext("Its day"),
        gettext("Theory hours"),
        gettext("Skill hours"),
        gettext("Outline"),
        gettext("Nominated on"),
        gettext("Course"),
        gettext("Training unit"),
    ]
    return workbook(headings, [_cells(line) for line in lines], name)


def _cells(line: NominationLine) -> Sequence[str]:
    row = line.row
    return [
        line.name,
        line.id_number,
        label(row.level),
        label(row.route),
        str(row.days_worked // DAYS_A_YEAR),
        row.previous_number or "",
        day(row.previous_on) if row.previous_on else "",
        str(row.theory_hours),
        str(row.skill_hours),
        str(row.outline_hours),
        day(row.nominated_on),
        line.course,
        line.unit,
    ]
