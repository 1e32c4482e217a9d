"""One person of the unit: the life line, class hours, registration, ticket, result and certificate."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.queries.dossiers import dossier_of
from exam_app.queries.review_clocks import newest_standing
from exam_app.queries.training import person_page
from exam_app.web.training import audience
from exam_app.work import Work


@audience.page("/people/<uuid:person_id>")
def person(work: Work, person_id: UUID) -> ResponseReturnValue:
    person = person_page(work, person_id)
    return render_template(
        "training/people/person.html",
        person=person,
        dossier=dossier_of(work, person_id),
        clock=newest_standing(work, person_id),
    )
