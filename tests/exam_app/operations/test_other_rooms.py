"""A candidate goes on in another room: answers and time come along, and both rooms' records say it."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.delivery import Fault, Refused
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooEarly, TooLate
from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.ledger import open_receipt
from exam_app.models import (
    Accommodation,
    Booking,
    ExamSession,
    IdentityCheck,
    RoomKeyPair,
    RoomMoment,
    RoomSignature,
    Seat,
    SeatMove,
    Sitting,
)
from exam_app.operations import accounts, other_rooms, places, proctoring, room_keys
from exam_app.operations.extra_time import add_time
from exam_app.operations.saving import Ack
from exam_app.operations.seat_moves import WantedMove
from exam_app.queries.other_rooms import other_room_page
from exam_app.queries.outages import found_outages
from exam_app.queries.room_sheets import room_sheet
from exam_app.queries.seat_moves import moves_in_room, moves_of, stays_of
from exam_app.queries.sittings import answers_of, receipt_of
from exam_app.terms import (
    AccommodationKind,
    ExamSessionState,
    IdentityOutcome,
    RoomMomentKind,
    SeatMoveReason,
    SittingState,
)
from exam_app.work import Site, Work, ledger_key
from tests.builders.booklets import choose, print_for
from tests.builders.pauses import pause, resume
from tests.builders.pulses import hear
from tests.builders.rooms import a_colleague, booking_of
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save
from tests.cast import CITY, Cast
from tests.conftest import NOON

once = pytest.mark.usefixtures("sqlite_only")
OLD, NEW = "0d" * 32, "4e" * 32
"""Browsers."""
LATER = NOON + timedelta(minutes=10)
WHY = "302室漏水"


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def dry(site: Site, cast: Cast, hall: Hall) -> Hall:
    """Another room of the examination, three seats in a row, opened by Sun; nobody is booked there."""
    with Work.open(site, cast["wu"], NOON) as work:
        room_id = places.add_room(work, centre_id=cast.centre, name="401室", rows=1, columns=3)
    return replace(hall, room_id=room_id)


@pytest.fixture
def sun(site: Site, cast: Cast, dry: Hall) -> Actor:
    sun = a_colleague(site, cast, dry)
    with Work.open(site, sun, NOON) as work:
        work.add(
            RoomMoment(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=dry.exam_session_id,
                room_id=dry.room_id,
                kind=RoomMomentKind.OPENED,
                by_person_id=sun.person_id,
                at=NOON - timedelta(minutes=40),
                note="opened",
            )
        )
        room_keys.make_room_key(work, work.get(ExamSession, dry.exam_session_id), dry.room_id)
    return sun


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.lin, browser=OLD)


def seat_in(site: Site, cast: Cast, room: Hall, number: int) -> UUID:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.found(work.one(select(Seat.id).where(Seat.room_id == room.room_id, Seat.number == number)))


def go(
    site: Site,
    cast: Cast,
    room: Hall,
    candidate: Actor,
    seat: int = 1,
    *,
    by: str = "he",
    now: datetime = LATER,
    nonce: UUID | None = None,
    note: str = WHY,
) -> SeatMove:
    wanted = WantedMove(seat_in(site, cast, room, seat), SeatMoveReason.PLACE, nonce or uuid4(), note)
    with Work.open(site, cast[by], now) as work:
        return other_rooms.move_to_room(work, room.exam_session_id, booking_of(candidate), wanted)


def sitting_of(site: Site, cast: Cast, seated: Seated) -> Sitting:
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return work.get(Sitting, seated.sitting_id)


def ledgers_of(site: Site, cast: Cast, tag: Tag) -> list[tuple[str, object]]:
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        query = (
            select(Ledger.name, JournalEntry)
            .join(Ledger, (Ledger.city_id == JournalEntry.city_id) & (Ledger.id == JournalEntry.ledger_id))
            .where(JournalEntry.tag == tag)
            .order_by(JournalEntry.leaf_index)
        )
        return [(name, entry.facts.get("room")) for name, entry in work.rows(query)]


# -- what comes along -----------------------------------------------------------------------------------------------


def test_answers_and_time_come_along_and_the_old_computer_is_fenced(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    save(site, lin, chained((1, "B"), (4, "AC")))
    moved = go(site, cast, dry, hall.lin)
    assert (moved.room_id, moved.to_room_id, moved.new_epoch) == (hall.room_id, dry.room_id, 2)
    assert save(site, lin, chained((1, "B"), (4, "AC"), (2, "D")), LATER) == Refused(Fault.LEASE_LOST)
    there = a_sitting(site, hall.lin, LATER, browser=NEW)
    assert there.sitting_id == lin.sitting_id
    saved = save(site, there, chained((3, "A"), epoch=2), LATER)
    assert isinstance(saved, Ack) and saved.deadline_at == NOON + timedelta(minutes=90)
    with Work.open(site, hall.lin, LATER, read_only=True) as work:
        answers = answers_of(work, lin.sitting_id)
    assert {slot: state.value for slot, state in answers.items()} == {1: "B", 3: "A", 4: "AC"}
    assert sitting_of(site, cast, lin).room_id == dry.room_id


def test_who_has_not_begun_begins_in_the_new_room(site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor) -> None:
    assert go(site, cast, dry, hall.lin, now=NOON - timedelta(minutes=20)).sitting_id is None
    assert sitting_of(site, cast, a_sitting(site, hall.lin)).room_id == dry.room_id


def test_the_ledgers_of_both_rooms_name_the_move_and_what_follows_stands_in_the_new_one(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    go(site, cast, dry, hall.lin)
    old, new = (f"room:{hall.exam_session_id}:{room.room_id}" for room in (hall, dry))
    assert ledgers_of(site, cast, Tag.ROOM_LEFT) == [(old, "401室")]
    assert ledgers_of(site, cast, Tag.ROOM_ENTERED) == [(new, "302室")]
    a_sitting(site, hall.lin, LATER, browser=NEW)
    assert ledgers_of(site, cast, Tag.SITTING_RESUMED) == [(new, None)]


def test_the_receipt_is_signed_by_the_key_of_the_new_room(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    go(site, cast, dry, hall.lin)
    hand_in(site, a_sitting(site, hall.lin, LATER, browser=NEW), LATER)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        pair = work.found(work.one(select(RoomKeyPair).where(RoomKeyPair.room_id == dry.room_id)))
        note = receipt_of(work, lin.sitting_id).note
    vouch = open_receipt(note, [ledger_key(site, CITY).verifier]).vouch
    assert vouch is not None and vouch.public == pair.public_key


def test_both_rooms_records_say_it_and_each_invigilator_sees_it(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    go(site, cast, dry, hall.lin, 2)
    for room, booked in ((hall, 1), (dry, 1)):
        with Work.open(site, cast["he"], LATER, read_only=True) as work:
            sheet = room_sheet(work, room.exam_session_id, room.room_id)
        (one,) = sheet.moves
        assert (one.name, one.old_room, one.new_room, one.new_number) == ("林国强", "302室", "401室", 2)
        assert (sheet.booked, one.has_left(room.room_id)) == (booked, room is hall)
    for who, room, name in ((cast["zhao"], hall, ""), (sun, dry, "林国强")):
        with Work.open(site, who, LATER, read_only=True) as work:
            (seen,) = moves_in_room(work, room.exam_session_id, room.room_id)
        assert (seen.name, seen.old_room, seen.new_room, seen.note) == (name, "302室", "401室", WHY)


@once
def test_a_comparison_of_the_old_room_stands_in_the_new_one_and_can_be_made_anew(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    with Work.open(site, cast["zhao"], NOON) as work:
        proctoring.check_identity(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin), IdentityOutcome.SAME)
    go(site, cast, dry, hall.lin)
    with Work.open(site, sun, LATER) as work:
        proctoring.check_identity(
            work, dry.exam_session_id, dry.room_id, booking_of(hall.lin), IdentityOutcome.DOUBTFUL
        )
    with Work.open(site, sun, LATER, read_only=True) as work:
        checks = work.all(select(IdentityCheck).order_by(IdentityCheck.number))
    assert [(check.number, check.room_id) for check in checks] == [(1, hall.room_id), (2, dry.room_id)]


@once
def test_pressed_twice_it_is_one_move(site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated) -> None:
    nonce = uuid4()
    assert {go(site, cast, dry, hall.lin, nonce=nonce).new_epoch for _ in range(2)} == {2}


@once
def test_there_and_back_again(site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated) -> None:
    go(site, cast, dry, hall.lin)
    go(site, cast, hall, hall.lin, 7, now=LATER + timedelta(minutes=5))
    assert sitting_of(site, cast, lin).room_id == hall.room_id
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        stays = stays_of(moves_of(work, booking_of(hall.lin)), hall.room_id)
    assert [room for room, _, _ in stays.spans] == [hall.room_id, dry.room_id, hall.room_id]
    assert stays.was_in(dry.room_id, LATER) and not stays.was_in(dry.room_id, NOON)
    assert stays.was_in(hall.room_id, NOON) and not stays.was_in(hall.room_id, LATER + timedelta(minutes=1))


# -- pauses and outages ---------------------------------------------------------------------------------------------


def test_who_leaves_a_paused_room_goes_on_with_what_was_left(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, None)
    go(site, cast, dry, hall.lin)
    sitting = sitting_of(site, cast, lin)
    assert (sitting.state, sitting.deadline_at) == (SittingState.IN_PROGRESS, NOON + timedelta(minutes=100))
    resume(site, cast["zhao"], hall, on.pause_id, now=LATER)
    assert sitting_of(site, cast, lin).deadline_at == NOON + timedelta(minutes=100)


def test_who_comes_to_a_paused_room_stands_still_there(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    bao = a_sitting(site, hall.bao)
    go(site, cast, dry, hall.bao, 3)
    on = pause(site, sun, dry, None, now=LATER)
    go(site, cast, dry, hall.lin)
    assert sitting_of(site, cast, lin).state is SittingState.PAUSED
    assert resume(site, sun, dry, on.pause_id, now=LATER + timedelta(minutes=5)).candidates == 2
    for seated in (lin, bao):
        assert sitting_of(site, cast, seated).deadline_at == NOON + timedelta(minutes=95)


@once
def test_time_spent_in_the_old_room_is_no_outage_of_the_new_one(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    hear(site, hall, [lin], NOON, LATER)
    go(site, cast, dry, hall.lin)
    there = a_sitting(site, hall.lin, LATER, browser=NEW)
    until = LATER + timedelta(minutes=5)
    hear(site, dry, [there], LATER, until)
    with Work.open(site, cast["he"], until, read_only=True) as work:
        assert found_outages(work, hall.exam_session_id) == ()


# -- refusals -------------------------------------------------------------------------------------------------------


def refused(site: Site, cast: Cast, kind: type[Refusal], words: str, room: Hall, who: Actor, **more: object) -> None:
    """Refused in these words, and nothing has changed."""
    before = _places(site, cast)
    with pytest.raises(kind, match=words):
        go(site, cast, room, who, **more)  # type: ignore[arg-type]
    assert _places(site, cast) == before


def _places(site: Site, cast: Cast) -> list[tuple[UUID, UUID | None, UUID | None]]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return [(one.id, one.room_id, one.seat_id) for one in work.all(select(Booking).order_by(Booking.id))]


@once
@pytest.mark.parametrize("note", ["", "  ", "字" * 201])
def test_without_a_reason_of_its_own_length_nobody_is_moved(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, note: str
) -> None:
    with pytest.raises(Invalid) as told:
        go(site, cast, dry, hall.lin, note=note)
    assert "note" in told.value.fields


@once
@pytest.mark.parametrize("who", ["zhao", "li", "ma"])
def test_only_the_office_moves_to_another_room(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, who: str
) -> None:
    with pytest.raises(NotAllowed):
        go(site, cast, dry, hall.lin, by=who)


@once
def test_too_early_too_late_and_not_of_this_examination(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    refused(site, cast, TooEarly, "one hour before", dry, hall.lin, now=NOON - timedelta(minutes=61))
    refused(site, cast, TooLate, "time of this candidate", dry, hall.lin, now=NOON + timedelta(minutes=91))
    hand_in(site, lin)
    refused(site, cast, TooLate, "handed in", dry, hall.lin)
    refused(site, cast, NotFound, "does not exist", replace(dry, exam_session_id=_other_session(site, cast)), hall.bao)
    with Work.open(site, cast["he"], NOON) as work:
        work.get(ExamSession, hall.exam_session_id).state = ExamSessionState.CLOSED
    refused(site, cast, TooLate, "not open", dry, hall.bao)


def _other_session(site: Site, cast: Cast) -> UUID:
    with Work.open(site, cast["he"], NOON) as work:
        one = work.all(select(ExamSession))[0]
        other = ExamSession(
            city_id=CITY,
            id=work.new_id(),
            centre_id=one.centre_id,
            blueprint_id=one.blueprint_id,
            name="12月第二场",
            starts_at=NOON + timedelta(hours=4),
            minutes=90,
            seed=bytes(32),
            state=ExamSessionState.PUBLISHED,
        )
        return work.add(other).id


@once
def test_a_taken_seat_the_own_room_and_a_room_without_invigilators_are_refused(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor
) -> None:
    go(site, cast, dry, hall.bao, 3)
    refused(site, cast, Conflict, "Seat 3 is taken", dry, hall.lin, seat=3)
    refused(site, cast, Conflict, "Choose a room", hall, hall.lin, seat=7)
    with Work.open(site, cast["wu"], NOON) as work:
        idle = places.add_room(work, centre_id=cast.centre, name="402室", rows=1, columns=1)
    refused(site, cast, Conflict, "Choose a room", replace(dry, room_id=idle), hall.lin)


@once
def test_a_seat_beside_the_own_training_unit_only_where_none_is_better(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor
) -> None:
    go(site, cast, dry, hall.bao, 3)
    refused(site, cast, Conflict, "same training unit", dry, hall.lin, seat=2)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        page = other_room_page(work, hall.exam_session_id, booking_of(hall.lin))
    assert [(seat.number, seat.is_close) for room in page.rooms for seat in room.free] == [(1, False), (2, True)]
    go(site, cast, dry, hall.lin, 1)


@once
@pytest.mark.parametrize("signed", ["hall", "dry"])
def test_out_of_a_signed_room_and_into_one_nobody_goes(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, signed: str
) -> None:
    room = hall if signed == "hall" else dry
    with Work.open(site, cast["he"], NOON) as work:
        work.add(
            RoomSignature(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=room.exam_session_id,
                room_id=room.room_id,
                person_id=sun.person_id,
                signed_at=NOON,
            )
        )
    refused(site, cast, TooLate, "is signed", dry, hall.lin)


@once
def test_who_has_begun_goes_to_an_opened_room_only(site: Site, cast: Cast, hall: Hall, dry: Hall, lin: Seated) -> None:
    a_colleague(site, cast, dry)
    refused(site, cast, Conflict, "not open yet", dry, hall.lin)
    go(site, cast, dry, hall.bao)


@once
def test_who_needs_a_room_alone_is_put_with_nobody_and_nobody_with_them(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor
) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        booking = work.get(Booking, booking_of(hall.lin))
        work.add(
            Accommodation(
                city_id=CITY,
                id=work.new_id(),
                registration_id=booking.registration_id,
                person_id=booking.person_id,
                kind=AccommodationKind.OWN_ROOM,
                minutes=0,
                reason="单独考场",
                first_person_id=cast["he"].person_id,
                first_at=NOON,
                second_person_id=cast["lin"].person_id,
                approved=True,
                decided_at=NOON,
            )
        )
    go(site, cast, dry, hall.lin)
    refused(site, cast, Conflict, "room of their own", dry, hall.bao, seat=3)


@once
def test_nobody_comes_to_an_invigilator_who_trains_them(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor
) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        accounts.grant_role(
            work,
            work.found(sun.account_id),
            Role.TRAINING_CLERK,
            place_id=cast.anwei,
            starts_on=work.today,
            ends_on=None,
        )
    refused(site, cast, Conflict, "trains this candidate", dry, hall.lin)


@once
def test_on_paper_nobody_changes_the_room(site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    refused(site, cast, Conflict, "On paper", dry, hall.lin)


@once
def test_a_pause_or_minutes_of_the_candidate_alone_are_ended_in_the_old_room_first(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    on = pause(site, cast["zhao"], hall, hall.lin)
    refused(site, cast, Conflict, "paused", dry, hall.lin)
    resume(site, cast["zhao"], hall, on.pause_id, now=LATER)
    with Work.open(site, cast["zhao"], LATER) as work:
        add_time(
            work,
            hall.exam_session_id,
            hall.room_id,
            booking_id=booking_of(hall.lin),
            minutes=20,
            reason=WHY,
            nonce=uuid4(),
        )
    refused(site, cast, Conflict, "second person", dry, hall.lin)


@once
def test_who_waits_for_the_decision_on_an_outage_stays(
    site: Site, cast: Cast, hall: Hall, dry: Hall, sun: Actor, lin: Seated
) -> None:
    with Work.open(site, cast["he"], LATER) as work:
        sitting = work.get(Sitting, lin.sitting_id)
        sitting.state, sitting.held_back_at = SittingState.HELD_BACK, LATER
    refused(site, cast, Conflict, "outage", dry, hall.lin)
