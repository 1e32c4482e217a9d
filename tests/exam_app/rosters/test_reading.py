"""Addresses stay true whatever stands around the people, and hostile bytes get a sentence."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from exam_app.rosters import FileRefused, cell_name, read_roster
from exam_app.rosters.columns import Column, RowKind, column_of
from exam_app.rosters.reading import roster_of
from exam_app.rosters.sheets import LONGEST_TEXT, Sheet, parse, read_sheets
from exam_app.rosters.unpacking import MOST_BYTES, MOST_COLUMNS, column_letters, column_number, repack
from exam_app.rosters.writing import write_template
from tests.cast import id_number


def workbook(fill: Callable[[Worksheet], None]) -> bytes:
    book = Workbook()
    fill(book.active)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one part replaced or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return buffer.getvalue()


def simple(sheet: Worksheet) -> None:
    sheet["B3"], sheet["D3"] = "姓名", "身份证号"
    sheet["B4"], sheet["D4"] = "王伟", id_number("19800101")


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        read_roster(data)
    assert "file" in refused.value.fields
    return str(refused.value)


# -- reading ------------------------------------------------------------------------------------------------------


def test_addresses_stay_true_with_empty_rows_and_columns_before_the_first_cell() -> None:
    roster = read_roster(workbook(simple))
    assert [roster.cell(row, Column.ID_NUMBER) for row in roster.rows] == ["D4"]


def test_the_heading_of_a_group_gives_way_to_what_stands_below_it() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"], sheet["B1"], sheet["C1"] = "姓名", "身份证号", "联系方式"
        sheet["C2"], sheet["D2"] = "住址", "手机"
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")
        sheet.merge_cells("C1:D1")
        sheet["A3"], sheet["B3"], sheet["D3"] = "王伟", id_number("19800101"), "13800001111"

    roster = read_roster(workbook(fill))
    assert roster.headings == ("姓名", "身份证号", "住址", "手机")
    assert roster.columns[Column.PHONE] == 3
    assert [row.number for row in roster.rows] == [3]


def test_headings_repeated_on_a_later_page_and_closing_lines_are_no_people() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet["B5"], sheet["D5"] = "姓名", "身份证号"
        sheet["B7"] = "合计：1人"
        sheet["B8"] = "制表人：李敏"

    assert [row.number for row in read_roster(workbook(fill)).rows] == [4]


def test_a_person_whose_name_begins_like_a_closing_line_is_a_person() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet["B5"], sheet["B6"] = "合木提", "共田"

    assert [row.number for row in read_roster(workbook(fill)).rows] == [4, 5, 6]


def test_hidden_sheets_are_not_read() -> None:
    book = Workbook()
    book.active["A1"] = "封面"
    hidden = book.create_sheet("旧名单")
    simple(hidden)
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    assert "No sheet has a row of headings" in refusal(buffer.getvalue())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800001111, "13800001111"),
        (1.5, "1.5"),
        (339901198207152312, "3.39901198207152E+17"),
        (True, "TRUE"),
        (date(2026, 11, 12), "2026-11-12"),
        (datetime(2026, 11, 12, 9, 30), "2026-11-12 09:30"),
        (time(9, 30), "09:30:00"),
        ("  x\u3000", "x"),
    ],
)
def test_a_cell_reads_as_a_person_sees_it(value: object, text: str) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet["A1"] = value

    assert parse(workbook(fill))[0].rows[0][0] == text


@pytest.mark.parametrize(
    "heading", ["姓名", "姓 名", "学员姓名：", "Name", "FULL NAME", "姓名(必填)", "*姓名*", "姓\n名"]
)
def test_a_name_column_is_known_by_many_names(heading: str) -> None:
    assert column_of(heading, RowKind.TRAINEE) == Column.NAME


@pytest.mark.parametrize("heading", ["", "单位名称", "监护人姓名电话", "身份", "备注"])
def test_other_columns_are_left_alone(heading: str) -> None:
    assert column_of(heading, RowKind.TRAINEE) is None


def test_the_template_is_a_roster_without_people() -> None:
    assert "nobody below the headings" in refusal(write_template(str))


def test_a_text_like_3_4e17_has_lost_its_digits_too() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet["D4"] = "3.39901E+17"

    roster = read_roster(workbook(fill))
    assert roster.lost_digits(roster.rows[0], Column.ID_NUMBER)


TEXTS = st.text(max_size=300).filter(lambda text: ILLEGAL_CHARACTERS_RE.search(text) is None)
CELLS = TEXTS | st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()


@settings(max_examples=60)
@given(st.integers(1, 30), st.integers(1, 30), st.lists(CELLS, min_size=1, max_size=5))
def test_any_cells_anywhere_are_read_at_their_true_address(row: int, column: int, cells: list[object]) -> None:
    marks = [f"m{place}" for place in range(len(cells))]

    def fill(sheet: Worksheet) -> None:
        for place, (value, mark) in enumerate(zip(cells, marks, strict=True)):
            target = sheet.cell(row + place, column, value)
            if isinstance(value, str):
                target.data_type = "s"
            sheet.cell(row + place, column + 1, mark)

    rows = parse(workbook(fill))[0].rows
    found = {text: (number + 1, place + 1) for number, texts in enumerate(rows) for place, text in enumerate(texts)}
    assert [found[mark] for mark in marks] == [(row + place, column + 1) for place in range(len(cells))]
    assert all(len(text) <= LONGEST_TEXT for texts in rows for text in texts)


@given(st.lists(st.lists(st.text(max_size=30), min_size=3, max_size=3), max_size=8))
def test_any_texts_under_headings_make_rows_in_their_order(rows: list[list[str]]) -> None:
    sheet = Sheet("名单", [["姓名", "身份证号", "备注"], *rows], [], [])
    try:
        numbers = [row.number for row in roster_of([sheet]).rows]
    except FileRefused:
        return
    assert numbers == sorted(set(numbers))
    assert all(sheet.rows[number - 1] == list(rows[number - 2]) for number in numbers)


@given(st.integers(1, 20_000))
def test_columns_have_one_name_each(number: int) -> None:
    assert column_number(column_letters(number)) == number
    assert cell_name(7, number - 1) == f"{column_letters(number)}7"


# -- hostile and broken files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", b"PK\x05\x06" + bytes(18), bytes(2000)])
def test_what_is_no_workbook_is_refused_with_a_way_on(data: bytes) -> None:
    assert "save it as .xlsx" in refusal(data)


def test_an_old_or_locked_file_is_named_as_such() -> None:
    assert "password" in refusal(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))


def test_too_many_bytes_are_refused_unread() -> None:
    assert "10 MB" in refusal(bytes(MOST_BYTES + 1))


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    bomb = with_part(workbook(simple), "xl/sharedStrings.xml", b"<sst>" + b" " * (101 * 2**20) + b"</sst>")
    assert len(bomb) < MOST_BYTES
    assert "unpacks to more" in refusal(bomb)


def test_a_part_whose_size_lies_is_refused() -> None:
    data = bytearray(with_part(workbook(simple), "xl/extra.xml", b"<a>" + b"b" * 5000 + b"</a>"))
    central = data.rindex(b"xl/extra.xml") - 46
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    refusal(bytes(data))


def test_a_part_that_is_there_twice_is_refused() -> None:
    data = io.BytesIO(workbook(simple))
    with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    refusal(data.getvalue())


def test_a_thousand_parts_too_many_are_refused() -> None:
    data = io.BytesIO(workbook(simple))
    with zipfile.ZipFile(data, "a") as archive:
        for place in range(1000):
            archive.writestr(f"xl/media/{place}.png", b"")
    refusal(data.getvalue())


def test_entities_are_refused() -> None:
    laughs = b'<!DOCTYPE sst [<!ENTITY a "ha">]><sst><si><t>&a;</t></si></sst>'
    refusal(with_part(workbook(simple), "xl/sharedStrings.xml", laughs))


def test_a_letter_in_the_last_cell_of_a_sheet_is_named_and_not_parsed() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet["XFD1048576"] = "x"

    assert "XFD1048576" in refusal(workbook(fill))


def test_mere_formatting_far_away_does_not_matter() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet["XFD1048576"].number_format = "@"

    assert len(read_roster(workbook(fill)).rows) == 1


def test_a_cell_beyond_the_widest_roster_is_refused() -> None:
    def fill(sheet: Worksheet) -> None:
        simple(sheet)
        sheet.cell(1, MOST_COLUMNS + 1, "x")

    assert f"{column_letters(MOST_COLUMNS + 1)}1" in refusal(workbook(fill))


@pytest.mark.parametrize("claim", [b"999999999999", b"18446744073709551615"])
def test_a_claim_that_would_end_the_process_ends_only_the_child(claim: bytes) -> None:
    data = (Path(__file__).parent / "files" / "libreoffice-second-sheet.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        strings = archive.read("xl/sharedStrings.xml")
    grown = strings.replace(b'uniqueCount="', b'uniqueCount="' + claim + b'" was="')
    assert grown != strings
    refusal(with_part(data, "xl/sharedStrings.xml", grown))


@pytest.fixture(scope="module")
def whole() -> bytes:
    """One workbook for all examples: its time stamps would make each one another."""
    return workbook(simple)


@settings(max_examples=40)
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused_and_never_more(whole: bytes, data: st.DataObject) -> None:
    """Up to the archive of our own; what the parser does with it stays in the child."""
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        repack(bytes(content))
    except FileRefused:
        return


def test_parsing_in_the_child_gives_what_parsing_here_gives() -> None:
    content = repack(workbook(simple))
    assert read_sheets(content) == parse(content)
