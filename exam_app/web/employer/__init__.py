"""The guard unit's door: who is on duty where, what is missing, the roster, each person's line."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("employer", __name__, admits={Role.EMPLOYER_CLERK}, url_prefix="/unit")

# The order of these imports is the order of the menu.
# isort: off
from exam_app.web.employer import (  # noqa: E402, F401  - registers the pages on the audience
    guards,
    roster,
    photos,
    assessments,
    training,
    teaching,
    study_cards,
    rosters,
    registry,
)
