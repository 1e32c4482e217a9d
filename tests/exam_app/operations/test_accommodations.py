"""Extra time, a room of one's own, a reader: asked for by one person, approved by another, in force from the start."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.journal import JournalEntry, Tag
from exam_app.models import Accommodation, Booking, ExamSession, Sitting
from exam_app.operations import accommodations, places, scheduling
from exam_app.queries.accommodations import asked_for, needs_of
from exam_app.queries.room_seats import seat_page
from exam_app.queries.scheduling import rooms_of
from exam_app.terms import AccommodationKind, ExamSessionState
from exam_app.work import Site, Work
from tests.builders.registrations import approved
from tests.builders.scheduling import MORNING, booked, bookings, seated, supervised
from tests.builders.sittings import Hall, a_hall, a_sitting
from tests.cast import Cast
from tests.conftest import NOON

TIME, OWN_ROOM, READER = AccommodationKind.EXTRA_TIME, AccommodationKind.OWN_ROOM, AccommodationKind.READER


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    """Published, and starting now."""
    return a_hall(site, cast)


def ask(
    site: Site,
    cast: Cast,
    session_id: UUID,
    booking_id: UUID | None,
    kind: AccommodationKind = TIME,
    *,
    minutes: int | None = 30,
    reason: str = "视力不好",
) -> UUID:
    assert booking_id is not None
    with Work.open(site, cast["he"], NOON) as work:
        return accommodations.ask(work, session_id, booking_id, kind, minutes=minutes, reason=reason)


def decide(site: Site, cast: Cast, session_id: UUID, asked: UUID, *, who: str = "lin", approve: bool = True) -> None:
    with Work.open(site, cast[who], NOON) as work:
        accommodations.decide(work, session_id, asked, approve=approve)


def granted(
    site: Site, cast: Cast, session_id: UUID, booking_id: UUID | None, kind: AccommodationKind, minutes: int | None = 30
) -> None:
    decide(site, cast, session_id, ask(site, cast, session_id, booking_id, kind, minutes=minutes))


def minutes_given(site: Site, cast: Cast, sitting_id: UUID) -> float:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        sitting = work.get(Sitting, sitting_id)
        return (sitting.deadline_at - sitting.started_at) / timedelta(minutes=1)


# -- two people ---------------------------------------------------------------------------------------------------


def test_the_second_person_is_somebody_else(site: Site, cast: Cast, hall: Hall) -> None:
    asked = ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    with pytest.raises(Conflict, match="yourself"):
        decide(site, cast, hall.exam_session_id, asked, who="he")
    decide(site, cast, hall.exam_session_id, asked)
    with pytest.raises(Conflict, match="decided already"):
        decide(site, cast, hall.exam_session_id, asked)


def test_the_table_itself_refuses_one_person_in_both_places(site: Site, cast: Cast, hall: Hall) -> None:
    asked = ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    with pytest.raises(IntegrityError, match="two_people"), Work.open(site, cast["he"], NOON) as work:
        work.change(
            update(Accommodation)
            .where(Accommodation.city_id == work.city_id, Accommodation.id == asked)
            .values(second_person_id=cast["he"].person_id, decided_at=NOON, approved=True)
        )


@pytest.mark.parametrize("who", ["zhou", "zhao", "li", "wu"])
def test_only_the_city_asks_and_decides(site: Site, cast: Cast, hall: Hall, who: str) -> None:
    asked = ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    assert hall.lin.booking_id is not None
    with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
        accommodations.ask(work, hall.exam_session_id, hall.lin.booking_id, READER, minutes=None, reason="眼疾")
    with pytest.raises(NotAllowed):
        decide(site, cast, hall.exam_session_id, asked, who=who)


@pytest.mark.parametrize("minutes", [None, 0, -5, 121])
def test_extra_time_is_one_to_a_hundred_and_twenty_minutes(
    site: Site, cast: Cast, hall: Hall, minutes: int | None
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id, minutes=minutes)
    assert set(refused.value.fields) == {"minutes"}


@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_the_reason_is_there_and_short(site: Site, cast: Cast, hall: Hall, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_the_same_is_asked_for_once_and_again_after_a_refusal(site: Site, cast: Cast, hall: Hall) -> None:
    first = ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    with pytest.raises(Conflict, match="asked for already"):
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    decide(site, cast, hall.exam_session_id, first, approve=False)
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, TIME)
    with pytest.raises(Conflict, match="asked for already"):
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id)


def test_another_examination_s_candidate_does_not_exist_here(site: Site, cast: Cast, hall: Hall) -> None:
    other = booked(site, cast, approved(site, cast, 1))
    (elsewhere,) = bookings(site, cast, other)
    with pytest.raises(NotFound):
        ask(site, cast, hall.exam_session_id, elsewhere.id)
    asked = ask(site, cast, other, elsewhere.id)
    with pytest.raises(NotFound):
        decide(site, cast, hall.exam_session_id, asked)


# -- the clock ----------------------------------------------------------------------------------------------------


def test_extra_time_is_in_the_candidate_s_own_deadline_and_in_nobody_else_s(site: Site, cast: Cast, hall: Hall) -> None:
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, TIME, 30)
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, READER)
    lin, bao = a_sitting(site, hall.lin), a_sitting(site, hall.bao)
    assert minutes_given(site, cast, lin.sitting_id) == 120
    assert minutes_given(site, cast, bao.sitting_id) == 90


@pytest.mark.parametrize("approve", [None, False])
def test_what_waits_or_is_declined_gives_no_minute(site: Site, cast: Cast, hall: Hall, approve: bool | None) -> None:
    asked = ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    if approve is not None:
        decide(site, cast, hall.exam_session_id, asked, approve=approve)
    assert minutes_given(site, cast, a_sitting(site, hall.lin).sitting_id) == 90


def test_once_the_paper_has_begun_nothing_changes_its_clock(site: Site, cast: Cast, hall: Hall) -> None:
    asked = ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    seated = a_sitting(site, hall.lin)
    with pytest.raises(Conflict, match="has begun"):
        decide(site, cast, hall.exam_session_id, asked)
    with pytest.raises(Conflict, match="has begun"):
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id, READER)
    decide(site, cast, hall.exam_session_id, asked, approve=False)  # what waits can still be cleared away
    assert minutes_given(site, cast, seated.sitting_id) == 90


# -- rooms --------------------------------------------------------------------------------------------------------


def rooms_by_booking(site: Site, cast: Cast, session_id: UUID) -> Mapping[UUID, UUID | None]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        found = work.all(select(Booking).where(Booking.exam_session_id == session_id))
        return {booking.id: booking.room_id for booking in found}


def test_who_needs_a_room_sits_alone_in_the_smallest(site: Site, cast: Cast) -> None:
    session_id = booked(site, cast, approved(site, cast, 3))
    alone, *others = bookings(site, cast, session_id)
    with Work.open(site, cast["wu"], NOON) as work:
        small = places.add_room(work, centre_id=cast.centre, name="306室", rows=1, columns=2)
    granted(site, cast, session_id, alone.id, OWN_ROOM)
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.assign_seats(work, session_id, [cast.room, small]) == 3
    assert rooms_by_booking(site, cast, session_id) == {
        alone.id: small,
        **{other.id: cast.room for other in others},
    }


def test_without_a_room_to_spare_no_seats_are_given(site: Site, cast: Cast) -> None:
    session_id = booked(site, cast, approved(site, cast, 2))
    alone, _ = bookings(site, cast, session_id)
    granted(site, cast, session_id, alone.id, OWN_ROOM)
    with pytest.raises(Conflict, match="need a room of their own: 1"), Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, session_id, [cast.room])


def test_a_room_approved_after_the_seats_stops_the_publication(site: Site, cast: Cast) -> None:
    session_id = supervised(site, cast, approved(site, cast, 2))
    alone, _ = bookings(site, cast, session_id)
    granted(site, cast, session_id, alone.id, OWN_ROOM)
    with pytest.raises(Conflict, match="sit with others: 1"), Work.open(site, cast["he"], NOON) as work:
        scheduling.publish(work, session_id)


def test_after_the_tickets_are_out_no_room_is_promised(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Conflict, match="tickets are out"):
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id, OWN_ROOM)
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, READER)


@pytest.mark.parametrize("state", [ExamSessionState.CLOSED, ExamSessionState.WITHDRAWN])
def test_nothing_is_asked_for_an_examination_that_is_over(
    site: Site, cast: Cast, hall: Hall, state: ExamSessionState
) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        work.change(
            update(ExamSession)
            .where(ExamSession.city_id == work.city_id, ExamSession.id == hall.exam_session_id)
            .values(state=state)
        )
    with pytest.raises(Conflict, match="is over"):
        ask(site, cast, hall.exam_session_id, hall.lin.booking_id)


# -- who sees it --------------------------------------------------------------------------------------------------


def test_the_invigilator_sees_what_is_approved_and_not_why(site: Site, cast: Cast, hall: Hall) -> None:
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, READER)
    ask(site, cast, hall.exam_session_id, hall.lin.booking_id, TIME)
    assert hall.lin.booking_id is not None
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        page = seat_page(work, hall.exam_session_id, hall.room_id, hall.lin.booking_id)
    assert [need.kind for need in page.needs] == [READER]


def test_the_city_sees_what_waits_first_and_what_is_its_own(site: Site, cast: Cast, hall: Hall) -> None:
    granted(site, cast, hall.exam_session_id, hall.bao.booking_id, READER)
    ask(site, cast, hall.exam_session_id, hall.lin.booking_id)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        listed = asked_for(work, hall.exam_session_id)
    assert [(one.name, one.kind, one.approved, one.is_mine) for one in listed] == [
        (hall.lin.name, TIME, None, True),
        (hall.bao.name, READER, True, True),
    ]


def test_it_holds_for_the_registration_whatever_the_booking(site: Site, cast: Cast, hall: Hall) -> None:
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, TIME, 20)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        registration_id = work.get(Booking, hall.lin.booking_id).registration_id  # type: ignore[arg-type]  # seated
        (need,) = needs_of(work, [registration_id])[registration_id]
    assert (need.kind, need.minutes) == (TIME, 20)


def test_every_step_is_in_the_journal_about_the_candidate(site: Site, cast: Cast, hall: Hall) -> None:
    decide(site, cast, hall.exam_session_id, ask(site, cast, hall.exam_session_id, hall.lin.booking_id), approve=False)
    granted(site, cast, hall.exam_session_id, hall.lin.booking_id, TIME)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        found = work.all(
            select(JournalEntry)
            .where(JournalEntry.about_person_id == hall.lin.person_id, JournalEntry.subject_kind == "accommodation")
            .order_by(JournalEntry.ledger_id, JournalEntry.leaf_index)
        )
    assert [entry.tag for entry in found] == [
        Tag.ACCOMMODATION_ASKED,
        Tag.ACCOMMODATION_DECLINED,
        Tag.ACCOMMODATION_ASKED,
        Tag.ACCOMMODATION_APPROVED,
    ]


# -- the room stays in use ----------------------------------------------------------------------------------------


def test_a_room_is_free_for_the_next_examination_when_the_last_one_with_extra_time_is_done(
    site: Site, cast: Cast
) -> None:
    first = seated(site, cast, approved(site, cast, 2))
    follows = booked(site, cast, approved(site, cast, first=3), starts_at=MORNING + timedelta(minutes=90), name="第2场")

    def is_taken(starts_at: datetime) -> bool:
        with Work.open(site, cast["he"], NOON, read_only=True) as work:
            session = work.get(ExamSession, follows)
            return next(room.taken for room in rooms_of(work, session, starts_at) if room.id == cast.room)

    assert not is_taken(MORNING + timedelta(minutes=90))
    asked = ask(site, cast, first, bookings(site, cast, first)[0].id)
    assert not is_taken(MORNING + timedelta(minutes=90))
    decide(site, cast, first, asked)
    assert is_taken(MORNING + timedelta(minutes=90))
    assert is_taken(MORNING + timedelta(minutes=119))
    assert not is_taken(MORNING + timedelta(minutes=120))
    # Whoever comes before it needs the time at the other end.
    granted(site, cast, follows, bookings(site, cast, follows)[0].id, TIME, 20)
    assert not is_taken(MORNING - timedelta(minutes=110))
    assert is_taken(MORNING - timedelta(minutes=109))
