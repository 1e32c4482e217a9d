"""ID numbers as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.id_numbers import IdNumberWrong, age_on, check_character, mask, read_id_number
from exam_app.terms import Sex

KNOWN = "11010519491231002X"
"""The example of GB 11643-1999."""

numbers = st.builds(
    lambda born, order: (first := f"330301{born:%Y%m%d}{order:03d}") + check_character(first),
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.integers(1, 999),
)


def test_the_example_of_the_standard_is_read() -> None:
    number = read_id_number(KNOWN)
    assert (number.birth_date, number.sex, number.last_four) == (date(1949, 12, 31), Sex.FEMALE, "002X")


@pytest.mark.parametrize(
    "typed",
    [" 11010519491231002x ", "１１０１０５１９４９１２３１００２Ｘ", "110105 19491231 002X", "'11010519491231002X"],
)
def test_spaces_full_width_digits_a_small_x_and_an_apostrophe_are_forgiven(typed: str) -> None:
    assert read_id_number(typed).text == KNOWN


@given(numbers)
def test_every_wrong_digit_is_noticed(text: str) -> None:
    for place in range(17):
        wrong = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
        with pytest.raises(IdNumberWrong):
            read_id_number(wrong)


@pytest.mark.parametrize(
    ("typed", "fault", "expected"),
    [
        ("11010519491231002", "length", "17"),
        ("110105194912310021", "check", "X"),
        ("11010519491331002X", "check", "1"),
        ("110105194913310021", "birth", ""),
        ("1101051949123100AX", "characters", ""),
        ("", "length", "0"),
    ],
)
def test_the_fault_is_named(typed: str, fault: str, expected: str) -> None:
    with pytest.raises(IdNumberWrong) as wrong:
        read_id_number(typed)
    assert (wrong.value.fault, wrong.value.expected) == (fault, expected)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        read_id_number(text)
    except IdNumberWrong as wrong:
        assert wrong.fault in {"length", "characters", "check", "birth"}


def test_age_counts_full_years() -> None:
    assert age_on(date(2008, 11, 25), date(2026, 11, 24)) == 17
    assert age_on(date(2008, 11, 24), date(2026, 11, 24)) == 18
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


def test_a_masked_number_shows_neither_birthday_nor_order() -> None:
    assert mask(KNOWN) == "1101**********002X"
