"""A receipt holds anywhere: with the public key alone, and no character of it can be another."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import LedgerKey, NoteRefused, Receipt, open_receipt, open_text, receipt_code
from exam_app.ledger.receipt import CODE_ALPHABET
from exam_app.ledger.verifying import verify_receipt

KEY = LedgerKey.from_seed("330300.watchword", bytes(range(32)))
RECEIPT = Receipt(
    sitting_id=UUID(int=7),
    state_hash="4f" * 32,
    epoch=2,
    seq=137,
    closed_at=datetime(2026, 11, 24, 2, 41, 7, tzinfo=UTC),
    ledger="330300.watchword/room/1/2",
    size=912,
    root=bytes(range(32)),
)
NOTE = KEY.sign_text(RECEIPT.to_text())


def test_a_receipt_from_before_rooms_had_keys_still_holds() -> None:
    note = (Path(__file__).with_name("vectors") / "receipt-1.note").read_text(encoding="utf-8")
    assert note == NOTE
    assert open_receipt(note, [KEY.verifier]) == open_receipt(note, [KEY.verifier], []) == RECEIPT


def test_what_was_signed_is_read_again() -> None:
    assert Receipt.from_text(open_text(NOTE, [KEY.verifier])) == RECEIPT


@given(place=st.integers(0, len(NOTE) - 1), other=st.characters(codec="utf-8"))
def test_no_character_can_be_another(place: int, other: str) -> None:
    """The name in the signature line aside, any change is refused; a change of the name finds no key."""
    changed = NOTE[:place] + other + NOTE[place + 1 :]
    if changed == NOTE:
        return
    with pytest.raises(NoteRefused):
        Receipt.from_text(open_text(changed, [KEY.verifier]))


@pytest.mark.parametrize("text", ["", "\n", "x\n" * 6, RECEIPT.to_text() + "more\n", RECEIPT.to_text().lower() + " "])
def test_anything_else_is_no_receipt(text: str) -> None:
    with pytest.raises(NoteRefused):
        Receipt.from_text(text)


@given(note=st.text())
def test_the_code_has_eight_characters_that_are_not_misread(note: str) -> None:
    code = receipt_code(note)
    assert len(code) == 8
    assert set(code) <= set(CODE_ALPHABET)
    assert not set("ILOU") & set(CODE_ALPHABET)


def test_other_answers_have_another_code() -> None:
    other = KEY.sign_text(replace(RECEIPT, state_hash="5f" * 32).to_text())
    assert receipt_code(other) != receipt_code(NOTE)


def test_it_is_verified_with_a_key_file_and_no_database(tmp_path: Path) -> None:
    keys = tmp_path / "keys.txt"
    keys.write_text(KEY.verifier.to_line() + "\n")
    shown = verify_receipt(NOTE, keys)
    assert shown.holds
    assert receipt_code(NOTE) in shown.text
    assert "newest change 137 of epoch 2" in shown.text
    keys.write_text(LedgerKey.from_seed("330300.watchword", bytes(32)).verifier.to_line() + "\n")
    assert not verify_receipt(NOTE, keys).holds
