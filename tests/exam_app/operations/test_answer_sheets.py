"""Answers on paper: the clock of the room, two people who type, a third where they differ; nothing is overwritten."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.answer_sheets import BLANK, UNREADABLE
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly
from exam_app.journal import JournalEntry, Tag
from exam_app.models import AnswerSheet, EnteredSheet, Lease, Response, Result, SheetEntry, Sitting, SittingReceipt
from exam_app.operations import accommodations, results, sheet_entries, sittings
from exam_app.operations.saving import Ack
from exam_app.queries.marking import events_added_up, keys_in_force, marks_of, stored_mark
from exam_app.terms import AccommodationKind, EvidenceLevel, SittingState
from exam_app.work import Site, Work
from tests.builders.booklets import (
    a_sheet,
    a_third_officer,
    choose,
    hand_out,
    key_lines,
    print_for,
    settle,
    sitting_of,
    slots,
    take_in,
    type_in,
)
from tests.builders.pauses import pause, resume
from tests.builders.rooms import booking_of, move
from tests.builders.sittings import (
    Hall,
    Seated,
    a_hall,
    a_sitting,
    chained,
    hand_in,
    right_answers,
    save,
    the_site_itself,
)
from tests.cast import Cast
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=2)


def rows(site: Site, cast: Cast, model: type, sitting_id: UUID) -> list:  # type: ignore[type-arg]
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return list(work.all(select(model).where(model.sitting_id == sitting_id)))  # type: ignore[attr-defined]


# -- in the room --------------------------------------------------------------------------------------------------


def test_time_on_paper_is_the_time_of_the_screen_with_the_own_extra_minutes(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["he"], NOON) as work:
        asked = accommodations.ask(
            work, hall.exam_session_id, booking_of(hall.bao), AccommodationKind.EXTRA_TIME, minutes=30, reason="视力"
        )
    with Work.open(site, cast["lin"], NOON) as work:
        accommodations.decide(work, hall.exam_session_id, asked, approve=True)
    choose(site, cast, hall, *hall.candidates)
    print_for(site, cast, hall, *hall.candidates)
    out = hand_out(site, cast, hall, *hall.candidates, now=NOON + MINUTE)
    assert (out.began, out.went_on) == (2, 0)
    assert sitting_of(site, cast, hall.lin).deadline_at == NOON + 91 * MINUTE
    assert sitting_of(site, cast, hall.bao).deadline_at == NOON + 121 * MINUTE


def test_handing_out_twice_is_one_act(site: Site, cast: Cast, hall: Hall) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    assert hand_out(site, cast, hall, hall.lin).began == 1
    again = hand_out(site, cast, hall, hall.lin, now=NOON + MINUTE)
    assert (again.began, again.went_on) == (0, 0)
    assert sitting_of(site, cast, hall.lin).started_at == NOON


@once
def test_nothing_is_handed_out_without_the_offices_word_and_a_printed_booklet(
    site: Site, cast: Cast, hall: Hall
) -> None:
    with pytest.raises(Invalid):
        hand_out(site, cast, hall)
    with pytest.raises(Conflict):
        hand_out(site, cast, hall, hall.lin)
    choose(site, cast, hall, hall.lin)
    with pytest.raises(Conflict):
        hand_out(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    assert hand_out(site, cast, hall, hall.lin).began == 1


@once
def test_a_room_that_is_not_open_hands_nothing_out(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast, candidates=1, opened=False)
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    with pytest.raises(Conflict):
        hand_out(site, cast, hall, hall.lin)


def test_no_silence_and_no_deadline_closes_a_sitting_on_paper(site: Site, cast: Cast, hall: Hall) -> None:
    a_sheet(site, cast, hall, taken_in=False)
    late = NOON + timedelta(hours=5)
    with Work.open(site, the_site_itself(), late) as work:
        assert sittings.close_expired(work) == 0
    with pytest.raises(TooEarly), Work.open(site, cast["he"], late) as work:
        sittings.close_session(work, hall.exam_session_id)
    assert sitting_of(site, cast, hall.lin).state is SittingState.IN_PROGRESS
    assert take_in(site, cast, hall, hall.lin, now=late, at=NOON + 88 * MINUTE) == 1
    with Work.open(site, cast["he"], late) as work:
        assert sittings.close_session(work, hall.exam_session_id).sat == 1


def test_a_sheet_is_taken_in_once_at_the_time_that_is_stated(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall, taken_in=False)
    now = NOON + 95 * MINUTE
    for at in (NOON - MINUTE, now + MINUTE):
        with pytest.raises(Invalid):
            take_in(site, cast, hall, hall.lin, now=now, at=at)
    assert take_in(site, cast, hall, hall.lin, now=now, at=NOON + 93 * MINUTE) == 1
    assert take_in(site, cast, hall, hall.lin, now=now + MINUTE) == 0
    (sheet,) = rows(site, cast, AnswerSheet, sitting_id)
    assert (sheet.taken_in_at, sheet.seconds_over) == (NOON + 93 * MINUTE, 180)
    assert sitting_of(site, cast, hall.lin).closed_at == NOON + 93 * MINUTE


def test_a_pause_stops_the_paper_too(site: Site, cast: Cast, hall: Hall) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    a_sitting(site, hall.bao)
    on = pause(site, cast["zhao"], hall, None, now=NOON + 10 * MINUTE)
    hand_out(site, cast, hall, hall.lin, now=NOON + 20 * MINUTE)
    assert sitting_of(site, cast, hall.lin).state is SittingState.PAUSED
    with pytest.raises(Conflict):
        take_in(site, cast, hall, hall.lin, now=NOON + 21 * MINUTE)
    resume(site, cast["zhao"], hall, on.pause_id, now=NOON + 30 * MINUTE)
    assert sitting_of(site, cast, hall.lin).deadline_at == NOON + 120 * MINUTE
    assert take_in(site, cast, hall, hall.lin, now=NOON + 31 * MINUTE) == 1


# -- from the screen to paper -------------------------------------------------------------------------------------


@pytest.fixture
def fallen_back(site: Site, cast: Cast, hall: Hall) -> Seated:
    """Lin answered two questions at a screen when the power failed; the booklet was printed as a reserve."""
    print_for(site, cast, hall, hall.lin, now=NOON - timedelta(hours=2))
    seated = a_sitting(site, hall.lin)
    answered = right_answers(site, seated, 2)
    assert isinstance(save(site, seated, answered, NOON + MINUTE), Ack)
    choose(site, cast, hall, hall.lin, now=NOON + 20 * MINUTE)
    out = hand_out(site, cast, hall, hall.lin, now=NOON + 25 * MINUTE)
    assert (out.began, out.went_on) == (0, 1)
    return seated


def test_who_goes_on_on_paper_keeps_the_time_the_paper_and_the_answers(
    site: Site, cast: Cast, hall: Hall, fallen_back: Seated
) -> None:
    sitting = sitting_of(site, cast, hall.lin)
    assert (sitting.paper_epoch, sitting.deadline_at, sitting.answered) == (2, NOON + 90 * MINUTE, 2)
    take_in(site, cast, hall, hall.lin, now=NOON + 80 * MINUTE)
    key = key_lines(site, cast, sitting.id)
    lines = [BLANK, UNREADABLE, key[2], key[3], BLANK]
    type_in(site, cast["he"], sitting.id, lines)
    assert type_in(site, cast["lin"], sitting.id, lines).stands
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        answers = events_added_up(work, [sitting.id])[sitting.id]
    assert {slot: at.value for slot, at in answers.items()} == dict(enumerate(key[:4], start=1))
    (result,) = rows(site, cast, Result, sitting.id)
    assert result.raw == 4


def test_what_the_screen_still_delivers_is_kept_and_does_not_count(
    site: Site, cast: Cast, hall: Hall, fallen_back: Seated
) -> None:
    events = chained(*[(event.slot, event.value) for event in right_answers(site, fallen_back, 4)])
    save(site, fallen_back, events, NOON + 40 * MINUTE)
    stored = rows(site, cast, Response, fallen_back.sitting_id)
    assert sorted(row.level for row in stored) == [EvidenceLevel.IN_TIME] * 2 + [EvidenceLevel.LATE] * 2
    with pytest.raises(Conflict), Work.open(site, hall.lin, NOON + 41 * MINUTE) as work:
        sittings.start(work, None)
    hand_in(site, fallen_back, NOON + 42 * MINUTE)
    assert sitting_of(site, cast, hall.lin).state is SittingState.IN_PROGRESS


@once
def test_another_seat_on_paper_is_only_another_seat(site: Site, cast: Cast, hall: Hall, fallen_back: Seated) -> None:
    moved = move(site, cast["zhao"], hall, hall.lin, seat=20, now=NOON + 30 * MINUTE)
    assert (moved.sitting_id, moved.new_epoch) == (None, None)
    assert max(lease.epoch for lease in rows(site, cast, Lease, fallen_back.sitting_id)) == 2


# -- typing -------------------------------------------------------------------------------------------------------


def test_two_equal_entries_stand_and_are_marked_like_any_answers(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    lines = [*key_lines(site, cast, sitting_id)[:4], BLANK]
    first = type_in(site, cast["he"], sitting_id, lines, now=NOON + MINUTE)
    assert first.waits
    assert not rows(site, cast, Result, sitting_id)
    assert type_in(site, cast["lin"], sitting_id, lines, now=NOON + 2 * MINUTE).stands
    sitting = sitting_of(site, cast, hall.lin)
    (result,) = rows(site, cast, Result, sitting_id)
    stored = rows(site, cast, Response, sitting_id)
    assert (sitting.state, sitting.answered, result.raw) == (SittingState.SUBMITTED, 4, 4)
    assert {(row.level, row.epoch, row.mono_ms) for row in stored} == {(EvidenceLevel.WRITTEN, 1, 0)}
    assert len(rows(site, cast, SittingReceipt, sitting_id)) == 1
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        again = marks_of(work, [sitting], keys_in_force(work))[sitting_id]
    assert again.bytes() == stored_mark(result).bytes()


def test_the_same_pressed_again_gives_the_same_and_stores_nothing_twice(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    lines = key_lines(site, cast, sitting_id)
    for _ in range(2):
        with Work.open(site, cast["he"], NOON) as work:
            sheet_entries.begin_entry(work, sitting_id)
    for _ in range(2):
        with Work.open(site, cast["he"], NOON) as work:
            assert sheet_entries.finish_entry(work, sitting_id, lines).waits
    type_in(site, cast["lin"], sitting_id, lines)
    for clerk in ("he", "lin"):
        with Work.open(site, cast[clerk], NOON) as work:
            assert sheet_entries.finish_entry(work, sitting_id, lines).stands
    assert len(rows(site, cast, Response, sitting_id)) == 5
    assert len(rows(site, cast, EnteredSheet, sitting_id)) == 1
    with pytest.raises(Conflict), Work.open(site, cast["he"], NOON) as work:
        sheet_entries.finish_entry(work, sitting_id, [BLANK] * 5)


def test_one_person_is_never_both(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    lines = key_lines(site, cast, sitting_id)
    type_in(site, cast["he"], sitting_id, lines)
    with pytest.raises(Conflict), Work.open(site, cast["he"], NOON) as work:
        sheet_entries.finish_entry(work, sitting_id, [BLANK, *lines[1:]])
    connection = site.sessions.kw["bind"]
    with pytest.raises(DatabaseError), connection.begin_nested():
        connection.execute(text("UPDATE answer_sheet SET second_person_id = first_person_id, second_at = first_at"))


def test_neither_sees_the_others_lines_before_both_are_done(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    lines = key_lines(site, cast, sitting_id)
    type_in(site, cast["he"], sitting_id, lines)
    with Work.open(site, cast["lin"], NOON) as work:
        sheet_entries.begin_entry(work, sitting_id)
    for clerk in ("he", "lin", "ma"):
        with Work.open(site, cast[clerk], NOON, read_only=True) as work:
            seen = {row.person_id for row in work.all(select(SheetEntry))}
        assert seen == ({cast[clerk].person_id} if clerk != "ma" else set())
    with Work.open(site, cast["lin"], NOON) as work:
        sheet_entries.finish_entry(work, sitting_id, [BLANK, *lines[1:]])
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len(work.all(select(SheetEntry))) == 2


def test_a_draft_is_kept_as_it_was_typed_and_waits_for_its_person(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    with Work.open(site, cast["he"], NOON) as work:
        sheet_entries.begin_entry(work, sitting_id)
    with Work.open(site, cast["he"], NOON) as work:
        sheet_entries.keep_draft(work, sitting_id, ["b", "?", "xx", "", "ca"])
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (entry,) = work.all(select(SheetEntry))
    assert (entry.lines, entry.finished_at) == (["B", "?", "XX", "", "AC"], None)


def test_what_no_question_can_have_is_refused_by_line_and_nothing_is_guessed(
    site: Site, cast: Cast, hall: Hall
) -> None:
    sitting_id = a_sheet(site, cast, hall)
    single = next(slot for slot in slots(site, cast, sitting_id) if slot.item.kind.value == "single").number
    lines = key_lines(site, cast, sitting_id)
    for wrong in ("AB", "H", "", "B-"):
        lines[single - 1] = wrong
        with pytest.raises(Invalid) as refused:
            type_in(site, cast["he"], sitting_id, lines)
        assert set(refused.value.fields) == {f"line-{single}"}
    lines[single - 1] = "？"
    assert type_in(site, cast["he"], sitting_id, lines).waits


def test_an_abandoned_sheet_is_taken_over_after_two_hours_and_the_draft_stays(
    site: Site, cast: Cast, hall: Hall
) -> None:
    sitting_id, third = a_sheet(site, cast, hall), a_third_officer(site, cast)
    lines = key_lines(site, cast, sitting_id)
    type_in(site, cast["he"], sitting_id, lines)
    with Work.open(site, cast["lin"], NOON) as work:
        sheet_entries.begin_entry(work, sitting_id)
    with pytest.raises(Conflict):
        type_in(site, third, sitting_id, lines, now=NOON + 120 * MINUTE)
    assert type_in(site, third, sitting_id, lines, now=NOON + 121 * MINUTE).stands
    with pytest.raises(Conflict), Work.open(site, cast["lin"], NOON + 122 * MINUTE) as work:
        sheet_entries.keep_draft(work, sitting_id, lines)
    assert len(rows(site, cast, SheetEntry, sitting_id)) == 3


@once
def test_who_may_not_type_a_sheet(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall, taken_in=False)
    with pytest.raises(Conflict):  # it is not taken in yet
        type_in(site, cast["he"], sitting_id, [BLANK] * 5)
    take_in(site, cast, hall, hall.lin)
    for stranger in ("zhao", "sun", "ma"):
        with pytest.raises(NotAllowed):
            type_in(site, cast[stranger], sitting_id, [BLANK] * 5)
    with pytest.raises(Conflict), Work.open(site, cast["he"], NOON) as work:
        sheet_entries.keep_draft(work, sitting_id, [BLANK] * 5)


@once
def test_who_supervised_the_room_types_none_of_its_sheets(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    both = replace(cast["he"], person_id=cast["zhao"].person_id)
    with pytest.raises(NotAllowed):
        type_in(site, both, sitting_id, [BLANK] * 5)


# -- where they differ --------------------------------------------------------------------------------------------


@pytest.fixture
def differing(site: Site, cast: Cast, hall: Hall) -> UUID:
    """He reads question 1 as blank and question 2 as unreadable; Lin reads the right answers."""
    sitting_id = a_sheet(site, cast, hall)
    lines = key_lines(site, cast, sitting_id)
    type_in(site, cast["he"], sitting_id, [BLANK, UNREADABLE, *lines[2:]])
    assert type_in(site, cast["lin"], sitting_id, lines).differing == 2
    return sitting_id


def test_a_third_person_settles_each_difference_with_a_reason(
    site: Site, cast: Cast, hall: Hall, differing: UUID
) -> None:
    third = a_third_officer(site, cast)
    key = key_lines(site, cast, differing)
    settle(site, third, differing, {1: (key[0], "圈得浅，看得清"), 2: (UNREADABLE, "涂改两次")})
    (stands,) = rows(site, cast, EnteredSheet, differing)
    (result,) = rows(site, cast, Result, differing)
    assert stands.settled == [
        [1, BLANK, key[0], key[0], "圈得浅，看得清"],
        [2, UNREADABLE, key[1], UNREADABLE, "涂改两次"],
    ]
    assert (stands.third_person_id, result.raw) == (third.person_id, 4)
    assert {tuple(entry.lines[:2]) for entry in rows(site, cast, SheetEntry, differing)} == {
        (BLANK, UNREADABLE),
        (key[0], key[1]),
    }
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry).where(JournalEntry.subject_id == differing).order_by(JournalEntry.leaf_index)
        tags = [entry.tag for entry in work.all(query) if entry.tag.startswith("sitting:sheet:")]
    assert tags.count(Tag.SHEET_TYPED) == 2
    assert {Tag.SHEET_DIFFERS, Tag.SHEET_ENTERED} <= set(tags)


def test_nobody_settles_what_was_typed_by_the_same_person(site: Site, cast: Cast, hall: Hall, differing: UUID) -> None:
    for clerk in ("he", "lin"):
        with pytest.raises(NotAllowed):
            settle(site, cast[clerk], differing, {1: ("A", "看得清"), 2: ("A", "看得清")})
    assert sitting_of(site, cast, hall.lin).state is SittingState.COLLECTED


def test_every_difference_needs_its_line_and_its_reason(site: Site, cast: Cast, differing: UUID) -> None:
    third = a_third_officer(site, cast)
    with pytest.raises(Invalid) as refused:
        settle(site, third, differing, {1: ("H", " ")})
    assert set(refused.value.fields) == {"line-1", "reason-1", "line-2", "reason-2"}
    with pytest.raises(NotFound):
        settle(site, third, differing, {3: ("A", "看得清")})


def test_there_is_nothing_to_settle_before_both_are_done(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    type_in(site, cast["he"], sitting_id, [BLANK] * 5)
    with pytest.raises(Conflict):
        settle(site, cast["lin"], sitting_id, {})


# -- afterwards ---------------------------------------------------------------------------------------------------


def test_no_result_is_released_before_every_sheet_stands(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    with Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        sittings.close_session(work, hall.exam_session_id)
    with Work.open(site, the_site_itself(), NOON + timedelta(hours=3)) as work:
        assert results.mark_rest(work, hall.exam_session_id) == 0
    with pytest.raises(TooEarly), Work.open(site, cast["he"], NOON + timedelta(hours=3)) as work:
        results.sign_release(work, hall.exam_session_id)
    for clerk in ("he", "lin"):
        type_in(site, cast[clerk], sitting_id, key_lines(site, cast, sitting_id), now=NOON + timedelta(hours=4))
    for clerk in ("he", "lin"):
        with Work.open(site, cast[clerk], NOON + timedelta(hours=5)) as work:
            released = results.sign_release(work, hall.exam_session_id)
    assert released.is_released
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert work.get(Sitting, sitting_id).answered == 5
