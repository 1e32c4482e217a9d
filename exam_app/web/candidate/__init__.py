"""The door of guards and candidates: the examination room, the guard's practice at home, the slip of a case.

Each page names whom it admits: the exam room under ``/exam`` candidates, practice under ``/my`` guards with a study
card, ``/slip`` whoever a case concerns. The first two use one exam screen; nobody sees a page of another.
"""

from http import HTTPStatus

from flask import request
from flask_login import current_user

from exam_app.actors import Role
from exam_app.errors import Refusal
from exam_app.terms import N_
from exam_app.web.audience import Audience
from exam_app.web.errors import wants_json

audience = Audience("candidate", __name__, admits={Role.CANDIDATE, Role.GUARD, Role.CONCERNED}, url_prefix="/")
CANDIDATE = frozenset({Role.CANDIDATE})
GUARD = frozenset({Role.GUARD})


SIGNED_OUT = N_("You are signed out. Your answers are kept here. Sign in again with your ticket.")
SIGNED_OUT_AT_HOME = N_("You are signed out. Your answers are kept here. Sign in again with your study card.")


class SignedOut(Refusal):
    """A script cannot follow a redirect to the sign-in page; it keeps what is unsent and says this sentence."""

    code = "signed_out"
    status = HTTPStatus.UNAUTHORIZED


@audience.before_request
def answer_scripts_in_their_language() -> None:
    if wants_json() and not current_user.is_authenticated:
        raise SignedOut(SIGNED_OUT_AT_HOME if request.path.startswith("/my") else SIGNED_OUT)


from exam_app.web.candidate import (  # noqa: E402, F401  - registers the pages on the audience
    assessments,
    attendance,
    by_topic,
    home,
    mock_papers,
    own_papers,
    practice,
    sitting,
    slip,
)
