"""Watchword: guard certification exam and training.

:func:`create_app` is the composition root. Nothing is imported at module level, so that the pure cores and
``python -m`` tools of this package stay light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from flask import Flask

    from exam_app.settings import Settings
    from exam_app.work import Site


def create_app(
    settings: Settings | None = None,
    *,
    site: Site | None = None,
    clock: Callable[[], datetime] | None = None,
    steady: Callable[[], float] | None = None,
) -> Flask:
    """Build the web application.

    ``settings`` default to the environment; ``site``, ``clock`` and ``steady`` (seconds that nobody can set) are given
    by tests, which share one database and stop time. Without a ``clock`` it is one that nobody can set.
    """
    from exam_app.ingest import Door
    from exam_app.settings import Settings
    from exam_app.steady_clock import SteadyClock, steady_seconds, wall_clock
    from exam_app.web import build_app
    from exam_app.web.house import KEY, House
    from exam_app.work import open_site

    site = site or open_site(settings or Settings.from_environment())
    steady = steady or steady_seconds
    app = build_app(House(site, clock or SteadyClock(wall_clock, steady), steady, wall=clock or wall_clock))
    app.wsgi_app = Door(app.wsgi_app, lambda: app.extensions[KEY])  # type: ignore[method-assign]  # Flask's own place
    return app
