"""What is accepted, what is refused, and why, as a pure function of rows, day and record."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.rosters import Column, Draft, Entry, Outcome, Roster, RosterRow, Standing, check
from exam_app.rosters.checking import spelled
from tests.cast import id_number

TODAY = date(2026, 11, 24)
HEADINGS = ("姓名", "身份证号", "性别", "手机")
COLUMNS = {Column.NAME: 0, Column.ID_NUMBER: 1, Column.SEX: 2, Column.PHONE: 3}


def roster(*rows: tuple[str, ...]) -> Roster:
    filled = (RosterRow(place, (*row, "", "")[:4]) for place, row in enumerate(rows, start=2))
    return Roster("名单", HEADINGS, COLUMNS, tuple(filled))


def kinds(*rows: tuple[str, ...], standings: dict[str, Standing] | None = None) -> list[list[str]]:
    return [[found.kind.value for found in row.findings] for row in check(roster(*rows), TODAY, standings or {})]


def test_who_is_18_today_is_accepted_and_who_is_18_tomorrow_is_not() -> None:
    assert kinds(("甲", id_number("20081124"))) == [[]]
    assert kinds(("乙", id_number("20081125"))) == [["under_age"]]


def test_who_is_born_on_29_february_comes_of_age_on_1_march() -> None:
    row = roster(("丙", id_number("20080229")))
    assert check(row, date(2026, 2, 28), {})[0].outcome == Outcome.REFUSED
    assert check(row, date(2026, 3, 1), {})[0].outcome == Outcome.ACCEPTED


def test_a_sex_that_disagrees_is_said_and_the_row_accepted() -> None:
    row = check(roster(("丁", id_number("19800101", 1), "女", "")), TODAY, {})[0]
    assert [found.cell for found in row.findings] == ["C2"]
    assert row.outcome == Outcome.ACCEPTED


@pytest.mark.parametrize("phone", ["13800001111", "+86 138-0000-1111", "0577-88880001", "１３８００００１１１１"])
def test_telephone_numbers_as_people_write_them_are_kept_as_digits(phone: str) -> None:
    entry = check(roster(("戊", id_number("19800101"), "", phone)), TODAY, {})[0].entry
    assert entry is not None
    assert entry.phone is not None
    assert entry.phone.isdigit()


def test_an_odd_telephone_number_is_said_and_not_kept() -> None:
    row = check(roster(("己", id_number("19800101"), "", "同上")), TODAY, {})[0]
    assert row.outcome == Outcome.ACCEPTED
    assert row.entry is not None
    assert row.entry.phone is None


def test_one_person_twice_keeps_the_first_row() -> None:
    number = id_number("19800101")
    assert kinds(("庚", number), ("庚", number), ("庚", number)) == [[], ["repeated"], ["repeated"]]


def test_three_rows_with_two_names_are_all_in_doubt() -> None:
    number = id_number("19800101")
    assert kinds(("庚", number), ("辛", number), ("庚", number)) == [["same_number"]] * 3


def test_leaving_one_out_settles_the_other() -> None:
    number = id_number("19800101")
    draft = Draft(roster(("庚", number), ("辛", number)), {}).without(3)
    assert [row.outcome for row in draft.check(TODAY)] == [Outcome.ACCEPTED, Outcome.LEFT_OUT]


def test_a_row_typed_again_is_taken_back_in() -> None:
    draft = (
        Draft(roster(("庚", "1")), {})
        .without(2)
        .with_given(2, {Column.NAME: "庚", Column.ID_NUMBER: id_number("19800101")})
    )
    assert [row.outcome for row in draft.check(TODAY)] == [Outcome.ACCEPTED]


def test_what_the_record_knows_belongs_to_number_and_name_together() -> None:
    number = id_number("19800101")
    entry = check(roster(("庚", number)), TODAY, {})[0].entry
    assert entry is not None
    standings = {entry.key: Standing.OTHER_NAME}
    rows = check(roster(("庚", number)), TODAY, standings)
    assert rows[0].outcome == Outcome.COUNTY
    assert kinds(("辛", number), standings=standings) == [[]]


def test_a_wrong_row_known_to_the_county_is_still_refused() -> None:
    number = id_number("20150101")
    entry = Draft(roster(("庚", number)), {}).entry(2)
    assert isinstance(entry, Entry)
    rows = check(roster(("庚", number)), TODAY, {entry.key: Standing.OTHER_NAME})
    assert rows[0].outcome == Outcome.REFUSED


def test_what_remains_after_confirmation_are_the_refused_rows_under_their_old_addresses() -> None:
    draft = Draft(roster(("庚", id_number("19800101")), ("辛", "12"), ("壬", "")), {})
    rest = draft.rest(draft.check(TODAY))
    assert rest is not None
    assert [row.number for row in rest.roster.rows] == [3, 4]
    assert Draft(roster(("庚", id_number("19800101"))), {}).rest(()) is None


def test_spaces_between_latin_words_are_spelling_and_between_chinese_ones_alignment() -> None:
    assert spelled(" 王 \u3000伟 ") == "王伟"
    assert spelled("Anna  Berg") == "Anna  Berg"


@given(st.lists(st.tuples(st.text(), st.text(), st.text(), st.text()), max_size=6))
def test_any_text_is_judged_and_every_refusal_names_a_cell_of_its_row(rows: list[tuple[str, ...]]) -> None:
    for row in check(roster(*rows), TODAY, {}):
        assert (row.outcome == Outcome.ACCEPTED) <= (row.entry is not None)
        for finding in row.findings:
            assert finding.cell.lstrip("ABCD") == str(row.row.number)
            assert str(finding.sentence)


@given(st.dates(date(1940, 1, 1), date(2008, 11, 24)), st.integers(1, 998))
def test_every_well_formed_number_of_an_adult_is_accepted(born: date, order: int) -> None:
    assert kinds(("甲", id_number(f"{born:%Y%m%d}", order))) == [[]]


@given(st.integers(0, 17), st.integers(1, 9))
def test_any_single_wrong_digit_is_refused(place: int, shift: int) -> None:
    number = id_number("19800101", 12)
    wrong = number[:place] + str((int(number[place].replace("X", "0")) + shift) % 10) + number[place + 1 :]
    assert kinds(("甲", wrong))[0]
