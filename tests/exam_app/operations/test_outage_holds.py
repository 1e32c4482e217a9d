"""Nobody loses time because the server was away when it ended: the sitting waits for a decision, and not for ever."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from exam_app.delivery import Head, Late, Stamp
from exam_app.errors import Conflict, Invalid, NotAllowed, TooEarly
from exam_app.journal import JournalEntry, Tag
from exam_app.lease_keys import beacon_at
from exam_app.models import OutageHold, Response, Sitting
from exam_app.operations import outage_holds, sittings
from exam_app.operations.outage_credits import Credited, Declined, credit_outage, refuse_outage
from exam_app.operations.saving import Ack, NotYet, SaveOutcome
from exam_app.operations.sittings import HandedIn, NotClosed
from exam_app.queries.held_answers import held_waiting
from exam_app.queries.outage_holds import held_back
from exam_app.queries.outages import found_outages
from exam_app.queries.sittings import answers_of, sitting_page
from exam_app.terms import EvidenceLevel, HoldEnd, SittingState
from exam_app.upkeep import round_of
from exam_app.work import Site, Work, answer_secret
from tests.builders.pauses import pause
from tests.builders.pulses import hear
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, save, the_site_itself
from tests.cast import CITY, Cast
from tests.conftest import NOON

once = pytest.mark.usefixtures("sqlite_only")
DEADLINE = NOON + timedelta(minutes=90)
AWAY, BACK = NOON + timedelta(minutes=85), NOON + timedelta(minutes=100)
"""The server was away from five minutes before the deadline until ten minutes after it."""
LOOKED = BACK + timedelta(seconds=30)
REASON = "302室跳闸"


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=4)


@pytest.fixture
def seated(site: Site, hall: Hall) -> list[Seated]:
    """Everybody answered question 1, was silent while the server was away, and was heard again."""
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    for one in sat:
        save(site, one, chained((1, "A")), at(10))
    hear(site, hall, sat, NOON, BACK + timedelta(minutes=8), silent=sat, silence=(AWAY, BACK))
    return sat


def made_in_the_outage(site: Site, seated: Seated, minutes: float = 88) -> SaveOutcome:
    """What was answered while the server was away comes when it is back, as the page says when it was made."""
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        head = work.all(select(Response.hash).where(Response.sitting_id == seated.sitting_id))
        beacon = beacon_at(answer_secret(site, CITY), AWAY)
    stamp = Stamp(int(at(minutes).timestamp() * 1000), 0, beacon)
    return save(site, seated, chained((2, "B"), head=Head(1, head[0]), stamp=stamp), LOOKED + timedelta(seconds=5))


def look(site: Site, now: datetime = LOOKED) -> None:
    """A round of the site's upkeep."""
    round_of(site, now)


def row(site: Site, seated: Seated) -> Sitting:
    with Work.open(site, the_site_itself(), NOON, read_only=True) as work:
        return work.get(Sitting, seated.sitting_id)


def submit(site: Site, seated: Seated, now: datetime) -> object:
    with Work.open(site, seated.actor, now) as work:
        return sittings.submit_form(work, seated.sitting_id, seated.lease)


def give(site: Site, cast: Cast, hall: Hall, now: datetime, by: str = "zhao", began_at: datetime = AWAY) -> Credited:
    with Work.open(site, cast[by], now) as work:
        return credit_outage(work, hall.exam_session_id, hall.room_id, began_at, REASON)


def refuse(
    site: Site, cast: Cast, hall: Hall, now: datetime, by: str = "zhao", reason: str = REASON, began_at: datetime = AWAY
) -> Declined:
    with Work.open(site, cast[by], now) as work:
        return refuse_outage(work, hall.exam_session_id, hall.room_id, began_at, reason)


def outcomes(site: Site) -> list[HoldEnd | None]:
    with Work.open(site, the_site_itself(), NOON, read_only=True) as work:
        return list(work.all(select(OutageHold.outcome).order_by(OutageHold.id)))


def test_who_was_out_at_the_end_is_held_back_and_goes_on_with_what_was_left(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    look(site)
    assert {row(site, one).state for one in seated} == {SittingState.HELD_BACK}
    left = timedelta(minutes=5)  # when the server went, and whenever it is decided
    assert give(site, cast, hall, at(107)) == Credited(4, timedelta(minutes=15))
    for one in seated:
        now = row(site, one)
        assert (now.state, now.deadline_at, now.held_back_at) == (SittingState.IN_PROGRESS, at(107) + left, None)
    assert outcomes(site) == [HoldEnd.CREDITED] * 4
    assert isinstance(save(site, seated[0], chained((1, "A"), (2, "B")), at(111)), Ack)
    assert isinstance(submit(site, seated[0], at(111)), HandedIn)
    assert row(site, seated[0]).state is SittingState.SUBMITTED


def test_what_was_answered_meanwhile_is_kept_at_once_and_counts_with_the_time(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    look(site)
    outcome = made_in_the_outage(site, seated[0])
    assert isinstance(outcome, Ack)
    assert (outcome.durable_through, outcome.is_held_back) == (2, True)
    assert row(site, seated[0]).answered == 1
    again = made_in_the_outage(site, seated[0])
    assert isinstance(again, Ack)
    give(site, cast, hall, at(104))
    with Work.open(site, the_site_itself(), at(104), read_only=True) as work:
        assert answers_of(work, seated[0].sitting_id)[2].value == "B"
    assert row(site, seated[0]).answered == 2
    with Work.open(site, cast["he"], at(104), read_only=True) as work:
        assert held_waiting(work, hall.exam_session_id) == 0


@pytest.mark.parametrize(("made_at", "waiting"), [(88, 1), (60, 0)])
def test_where_no_time_is_given_what_was_answered_meanwhile_counts_only_by_its_evidence(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated], made_at: float, waiting: int
) -> None:
    look(site)
    assert isinstance(made_in_the_outage(site, seated[0], made_at), Ack)
    assert refuse(site, cast, hall, at(104)) == Declined(4)
    assert row(site, seated[0]).answered == 1
    with Work.open(site, cast["he"], at(104), read_only=True) as work:
        level = work.all(select(Response.level).where(Response.slot == 2))
        assert level == [EvidenceLevel.HELD if waiting else EvidenceLevel.LATE]
        assert held_waiting(work, hall.exam_session_id) == waiting


def test_refused_everybody_hands_in_and_nothing_is_given_any_more(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    look(site)
    assert refuse(site, cast, hall, at(104)) == Declined(4)
    assert refuse(site, cast, hall, at(104)) == Declined(0)
    with pytest.raises(Conflict, match="no time is given back"):
        give(site, cast, hall, at(104))
    assert isinstance(submit(site, seated[0], at(104)), HandedIn)
    look(site, at(104.5))
    assert {row(site, one).state for one in seated} == {SittingState.TIMED_OUT}
    assert outcomes(site) == [HoldEnd.REFUSED] * 4
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (leaf,) = work.all(
            select(JournalEntry).where(JournalEntry.tag == Tag.OUTAGE_REFUSED).order_by(JournalEntry.leaf_index)
        )
    assert (leaf.facts["silent"], leaf.facts["answering"]) == (4, 4)
    assert REASON not in str(leaf.facts)


def test_nobody_decides_and_it_is_closed_all_the_same(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    look(site)
    until = LOOKED + outage_holds.DECIDE_WITHIN
    look(site, until - timedelta(seconds=1))
    assert row(site, seated[0]).state is SittingState.HELD_BACK
    look(site, until + timedelta(seconds=1))
    assert {row(site, one).state for one in seated} == {SittingState.TIMED_OUT}
    assert outcomes(site) == [HoldEnd.LAPSED] * 4


def test_a_page_that_hands_in_before_the_site_has_looked_is_asked_to_wait(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    first = BACK + timedelta(seconds=2)
    hear(site, hall, seated, BACK, BACK)
    assert isinstance(submit(site, seated[0], first), NotClosed)
    assert row(site, seated[0]).state is SittingState.IN_PROGRESS
    assert isinstance(made_in_the_outage(site, seated[0]), NotYet)
    assert row(site, seated[0]).answered == 1
    look(site)
    assert isinstance(submit(site, seated[0], LOOKED), NotClosed)
    assert isinstance(made_in_the_outage(site, seated[0]), Ack)


@once
def test_what_is_known_before_the_deadline_holds_back_whoever_hands_in_at_it(
    site: Site, cast: Cast, hall: Hall
) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    hear(site, hall, sat, NOON, at(91), silent=sat[:2], silence=(at(70), at(75)))
    look(site, at(89.5))
    assert row(site, sat[0]).state is SittingState.IN_PROGRESS
    assert isinstance(submit(site, sat[0], at(89.6)), HandedIn)  # of their own accord
    assert isinstance(submit(site, sat[1], at(90.1)), NotClosed)
    assert isinstance(submit(site, sat[2], at(90.1)), HandedIn)  # was heard all the time
    assert row(site, sat[1]).state is SittingState.HELD_BACK
    assert give(site, cast, hall, at(95), began_at=at(70)) == Credited(1, timedelta(minutes=5))
    assert row(site, sat[1]).deadline_at == at(100)


@once
def test_given_back_before_the_deadline_nobody_is_held_back_at_it(site: Site, cast: Cast, hall: Hall) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    hear(site, hall, sat, NOON, at(99), silent=sat, silence=(at(70), at(75)))
    look(site, at(89.5))
    give(site, cast, hall, at(89.7), began_at=at(70))
    look(site, at(94.5))
    assert isinstance(submit(site, sat[0], at(95.1)), HandedIn)
    assert outcomes(site) == [HoldEnd.CREDITED] * 4


def test_pulling_the_own_cable_at_the_end_gets_nobody_held_back(site: Site, cast: Cast, hall: Hall) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    save(site, sat[0], chained((1, "A")), at(10))
    hear(site, hall, sat, NOON, BACK, silent=sat[:1], silence=(AWAY, at(95)))
    look(site, at(89.5))
    look(site, at(92.5))
    assert outcomes(site) == []
    assert {row(site, one).state for one in sat} == {SittingState.TIMED_OUT}
    assert isinstance(made_in_the_outage(site, sat[0]), Late)
    with Work.open(site, cast["he"], BACK, read_only=True) as work:
        assert held_waiting(work, hall.exam_session_id) == 0


@once
def test_the_own_cable_pulled_and_put_back_is_late_as_ever(site: Site, cast: Cast, hall: Hall) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    hear(site, hall, sat, NOON, at(93), silent=sat[:1], silence=(AWAY, at(90.5)))
    assert isinstance(submit(site, sat[0], at(90.6)), NotClosed)  # nobody knows yet of the others
    look(site, at(92.1))
    assert row(site, sat[0]).state is SittingState.TIMED_OUT


@once
def test_an_outage_that_lasts_holds_back_too_and_can_be_refused_as_it_lasts(site: Site, cast: Cast, hall: Hall) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    hear(site, hall, sat, NOON, AWAY)
    look(site, at(92.5))
    assert row(site, sat[0]).state is SittingState.HELD_BACK
    with pytest.raises(Conflict, match="still lasts"):
        give(site, cast, hall, at(93))
    with Work.open(site, cast["zhao"], at(93), read_only=True) as work:
        (told,) = {one.until for one in held_back(work, hall.exam_session_id, hall.room_id)}
    # As long as time may be given back for it, and then for the decision.
    assert told == AWAY + timedelta(minutes=site.settings.outage_minutes) + outage_holds.DECIDE_WITHIN
    assert refuse(site, cast, hall, at(94)) == Declined(4)
    look(site, at(94.5))
    assert row(site, sat[0]).state is SittingState.TIMED_OUT


@once
def test_refusing_one_outage_leaves_who_waits_for_another(site: Site, cast: Cast, hall: Hall) -> None:
    sat = [a_sitting(site, candidate) for candidate in hall.candidates]
    hear(site, hall, sat, NOON, at(65), silent=sat, silence=(at(60), at(63)))
    hear(site, hall, sat, at(65), at(95), silent=sat, silence=(at(70), at(73)))
    look(site, at(90.5))
    assert refuse(site, cast, hall, at(91), began_at=at(70)) == Declined(0)
    assert row(site, sat[0]).state is SittingState.HELD_BACK
    assert give(site, cast, hall, at(92), began_at=at(60)).candidates == 4
    assert row(site, sat[0]).deadline_at == at(90 + 3 + 2)


@once
def test_a_pause_of_the_room_covers_who_goes_on_in_it(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    with Work.open(site, cast["he"], AWAY) as work:
        work.get(Sitting, seated[3].sitting_id).deadline_at = at(130)
    look(site)
    pause(site, cast["zhao"], hall, None, now=at(102))
    assert row(site, seated[0]).state is SittingState.HELD_BACK
    give(site, cast, hall, at(104))
    assert row(site, seated[0]).state is SittingState.PAUSED
    assert row(site, seated[0]).deadline_at - at(104) == timedelta(minutes=5)


def test_neither_the_room_nor_the_examination_is_closed_over_who_waits(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    with pytest.raises(TooEarly, match="4 candidates wait"), Work.open(site, cast["he"], LOOKED) as work:
        sittings.close_session(work, hall.exam_session_id)
    look(site)
    with pytest.raises(TooEarly, match="4 candidates wait"), Work.open(site, cast["he"], at(104)) as work:
        sittings.close_session(work, hall.exam_session_id)
    refuse(site, cast, hall, at(104))
    with Work.open(site, cast["he"], at(104)) as work:
        assert sittings.close_session(work, hall.exam_session_id).sat == 4


@once
def test_the_candidates_page_and_the_room_say_who_waits(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    look(site)
    with Work.open(site, seated[0].actor, at(103), read_only=True) as work:
        page = sitting_page(work, seated[0].sitting_id)
    assert (page.is_held_back, page.is_over, page.is_closed) == (True, False, False)
    with Work.open(site, cast["zhao"], at(103), read_only=True) as work:
        assert [one.seat_number for one in held_back(work, hall.exam_session_id, hall.room_id)] == [1, 2, 3, 4]
        (outage,) = found_outages(work, hall.exam_session_id, hall.room_id)
        assert outage.found.is_over


@once
@pytest.mark.parametrize("reason", ["", " ", "字" * 201])
def test_refusing_needs_a_reason(site: Site, cast: Cast, hall: Hall, seated: list[Seated], reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        refuse(site, cast, hall, at(104), reason=reason)
    assert "reason" in refused.value.fields


@once
@pytest.mark.parametrize("who", ["li", "ma", "zhou"])
def test_nobody_else_refuses(site: Site, cast: Cast, hall: Hall, seated: list[Seated], who: str) -> None:
    with pytest.raises(NotAllowed):
        refuse(site, cast, hall, at(104), by=who)


@once
def test_given_back_it_is_not_refused(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    look(site)
    give(site, cast, hall, at(104))
    with pytest.raises(Conflict, match="given back before"):
        refuse(site, cast, hall, at(104))


def test_a_sitting_waits_once_at_a_time_and_a_hold_that_ended_stands(
    site: Site, cast: Cast, hall: Hall, seated: list[Seated]
) -> None:
    look(site)
    with Work.open(site, the_site_itself(), LOOKED) as work:
        assert outage_holds.note_holds(work) == 0
    refuse(site, cast, hall, at(104))
    with pytest.raises(DBAPIError, match="append only"), Work.open(site, the_site_itself(), at(105)) as work:
        work.all(select(OutageHold))[0].outcome = HoldEnd.CREDITED


@once
def test_paper_is_never_held_back(site: Site, cast: Cast, hall: Hall, seated: list[Seated]) -> None:
    with Work.open(site, the_site_itself(), at(86)) as work:
        work.get(Sitting, seated[0].sitting_id).paper_epoch = 1
    look(site)
    assert [row(site, one).state for one in seated[:2]] == [SittingState.IN_PROGRESS, SittingState.HELD_BACK]
