"""The patrol officer's phone: scan, verdict, own checks, and the lists that let it work without a network."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("officer", __name__, admits={Role.PATROL_OFFICER}, url_prefix="/officer")

from exam_app.web.officer import checks, lists, scan  # noqa: E402, F401  - registers the pages on the audience
