"""The incidents of an examination, with what was photographed and said; each look at a photo or voice is recorded."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from exam_app.actors import Role
from exam_app.operations.incidents import open_incident_file
from exam_app.queries.incidents import incidents_of_session
from exam_app.web.incident_papers import shown
from exam_app.web.office import audience
from exam_app.work import Work

CITY = frozenset({Role.CITY_EXAM_OFFICER})


@audience.page("/exam-sessions/<uuid:exam_session_id>/incidents", admits=CITY)
def session_incidents(work: Work, exam_session_id: UUID) -> ResponseReturnValue:
    found = incidents_of_session(work, exam_session_id)
    return render_template("office/scheduling/session_incidents.html", exam=found)


@audience.page("/incidents/<uuid:incident_id>/files/<uuid:file_id>", admits=CITY, records=True)
def incident_file(work: Work, incident_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """The photo or voice note itself; that it was opened is journalled."""
    return shown(open_incident_file(work, incident_id, file_id))
