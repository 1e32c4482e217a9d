"""The table of an examination's states, cell by cell at the real acts."""

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select, update

from exam_app.actors import PERMISSIONS
from exam_app.errors import Conflict, Refusal
from exam_app.models import ExamSession, Pause, Sitting
from exam_app.operations import scheduling, session_changes, sittings
from exam_app.session_changes import AFTER, TRIGGERS, needs_second_person
from exam_app.session_states import CLOSED, SESSION_TABLE, SessionTrigger
from exam_app.terms import ExamSessionState, SittingState
from exam_app.work import Site, Work
from tests.builders.pauses import pause_all, resume_all
from tests.builders.sittings import Hall, a_hall, a_sitting, hand_in
from tests.cast import Cast
from tests.conftest import NOON

TRIED = [trigger for trigger in SessionTrigger if trigger is not SessionTrigger.PLAN]
CELLS = list(product(ExamSessionState, TRIED))
OVER = NOON + timedelta(hours=3)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


def state_of(site: Site, cast: Cast, hall: Hall) -> ExamSessionState:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(ExamSession, hall.exam_session_id).state


def put(site: Site, cast: Cast, hall: Hall, state: ExamSessionState) -> UUID:
    """The examination in a state, Lin paused with all rooms; returns the pause."""
    a_sitting(site, hall.lin)
    on = pause_all(site, cast, hall)
    with Work.open(site, cast["he"], NOON) as work:
        work.change(update(ExamSession).where(ExamSession.id == hall.exam_session_id).values(state=state))
    return on.pause_id


def pull(site: Site, cast: Cast, hall: Hall, trigger: SessionTrigger, pause_id: UUID | None) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        match trigger:
            case SessionTrigger.MOVE:
                session_changes.move(work, hall.exam_session_id, starts_at=NOON + timedelta(days=9), reason="考点停电")
            case SessionTrigger.WITHDRAW:
                session_changes.withdraw(work, hall.exam_session_id, reason="考点停电")
            case SessionTrigger.PUBLISH:
                scheduling.publish(work, hall.exam_session_id)
    match trigger:
        case SessionTrigger.BEGIN:
            a_sitting(site, hall.candidates[2])
        case SessionTrigger.SUSPEND:
            pause_all(site, cast, hall)
        case SessionTrigger.RESUME:
            if pause_id is None:
                raise Conflict("Nothing is paused.")
            resume_all(site, cast, hall, pause_id)
        case SessionTrigger.CLOSE:
            with Work.open(site, cast["he"], OVER) as work:
                sittings.close_session(work, hall.exam_session_id)


REFUSED = [(state, trigger) for state, trigger in CELLS if not SESSION_TABLE.allows(state, trigger)]


@pytest.mark.parametrize(("state", "trigger"), REFUSED, ids=[f"{state}-{trigger}" for state, trigger in REFUSED])
def test_what_the_table_does_not_name_changes_nothing(
    site: Site, cast: Cast, hall: Hall, state: ExamSessionState, trigger: SessionTrigger
) -> None:
    pause_id = put(site, cast, hall, state)
    try:
        pull(site, cast, hall, trigger, pause_id)
    except Refusal:
        assert trigger is not SessionTrigger.CLOSE or state is not ExamSessionState.CLOSED
    assert state_of(site, cast, hall) is state
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.all(select(Pause.ended_at)) == [None]
        assert SittingState.PAUSED in work.all(select(Sitting.state))


def test_the_first_candidate_the_pause_and_the_end_lead_on(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    assert state_of(site, cast, hall) is SESSION_TABLE.after(ExamSessionState.PUBLISHED, SessionTrigger.BEGIN)
    on = pause_all(site, cast, hall)
    assert state_of(site, cast, hall) is SESSION_TABLE.after(ExamSessionState.RUNNING, SessionTrigger.SUSPEND)
    resume_all(site, cast, hall, on.pause_id)
    assert state_of(site, cast, hall) is SESSION_TABLE.after(ExamSessionState.SUSPENDED, SessionTrigger.RESUME)
    hand_in(site, seated)
    pull(site, cast, hall, SessionTrigger.CLOSE, None)
    assert state_of(site, cast, hall) is SESSION_TABLE.after(ExamSessionState.RUNNING, SessionTrigger.CLOSE)


def test_an_examination_nobody_came_to_is_closed(site: Site, cast: Cast, hall: Hall) -> None:
    pull(site, cast, hall, SessionTrigger.CLOSE, None)
    assert state_of(site, cast, hall) is SESSION_TABLE.after(ExamSessionState.PUBLISHED, SessionTrigger.CLOSE)


def test_changes_of_a_whole_examination_are_in_the_same_table() -> None:
    for (state, kind), after in AFTER.items():
        step = SESSION_TABLE.steps[state, TRIGGERS[kind]]
        assert step.to is after
        assert step.second_person is needs_second_person(state)


def test_nothing_leads_out_of_what_is_over_and_somebody_may_take_every_step() -> None:
    assert not any(SESSION_TABLE.allows(state, trigger) for state, trigger in product(CLOSED, SessionTrigger))
    held = frozenset[str]().union(*PERMISSIONS.values())
    assert all(step.by and step.by <= held and step.guard for step in SESSION_TABLE.steps.values())
    for state, trigger in REFUSED:
        with pytest.raises(Conflict) as refused:
            SESSION_TABLE.after(state, trigger)
        assert str(refused.value) == SESSION_TABLE.refusals[state]
