"""A computer fails: the candidate goes on at another one with every acknowledged answer; the old one writes no more."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from exam_app.actors import Actor
from exam_app.delivery import Fault, Late, Refused
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.lease_keys import LeaseKey
from exam_app.models import Booking, Response, Seat, SeatMove, Sitting
from exam_app.operations import proctoring, saving, seat_moves, sittings
from exam_app.operations.saving import Ack
from exam_app.operations.seat_moves import WantedMove
from exam_app.operations.sittings import Started
from exam_app.queries.seat_moves import free_seats, moves_in_room
from exam_app.queries.sittings import answers_of
from exam_app.terms import IdentityOutcome, SeatMoveReason
from exam_app.work import Site, Work
from tests.builders.pauses import pause, resume
from tests.builders.rooms import a_colleague, booking_of, give_pin, move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save
from tests.cast import Cast
from tests.conftest import NOON
from tests.exam_app.operations.test_proctoring import sign

once = pytest.mark.usefixtures("sqlite_only")
OLD, NEW, THIRD = "0d" * 32, "4e" * 32, "3d" * 32
"""Browsers."""


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.lin, browser=OLD)


def at(site: Site, candidate: Actor, browser: str) -> Started:
    """What becomes of the press “Go on” at a browser."""
    with Work.open(site, candidate, NOON) as work:
        return sittings.start(work, browser)


def values(site: Site, seated: Seated) -> dict[int, str]:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        return {slot: state.value for slot, state in answers_of(work, seated.sitting_id).items()}


def seat_of(site: Site, candidate: Actor) -> int:
    with Work.open(site, candidate, NOON, read_only=True) as work:
        seat_id = work.get(Booking, booking_of(candidate)).seat_id
        assert seat_id is not None
        return work.get(Seat, seat_id).number


def leaves(site: Site, cast: Cast, tag: Tag) -> list[JournalEntry]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(JournalEntry).where(JournalEntry.tag == tag).order_by(JournalEntry.leaf_index)))


def test_every_acknowledged_answer_and_the_same_time_are_there_at_the_new_seat(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, chained((1, "B"), (4, "AC")))
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    there = a_sitting(site, hall.lin, browser=NEW)
    assert (there.sitting_id, there.lease.epoch) == (lin.sitting_id, 2)
    assert values(site, there) == {1: "B", 4: "AC"}
    assert seat_of(site, hall.lin) == 7
    saved = save(site, there, chained((2, "A"), epoch=2))
    assert isinstance(saved, Ack)
    assert saved.deadline_at == NOON + timedelta(minutes=90)
    assert values(site, there) == {1: "B", 2: "A", 4: "AC"}


def test_the_old_computer_is_fenced_from_the_move_on_and_not_only_when_the_new_one_begins(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, chained((1, "B")))
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    assert save(site, lin, chained((1, "B"), (1, "C"))) == Refused(Fault.LEASE_LOST)
    assert save(site, lin, []) == Refused(Fault.LEASE_LOST)
    with Work.open(site, hall.lin, NOON) as work:
        told = saving.save_form(work, lin.sitting_id, lin.lease, slot=1, value="C", is_marked=False)
    assert told == Refused(Fault.LEASE_LOST)
    assert values(site, lin) == {1: "B"}


def test_what_the_old_computer_sends_afterwards_is_kept_once_and_never_counted(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, chained((1, "B")))
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    events = chained((1, "B"), (1, "C"), (2, "D"))
    for sent in (events, events, events[1:]):
        assert save(site, lin, sent) == Refused(Fault.LEASE_LOST)
    (leaf,) = leaves(site, cast, Tag.ANSWER_FENCED)
    assert (leaf.facts["events"], leaf.facts["through"], leaf.facts["epoch"]) == (2, 3, 1)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        kept = work.rows(select(Response.seq, Response.counts()).order_by(Response.seq))
    assert [tuple(row) for row in kept] == [(1, True), (2, False), (3, False)]
    assert values(site, lin) == {1: "B"}
    hand_in(site, a_sitting(site, hall.lin, browser=NEW))
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(Sitting, lin.sitting_id).answered == 1


@once
def test_no_forged_history_of_the_old_computer_is_kept(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    save(site, lin, chained((1, "B")))
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    forged = Seated(lin.actor, lin.sitting_id, LeaseKey(1, "00" * 32))
    for seated, sent in ((forged, chained((1, "B"), (2, "D"))), (lin, chained((1, "B"), (2, "D"), (2, "E"))[2:])):
        assert save(site, seated, sent) == Refused(Fault.LEASE_LOST)
    assert save(site, lin, chained((1, "A"))) == Refused(Fault.LEASE_LOST)
    assert leaves(site, cast, Tag.ANSWER_FENCED) == []


def test_only_a_move_lets_another_browser_go_on_and_only_one(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    refused = Started(lin.sitting_id, None)
    assert at(site, hall.lin, NEW) == refused
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    assert at(site, hall.lin, OLD) == refused  # still standing at the dead seat
    taken_up = at(site, hall.lin, NEW)
    assert taken_up.lease is not None
    assert at(site, hall.lin, NEW) == taken_up  # a reload
    assert at(site, hall.lin, THIRD) == refused
    assert len(leaves(site, cast, Tag.LEASE_REFUSED)) == 3
    assert [leaf.facts["epoch"] for leaf in leaves(site, cast, Tag.SITTING_RESUMED)] == [2]


@once
def test_a_computer_that_forgot_everything_goes_on_at_the_same_seat(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, chained((1, "B")))
    moved = move(site, cast["zhao"], hall, hall.lin, reason=SeatMoveReason.STARTED_ANEW)
    assert moved.is_same_seat
    assert values(site, a_sitting(site, hall.lin, browser=NEW)) == {1: "B"}
    move(site, cast["zhao"], hall, hall.lin)
    assert a_sitting(site, hall.lin, browser=NEW).lease.epoch == 3  # nor is one refused that kept its digits


@once
def test_a_computer_that_fails_in_a_pause_is_left_like_any_other(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, chained((1, "B")))
    on = pause(site, cast["zhao"], hall, None)
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    new = a_sitting(site, hall.lin, browser=NEW)
    resume(site, cast["zhao"], hall, on.pause_id)
    assert isinstance(save(site, new, chained((2, "A"), epoch=2)), Ack)
    assert values(site, lin) == {1: "B", 2: "A"}


def test_back_to_the_first_computer(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    here = seat_of(site, hall.lin)
    move(site, cast["zhao"], hall, hall.lin, seat=7)
    a_sitting(site, hall.lin, browser=NEW)
    move(site, cast["zhao"], hall, hall.lin, seat=here)
    assert a_sitting(site, hall.lin, browser=OLD).lease.epoch == 3


@once
def test_two_moves_in_a_row_leave_the_last_seat(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    for seat in (7, 8):
        move(site, cast["zhao"], hall, hall.lin, seat=seat)
    assert a_sitting(site, hall.lin, browser=NEW).lease.epoch == 3
    assert seat_of(site, hall.lin) == 8


@once
def test_before_the_beginning_only_the_seat_changes(site: Site, cast: Cast, hall: Hall) -> None:
    moved = move(site, cast["zhao"], hall, hall.lin, seat=7)
    assert (moved.sitting_id, moved.new_epoch) == (None, None)
    assert seat_of(site, hall.lin) == 7
    assert a_sitting(site, hall.lin).lease.epoch == 1


def test_a_taken_seat_and_one_of_another_room_are_refused(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    taken = seat_of(site, hall.bao)
    with pytest.raises(Conflict, match=f"Seat {taken} is taken"):
        move(site, cast["zhao"], hall, hall.lin, seat=taken)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        other = work.all(select(Seat.id).where(Seat.room_id != hall.room_id).limit(1))
    with pytest.raises(Conflict if other else NotFound), Work.open(site, cast["zhao"], NOON) as work:
        elsewhere = WantedMove(other[0] if other else uuid4(), SeatMoveReason.OTHER, uuid4())
        seat_moves.move_seat(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin), elsewhere)
    assert isinstance(save(site, lin, chained((1, "B"))), Ack)


def test_pressed_twice_it_is_one_move(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    nonce = uuid4()
    for _ in range(2):
        assert move(site, cast["zhao"], hall, hall.lin, seat=7, nonce=nonce).new_epoch == 2
    assert len(leaves(site, cast, Tag.SEAT_MOVED)) == 1
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        assert len(work.all(select(SeatMove))) == 1


@once
def test_after_the_hand_in_and_after_the_signature_nobody_is_moved(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    hand_in(site, lin)
    with pytest.raises(TooLate, match="handed in"):
        move(site, cast["zhao"], hall, hall.lin, seat=7)
    give_pin(site, cast["zhao"])
    a_colleague(site, cast, hall)
    with Work.open(site, cast["zhao"], NOON) as work:
        proctoring.check_identity(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin), IdentityOutcome.SAME)
    sign(site, cast["zhao"], hall, cast["zhao"])
    with pytest.raises(TooLate, match="signed"):
        move(site, cast["zhao"], hall, hall.bao, seat=7, now=NOON + timedelta(minutes=40))


@once
@pytest.mark.parametrize("who", ["he", "li", "ma"])
def test_nobody_but_the_invigilator_moves_anybody(site: Site, cast: Cast, hall: Hall, lin: Seated, who: str) -> None:
    with pytest.raises(NotAllowed):
        move(site, cast[who], hall, hall.lin, seat=7)


@once
def test_a_note_that_is_too_long_says_so(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    with pytest.raises(Invalid) as refused, Work.open(site, cast["zhao"], NOON) as work:
        wanted = WantedMove(UUID(int=1), SeatMoveReason.OTHER, uuid4(), "字" * 201)
        seat_moves.move_seat(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin), wanted)
    assert "note" in refused.value.fields


@once
def test_free_seats_with_nobody_beside_come_first_and_the_nearest_on_top(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        free = free_seats(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin))
        booked = {seat_of(site, candidate) for candidate in hall.candidates}
        count = len(work.all(select(Seat.id).where(Seat.room_id == hall.room_id)))
    assert len(free) == count - 2
    assert booked.isdisjoint(seat.number for seat in free)
    assert [seat.is_alone for seat in free] == sorted((seat.is_alone for seat in free), reverse=True)
    assert free[0].is_alone


def test_the_room_shows_who_was_moved_and_who_has_not_arrived(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    here = seat_of(site, hall.lin)
    for seat in (7, 8):
        move(site, cast["zhao"], hall, hall.lin, seat=seat)

    def shown() -> list[tuple[int, int, bool]]:
        with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
            moves = moves_in_room(work, hall.exam_session_id, hall.room_id)
            return sorted((one.old_number, one.new_number, one.waits) for one in moves)

    assert shown() == sorted([(here, 7, False), (7, 8, True)])
    a_sitting(site, hall.lin, browser=NEW)
    assert shown() == sorted([(here, 7, False), (7, 8, False)])


@once
def test_a_late_answer_from_before_the_move_stays_late(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    over = NOON + timedelta(minutes=91)
    assert isinstance(save(site, lin, chained((1, "B")), over), Late)
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=over)
    assert save(site, lin, chained((1, "B")), over) == Refused(Fault.LEASE_LOST)
