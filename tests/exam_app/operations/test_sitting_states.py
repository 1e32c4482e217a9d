"""The table of a sitting's states, cell by cell at the real acts: what it allows happens, all else changes nothing."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from exam_app.actors import PERMISSIONS
from exam_app.answer_sheets import BLANK
from exam_app.errors import Conflict, Refusal
from exam_app.models import ExamSession, Lease, OutageHold, Pause, Response, Sitting
from exam_app.operations import sittings
from exam_app.operations.outage_holds import let_go_undecided, waits
from exam_app.queries.outage_holds import open_hold
from exam_app.sitting_states import AWAITED, CLOSED, OPEN, SITTING_TABLE, SittingTrigger
from exam_app.terms import SittingState
from exam_app.work import Site, Work
from tests.builders.booklets import choose, hand_out, print_for, take_in, type_in
from tests.builders.pauses import pause, resume
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save, the_site_itself
from tests.cast import Cast
from tests.conftest import NOON

LATE = NOON + timedelta(hours=3)
OVER = LATE + timedelta(minutes=1)
"""Nobody has decided in time about an outage that was noted at ``LATE``."""
CELLS = list(product(SittingState, SittingTrigger))


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=1)


def row(site: Site, hall: Hall) -> Mapping[str, object]:
    """Every column of the sitting."""
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        sitting = work.all(select(Sitting))[0]
        return {column.name: getattr(sitting, column.name) for column in Sitting.__table__.columns}


def pull(site: Site, cast: Cast, hall: Hall, seated: Seated, trigger: SittingTrigger, now: datetime) -> None:
    """The real act of a trigger, by whoever does it; a refusal is raised."""
    match trigger:
        case SittingTrigger.BEGIN:
            a_sitting(site, hall.lin, now)
        case SittingTrigger.PAUSE:
            pause(site, cast["zhao"], hall, hall.lin, now=now)
        case SittingTrigger.RESUME:
            with Work.open(site, cast["zhao"], now, read_only=True) as work:
                on = work.all(select(Pause.id).order_by(Pause.begun_at.desc(), Pause.id.desc()))
            if not on:
                raise Conflict("Nothing is paused.")
            resume(site, cast["zhao"], hall, on[0], now=now)
        case SittingTrigger.HOLD_BACK:
            hold_back(site, seated)
        case SittingTrigger.LET_GO:
            let_go(site, cast, hall, seated)
        case SittingTrigger.HAND_IN:
            hand_in(site, seated, now)
        case SittingTrigger.TIME_OUT:
            with Work.open(site, the_site_itself(), OVER) as work:
                sittings.close_expired(work)
        case SittingTrigger.TAKE_IN:
            a_sheet_taken_in(site, cast, hall, now)
        case SittingTrigger.ENTER:
            for clerk in ("he", "lin"):
                type_in(site, cast[clerk], seated.sitting_id, [BLANK] * 5, now=now)


def hold_back(site: Site, seated: Seated) -> None:
    """The deadline passes after an outage that nobody has decided; a sitting that is closed or stands is left alone."""
    with Work.open(site, the_site_itself(), LATE) as work:
        sitting = work.lock(Sitting, seated.sitting_id)
        if not sitting.is_on_paper and open_hold(work, sitting) is None:
            work.add(a_hold(work, sitting))
        if sitting.state is SittingState.HELD_BACK or not waits(work, sitting):
            raise Conflict("It is not held back now.")


def a_hold(work: Work, sitting: Sitting) -> OutageHold:
    return OutageHold(
        city_id=work.city_id,
        id=work.new_id(),
        exam_session_id=sitting.exam_session_id,
        room_id=sitting.room_id,
        sitting_id=sitting.id,
        outage_began_at=NOON,
        outage_ended_at=None,
        due_at=sitting.deadline_at,
        until=max(LATE, sitting.deadline_at) + timedelta(seconds=30),
        noted_at=LATE,
    )


def let_go(site: Site, cast: Cast, hall: Hall, seated: Seated) -> None:
    """It is decided that no time is given back."""
    with Work.open(site, cast["he"], LATE) as work:
        sitting = work.lock(Sitting, seated.sitting_id)
        session = work.get(ExamSession, hall.exam_session_id)
        if not let_go_undecided(work, session, hall.room_id, {sitting.id: sitting}):
            raise Conflict("Nobody waits here.")


def a_sheet_taken_in(site: Site, cast: Cast, hall: Hall, now: datetime) -> None:
    """From the screen to paper, and taken in; what is refused on the way leaves nothing behind."""
    savepoint = site.sessions.kw["bind"].begin_nested()
    try:
        choose(site, cast, hall, hall.lin, now=now)
        print_for(site, cast, hall, hall.lin, now=now, reason="再印")
        hand_out(site, cast, hall, hall.lin, now=now)
        if take_in(site, cast, hall, hall.lin, now=now) == 0:
            raise Conflict("It was taken in before.")
    except Refusal:
        savepoint.rollback()
        raise
    savepoint.commit()


INTO: Mapping[SittingState, list[SittingTrigger]] = {
    SittingState.IN_PROGRESS: [],
    SittingState.PAUSED: [SittingTrigger.PAUSE],
    SittingState.HELD_BACK: [SittingTrigger.HOLD_BACK],
    SittingState.COLLECTED: [SittingTrigger.TAKE_IN],
    SittingState.SUBMITTED: [SittingTrigger.HAND_IN],
    SittingState.TIMED_OUT: [SittingTrigger.TIME_OUT],
}


@pytest.mark.parametrize(("state", "trigger"), CELLS, ids=[f"{state}-{trigger}" for state, trigger in CELLS])
def test_every_cell_goes_where_the_table_says_or_changes_nothing(
    site: Site, cast: Cast, hall: Hall, state: SittingState, trigger: SittingTrigger
) -> None:
    seated = a_sitting(site, hall.lin)
    save(site, seated, chained((1, "A")))
    for step in INTO[state]:
        pull(site, cast, hall, seated, step, NOON)
    before = row(site, hall)
    assert before["state"] is state
    try:
        pull(site, cast, hall, seated, trigger, NOON)
    except (Refusal, AssertionError):  # a builder asserts the lease that a closed sitting does not give
        assert not SITTING_TABLE.allows(state, trigger)
    if SITTING_TABLE.allows(state, trigger):
        assert row(site, hall)["state"] is SITTING_TABLE.after(state, trigger)
    else:
        assert row(site, hall) == before


def test_the_table_refuses_in_words_what_it_does_not_name() -> None:
    for state, trigger in CELLS:
        if not SITTING_TABLE.allows(state, trigger):
            with pytest.raises(Conflict) as refused:
                SITTING_TABLE.after(state, trigger)
            assert str(refused.value) == SITTING_TABLE.refusals[state]
    assert {state for state, _ in CELLS} == {*OPEN, *AWAITED, *CLOSED} == set(SITTING_TABLE.refusals)


def test_nothing_leads_out_of_a_closed_sitting_and_somebody_may_take_every_step() -> None:
    assert not any(SITTING_TABLE.allows(state, trigger) for state, trigger in product(CLOSED, SittingTrigger))
    held = frozenset[str]().union(*PERMISSIONS.values())
    assert all(step.by and step.by <= held and step.guard for step in SITTING_TABLE.steps.values())


WALKS = st.lists(st.tuples(st.sampled_from(SittingTrigger), st.integers(0, 40)), max_size=12)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=WALKS)
def test_on_any_walk_closed_stays_closed_and_no_row_vanishes(
    site: Site, cast: Cast, hall: Hall, walk: list[tuple[SittingTrigger, int]]
) -> None:
    savepoint = site.sessions.kw["bind"].begin_nested()
    seated, now = a_sitting(site, hall.lin), NOON
    save(site, seated, chained((1, "A"), (2, "B")))
    counted = counts(site, cast)
    for trigger, minutes in walk:
        before, now = row(site, hall), now + timedelta(minutes=minutes)
        with suppress(Refusal, AssertionError):  # a refusal is a possible answer, too
            pull(site, cast, hall, seated, trigger, now)
        after = row(site, hall)
        if after["state"] is not before["state"]:  # handing in too late is closing at the deadline
            possible = {step.to for (state, _), step in SITTING_TABLE.steps.items() if state is before["state"]}
            assert after["state"] in possible
        if before["state"] in CLOSED:
            assert after == before
        assert after["answers"] == before["answers"]
        grown = counts(site, cast)
        assert all(now_there >= then for now_there, then in zip(grown, counted, strict=True))
        counted = grown
    savepoint.rollback()


def counts(site: Site, cast: Cast) -> list[int]:
    """Rows of everything that hangs on a sitting."""
    with Work.open(site, the_site_itself(), NOON, read_only=True) as work:
        of_sittings = [work.count(select(func.count()).select_from(model)) for model in (Sitting, Lease, Response)]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return [*of_sittings, work.count(select(func.count()).select_from(Pause))]
