"""Training of the guard units as their county sees it: posts without a plan, and each unit's list for any day."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.queries.training_gaps import training_coverage, unit_training
from exam_app.terms import N_
from exam_app.web.office import audience
from exam_app.web.training_list import as_of_in_address
from exam_app.work import Work

SUPERVISORS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}


@audience.page("/training", admits=SUPERVISORS, menu=N_("Training by post"))
def training(work: Work) -> ResponseReturnValue:
    return render_template("office/training/training.html", units=training_coverage(work))


@audience.page("/training/<uuid:unit_id>", admits=SUPERVISORS)
def training_of_unit(work: Work, unit_id: UUID) -> ResponseReturnValue:
    found = unit_training(work, unit_id, as_of_in_address(work), request.args.get("page", 1, type=int) or 1)
    return render_template("office/training/training_of_unit.html", found=found)
