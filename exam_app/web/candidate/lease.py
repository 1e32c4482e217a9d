"""The cookie by which a browser is known again: it makes a reload, a second tab and a started-anew browser the same.

It names nobody and opens nothing: whoever writes a sitting is signed in besides. It is no part of the session, because
signing in anew forgets that, and a browser that crashed shall find what it kept.
"""

import re
import secrets
from uuid import UUID

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

from exam_app.lease_keys import LeaseKey, lease_of_browser
from exam_app.queries.sittings import epoch_in_force
from exam_app.work import Work, answer_secret

COOKIE = "lease"
KEPT_SECONDS = 24 * 3600
"""An examination day: nobody goes on tomorrow."""
DIGITS = re.compile("[0-9a-f]{64}")


def browser_here() -> str:
    """The digits that this browser keeps, or new ones; what is not ours counts as none."""
    return _kept() or secrets.token_hex(32)


def keep_browser(browser: str, answer: ResponseReturnValue) -> Response:
    """Let the browser keep its digits, before the candidate begins: beginning twice is then beginning once."""
    response = make_response(answer)
    response.set_cookie(
        COOKIE,
        browser,
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def lease_here(work: Work, sitting_id: UUID) -> LeaseKey:
    """What this browser would write with; the operation decides whether it is in force."""
    return key_here(work, sitting_id, epoch_in_force(work, sitting_id))


def key_here(work: Work, sitting_id: UUID, epoch: int) -> LeaseKey:
    """This browser's key of one epoch; one that fits nothing where the browser keeps no digits."""
    browser = _kept()
    if browser is None:
        return LeaseKey(0, "")
    return lease_of_browser(answer_secret(work.site, work.city_id), browser, sitting_id, epoch)


def _kept() -> str | None:
    found = request.cookies.get(COOKIE, "")
    return found if DIGITS.fullmatch(found) else None
