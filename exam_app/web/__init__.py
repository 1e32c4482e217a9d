"""The web: ten audiences behind one shell, sign-in, error pages, security headers."""

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from exam_app.web import (
    applicant,
    candidate,
    employer,
    invigilation,
    office,
    officer,
    oversight,
    public,
    teaching,
    training,
)
from exam_app.web.crowd import init_crowd
from exam_app.web.errors import init_errors
from exam_app.web.house import KEY, House
from exam_app.web.login import init_login, note_use
from exam_app.web.rendering import asset, init_rendering
from exam_app.web.session_cookie import SessionCookie

AUDIENCES = (
    public.audience,
    applicant.audience,
    candidate.audience,
    invigilation.audience,
    training.audience,
    teaching.audience,
    employer.audience,
    office.audience,
    officer.audience,
    oversight.audience,
)
LARGEST_UPLOAD = 10 * 1024 * 1024 + 64 * 1024
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def _templates() -> str:
    """The shipped folder of an installed wheel, or the checkout's top-level one."""
    package = Path(__file__).parent.parent
    shipped = package / "templates"
    return str(shipped if shipped.is_dir() else package.parent / "templates")


def build_app(house: House) -> Flask:
    """The Flask application of one site."""
    site = house.site
    settings = site.settings
    app = Flask("exam_app", template_folder=_templates())
    app.config.update(
        SECRET_KEY=site.vault.cookie_key,
        SESSION_COOKIE_NAME="__Host-watchword" if settings.secure_cookies else "watchword",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_UPLOAD,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.session_interface = SessionCookie()
    app.extensions[KEY] = house
    init_crowd(app)  # first: nothing is looked at for whoever is turned away
    CSRFProtect(app)
    init_login(app)
    init_rendering(app)
    init_errors(app)
    for audience in AUDIENCES:
        app.register_blueprint(audience)
    app.before_request(_refuse_nul)
    app.after_request(note_use)
    app.after_request(_harden)
    return app


def _refuse_nul() -> None:
    """No person types U+0000, and PostgreSQL cannot store it: such a request is not read at all."""
    typed = (text for values in (request.args, request.form) for text in values.values() if text)
    named = (file.filename or "" for file in request.files.values())
    if any("\0" in text for text in (request.path, *typed, *named)):
        abort(HTTPStatus.BAD_REQUEST)


def _harden(response: Response) -> Response:
    """Security headers on everything (reliability.md 3, row 12); built files alone may be cached."""
    response.headers.update(HEADERS)
    compiles = request.endpoint == "officer.reader" or (
        request.endpoint == "static" and request.path == asset("reader.js")
    )
    scripts = " 'wasm-unsafe-eval'" if compiles else ""
    response.headers["Content-Security-Policy"] = POLICY.format(scripts=scripts)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
