"""A copied database alone decrypts nothing."""

import stat
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.vault import SealBroken, Vault, open_vault, write_secret

VAULT = Vault(b"f" * 32, b"i" * 32, b"c" * 32)
ROW, OTHER_ROW = UUID(int=1), UUID(int=2)


@given(st.text())
def test_what_is_sealed_opens_again_for_its_row(text: str) -> None:
    assert VAULT.open(VAULT.seal(text, "person", ROW), "person", ROW) == text


def test_a_cell_moved_to_another_row_or_table_does_not_open() -> None:
    sealed = VAULT.seal("330301197903120171", "person", ROW)
    for table, row in (("person", OTHER_ROW), ("post_check", ROW)):
        with pytest.raises(SealBroken):
            VAULT.open(sealed, table, row)


def test_every_changed_byte_is_noticed() -> None:
    sealed = VAULT.seal("330301197903120171", "person", ROW)
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(SealBroken):
            VAULT.open(changed, "person", ROW)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        Vault(b"x" * 32, b"i" * 32, b"c" * 32).open(VAULT.seal("3303", "person", ROW), "person", ROW)


def test_equal_numbers_meet_in_the_blind_index_and_the_number_is_not_in_it() -> None:
    assert VAULT.blind_index("3303") == VAULT.blind_index("3303") != VAULT.blind_index("3304")
    assert b"3303" not in VAULT.blind_index("3303")


def test_keys_are_not_shown_in_a_log() -> None:
    assert "ffff" not in repr(VAULT)


def test_keys_are_made_once_and_readable_by_the_owner_only(tmp_path: Path) -> None:
    made, again = open_vault(tmp_path / "keys"), open_vault(tmp_path / "keys")
    assert made == again
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}


def test_a_lost_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    open_vault(tmp_path)
    (tmp_path / "field.key").unlink()
    with pytest.raises(FileNotFoundError, match=r"field\.key is missing .* restore it"):
        open_vault(tmp_path)


def test_a_secret_file_is_never_overwritten(tmp_path: Path) -> None:
    write_secret(tmp_path / "a.key", b"one")
    with pytest.raises(FileExistsError):
        write_secret(tmp_path / "a.key", b"two")
    assert (tmp_path / "a.key").read_bytes() == b"one"
