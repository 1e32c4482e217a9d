"""The invigilator's door: the rooms of today and what happens in them."""

from flask import Response, request
from flask_login import current_user

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("invigilation", __name__, admits={Role.INVIGILATOR}, url_prefix="/rooms")


@audience.before_request
def reload_a_polling_page_when_signed_out() -> Response | None:
    """The sign-in page in place of the seats would be an empty room; the whole page leads to it instead."""
    if "HX-Request" in request.headers and not current_user.is_authenticated:
        return Response(headers={"HX-Refresh": "true"})
    return None


from exam_app.web.invigilation import (  # noqa: E402, F401  - registers the pages on the audience
    alerts,
    check_in,
    closing,
    examining,
    incidents,
    inspecting,
    kept,
    moving,
    on_paper,
    outages,
    pauses,
    refusing,
    rehearsing,
    room,
    seat,
    watching,
)
