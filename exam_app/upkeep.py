"""What the site does of its own accord when time passes: close what is over, mark what is closed, delete what expired,
renew signed lists, look through training records once a day, sign the heads of ledgers.

Nothing true lives here: every round may be run by any process, twice or late, and does only what is due.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from exam_app.actors import GATE, Actor, the_system
from exam_app.operations.assessments import close_expired_assessments
from exam_app.operations.certificates import publish_due_lists
from exam_app.operations.conformance import report_due_sessions
from exam_app.operations.ledgers import sign_due_ledgers
from exam_app.operations.outage_holds import hold_back_due, note_holds
from exam_app.operations.outbox import forget_texts
from exam_app.operations.pre_registration_ends import void_overdue, wipe_ended
from exam_app.operations.results import mark_waiting
from exam_app.operations.room_opening import begin_due_rooms
from exam_app.operations.roster_import import expire_rosters
from exam_app.operations.sittings import close_expired
from exam_app.operations.training_flags import look_through_when_due
from exam_app.operations.unit_tables import expire_unit_tables
from exam_app.queries.cities import cities
from exam_app.work import Site, Work

LOG = logging.getLogger("watchword")
ROUND_SECONDS = 30


def round_of(site: Site, now: datetime) -> None:
    """One round over every city of the site, each act in its own short work."""
    with Work.open(site, GATE, now, read_only=True) as work:
        actors = [the_system(city_id) for city_id in cities(work)]
    for actor in actors:
        _act(site, actor, now, note_holds)  # before anything is closed
        while _act(site, actor, now, hold_back_due):
            pass
        while _act(site, actor, now, close_expired):
            pass
        while _act(site, actor, now, mark_waiting):
            pass
        while _act(site, actor, now, close_expired_assessments):
            pass
        _act(site, actor, now, expire_rosters)
        _act(site, actor, now, forget_texts)
        _act(site, actor, now, expire_unit_tables)
        _act(site, actor, now, void_overdue)
        _act(site, actor, now, wipe_ended)
        _act(site, actor, now, publish_due_lists)
        _act(site, actor, now, look_through_when_due)
        while _act(site, actor, now, report_due_sessions):
            pass
        while _act(site, actor, now, begin_due_rooms):
            pass
        # Last, so that the heads cover what this round did.
        while _act(site, actor, now, sign_due_ledgers):
            pass


def _act(site: Site, actor: Actor, now: datetime, act: Callable[[Work], int]) -> int:
    with Work.open(site, actor, now) as work:
        return act(work)


def keep_up(site: Site, stopped: threading.Event, clock: Callable[[], datetime]) -> None:
    """Run a round every half minute until ``stopped``. A round that fails is logged and the next one tries again."""
    while not stopped.wait(ROUND_SECONDS):
        try:
            round_of(site, clock())
        except Exception:
            LOG.exception("a round of upkeep failed; the next one tries again")
