"""From a planned examination to tickets: what the city, invigilators and candidates may rely on."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from exam_app.actors import Role
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.models import Booking, ExamSession, Invigilation, Seat
from exam_app.operations import accounts, places, scheduling, teaching_staff
from exam_app.queries.scheduling import bookable, invigilators_to_choose, session_plan, ticket_values
from exam_app.terms import ExamSessionState
from exam_app.work import Site, Work
from tests.builders.bank import approved_items, entered_bank
from tests.builders.employment import employed
from tests.builders.registrations import approved, registered, trainees
from tests.builders.scheduling import MORNING, booked, bookings, planned, published, seated, supervised
from tests.cast import Cast, id_number
from tests.conftest import NOON


def another_room(site: Site, cast: Cast, rows: int, columns: int, name: str = "303室") -> UUID:
    with Work.open(site, cast["wu"], NOON) as work:
        return places.add_room(work, centre_id=cast.centre, name=name, rows=rows, columns=columns)


def also_clerk_of(site: Site, cast: Cast, login: str, unit_id: UUID) -> None:
    account = cast[login].account_id
    assert account is not None
    with Work.open(site, cast["wu"], NOON) as work:
        accounts.grant_role(work, account, Role.TRAINING_CLERK, place_id=unit_id, starts_on=work.today, ends_on=None)


def assign(site: Site, cast: Cast, exam_session_id: UUID, login: str, room_id: UUID | None = None) -> None:
    person_id = cast[login].person_id
    assert person_id is not None
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_invigilator(work, exam_session_id, room_id or cast.room, person_id)


# -- planning -----------------------------------------------------------------------------------------------------


def test_an_examination_cannot_be_planned_for_the_past(site: Site, cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        planned(site, cast, starts_at=NOON)
    assert "date" in refused.value.fields


def test_a_centre_has_one_examination_at_a_moment(site: Site, cast: Cast) -> None:
    planned(site, cast)
    with pytest.raises(Invalid) as refused:
        planned(site, cast, name="第2场")
    assert "12月第1场" in str(refused.value.fields["date"])


def test_only_the_city_plans(site: Site, cast: Cast) -> None:
    blueprint_id = entered_bank(site, cast)
    for who in ("zhou", "sun", "li", "wu", "zhao"):
        with pytest.raises(NotAllowed), Work.open(site, cast[who], NOON) as work:
            scheduling.plan_session(
                work, centre_id=cast.centre, blueprint_id=blueprint_id, name="x", starts_at=MORNING, minutes=90
            )


# -- booking ------------------------------------------------------------------------------------------------------


def test_only_approved_people_are_booked(site: Site, cast: Cast) -> None:
    good = approved(site, cast)
    waiting = registered(site, cast, trainees(site, cast, first=2))
    exam_session_id = planned(site, cast)
    with pytest.raises(Conflict, match="approved"), Work.open(site, cast["he"], NOON) as work:
        scheduling.book(work, exam_session_id, good + waiting)
    assert bookings(site, cast, exam_session_id) == []


def test_nobody_is_booked_twice(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 2)
    exam_session_id = booked(site, cast, ids[:1])
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.book(work, exam_session_id, [*ids, *ids]) == 1
        assert bookable(work) == []
    other = planned(site, cast, starts_at=MORNING + timedelta(days=1))
    with pytest.raises(Conflict, match="another examination"), Work.open(site, cast["he"], NOON) as work:
        scheduling.book(work, other, ids)


def test_no_more_people_are_booked_than_there_are_seats(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 31)
    exam_session_id = planned(site, cast)
    with (
        pytest.raises(Conflict, match=r"31\. Free seats at this centre: 30"),
        Work.open(site, cast["he"], NOON) as work,
    ):
        scheduling.book(work, exam_session_id, ids)
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.book(work, exam_session_id, ids[:30]) == 30
    with pytest.raises(Conflict), Work.open(site, cast["he"], NOON) as work:
        scheduling.book(work, exam_session_id, ids)


def test_a_withdrawn_candidate_can_be_booked_elsewhere(site: Site, cast: Cast) -> None:
    exam_session_id = booked(site, cast, approved(site, cast))
    (booking,) = bookings(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.withdraw_booking(work, exam_session_id, booking.id)
        assert [person.registration_id for person in bookable(work)] == [booking.registration_id]


# -- seats --------------------------------------------------------------------------------------------------------


def test_the_same_examination_is_always_seated_the_same(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 9))
    first = {booking.id: booking.seat_id for booking in bookings(site, cast, exam_session_id)}
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.assign_seats(work, exam_session_id, [cast.room]) == 9
    assert {booking.id: booking.seat_id for booking in bookings(site, cast, exam_session_id)} == first


def test_two_units_are_mixed_so_that_no_neighbours_share_one(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 10) + approved(site, cast, 8, clerk="gao", reviewer="shi", first=21)
    exam_session_id = seated(site, cast, ids)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        plan = session_plan(work, exam_session_id)
    assert plan.seated == 18 and plan.close_pairs == []


def test_what_could_not_be_kept_apart_is_listed(site: Site, cast: Cast) -> None:
    small = another_room(site, cast, 1, 2)
    exam_session_id = booked(site, cast, approved(site, cast, 2))
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [small])
        plan = session_plan(work, exam_session_id)
    ((one, other),) = plan.close_pairs
    assert (one.seat, other.seat) == (1, 2)


def test_a_room_with_too_few_seats_is_refused_and_nothing_changes(site: Site, cast: Cast) -> None:
    small = another_room(site, cast, 1, 2)
    exam_session_id = seated(site, cast, approved(site, cast, 3))
    with (
        pytest.raises(Conflict, match=r"Candidates: 3\. Seats in these rooms: 2"),
        Work.open(site, cast["he"], NOON) as work,
    ):
        scheduling.assign_seats(work, exam_session_id, [small])
    assert {booking.room_id for booking in bookings(site, cast, exam_session_id)} == {cast.room}


def test_rooms_of_another_centre_are_refused(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["wu"], NOON) as work:
        elsewhere = places.add_centre(work, name="别处", address="别处1号")
        room_id = places.add_room(work, centre_id=elsewhere, name="1室", rows=2, columns=2)
    exam_session_id = booked(site, cast, approved(site, cast))
    for rooms in ([], [room_id]):
        with pytest.raises(Invalid), Work.open(site, cast["he"], NOON) as work:
            scheduling.assign_seats(work, exam_session_id, rooms)


def test_a_room_is_not_used_by_two_examinations_at_once(site: Site, cast: Cast) -> None:
    seated(site, cast, approved(site, cast))
    another_room(site, cast, 2, 2)
    overlapping = booked(
        site, cast, approved(site, cast, first=2), starts_at=MORNING + timedelta(minutes=60), name="第2场"
    )
    with pytest.raises(Conflict, match="302室"), Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, overlapping, [cast.room])
    later = booked(site, cast, approved(site, cast, first=3), starts_at=MORNING + timedelta(minutes=90), name="第3场")
    with Work.open(site, cast["he"], NOON) as work:
        assert scheduling.assign_seats(work, later, [cast.room]) == 1


def test_seating_anew_releases_invigilators_of_rooms_no_longer_used(site: Site, cast: Cast) -> None:
    other = another_room(site, cast, 2, 2)
    exam_session_id = supervised(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [other])
        assert work.all(select(Invigilation)) == []


# -- invigilators -------------------------------------------------------------------------------------------------


def test_a_clerk_cannot_supervise_trainees_of_the_own_unit(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 3))
    also_clerk_of(site, cast, "zhao", cast.anwei)
    with pytest.raises(Conflict, match="own training unit in this room: 3") as refused:
        assign(site, cast, exam_session_id, "zhao")
    assert refused.value.code == "conflict_of_duty"
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (choice,) = invigilators_to_choose(work, exam_session_id)
    assert choice.conflicts == {cast.room}


def test_a_trainer_cannot_supervise_those_the_own_unit_trained(site: Site, cast: Cast) -> None:
    """Whether or not the trainer has an account to teach with, and also after having left."""
    exam_session_id = seated(site, cast, approved(site, cast, 3))
    with Work.open(site, cast["li"], NOON) as work:
        trainer = teaching_staff.add_trainer(
            work, name=cast["zhao"].name, id_number=id_number("19850505", 9), qualification="", since=work.today
        )
        teaching_staff.end_trainer(work, trainer, work.today)
    with pytest.raises(Conflict, match="own training unit in this room: 3"):
        assign(site, cast, exam_session_id, "zhao")
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (choice,) = invigilators_to_choose(work, exam_session_id)
    assert choice.conflicts == {cast.room}


# The examination is on 1 December 2026. Zhao and the candidates are employed at Panshi, each for these days.
@pytest.mark.parametrize(
    ("zhao", "candidates", "conflict"),
    [
        ((date(2024, 3, 1), None), (date(2025, 6, 1), None), True),
        ((date(2026, 12, 1), None), (date(2025, 6, 1), date(2026, 12, 1)), True),
        ((date(2024, 3, 1), date(2026, 11, 30)), (date(2025, 6, 1), None), False),
        ((date(2024, 3, 1), None), (date(2026, 12, 2), None), False),
    ],
    ids=["both", "first and last day", "left the day before", "hired the day after"],
)
def test_a_colleague_on_the_day_of_the_examination_cannot_supervise(
    site: Site,
    cast: Cast,
    zhao: tuple[date, date | None],
    candidates: tuple[date, date | None],
    conflict: bool,
) -> None:
    exam_session_id = seated(site, cast, approved(site, cast, 3))
    sitting = [booking.person_id for booking in bookings(site, cast, exam_session_id)]
    employed(site, cast, [cast["zhao"].person_id], hired_on=zhao[0], left_on=zhao[1])
    employed(site, cast, sitting[:2], hired_on=candidates[0], left_on=candidates[1])
    if not conflict:
        assign(site, cast, exam_session_id, "zhao")
        return
    with pytest.raises(Conflict, match="one guard unit in this room: 2") as refused:
        assign(site, cast, exam_session_id, "zhao")
    assert refused.value.code == "conflict_of_duty"
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (choice,) = invigilators_to_choose(work, exam_session_id)
    assert choice.colleagues == {cast.room} and choice.conflicts == frozenset()


def test_the_clerk_of_a_candidates_guard_unit_cannot_supervise(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast))
    employed(site, cast, [booking.person_id for booking in bookings(site, cast, exam_session_id)])
    account = cast["zhao"].account_id
    assert account is not None
    with Work.open(site, cast["wu"], NOON) as work:
        accounts.grant_role(
            work, account, Role.EMPLOYER_CLERK, place_id=cast.panshi, starts_on=work.today, ends_on=None
        )
    with pytest.raises(Conflict, match="one guard unit"):
        assign(site, cast, exam_session_id, "zhao")


def test_who_works_for_another_guard_unit_may_supervise(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast))
    employed(site, cast, [booking.person_id for booking in bookings(site, cast, exam_session_id)])
    employed(site, cast, [cast["zhao"].person_id], clerk="jiang")
    assign(site, cast, exam_session_id, "zhao")


def test_a_clerk_of_another_unit_may_supervise(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast))
    also_clerk_of(site, cast, "zhao", cast.other_unit)
    assign(site, cast, exam_session_id, "zhao")


def test_a_conflict_that_arises_later_stops_the_publication(site: Site, cast: Cast) -> None:
    exam_session_id = supervised(site, cast, approved(site, cast), blueprint_id=approved_items(site, cast))
    also_clerk_of(site, cast, "zhao", cast.anwei)
    with pytest.raises(Conflict, match="Trainees"), Work.open(site, cast["he"], NOON) as work:
        scheduling.publish(work, exam_session_id)


def test_only_an_invigilator_of_the_centre_supervises(site: Site, cast: Cast) -> None:
    exam_session_id = seated(site, cast, approved(site, cast))
    for login in ("qin", "li", "he"):
        with pytest.raises(Invalid):
            assign(site, cast, exam_session_id, login)


def test_an_empty_room_needs_no_invigilator(site: Site, cast: Cast) -> None:
    other = another_room(site, cast, 2, 2)
    exam_session_id = seated(site, cast, approved(site, cast))
    with pytest.raises(Invalid):
        assign(site, cast, exam_session_id, "zhao", other)


def test_nobody_supervises_two_rooms(site: Site, cast: Cast) -> None:
    one, other = another_room(site, cast, 1, 1), another_room(site, cast, 1, 1, "304室")
    exam_session_id = booked(site, cast, approved(site, cast, 2))
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [one, other])
    assign(site, cast, exam_session_id, "zhao", one)
    assign(site, cast, exam_session_id, "zhao", one)
    with pytest.raises(Conflict, match="another room"):
        assign(site, cast, exam_session_id, "zhao", other)


def test_a_published_room_keeps_an_invigilator(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    person_id = cast["zhao"].person_id
    assert person_id is not None
    with pytest.raises(Conflict, match="no invigilator"), Work.open(site, cast["he"], NOON) as work:
        scheduling.release_invigilator(work, exam_session_id, cast.room, person_id)


def test_an_invigilator_who_falls_ill_is_replaced_after_publication(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["wu"], NOON) as work:
        account, _ = accounts.open_account(work, name="王五", id_number=id_number("19900101", 3), login="wang5")
        accounts.grant_role(work, account, Role.INVIGILATOR, place_id=cast.centre, starts_on=work.today, ends_on=None)
    with Work.open(site, cast["he"], NOON) as work:
        healthy = next(each for each in invigilators_to_choose(work, exam_session_id) if each.name == "王五").person_id
        ill = cast["zhao"].person_id
        assert ill is not None
        scheduling.assign_invigilator(work, exam_session_id, cast.room, healthy)
        scheduling.release_invigilator(work, exam_session_id, cast.room, ill)
        assert work.all(select(Invigilation.person_id)) == [healthy]


# -- publishing ---------------------------------------------------------------------------------------------------


def test_publishing_gives_everybody_a_ticket_number_of_the_day(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast, 5))
    numbers = [booking.ticket_number for booking in bookings(site, cast, exam_session_id)]
    assert len(set(numbers)) == 5
    assert all(number and len(number) == 14 and number.isdigit() and number.startswith("261201") for number in numbers)


def test_each_rooms_ledger_begins_with_the_publication(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        session = work.get(ExamSession, exam_session_id)
        assert session.state == ExamSessionState.PUBLISHED
        (ledger,) = work.all(select(Ledger).where(Ledger.name == session.ledger_of(cast.room)))
        (first,) = work.all(select(JournalEntry).where(JournalEntry.ledger_id == ledger.id))
    assert (first.tag, first.leaf_index, first.facts["room"]) == (Tag.SESSION_PUBLISHED, 0, str(cast.room))


def publish(site: Site, cast: Cast, exam_session_id: UUID, now=NOON) -> None:
    with Work.open(site, cast["he"], now) as work:
        scheduling.publish(work, exam_session_id)


def test_publishing_names_what_is_missing(site: Site, cast: Cast) -> None:
    ids = approved(site, cast)
    exam_session_id = planned(site, cast)
    with pytest.raises(Conflict, match="Nobody is booked"):
        publish(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.book(work, exam_session_id, ids)
    with pytest.raises(Conflict, match="no seat"):
        publish(site, cast, exam_session_id)
    with Work.open(site, cast["he"], NOON) as work:
        scheduling.assign_seats(work, exam_session_id, [cast.room])
    with pytest.raises(Conflict, match="no invigilator"):
        publish(site, cast, exam_session_id)
    assign(site, cast, exam_session_id, "zhao")
    with pytest.raises(Conflict, match="Topic T1 needs 5 single-choice items"):
        publish(site, cast, exam_session_id)
    approved_items(site, cast)
    publish(site, cast, exam_session_id)


def test_nothing_is_published_after_its_start(site: Site, cast: Cast) -> None:
    exam_session_id = supervised(site, cast, approved(site, cast))
    with pytest.raises(TooLate):
        publish(site, cast, exam_session_id, MORNING)


def test_a_published_examination_stands(site: Site, cast: Cast) -> None:
    ids = approved(site, cast, 2)
    exam_session_id = published(site, cast, ids[:1])
    (booking,) = bookings(site, cast, exam_session_id)
    for act in (
        lambda work: scheduling.book(work, exam_session_id, ids),
        lambda work: scheduling.assign_seats(work, exam_session_id, [cast.room]),
        lambda work: scheduling.withdraw_booking(work, exam_session_id, booking.id),
        lambda work: scheduling.publish(work, exam_session_id),
    ):
        with pytest.raises(Conflict, match="published"), Work.open(site, cast["he"], NOON) as work:
            act(work)


def test_a_ticket_says_where_when_and_who_but_not_the_whole_number(site: Site, cast: Cast) -> None:
    exam_session_id = published(site, cast, approved(site, cast))
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (ticket,) = ticket_values(work, exam_session_id)
        seat = work.one(select(Seat.number).join(Booking, Booking.seat_id == Seat.id))
    assert (ticket.room, ticket.seat, ticket.centre) == ("302室", seat, "云川职教中心")
    assert (ticket.starts_at, ticket.doors_close_at) == (MORNING, MORNING + timedelta(minutes=30))
    assert ticket.id_number.startswith("3303**********")


def test_a_county_cannot_reach_a_plan(site: Site, cast: Cast) -> None:
    exam_session_id = planned(site, cast)
    with pytest.raises(NotAllowed), Work.open(site, cast["zhou"], NOON) as work:
        scheduling.book(work, exam_session_id, [])
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON) as work:
        scheduling.book(work, cast.room, [])
