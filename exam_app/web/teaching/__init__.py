"""The trainer's door: the own lessons, the code on the room's screen, the word at the end."""

from exam_app.actors import Role
from exam_app.web.audience import Audience

audience = Audience("teaching", __name__, admits={Role.TRAINER}, url_prefix="/teaching")

from exam_app.web.teaching import lessons  # noqa: E402, F401  - registers the pages on the audience
