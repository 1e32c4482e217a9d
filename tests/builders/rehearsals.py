"""Rehearsals returned, for tests of what comes after them."""

from datetime import datetime, timedelta

from exam_app.operations import rehearsals
from exam_app.operations.rehearsals import Trial
from exam_app.terms import RehearsalKind
from exam_app.work import Site, Work
from tests.builders.sittings import Hall
from tests.cast import NOON, Cast

ALL_WELL = Trial(RehearsalKind.SEATS, reached=30, saved=30, spare=2, clock_seconds=1, tried_by="机房周师傅")


def rehearsed(
    site: Site, cast: Cast, hall: Hall, trial: Trial = ALL_WELL, at: datetime = NOON - timedelta(days=1)
) -> Hall:
    with Work.open(site, cast["zhao"], at) as work:
        rehearsals.return_receipt(work, hall.exam_session_id, hall.room_id, trial)
    return hall
