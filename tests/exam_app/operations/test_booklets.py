"""A booklet is the candidate's own paper, whenever it is printed, and every print of it is known."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, update

from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, TooEarly, TooLate
from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.models import Booklet, ExamSession, ItemVersion, OnPaper, Sitting
from exam_app.operations import booklets, sittings
from exam_app.operations.booklets import WhyPaper
from exam_app.queries.booklets import booklets_to_print, copies_in_room, newest_count, paper_rooms
from exam_app.queries.drawing import Draw
from exam_app.terms import ExamSessionState, PaperReason
from exam_app.work import Site, Work
from tests.builders.booklets import WHY, choose, hand_out, print_for, sitting_of, take_in
from tests.builders.rooms import a_colleague, booking_of
from tests.builders.sittings import ITEMS, Hall, a_hall, a_sitting, hand_in
from tests.cast import Cast
from tests.conftest import NOON
from tests.question_bank.builders import an_item

DAY = timedelta(days=1)
once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return a_hall(site, cast, candidates=3)


def booklet(site: Site, cast: Cast, hall: Hall) -> Booklet:
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        return work.all(select(Booklet).where(Booklet.booking_id == booking_of(hall.lin)))[0]


# -- the same paper -----------------------------------------------------------------------------------------------


def test_what_is_printed_is_what_the_screen_would_show(site: Site, cast: Cast, hall: Hall) -> None:
    print_for(site, cast, hall, *hall.candidates, now=NOON - timedelta(hours=3))
    printed = booklet(site, cast, hall)
    screen = a_sitting(site, hall.lin).sitting_id
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        sitting = work.get(Sitting, screen)
        values = booklets_to_print(work, hall.exam_session_id, [booking_of(hall.lin)])
    assert (printed.paper_digests, printed.paper_seed) == (sitting.paper_digests, sitting.paper_seed)
    assert [slot.item.digest for slot in values[0].slots] == sitting.paper_digests


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.binary(min_size=32, max_size=32))
def test_screen_and_paper_are_one_draw_for_any_secret(site: Site, cast: Cast, hall: Hall, seed: bytes) -> None:
    savepoint = site.sessions.kw["bind"].begin_nested()
    with Work.open(site, cast["he"], NOON) as work:
        work.change(update(ExamSession).where(ExamSession.id == hall.exam_session_id).values(seed=seed))
    print_for(site, cast, hall, hall.lin)
    a_sitting(site, hall.lin)  # the printed one at the screen
    a_sitting(site, hall.bao)  # drawn for the screen, printed afterwards
    print_for(site, cast, hall, hall.bao)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        session = work.get(ExamSession, hall.exam_session_id)
        made = {row.booking_id: row for row in work.all(select(Booklet))}
        for sitting in work.all(select(Sitting)):
            drawn = Draw(work, session).paper_of(sitting.booking_id)
            paper = made[sitting.booking_id]
            assert tuple(paper.paper_digests) == tuple(sitting.paper_digests) == drawn.digests
            assert paper.paper_seed == sitting.paper_seed == drawn.seed
    savepoint.rollback()


def test_the_bank_may_change_after_the_print_and_the_paper_does_not(site: Site, cast: Cast, hall: Hall) -> None:
    print_for(site, cast, hall, hall.lin, now=NOON - timedelta(hours=3))
    with Work.open(site, cast["he"], NOON) as work:
        work.change(
            update(ItemVersion)
            .where(ItemVersion.digest == booklet(site, cast, hall).paper_digests[0])
            .values(approved_at=None, approved_by_id=None)
        )
    a_sitting(site, hall.lin)
    assert sitting_of(site, cast, hall.lin).paper_digests == booklet(site, cast, hall).paper_digests


def test_neighbours_never_share_a_booklet(site: Site, cast: Cast, hall: Hall) -> None:
    print_for(site, cast, hall, *hall.candidates)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len({row.digest for row in work.all(select(Booklet))}) == 3


# -- printing -----------------------------------------------------------------------------------------------------


def test_a_second_print_needs_a_reason_and_both_are_in_the_rooms_ledger(site: Site, cast: Cast, hall: Hall) -> None:
    assert print_for(site, cast, hall, hall.lin, hall.bao) == 1
    with pytest.raises(Invalid) as refused:
        print_for(site, cast, hall, hall.bao)
    assert set(refused.value.fields) == {"reason"}
    assert print_for(site, cast, hall, hall.bao, reason="第3页卡纸") == 2
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        query = select(JournalEntry).where(JournalEntry.tag == Tag.BOOKLETS_PRINTED)
        facts = [entry.facts for entry in work.all(query.order_by(JournalEntry.leaf_index))]
        names = select(Ledger.name).join(JournalEntry, JournalEntry.ledger_id == Ledger.id)
        ledgers = set(work.all(names.where(JournalEntry.tag == Tag.BOOKLETS_PRINTED)))
        assert copies_in_room(work, hall.exam_session_id, hall.room_id) == 3
        session = work.get(ExamSession, hall.exam_session_id)
    assert [(one["number"], one["copies"]) for one in facts] == [(1, 2), (2, 1)]
    assert ledgers == {session.ledger_of(hall.room_id)}
    assert "卡纸" not in str(facts)


def test_a_question_with_a_letter_that_no_font_has_is_named_and_nothing_is_kept_as_printed(
    site: Site, cast: Cast
) -> None:
    items = (an_item(1, choices=("报警", "\u1700\u1701", "离开", "旁观")), *ITEMS[1:])
    hall = a_hall(site, cast, items=items)
    with pytest.raises(Conflict, match="“\u1700\u1701” of the question “") as refused:
        print_for(site, cast, hall, hall.lin)
    assert items[0].stem in str(refused.value)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert copies_in_room(work, hall.exam_session_id, hall.room_id) == 0
        assert work.all(select(Booklet)) == []


def test_a_print_again_is_the_same_paper(site: Site, cast: Cast, hall: Hall) -> None:
    print_for(site, cast, hall, hall.lin)
    before = booklet(site, cast, hall).digest
    print_for(site, cast, hall, hall.lin, reason="遗失")
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert [row.digest for row in work.all(select(Booklet))] == [before]


@once
def test_booklets_are_not_printed_days_ahead(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(TooEarly):
        print_for(site, cast, hall, hall.lin, now=NOON - DAY - timedelta(seconds=1))
    assert print_for(site, cast, hall, hall.lin, now=NOON - DAY) == 1


@once
@pytest.mark.parametrize("state", [ExamSessionState.PLANNED, ExamSessionState.CLOSED, ExamSessionState.WITHDRAWN])
def test_booklets_are_printed_for_an_examination_that_is_published(
    site: Site, cast: Cast, state: ExamSessionState
) -> None:
    hall = a_hall(site, cast, candidates=1, state=state)
    with pytest.raises(Conflict):
        print_for(site, cast, hall, hall.lin)


@once
def test_only_the_office_prints_and_only_for_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(NotAllowed):
        print_for(site, cast, hall, hall.lin, by="zhao")
    with pytest.raises(Invalid):
        print_for(site, cast, hall)
    with pytest.raises(NotFound), Work.open(site, cast["he"], NOON) as work:
        booklets.print_booklets(work, hall.exam_session_id, cast.centre, [booking_of(hall.lin)])


@once
def test_a_room_is_printed_in_as_many_statements_as_one_candidate(site: Site, cast: Cast, hall: Hall) -> None:
    seen: list[str] = []
    event.listen(site.engine, "before_cursor_execute", lambda *args: seen.append(args[2]) if "SELECT" in args[2] else 0)
    counted = []
    for candidates in ([hall.lin], hall.candidates[1:]):
        seen.clear()
        print_for(site, cast, hall, *candidates)
        counted.append(len(seen))
    assert counted[0] >= counted[1]


# -- the office's word --------------------------------------------------------------------------------------------


def test_who_is_on_paper_begins_at_no_screen_until_it_is_taken_back(site: Site, cast: Cast, hall: Hall) -> None:
    assert choose(site, cast, hall, hall.lin, now=NOON - DAY) == 1
    assert choose(site, cast, hall, hall.lin, now=NOON - DAY) == 0
    with pytest.raises(Conflict), Work.open(site, hall.lin, NOON) as work:
        sittings.start(work, None)
    a_sitting(site, hall.bao)
    with Work.open(site, cast["lin"], NOON) as work:
        booklets.take_back(work, hall.exam_session_id, booking_of(hall.lin))
    with Work.open(site, cast["lin"], NOON) as work:
        booklets.take_back(work, hall.exam_session_id, booking_of(hall.lin))
    a_sitting(site, hall.lin)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        assert len(work.all(select(OnPaper))) == 1


REFUSED: list[tuple[str, Callable[[Hall], WhyPaper], type[Exception]]] = [
    ("no note", lambda hall: WhyPaper(PaperReason.OTHER, "  "), Invalid),
    ("a long note", lambda hall: WhyPaper(PaperReason.OTHER, "长" * 201), Invalid),
]


@once
@pytest.mark.parametrize(("case", "why", "error"), REFUSED, ids=[case for case, _, _ in REFUSED])
def test_the_reason_is_written_down(
    site: Site, cast: Cast, hall: Hall, case: str, why: Callable[[Hall], WhyPaper], error: type[Exception]
) -> None:
    with pytest.raises(error):
        choose(site, cast, hall, hall.lin, why=why(hall))


@once
def test_nobody_who_has_handed_in_is_put_on_paper(site: Site, cast: Cast, hall: Hall) -> None:
    hand_in(site, a_sitting(site, hall.lin))
    with pytest.raises(Conflict):
        choose(site, cast, hall, hall.lin)


@once
def test_the_booklet_on_the_desk_cannot_be_taken_back(site: Site, cast: Cast, hall: Hall) -> None:
    choose(site, cast, hall, hall.lin)
    print_for(site, cast, hall, hall.lin)
    hand_out(site, cast, hall, hall.lin)
    with pytest.raises(Conflict), Work.open(site, cast["he"], NOON) as work:
        booklets.take_back(work, hall.exam_session_id, booking_of(hall.lin))


# -- what comes back ----------------------------------------------------------------------------------------------


def count(site: Site, cast: Cast, hall: Hall, returned: int, destroyed: int, note: str = "") -> int:
    with Work.open(site, cast["zhao"], NOON + timedelta(hours=2)) as work:
        return booklets.count_booklets(
            work, hall.exam_session_id, hall.room_id, returned=returned, destroyed=destroyed, note=note
        )


def test_every_printed_copy_is_accounted_for_and_the_newest_count_stands(site: Site, cast: Cast, hall: Hall) -> None:
    print_for(site, cast, hall, *hall.candidates)
    with pytest.raises(Invalid):
        count(site, cast, hall, 3, 1)
    with pytest.raises(Invalid):
        count(site, cast, hall, 2, 0)
    assert count(site, cast, hall, 2, 0, "一份被带走") == 1
    assert count(site, cast, hall, 2, 1) == 0
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        found = newest_count(work, hall.exam_session_id, hall.room_id)
    assert found is not None
    assert (found.number, found.returned, found.destroyed, found.missing) == (2, 2, 1, 0)


@once
def test_where_nothing_was_printed_nothing_is_counted(site: Site, cast: Cast, hall: Hall) -> None:
    with pytest.raises(Conflict):
        count(site, cast, hall, 0, 0)


@once
def test_an_invigilator_of_another_room_counts_nothing_here(site: Site, cast: Cast, hall: Hall) -> None:
    print_for(site, cast, hall, hall.lin)
    other = a_colleague(site, cast, hall)
    with pytest.raises(NotFound), Work.open(site, other, NOON) as work:
        booklets.count_booklets(work, hall.exam_session_id, cast.centre, returned=1, destroyed=0)


@once
def test_the_offices_page_says_how_far_each_candidate_is(site: Site, cast: Cast, hall: Hall) -> None:
    choose(site, cast, hall, hall.lin, why=WhyPaper(PaperReason.NO_SCREEN, "视力", is_large=True))
    print_for(site, cast, hall, hall.lin, hall.bao)
    hand_out(site, cast, hall, hall.lin)
    take_in(site, cast, hall, hall.lin)
    with Work.open(site, cast["he"], NOON, read_only=True) as work:
        (room,) = paper_rooms(work, hall.exam_session_id)
    lin, bao, third = room.places
    assert (lin.is_on_paper, lin.is_large, lin.is_printed, lin.sits_on_paper) == (True, True, True, True)
    assert (bao.is_on_paper, bao.is_printed, third.is_printed) == (False, True, False)
    assert (room.copies, room.not_printed) == (2, 0)
    assert WHY.note not in (place.note for place in room.places)


@once
def test_late_comers_begin_on_paper_until_entry_closes(site: Site, cast: Cast, hall: Hall) -> None:
    choose(site, cast, hall, hall.lin, hall.bao)
    print_for(site, cast, hall, hall.lin, hall.bao)
    with pytest.raises(TooEarly):
        hand_out(site, cast, hall, hall.lin, now=NOON - timedelta(seconds=1))
    hand_out(site, cast, hall, hall.lin, now=NOON + timedelta(minutes=30))
    with pytest.raises(TooLate):
        hand_out(site, cast, hall, hall.bao, now=NOON + timedelta(minutes=31))
