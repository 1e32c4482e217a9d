"""The library used alone: what it prints, and how it ends."""

from pathlib import Path

import pytest

from question_bank.__main__ import main
from question_bank.item_files import write_items
from question_bank.items import Item
from question_bank.kinds import ItemKind, Pool
from tests.question_bank.builders import an_item

SEED_HEX = "00" * 16
HEAD = 'topic = "T2"\npool = "live"\n'


def a_bank_directory(path: Path, *items: Item) -> Path:
    (path / "items" / "live").mkdir(parents=True)
    (path / "sources.toml").write_text(
        '[R]\ntitle = "条例"\ntitle_en = "Regulation"\nvalid_from = 2022-05-01\n', encoding="utf-8"
    )
    names = 'zh-Hans = "法规"\nzh-Hant = "法規"\nen = "Law"\nsubtopics = []\n'
    (path / "topics.toml").write_text("[T2]\n" + names, encoding="utf-8")
    write_items(path / "items" / "live" / "t2.toml", items, Pool.LIVE)
    return path


def a_blueprint_file(path: Path, cells: str) -> Path:
    path.write_text(f'code = "short"\nminutes = 10\ncut_score = 1\n[cells]\nT2 = {cells}\n', encoding="utf-8")
    return path


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_lint_of_a_clean_bank_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(a_bank_directory(tmp_path, an_item()))]) == 0
    assert capsys.readouterr().out == "1 live and 0 practice items read, 0 files unreadable, 0 errors, 0 warnings.\n"


def test_lint_prints_each_remark_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(a_bank_directory(tmp_path, an_item(stem="保" * 61)))]) == 1
    assert "error: T2-L-001: The stem has 61 characters, more than 60. Shorten it" in capsys.readouterr().out


def test_lint_reads_on_after_a_broken_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = a_bank_directory(tmp_path, an_item(stem="保" * 61))
    broken = directory / "items" / "live" / "broken.toml"
    broken.write_text(HEAD + '[[item]]\nid = "T2-L-009"\n', encoding="utf-8")

    assert main(["lint", str(directory)]) == 1

    printed = capsys.readouterr().out
    assert f"{broken}, line 3, item T2-L-009, kind: found nothing" in printed
    assert "error: T2-L-001" in printed
    assert "1 files unreadable, 1 errors" in printed


def test_assemble_prints_a_numbered_paper_with_its_marking_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = a_bank_directory(
        tmp_path, an_item(1, stem="遇到火情？"), an_item(2, ItemKind.TRUE_FALSE, stem="可以搜身。")
    )
    plan = a_blueprint_file(tmp_path / "plan.toml", "{ single = 1, true_false = 1 }")

    options = ["--pool", "live", "--seed", SEED_HEX, "--bank", str(directory), "--on", "2026-11-24"]
    status = main(["assemble", "--blueprint", str(plan), *options])

    lines = capsys.readouterr().out.splitlines()
    assert status == 0
    assert lines[0] == "short: 2 items, 10 minutes, 1 points pass."
    assert lines[1].endswith("only when all right choices and no others are chosen.")
    assert "1. 遇到火情？" in lines
    assert sorted(line[6:] for line in lines if line.startswith("   ") and line[3] in "ABCD") == sorted(
        choice.text for choice in an_item().choices
    )
    assert lines[-3:] == ["2. 可以搜身。", "   T. 正确", "   F. 错误"]


def test_a_blueprint_that_cannot_be_filled_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = a_bank_directory(tmp_path, an_item())
    plan = a_blueprint_file(tmp_path / "plan.toml", "{ single = 3 }")

    assert main(["assemble", "--blueprint", str(plan), "--seed", SEED_HEX, "--bank", str(directory)]) == 2
    assert capsys.readouterr().err == (
        "No paper can be assembled from blueprint short: topic T2, single: 2 short (3 wanted, 1 usable).\n"
    )


def test_a_blueprint_file_that_does_not_exist_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assemble", "--blueprint", str(tmp_path / "absent.toml"), "--seed", SEED_HEX]) == 2
    assert "absent.toml, file: found nothing readable" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seed", "sentence"),
    [
        ("xyz", "'xyz' is not a row of hexadecimal digit pairs"),
        ("00", "a seed has at least 16 bytes, this one 1"),
    ],
)
def test_a_bad_seed_is_a_sentence(seed: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert sentence in refused(["assemble", "--blueprint", "plan.toml", "--seed", seed], capsys)


def test_a_bad_day_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["assemble", "--blueprint", "plan.toml", "--seed", SEED_HEX, "--on", "tomorrow"]

    assert "'tomorrow' is not a day such as 2026-11-24" in refused(arguments, capsys)


def test_a_directory_that_does_not_exist_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no directory" in refused(["lint", str(tmp_path / "absent")], capsys)


def test_a_directory_that_is_no_bank_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(tmp_path)]) == 2
    assert "sources.toml, file: found nothing readable" in capsys.readouterr().err
