"""Rosters of guards as units keep them: the same machine as the trainees', with posts and days."""

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from exam_app.rosters import (
    CheckedRow,
    Column,
    Draft,
    FileRefused,
    Outcome,
    Roster,
    RosterRow,
    RowKind,
    Service,
    Standing,
    check,
    read_roster,
    write_marked,
    write_template,
)
from exam_app.rosters.columns import column_of
from exam_app.rosters.dates import SERIAL_BEGINS, SERIALS, read_day
from tests.cast import id_number

TODAY = date(2026, 11, 24)
POSTS = ("青溪医院东门", "银泰广场商场")
HEADINGS = ("姓名", "身份证号", "岗位", "入职日期", "离职日期")
COLUMNS = dict(
    zip((Column.NAME, Column.ID_NUMBER, Column.POST, Column.HIRED_ON, Column.LEFT_ON), range(5), strict=True)
)


def roster(*rows: tuple[str, ...]) -> Roster:
    filled = (RosterRow(place, (*row, "", "", "", "")[:5]) for place, row in enumerate(rows, start=2))
    return Roster("花名册", HEADINGS, COLUMNS, tuple(filled), (), RowKind.GUARD)


def judged(*rows: tuple[str, ...], standings: dict[str, Standing] | None = None) -> list[CheckedRow]:
    return list(check(roster(*rows), TODAY, standings or {}, POSTS))


def one(post: str = "", hired: str = "2024-3-1", left: str = "") -> CheckedRow:
    return judged(("甲", id_number("19800101"), post, hired, left))[0]


def faults(row: CheckedRow) -> list[tuple[str, str]]:
    return [(finding.cell, finding.kind.value) for finding in row.findings]


# -- days -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2024-3-1", "2024-03-01", "2024.3.1", "2024/3/1", "2024年3月1日", "2024年3月1号",
        "2024 年 3 月 1 日", "20240301",
        "２０２４．３．１", "2024-03-01 08:30", "2024-03-01 00:00:00", "45352", " 2024.03.01 ",
    ],
)  # fmt: skip
def test_a_day_is_read_however_people_write_it(text: str) -> None:
    assert read_day(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    "text", ["2024年3月", "2024-13-01", "2023-02-29", "三月一日", "1-3-2024", "1234", "99999", "x"]
)
def test_what_names_no_single_day_is_no_day(text: str) -> None:
    assert read_day(text) is None


@given(st.dates(date(1950, 1, 2), date(2099, 12, 30)))
def test_every_day_comes_back_from_every_spelling_and_from_its_serial_number(day: date) -> None:
    serial = str((day - SERIAL_BEGINS).days)
    assert int(serial) in SERIALS
    spellings = (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", serial)
    assert {read_day(text) for text in spellings} == {day}


@given(st.text())
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert read_day(text) is None or isinstance(read_day(text), date)


# -- one row --------------------------------------------------------------------------------------------------------


def test_a_row_says_who_stands_where_since_when() -> None:
    row = one("青溪医院东门", "2024年3月1日")
    assert row.outcome == Outcome.ACCEPTED and row.entry is not None and isinstance(row.entry.said, Service)
    said = row.entry.said
    assert (said.post, said.hired_on, said.left_on) == ("青溪医院东门", date(2024, 3, 1), None)


@pytest.mark.parametrize("post", ["青溪 医院东门", "青溪医院东门 ", "", "机动", "/", "无"])
def test_spaces_in_a_post_and_words_for_none_are_forgiven(post: str) -> None:
    assert faults(one(post)) == []


def test_an_unknown_post_names_the_units_own_posts() -> None:
    row = one("青溪医院西门")
    assert faults(row) == [("C2", "post_unknown")] and row.repairable
    assert all(post in str(row.findings[0].sentence) for post in POSTS)


@pytest.mark.parametrize(
    ("hired", "left", "expected"),
    [
        ("", "", [("D2", "hired_missing")]),
        ("去年春天", "", [("D2", "date_odd")]),
        ("2026-11-25", "", [("D2", "date_ahead")]),
        ("2026-11-24", "", []),
        ("2024-3-1", "2024-2-29", [("E2", "left_first")]),
        ("2024-3-1", "2024-3-1", []),
        ("2024-3-1", "2027-1-1", [("E2", "date_ahead")]),
        ("2024-3-1", "在职", []),
        ("2024-3-1", "至今", []),
        ("x", "y", [("D2", "date_odd"), ("E2", "date_odd")]),
    ],
)
def test_days_that_cannot_be_are_said_at_their_cell(hired: str, left: str, expected: list[tuple[str, str]]) -> None:
    assert faults(one("", hired, left)) == expected


def test_every_fault_of_a_row_is_said_at_once() -> None:
    (row,) = judged(("", "123", "月球", "昨天", ""))
    assert [cell for cell, _ in faults(row)] == ["A2", "B2", "C2", "D2"]


def test_what_is_on_record_as_the_row_says_is_left_out_by_itself() -> None:
    row = one()
    assert row.entry is not None
    again = judged(("甲", id_number("19800101"), "", "2024-3-1"), standings={row.entry.key: Standing.RECORDED})[0]
    assert (again.outcome, again.repairable) == (Outcome.LEFT_OUT, False)


def test_overlapping_days_can_be_put_right() -> None:
    row = one()
    assert row.entry is not None
    standings = {row.entry.key: Standing.OVERLAPS}
    draft = Draft(roster(("甲", id_number("19800101"), "", "2024-3-1")), standings, POSTS)
    assert [row.outcome for row in draft.check(TODAY)] == [Outcome.REFUSED]
    repaired = draft.with_given(2, {Column.HIRED_ON: "2025-1-1"})
    assert [row.outcome for row in repaired.check(TODAY)] == [Outcome.ACCEPTED]


def test_repairing_one_cell_keeps_what_was_typed_into_the_others() -> None:
    draft = Draft(roster(("甲", "123", "月球", "昨天")), {}, POSTS)
    draft = draft.with_given(2, {Column.ID_NUMBER: id_number("19800101"), Column.HIRED_ON: "2024-3-1"})
    assert [faults(row) for row in draft.check(TODAY)] == [[("C2", "post_unknown")]]
    draft = draft.with_given(2, {Column.POST: "机动"})
    assert [row.outcome for row in draft.check(TODAY)] == [Outcome.ACCEPTED]
    assert Draft.from_json(draft.to_json()) == draft


@given(st.lists(st.tuples(*[st.text()] * 5), max_size=5))
def test_any_text_is_judged_and_every_refusal_names_a_cell_of_its_row(rows: list[tuple[str, ...]]) -> None:
    for row in judged(*rows):
        assert (row.outcome == Outcome.ACCEPTED) <= (row.entry is not None)
        for finding in row.findings:
            assert finding.cell.lstrip("ABCDE") == str(row.row.number)
            assert "%(" not in str(finding.sentence) or "%(" in "".join(row.row.texts)


# -- whole files ----------------------------------------------------------------------------------------------------


def a_real_looking_file() -> bytes:
    """Two title rows, headings in two merged rows, true date cells beside texts and a bare serial number, a footer."""
    book = Workbook()
    page = book.active
    page.title = "在职花名册"
    page["A1"] = "云川磐石保安服务有限公司驻勤人员花名册"
    page.merge_cells("A1:H1")
    page["A2"] = "单位（章）：          2026年11月"
    for column, text in enumerate(("序号", "姓 名", "公民身份号码", "联系电话", "任职情况", None, None, "备注"), 1):
        page.cell(3, column, text)
    page.merge_cells("E3:G3")
    for column, text in ((5, "驻勤点"), (6, "上岗时间"), (7, "离职时间")):
        page.cell(4, column, text)
    for column in "ABCDH":
        page.merge_cells(f"{column}3:{column}4")
    rows = (
        (1, "王建国", id_number("19790312", 1), 13800001111, "青溪医院东门", datetime(2024, 3, 1), None, ""),
        (2, "李秀英", id_number("19820715", 2), "0577-88880001", "银泰广场商场", "2023.6.15", "2026年10月31日", "调离"),
        (3, "张　伟", id_number("19850909", 3), "", "青溪医院西门", 45352, "", ""),
        (4, "刘玉兰", id_number("19900101", 4), "", "", "2024年13月1日", "", ""),
        (5, "陈大勇", id_number("19880808", 5), "", "机动", datetime(2025, 5, 1), datetime(2025, 4, 1), ""),
        (6, "", "", "", "", "", "", ""),
    )
    for line, row in enumerate(rows, start=5):
        for column, value in enumerate(row, 1):
            page.cell(line, column, value)
    page.cell(12, 1, "合计：5人      制表人：陈芳")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_real_looking_file_is_judged_cell_by_cell() -> None:
    found = read_roster(a_real_looking_file(), RowKind.GUARD)
    rows = {row.row.number: row for row in check(found, TODAY, {}, POSTS)}
    assert {number: faults(row) for number, row in rows.items()} == {
        5: [],
        6: [],
        7: [("E7", "post_unknown")],
        8: [("F8", "date_odd")],
        9: [("G9", "left_first")],
    }
    stays = {number: rows[number].entry.said for number in (5, 6)}  # type: ignore[union-attr]
    assert (stays[5].hired_on, stays[6].left_on) == (date(2024, 3, 1), date(2026, 10, 31))  # type: ignore[union-attr]


def test_the_marked_copy_can_be_repaired_and_sent_again() -> None:
    found = read_roster(a_real_looking_file(), RowKind.GUARD)
    refused = [row for row in check(found, TODAY, {}, POSTS) if row.outcome == Outcome.REFUSED]
    again = read_roster(write_marked(found, refused, str), RowKind.GUARD)
    assert [faults(row) for row in check(again, TODAY, {}, POSTS)] == [
        [("E2", "post_unknown")],
        [("F3", "date_odd")],
        [("G4", "left_first")],
    ]


def test_a_sheet_without_days_of_hiring_is_no_roster_of_guards_and_says_what_is_missing() -> None:
    messy = (Path(__file__).parent / "files" / "openpyxl-messy.xlsx").read_bytes()
    with pytest.raises(FileRefused, match="入职日期"):
        read_roster(messy, RowKind.GUARD)


def test_the_same_file_is_a_roster_of_trainees_too_and_its_days_are_named_as_not_read() -> None:
    found = read_roster(a_real_looking_file())
    assert Column.HIRED_ON not in found.columns
    assert [row.outcome for row in check(found, TODAY, {})] == [Outcome.ACCEPTED] * 5


def test_the_template_has_every_column_of_its_kind() -> None:
    found = read_roster_headings(write_template(str, RowKind.GUARD))
    assert [column_of(text, RowKind.GUARD) for text in found[-3:]] == [Column.POST, Column.HIRED_ON, Column.LEFT_ON]


def read_roster_headings(content: bytes) -> list[str]:
    from openpyxl import load_workbook

    return [cell.value for cell in next(load_workbook(io.BytesIO(content)).active.rows)]
