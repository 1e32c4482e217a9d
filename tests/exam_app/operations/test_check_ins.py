"""Arrivals at the door of a room: each is kept once, also when it was noted without a network."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from exam_app.errors import NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Booking, CheckIn, EligibilityFinding, ExamSession, RoomSignature
from exam_app.operations import check_ins
from exam_app.operations.check_ins import Arrival, CheckedIn
from exam_app.queries.check_ins import check_in_page
from exam_app.terms import CheckInOutcome, CheckInWay
from exam_app.work import Site, Work
from tests.builders.components import examiners
from tests.builders.rooms import booking_of
from tests.builders.sittings import Hall, a_hall
from tests.cast import CITY, Cast
from tests.conftest import NOON

ARRIVED, LATE, AGAIN = CheckInOutcome.ARRIVED, CheckInOutcome.LATE, CheckInOutcome.AGAIN


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


def start_of(site: Site, cast: Cast, hall: Hall):  # type: ignore[no-untyped-def]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.get(ExamSession, hall.exam_session_id).starts_at


def arrival(hall: Hall, order: int = 0, at=None, client: UUID | None = None) -> Arrival:  # type: ignore[no-untyped-def]
    return Arrival(client or uuid4(), booking_of(hall.candidates[order]), CheckInWay.TICKET, at)


def noted(site: Site, cast: Cast, hall: Hall, *arrivals: Arrival, at, who: str = "zhao") -> Sequence[CheckedIn]:  # type: ignore[no-untyped-def]
    with Work.open(site, cast[who], at) as work:
        return check_ins.check_in(work, hall.exam_session_id, hall.room_id, arrivals)


def kept(site: Site, cast: Cast) -> list[CheckIn]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(work.all(select(CheckIn).order_by(CheckIn.at)))


def leaves(site: Site, cast: Cast) -> list[tuple[Tag, object]]:
    query = select(JournalEntry.tag, JournalEntry.facts).where(
        JournalEntry.tag.in_([Tag.CHECKED_IN, Tag.CHECK_IN_REFUSED])
    )
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return [(row[0], row[1].get("check_in")) for row in work.rows(query.order_by(JournalEntry.leaf_index))]


@pytest.mark.parametrize(
    ("minutes", "outcome", "late"),
    [
        (-60, ARRIVED, 0),
        (0, ARRIVED, 0),
        (0.9, ARRIVED, 0),
        (1, LATE, 1),
        (30, LATE, 30),
        (30.9, LATE, 30),
        (31, CheckInOutcome.TOO_LATE, 31),
    ],
)
def test_who_comes_late_is_noted_with_the_minutes_and_nobody_enters_after_the_limit(
    site: Site, cast: Cast, hall: Hall, minutes: float, outcome: CheckInOutcome, late: int
) -> None:
    now = start_of(site, cast, hall) + timedelta(minutes=minutes)
    (done,) = noted(site, cast, hall, arrival(hall), at=now)
    assert (done.outcome, done.late_minutes) == (outcome, late)
    admitted = outcome is not CheckInOutcome.TOO_LATE
    assert [row.late_minutes for row in kept(site, cast)] == ([late] if admitted else [])
    assert leaves(site, cast) == [(Tag.CHECKED_IN, None)] if admitted else [(Tag.CHECK_IN_REFUSED, "too_late")]


def test_what_was_noted_without_a_network_counts_from_when_it_was_noted(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    first, second = arrival(hall, 0, start - timedelta(minutes=5)), arrival(hall, 1, start + timedelta(minutes=7))
    done = noted(site, cast, hall, first, second, at=start + timedelta(minutes=50))
    assert [(each.outcome, each.late_minutes) for each in done] == [(ARRIVED, 0), (LATE, 7)]
    rows = kept(site, cast)
    assert [(row.at, row.received_at) for row in rows] == [
        (start - timedelta(minutes=5), start + timedelta(minutes=50)),
        (start + timedelta(minutes=7), start + timedelta(minutes=50)),
    ]


def test_a_clock_that_is_wrong_is_held_to_what_is_possible(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    ahead, behind = arrival(hall, 0, start + timedelta(days=1)), arrival(hall, 1, start - timedelta(days=400))
    noted(site, cast, hall, ahead, behind, at=start + timedelta(minutes=3))
    assert [row.at for row in kept(site, cast)] == [start - timedelta(minutes=60), start + timedelta(minutes=3)]


def test_sending_again_stores_once_and_answers_the_same(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    one = arrival(hall, 0, start + timedelta(minutes=2))
    (first,) = noted(site, cast, hall, one, at=start + timedelta(minutes=3))
    (again,) = noted(site, cast, hall, one, at=start + timedelta(minutes=40))
    assert first == again and len(kept(site, cast)) == len(leaves(site, cast)) == 1


def test_two_desks_that_note_one_candidate_are_told_and_both_are_on_record(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    noted(site, cast, hall, arrival(hall), at=start)
    (done,) = noted(site, cast, hall, arrival(hall), at=start + timedelta(minutes=9))
    assert (done.outcome, done.at, done.late_minutes) == (AGAIN, start, 0)
    assert len(kept(site, cast)) == 1
    assert leaves(site, cast) == [(Tag.CHECKED_IN, None), (Tag.CHECK_IN_REFUSED, "again")]


def test_who_is_not_eligible_on_the_day_is_not_admitted(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    with Work.open(site, cast["he"], NOON) as work:
        booking = work.get(Booking, booking_of(hall.candidates[0]))
        work.add(
            EligibilityFinding(
                city_id=CITY,
                id=work.new_id(),
                registration_id=booking.registration_id,
                number=99,
                person_id=booking.person_id,
                is_barred=True,
                barred_until=None,
                found_at=NOON,
            )
        )
    done = noted(site, cast, hall, arrival(hall, 0), arrival(hall, 1), at=start)
    assert [each.outcome for each in done] == [CheckInOutcome.BARRED, ARRIVED]
    with Work.open(site, cast["zhao"], start, read_only=True) as work:
        page = check_in_page(work, hall.exam_session_id, hall.room_id)
    assert [(person.is_barred, person.came_at is not None) for person in page.people] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_it_opens_an_hour_before_and_ends_with_the_signature(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    with pytest.raises(TooEarly):
        noted(site, cast, hall, arrival(hall), at=start - timedelta(minutes=61))
    with Work.open(site, cast["zhao"], start) as work:
        work.add(
            RoomSignature(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                room_id=hall.room_id,
                person_id=cast["zhao"].person_id,
                signed_at=start,
            )
        )
    with pytest.raises(TooLate, match="signed"):
        noted(site, cast, hall, arrival(hall), at=start)
    assert kept(site, cast) == []


def test_only_who_supervises_the_room_checks_in_and_only_its_people(site: Site, cast: Cast, hall: Hall) -> None:
    start = start_of(site, cast, hall)
    with pytest.raises(NotAllowed):
        noted(site, cast, hall, arrival(hall), at=start, who="he")
    (elsewhere,) = examiners(site, cast, 1)
    with pytest.raises(NotFound), Work.open(site, elsewhere, start) as work:
        check_ins.check_in(work, hall.exam_session_id, hall.room_id, [arrival(hall)])
    with pytest.raises(NotFound):
        noted(site, cast, hall, arrival(hall), Arrival(uuid4(), uuid4(), CheckInWay.LIST), at=start)
    assert kept(site, cast) == []
