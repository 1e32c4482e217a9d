"""Receipts are signed by the key of their room: anybody can check them, and the key ends with the room's record."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from exam_app.errors import NotAllowed
from exam_app.journal import JournalEntry, Tag
from exam_app.ledger import LedgerKey, Receipt, open_receipt, read_statements, vouched_key
from exam_app.models import ExamSession, RoomKeyPair
from exam_app.opened_keys import OpenedKeys
from exam_app.operations import (
    booklets,
    room_keys,
    session_changes,
    sittings,
)
from exam_app.queries.ledgers import statements_of_exam
from exam_app.queries.sittings import receipt_of
from exam_app.work import Site, Work, ledger_key
from tests.builders.booklets import a_sheet, key_lines, type_in
from tests.builders.room_keys import AFTER, BEFORE, an_opened_hall, handed_in, looked_at, note_of, open_it, sign
from tests.builders.rooms import move
from tests.builders.sittings import Hall, a_hall, a_sitting, hand_in, the_site_itself
from tests.cast import CITY, Cast
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)
once = pytest.mark.usefixtures("sqlite_only")


@pytest.fixture
def hall(site: Site, cast: Cast) -> Hall:
    return an_opened_hall(site, cast)


def opened_receipt(site: Site, note: str, statements: Sequence[str] | None = None) -> Receipt:
    return open_receipt(note, [ledger_key(site, CITY).verifier], statements)


def pairs(site: Site, cast: Cast) -> Sequence[RoomKeyPair]:
    with Work.open(site, cast["he"], AFTER, read_only=True) as work:
        return work.all(select(RoomKeyPair))


def published(site: Site, cast: Cast) -> Sequence[str]:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        return read_statements(statements_of_exam(work, "12月第一场"))


def journalled(site: Site, cast: Cast, hall: Hall) -> list[tuple[Tag, str]]:
    with Work.open(site, cast["ma"], AFTER, read_only=True) as work:
        query = select(JournalEntry).where(JournalEntry.subject_id == hall.room_id).order_by(JournalEntry.leaf_index)
        return [(entry.tag, entry.facts["public_key"]) for entry in work.all(query) if "public_key" in entry.facts]


# -- made, and signing ----------------------------------------------------------------------------------------------


def test_a_room_that_opens_has_a_key_for_which_the_city_vouches(site: Site, cast: Cast, hall: Hall) -> None:
    (pair,) = pairs(site, cast)
    key = vouched_key(pair.statement, [ledger_key(site, CITY).verifier])
    assert key.ledger == f"{CITY}.watchword/room/{hall.exam_session_id}/{hall.room_id}"
    assert (key.public, key.since, key.until) == (pair.public_key, BEFORE, None)
    assert journalled(site, cast, hall) == [(Tag.ROOM_KEY_MADE, pair.public_key.hex())]


@once
def test_opening_a_room_again_keeps_its_key(site: Site, cast: Cast, hall: Hall) -> None:
    (before,) = pairs(site, cast)
    open_it(site, cast, hall)
    (after,) = pairs(site, cast)
    assert (after.id, after.public_key) == (before.id, before.public_key)


def test_a_hand_in_is_signed_by_the_key_of_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    lin = handed_in(site, hall.lin)
    receipt = opened_receipt(site, note_of(site, lin))
    assert receipt.vouch is not None
    assert (receipt.sitting_id, receipt.vouch.public) == (lin.sitting_id, pairs(site, cast)[0].public_key)
    assert receipt.closed_at == NOON + MINUTE


def test_the_private_half_is_sealed_and_opens_in_its_own_row_only(site: Site, cast: Cast, hall: Hall) -> None:
    (pair,) = pairs(site, cast)
    assert pair.sealed_seed is not None
    seed = site.vault.open_bytes(pair.sealed_seed, "room_key_pair", pair.id)
    assert LedgerKey.from_seed("", seed).verifier.public == pair.public_key
    assert seed not in pair.sealed_seed


def test_what_is_timed_out_is_signed_by_the_room_as_well(site: Site, cast: Cast, hall: Hall) -> None:
    lin = a_sitting(site, hall.lin)
    with Work.open(site, the_site_itself(), AFTER) as work:
        assert sittings.close_expired(work) == 1
    assert opened_receipt(site, note_of(site, lin)).vouch is not None


def test_a_process_that_was_started_anew_signs_on(site: Site, cast: Cast, hall: Hall) -> None:
    handed_in(site, hall.lin)
    assert len(site.opened_keys) == 1
    anew = replace(site, opened_keys=OpenedKeys())
    assert opened_receipt(site, note_of(site, handed_in(anew, hall.bao))).vouch is not None


@once
def test_the_key_is_opened_once_and_not_for_each_hand_in(site: Site, cast: Cast, hall: Hall) -> None:
    handed_in(site, hall.lin)
    without_its_vault = replace(site, vault=replace(site.vault, field_key=bytes(32)))
    assert opened_receipt(site, note_of(site, handed_in(without_its_vault, hall.bao))).vouch is not None


@once
def test_a_private_half_stands_in_no_log_and_in_no_description(
    site: Site, cast: Cast, hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    (pair,) = pairs(site, cast)
    assert pair.sealed_seed is not None
    seed = site.vault.open_bytes(pair.sealed_seed, "room_key_pair", pair.id)
    with caplog.at_level(logging.DEBUG):
        handed_in(site, hall.lin)
    said = f"{caplog.text}{site!r}{site.opened_keys!r}{vars(site.opened_keys)!r}"
    assert seed.hex() not in said
    assert repr(seed)[2:-1] not in said


@once
def test_another_candidate_and_another_room_do_not_see_the_key(site: Site, cast: Cast, hall: Hall) -> None:
    """Only who sits in the room signs with it."""
    a_sitting(site, hall.lin)
    for actor, seen in ((hall.lin, 1), (hall.bao, 0), (cast["zhao"], 1), (cast["gao"], 0), (cast["li"], 0)):
        with Work.open(site, actor, NOON, read_only=True) as work:
            assert len(work.all(select(RoomKeyPair))) == seen


@once
def test_no_role_makes_or_ends_a_key_but_those_of_the_room_and_the_office(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, hall.lin, NOON) as work:
        session = work.get(ExamSession, hall.exam_session_id)
        with pytest.raises(NotAllowed):
            room_keys.make_room_key(work, session, hall.room_id)
        with pytest.raises(NotAllowed):
            room_keys.end_room_keys(work, session)


# -- ended ----------------------------------------------------------------------------------------------------------


def test_the_private_half_is_gone_once_the_record_of_the_room_is_signed(site: Site, cast: Cast, hall: Hall) -> None:
    lin, bao = handed_in(site, hall.lin), handed_in(site, hall.bao)
    looked_at(site, cast, hall, hall.lin, hall.bao)
    sign(site, cast, hall)
    (pair,) = pairs(site, cast)
    assert (pair.sealed_seed, pair.ended_at, len(site.opened_keys)) == (None, AFTER, 0)
    public = pair.public_key.hex()
    assert journalled(site, cast, hall) == [(Tag.ROOM_KEY_MADE, public), (Tag.ROOM_KEY_ENDED, public)]
    statements = published(site, cast)
    assert [vouched_key(each, [ledger_key(site, CITY).verifier]).until for each in statements] == [None, AFTER]
    for seated in (lin, bao):
        assert opened_receipt(site, note_of(site, seated), statements).sitting_id == seated.sitting_id


def test_a_sheet_typed_after_the_record_was_signed_gets_a_receipt_of_the_city(
    site: Site, cast: Cast, hall: Hall
) -> None:
    sitting_id = a_sheet(site, cast, hall)
    bao = handed_in(site, hall.bao)
    with Work.open(site, cast["zhao"], AFTER) as work:
        booklets.count_booklets(work, hall.exam_session_id, hall.room_id, returned=1, destroyed=0, note="")
    looked_at(site, cast, hall, hall.lin, hall.bao)
    sign(site, cast, hall)
    for clerk in ("he", "lin"):
        type_in(site, cast[clerk], sitting_id, key_lines(site, cast, sitting_id), now=AFTER + 24 * 60 * MINUTE)
    with Work.open(site, hall.lin, AFTER, read_only=True) as work:
        note = receipt_of(work, sitting_id).note
    assert opened_receipt(site, note, published(site, cast)).vouch is None
    assert opened_receipt(site, note_of(site, bao), published(site, cast)).vouch is not None


def test_a_sheet_typed_while_the_room_is_open_gets_a_receipt_of_the_room(site: Site, cast: Cast, hall: Hall) -> None:
    sitting_id = a_sheet(site, cast, hall)
    for clerk in ("he", "lin"):
        type_in(site, cast[clerk], sitting_id, key_lines(site, cast, sitting_id), now=NOON + 90 * MINUTE)
    with Work.open(site, hall.lin, AFTER, read_only=True) as work:
        note = receipt_of(work, sitting_id).note
    assert opened_receipt(site, note).vouch is not None


def test_an_examination_that_is_closed_leaves_no_key_behind(site: Site, cast: Cast, hall: Hall) -> None:
    """A room whose record nobody signs does not keep its key for ever."""
    handed_in(site, hall.lin)
    with Work.open(site, cast["he"], AFTER) as work:
        sittings.close_session(work, hall.exam_session_id)
    (pair,) = pairs(site, cast)
    assert (pair.sealed_seed, pair.ended_at) == (None, AFTER)
    looked_at(site, cast, hall, hall.lin)
    sign(site, cast, hall, AFTER + MINUTE)
    assert pairs(site, cast)[0].ended_at == AFTER


@once
def test_an_examination_that_is_withdrawn_leaves_no_key_behind(site: Site, cast: Cast, hall: Hall) -> None:
    with Work.open(site, cast["he"], BEFORE) as work:
        change_id = session_changes.withdraw(work, hall.exam_session_id, reason="全楼停电").id
    assert pairs(site, cast)[0].ended_at is None
    with Work.open(site, cast["lin"], BEFORE + MINUTE) as work:
        session_changes.confirm_change(work, change_id)
    assert pairs(site, cast)[0].ended_at == BEFORE + MINUTE


def test_a_clock_that_is_set_back_before_the_room_closes_spoils_no_receipt(site: Site, cast: Cast, hall: Hall) -> None:
    lin = handed_in(site, hall.lin)
    with Work.open(site, cast["he"], NOON) as work:
        room_keys.end_room_keys(work, work.get(ExamSession, hall.exam_session_id))
    assert opened_receipt(site, note_of(site, lin), published(site, cast)).closed_at == NOON + MINUTE


def test_a_room_that_was_opened_before_rooms_had_keys_signs_with_that_of_the_city(site: Site, cast: Cast) -> None:
    hall = a_hall(site, cast)
    lin = handed_in(site, hall.lin)
    assert pairs(site, cast) == []
    assert opened_receipt(site, note_of(site, lin)).vouch is None
    with Work.open(site, cast["he"], AFTER) as work:
        assert sittings.close_session(work, hall.exam_session_id).sat == 1


def test_a_key_that_does_not_open_holds_up_no_hand_in(site: Site, cast: Cast, hall: Hall) -> None:
    strange = replace(site, vault=replace(site.vault, field_key=bytes(32)), opened_keys=OpenedKeys())
    lin = handed_in(strange, hall.lin)
    assert opened_receipt(site, note_of(site, lin)).vouch is None
    assert [tag for tag, _ in journalled(site, cast, hall)] == [Tag.ROOM_KEY_MADE, Tag.ROOM_KEY_BROKEN]


@once
def test_a_private_half_of_another_key_is_not_signed_with(site: Site, cast: Cast, hall: Hall) -> None:
    (pair,) = pairs(site, cast)
    other = site.vault.seal(bytes(32), "room_key_pair", pair.id)
    with pytest.raises(DatabaseError):
        run(site, "UPDATE room_key_pair SET sealed_seed = :sealed", sealed=other)
    run(site, "DROP TRIGGER room_key_pair_no_update")
    run(site, "UPDATE room_key_pair SET sealed_seed = :sealed", sealed=other)
    lin = handed_in(site, hall.lin)
    assert opened_receipt(site, note_of(site, lin)).vouch is None
    assert journalled(site, cast, hall)[-1][0] is Tag.ROOM_KEY_BROKEN


@once
def test_whoever_was_moved_gets_the_receipt_of_the_room_where_the_sitting_ended(
    site: Site, cast: Cast, hall: Hall
) -> None:
    lin = a_sitting(site, hall.lin)
    move(site, cast["zhao"], hall, hall.lin, seat=5)
    seated = a_sitting(site, hall.lin)
    hand_in(site, replace(seated, sitting_id=lin.sitting_id), NOON + MINUTE)
    assert opened_receipt(site, note_of(site, lin)).ledger.endswith(str(hall.room_id))


# -- what the database itself refuses ---------------------------------------------------------------------------------

ENDING = "sealed_seed = NULL, ended_at = '2026-11-24 09:00:00+00:00', last_statement = 'x'"
REFUSED = {
    "half an end": "sealed_seed = NULL",
    "an end without a statement": "sealed_seed = NULL, ended_at = '2026-11-24 09:00:00+00:00'",
    "an end that keeps the private half": "ended_at = '2026-11-24 09:00:00+00:00', last_statement = 'x'",
    "another private half": "sealed_seed = statement",
    "another statement": f"{ENDING}, statement = 'y'",
    "another moment": f"{ENDING}, made_at = '2026-11-24 09:00:00+00:00'",
    "another room": f"{ENDING}, room_id = exam_session_id",
    "no change at all": "id = id",
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses_any_change_of_a_key_but_its_end(site: Site, cast: Cast, hall: Hall, change: str) -> None:
    with pytest.raises(DatabaseError):
        run(site, f"UPDATE room_key_pair SET {change}")


def test_the_database_lets_a_key_end_once_and_never_live_again(site: Site, cast: Cast, hall: Hall) -> None:
    run(site, f"UPDATE room_key_pair SET {ENDING}")
    for statement in (
        f"UPDATE room_key_pair SET {ENDING}",
        "UPDATE room_key_pair SET sealed_seed = public_key, ended_at = NULL, last_statement = NULL",
        "DELETE FROM room_key_pair",
    ):
        with pytest.raises(DatabaseError):
            run(site, statement)


def run(site: Site, statement: str, **values: object) -> None:
    with site.sessions.kw["bind"].begin_nested() as savepoint:
        site.sessions.kw["bind"].execute(text(statement), values)
        savepoint.commit()
