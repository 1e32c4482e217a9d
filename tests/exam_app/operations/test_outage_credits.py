"""Time lost in an outage is given back to those who lost it, once, by a person's word, and never beyond the limit."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Actor
from exam_app.delivery import Late
from exam_app.errors import Conflict, Invalid, NotAllowed
from exam_app.journal import JournalEntry, Tag
from exam_app.models import OutageCredit, OutageShare, Sitting
from exam_app.operations.outage_credits import Credited, credit_outage
from exam_app.operations.saving import Ack
from exam_app.queries.outages import RoomOutage, credited_outages, found_outages
from exam_app.work import Site, Work
from tests.builders.pauses import pause, resume
from tests.builders.pulses import hear
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save
from tests.cast import Cast
from tests.conftest import NOON, with_settings

once = pytest.mark.usefixtures("sqlite_only")
DEADLINE = NOON + timedelta(minutes=90)
REASON = "302室跳闸"


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=4)


@pytest.fixture
def seated(site: Site, hall: Hall) -> list[Seated]:
    return [a_sitting(site, candidate) for candidate in hall.candidates]


def seen(site: Site, actor: Actor, hall: Hall, now: datetime) -> list[RoomOutage]:
    with Work.open(site, actor, now, read_only=True) as work:
        return list(found_outages(work, hall.exam_session_id, hall.room_id))


def confirm(site: Site, actor: Actor, hall: Hall, began_at: datetime, now: datetime, reason: str = REASON) -> Credited:
    with Work.open(site, actor, now) as work:
        return credit_outage(work, hall.exam_session_id, hall.room_id, began_at, reason)


def deadlines(site: Site, seated: list[Seated]) -> list[timedelta]:
    """How much later than planned each one's time ends."""
    later = []
    for one in seated:
        with Work.open(site, one.actor, NOON, read_only=True) as work:
            later.append(work.get(Sitting, one.sitting_id).deadline_at - DEADLINE)
    return later


def test_everybody_who_was_silent_gets_the_own_silence_back_in_one_piece(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    hear(site, hall, seated, NOON, at(20), silent=seated[:3], silence=(at(10), at(13)))
    (found,) = seen(site, cast["zhao"], hall, at(20))
    assert (found.span.since, found.span.until, found.silent, found.found.answering) == (at(10), at(13), 3, 4)
    assert confirm(site, cast["zhao"], hall, at(10), at(20)) == Credited(3, timedelta(minutes=3))
    three = timedelta(minutes=3)
    assert deadlines(site, seated) == [three, three, three, timedelta()]
    assert isinstance(save(site, seated[0], chained((1, "B")), at(92)), Ack)
    assert isinstance(save(site, seated[3], chained((1, "B")), at(92)), Late)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (leaf,) = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.OUTAGE_CREDITED))
    assert (leaf.facts["silent"], leaf.facts["answering"], leaf.facts["seconds"]) == (3, 4, 180)
    assert REASON not in str(leaf.facts)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (told,) = credited_outages(work, hall.exam_session_id)
    assert (told.silent, told.reason, told.by) == (3, REASON, "赵明")


def test_a_pause_in_an_outage_is_not_given_twice(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    on = pause(site, cast["zhao"], hall, None, now=at(11))
    hear(site, hall, seated, NOON, at(20), silent=seated, silence=(at(10), at(13)))
    resume(site, cast["zhao"], hall, on.pause_id, now=at(15))
    assert confirm(site, cast["zhao"], hall, at(10), at(20)) == Credited(4, timedelta(minutes=1))
    assert deadlines(site, seated) == [timedelta(minutes=4 + 1)] * 4


def test_confirmed_twice_it_is_given_once(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    hear(site, hall, seated, NOON, at(20), silent=seated, silence=(at(10), at(13)))
    assert confirm(site, cast["he"], hall, at(10), at(20)).candidates == 4
    assert confirm(site, cast["zhao"], hall, at(10), at(20)) == Credited(0, timedelta())
    assert deadlines(site, seated) == [timedelta(minutes=3)] * 4
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert (len(work.all(select(OutageCredit))), len(work.all(select(OutageShare)))) == (1, 4)


def test_no_span_is_kept_twice_whoever_writes_it(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    hear(site, hall, seated, NOON, at(20), silent=seated, silence=(at(10), at(13)))
    confirm(site, cast["he"], hall, at(10), at(20))
    with pytest.raises(IntegrityError), Work.open(site, cast["he"], at(20)) as work:
        share = work.all(select(OutageShare).limit(1))[0]
        work.add(
            OutageShare(
                city_id=share.city_id,
                id=work.new_id(),
                credit_id=share.credit_id,
                sitting_id=share.sitting_id,
                since=share.since,
                until=share.until + timedelta(minutes=5),
            )
        )


def test_pulling_the_own_cable_gets_nobody_anything(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    hear(site, hall, seated, NOON, at(40), silent=seated[:1], silence=(at(10), at(30)))
    assert seen(site, cast["zhao"], hall, at(40)) == []
    with pytest.raises(Conflict, match="no such outage"):
        confirm(site, cast["zhao"], hall, at(10), at(40))
    assert deadlines(site, seated) == [timedelta()] * 4


def test_who_has_handed_in_gets_nothing(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    hear(site, hall, seated, NOON, at(20), silent=seated, silence=(at(10), at(13)))
    hand_in(site, seated[0], at(15))
    assert confirm(site, cast["zhao"], hall, at(10), at(20)).candidates == 3
    assert deadlines(site, seated)[0] == timedelta()
    for one in seated[1:]:
        hand_in(site, one, at(21))
    hear(site, hall, seated, at(22), at(22))
    assert confirm(site, cast["zhao"], hall, at(10), at(25)) == Credited(0, timedelta())


@once
def test_while_it_lasts_nothing_is_confirmed(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    hear(site, hall, seated, NOON, at(10))
    (found,) = seen(site, cast["zhao"], hall, at(14))
    assert not found.found.is_over
    with pytest.raises(Conflict, match="still lasts"):
        confirm(site, cast["zhao"], hall, at(10), at(14))


@once
def test_who_comes_back_after_the_confirmation_gets_the_rest(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    quick, slow = seated[:3], seated[3:]
    hear(site, hall, seated, NOON, at(10))
    hear(site, hall, quick, at(13), at(20))
    assert confirm(site, cast["zhao"], hall, at(10), at(14)).candidates == 4
    assert deadlines(site, slow) == [timedelta(minutes=4)]
    hear(site, hall, slow, at(16), at(20))
    assert confirm(site, cast["zhao"], hall, at(10), at(20)) == Credited(1, timedelta(minutes=2))
    assert deadlines(site, seated) == [timedelta(minutes=3)] * 3 + [timedelta(minutes=6)]


@once
def test_the_limit_is_for_all_outages_together(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    site = with_settings(site, outage_minutes=5)
    for minutes in (10, 20):
        hear(
            site, hall, seated, at(minutes - 9), at(minutes + 5), silent=seated, silence=(at(minutes), at(minutes + 4))
        )
    assert confirm(site, cast["zhao"], hall, at(20), at(30)).most == timedelta(minutes=4)
    assert confirm(site, cast["zhao"], hall, at(10), at(30)).most == timedelta(minutes=1)
    assert deadlines(site, seated) == [timedelta(minutes=5)] * 4


@once
@pytest.mark.parametrize("reason", ["", "  ", "字" * 201])
def test_a_reason_is_needed(site: Site, cast: Cast, hall: Hall, seated: list[Seated], reason: str) -> None:
    hear(site, hall, seated, NOON, at(20), silent=seated, silence=(at(10), at(13)))
    with pytest.raises(Invalid) as refused:
        confirm(site, cast["zhao"], hall, at(10), at(20), reason)
    assert "reason" in refused.value.fields


@once
@pytest.mark.parametrize("who", ["li", "ma", "zhou"])
def test_nobody_else_gives_time_back(site: Site, cast: Cast, hall: Hall, seated: list[Seated], who: str) -> None:
    with pytest.raises(NotAllowed):
        confirm(site, cast[who], hall, at(10), at(20))


@once
def test_a_late_starter_who_began_in_it_gets_the_rest_of_it(site: Site, cast: Cast, hall: Hall) -> None:
    first = [a_sitting(site, candidate) for candidate in hall.candidates[:3]]
    late = a_sitting(site, hall.candidates[3], at(11))
    hear(site, hall, first, NOON, at(10))
    hear(site, hall, [*first, late], at(13), at(20))
    confirm(site, cast["zhao"], hall, at(10), at(20))
    with Work.open(site, late.actor, NOON, read_only=True) as work:
        assert work.get(Sitting, late.sitting_id).deadline_at == at(11 + 90 + 2)
    assert deadlines(site, first) == [timedelta(minutes=3)] * 3
