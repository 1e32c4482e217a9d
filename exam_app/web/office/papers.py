"""Papers of an application, for the county that reviews it and the city that decides on it."""

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.operations import person_papers as acts
from exam_app.queries import person_papers as looks
from exam_app.web.office import audience
from exam_app.web.paper_forms import shown
from exam_app.work import Work

READERS = {Role.COUNTY_REVIEWER, Role.CITY_EXAM_OFFICER}


@audience.page("/applications/papers/<uuid:paper_id>/small.jpg", admits=READERS)
def paper_thumbnail(work: Work, paper_id: UUID) -> ResponseReturnValue:
    return Response(looks.thumbnail(work, paper_id), mimetype="image/jpeg")


@audience.page("/applications/papers/<uuid:paper_id>", admits=READERS, records=True)
def paper(work: Work, paper_id: UUID) -> ResponseReturnValue:
    """The paper itself; that it was opened is journalled."""
    return shown(acts.open_paper(work, paper_id))
