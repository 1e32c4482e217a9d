"""One room of an examination is moved: what the office, the people moved and the invigilators may rely on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.models import Booking, ExamSession, Invigilation, Notice, RoomMove
from exam_app.operations import components, places, room_moves, scheduling, session_changes
from exam_app.operations.notices import SEALED_AS
from exam_app.operations.room_moves import Target
from exam_app.queries.room_moves import room_moves_for_application, room_moves_of, waiting_room_moves
from exam_app.queries.scheduling import ticket_values
from exam_app.scoring import Scale
from exam_app.session_changes import WHY_NOT
from exam_app.terms import ComponentKind, ExamSessionState, FeeState, NoticeKind
from exam_app.work import Site, Work
from tests.builders.bank import approved_items
from tests.builders.components import examiners
from tests.builders.fees import charged_from_today, fees_of, received
from tests.builders.registrations import approved
from tests.builders.scheduling import MORNING, booked, bookings
from tests.cast import NOON, Cast

LATER = MORNING + timedelta(days=2)
WHY = "302室空调故障"


@dataclass(frozen=True)
class Halls:
    """An examination in two rooms, three candidates each; a free room of nine seats and one of two."""

    exam_session_id: UUID
    room: UUID
    other: UUID
    free: UUID
    small: UUID


def halls(site: Site, cast: Cast, *, published: bool) -> Halls:
    with Work.open(site, cast["wu"], NOON) as work:
        other, free, small = (
            places.add_room(work, centre_id=cast.centre, name=name, rows=rows, columns=columns)
            for name, rows, columns in (("401室", 1, 3), ("402室", 3, 3), ("403室", 1, 2))
        )
        narrow = places.add_room(work, centre_id=cast.centre, name="404室", rows=1, columns=3)
    exam_session_id = booked(site, cast, approved(site, cast, 6), blueprint_id=approved_items(site, cast))
    (second,) = examiners(site, cast, 1)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [other, narrow])
        for room_id, invigilator in ((narrow, cast["zhao"]), (other, second)):
            assert invigilator.person_id is not None
            scheduling.assign_invigilator(work, exam_session_id, room_id, invigilator.person_id)
        if published:
            scheduling.publish(work, exam_session_id)
    return Halls(exam_session_id, narrow, other, free, small)


def propose(site: Site, cast: Cast, hall: Halls, target: Target, who: str = "he", at: datetime = NOON) -> UUID:
    with Work.open(site, cast[who], at) as work:
        return room_moves.move_room(work, hall.exam_session_id, hall.room, target, reason=WHY).id


def confirm(site: Site, cast: Cast, move_id: UUID, who: str = "lin") -> int:
    with Work.open(site, cast[who], NOON) as work:
        return room_moves.confirm_room_move(work, move_id)


def in_room(site: Site, cast: Cast, room_id: UUID) -> Sequence[Booking]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.all(select(Booking).where(Booking.room_id == room_id).order_by(Booking.id))


# -- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "other_time"), list(product(ExamSessionState, (False, True))), ids=lambda value: str(value)
)
def test_every_state_says_whether_a_room_may_move(
    site: Site, cast: Cast, state: ExamSessionState, other_time: bool
) -> None:
    """Planned: at once. Published: by a second person. Everything else is refused in words, and nobody has moved."""
    hall = halls(site, cast, published=state is not ExamSessionState.PLANNED)
    with Work.open(site, cast["he"], NOON) as work:
        work.change(update(ExamSession).where(ExamSession.id == hall.exam_session_id).values(state=state))
    target = Target(LATER if other_time else MORNING, hall.free)
    people = [booking.id for booking in in_room(site, cast, hall.room)]
    if state in WHY_NOT:
        with pytest.raises(Conflict) as refused:
            propose(site, cast, hall, target)
        assert str(refused.value) == WHY_NOT[state]
    else:
        move_id = propose(site, cast, hall, target)
        waits = state is ExamSessionState.PUBLISHED
        assert [booking.id for booking in in_room(site, cast, hall.room)] == (people if waits else [])
        if waits:
            assert confirm(site, cast, move_id) == 3
    moved = in_room(site, cast, hall.free)
    assert [booking.id for booking in moved] == ([] if state in WHY_NOT else people)
    assert {booking.exam_session_id == hall.exam_session_id for booking in moved} <= {not other_time}


# -- another room -------------------------------------------------------------------------------------------------


def test_a_moved_room_keeps_ticket_numbers_gets_new_tickets_and_tells_everybody(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    before = {booking.id: booking.ticket_number for booking in in_room(site, cast, hall.room)}
    assert confirm(site, cast, propose(site, cast, hall, Target(MORNING, hall.free))) == 3
    moved = in_room(site, cast, hall.free)
    assert {booking.id: booking.ticket_number for booking in moved} == before
    assert len({booking.seat_id for booking in moved}) == 3
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        tickets = ticket_values(work, hall.exam_session_id, room_id=hall.free)
        untouched = ticket_values(work, hall.exam_session_id, room_id=hall.other)
        told = work.all(select(Notice).where(Notice.kind == NoticeKind.ROOM_MOVED))
        duty = work.all(select(Invigilation.person_id).where(Invigilation.room_id == hall.free))
        (line,) = room_moves_of(work, hall.exam_session_id)
        own = room_moves_for_application(work, moved[0].registration_id)
    assert {(ticket.room, ticket.replaces_room, ticket.replaces) for ticket in tickets} == {("402室", "404室", MORNING)}
    assert {ticket.replaces for ticket in untouched} == {None}
    assert {notice.about_id for notice in told} == set(before)
    texts = [site.vault.open(notice.text_sealed or "", SEALED_AS, notice.id) for notice in told]
    assert [text for text in texts if "调整为12月1日9:00，402室 云川职教中心" not in text or WHY not in text] == []
    assert duty == [cast["zhao"].person_id]
    assert (line.old_room, line.new_room) == ("404室", "402室")
    assert (line.first_by, line.second_by) == (cast["he"].name, cast["lin"].name)
    assert [(move.old_room, move.new_room, move.reason) for move in own] == [("404室", "402室", WHY)]


def test_both_rooms_and_every_candidate_have_it_in_their_ledgers(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    confirm(site, cast, propose(site, cast, hall, Target(MORNING, hall.free)))

    def leaves(room_id: UUID) -> Sequence[Tag]:
        query = (
            select(JournalEntry.tag)
            .join(Ledger, Ledger.id == JournalEntry.ledger_id)
            .where(Ledger.name == f"room:{hall.exam_session_id}:{room_id}")
            .order_by(JournalEntry.leaf_index)
        )
        with Work.open(site, cast["ma"], NOON, read_only=True) as work:
            return work.all(query)

    assert leaves(hall.room) == [Tag.SESSION_PUBLISHED, Tag.ROOM_MOVED]
    assert leaves(hall.free) == [Tag.SESSION_PUBLISHED, Tag.ROOM_MOVED, *[Tag.BOOKING_MOVED] * 3]


# -- another time -------------------------------------------------------------------------------------------------


def test_another_time_makes_a_new_examination_of_the_same_kind(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    confirm(site, cast, propose(site, cast, hall, Target(LATER, hall.room)))
    moved = in_room(site, cast, hall.room)
    (session_id,) = {booking.exam_session_id for booking in moved}
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        old, new = work.get(ExamSession, hall.exam_session_id), work.get(ExamSession, session_id)
        tickets = ticket_values(work, new.id)
    assert new.id != old.id and (new.starts_at, new.state) == (LATER, ExamSessionState.PUBLISHED)
    assert (new.blueprint_id, new.minutes, new.late_minutes) == (old.blueprint_id, old.minutes, old.late_minutes)
    assert new.seed != old.seed and old.starts_at == MORNING
    assert {(ticket.starts_at, ticket.replaces) for ticket in tickets} == {(LATER, MORNING)}
    assert len(bookings(site, cast, old.id)) == 3


def test_who_is_moved_to_another_time_joins_an_examination_of_the_same_kind(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=False)
    with Work.open(site, cast["he"], NOON) as work:
        old = work.get(ExamSession, hall.exam_session_id)
        twin = scheduling.plan_session(
            work, centre_id=cast.centre, blueprint_id=old.blueprint_id, name="第2场", starts_at=LATER, minutes=90
        )
    propose(site, cast, hall, Target(LATER, hall.free))
    assert {booking.exam_session_id for booking in in_room(site, cast, hall.free)} == {twin}


@pytest.mark.parametrize("change", [{"minutes": 60}, {"late_minutes": 15}, {"state": ExamSessionState.PUBLISHED}])
def test_an_examination_of_another_kind_is_not_joined(site: Site, cast: Cast, change: dict[str, object]) -> None:
    hall = halls(site, cast, published=False)
    with Work.open(site, cast["he"], NOON) as work:
        old = work.get(ExamSession, hall.exam_session_id)
        twin = scheduling.plan_session(
            work, centre_id=cast.centre, blueprint_id=old.blueprint_id, name="第2场", starts_at=LATER, minutes=90
        )
        work.change(update(ExamSession).where(ExamSession.id == twin).values(**change))
    with pytest.raises(Invalid) as refused:
        propose(site, cast, hall, Target(LATER, hall.free))
    assert "第2场" in str(refused.value.fields["date"])


def test_what_was_paid_goes_along(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast, ticket_needs_fee=True)
    hall = halls(site, cast, published=True)
    first = in_room(site, cast, hall.room)[0]
    received(site, cast, [fee.id for fee in fees_of(site, cast, first.registration_id)], now=NOON)
    confirm(site, cast, propose(site, cast, hall, Target(LATER, hall.free)))
    (fee,) = fees_of(site, cast, first.registration_id)
    (moved,) = {booking.exam_session_id for booking in in_room(site, cast, hall.free)}
    assert (fee.state, fee.exam_session_id, fee.ended_at) == (FeeState.PAID, moved, None)


def test_who_may_supervise_the_room_then_goes_along(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    confirm(site, cast, propose(site, cast, hall, Target(LATER, hall.free)))
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        duties = work.rows(select(Invigilation.room_id, Invigilation.person_id))
    assert (hall.free, cast["zhao"].person_id) in [tuple(row) for row in duties]
    assert hall.room not in [room_id for room_id, _ in duties]


# -- what is refused ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    target: Callable[[Halls], Target]
    field: str
    says: str


CASES = {
    "the same place": Case(lambda hall: Target(MORNING, hall.room), "room", "already"),
    "too small": Case(lambda hall: Target(MORNING, hall.small), "room", "3 candidates and 2 seats"),
    "taken": Case(lambda hall: Target(MORNING, hall.other), "room", "Somebody sits"),
    "no room of the centre": Case(lambda hall: Target(MORNING, hall.exam_session_id), "room", "of this centre"),
    "overlapping itself": Case(lambda hall: Target(MORNING + timedelta(minutes=30), hall.other), "room", "Somebody"),
    "too soon": Case(lambda hall: Target(NOON + timedelta(hours=23), hall.free), "date", "24 hours"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_place_that_will_not_do_is_refused_at_its_field(site: Site, cast: Cast, case: Case) -> None:
    hall = halls(site, cast, published=False)
    with pytest.raises(Invalid) as refused:
        propose(site, cast, hall, case.target(hall))
    assert case.says in str(refused.value.fields[case.field])
    assert len(in_room(site, cast, hall.room)) == 3


def test_the_only_room_and_one_with_components_keep_their_time(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=False)
    with Work.open(site, cast["he"], NOON) as work:
        components.offer_component(work, hall.exam_session_id, ComponentKind.PHYSICAL, Scale(100, 60, 10))
    with pytest.raises(Conflict, match="whole examination"):
        propose(site, cast, hall, Target(LATER, hall.free))
    alone = booked(site, cast, approved(site, cast, 2, first=31), starts_at=LATER, name="第2场")
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, alone, [hall.small])
    with pytest.raises(Conflict, match="Everybody sits in this room"):
        propose(site, cast, Halls(alone, hall.small, hall.other, hall.free, hall.small), Target(MORNING, hall.free))


def test_once_the_doors_are_open_no_room_moves(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    with pytest.raises(Conflict, match="doors are open"):
        propose(site, cast, hall, Target(MORNING, hall.free), at=MORNING - timedelta(minutes=60))
    propose(site, cast, hall, Target(MORNING, hall.free), at=MORNING - timedelta(minutes=61))


def test_a_reason_is_needed_and_a_room_with_people(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=False)
    with pytest.raises(Invalid) as refused, Work.open(site, cast["he"], NOON) as work:
        room_moves.move_room(work, hall.exam_session_id, hall.room, Target(MORNING, hall.free), reason="  ")
    assert "reason" in refused.value.fields
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON) as work:
        room_moves.move_room(work, hall.exam_session_id, hall.free, Target(MORNING, hall.small), reason=WHY)


# -- two people ---------------------------------------------------------------------------------------------------


def test_another_person_confirms_and_everything_is_looked_at_again(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    move_id = propose(site, cast, hall, Target(MORNING, hall.free))
    with pytest.raises(Conflict) as refused:
        confirm(site, cast, move_id, who="he")
    assert refused.value.code == "second_person"
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert [each.id for each in waiting_room_moves(work)] == [move_id]
    with pytest.raises(Conflict, match="waits already"):
        propose(site, cast, hall, Target(MORNING, hall.free))
    taken = booked(site, cast, approved(site, cast, 1, first=31), starts_at=MORNING + timedelta(minutes=30), name="2")
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, taken, [hall.free])
    with pytest.raises(Invalid):
        confirm(site, cast, move_id)
    with Work.open(site, cast["he"], NOON) as work:
        room_moves.drop_room_move(work, move_id)
    for act in (lambda: confirm(site, cast, move_id), lambda: confirm(site, cast, move_id, "he")):
        with pytest.raises(Conflict, match="dropped already"):
            act()


def test_a_proposal_for_an_examination_that_was_moved_meanwhile_is_not_confirmed(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    move_id = propose(site, cast, hall, Target(MORNING, hall.free))
    with Work.open(site, cast["he"], NOON) as work:
        change_id = session_changes.move(work, hall.exam_session_id, starts_at=LATER, reason=WHY).id
    with pytest.raises(Conflict, match="waits already"):
        propose(
            site,
            cast,
            Halls(hall.exam_session_id, hall.other, hall.room, hall.free, hall.small),
            Target(MORNING, hall.free),
        )
    with Work.open(site, cast["lin"], NOON) as work:
        session_changes.confirm_change(work, change_id)
    with pytest.raises(Conflict, match="moved meanwhile"):
        confirm(site, cast, move_id)


def test_a_move_stands_as_it_was_signed(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=True)
    move_id = propose(site, cast, hall, Target(MORNING, hall.free))
    for values in ({"second_person_id": cast["he"].person_id}, {"in_force_at": NOON}):
        with pytest.raises(DatabaseError), Work.open(site, cast["he"], NOON) as work:
            work.change(update(RoomMove).where(RoomMove.id == move_id).values(**values))
    confirm(site, cast, move_id)
    with pytest.raises(DatabaseError), Work.open(site, cast["he"], NOON) as work:
        work.change(update(RoomMove).where(RoomMove.id == move_id).values(reason="x"))


def test_only_the_city_moves_rooms(site: Site, cast: Cast) -> None:
    hall = halls(site, cast, published=False)
    for who in ("zhou", "sun", "li", "wu", "zhao"):
        with pytest.raises(NotAllowed):
            propose(site, cast, hall, Target(MORNING, hall.free), who=who)
