"""The table of a score appeal's states, cell by cell at the real acts."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import PERMISSIONS, Actor
from exam_app.appeal_states import APPEAL_TABLE, AppealTrigger
from exam_app.errors import Conflict, Refusal
from exam_app.models import Appeal, AppealDecision, AppealRemark
from exam_app.terms import AppealState
from exam_app.work import Site, Work
from tests.builders import appeals
from tests.builders.appeals import a_third_officer
from tests.builders.resits import AFTER, over
from tests.builders.sittings import Hall
from tests.cast import Cast

CELLS = list(product(AppealState, AppealTrigger))
INTO: Mapping[AppealState, list[AppealTrigger]] = {
    AppealState.APPEALED: [],
    AppealState.REMARKED: [AppealTrigger.REMARK],
    AppealState.PROPOSED: [AppealTrigger.REMARK, AppealTrigger.PROPOSE],
    AppealState.FINAL: [AppealTrigger.REMARK, AppealTrigger.PROPOSE, AppealTrigger.SIGN],
}


def everything(site: Site, cast: Cast) -> list[list[tuple[str, object]]]:
    """Every column of every row that an appeal has."""
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return [
            [(column.name, getattr(row, column.name)) for column in model.__table__.columns]
            for model in (Appeal, AppealRemark, AppealDecision)
            for row in work.all(select(model).order_by(model.id))
        ]


def state_of(site: Site, cast: Cast, appeal_id: UUID) -> AppealState:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return work.get(Appeal, appeal_id).state


def pull(site: Site, cast: Cast, hall: Hall, yan: Actor, appeal_id: UUID, trigger: AppealTrigger) -> None:
    """The real act of a trigger by somebody who may do it; a refusal is raised."""
    now = AFTER + timedelta(minutes=1)
    match trigger:
        case AppealTrigger.ASK:
            appeals.asked(site, hall.lin, hall, now)
        case AppealTrigger.REMARK:
            appeals.remarked(site, cast, yan, appeal_id, now=now)
        case AppealTrigger.PROPOSE:
            appeals.proposed(site, cast["he"], appeal_id, now)
        case AppealTrigger.SEND_BACK:
            appeals.sent_back(site, cast["lin"], appeal_id, now)
        case AppealTrigger.SIGN:
            appeals.signed(site, cast["lin"], appeal_id, now)


@pytest.mark.parametrize(("state", "trigger"), CELLS, ids=[f"{state}-{trigger}" for state, trigger in CELLS])
def test_every_cell_goes_where_the_table_says_or_changes_nothing(
    site: Site, cast: Cast, state: AppealState, trigger: AppealTrigger
) -> None:
    hall, yan = over(site, cast), a_third_officer(site, cast)
    appeal_id = appeals.asked(site, hall.lin, hall)
    for step in INTO[state]:
        pull(site, cast, hall, yan, appeal_id, step)
    assert state_of(site, cast, appeal_id) is state
    before = everything(site, cast)
    if APPEAL_TABLE.allows(state, trigger):
        pull(site, cast, hall, yan, appeal_id, trigger)
        assert state_of(site, cast, appeal_id) is APPEAL_TABLE.after(state, trigger)
    else:
        with pytest.raises(Refusal):
            pull(site, cast, hall, yan, appeal_id, trigger)
        assert everything(site, cast) == before


def test_the_table_refuses_in_words_what_it_does_not_name() -> None:
    for state, trigger in CELLS:
        if not APPEAL_TABLE.allows(state, trigger):
            with pytest.raises(Conflict) as refused:
                APPEAL_TABLE.after(state, trigger)
            assert str(refused.value) == APPEAL_TABLE.refusals[state]
    assert set(AppealState) == set(APPEAL_TABLE.refusals)


def test_nothing_leads_out_of_a_decided_appeal_and_somebody_may_take_every_step() -> None:
    assert not any(APPEAL_TABLE.allows(AppealState.FINAL, trigger) for trigger in AppealTrigger)
    held = frozenset[str]().union(*PERMISSIONS.values())
    assert all(step.by and step.by <= held and step.guard for step in APPEAL_TABLE.steps.values())
