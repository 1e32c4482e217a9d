"""An item file is read back as it was written, and says where it is wrong."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from question_bank.errors import ItemFileInvalid
from question_bank.item_files import read_item_file, read_items, write_items
from question_bank.items import Item
from question_bank.kinds import Pool
from tests.question_bank.builders import an_item, many_items

GOOD_FILE = """\
topic = "T2"
pool = "live"

[[item]]
id = "T2-L-001"
kind = "single"
depth = "master"
stem = "访客拒绝登记时，门卫应当怎么做？"
choices = ["说明规定并劝其登记", "扣留他的身份证", "搜查他的背包", "让他交押金"]
key = "A"
source = { law = "R", article = "29" }
explanation = "条例第29条允许登记出入人员。"
keep_last = ["D"]

[[item]]
id = "T2-L-002"
kind = "true_false"
depth = "know"
stem = "保安员可以扣押他人证件。"
key = "F"
source = { law = "R", article = "30(2)" }
explanation = "条例第30条禁止扣押他人合法证件。"
"""


def refusal_of(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ItemFileInvalid) as refusal:
        read_items(path)
    return [line.removeprefix(f"{path}, ") for line in str(refusal.value).splitlines()]


def test_a_file_is_read_in_its_order_with_topic_and_pool(tmp_path: Path) -> None:
    path = tmp_path / "t2.toml"
    path.write_text(GOOD_FILE, encoding="utf-8")

    held = read_item_file(path)

    assert (held.topic, held.pool) == ("T2", Pool.LIVE)
    assert [item.id for item in held.items] == ["T2-L-001", "T2-L-002"]
    assert held.items[0].keep_last == ("D",)
    assert [choice.letter for choice in held.items[0].choices] == ["A", "B", "C", "D"]
    assert held.items[1].key == {"F"}


@given(many_items)
def test_items_written_to_a_file_are_read_back_equal(written: list[Item]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "t2.toml"

        write_items(path, written, Pool.LIVE)

        assert read_items(path) == written


def test_a_file_holds_one_topic(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="exactly one topic"):
        write_items(tmp_path / "mixed.toml", [an_item(1, topic="T1"), an_item(2, topic="T2")], Pool.LIVE)


def test_a_fault_is_said_with_line_item_field_and_what_was_expected(tmp_path: Path) -> None:
    text = GOOD_FILE.replace('key = "A"', 'key = "E"')

    assert refusal_of(tmp_path / "t2.toml", text) == [
        "line 10, item T2-L-001, key: found 'E', expected exactly one of the letters ABCD"
    ]


def test_a_missing_field_is_said_at_the_head_of_its_item(tmp_path: Path) -> None:
    text = GOOD_FILE.replace('key = "F"\n', "")

    assert refusal_of(tmp_path / "t2.toml", text) == [
        "line 15, item T2-L-002, key: found nothing, expected exactly one of the letters TF"
    ]


def test_all_faults_of_a_file_are_said_at_once(tmp_path: Path) -> None:
    text = GOOD_FILE.replace('key = "A"', 'key = "E"').replace('"know"', '"deep"').replace("T2-L-002", "T2-P-002")

    assert refusal_of(tmp_path / "t2.toml", text) == [
        "line 10, item T2-L-001, key: found 'E', expected exactly one of the letters ABCD",
        "line 18, item T2-P-002, depth: found 'deep', expected one of know, familiar, master",
    ]


@pytest.mark.parametrize(
    ("written", "instead", "sentence"),
    [
        ('pool = "live"', 'pool = "secret"', "pool: found 'secret', expected one of live, practice"),
        ('topic = "T2"\n', "", "topic: found None, expected a topic of topics.toml"),
        ('pool = "live"', 'pool = "live"\nauthor = "x"', "author: found an unknown field"),
        ("T2-L-002", "T2-L-2", "line 16, item T2-L-2, id: found 'T2-L-2', expected T2-L- and three digits"),
        ("T2-L-002", "T2-P-002", "line 16, item T2-P-002, id: found 'T2-P-002', expected T2-L- and three digits"),
        ("T2-L-002", "T2-L-001", "item T2-L-001, id: found the id of an earlier item, expected an id used once"),
        ('kind = "true_false"', 'kind = "true_false"\ntopic = "T3"', "line 18, item T2-L-002, topic: found 'T3'"),
        ('article = "29"', "article = 29", "line 11, item T2-L-001, source.article: found 29, expected a text"),
        ('"搜查他的背包"', '""', "line 9, item T2-L-001, choices (C): found '', expected a text"),
        ('key = "A"', "key = A", "line 10, file: found Invalid value (at line 10, column 7), expected valid TOML"),
    ],
)
def test_each_fault_has_its_sentence(tmp_path: Path, written: str, instead: str, sentence: str) -> None:
    (line,) = refusal_of(tmp_path / "t2.toml", GOOD_FILE.replace(written, instead))

    assert line.startswith(sentence)


def test_a_text_that_looks_like_an_item_never_yields_a_wrong_line(tmp_path: Path) -> None:
    text = GOOD_FILE.replace('key = "A"', 'key = "E"') + 'depth2 = """\n[[item]]\nkey = 1\n"""\n'

    assert refusal_of(tmp_path / "t2.toml", text)[0].startswith("item T2-L-001, key: found 'E'")


def test_a_file_without_items_is_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "t2.toml", 'topic = "T2"\npool = "live"\n') == [
        "item: found none, expected one [[item]] table for each item"
    ]


def test_a_file_that_is_not_text_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "t2.toml"
    path.write_bytes(b'topic = "T2"\npool = "\xff"\n')

    with pytest.raises(ItemFileInvalid, match=r"line 2, file: found bytes that are not UTF-8"):
        read_items(path)


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ItemFileInvalid, match="nothing readable"):
        read_items(tmp_path / "absent.toml")


def test_a_huge_file_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = tmp_path / "t2.toml"
    path.write_bytes(b"#" * 4_000_001)

    with pytest.raises(ItemFileInvalid, match="at most 4000000 bytes"):
        read_items(path)


def test_lists_nested_without_end_are_refused(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "t2.toml", "topic = " + "[" * 100_000)[0].startswith("file: found lists nested")
