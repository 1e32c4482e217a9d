"""Seat plans: drawn anew while no ticket is out, and a room that is full by constraint."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from exam_app.errors import Conflict, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Booking, ExamSession, Seat
from exam_app.operations import places, scheduling
from exam_app.queries.seat_plans import room_plan
from exam_app.terms import ExamSessionState
from exam_app.work import Site, Work, open_site
from tests.builders.registrations import approved
from tests.builders.scheduling import MORNING, booked, bookings, seated
from tests.cast import NOON, Cast, make_cast
from tests.journeys.server import empty_place
from tests.tables import make_tables


def seats_of(site: Site, cast: Cast, exam_session_id: UUID) -> dict[UUID, UUID | None]:
    return {booking.id: booking.seat_id for booking in bookings(site, cast, exam_session_id)}


def drawn_anew(site: Site, cast: Cast, exam_session_id: UUID) -> dict[UUID, UUID | None]:
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.plan_seats_anew(work, exam_session_id)
    return seats_of(site, cast, exam_session_id)


# -- anew ---------------------------------------------------------------------------------------------------------


def test_planning_anew_gives_other_seats_and_the_draw_is_on_record(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 12))
    first = seats_of(site, cast, exam_session_id)
    second = drawn_anew(site, cast, exam_session_id)
    assert second.keys() == first.keys() and second != first and None not in second.values()
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        facts = work.all(
            select(JournalEntry.facts)
            .where(JournalEntry.tag == Tag.SESSION_SEATED, JournalEntry.subject_id == exam_session_id)
            .order_by(JournalEntry.leaf_index)
        )
    assert [fact["draw"] for fact in facts] == [1, 2]


def test_seed_and_draw_say_who_sits_where(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 12))
    drawn = [seats_of(site, cast, exam_session_id), *(drawn_anew(site, cast, exam_session_id) for _ in range(2))]
    for number, seats in enumerate(drawn, 1):
        with Work.open(site, cast["he"], NOON) as work:
            work.lock(ExamSession, exam_session_id).seat_draw = number
            scheduling.assign_seats(work, exam_session_id, [cast.room])
        assert seats_of(site, cast, exam_session_id) == seats


@pytest.mark.parametrize("state", list(ExamSessionState))
def test_seats_are_drawn_anew_only_while_no_ticket_is_out(site: Site, cast: Cast, state: ExamSessionState) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 6))
    before = seats_of(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON) as work:
        work.change(update(ExamSession).where(ExamSession.id == exam_session_id).values(state=state))
    if state is ExamSessionState.PLANNED:
        assert drawn_anew(site, cast, exam_session_id) != before
        return
    with pytest.raises(Conflict, match="tickets") as refused:
        drawn_anew(site, cast, exam_session_id)
    assert refused.value.code == "tickets_out" and seats_of(site, cast, exam_session_id) == before


def test_nothing_is_drawn_anew_before_there_are_seats_or_by_others(site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    with pytest.raises(Conflict, match="Assign the seats first"):
        drawn_anew(site, cast, exam_session_id)
    for who in ("zhou", "sun", "li", "wu", "zhao"):
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            scheduling.plan_seats_anew(work, exam_session_id)


# -- what the plan says -------------------------------------------------------------------------------------------


def test_a_room_says_who_is_close_and_why(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        narrow = places.add_room(work, centre_id=cast.centre, name="303室", rows=1, columns=4)
    ids = approved(site, cast, 3) + approved(site, cast, 1, clerk="gao", reviewer="shi", first=21)
    exam_session_id = booked(site, cast, ids)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [narrow])
        plan = room_plan(work, exam_session_id, narrow)
    ((one, other),) = plan.close_pairs
    assert (one.letter, other.letter) == ("A", "A") and abs(one.seat - other.seat) == 1
    assert plan.crowd and (plan.crowd.people, plan.crowd.of, plan.crowd.apart) == (3, 4, 2)
    assert {letter: number for letter, (_, number) in plan.units.items()} == {"A": 3, "B": 1}
    assert plan.crowd_unit == plan.units["A"][0]
    assert sorted(seat.number for column in plan.columns for seat in column if seat) == [1, 2, 3, 4]


def test_a_plan_has_no_room_in_which_nobody_sits(site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON, read_only=True) as work:
        room_plan(work, exam_session_id, cast.room)


# -- a full room --------------------------------------------------------------------------------------------------


def put(work: Work, booking_id: UUID, room_id: UUID, seat_id: UUID | None) -> None:
    """Past every operation, as a mistake in the code would."""
    work.change(update(Booking).where(Booking.id == booking_id).values(room_id=room_id, seat_id=seat_id))


def test_nobody_is_put_into_a_room_without_a_seat_of_it(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        other = places.add_room(work, centre_id=cast.centre, name="303室", rows=1, columns=1)
    exam_session_id = booked(site, cast, approved(site, cast))
    (booking,) = bookings(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        seat = work.all(select(Seat.id).where(Seat.room_id == cast.room))[0]
    for room_id, seat_id in ((cast.room, None), (other, seat)):
        with pytest.raises(IntegrityError), Work.open(site, cast["he"], NOON) as work:
            put(work, booking.id, room_id, seat_id)


@dataclass(frozen=True)
class Hard:
    """A site whose commits are commits."""

    site: Site
    cast: Cast


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def hard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hard]:
    site = open_site(empty_place(request, tmp_path_factory.mktemp("full"), "a_full_room"))
    make_tables(site.engine)
    yield Hard(site, make_cast(site, NOON))
    site.engine.dispose()


def test_of_two_who_take_the_last_seat_at_once_one_is_refused(hard: Hard) -> None:
    site, cast = hard.site, hard.cast
    exam_session_id = booked(site, cast, approved(site, cast, 2))
    ids = [booking.id for booking in bookings(site, cast, exam_session_id)]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        last = work.all(select(Seat.id).where(Seat.room_id == cast.room))[-1]
    together = Barrier(2)

    def take(booking_id: UUID) -> bool:
        together.wait(20)
        try:
            with Work.open(site, cast["he"], NOON) as work:
                put(work, booking_id, cast.room, last)
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, ids)) == [False, True]
    assert sorted(seat is not None for seat in seats_of(site, cast, exam_session_id).values()) == [False, True]


def test_of_two_examinations_that_take_a_room_at_once_one_is_refused(hard: Hard) -> None:
    site, cast = hard.site, hard.cast
    one = booked(site, cast, approved(site, cast))
    other = booked(site, cast, approved(site, cast, first=2), starts_at=MORNING.replace(minute=30), name="第2场")
    together = Barrier(2)

    def take(exam_session_id: UUID) -> bool:
        together.wait(20)
        try:
            with Work.open(site, cast["he"], NOON) as work:
                scheduling.assign_seats(work, exam_session_id, [cast.room])
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, (one, other))) == [False, True]
