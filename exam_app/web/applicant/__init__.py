"""The applicant's door: the own application at home, with a slip of the county; who sits in the examination reads the
same page with the admission ticket."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("applicant", __name__, admits={Role.APPLICANT, Role.CANDIDATE}, url_prefix="/application")
APPLICANT = frozenset({Role.APPLICANT})

from exam_app.web.applicant import (  # noqa: E402, F401  - registers the pages on the audience
    appeals,
    my_matters,
    own_data,
    own_requests,
)
