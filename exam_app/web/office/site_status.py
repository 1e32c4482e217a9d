"""Whether the site is well: one page for administrators, worst first."""

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.queries.site_status import site_status as look
from exam_app.site_status import Light
from exam_app.terms import N_
from exam_app.web.house import house
from exam_app.web.office import audience
from exam_app.work import Work

MARKS = {Light.RED: "refused", Light.YELLOW: "needs-you", Light.GREEN: "done", Light.OFF: "not-applicable"}


@audience.page("/status", admits={Role.ADMINISTRATOR}, menu=N_("Site status"))
def site_status(work: Work) -> ResponseReturnValue:
    return render_template(
        "office/administration/site_status.html",
        status=look(work, house().clock_drift()),
        looked_at=work.now,
        marks=MARKS,
    )
