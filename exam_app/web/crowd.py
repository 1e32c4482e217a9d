"""Turned away at the door: more pages were asked for at once than can wait without keeping answers out."""

import random
from http import HTTPStatus

from flask import Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.terms import N_
from exam_app.web.display import chosen_display
from exam_app.web.errors import wants_json
from exam_app.web.rendering import CROWDED, for_any_reader

TRY_AGAIN_SECONDS = (5, 15)
"""Each at another moment within these, so that a hall does not come back in step."""
PAGES = "crowd"
"""The few pages there are, by language, display and verb: in a crowd not even a small one is made for everybody."""


def init_crowd(app: Flask) -> None:
    app.extensions[PAGES] = {}
    app.before_request(_turn_away)


def _turn_away() -> ResponseReturnValue | None:
    """A small page that asks no database. It loads anew by itself; what was posted is pressed again by its person."""
    if not request.environ.get(CROWDED):
        return None
    again = str(random.randint(*TRY_AGAIN_SECONDS))
    headers = {"Retry-After": again, "Cache-Control": "no-store"}
    if wants_json():
        said = gettext(N_("Many people are here at once. Nothing was done; try again in a few seconds."))
        return jsonify(code="crowded", sentence=said), HTTPStatus.SERVICE_UNAVAILABLE, headers
    is_look = request.method in ("GET", "HEAD")
    if is_look:
        headers["Refresh"] = again
    return _page(is_look), HTTPStatus.SERVICE_UNAVAILABLE, headers


def _page(is_look: bool) -> str:
    reader = for_any_reader()
    key = (is_look, reader["locale"], *chosen_display().values())
    pages: dict[tuple[object, ...], str] = current_app.extensions[PAGES]
    if key not in pages:
        pages[key] = current_app.jinja_env.get_template("errors/crowded.html").render(is_look=is_look, **reader)
    return pages[key]
