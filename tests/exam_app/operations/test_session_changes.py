"""An examination is moved or withdrawn: what the office, the people booked and their unit may rely on."""

from datetime import timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select, update

from exam_app.errors import Conflict, Invalid, NotAllowed, Refusal
from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.models import Booking, ExamSession, Notice, SessionChange
from exam_app.operations import scheduling, session_changes
from exam_app.queries.scheduling import bookable, ticket_values
from exam_app.queries.session_changes import changes_of, changes_told, waiting_changes
from exam_app.session_changes import AFTER, WHY_NOT, hindrance
from exam_app.terms import ExamSessionState, FeeState, NoticeKind, SessionChangeKind
from exam_app.work import Site, Work
from tests.builders.bank import approved_items
from tests.builders.fees import charged_from_today, fees_of, received
from tests.builders.registrations import approved
from tests.builders.scheduling import MORNING, booked, bookings, planned, published
from tests.cast import NOON, Cast

LATER = MORNING + timedelta(days=2)
WHY = "考点停电检修"


def moved(site: Site, cast: Cast, exam_session_id: UUID, confirmed_by: str = "lin") -> UUID:
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY).id
    with Work.open(site, cast[confirmed_by], NOON) as work:
        session_changes.confirm_change(work, change_id)
    return change_id


def withdrawn(site: Site, cast: Cast, exam_session_id: UUID) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.withdraw(work, exam_session_id, reason=WHY).id
    with Work.open(site, cast["lin"], NOON) as work:
        session_changes.confirm_change(work, change_id)


def session_of(site: Site, cast: Cast, exam_session_id: UUID) -> ExamSession:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(ExamSession, exam_session_id)


# -- the table ----------------------------------------------------------------------------------------------------


def test_every_state_says_whether_it_may_change(site: Site, cast: Cast) -> None:
    """Each cell of the table is tried at the database: what it allows happens, what it does not is refused in words."""
    exam_session_id = planned(site, cast, blueprint_id=approved_items(site, cast))
    for state, kind in product(ExamSessionState, SessionChangeKind):
        with Work.open(site, cast["he"], NOON) as work:
            work.change(
                update(ExamSession).where(ExamSession.id == exam_session_id).values(state=state, starts_at=MORNING)
            )
        assert hindrance(state, kind, MORNING - timedelta(hours=1), NOON) == WHY_NOT.get(state)
        if state in WHY_NOT:
            with pytest.raises(Conflict) as refused:
                _change(site, cast, exam_session_id, kind)
            assert str(refused.value) == WHY_NOT[state]
            assert session_of(site, cast, exam_session_id).state is state
        else:
            waits = _change(site, cast, exam_session_id, kind)
            after = state if waits else AFTER[state, kind]
            assert session_of(site, cast, exam_session_id).state is after


def _change(site: Site, cast: Cast, exam_session_id: UUID, kind: SessionChangeKind) -> bool:
    """Returns whether a second person is needed; the proposal is dropped then."""
    with Work.open(site, cast["he"], NOON) as work:
        if kind is SessionChangeKind.WITHDRAW:
            change = session_changes.withdraw(work, exam_session_id, reason=WHY)
        else:
            change = session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY)
        if change.tickets_out:
            session_changes.drop_change(work, change.id)
        return change.tickets_out


def test_no_state_is_forgotten() -> None:
    for state in ExamSessionState:
        allowed = {kind for kind in SessionChangeKind if (state, kind) in AFTER}
        assert allowed == (set() if state in WHY_NOT else set(SessionChangeKind))


# -- moved --------------------------------------------------------------------------------------------------------


def test_a_moved_examination_keeps_seats_and_tickets_and_tells_everybody(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 2))
    before = [(each.id, each.seat_id, each.ticket_number) for each in bookings(site, cast, exam_session_id)]
    moved(site, cast, exam_session_id)
    session = session_of(site, cast, exam_session_id)
    assert (session.starts_at, session.state) == (LATER, ExamSessionState.PUBLISHED)
    assert [(each.id, each.seat_id, each.ticket_number) for each in bookings(site, cast, exam_session_id)] == before
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        told = work.all(select(Notice.about_id).where(Notice.kind == NoticeKind.SESSION_MOVED))
        tickets = ticket_values(work, exam_session_id)
    assert set(told) == {booking_id for booking_id, _, _ in before}
    assert {ticket.starts_at for ticket in tickets} == {LATER}
    assert {ticket.replaces for ticket in tickets} == {MORNING}
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        tags = work.all(
            select(JournalEntry.tag)
            .join(Ledger, Ledger.id == JournalEntry.ledger_id)
            .where(Ledger.name == session.ledger_of(cast.room))
            .order_by(JournalEntry.leaf_index)
        )
    assert tags == [Tag.SESSION_PUBLISHED, Tag.SESSION_MOVED]


def test_once_tickets_are_out_another_person_confirms(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY).id
        assert [each.exam_session_id for each in waiting_changes(work)] == [exam_session_id]
        assert work.get(ExamSession, exam_session_id).starts_at == MORNING
    with pytest.raises(Conflict, match="second person"), Work.open(site, cast["he"], NOON) as work:
        session_changes.confirm_change(work, change_id)
    with pytest.raises(Conflict, match="waits already"), Work.open(site, cast["lin"], NOON) as work:
        session_changes.withdraw(work, exam_session_id, reason=WHY)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert not work.all(select(Notice).where(Notice.kind == NoticeKind.SESSION_MOVED))
    with Work.open(site, cast["lin"], NOON) as work:
        session_changes.drop_change(work, change_id)
    with pytest.raises(Conflict, match="dropped already"), Work.open(site, cast["lin"], NOON) as work:
        session_changes.confirm_change(work, change_id)
    moved(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        dropped, kept = sorted(changes_of(work, exam_session_id), key=lambda each: each.in_force_at is not None)
        assert (kept.second_by, kept.waits, dropped.dropped_at) == ("林涛", False, NOON)


def test_before_any_ticket_is_out_one_person_moves_it_and_nobody_is_told(site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY)
        assert work.get(ExamSession, exam_session_id).starts_at == LATER
        assert not work.all(select(Notice).where(Notice.kind == NoticeKind.SESSION_MOVED))
        assert not changes_told(work, [exam_session_id])


@pytest.mark.parametrize(
    ("starts_at", "reason", "field"),
    [
        (NOON - timedelta(hours=1), WHY, "date"),
        (NOON + timedelta(hours=23), WHY, "date"),
        (MORNING, WHY, "date"),
        (LATER, "  ", "reason"),
        (LATER, "长" * 61, "reason"),
    ],
)
def test_a_new_time_that_cannot_be_is_refused_at_its_field(
    site: Site, cast: Cast, starts_at: object, reason: str, field: str
) -> None:
    exam_session_id = planned(site, cast)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["he"], NOON) as work:
        session_changes.move(work, exam_session_id, starts_at=starts_at, reason=reason)  # type: ignore[arg-type]
    assert field in refused.value.fields
    assert session_of(site, cast, exam_session_id).starts_at == MORNING


def test_its_rooms_must_be_free_at_the_new_time_also_when_it_is_confirmed(site: Site, cast: Cast) -> None:
    first, second = approved(site, cast, 2)
    exam_session_id = published(site, cast, [first])
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY).id
    other = booked(site, cast, [second], starts_at=LATER + timedelta(minutes=30), name="第2场")
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, other, [cast.room])
    with pytest.raises(Conflict, match="302室"), Work.open(site, cast["lin"], NOON) as work:
        session_changes.confirm_change(work, change_id)
    assert session_of(site, cast, exam_session_id).starts_at == MORNING
    with pytest.raises(Invalid), Work.open(site, cast["lin"], NOON) as work:
        session_changes.move(work, other, starts_at=MORNING, reason=WHY)


def test_nothing_is_moved_once_the_doors_are_open(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY).id
    doors = MORNING - timedelta(minutes=60)
    with pytest.raises(Conflict, match="doors are open"), Work.open(site, cast["lin"], doors) as work:
        session_changes.confirm_change(work, change_id)
    with Work.open(site, cast["lin"], doors) as work:
        session_changes.drop_change(work, change_id)
        session_changes.withdraw(work, exam_session_id, reason="全楼停电")


def test_a_change_in_force_stays_as_it_is(site: Site, cast: Cast) -> None:
    change_id = moved(site, cast, published(site, cast, approved(site, cast)))
    with pytest.raises(Exception, match="append only"), Work.open(site, cast["he"], NOON) as work:
        work.change(update(SessionChange).where(SessionChange.id == change_id).values(reason="x"))


# -- withdrawn ----------------------------------------------------------------------------------------------------


def test_people_of_a_withdrawn_examination_are_told_and_can_be_booked_again(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 2)
    exam_session_id = published(site, cast, ids)
    withdrawn(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON) as work:
        assert {person.registration_id for person in bookable(work)} == set(ids)
        assert ticket_values(work, exam_session_id) == []
        assert len(work.all(select(Notice).where(Notice.kind == NoticeKind.SESSION_WITHDRAWN))) == 2
        assert len(work.all(select(Booking).where(Booking.exam_session_id == exam_session_id))) == 2
    # The room and the moment are free again.
    again = booked(site, cast, ids, name="重新安排")
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.assign_seats(work, again, [cast.room]) == 2


def test_only_the_city_moves_and_withdraws(site: Site, cast: Cast) -> None:
    exam_session_id = planned(site, cast)
    for who in ("zhou", "sun", "li", "wu", "zhao", "ma"):
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            session_changes.move(work, exam_session_id, starts_at=LATER, reason=WHY)
        with pytest.raises(Refusal), Work.open(site, cast[who], NOON) as work:
            session_changes.withdraw(work, exam_session_id, reason=WHY)


def test_nobody_pays_for_an_examination_that_is_withdrawn(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    people = list(approved(site, cast, 2))
    exam_session_id = booked(site, cast, people)
    received(site, cast, [fees_of(site, cast, people[0])[0].id], now=NOON)
    with Work.open(site, cast["he"], NOON) as work:
        session_changes.withdraw(work, exam_session_id, reason=WHY)
    paid, owed = (fees_of(site, cast, each)[0] for each in people)
    assert (paid.state, paid.exam_session_id) == (FeeState.PAID, None)  # waits for the next examination
    assert owed.state is FeeState.DROPPED
