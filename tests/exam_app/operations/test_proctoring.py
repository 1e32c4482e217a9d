"""The day in a room: identity, incidents, signals, extra time, signatures; every act a leaf of that room's ledger."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from exam_app.actors import Actor
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, JournalText, Ledger, LedgerCheckpoint
from exam_app.ledger import open_note
from exam_app.models import Incident, Sitting, TimeExtension
from exam_app.operations import extra_time, proctoring, room_closing
from exam_app.operations.door import SignInFailed
from exam_app.operations.extra_time import Extended
from exam_app.operations.incidents import Noted, note_incident
from exam_app.operations.proctoring import Reported
from exam_app.operations.room_closing import Signed
from exam_app.queries.room_seats import SeatPage, first_to_compare, room_record, seat_page
from exam_app.queries.rooms import SeatState, room_now
from exam_app.terms import IdentityOutcome, IncidentKind, Severity, SignalKind
from exam_app.work import Site, Work, ledger_key
from tests.builders.rooms import PASSWORD, PIN, a_colleague, booking_of, give_password, give_pin
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save
from tests.cast import CITY, Cast
from tests.conftest import NOON

AFTER_ENTRY = NOON + timedelta(minutes=31)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


def compare(
    site: Site, actor: Actor, hall: Hall, candidate: Actor, outcome: IdentityOutcome = IdentityOutcome.SAME, now=NOON
) -> None:
    with Work.open(site, actor, now) as work:
        proctoring.check_identity(work, hall.exam_session_id, hall.room_id, booking_of(candidate), outcome)


def note(
    site: Site, actor: Actor, hall: Hall, candidate: Actor | None, text: str = "", nonce: UUID | None = None, now=NOON
) -> UUID:
    with Work.open(site, actor, now) as work:
        about = (booking_of(candidate),) if candidate else ()
        noted = Noted(nonce or uuid4(), about, IncidentKind.MATERIAL, Severity.SERIOUS, text)
        (incident_id,) = note_incident(work, hall.exam_session_id, hall.room_id, noted)
        return incident_id


def give(
    site: Site,
    actor: Actor,
    hall: Hall,
    candidate: Actor | None,
    minutes: int,
    *,
    reason: str = "停电",
    nonce: UUID | None = None,
    now: datetime = NOON,
) -> Extended:
    with Work.open(site, actor, now) as work:
        return extra_time.add_time(
            work,
            hall.exam_session_id,
            hall.room_id,
            booking_id=booking_of(candidate) if candidate else None,
            minutes=minutes,
            reason=reason,
            nonce=nonce or uuid4(),
        )


def sign(
    site: Site, tablet: Actor, hall: Hall, signer: Actor, pin: str = PIN, now=AFTER_ENTRY
) -> Signed | SignInFailed:
    with Work.open(site, tablet, now) as work:
        assert signer.person_id is not None
        return room_closing.sign_room(
            work, hall.exam_session_id, hall.room_id, person_id=signer.person_id, pin=pin, address="192.0.2.1"
        )


def seen(site: Site, cast: Cast, hall: Hall, candidate: Actor) -> SeatPage:
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        return seat_page(work, hall.exam_session_id, hall.room_id, booking_of(candidate))


def deadline(site: Site, seated: Seated) -> datetime:
    with Work.open(site, seated.actor, NOON, read_only=True) as work:
        return work.get(Sitting, seated.sitting_id).deadline_at


def room_leaves(site: Site, cast: Cast, hall: Hall) -> list[JournalEntry]:
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = (
            select(JournalEntry)
            .join(Ledger, (Ledger.city_id == JournalEntry.city_id) & (Ledger.id == JournalEntry.ledger_id))
            .where(Ledger.name == f"room:{hall.exam_session_id}:{hall.room_id}")
            .order_by(JournalEntry.leaf_index)
        )
        return list(work.all(query))


# -- identity -----------------------------------------------------------------------------------------------------


def test_the_newest_comparison_counts_and_the_ones_before_stay(site: Site, cast: Cast, hall: Hall) -> None:
    for outcome in (IdentityOutcome.DOUBTFUL, IdentityOutcome.DOUBTFUL, IdentityOutcome.SAME):
        compare(site, cast["zhao"], hall, hall.lin, outcome)
    page = seen(site, cast, hall, hall.lin)
    assert [look.outcome for look in page.checks] == [IdentityOutcome.SAME, IdentityOutcome.DOUBTFUL]
    assert page.identity is not None
    assert page.identity.by == "赵明"
    assert [leaf.tag for leaf in room_leaves(site, cast, hall)] == ["sitting:identity:checked"] * 2


def test_the_next_face_to_compare_is_the_lowest_seat_that_is_here(site: Site, cast: Cast, hall: Hall) -> None:
    def onward() -> UUID | None:
        with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
            return first_to_compare(room_now(work, hall.exam_session_id, hall.room_id))

    assert onward() is None
    a_sitting(site, hall.bao)
    assert onward() == hall.bao.booking_id
    compare(site, cast["zhao"], hall, hall.bao)
    assert onward() is None


def test_somebody_in_doubt_is_a_problem_of_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    a_sitting(site, hall.lin)
    compare(site, cast["zhao"], hall, hall.lin, IdentityOutcome.DOUBTFUL)
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        room = room_now(work, hall.exam_session_id, hall.room_id)
    # Not heard of by a browser in this test: silence is the worse of the two.
    assert room.seats[0].state in (SeatState.DOUBTFUL, SeatState.SILENT)
    assert room.seats[0].identity is IdentityOutcome.DOUBTFUL


def test_nothing_is_noted_before_check_in_opens(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(TooEarly):
        compare(site, cast["zhao"], hall, hall.lin, now=NOON - timedelta(minutes=61))
    compare(site, cast["zhao"], hall, hall.lin, now=NOON - timedelta(minutes=59))


# -- incidents ----------------------------------------------------------------------------------------------------


def test_an_incident_pressed_twice_is_one(site: Site, cast: Cast, hall: Hall) -> None:
    nonce = uuid4()
    assert len({note(site, cast["zhao"], hall, hall.lin, "耳机", nonce) for _ in range(2)}) == 1
    assert len(room_leaves(site, cast, hall)) == 1


def test_the_note_of_an_incident_is_only_a_hash_in_the_ledger(site: Site, cast: Cast, hall: Hall) -> None:
    note(site, cast["zhao"], hall, hall.lin, "右耳里有耳机")
    (leaf,) = room_leaves(site, cast, hall)
    assert (leaf.facts["incident"], leaf.facts["severity"]) == ("material", "serious")
    assert "耳机".encode() not in leaf.leaf()
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert "右耳里有耳机" in work.all(select(JournalText.text).where(JournalText.entry_id == leaf.id))


def test_an_incident_of_the_whole_room_concerns_nobody_alone(site: Site, cast: Cast, hall: Hall) -> None:
    note(site, cast["zhao"], hall, None, "警报响了两分钟")
    (leaf,) = room_leaves(site, cast, hall)
    assert leaf.about_person_id is None
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        (incident,) = room_record(work, hall.exam_session_id, hall.room_id).incidents
    assert (incident.seat_number, incident.note) == (None, "警报响了两分钟")
    assert not seen(site, cast, hall, hall.lin).incidents


def test_a_note_that_is_too_long_is_refused_at_its_field(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Invalid) as refusal:
        note(site, cast["zhao"], hall, hall.lin, "长" * 301)
    assert list(refusal.value.fields) == ["note"]


def test_who_does_not_supervise_the_room_notes_nothing(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        note(site, cast["he"], hall, hall.lin)
    stranger = Actor(cast["zhao"].role, "他人", city_id=CITY, person_id=cast["qin"].person_id)
    with pytest.raises(NotFound):
        note(site, stranger, hall, hall.lin)
    with Work.open(site, stranger, NOON, read_only=True) as work:
        assert work.all(select(Incident)) == []


# -- what the page reports ----------------------------------------------------------------------------------------


def report(site: Site, seated: Seated, *numbers: int, seconds: int = 12) -> int:
    with Work.open(site, seated.actor, NOON) as work:
        signals = [Reported(number, SignalKind.FOCUS_LOST, seconds) for number in numbers]
        return proctoring.take_signals(work, seated.sitting_id, 1, signals)


def test_what_the_page_reports_is_kept_once_however_often_it_is_sent(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    for numbers in ((1, 2), (2, 3), (3,)):
        assert report(site, seated, *numbers) == len(numbers)
    reports = seen(site, cast, hall, hall.lin).reports
    assert [(one.kind, one.seconds) for one in reports] == [(SignalKind.FOCUS_LOST, 12)] * 3
    assert [leaf.tag for leaf in room_leaves(site, cast, hall)].count("sitting:signal:received") == 3


def test_a_page_that_reports_without_end_fills_no_table(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    for start in range(1, 300, 50):
        assert report(site, seated, *range(start, start + 50)) == 50
    assert len(seen(site, cast, hall, hall.lin).reports) == proctoring.MOST_SIGNALS


def test_an_epoch_that_never_was_is_refused(site: Site, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    with pytest.raises(NotFound), Work.open(site, seated.actor, NOON) as work:
        proctoring.take_signals(work, seated.sitting_id, 2, [Reported(1, SignalKind.RELOADED, 0)])


# -- extra time ---------------------------------------------------------------------------------------------------


def test_minutes_for_one_candidate_move_that_deadline_alone(site: Site, cast: Cast, hall: Hall) -> None:
    lin, bao = a_sitting(site, hall.lin), a_sitting(site, hall.bao)
    before = deadline(site, bao)
    given = give(site, cast["zhao"], hall, hall.lin, 10)
    assert (given.in_force, given.candidates) == (True, 1)
    assert deadline(site, lin) == before + timedelta(minutes=10)
    assert deadline(site, bao) == before


def test_minutes_for_the_room_move_every_deadline_and_reach_the_page_with_its_next_save(
    site: Site, cast: Cast, hall: Hall
) -> None:
    lin, bao = a_sitting(site, hall.lin), a_sitting(site, hall.bao)
    before = deadline(site, bao)
    give(site, cast["zhao"], hall, None, 15)
    assert deadline(site, lin) == deadline(site, bao) == before + timedelta(minutes=15)
    ack = save(site, lin, chained((1, "B")))
    assert ack.deadline_at == before + timedelta(minutes=15)  # type: ignore[union-attr]


def test_an_answer_within_given_minutes_counts(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    give(site, cast["zhao"], hall, hall.lin, 5)
    ack = save(site, seated, chained((1, "B")), NOON + timedelta(minutes=94))
    assert ack.durable_through == 1  # type: ignore[union-attr]


def test_more_than_fifteen_minutes_wait_for_a_second_person(site: Site, cast: Cast, hall: Hall) -> None:
    colleague = a_colleague(site, cast, hall)
    seated = a_sitting(site, hall.lin)
    before = deadline(site, seated)
    given = give(site, cast["zhao"], hall, hall.lin, 16)
    assert not given.in_force
    assert deadline(site, seated) == before
    with pytest.raises(Conflict, match="yourself"), Work.open(site, cast["zhao"], NOON) as work:
        extra_time.confirm_time(work, hall.exam_session_id, given.extension_id)
    for _ in range(2):  # a second press changes nothing
        with Work.open(site, colleague, NOON) as work:
            assert extra_time.confirm_time(work, hall.exam_session_id, given.extension_id).in_force
    assert deadline(site, seated) == before + timedelta(minutes=16)


def test_long_times_cannot_be_made_of_many_short_ones(site: Site, cast: Cast, hall: Hall) -> None:
    a_sitting(site, hall.lin)
    assert give(site, cast["zhao"], hall, None, 8).in_force
    assert give(site, cast["zhao"], hall, hall.lin, 7).in_force
    assert not give(site, cast["zhao"], hall, hall.lin, 1).in_force


def test_the_city_may_be_the_second_person(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    before = deadline(site, seated)
    given = give(site, cast["zhao"], hall, hall.lin, 30)
    with Work.open(site, cast["he"], NOON) as work:
        extra_time.confirm_time(work, hall.exam_session_id, given.extension_id)
    assert deadline(site, seated) == before + timedelta(minutes=30)


def test_a_grant_pressed_twice_is_one(site: Site, cast: Cast, hall: Hall) -> None:
    seated, nonce = a_sitting(site, hall.lin), uuid4()
    before = deadline(site, seated)
    for _ in range(2):
        give(site, cast["zhao"], hall, hall.lin, 5, nonce=nonce)
    assert deadline(site, seated) == before + timedelta(minutes=5)


def test_time_is_not_given_to_who_has_handed_in(site: Site, cast: Cast, hall: Hall) -> None:
    hand_in(site, a_sitting(site, hall.lin))
    with pytest.raises(Conflict, match="Nobody is answering"):
        give(site, cast["zhao"], hall, hall.lin, 5)


@pytest.mark.parametrize(
    ("minutes", "reason", "field"), [(0, "停电", "minutes"), (121, "停电", "minutes"), (5, " ", "reason")]
)
def test_a_grant_without_sense_is_refused_at_its_field(
    site: Site, cast: Cast, hall: Hall, minutes: int, reason: str, field: str, sqlite_only: None
) -> None:
    a_sitting(site, hall.lin)
    with pytest.raises(Invalid) as refusal:
        give(site, cast["zhao"], hall, hall.lin, minutes, reason=reason)
    assert list(refusal.value.fields) == [field]
    with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
        assert work.all(select(TimeExtension)) == []


# -- closing ------------------------------------------------------------------------------------------------------


def finished(site: Site, cast: Cast, hall: Hall) -> None:
    """One sat, was compared and handed in; the other did not come."""
    compare(site, cast["zhao"], hall, hall.lin)
    hand_in(site, a_sitting(site, hall.lin))


def test_a_room_is_closed_when_all_on_duty_have_signed_on_one_tablet(site: Site, cast: Cast, hall: Hall) -> None:
    colleague = a_colleague(site, cast, hall)
    give_pin(site, cast["zhao"], colleague)
    finished(site, cast, hall)
    assert sign(site, cast["zhao"], hall, cast["zhao"]) == Signed(1)
    assert sign(site, cast["zhao"], hall, cast["zhao"]) == Signed(1)
    assert sign(site, cast["zhao"], hall, colleague) == Signed(0)
    closed = room_leaves(site, cast, hall)[-1]
    assert closed.tag == "room:record:closed"
    assert (closed.facts["sat"], closed.facts["absent"], closed.facts["incidents"]) == (1, 1, 0)


def test_closing_signs_the_head_of_the_rooms_ledger(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    finished(site, cast, hall)
    sign(site, cast["zhao"], hall, cast["zhao"])
    leaves = room_leaves(site, cast, hall)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (signed,) = work.all(select(LedgerCheckpoint).where(LedgerCheckpoint.ledger_id == leaves[0].ledger_id))
    checkpoint = open_note(signed.note, [ledger_key(site, CITY).verifier])
    assert (checkpoint.size, len(leaves)) == (leaves[-1].leaf_index + 1, leaves[-1].leaf_index + 1)


def test_after_the_first_signature_nothing_more_is_noted(site: Site, cast: Cast, hall: Hall) -> None:
    a_colleague(site, cast, hall)
    give_pin(site, cast["zhao"])
    finished(site, cast, hall)
    sign(site, cast["zhao"], hall, cast["zhao"])
    with pytest.raises(TooLate):
        note(site, cast["zhao"], hall, hall.lin, now=AFTER_ENTRY)
    with pytest.raises(TooLate):
        compare(site, cast["zhao"], hall, hall.bao, now=AFTER_ENTRY)


def test_a_room_is_not_signed_while_somebody_answers_or_may_still_come(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    compare(site, cast["zhao"], hall, hall.lin)
    seated = a_sitting(site, hall.lin)
    with pytest.raises(TooEarly, match="still answering"):
        sign(site, cast["zhao"], hall, cast["zhao"])
    hand_in(site, seated)
    with pytest.raises(TooEarly, match="may still enter"):
        sign(site, cast["zhao"], hall, cast["zhao"], now=NOON + timedelta(minutes=29))
    assert sign(site, cast["zhao"], hall, cast["zhao"]) == Signed(0)


def test_a_seat_whose_face_nobody_compared_keeps_the_room_open(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    hand_in(site, a_sitting(site, hall.bao))
    with pytest.raises(Conflict, match="these seats: 2"):
        sign(site, cast["zhao"], hall, cast["zhao"])
    note(site, cast["zhao"], hall, hall.bao, "身份证未带，已报市局", now=AFTER_ENTRY)
    assert sign(site, cast["zhao"], hall, cast["zhao"]) == Signed(0)


def test_a_wrong_pin_is_kept_and_the_sixth_try_waits(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    finished(site, cast, hall)
    tries = [sign(site, cast["zhao"], hall, cast["zhao"], "111222") for _ in range(6)]
    assert all(isinstance(one, SignInFailed) for one in tries)
    assert [one.wait_seconds > 0 for one in tries if isinstance(one, SignInFailed)] == [False] * 5 + [True]
    assert [leaf.tag for leaf in room_leaves(site, cast, hall)].count("account:pin:refused") == 5


def test_somebody_not_on_duty_signs_nothing(site: Site, cast: Cast, hall: Hall) -> None:
    finished(site, cast, hall)
    with pytest.raises(NotFound):
        sign(site, cast["zhao"], hall, cast["qin"])


def test_without_a_pin_the_sentence_says_where_to_set_it(site: Site, cast: Cast, hall: Hall, sqlite_only: None) -> None:
    finished(site, cast, hall)
    failed = sign(site, cast["zhao"], hall, cast["zhao"])
    assert isinstance(failed, SignInFailed)
    assert "My account" in failed.sentence.text


@pytest.mark.parametrize("pin", ["111111", "123456", "987654", "12345", "1234567", "abcdef", "１２３７４６"])
def test_a_pin_that_everybody_would_try_first_is_refused(site: Site, cast: Cast, pin: str, sqlite_only: None) -> None:
    give_password(site, cast["zhao"])
    with pytest.raises(Invalid) as refusal, Work.open(site, cast["zhao"], NOON) as work:
        room_closing.set_pin(work, password=PASSWORD, pin=pin, address="192.0.2.1")
    assert list(refusal.value.fields) == ["pin"]


def test_a_pin_is_set_only_with_the_password(site: Site, cast: Cast, hall: Hall) -> None:
    give_password(site, cast["zhao"])
    with Work.open(site, cast["zhao"], NOON) as work:
        assert room_closing.set_pin(work, password="wrong", pin=PIN, address="192.0.2.1") is not None
    with Work.open(site, cast["zhao"], NOON) as work:
        assert room_closing.set_pin(work, password=PASSWORD, pin=PIN, address="192.0.2.1") is None
    finished(site, cast, hall)
    assert sign(site, cast["zhao"], hall, cast["zhao"]) == Signed(0)
