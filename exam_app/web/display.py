"""How the pages look in one browser: text size, contrast, and how fast the exam screen reads aloud.

The switches post to a page, which keeps them in the session. The exam screen's script changes them without a request
and notes them in a cookie of their own (frontend/src/exam/display.ts), so that a switch never races an answer on its
way; what that cookie says is the newer word until a switch is posted again.
"""

from flask import request, session
from werkzeug import Response

SIZES = ("standard", "large", "largest")
CONTRASTS = ("normal", "high-white", "high")
"""The usual colours; black on white; white on black."""
SPEEDS = ("slow", "normal", "fast")
CHOICES = {"size": SIZES, "contrast": CONTRASTS, "speed": SPEEDS}
"""In the order in which the cookie has them."""
USUAL = {"size": "standard", "contrast": "normal", "speed": "normal"}
COOKIE = "display"


def chosen_display() -> dict[str, str]:
    """What this browser chose of each; the usual where it chose nothing, or something that does not exist."""
    noted = dict(zip(CHOICES, request.cookies.get(COOKIE, "").split("."), strict=False))
    return {name: _known(name, noted.get(name)) or _known(name, session.get(name)) or USUAL[name] for name in CHOICES}


def _known(name: str, value: object) -> str | None:
    return value if isinstance(value, str) and value in CHOICES[name] else None


def keep_posted(response: Response) -> None:
    """Keep what a posted switch says; the script's note, which may say otherwise, is carried over and dropped."""
    before = chosen_display()
    posted = {name: value for name in CHOICES if (value := _known(name, request.form.get(name)))}
    if posted:
        session.update({**before, **posted})
        response.delete_cookie(COOKIE)
