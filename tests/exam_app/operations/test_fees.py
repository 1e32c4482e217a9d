"""What a booking costs, what was received for it, and what two people forgave."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound
from exam_app.fees import FeeRule
from exam_app.journal import JournalEntry, Tag
from exam_app.models import FeeReceipt, FeeRecord, Notice
from exam_app.operations import fee_desk, fee_rules, scheduling
from exam_app.operations.fee_desk import Payment
from exam_app.operations.resits import Whom
from exam_app.terms import FeeKind, FeeMethod, FeeReliefKind, FeeState, NoticeKind
from exam_app.work import Site, Work
from tests.builders.fees import LATER, TODAY, charged_from_today, fee_rule, fees_of, paid, received
from tests.builders.registrations import approved
from tests.builders.resits import AFTER, granted, next_examination, over, registrations_of
from tests.builders.scheduling import MORNING, booked, bookings, published
from tests.cast import NOON, Cast


def three_booked(site: Site, cast: Cast) -> tuple[UUID, list[UUID]]:
    people = approved(site, cast, 3)
    return booked(site, cast, people), list(people)


def open_fees(site: Site, cast: Cast) -> list[UUID]:
    query = select(FeeRecord.id).where(FeeRecord.state == FeeState.OWED).order_by(FeeRecord.id)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(query))


def states(site: Site, cast: Cast) -> list[FeeState]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(FeeRecord.state).order_by(FeeRecord.id)))


# -- what the city charges ----------------------------------------------------------------------------------------


def test_without_a_rule_nothing_is_charged(site: Site, cast: Cast) -> None:
    three_booked(site, cast)
    assert states(site, cast) == []


def test_the_city_sets_what_is_charged_for_days_to_come(sqlite_only: None, site: Site, cast: Cast) -> None:
    wrong = (
        fee_rule(TODAY - timedelta(days=1)),
        FeeRule(TODAY, " ", "某局", {}),
        FeeRule(TODAY, "文号", "", {}),
        FeeRule(TODAY, "文号", "某局", {FeeKind.THEORY: -1}),
        FeeRule(TODAY, "文号", "某局", {FeeKind.THEORY: 1_000_001}),
    )
    for rule in wrong:
        with pytest.raises(Invalid), Work.open(site, cast["he"], NOON) as work:
            fee_rules.set_fee_rule(work, rule)
    charged_from_today(site, cast)
    with pytest.raises(Invalid, match="already"):
        charged_from_today(site, cast)
    with pytest.raises(NotAllowed), Work.open(site, cast["zhou"], NOON) as work:
        fee_rules.set_fee_rule(work, fee_rule(date(2027, 1, 1)))


def test_a_rule_that_begins_later_charges_nobody_who_was_booked_before(site: Site, cast: Cast) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        fee_rules.set_fee_rule(work, fee_rule(TODAY + timedelta(days=1)))
    three_booked(site, cast)
    assert states(site, cast) == []


# -- tickets that wait for their fee ------------------------------------------------------------------------------


def told_of_tickets(site: Site, cast: Cast) -> list[UUID]:
    query = select(Notice.person_id).where(Notice.kind == NoticeKind.TICKET_READY)
    with Work.open(site, cast["he"], LATER, read_only=True) as work:
        return list(work.all(query.order_by(Notice.id)))


def test_nobody_is_told_of_a_ticket_that_waits_for_its_fee_before_it_is_settled(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast, ticket_needs_fee=True)
    first, second = list(approved(site, cast, 2))
    published(site, cast, [first, second])
    assert told_of_tickets(site, cast) == []
    (paid_one,), (waived,) = fees_of(site, cast, first), fees_of(site, cast, second)
    received(site, cast, [paid_one.id])
    assert told_of_tickets(site, cast) == [paid_one.person_id]
    with Work.open(site, cast["he"], LATER) as work:
        relief = fee_desk.propose_relief(work, waived.id, FeeReliefKind.WAIVER, "特困供养人员")
    assert told_of_tickets(site, cast) == [paid_one.person_id]
    with Work.open(site, cast["lin"], LATER) as work:
        fee_desk.sign_relief(work, relief)
    assert told_of_tickets(site, cast) == [paid_one.person_id, waived.person_id]


# -- what a booking costs -----------------------------------------------------------------------------------------


def test_whoever_is_booked_owes_what_the_rule_says(site: Site, cast: Cast) -> None:
    rule_id = charged_from_today(site, cast)
    exam_session_id, people = three_booked(site, cast)
    for registration_id in people:
        (fee,) = fees_of(site, cast, registration_id)
        assert (fee.kind, fee.amount_fen, fee.state) == (FeeKind.THEORY, 4000, FeeState.OWED)
        assert (fee.exam_session_id, fee.rule_id, fee.attempt) == (exam_session_id, rule_id, 1)


def test_who_is_taken_out_owes_nothing_and_keeps_what_was_paid(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    exam_session_id, people = three_booked(site, cast)
    (fee,) = fees_of(site, cast, people[0])
    received(site, cast, [fee.id])
    with Work.open(site, cast["he"], LATER) as work:
        for booking in bookings(site, cast, exam_session_id):
            if booking.registration_id != people[2]:
                scheduling.withdraw_booking(work, exam_session_id, booking.id)
    (kept,), (dropped,), (untouched,) = (fees_of(site, cast, each) for each in people)
    assert (kept.state, kept.exam_session_id) == (FeeState.PAID, None)
    assert (dropped.state, untouched.state) == (FeeState.DROPPED, FeeState.OWED)

    other = booked(site, cast, people[:2], starts_at=MORNING + timedelta(days=1), name="12月第2场")
    (kept,) = fees_of(site, cast, people[0])
    assert (kept.state, kept.exam_session_id) == (FeeState.PAID, other)
    assert [fee.state for fee in fees_of(site, cast, people[1])] == [FeeState.DROPPED, FeeState.OWED]


def test_the_first_resit_is_free_and_on_record(site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    _, failed, _ = registrations_of(site, cast, hall)
    charged_from_today(site, cast)
    exam_session_id = next_examination(site, cast, hall)
    with Work.open(site, cast["he"], AFTER) as work:
        scheduling.book(work, exam_session_id, [failed])
    (fee,) = fees_of(site, cast, failed)
    assert (fee.kind, fee.attempt, fee.amount_fen) == (FeeKind.THEORY_RESIT, 2, 0)
    assert (fee.state, fee.is_made_up) == (FeeState.FREE, False)


def test_what_is_made_up_for_is_not_charged_again(site: Site, cast: Cast) -> None:
    hall = over(site, cast)
    _, failed, _ = registrations_of(site, cast, hall)
    granted(site, cast, hall, Whom())
    charged_from_today(site, cast)
    exam_session_id = next_examination(site, cast, hall)
    with Work.open(site, cast["he"], AFTER) as work:
        scheduling.book(work, exam_session_id, [failed])
    (fee,) = fees_of(site, cast, failed)
    assert (fee.attempt, fee.state, fee.is_made_up) == (1, FeeState.FREE, True)


# -- receipts -----------------------------------------------------------------------------------------------------


def test_a_unit_pays_for_many_with_one_receipt(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    three_booked(site, cast)
    receipt_id = received(site, cast, open_fees(site, cast), paid(method=FeeMethod.UNIT, payer="磐石保安服务有限公司"))
    assert set(states(site, cast)) == {FeeState.PAID}
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        receipt = work.get(FeeReceipt, receipt_id)
        assert (receipt.amount_fen, receipt.county_id) == (12000, cast.qingxi)
        entry = work.one(select(JournalEntry).where(JournalEntry.tag == Tag.FEES_RECEIVED))
        assert entry is not None and entry.facts == {"number": "0012345678", "fees": 3, "yuan": "120"}


def test_a_receipt_says_what_is_wrong_with_it(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    three_booked(site, cast)
    first, *others = open_fees(site, cast)
    received(site, cast, [first])
    wrong = (
        (others, paid(), "already"),
        (others, paid("  "), "number"),
        (others, Payment("7", FeeMethod.CASH, TODAY + timedelta(days=1)), "future"),
        (others, paid("7", FeeMethod.UNIT), "unit"),
        ([], paid("7"), "Choose"),
    )
    for fees, payment, said in wrong:
        with pytest.raises(Invalid, match=said):
            received(site, cast, fees, payment)
    with pytest.raises(Conflict, match="not open"):
        received(site, cast, [first, *others], paid("7"))
    assert states(site, cast).count(FeeState.OWED) == 2


def test_another_county_receives_and_sees_nothing(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    three_booked(site, cast)
    fees = open_fees(site, cast)
    with pytest.raises(NotFound), Work.open(site, cast["shi"], LATER) as work:
        fee_desk.receive_fees(work, fees, paid())
    received(site, cast, fees)
    with Work.open(site, cast["shi"], LATER, read_only=True) as work:
        for model in (FeeRecord, FeeReceipt):
            assert work.count(select(func.count()).select_from(model)) == 0


# -- what takes two people ----------------------------------------------------------------------------------------


def propose(site: Site, cast: Cast, fee_id: UUID, kind: FeeReliefKind, reason: str = "低保家庭。") -> UUID:
    with Work.open(site, cast["zhou"], LATER) as work:
        return fee_desk.propose_relief(work, fee_id, kind, reason)


def sign(site: Site, cast: Cast, relief_id: UUID, who: str = "he") -> None:
    with Work.open(site, cast[who], LATER) as work:
        fee_desk.sign_relief(work, relief_id)


def test_a_waiver_takes_a_reason_and_a_second_person(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    _, people = three_booked(site, cast)
    (fee,) = fees_of(site, cast, people[0])
    with pytest.raises(Invalid, match="why"):
        propose(site, cast, fee.id, FeeReliefKind.WAIVER, " ")
    relief_id = propose(site, cast, fee.id, FeeReliefKind.WAIVER)
    assert fees_of(site, cast, people[0])[0].state is FeeState.OWED
    with pytest.raises(Conflict, match="waits"):
        propose(site, cast, fee.id, FeeReliefKind.WAIVER)
    with pytest.raises(Conflict, match="second person"):
        sign(site, cast, relief_id, "zhou")
    sign(site, cast, relief_id)
    assert fees_of(site, cast, people[0])[0].state is FeeState.WAIVED
    with pytest.raises(Conflict, match="already"):
        sign(site, cast, relief_id)


def test_a_proposal_is_dropped_or_overtaken(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    _, people = three_booked(site, cast)
    (fee,) = fees_of(site, cast, people[0])
    relief_id = propose(site, cast, fee.id, FeeReliefKind.WAIVER)
    received(site, cast, [fee.id])
    with pytest.raises(Conflict, match="otherwise"):
        sign(site, cast, relief_id)
    with Work.open(site, cast["zhou"], LATER) as work:
        fee_desk.drop_relief(work, relief_id)
    assert fees_of(site, cast, people[0])[0].state is FeeState.PAID


def test_who_was_paid_back_is_charged_anew(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    exam_session_id, people = three_booked(site, cast)
    (fee,) = fees_of(site, cast, people[0])
    received(site, cast, [fee.id])
    with Work.open(site, cast["he"], LATER) as work:
        booking_id = next(b.id for b in bookings(site, cast, exam_session_id) if b.registration_id == people[0])
        scheduling.withdraw_booking(work, exam_session_id, booking_id)
    sign(site, cast, propose(site, cast, fee.id, FeeReliefKind.REFUND, "本人退考。"))
    with Work.open(site, cast["he"], LATER) as work:
        scheduling.book(work, exam_session_id, [people[0]])
    assert [each.state for each in fees_of(site, cast, people[0])] == [FeeState.REFUNDED, FeeState.OWED]


def test_a_receipt_entered_by_mistake_is_taken_out_as_a_whole_and_its_number_is_free(site: Site, cast: Cast) -> None:
    charged_from_today(site, cast)
    three_booked(site, cast)
    fees = open_fees(site, cast)
    received(site, cast, fees)
    sign(site, cast, propose(site, cast, fees[0], FeeReliefKind.MISTAKE, "录错单位。"))
    assert open_fees(site, cast) == fees
    received(site, cast, fees[:1])
    with Work.open(site, cast["ma"], LATER, read_only=True) as work:
        withdrawn = work.all(select(FeeReceipt.withdrawn_at).order_by(FeeReceipt.id))
    assert sorted(at is None for at in withdrawn) == [False, True]
