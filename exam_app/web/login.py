"""Flask-Login glue: the cookie's token to a viewer, and the cookie itself."""

from flask import Flask, Response, g, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user

from exam_app.actors import GATE
from exam_app.operations import accounts
from exam_app.queries.signed_in import Viewer, viewer_of
from exam_app.web.house import house
from exam_app.work import Work

SEEN_EVERY_SECONDS = 60
KEPT = ("locale", "size", "contrast", "speed")
"""What belongs to the browser, not to who is signed in."""


class Browser(UserMixin):
    """A signed-in browser as Flask-Login wants it: its id is the session token."""

    def __init__(self, token: str, viewer: Viewer | None = None) -> None:
        self.token = token
        self.viewer = viewer

    def get_id(self) -> str:
        return self.token


def load_browser(token: str) -> Browser | None:
    """Look the token up anew at every request."""
    here = house()
    now = here.clock()
    with Work.open(here.site, GATE, now, read_only=True) as work:
        viewer = viewer_of(work, token)
    if viewer is None:
        return None
    g.token, g.seen_seconds_ago = token, viewer.seen_seconds_ago
    return Browser(token, viewer)


def note_use(response: Response) -> Response:
    """Keep the session alive, once a minute, unless the page only polls.

    After the view, because only then is it known who asked and whether the page polls.
    """
    if not getattr(g, "polls", False) and getattr(g, "seen_seconds_ago", 0) >= SEEN_EVERY_SECONDS:
        here = house()
        with Work.open(here.site, GATE, here.clock()) as work:
            accounts.keep_alive(work, g.token)
    return response


def remember(token: str) -> None:
    """Put a new session into the cookie; what the browser carried before is forgotten (session fixation)."""
    kept = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update(kept)
    login_user(Browser(token))


def forget() -> None:
    logout_user()
    session.pop("csrf_token", None)


def address() -> str:
    return request.remote_addr or "unknown"


def init_login(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the token is looked up at every request; nothing else is trusted
    manager.user_loader(load_browser)
