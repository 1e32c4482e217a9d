"""The training unit's door: courses, rosters, photos, class hours, the way of each person."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("training", __name__, admits={Role.TRAINING_CLERK}, url_prefix="/training")

from exam_app.web.training import (  # noqa: E402, F401  - registers the pages on the audience
    courses,
    filings,
    levels,
    notices,
    packs,
    papers,
    people,
    photos,
    rosters,
    study_cards,
    teaching,
)
