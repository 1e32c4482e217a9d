"""The page with the camera, the same page for the time without a network, and the worker that keeps it."""

import hashlib
import json
from collections.abc import Sequence
from uuid import UUID

from flask import Response, jsonify, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from exam_app.keyring import keyring_of
from exam_app.queries.post_checks import PostChoice, posts_here
from exam_app.terms import N_
from exam_app.web.officer import audience
from exam_app.web.rendering import DIST, asset, build
from exam_app.web.verdicts import script_sentences
from exam_app.work import Work

POST = "post"


@audience.page("/scan", menu=N_("Scan"))
def scan(work: Work) -> ResponseReturnValue:
    """Scan or type. The post that was chosen last stays chosen."""
    return scan_page(work)


def scan_page(work: Work, *, number: str = "", number_error: str = "") -> str:
    """The page; after a number that could not be sent, with that number and what is wrong with it."""
    posts = posts_here(work)
    chosen = _chosen_post(posts)
    return render_template(
        "officer/scan.html",
        config=_config(work, csrf=generate_csrf(), post_id=chosen),
        posts=posts,
        post_id=chosen,
        nonce=work.site.random_bytes(16).hex(),
        number=number,
        number_error=number_error,
    )


@audience.page("/shell", polls=True)
def shell(work: Work) -> ResponseReturnValue:
    """The page as the worker keeps it: nothing personal in it, no token, and the same at every visit."""
    return _shell(work)


@audience.page("/csrf", polls=True)
def csrf(work: Work) -> ResponseReturnValue:
    """A fresh token for a page that was kept for longer than its token."""
    return jsonify(csrf=generate_csrf())


@audience.page("/worker.js", polls=True)
def worker(work: Work) -> ResponseReturnValue:
    """The service worker with the list of what it keeps in front; asked for anew at every visit of the page."""
    kept: list[dict[str, str | None]] = [
        {"url": url_for("static", filename=f"dist/{name}"), "revision": None} for name in build()["precache"]
    ]
    kept.append({"url": url_for("officer.reader"), "revision": build()["entries"]["reader.js"]})
    shell_url = url_for("officer.shell")
    kept.append({"url": shell_url, "revision": hashlib.sha256(_shell(work).encode()).hexdigest()[:16]})
    head = f"self.__precache = {json.dumps(kept)};\nself.__shell = {json.dumps(shell_url)};\n"
    script = (DIST / build()["entries"]["worker.js"]).read_text(encoding="utf-8")
    response = Response(head + script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = url_for("officer.scan").removesuffix("scan")
    return response


@audience.page("/reader.js", polls=True)
def reader(work: Work) -> ResponseReturnValue:
    """The script that reads codes, under the officer's path: a service worker cannot keep a worker from elsewhere."""
    return Response((DIST / build()["entries"]["reader.js"]).read_text(encoding="utf-8"), mimetype="text/javascript")


def _shell(work: Work) -> str:
    return render_template(
        "officer/shell.html", config=_config(work, csrf="", post_id=None), number="", number_error=""
    )


def _config(work: Work, *, csrf: str, post_id: UUID | None) -> dict[str, object]:
    """The block that the script reads (frontend/src/officer/officerConfig.ts)."""
    settings = work.site.settings
    roots = keyring_of(settings).trusted_roots()
    return {
        "pinned_roots": [{"x": root.x.hex(), "y": root.y.hex()} for root in roots],
        "host": settings.host,
        "trust_url": url_for("officer.trust_list"),
        "status_url": url_for("officer.status_list"),
        "check_url": url_for("officer.check"),
        "csrf": csrf,
        "csrf_url": url_for("officer.csrf"),
        "reader_url": url_for("officer.reader"),
        "wasm_url": asset("zxing_reader.wasm"),
        "worker_url": url_for("officer.worker"),
        "worker_scope": url_for("officer.scan").removesuffix("scan"),
        "post_id": str(post_id) if post_id else None,
        "ask_position": False,
        "sentences": script_sentences(),
    }


def _chosen_post(posts: Sequence[PostChoice]) -> UUID | None:
    """The post from the chooser, kept in the browser's session; only a post of the officer's own county counts."""
    if POST in request.args:
        session[POST] = request.args[POST]
    wanted = session.get(POST)
    return next((post.post_id for post in posts if str(post.post_id) == wanted), None)
