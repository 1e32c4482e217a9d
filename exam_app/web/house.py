"""What every request needs from the composition root: the site and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from exam_app.work import Site

KEY = "watchword"


@dataclass(frozen=True)
class House:
    site: Site
    clock: Callable[[], datetime]


def house() -> House:
    """The house of the application that serves this request."""
    found: House = current_app.extensions[KEY]
    return found
