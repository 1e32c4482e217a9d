"""Files written by other spreadsheet programs: every row judged as a person would, every address true."""

from datetime import date
from pathlib import Path

import pytest

from exam_app.rosters import CheckedRow, Draft, FindingKind, Outcome, Roster, check, read_roster, write_marked
from exam_app.rosters.findings import WARNINGS

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 24)


def checked(name: str) -> tuple[Roster, dict[int, CheckedRow]]:
    roster = read_roster((FILES / name).read_bytes())
    return roster, {row.row.number: row for row in check(roster, TODAY, {})}


def faults(row: CheckedRow) -> list[tuple[str, str]]:
    return [(finding.cell, finding.kind.value) for finding in row.findings]


def test_a_messy_roster_is_read_cell_by_cell() -> None:
    roster, rows = checked("openpyxl-messy.xlsx")
    assert (roster.sheet, roster.other_sheets) == ("名单", ("说明",))
    assert {number: faults(row) for number, row in rows.items()} == {
        6: [("D6", "same_number")],
        7: [],
        8: [("D8", "digits_lost")],
        9: [],
        10: [("F10", "phone_odd")],
        11: [("D11", "id_check")],
        12: [("D12", "same_number")],
        13: [("D13", "under_age")],
        14: [("C14", "name_missing")],
        15: [],
        16: [("D16", "repeated")],
        17: [("C17", "name_character")],
        18: [("D18", "id_length")],
        19: [("D19", "id_missing")],
        20: [("D20", "id_birth")],
    }


def test_names_are_kept_as_they_are_spelled_on_the_card() -> None:
    _, rows = checked("openpyxl-messy.xlsx")
    assert rows[6].name == "王伟"
    assert rows[7].name == "买买提·艾力"


def test_full_width_digits_an_apostrophe_and_spaces_are_forgiven() -> None:
    _, rows = checked("openpyxl-messy.xlsx")
    numbers = [rows[number].entry.id_number.text for number in (7, 9, 10, 15)]
    assert all(len(number) == 18 and number.isascii() for number in numbers)


def test_a_sheet_that_was_a_csv_file_says_of_each_number_that_digits_are_lost() -> None:
    _, rows = checked("libreoffice-from-csv.xlsx")
    kept = [number for number, row in rows.items() if row.outcome == Outcome.ACCEPTED]
    assert sorted(rows) == list(range(4, 16))
    assert [rows[number].entry.id_number.text[-1] for number in kept] == ["X"]
    assert all(faults(rows[number]) == [(f"C{number}", "digits_lost")] for number in rows if number not in kept)


def test_the_first_sheet_with_headings_is_read_and_the_others_are_named() -> None:
    roster, rows = checked("libreoffice-second-sheet.xlsx")
    assert (roster.sheet, roster.other_sheets) == ("报名表", ("封面",))
    assert rows[6].name == "阿依古丽·买买提"
    assert {number: faults(row) for number, row in rows.items() if row.findings} == {
        8: [("D8", "digits_lost")],
        14: [("D14", "repeated")],
    }


def test_english_headings_and_latin_names_are_read() -> None:
    _, rows = checked("sheetjs-english.xlsx")
    assert rows[4].name == "Anna Berg"
    assert {number: faults(row) for number, row in rows.items() if row.findings} == {
        9: [("C9", "digits_lost")],
        11: [("C11", "repeated")],
    }


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.xlsx")))
def test_the_marked_copy_says_every_fault_and_can_be_sent_again(name: str) -> None:
    roster, rows = checked(name)
    refused = [row for row in rows.values() if row.outcome == Outcome.REFUSED]
    again = read_roster(write_marked(roster, refused, str))
    assert [row.texts[: len(roster.headings)] for row in again.rows] == [row.row.texts for row in refused]
    for row, marked in zip(refused, again.rows, strict=True):
        wanted = [str(finding.sentence) for finding in row.findings]
        assert all(sentence[:100] in " ".join(marked.texts) for sentence in wanted[:1])


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.xlsx")))
def test_a_draft_comes_back_from_its_json_as_it_was(name: str) -> None:
    draft = Draft(read_roster((FILES / name).read_bytes()), {})
    assert Draft.from_json(draft.to_json()) == draft


def test_a_finding_says_what_is_wrong_and_what_to_do() -> None:
    roster, rows = checked("openpyxl-messy.xlsx")
    assert str(rows[11].findings[0].sentence) == "The last character should be 1. Check the card."
    assert "D12" in str(rows[6].findings[0].sentence)
    for row in rows.values():
        for finding in row.findings:
            assert finding.sheet == roster.sheet
            assert "%(" not in str(finding.sentence)


def test_every_refusing_finding_ends_with_a_way_on() -> None:
    for kind in set(FindingKind) - WARNINGS:
        assert any(
            word in kind.label for word in ("Check", "Choose", "Type", "Leave", "Correct", "correct", "settles")
        ), kind.label
