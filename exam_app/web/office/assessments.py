"""Assessments of the guard units as their county and the city see them: worst first, and each unit's list to read."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.queries.assessments import county_assessments, unit_assessments
from exam_app.terms import N_
from exam_app.web.assessment_list import shown_in_address
from exam_app.web.office import audience
from exam_app.work import Work

SUPERVISORS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}


@audience.page("/assessments", admits=SUPERVISORS, menu=N_("Assessments"))
def assessments(work: Work) -> ResponseReturnValue:
    return render_template("office/assessments/assessments.html", units=county_assessments(work))


@audience.page("/assessments/<uuid:unit_id>", admits=SUPERVISORS)
def assessments_of_unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    found = unit_assessments(work, unit_id, *shown_in_address())
    return render_template("office/assessments/assessments_of_unit.html", found=found)
