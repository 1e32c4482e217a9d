"""Turned away at the door: more pages were asked for at once than can wait without keeping answers out."""

from http import HTTPStatus

from flask import Flask, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from exam_app.terms import N_
from exam_app.web.errors import wants_json
from exam_app.web.rendering import for_any_reader

CROWDED = "watchword.crowded"
"""Set in the request's environment by the door (exam_app/ingest.py)."""
TRY_AGAIN_SECONDS = 5


def init_crowd(app: Flask) -> None:
    app.before_request(_turn_away)


def _turn_away() -> ResponseReturnValue | None:
    """A small page that asks no database. It loads anew by itself; what was posted is pressed again by its person."""
    if not request.environ.get(CROWDED):
        return None
    headers = {"Retry-After": str(TRY_AGAIN_SECONDS), "Cache-Control": "no-store"}
    if wants_json():
        said = gettext(N_("Many people are here at once. Nothing was done; try again in a few seconds."))
        return jsonify(code="crowded", sentence=said), HTTPStatus.SERVICE_UNAVAILABLE, headers
    is_look = request.method in ("GET", "HEAD")
    if is_look:
        headers["Refresh"] = str(TRY_AGAIN_SECONDS)
    page = current_app.jinja_env.get_template("errors/crowded.html")
    return page.render(is_look=is_look, **for_any_reader()), HTTPStatus.SERVICE_UNAVAILABLE, headers
