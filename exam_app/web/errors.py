"""Refusals to pages or JSON in the audience's layout; everything else is logged with a number and apologised for."""

import logging
import secrets
import traceback
from http import HTTPStatus

from flask import Flask, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from exam_app.errors import NotFound, Refusal
from exam_app.terms import N_
from exam_app.web.rendering import for_any_reader, translate

LOG = logging.getLogger("watchword")


def wants_json() -> bool:
    return (
        request.is_json or request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    )


def refused(refusal: Refusal) -> ResponseReturnValue:
    """A sentence in place of the page. Forms that can be filled again catch Invalid themselves."""
    said = translate(refusal.sentence)
    if wants_json():
        return jsonify(code=refusal.code, sentence=said), refusal.status
    return render_template("errors/refusal.html", sentence=said, status=int(refusal.status)), refusal.status


class Unsafe(Refusal):
    code = "csrf"
    status = HTTPStatus.BAD_REQUEST


class Unreadable(Refusal):
    code = "unreadable"
    status = HTTPStatus.BAD_REQUEST


def _http(error: HTTPException) -> ResponseReturnValue:
    match error.code:
        case 400:
            return refused(Unreadable(N_("This request cannot be read. Go back, reload the page, and send it again.")))
        case 404:
            return refused(NotFound(N_("There is no such page. Check the address.")))
        case 405:
            return refused(NotFound(N_("This address is not opened that way. Go back and use the button.")))
        case 413:
            return refused(
                Refusal(N_("The file is larger than 10 MB. Split it and upload the parts."), code="too_large")
            )
        case _:
            return apologise(error)


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return refused(
        Unsafe(N_("This form was open for too long and can no longer be trusted. Go back, reload, and send it again."))
    )


def apologise(error: Exception) -> ResponseReturnValue:
    """The last resort: a number for the operator, a sentence for the person, no detail for anyone else.

    The page is rendered without asking who is signed in: the database may be what failed.
    """
    number = secrets.token_hex(3).upper()
    LOG.error("apology %s: %s %s\n%s", number, request.method, request.endpoint, _trace(error))
    if wants_json():
        said = gettext(N_("Something failed, number %(number)s. Nothing was half done; try again."), number=number)
        return jsonify(code="apology", sentence=said), HTTPStatus.INTERNAL_SERVER_ERROR
    page = current_app.jinja_env.get_template("errors/apology.html")
    return page.render(number=number, **for_any_reader()), HTTPStatus.INTERNAL_SERVER_ERROR


def _trace(error: BaseException) -> str:
    """Where it happened, cause by cause, without the messages: those of a database quote the row (names, numbers)."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        lines += [f"{type(cause).__module__}.{type(cause).__qualname__}\n", *traceback.format_tb(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return "".join(lines)


def init_errors(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, apologise)
