"""What a candidate is promised: the paper, the time, and that no acknowledged answer is lost."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from exam_app.actors import the_door
from exam_app.delivery import Equivocation, Fault, Head, Late, Need, Refused, SlotState, Stamp, seal, state_hash
from exam_app.errors import Conflict, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.lateness import DRAIN
from exam_app.lease_keys import LeaseKey
from exam_app.ledger import Receipt, open_text, receipt_code
from exam_app.models import ExamSession, ItemVersion, Lease, Response, Sitting
from exam_app.operations import saving, sittings
from exam_app.operations.saving import Ack, Batch, save_batches
from exam_app.operations.sittings import HandedIn, Started
from exam_app.queries.papers import paper_of
from exam_app.queries.sittings import answers_of, receipt_of, sitting_page
from exam_app.terms import EvidenceLevel, ExamSessionState, SittingState
from exam_app.web.candidate.wire import milliseconds
from exam_app.work import Site, Work, ledger_key
from tests.builders.rooms import move
from tests.builders.sittings import (
    ITEMS,
    Hall,
    Seated,
    a_full_hall,
    a_hall,
    a_sitting,
    chained,
    hand_in,
    printed_key,
    right_answers,
    save,
    the_paper,
    the_site_itself,
)
from tests.cast import CITY, Cast
from tests.conftest import NOON

AT_THE_END = NOON + timedelta(minutes=90)
AFTERWARDS = NOON + timedelta(minutes=93)
once = pytest.mark.usefixtures("sqlite_only")
"""For promises that no database can break differently."""


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    """Lin at her seat, the paper begun."""
    return a_sitting(site, hall.lin)


def answers(site: Site, seated: Seated) -> dict[int, str]:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        return {slot: at.value for slot, at in answers_of(work, seated.sitting_id).items()}


def the_sitting(site: Site, seated: Seated) -> Sitting:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        return work.get(Sitting, seated.sitting_id)


def tags(site: Site, cast: Cast, seated: Seated) -> list[Tag]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry.tag).where(JournalEntry.subject_id == seated.sitting_id)
        return list(work.all(query.order_by(JournalEntry.leaf_index)))


# -- starting -----------------------------------------------------------------------------------------------------


def test_the_deadline_is_the_servers(site: Site, lin: Seated) -> None:
    assert the_sitting(site, lin).deadline_at == NOON + timedelta(minutes=90)


@once
def test_who_comes_late_but_in_time_has_all_the_minutes(site: Site, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin, NOON + timedelta(minutes=30))
    assert the_sitting(site, seated).deadline_at == NOON + timedelta(minutes=120)


@once
def test_nobody_starts_before_the_start(site: Site, hall: Hall) -> None:
    with pytest.raises(TooEarly, match="not started"):
        a_sitting(site, hall.lin, NOON - timedelta(seconds=1))


@once
def test_thirty_one_minutes_late_is_too_late_and_says_so(site: Site, hall: Hall) -> None:
    with pytest.raises(TooLate, match="31 minutes late"):
        a_sitting(site, hall.lin, NOON + timedelta(minutes=31))


@once
def test_nobody_starts_an_examination_that_is_still_being_planned(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast, state=ExamSessionState.PLANNED)
    with pytest.raises(Conflict, match="not open"):
        a_sitting(site, hall.lin)


@once
def test_the_first_sitting_makes_the_examination_a_running_one(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(ExamSession, hall.exam_session_id).state is ExamSessionState.RUNNING


@once
def test_each_candidate_has_an_own_paper_that_can_be_drawn_again(site: Site, cast: Cast) -> None:
    hall = a_full_hall(site, cast)
    lin, bao = a_sitting(site, hall.lin), a_sitting(site, hall.bao)
    hers, his = the_sitting(site, lin).paper_digests, the_sitting(site, bao).paper_digests
    assert len(hers) == len(his) == 100
    assert hers != his


@once
def test_an_item_nobody_approved_reaches_no_paper(site: Site, cast: Cast) -> None:
    hall = a_full_hall(site, cast, candidates=1)
    with Work.open(site, cast["he"], NOON) as work:
        version = work.all(select(ItemVersion).order_by(ItemVersion.item_code))[0]
        version.approved_by_id = None
    assert version.digest not in the_sitting(site, a_sitting(site, hall.lin)).paper_digests


@once
def test_a_bank_that_has_become_too_small_is_said_in_a_sentence(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast, items=ITEMS[1:])
    with pytest.raises(Conflict, match="Raise your hand"):
        a_sitting(site, hall.lin)


@once
def test_starting_again_in_the_same_browser_goes_on_with_the_same_lease(site: Site, hall: Hall) -> None:
    first = a_sitting(site, hall.lin, browser="5a" * 32)
    assert a_sitting(site, hall.lin, browser="5a" * 32) == first
    assert a_sitting(site, hall.bao, browser="5a" * 32).lease.secret != first.lease.secret  # the next who sits there


def test_another_browser_is_refused_and_the_first_goes_on(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    save(site, lin, chained((1, "B")))
    for browser in (None, "5a" * 32):
        with Work.open(site, hall.lin, NOON) as work:
            assert sittings.start(work, browser) == Started(lin.sitting_id, None)
    assert isinstance(save(site, lin, chained((1, "B"), (2, "A"))), Ack)
    assert answers(site, lin) == {1: "B", 2: "A"}
    assert tags(site, cast, lin).count(Tag.LEASE_REFUSED) == 2


@once
@pytest.mark.parametrize("known", [0, 32], ids=["nothing known", "what the database holds known"])
def test_a_guessed_secret_of_the_right_epoch_writes_nothing(site: Site, lin: Seated, known: int) -> None:
    guessed = lin.lease.secret[:known] + "0" * (96 - known)
    forged = Seated(lin.actor, lin.sitting_id, LeaseKey(lin.lease.epoch, guessed))
    assert save(site, forged, chained((1, "B"))) == Refused(Fault.LEASE_LOST)
    assert answers(site, lin) == {}


@once
def test_a_change_that_is_not_sealed_with_the_lease_is_not_stored(site: Site, lin: Seated) -> None:
    (event,) = chained((1, "B"))
    with Work.open(site, the_door(CITY, [lin.sitting_id]), NOON) as work:
        forged = replace(event, mac=seal("somebody else's lease", event.hash))
        (saved,) = save_batches(work, [Batch(lin.sitting_id, lin.lease, [forged], NOON)])
    assert saved is not None and saved.outcome == Refused(Fault.SEAL_BROKEN)
    assert answers(site, lin) == {}


@once
def test_the_secret_of_a_lease_is_stored_nowhere(site: Site, lin: Seated) -> None:
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        stored = work.all(select(Lease.nonce))
    assert stored == [lin.lease.nonce]
    assert lin.lease.secret != lin.lease.nonce


# -- saving -------------------------------------------------------------------------------------------------------


def test_an_acknowledged_answer_is_in_the_database(site: Site, lin: Seated) -> None:
    ack = save(site, lin, chained((1, "B"), (2, "A"), (1, "D")))
    assert ack == Ack(3, state_hash({1: SlotState("D"), 2: SlotState("A")}), AT_THE_END)
    assert answers(site, lin) == {1: "D", 2: "A"}


def test_the_same_batch_again_is_answered_the_same_and_stored_once(site: Site, lin: Seated) -> None:
    events = chained((1, "B"), (2, "A"))
    assert save(site, lin, events) == save(site, lin, events)
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        assert len(work.all(select(Response.id))) == 2


@once
def test_earlier_answers_stay_in_the_record(site: Site, lin: Seated) -> None:
    save(site, lin, chained((1, "B"), (1, "C"), (1, "")))
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        assert work.all(select(Response.value).order_by(Response.seq)) == ["B", "C", ""]


@once
def test_a_hole_is_asked_for(site: Site, lin: Seated) -> None:
    events = chained((1, "B"), (2, "A"), (3, "D"))
    save(site, lin, events[:1])
    assert save(site, lin, events[2:]) == Need(2)


@once
def test_another_event_with_a_used_number_is_journalled_and_the_first_stands(
    site: Site, cast: Cast, lin: Seated
) -> None:
    save(site, lin, chained((1, "B")))
    assert isinstance(save(site, lin, chained((1, "C"))), Equivocation)
    assert answers(site, lin) == {1: "B"}
    assert Tag.ANSWER_EQUIVOCATED in tags(site, cast, lin)


def test_an_answer_after_time_is_kept_but_not_counted(site: Site, cast: Cast, lin: Seated) -> None:
    save(site, lin, chained((1, "B")))
    late = chained((1, "B"), (1, "C"))
    outcome = save(site, lin, late[1:], AT_THE_END + timedelta(milliseconds=1))
    assert isinstance(outcome, Late)
    assert answers(site, lin) == {1: "B"}
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        levels = work.all(select(Response.level).order_by(Response.seq))
    assert levels == [EvidenceLevel.IN_TIME, EvidenceLevel.LATE]
    assert tags(site, cast, lin)[-1] is Tag.ANSWER_LATE


def beacon_of(outcome: saving.SaveOutcome) -> str:
    assert isinstance(outcome, Ack)
    return outcome.beacon


def test_an_answer_made_in_time_and_delivered_shortly_after_the_deadline_counts(
    site: Site, cast: Cast, lin: Seated
) -> None:
    """The network was away for the last seconds."""
    last_heard = AT_THE_END - timedelta(seconds=40)
    beacon = beacon_of(save(site, lin, chained((1, "B")), last_heard))
    made = AT_THE_END - timedelta(seconds=10)
    kept = chained((1, "B"), (1, "C"))
    (unsent,) = chained((1, "C"), head=Head(1, kept[0].hash), stamp=Stamp(milliseconds(made), 0, beacon))
    outcome = save(site, lin, [unsent], AT_THE_END + timedelta(seconds=100))
    assert isinstance(outcome, Ack)
    assert answers(site, lin) == {1: "C"}
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        assert work.all(select(Response.level).order_by(Response.seq))[-1] is EvidenceLevel.DRAINED
    assert tags(site, cast, lin)[-1] is Tag.ANSWERS_DRAINED
    assert submit(site, lin, Head(1, ""), state_hash({}), AT_THE_END + timedelta(seconds=110)) == Need(3)
    assert submit(site, lin, Head(2, ""), outcome.state_hash, AT_THE_END + timedelta(seconds=110)) == HandedIn(
        lin.sitting_id
    )


@once
def test_a_page_that_was_silent_for_long_before_the_deadline_delivers_nothing_after_it(site: Site, lin: Seated) -> None:
    """Whoever pulls the cable to look things up gains nothing."""
    beacon = beacon_of(save(site, lin, chained((1, "B")), AT_THE_END - timedelta(minutes=10)))
    made = AT_THE_END - timedelta(seconds=10)
    head = Head(1, chained((1, "B"))[0].hash)
    unsent = chained((1, "C"), head=head, stamp=Stamp(milliseconds(made), 0, beacon))
    assert isinstance(save(site, lin, unsent, AT_THE_END + timedelta(seconds=5)), Late)
    assert answers(site, lin) == {1: "B"}


@once
def test_a_beacon_that_was_never_handed_out_proves_nothing(site: Site, lin: Seated) -> None:
    stamp = Stamp(milliseconds(AT_THE_END), 0, "6ac0ffee" + "0" * 24)
    assert isinstance(save(site, lin, chained((1, "C"), stamp=stamp), AT_THE_END + timedelta(seconds=5)), Late)


@once
def test_an_answer_at_the_last_moment_counts(site: Site, lin: Seated) -> None:
    assert isinstance(save(site, lin, chained((1, "B")), AT_THE_END), Ack)


@once
@pytest.mark.parametrize(
    ("slot", "value"), [(1, "E"), (1, "AB"), (1, "a"), (4, "CA"), (4, "AA"), (5, "C"), (5, "T"), (1, "A" * 8)]
)
def test_a_value_the_item_cannot_have_is_refused(site: Site, lin: Seated, slot: int, value: str) -> None:
    assert save(site, lin, chained((slot, value))) == Refused(Fault.MALFORMED)
    assert answers(site, lin) == {}


@once
@pytest.mark.parametrize(("slot", "value"), [(1, "D"), (1, ""), (4, "ABCD"), (4, "B"), (5, "B")])
def test_every_value_the_item_can_have_is_saved(site: Site, lin: Seated, slot: int, value: str) -> None:
    assert isinstance(save(site, lin, chained((slot, value))), Ack)


def test_a_candidate_cannot_write_anothers_sitting(site: Site, hall: Hall, lin: Seated) -> None:
    bao = a_sitting(site, hall.bao)
    assert save(site, Seated(bao.actor, lin.sitting_id, bao.lease), chained((1, "B"))) == Refused(Fault.LEASE_LOST)
    with pytest.raises(NotFound):
        save(site, Seated(replace(lin.actor, city_id="330100"), lin.sitting_id, lin.lease), chained((1, "B")))
    assert save(site, lin, chained((1, "A"))) == Ack(1, state_hash({1: SlotState("A")}), NOON + timedelta(minutes=90))


@once
def test_nobody_but_the_door_takes_in_batches(site: Site, cast: Cast, lin: Seated) -> None:
    for actor in (*(cast[name] for name in ("he", "zhao", "zhou", "li")), lin.actor):
        with pytest.raises(NotAllowed), Work.open(site, actor, NOON) as work:
            saving.save_batches(work, [saving.Batch(lin.sitting_id, lin.lease, chained((1, "B")), NOON)])


@once
def test_answers_are_leaves_of_their_rooms_ledger(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    events = chained((1, "B"), (2, "A"))
    save(site, lin, events)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry, Ledger.name).join(
            Ledger, (Ledger.city_id == JournalEntry.city_id) & (Ledger.id == JournalEntry.ledger_id)
        )
        entry, ledger = work.rows(query.where(JournalEntry.tag == Tag.ANSWERS_SAVED))[0]
    assert ledger == f"room:{hall.exam_session_id}:{hall.room_id}"
    assert entry.facts == {"epoch": 1, "events": 2, "through": 2, "hash": events[1].hash}


def test_a_save_takes_as_many_statements_for_sixty_four_changes_as_for_one(site: Site, cast: Cast) -> None:
    hall = a_full_hall(site, cast, candidates=1)
    lin = a_sitting(site, hall.lin)
    changes = [(slot.number, printed_key(slot)) for slot in the_paper(site, lin)]
    events = chained(*changes[:65])
    counts = []
    for batch in (events[:1], events[1:]):
        seen: list[str] = []
        listener = lambda conn, cursor, statement, *rest, seen=seen: seen.append(statement)  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listener)
        assert isinstance(save(site, lin, batch), Ack)
        event.remove(site.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1]


# -- plain forms --------------------------------------------------------------------------------------------------


def save_form(site: Site, seated: Seated, slot: int, value: str, *, is_marked: bool = False) -> saving.SaveOutcome:
    with Work.open(site, seated.actor, NOON) as work:
        return saving.save_form(work, seated.sitting_id, seated.lease, slot=slot, value=value, is_marked=is_marked)


def test_a_plain_form_is_numbered_by_the_server(site: Site, lin: Seated) -> None:
    assert save_form(site, lin, 1, "B") == Ack(1, state_hash({1: SlotState("B")}), AT_THE_END)
    assert save_form(site, lin, 4, "AC", is_marked=True) == Ack(
        3, state_hash({1: SlotState("B"), 4: SlotState("AC", marked=True)}), AT_THE_END
    )


@once
def test_a_plain_form_sent_twice_changes_nothing(site: Site, lin: Seated) -> None:
    assert save_form(site, lin, 1, "B", is_marked=True) == save_form(site, lin, 1, "B", is_marked=True)


@once
def test_the_script_goes_on_where_plain_forms_stopped(site: Site, lin: Seated) -> None:
    save_form(site, lin, 1, "B")
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        head = sitting_page(work, lin.sitting_id).head
    assert isinstance(save(site, lin, chained((2, "A"), head=head)), Ack)
    assert answers(site, lin) == {1: "B", 2: "A"}


@once
def test_a_plain_form_for_a_question_that_is_not_there_is_refused(site: Site, lin: Seated) -> None:
    assert save_form(site, lin, 6, "A") == Refused(Fault.MALFORMED)
    assert save_form(site, lin, 0, "A") == Refused(Fault.MALFORMED)


# -- handing in ---------------------------------------------------------------------------------------------------


def submit(site: Site, seated: Seated, final: Head, state: str, now=NOON) -> object:
    with Work.open(site, seated.actor, now) as work:
        return sittings.submit(work, seated.sitting_id, seated.lease, final_seq=final.seq, state_hash=state)


def test_handing_in_closes_what_both_sides_agree_on(site: Site, lin: Seated) -> None:
    events = chained((1, "B"))
    save(site, lin, events)
    state = state_hash({1: SlotState("B")})
    assert submit(site, lin, Head(1, events[0].hash), state) == HandedIn(lin.sitting_id)
    sitting = the_sitting(site, lin)
    assert (sitting.state, sitting.closed_at, sitting.final_state_hash) == (SittingState.SUBMITTED, NOON, state)


@once
def test_handing_in_waits_for_an_answer_that_has_not_arrived(site: Site, lin: Seated) -> None:
    events = chained((1, "B"), (2, "A"))
    save(site, lin, events[:1])
    state = state_hash({1: SlotState("B"), 2: SlotState("A")})
    assert submit(site, lin, Head(2, events[1].hash), state) == Need(2)
    assert the_sitting(site, lin).state is SittingState.IN_PROGRESS


@once
def test_handing_in_a_state_that_differs_asks_for_everything_again(site: Site, lin: Seated) -> None:
    events = chained((1, "B"))
    save(site, lin, events)
    assert submit(site, lin, Head(1, events[0].hash), state_hash({1: SlotState("C")})) == Need(1)


@once
def test_handing_in_twice_gives_the_same(site: Site, lin: Seated) -> None:
    hand_in(site, lin)
    first = the_sitting(site, lin).closed_at
    assert submit(site, lin, Head(), state_hash({}), NOON + timedelta(minutes=1)) == HandedIn(lin.sitting_id)
    assert the_sitting(site, lin).closed_at == first


@once
def test_handing_in_after_the_deadline_closes_with_what_was_accepted(site: Site, lin: Seated) -> None:
    save(site, lin, chained((1, "B")))
    assert submit(site, lin, Head(7, "f" * 64), "f" * 64, AFTERWARDS) == HandedIn(lin.sitting_id)
    assert the_sitting(site, lin).state is SittingState.TIMED_OUT
    assert the_sitting(site, lin).final_state_hash == state_hash({1: SlotState("B")})


@once
def test_nothing_is_saved_after_the_hand_in(site: Site, lin: Seated) -> None:
    save(site, lin, chained((1, "B")))
    hand_in(site, lin)
    outcome = save(site, lin, chained((1, "B"), (1, "C"))[1:])
    assert isinstance(outcome, Late)
    assert outcome.was_closed
    assert answers(site, lin) == {1: "B"}


@once
def test_a_replaced_browser_cannot_hand_in(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    move(site, cast["zhao"], hall, hall.lin, seat=5)
    assert submit(site, lin, Head(), state_hash({})) == Refused(Fault.LEASE_LOST)


@once
def test_the_receipt_names_the_moment_the_count_and_the_code(site: Site, lin: Seated) -> None:
    save(site, lin, chained((1, "B"), (2, "A"), (2, "")))
    hand_in(site, lin)
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        receipt = receipt_of(work, lin.sitting_id)
    assert (receipt.handed_in_at, receipt.answered, receipt.slots) == (NOON, 1, 5)
    assert receipt.code == receipt_code(receipt.note)


@once
def test_the_receipt_is_signed_and_says_what_was_handed_in(site: Site, lin: Seated) -> None:
    save(site, lin, chained((1, "B"), (2, "A"), (2, "")))
    hand_in(site, lin)
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        note = receipt_of(work, lin.sitting_id).note
    signed = Receipt.from_text(open_text(note, [ledger_key(site, CITY).verifier]))
    assert (signed.sitting_id, signed.epoch, signed.seq, signed.closed_at) == (lin.sitting_id, 1, 3, NOON)
    assert signed.state_hash == state_hash({1: SlotState("B")})
    assert signed.size > 0


@once
def test_there_is_no_receipt_before_the_hand_in(site: Site, lin: Seated) -> None:
    with pytest.raises(NotFound), Work.open(site, lin.actor, NOON, read_only=True) as work:
        receipt_of(work, lin.sitting_id)


# -- closing ------------------------------------------------------------------------------------------------------


def close_expired(site: Site, now) -> int:
    with Work.open(site, the_site_itself(), now) as work:
        return sittings.close_expired(work)


def test_the_site_closes_a_sitting_whose_time_is_over(site: Site, lin: Seated) -> None:
    save(site, lin, chained((1, "B")))
    assert close_expired(site, AT_THE_END + DRAIN) == 0
    assert close_expired(site, AFTERWARDS) == 1
    assert close_expired(site, AFTERWARDS) == 0
    sitting = the_sitting(site, lin)
    assert (sitting.state, sitting.final_state_hash) == (SittingState.TIMED_OUT, state_hash({1: SlotState("B")}))


def close_session(site: Site, cast: Cast, hall: Hall, now) -> sittings.SessionClosed:
    with Work.open(site, cast["he"], now) as work:
        return sittings.close_session(work, hall.exam_session_id)


def test_closing_an_examination_closes_every_sitting_and_names_the_absent(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    closed = close_session(site, cast, hall, AFTERWARDS)
    assert (closed.sat, closed.absent) == (1, [hall.bao.booking_id])
    assert the_sitting(site, lin).state is SittingState.TIMED_OUT
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(ExamSession, hall.exam_session_id).state is ExamSessionState.CLOSED


@once
def test_closing_twice_gives_the_same_and_is_one_fact(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    first = close_session(site, cast, hall, AFTERWARDS)
    assert close_session(site, cast, hall, AFTERWARDS) == first
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert len(work.all(select(JournalEntry.id).where(JournalEntry.tag == Tag.SESSION_CLOSED))) == 1


@once
def test_an_examination_is_not_closed_over_a_late_comer(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(TooEarly, match="Late-comers"):
        close_session(site, cast, hall, NOON + timedelta(minutes=30))


@once
def test_an_examination_closes_early_when_everybody_booked_has_handed_in(site: Site, cast: Cast, hall: Hall) -> None:
    for candidate in hall.candidates:
        hand_in(site, a_sitting(site, candidate))
    closed = close_session(site, cast, hall, NOON + timedelta(minutes=5))
    assert (closed.sat, list(closed.absent)) == (len(hall.candidates), [])


@once
def test_an_examination_is_not_closed_over_who_still_answers(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    with pytest.raises(TooEarly, match="1 candidates are still answering"):
        close_session(site, cast, hall, NOON + timedelta(minutes=60))


@once
def test_a_candidate_cannot_close_an_examination(site: Site, hall: Hall, lin: Seated) -> None:
    with pytest.raises(NotAllowed), Work.open(site, lin.actor, AFTERWARDS) as work:
        sittings.close_session(work, hall.exam_session_id)


@once
def test_an_unknown_sitting_is_not_found(site: Site, lin: Seated) -> None:
    with pytest.raises(NotFound):
        save(site, Seated(lin.actor, uuid4(), lin.lease), [])


@once
def test_a_printed_paper_means_the_same_to_candidate_and_marker(site: Site, lin: Seated) -> None:
    save(site, lin, right_answers(site, lin))
    with Work.open(site, lin.actor, NOON, read_only=True) as work:
        printed = paper_of(work, work.get(Sitting, lin.sitting_id))
        meant = printed.in_file(answers_of(work, lin.sitting_id))
    keys = {number: slot.item.key_letters for number, slot in printed.slots.items()}
    assert meant == keys
    assert any(slot.file_letters != slot.item.letters for slot in printed.slots.values())
