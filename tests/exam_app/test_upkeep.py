"""What happens although nobody asks."""

from datetime import timedelta

from sqlalchemy import select

from exam_app.actors import the_system
from exam_app.models import RosterDraft, Sitting
from exam_app.terms import SittingState
from exam_app.upkeep import round_of
from exam_app.work import Site, Work
from tests.builders import sittings, training
from tests.cast import CITY, Cast
from tests.conftest import NOON

LATER = NOON + timedelta(hours=25)


def test_a_sitting_closes_two_minutes_after_its_deadline_though_nobody_looks(site: Site, cast: Cast) -> None:
    hall = sittings.a_hall(site, cast)
    seated = sittings.a_sitting(site, hall.lin)
    for minutes, state in ((91, SittingState.IN_PROGRESS), (93, SittingState.TIMED_OUT)):
        now = NOON + timedelta(minutes=minutes)
        round_of(site, now)
        with Work.open(site, the_system(CITY), now, read_only=True) as work:
            assert work.get(Sitting, seated.sitting_id).state is state


def test_an_unconfirmed_roster_is_gone_after_a_day(site: Site, cast: Cast) -> None:
    course = training.a_course(site, cast)
    training.previewed(site, cast, course, training.a_roster())
    round_of(site, LATER)
    with Work.open(site, the_system(CITY), LATER, read_only=True) as work:
        assert work.all(select(RosterDraft.content_sealed)) == [None]


def test_a_second_round_finds_nothing_to_do(site: Site, cast: Cast) -> None:
    sittings.a_sitting(site, sittings.a_hall(site, cast).lin)
    round_of(site, LATER)
    round_of(site, LATER)
