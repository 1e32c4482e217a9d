"""What a computer could not send is taken in from a file: once, whole, in its order, and for what it proves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from exam_app.delivery import Event, Head, state_hash
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooLate
from exam_app.journal import JournalEntry, Tag
from exam_app.kept_answers import FileRefused
from exam_app.lease_keys import LeaseKey
from exam_app.models import AnswerImport, OutageCredit, Response, Result, Sitting
from exam_app.operations import proctoring
from exam_app.operations.kept_answers import TakenIn
from exam_app.operations.results import mark_waiting
from exam_app.operations.saving import Ack
from exam_app.queries.kept_answers import import_lines, imports_of_booking
from exam_app.queries.marking import events_added_up
from exam_app.queries.sittings import answers_of
from exam_app.terms import EvidenceLevel, IdentityOutcome, KeptEffect
from exam_app.work import Site, Work
from tests.builders.kept_answers import a_file, bring, bring_to_the_office, stamped
from tests.builders.pauses import pause
from tests.builders.rooms import a_colleague, booking_of, give_pin, move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save, the_site_itself
from tests.cast import CITY, Cast
from tests.conftest import NOON
from tests.exam_app.operations.test_proctoring import sign

once = pytest.mark.usefixtures("sqlite_only")
MINUTE = timedelta(minutes=1)
OLD, NEW = "0d" * 32, "4e" * 32
"""Browsers."""
AT_THE_END = NOON + 90 * MINUTE
AFTERWARDS = NOON + 120 * MINUTE


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast)


@pytest.fixture
def lin(site: Site, hall: Hall) -> Seated:
    return a_sitting(site, hall.lin, browser=OLD)


def done(site: Site, *changes: tuple[int, str], at: datetime = NOON + 10 * MINUTE) -> list[Event]:
    """Changes that say to have been made at that moment, by a page that heard of the server when it began."""
    return chained(*changes, stamp=stamped(site, at, NOON))


def values(site: Site, seated: Seated) -> dict[int, str]:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        found = {slot: state.value for slot, state in answers_of(work, seated.sitting_id).items()}
        kept = {slot: value for slot, value, _ in work.get(Sitting, seated.sitting_id).answers}
    assert found == kept  # the sum beside the changes is what they add up to
    return found


def levels(site: Site, cast: Cast) -> Sequence[tuple[int, int, EvidenceLevel]]:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        query = select(Response.epoch, Response.seq, Response.level).order_by(Response.epoch, Response.seq)
        return [tuple(row) for row in work.rows(query)]


def leaves(site: Site, cast: Cast, tag: Tag) -> list[JournalEntry]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return list(work.all(select(JournalEntry).where(JournalEntry.tag == tag).order_by(JournalEntry.leaf_index)))


def imports(site: Site, cast: Cast) -> int:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.count(select(func.count(AnswerImport.id)))


def outage_of(site: Site, cast: Cast, hall: Hall, began: datetime, ended: datetime) -> None:
    with Work.open(site, cast["zhao"], ended) as work:
        work.add(
            OutageCredit(
                city_id=CITY,
                id=work.new_id(),
                exam_session_id=hall.exam_session_id,
                room_id=hall.room_id,
                began_at=began,
                ended_at=ended,
                silent=2,
                answering=2,
                reason="交换机断电",
                confirmed_by_id=cast["zhao"].person_id,
                confirmed_at=ended,
            )
        )


def test_what_the_dead_computer_kept_is_there_and_what_was_answered_at_the_new_seat_stands(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    events = done(site, (1, "B"), (2, "A"), (3, "D"), (4, "AC"))
    save(site, lin, events[:1])
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + 11 * MINUTE)
    there = a_sitting(site, hall.lin, browser=NEW)
    save(site, there, chained((3, "B"), epoch=2), NOON + 12 * MINUTE)
    taken = bring(site, cast["zhao"], hall, hall.lin, a_file(lin, events), NOON + 13 * MINUTE)
    assert taken == TakenIn(lin.sitting_id, counted=3)
    assert values(site, there) == {1: "B", 2: "A", 3: "B", 4: "AC"}
    (leaf,) = leaves(site, cast, Tag.ANSWERS_TAKEN_IN)
    assert (leaf.facts["events"], leaf.facts["through"], leaf.facts["epoch"], leaf.facts["counted"]) == (3, 4, 1, 3)
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        (line,) = imports_of_booking(work, booking_of(hall.lin))
    assert line.slots == {KeptEffect.NEW: [2, 4], KeptEffect.OVERTAKEN: [3]}


def test_the_page_at_the_new_seat_learns_of_it_and_goes_on_from_the_same_answers(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + 11 * MINUTE)
    there = a_sitting(site, hall.lin, browser=NEW)
    before = save(site, there, [], NOON + 12 * MINUTE)
    bring(site, cast["zhao"], hall, hall.lin, a_file(lin, done(site, (2, "A"))), NOON + 13 * MINUTE)
    after = save(site, there, chained((1, "B"), epoch=2), NOON + 14 * MINUTE)
    assert isinstance(before, Ack) and isinstance(after, Ack)
    assert (before.taken_in, after.taken_in) == (0, 1)
    with Work.open(site, hall.lin, NOON, read_only=True) as work:
        assert after.state_hash == state_hash(answers_of(work, lin.sitting_id))
    assert values(site, there) == {1: "B", 2: "A"}


def test_the_same_file_again_changes_nothing_and_says_so(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    content = a_file(lin, done(site, (1, "B"), (2, "A")))
    assert bring(site, cast["zhao"], hall, hall.lin, content, NOON + 13 * MINUTE).counted == 2
    for salt in ("5a" * 32, "5b" * 32):  # or saved once more
        content = a_file(lin, done(site, (1, "B"), (2, "A")), salt=salt)
        assert bring(site, cast["zhao"], hall, hall.lin, content, NOON + 14 * MINUTE) == TakenIn(lin.sitting_id)
    assert bring_to_the_office(site, cast["he"], content, AFTERWARDS).new == 0
    assert (imports(site, cast), len(leaves(site, cast, Tag.ANSWERS_TAKEN_IN)), len(levels(site, cast))) == (1, 1, 2)


@once
def test_what_was_taken_in_from_the_seat_that_goes_on_is_acknowledged_when_it_is_sent(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    """The network comes back at the same computer, after the file was carried away."""
    events = done(site, (1, "B"), (2, "A"))
    bring(site, cast["zhao"], hall, hall.lin, a_file(lin, events), NOON + 13 * MINUTE)
    outcome = save(site, lin, events, NOON + 14 * MINUTE)
    assert isinstance(outcome, Ack)
    assert (outcome.durable_through, len(levels(site, cast))) == (2, 2)


def test_after_the_hand_in_it_waits_for_a_decision_and_changes_no_result(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, done(site, (1, "B"))[:1])
    move(site, cast["zhao"], hall, hall.lin, seat=7, now=NOON + 11 * MINUTE)
    hand_in(site, a_sitting(site, hall.lin, browser=NEW), NOON + 20 * MINUTE)
    content = a_file(lin, done(site, (1, "B"), (2, "A"), (1, "C")))
    assert bring_to_the_office(site, cast["he"], content, AFTERWARDS) == TakenIn(lin.sitting_id, held=2)
    assert [level for *_, level in levels(site, cast)] == [EvidenceLevel.IN_TIME, *[EvidenceLevel.HELD] * 2]
    assert values(site, lin) == {1: "B"}
    with Work.open(site, the_site_itself(), AFTERWARDS) as work:
        assert mark_waiting(work) == 1
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len(work.all(select(Result))) == 1
        assert events_added_up(work, [lin.sitting_id])[lin.sitting_id][1].value == "B"
        (line,) = import_lines(work, 1).rows
    assert line.slots == {KeptEffect.CHANGED: [1], KeptEffect.NEW: [2]}


@once
def test_who_witnessed_it_decides_whether_a_late_file_waits_or_is_only_kept(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    hand_in(site, lin, AT_THE_END + 3 * MINUTE)
    nobody = bring_to_the_office(site, cast["he"], a_file(lin, done(site, (1, "B"))), AFTERWARDS)
    assert nobody == TakenIn(lin.sitting_id, late=1)
    bao = a_sitting(site, hall.bao)
    hand_in(site, bao, AT_THE_END + 3 * MINUTE)
    seen = bring(site, cast["zhao"], hall, hall.bao, a_file(bao, done(site, (1, "B"))), AFTERWARDS)
    assert seen == TakenIn(bao.sitting_id, held=1)


@once
def test_an_outage_that_was_confirmed_bears_witness(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    outage_of(site, cast, hall, NOON + 8 * MINUTE, NOON + 15 * MINUTE)
    hand_in(site, lin, AT_THE_END + 3 * MINUTE)
    assert bring_to_the_office(site, cast["he"], a_file(lin, done(site, (1, "B"))), AFTERWARDS).held == 1


@once
def test_in_a_pause_the_deadline_does_not_pass_for_a_file_either(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    pause(site, cast["zhao"], hall, None, now=NOON + 12 * MINUTE)
    taken = bring(site, cast["zhao"], hall, hall.lin, a_file(lin, done(site, (1, "B"))), AFTERWARDS)
    assert taken.counted == 1


def refused(site: Site, cast: Cast, hall: Hall, content: bytes, why: str, now: datetime = NOON + 13 * MINUTE) -> None:
    with pytest.raises(Invalid, match=why) as told:
        bring(site, cast["zhao"], hall, hall.lin, content, now)
    assert "file" in told.value.fields
    assert levels(site, cast) == []


@once
def test_a_file_of_somebody_or_somewhere_else_is_refused_by_name(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    events = done(site, (1, "B"))
    refused(site, cast, hall, a_file(lin, events, city="330100"), "another city")
    refused(site, cast, hall, a_file(a_sitting(site, hall.bao), events), "another candidate's")
    for foreign in (LeaseKey(1, "00" * 48), LeaseKey(2, lin.lease.secret)):
        refused(site, cast, hall, a_file(Seated(lin.actor, lin.sitting_id, foreign), events), "never given here")
    stolen = LeaseKey(1, lin.lease.nonce + "00" * 32)
    refused(site, cast, hall, a_file(Seated(lin.actor, lin.sitting_id, stolen), events), "changed or damaged")
    with pytest.raises(FileRefused, match="never given here"):
        nowhere = Seated(lin.actor, hall.room_id, lin.lease)
        bring_to_the_office(site, cast["he"], a_file(nowhere, events), NOON)


@once
def test_a_chain_that_does_not_hold_is_refused(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    """Only the candidate's own computer can make such a file, with its own key."""
    whole = done(site, (1, "B"), (2, "A"), (3, "C"))
    refused(site, cast, hall, a_file(lin, [whole[0], whole[2]]), "do not follow")
    refused(site, cast, hall, a_file(lin, whole[1:]), "begins with 2, the server needs 1")
    refused(site, cast, hall, a_file(lin, done(site, (1, "Z"))), "does not fit its question")
    refused(site, cast, hall, a_file(lin, done(site, (99, "A"))), "do not follow")


def test_another_history_than_the_one_that_is_held_is_journalled_and_not_taken_in(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    save(site, lin, done(site, (1, "B")))
    content = a_file(lin, done(site, (1, "C"), (2, "A")))
    assert bring(site, cast["zhao"], hall, hall.lin, content, NOON + 13 * MINUTE).differs_at == 1
    assert values(site, lin) == {1: "B"}
    assert len(leaves(site, cast, Tag.ANSWER_EQUIVOCATED)) == 1
    assert imports(site, cast) == 0


@once
@given(place=st.floats(0, 1, exclude_max=True), cut=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_a_flipped_bit_or_a_missing_end_takes_nothing_in(
    site: Site, cast: Cast, hall: Hall, lin: Seated, place: float, cut: bool
) -> None:
    content = bytearray(a_file(lin, done(site, (1, "B"), (2, "A"))))
    bit = int(place * len(content) * 8)
    if cut:
        del content[bit // 8 :]
    else:
        content[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Invalid):
        bring(site, cast["zhao"], hall, hall.lin, bytes(content), NOON + 13 * MINUTE)
    assert levels(site, cast) == []


@once
def test_the_room_takes_files_in_until_it_is_signed_and_the_office_afterwards(
    site: Site, cast: Cast, hall: Hall, lin: Seated
) -> None:
    content = a_file(lin, done(site, (1, "B")))
    with pytest.raises(Conflict, match="has not begun"):
        bring(site, cast["zhao"], hall, hall.bao, content, NOON)
    hand_in(site, lin)
    give_pin(site, cast["zhao"])
    a_colleague(site, cast, hall)
    with Work.open(site, cast["zhao"], NOON) as work:
        proctoring.check_identity(work, hall.exam_session_id, hall.room_id, booking_of(hall.lin), IdentityOutcome.SAME)
    sign(site, cast["zhao"], hall, cast["zhao"])
    with pytest.raises(TooLate, match="signed"):
        bring(site, cast["zhao"], hall, hall.lin, content, AFTERWARDS)
    assert bring_to_the_office(site, cast["he"], content, AFTERWARDS).new == 1


@once
@pytest.mark.parametrize("who", ["li", "ma", "wu"])
def test_nobody_else_takes_a_file_in(site: Site, cast: Cast, hall: Hall, lin: Seated, who: str) -> None:
    content = a_file(lin, done(site, (1, "B")))
    with pytest.raises((NotAllowed, NotFound)):
        bring_to_the_office(site, cast[who], content, NOON)
    with pytest.raises((NotAllowed, NotFound)):
        bring(site, cast[who], hall, hall.lin, content, NOON)


@once
def test_a_long_afternoon_fits_into_one_file(site: Site, cast: Cast, hall: Hall, lin: Seated) -> None:
    events = done(site, *[(1 + number % 3, "ABCD"[number % 4]) for number in range(2000)])
    assert bring(site, cast["zhao"], hall, hall.lin, a_file(lin, events), NOON + 13 * MINUTE).counted == 2000
    assert Head(2000, events[-1].hash).seq == len(levels(site, cast))
