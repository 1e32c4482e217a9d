"""A mapping says by line and key what is wrong with it; what one writes, another reads back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.mappings import (
    DIRECTIONS,
    FIELDS,
    SHIPPED,
    MappingRefused,
    parse,
    read_table,
    rows_of_csv,
    shipped_text,
    write_table,
)
from exam_app.terms import Direction, TableSubject

PEOPLE = """name = "导出表"
subject = "people"
direction = "read"

[[column]]
heading = "姓名"
field = "name"

[[column]]
heading = "证件号码"
field = "id_number"

[[column]]
heading = "性别"
field = "sex"
values = { male = ["男", "1"], female = ["女", "2"] }

[[column]]
heading = "入职"
field = "hired_on"
"""
FAULTS = [
    ("name = 导出表", 1, "", "This line is not TOML"),
    (PEOPLE.replace('"people"', '"persons"'), 2, "subject", "Choose one of: people"),
    (PEOPLE.replace('"read"', '"write"'), 3, "direction", "are read here"),
    (PEOPLE.replace('name = "导出表"', 'name = "导出表"\ntitle = "x"'), 2, "title", "no such key in a mapping"),
    (PEOPLE.replace('field = "id_number"', 'field = "idno"'), 11, "field", "Choose one of: name、id_number"),
    (PEOPLE.replace('"证件号码"', "7"), 10, "heading", "Give it a text"),
    (PEOPLE.replace('"证件号码"', '"姓 名*"'), 10, "heading", "has this heading already"),
    (PEOPLE.replace(', female = ["女", "2"]', ""), 16, "values", "male、female"),
    (PEOPLE.replace('["女", "2"]', '["女", "1"]'), 16, "values", "cannot mean two things"),
    (PEOPLE + 'format = "%H:%M"\n', 21, "format", "%Y, %m and %d"),
    (PEOPLE + 'constant = "x"\n', 20, "field", "either a field or a constant"),
    (PEOPLE.replace('field = "id_number"', 'constant = "x"'), 11, "constant", "in a table that is written"),
    (PEOPLE.replace('field = "id_number"', 'field = "phone"'), 1, "column", "id_number"),
    (PEOPLE.split("[[column]]")[0], 1, "column", "Describe 1 to 60 columns"),
    ("x" * 70_000, 1, "", "too long"),
]


@pytest.mark.parametrize(("text", "line", "key", "words"), FAULTS, ids=[words for *_, words in FAULTS])
def test_a_fault_is_named_by_line_and_key_with_what_to_do(text: str, line: int, key: str, words: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        parse(text)
    named = [(fault.key, fault.line) for fault in refused.value.faults if words in str(fault.sentence)]
    assert named == [(key, line)]


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(MappingRefused) as refused:
        parse(PEOPLE.replace('field = "name"', 'field = "nam"').replace('field = "id_number"', "colour = 1"))
    assert {fault.key for fault in refused.value.faults} >= {"field", "colour", "column"}


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for attempt in (text, PEOPLE + text, PEOPLE.replace('"姓名"', text)):
        try:
            parse(attempt)
        except MappingRefused as refused:
            assert refused.faults


@pytest.mark.parametrize("subject", TableSubject)
def test_every_shipped_mapping_is_good_and_speaks_of_its_subject(subject: TableSubject) -> None:
    mapping = parse(shipped_text(subject))
    assert (mapping.subject, mapping.direction) == (subject, DIRECTIONS[subject])


def test_rows_are_found_under_their_headings_and_doubtful_cells_say_what_to_do() -> None:
    rows = [
        ["保安员报名表", "", "", ""],
        ["姓 名", "证件号码（必填）", "性别", "入职"],
        ["王建国", "330301197903120175", "1", "2024年3月1日"],
        ["", "", "", ""],
        ["李秀英", "", "女性", "2024-13-01"],
    ]
    table = read_table(parse(PEOPLE), rows)
    assert table is not None
    good, bad = table.rows
    assert (good.number, good.findings) == (3, ())
    assert good.values == {
        "name": "王建国",
        "id_number": "330301197903120175",
        "sex": "male",
        "hired_on": date(2024, 3, 1),
    }
    assert [(finding.heading, str(finding.sentence)) for finding in bad.findings] == [
        ("证件号码", "This cell is empty. Fill it in."),
        ("性别", "“女性” is none of the words that the mapping knows: 男、1、女、2."),
        ("入职", "“2024-13-01” is no day. Write it such as 2026-12-01."),
    ]
    assert read_table(parse(PEOPLE), rows[2:]) is None


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=30
)
PERSON = st.fixed_dictionaries({"name": TEXTS, "id_number": TEXTS, "sex": st.sampled_from(("male", "female"))})


@pytest.mark.parametrize("subject", [s for s in TableSubject if DIRECTIONS[s] is Direction.WRITE])
@given(people=st.lists(PERSON, min_size=1, max_size=5))
def test_people_who_are_written_are_read_again(subject: TableSubject, people: list[dict[str, str]]) -> None:
    headings, rows = write_table(SHIPPED[subject], people)
    table = read_table(SHIPPED[TableSubject.PEOPLE], [headings, *rows])
    assert table is not None
    assert [{name: row.values[name] for name in ("name", "id_number", "sex")} for row in table.rows] == people


def test_a_table_that_is_written_translates_words_days_and_constants() -> None:
    mapping = parse(shipped_text(TableSubject.REGISTRATIONS))
    headings, (row,) = write_table(mapping, [{"name": "=1+1", "sex": "female", "birth_date": date(1979, 3, 12)}])
    cells = dict(zip(headings, row, strict=True))
    assert (cells["姓名"], cells["性别"], cells["出生日期"]) == ("=1+1", "女", "1979-03-12")
    assert (cells["证件类型"], cells["座位号"]) == ("居民身份证", "")


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_codes_that_chinese_programs_write(code: str) -> None:
    assert rows_of_csv("序号,状态\r\n1,成功\r\n".encode(code)) == [["序号", "状态"], ["1", "成功"]]


def test_every_word_field_of_a_subject_has_words() -> None:
    assert all(field.words for fields in FIELDS.values() for field in fields if field.kind.name == "WORD")
