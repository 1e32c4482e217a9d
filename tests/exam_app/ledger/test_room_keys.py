"""A receipt by the room's key holds with the city's public key alone; by any other key, room or moment it does not."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import (
    LedgerKey,
    NoteRefused,
    Receipt,
    RoomKey,
    Vouch,
    open_receipt,
    read_statements,
    receipt_code,
    vouched_key,
    write_statements,
)
from exam_app.ledger.verifying import verify_receipt

CITY = LedgerKey.from_seed("330300.watchword", bytes(range(32)))
OTHER_CITY = LedgerKey.from_seed("330400.watchword", bytes(range(1, 33)))
LEDGER = "330300.watchword/room/00000000-0000-0000-0000-000000000001/00000000-0000-0000-0000-000000000002"
NEXT_DOOR = LEDGER.removesuffix("2") + "3"
OPENED = datetime(2026, 11, 24, 0, 30, 5, tzinfo=UTC)
CLOSED = OPENED + timedelta(hours=3)
ROOM = LedgerKey.from_seed(LEDGER, bytes(range(2, 34)))
KEY = RoomKey(LEDGER, ROOM.verifier.public, OPENED)
STATEMENT = CITY.sign_text(KEY.to_text())
ENDED = CITY.sign_text(replace(KEY, until=CLOSED).to_text())
RECEIPT = Receipt(
    sitting_id=UUID(int=7),
    state_hash="4f" * 32,
    epoch=2,
    seq=137,
    closed_at=datetime(2026, 11, 24, 2, 41, 7, tzinfo=UTC),
    ledger=LEDGER,
    size=912,
    root=bytes(range(32)),
    vouch=Vouch.of(STATEMENT),
)
NOTE = ROOM.sign_text(RECEIPT.to_text())

VECTORS = Path(__file__).with_name("vectors")


def vouched(ledger: str, room: LedgerKey, by: LedgerKey = CITY, since: datetime = OPENED) -> Vouch:
    return Vouch.of(by.sign_text(RoomKey(ledger, room.verifier.public, since).to_text()))


def refusal(note: str, statements: Sequence[str] | None = None) -> str:
    with pytest.raises(NoteRefused) as refused:
        open_receipt(note, [CITY.verifier, OTHER_CITY.verifier], statements)
    return str(refused.value)


def test_it_holds_with_the_key_of_the_city_alone() -> None:
    assert open_receipt(NOTE, [CITY.verifier]) == RECEIPT


def test_the_vector_of_the_format_is_met_to_the_letter() -> None:
    """docs/formats.md; the seeds are 00 01 … 1f for the city, 02 03 … 21 for the room."""
    assert (VECTORS / "receipt-2.note").read_text(encoding="utf-8") == NOTE
    assert (VECTORS / "room-key-1.note").read_text(encoding="utf-8") == ENDED
    assert receipt_code(NOTE) == "TVMWJPN0"


def test_it_fits_on_the_slip_and_in_its_row() -> None:
    """A code of at most 101 modules on 62 mm of paper."""
    longest = replace(RECEIPT, epoch=99, seq=99_999, size=9_999_999)
    assert len(ROOM.sign_text(longest.to_text()).encode()) <= 711


@given(place=st.integers(0, len(NOTE) - 1), other=st.characters(codec="utf-8"))
def test_no_character_can_be_another(place: int, other: str) -> None:
    changed = NOTE[:place] + other + NOTE[place + 1 :]
    if changed != NOTE:
        refusal(changed)


@given(place=st.integers(0, len(ENDED) - 1), other=st.characters(codec="utf-8"))
def test_no_character_of_what_the_city_says_can_be_another(place: int, other: str) -> None:
    changed = ENDED[:place] + other + ENDED[place + 1 :]
    if changed == ENDED:
        return
    with pytest.raises(NoteRefused):
        vouched_key(changed, [CITY.verifier])


@given(note=st.text())
def test_anything_else_is_refused_as_well(note: str) -> None:
    refusal(note)
    with pytest.raises(NoteRefused):
        vouched_key(note, [CITY.verifier])


def test_a_key_that_the_city_never_vouched_for_is_refused() -> None:
    thief = LedgerKey.from_seed(LEDGER, bytes(32))
    own_word = replace(RECEIPT, vouch=vouched(LEDGER, thief, by=thief))
    borrowed = replace(RECEIPT, vouch=replace(Vouch.of(STATEMENT), public=thief.verifier.public))
    for forged in (own_word, borrowed):
        assert "never vouched for the key" in refusal(thief.sign_text(forged.to_text()))


def test_a_key_with_the_word_of_another_city_is_refused() -> None:
    """Each city speaks for its own rooms, although both are trusted."""
    foreign = replace(RECEIPT, vouch=vouched(LEDGER, ROOM, by=OTHER_CITY))
    assert "never vouched for the key" in refusal(ROOM.sign_text(foreign.to_text()))


def test_the_key_of_another_room_is_refused() -> None:
    elsewhere = replace(RECEIPT, ledger=NEXT_DOOR)
    assert "as the key of this room" in refusal(ROOM.sign_text(elsewhere.to_text()))


def test_the_key_of_the_room_does_not_pass_for_that_of_the_city() -> None:
    """Kind 1 is the city's alone, whatever name the room's key takes."""
    without = replace(RECEIPT, vouch=None).to_text()
    assert "no known key signed it" in refusal(ROOM.sign_text(without))
    assert "no known key signed it" in refusal(LedgerKey(CITY.name, ROOM.private).sign_text(without))


def test_the_city_does_not_sign_in_the_name_of_a_room() -> None:
    assert "no known key signed it" in refusal(CITY.sign_text(RECEIPT.to_text()))


def test_a_receipt_from_before_the_key_is_refused() -> None:
    early = replace(RECEIPT, closed_at=OPENED - timedelta(seconds=1))
    assert "before the room had this key" in refusal(ROOM.sign_text(early.to_text()))


def test_a_receipt_made_after_the_room_was_closed_is_refused() -> None:
    in_time = ROOM.sign_text(replace(RECEIPT, closed_at=CLOSED).to_text())
    late = ROOM.sign_text(replace(RECEIPT, closed_at=CLOSED + timedelta(seconds=1)).to_text())
    assert open_receipt(in_time, [CITY.verifier], [STATEMENT, ENDED])
    assert open_receipt(late, [CITY.verifier], [STATEMENT])
    for published in ([STATEMENT, ENDED], [ENDED, STATEMENT], [ENDED]):
        assert "after the room was closed, whose key ended at 2026-11-24T03:30:05Z" in refusal(late, published)


def test_of_two_ends_the_earlier_counts() -> None:
    """Nobody makes a late receipt good by a second end."""
    later = CITY.sign_text(replace(KEY, until=CLOSED + timedelta(days=1)).to_text())
    late = ROOM.sign_text(replace(RECEIPT, closed_at=CLOSED + timedelta(seconds=1)).to_text())
    assert "after the room was closed" in refusal(late, [later, ENDED])


def test_a_key_that_was_never_published_is_refused_where_the_published_ones_are_at_hand() -> None:
    """Whoever stole the city's key can vouch for a key of his own, but not put it into what others hold."""
    secret = LedgerKey.from_seed(LEDGER, bytes(32))
    forged = secret.sign_text(replace(RECEIPT, vouch=vouched(LEDGER, secret)).to_text())
    assert open_receipt(forged, [CITY.verifier])
    assert "does not name the key of its room" in refusal(forged, [STATEMENT, ENDED])


def test_a_published_statement_that_nobody_signed_is_not_passed_over() -> None:
    assert refusal(NOTE, [STATEMENT, ROOM.sign_text(KEY.to_text())])


moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(public=st.binary(min_size=32, max_size=32), since=moments, until=st.none() | moments)
def test_what_the_city_says_is_read_again(public: bytes, since: datetime, until: datetime | None) -> None:
    key = RoomKey(LEDGER, public, since, until)
    statement = CITY.sign_text(key.to_text())
    assert vouched_key(statement, [OTHER_CITY.verifier, CITY.verifier]) == key
    assert read_statements(write_statements([statement, ENDED, STATEMENT])) == [statement, ENDED, STATEMENT]


@pytest.mark.parametrize("file", ["", "\n", " \n\n"])
def test_a_file_without_statements_holds_none(file: str) -> None:
    assert read_statements(file) == []


@pytest.mark.parametrize("file", [STATEMENT.partition("\n\n")[0], write_statements([STATEMENT, "half of one"])])
def test_a_file_that_is_cut_off_is_refused(file: str) -> None:
    with pytest.raises(NoteRefused):
        for statement in read_statements(file):
            vouched_key(statement, [CITY.verifier])


def test_the_command_says_who_signed_and_what_was_looked_up(tmp_path: Path) -> None:
    keys, rooms = tmp_path / "keys.txt", tmp_path / "rooms.txt"
    keys.write_text(CITY.verifier.to_line() + "\n")
    rooms.write_text(write_statements([STATEMENT, ENDED]))
    assert "key of its room, for which 330300.watchword vouches" in verify_receipt(NOTE, keys).text
    assert "was not looked up" in verify_receipt(NOTE, keys).text
    assert "The room was not closed then" in verify_receipt(NOTE, keys, rooms).text
    by_the_city = CITY.sign_text(replace(RECEIPT, vouch=None).to_text())
    assert "key of the city itself" in verify_receipt(by_the_city, keys).text
    late = ROOM.sign_text(replace(RECEIPT, closed_at=CLOSED + timedelta(minutes=1)).to_text())
    assert verify_receipt(late, keys, rooms).text.startswith("REFUSED: it was made after the room was closed")
    assert "cannot be read" in verify_receipt(NOTE, keys, tmp_path / "nothing").text
