"""Alerts: derived from kept facts, settled by somebody with a name, and no room is signed over an open one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from exam_app.actors import Actor
from exam_app.delivery import Equivocation
from exam_app.errors import Conflict, Invalid, NotFound, TooLate
from exam_app.journal import JournalEntry, JournalText, Tag
from exam_app.models import AlertSettlement, SeatWarning
from exam_app.operations import proctoring, room_closing, sittings
from exam_app.operations.alerts import Seen, settle_alerts
from exam_app.operations.proctoring import Reported
from exam_app.operations.room_closing import Signed
from exam_app.queries.alerts import Alert, alerts_of, open_alerts
from exam_app.terms import AlertCause, AlertFound, IdentityOutcome, SignalKind
from exam_app.work import Site, Work
from tests.builders.pulses import hear
from tests.builders.rooms import PIN, a_colleague, booking_of, give_pin, move
from tests.builders.sittings import Hall, Seated, a_hall, a_sitting, chained, hand_in, save
from tests.cast import Cast
from tests.conftest import NOON

LATER = NOON + timedelta(minutes=31)


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


def report(site: Site, seated: Seated, *kinds: SignalKind, first: int = 1) -> None:
    with Work.open(site, seated.actor, NOON) as work:
        signals = [Reported(first + order, kind, 3) for order, kind in enumerate(kinds)]
        proctoring.take_signals(work, seated.sitting_id, 1, signals)


def found(site: Site, cast: Cast, hall: Hall, now: datetime = NOON, who: str = "zhao") -> list[Alert]:
    with Work.open(site, cast[who], now, read_only=True) as work:
        return list(alerts_of(work, hall.exam_session_id, hall.room_id))


def standing(site: Site, cast: Cast, hall: Hall, now: datetime = NOON) -> list[tuple[str, AlertCause, int]]:
    return [(alert.place.name, alert.cause, alert.times) for alert in found(site, cast, hall, now) if alert.is_open]


def settle(
    site: Site,
    actor: Actor,
    hall: Hall,
    alerts: Collection[Alert],
    what: AlertFound = AlertFound.NOTHING,
    note: str = "",
    now: datetime = NOON,
) -> int:
    seen = [Seen(alert.place.booking_id, alert.cause, alert.times) for alert in alerts]
    with Work.open(site, actor, now) as work:
        return settle_alerts(work, hall.exam_session_id, hall.room_id, seen, what, note)


def compare(site: Site, cast: Cast, hall: Hall, candidate: Actor, outcome: IdentityOutcome) -> None:
    with Work.open(site, cast["zhao"], NOON) as work:
        proctoring.check_identity(work, hall.exam_session_id, hall.room_id, booking_of(candidate), outcome)


def sign(site: Site, cast: Cast, hall: Hall, now: datetime = LATER) -> object:
    with Work.open(site, cast["zhao"], now) as work:
        person_id = work.found(cast["zhao"].person_id)
        return room_closing.sign_room(
            work, hall.exam_session_id, hall.room_id, person_id=person_id, pin=PIN, address="10.0.0.1"
        )


# -- what makes an alert ------------------------------------------------------------------------------------------


def test_an_uneventful_room_has_no_alert(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    save(site, seated, chained((1, "B")))
    report(site, seated, SignalKind.RELOADED, SignalKind.RECONNECTED)
    assert found(site, cast, hall) == []


def test_what_a_page_reports_of_itself_is_counted_by_seat_and_cause(site: Site, cast: Cast, hall: Hall) -> None:
    lin, bao = a_sitting(site, hall.lin), a_sitting(site, hall.bao)
    report(site, lin, SignalKind.FOCUS_LOST, SignalKind.FOCUS_LOST)
    report(site, bao, SignalKind.SECOND_TAB)
    assert standing(site, cast, hall) == [
        (hall.bao.name, AlertCause.SECOND_BROWSER, 1),
        (hall.lin.name, AlertCause.LEFT_WINDOW, 2),
    ], "the graver cause on top"


def test_another_answer_under_a_number_already_used_is_an_alert(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    save(site, seated, chained((1, "B")))
    assert isinstance(save(site, seated, chained((1, "C"))), Equivocation)
    assert standing(site, cast, hall) == [(hall.lin.name, AlertCause.EQUIVOCATED, 1)]


def test_a_second_browser_that_was_refused_is_an_alert(site: Site, cast: Cast, hall: Hall) -> None:
    a_sitting(site, hall.lin)
    with Work.open(site, hall.lin, NOON) as work:
        assert sittings.start(work, "ab" * 16).lease is None
    assert standing(site, cast, hall) == [(hall.lin.name, AlertCause.SECOND_BROWSER, 1)]


def test_a_silent_page_is_an_alert_while_it_lasts_and_afterwards(site: Site, cast: Cast, hall: Hall) -> None:
    seated = [a_sitting(site, actor) for actor in hall.candidates]
    silence = (NOON + timedelta(seconds=60), NOON + timedelta(seconds=130))
    hear(site, hall, seated, NOON, NOON + timedelta(minutes=5), silent=seated[:1], silence=silence)
    assert standing(site, cast, hall, NOON + timedelta(minutes=5)) == [(hall.lin.name, AlertCause.SILENT, 1)]
    (alert,) = found(site, cast, hall, NOON + timedelta(minutes=5))
    assert alert.length == timedelta(seconds=70)


def test_a_face_in_doubt_is_an_alert_until_it_is_compared_again_or_settled(site: Site, cast: Cast, hall: Hall) -> None:
    for candidate in (hall.lin, hall.bao):
        a_sitting(site, candidate)
        compare(site, cast, hall, candidate, IdentityOutcome.DOUBTFUL)
    assert len(standing(site, cast, hall)) == 2
    compare(site, cast, hall, hall.lin, IdentityOutcome.SAME)
    assert standing(site, cast, hall) == [(hall.bao.name, AlertCause.DOUBTFUL, 1)]
    settle(site, cast["zhao"], hall, [alert for alert in found(site, cast, hall) if alert.is_open])
    assert standing(site, cast, hall) == []


def test_answers_of_a_computer_that_was_replaced_are_an_alert(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    move(site, cast["zhao"], hall, hall.lin, seat=20)
    save(site, seated, chained((1, "B")))
    assert standing(site, cast, hall) == [(hall.lin.name, AlertCause.REPLACED, 1)]


# -- settling -----------------------------------------------------------------------------------------------------


def test_settling_says_who_when_and_what_and_leaves_a_leaf(site: Site, cast: Cast, hall: Hall) -> None:
    report(site, a_sitting(site, hall.lin), SignalKind.FOCUS_LOST)
    assert settle(site, cast["zhao"], hall, found(site, cast, hall), AlertFound.ADMONISHED, "输入法 弹窗") == 1
    (alert,) = found(site, cast, hall)
    assert not alert.is_open
    (one,) = alert.settled
    assert (one.by, one.at, one.found, one.note) == (cast["zhao"].name, NOON, AlertFound.ADMONISHED, "输入法 弹窗")
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        (leaf,) = work.all(select(JournalEntry).where(JournalEntry.tag == Tag.ALERT_SETTLED))
        assert (leaf.facts["alert"], leaf.facts["settled"]) == ("left_window", "admonished")
        assert "弹窗" not in str(leaf.facts)
        assert "输入法 弹窗" in [text.text for text in work.all(select(JournalText))]


def test_many_equal_alerts_are_settled_with_one_finding(site: Site, cast: Cast, hall: Hall) -> None:
    for actor in hall.candidates:
        report(site, a_sitting(site, actor), SignalKind.FOCUS_LOST)
    assert settle(site, cast["zhao"], hall, found(site, cast, hall), AlertFound.TECHNICAL) == 3
    assert standing(site, cast, hall) == []


def test_what_happens_after_the_look_is_not_settled_with_it(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    report(site, seated, SignalKind.FOCUS_LOST)
    looked_at = found(site, cast, hall)
    report(site, seated, SignalKind.FOCUS_LOST, first=2)
    settle(site, cast["zhao"], hall, looked_at)
    assert standing(site, cast, hall) == [(hall.lin.name, AlertCause.LEFT_WINDOW, 2)]
    settle(site, cast["zhao"], hall, found(site, cast, hall))
    assert standing(site, cast, hall) == []


def test_two_who_settle_the_same_settle_it_once(site: Site, cast: Cast, hall: Hall) -> None:
    sun = a_colleague(site, cast, hall)
    report(site, a_sitting(site, hall.lin), SignalKind.FOCUS_LOST)
    looked_at = found(site, cast, hall)
    assert settle(site, cast["zhao"], hall, looked_at) == 1
    assert settle(site, sun, hall, looked_at, AlertFound.INCIDENT) == 0
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        assert [row.found for row in work.all(select(AlertSettlement))] == [AlertFound.NOTHING]


def test_nothing_that_did_not_happen_is_settled(site: Site, cast: Cast, hall: Hall) -> None:
    a_sitting(site, hall.lin)
    with Work.open(site, cast["zhao"], NOON) as work:
        seen = [Seen(booking_of(hall.lin), AlertCause.SILENT, 1), Seen(uuid4(), AlertCause.LATE, 1)]
        assert settle_alerts(work, hall.exam_session_id, hall.room_id, seen, AlertFound.NOTHING) == 0


def test_more_times_than_happened_are_not_settled_ahead(site: Site, cast: Cast, hall: Hall) -> None:
    report(site, a_sitting(site, hall.lin), SignalKind.FOCUS_LOST)
    with Work.open(site, cast["zhao"], NOON) as work:
        seen = [Seen(booking_of(hall.lin), AlertCause.LEFT_WINDOW, 99)]
        assert settle_alerts(work, hall.exam_session_id, hall.room_id, seen, AlertFound.NOTHING) == 0
    assert len(standing(site, cast, hall)) == 1


def test_choosing_nothing_and_a_note_that_is_too_long_are_said(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Conflict, match="at least one"):
        settle(site, cast["zhao"], hall, [])
    report(site, a_sitting(site, hall.lin), SignalKind.FOCUS_LOST)
    with pytest.raises(Invalid):
        settle(site, cast["zhao"], hall, found(site, cast, hall), note="长" * 201)


def test_a_stranger_settles_nothing(site: Site, cast: Cast, hall: Hall) -> None:
    report(site, a_sitting(site, hall.lin), SignalKind.FOCUS_LOST)
    looked_at = found(site, cast, hall)
    with pytest.raises(NotFound), Work.open(site, cast["zhao"], NOON) as work:
        seen = [Seen(looked_at[0].place.booking_id, looked_at[0].cause, 1)]
        settle_alerts(work, hall.exam_session_id, uuid4(), seen, AlertFound.NOTHING)


# -- closing ------------------------------------------------------------------------------------------------------


def test_a_room_is_not_signed_while_an_alert_is_open_and_each_is_named(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    for candidate in (hall.lin, hall.bao):
        seated = a_sitting(site, candidate)
        compare(site, cast, hall, candidate, IdentityOutcome.SAME)
        report(site, seated, SignalKind.FOCUS_LOST)
        hand_in(site, seated)
    with pytest.raises(Conflict) as refused:
        sign(site, cast, hall)
    said = str(refused.value)
    assert "2 alerts" in said
    assert "Seat 1: " in said
    assert "Seat 2: " in said
    settle(site, cast["zhao"], hall, found(site, cast, hall)[:1])
    with pytest.raises(Conflict, match="1 alerts"):
        sign(site, cast, hall)
    settle(site, cast["zhao"], hall, [alert for alert in found(site, cast, hall) if alert.is_open])
    assert sign(site, cast, hall) == Signed(0)


def test_nothing_is_settled_once_the_room_is_signed(site: Site, cast: Cast, hall: Hall) -> None:
    give_pin(site, cast["zhao"])
    seated = a_sitting(site, hall.lin)
    compare(site, cast, hall, hall.lin, IdentityOutcome.SAME)
    hand_in(site, seated)
    sign(site, cast, hall)
    report(site, seated, SignalKind.FOCUS_LOST)
    with pytest.raises(TooLate):
        settle(site, cast["zhao"], hall, found(site, cast, hall), now=LATER)


# -- looking ------------------------------------------------------------------------------------------------------


def test_a_full_room_takes_as_many_statements_as_an_empty_one(site: Site, cast: Cast, hall: Hall) -> None:
    counts = []
    for candidates in ((), hall.candidates):
        for actor in candidates:
            report(site, a_sitting(site, actor), SignalKind.FOCUS_LOST)
        seen: list[str] = []
        listener = lambda conn, cursor, statement, *rest, seen=seen: seen.append(statement)  # noqa: E731
        event.listen(site.engine, "before_cursor_execute", listener)
        with Work.open(site, cast["zhao"], NOON, read_only=True) as work:
            open_alerts(work, hall.exam_session_id, hall.room_id)
        event.remove(site.engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 10


def test_a_warning_is_never_written_for_what_was_accepted(site: Site, cast: Cast, hall: Hall) -> None:
    seated = a_sitting(site, hall.lin)
    save(site, seated, chained((1, "B"), (2, "A")))
    hand_in(site, seated)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.all(select(SeatWarning)) == []
