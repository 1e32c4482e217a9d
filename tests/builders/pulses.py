"""Signs of life of a room, for tests of what follows from them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from exam_app.actors import the_door
from exam_app.operations.saving import Pulse, note_pulses
from exam_app.work import Site, Work
from tests.builders.sittings import Hall, Seated
from tests.cast import CITY

EVERY = timedelta(seconds=10)


def hear(
    site: Site,
    hall: Hall,
    seated: Collection[Seated],
    since: datetime,
    until: datetime,
    *,
    silent: Collection[Seated] = (),
    silence: tuple[datetime, datetime] | None = None,
) -> None:
    """Everybody is heard every ten seconds from ``since`` to ``until``, but ``silent`` not inside of ``silence``."""
    pulses, at = [], since
    while at <= until:
        is_out = silence is not None and silence[0] < at < silence[1]
        heard = frozenset(one.sitting_id for one in seated if not (is_out and one in silent))
        if heard:
            pulses.append(Pulse(hall.exam_session_id, hall.room_id, at, heard))
        at += EVERY
    with Work.open(site, the_door(CITY, [one.sitting_id for one in seated]), until) as work:
        note_pulses(work, pulses)
