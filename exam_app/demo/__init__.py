"""The demo world: one city with its people, built by calling operations as those people, with a clock that obeys."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

from exam_app.demo.folder import Note, empty, read_note
from exam_app.demo.sign_ins import table
from exam_app.settings import Settings

Echo = Callable[[str], object]


def build_or_open(folder: Path, echo: Echo) -> Settings:
    """Open the demo world of a folder, or build it there first; says which sign-ins there are.

    A world is built anew when the program has changed or its open examination is over. Raises
    :class:`~exam_app.errors.Refusal` for a folder that holds something else.
    """
    settings = Settings.for_folder(folder, demo=True)
    now = datetime.now(UTC)
    note = read_note(settings.data_folder)
    if note is not None and (why := note.why_stale(now)):
        echo(why)
        note = None
    if note is None:
        note = _build_in(settings, now)
    for line in table(note.sign_ins):
        echo(line)
    return settings


def _build_in(settings: Settings, now: datetime) -> Note:
    from exam_app.demo.building import ACTS, build_in_folder  # only here: opening a world needs none of it

    empty(settings.data_folder)
    with click.progressbar(length=ACTS, label="Building the demo world") as bar:
        return build_in_folder(settings, now, bar.update)
