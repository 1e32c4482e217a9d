"""A bank finds its items by digest, topic and kind, and knows which may be asked on a day."""

from datetime import date
from pathlib import Path

import pytest

from question_bank.bank import load_bank
from question_bank.errors import BankInconsistent, ItemFileInvalid
from question_bank.item_files import write_items
from question_bank.kinds import ItemKind, Pool
from tests.question_bank.builders import a_bank, an_item

SOURCES_FILE = '[R]\ntitle = "条例"\ntitle_en = "Regulation"\nvalid_from = 2022-05-01\n'


def a_bank_directory(path: Path) -> Path:
    (path / "items" / "live").mkdir(parents=True)
    (path / "items" / "practice").mkdir()
    (path / "sources.toml").write_text(SOURCES_FILE, encoding="utf-8")
    write_items(path / "items" / "live" / "t1-trade.toml", [an_item(1, topic="T1")], Pool.LIVE)
    write_items(path / "items" / "live" / "t2-guard-law.toml", [an_item(1), an_item(2)], Pool.LIVE)
    practice = an_item(1, pool=Pool.PRACTICE, stem="练习题。")
    write_items(path / "items" / "practice" / "t2-guard-law.toml", [practice], Pool.PRACTICE)
    return path


def test_a_directory_is_loaded_pool_by_pool(tmp_path: Path) -> None:
    directory = a_bank_directory(tmp_path)

    assert [item.id for item in load_bank(directory, Pool.LIVE).values()] == ["T1-L-001", "T2-L-001", "T2-L-002"]
    assert [item.id for item in load_bank(directory, Pool.PRACTICE).values()] == ["T2-P-001"]


def test_items_are_found_by_digest_and_by_cell() -> None:
    single, statement = an_item(1), an_item(2, ItemKind.TRUE_FALSE)
    bank = a_bank([single, statement])

    assert bank[single.digest] == single
    assert bank.find("T2", ItemKind.TRUE_FALSE) == (statement,)
    assert bank.find("T9", ItemKind.SINGLE) == ()
    assert "0" * 64 not in bank


def test_a_file_of_the_other_pool_is_refused(tmp_path: Path) -> None:
    directory = a_bank_directory(tmp_path)
    (directory / "items/live/t1-trade.toml").replace(directory / "items/practice/t1-trade.toml")

    with pytest.raises(ItemFileInvalid, match=r"t1-trade\.toml, pool: found 'live', expected 'practice'"):
        load_bank(directory, Pool.PRACTICE)


def test_two_items_with_one_id_are_refused() -> None:
    with pytest.raises(BankInconsistent, match="Items T2-L-001 stand in the bank more than once under one id"):
        a_bank([an_item(1), an_item(1, stem="另一道题？")])


def test_one_question_under_two_ids_is_refused() -> None:
    with pytest.raises(BankInconsistent, match="Items T2-L-001 and T2-L-002 are the same question"):
        a_bank([an_item(1, stem="同一道题？"), an_item(2, stem="同一道题？")])


def test_an_item_is_usable_from_the_first_to_the_last_day_of_its_law() -> None:
    bank = a_bank([an_item(1, law="R"), an_item(2, law="OLD"), an_item(3, law="NOWHERE")])

    def usable_on(year: int, month: int, day: int) -> list[str]:
        return [item.id for item in bank.in_force_on(date(year, month, day)).values()]

    assert usable_on(2012, 12, 31) == []
    assert usable_on(2013, 1, 1) == ["T2-L-002"]
    assert usable_on(2022, 5, 1) == ["T2-L-001", "T2-L-002"]
    assert usable_on(2025, 12, 31) == ["T2-L-001", "T2-L-002"]
    assert usable_on(2026, 1, 1) == ["T2-L-001"]
