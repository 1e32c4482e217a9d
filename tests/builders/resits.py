"""An examination that is over and released, for tests of what may follow it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.models import Booking, ExamSession
from exam_app.operations import resits, results
from exam_app.operations.resits import Grounds, Whom
from exam_app.resits.rules import OwnRule
from exam_app.terms import MakeUpGround
from exam_app.work import Site, Work
from tests.builders.scheduling import MORNING, planned
from tests.builders.sittings import Hall, a_closed_hall
from tests.cast import NOON, Cast

AFTER = NOON + timedelta(hours=4)
POWER_CUT = Grounds(MakeUpGround.OUTAGE, "9:40至9:58停电。", document="供电记录〔2026〕88号")


def released(site: Site, cast: Cast, exam_session_id: UUID) -> None:
    for name in ("he", "lin"):
        with Work.open(site, cast[name], AFTER) as work:
            results.sign_release(work, exam_session_id)


def over(site: Site, cast: Cast, *, right: tuple[int, ...] = (5, 2)) -> Hall:
    """One passed, one did not, one was absent; the results are out."""
    hall = a_closed_hall(site, cast, right=right)
    released(site, cast, hall.exam_session_id)
    return hall


def registrations_of(site: Site, cast: Cast, hall: Hall) -> list[UUID]:
    """Of the hall's candidates, in their order."""
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        found = {row.person_id: row.registration_id for row in work.all(select(Booking))}
    return [found[actor.person_id] for actor in hall.candidates]


def next_examination(site: Site, cast: Cast, hall: Hall, starts_at: datetime = MORNING) -> UUID:
    """Planned for 1 December with the hall's own blueprint."""
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        blueprint_id = work.get(ExamSession, hall.exam_session_id).blueprint_id
    return planned(site, cast, starts_at=starts_at, blueprint_id=blueprint_id)


def granted(site: Site, cast: Cast, hall: Hall, whom: Whom, grounds: Grounds = POWER_CUT) -> list[UUID]:
    with Work.open(site, cast["he"], AFTER) as work:
        made = resits.propose_make_up(work, hall.exam_session_id, whom, grounds)
    with Work.open(site, cast["lin"], AFTER) as work:
        for make_up_id in made:
            resits.sign_make_up(work, make_up_id)
    return made


def own_rule(site: Site, cast: Cast, **limits: int) -> UUID:
    with Work.open(site, cast["he"], NOON) as work:
        return resits.set_own_rule(work, OwnRule(date(2026, 11, 24), "云公治〔2026〕3号", **limits))
