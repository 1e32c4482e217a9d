"""The candidate's door: what comes next, practice, the examination, the receipt."""

from http import HTTPStatus

from flask_login import current_user

from exam_app.actors import Role
from exam_app.errors import Refusal
from exam_app.web.audience import Audience
from exam_app.web.errors import wants_json

audience = Audience("candidate", __name__, admits={Role.CANDIDATE}, url_prefix="/exam")


class SignedOut(Refusal):
    """A script cannot follow a redirect to the sign-in page; it keeps what is unsent and says this sentence."""

    code = "signed_out"
    status = HTTPStatus.UNAUTHORIZED


@audience.before_request
def answer_scripts_in_their_language() -> None:
    if wants_json() and not current_user.is_authenticated:
        raise SignedOut("You are signed out. Your answers are kept here. Sign in again with your ticket.")


from exam_app.web.candidate import home, practice, sitting  # noqa: E402, F401  - registers the pages on the audience
