"""The public door: start page, signing in and out, one's own account, language and size, health.

The staff roles are admitted for the pages of one's own account, which every role has; each page names whom it admits.
"""

from exam_app.actors import STAFF_ROLES, Role
from exam_app.web.audience import Audience

audience = Audience("public", __name__, admits={Role.PUBLIC, Role.GATE, *STAFF_ROLES}, url_prefix="/")

from exam_app.web.public import (  # noqa: E402, F401  - registers the pages
    about,
    own_account,
    register,
    sign_in,
    start,
    study,
    verify,
)
