"""The number of a pre-registration as people read it out, copy it and type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.passwords import CODE_ALPHABET
from exam_app.pre_registration_numbers import NumberWrong, grouped, make_number, read_number

numbers = st.binary(min_size=8, max_size=8).map(make_number)


@given(numbers)
def test_a_number_is_read_however_it_is_typed(number: str) -> None:
    wide = number.translate({ord(each): ord(each) + 0xFEE0 for each in CODE_ALPHABET})
    for typed in (number, grouped(number), f" {number.lower()} ", wide, " ".join(number)):
        assert read_number(typed) == number


@given(numbers, st.integers(0, 7), st.sampled_from(CODE_ALPHABET))
def test_every_wrong_character_is_noticed(number: str, place: int, other: str) -> None:
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(NumberWrong) as found:
            read_number(wrong)
        assert found.value.fault == "check"


@given(numbers, st.integers(0, 7), st.integers(0, 7))
def test_every_two_characters_that_changed_places_are_noticed(number: str, one: int, other: int) -> None:
    swapped = list(number)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    if swapped != list(number):
        with pytest.raises(NumberWrong):
            read_number("".join(swapped))


@pytest.mark.parametrize(
    ("typed", "fault"), [("K7QF", "length"), ("K7QF-3M9T2", "length"), ("O1Q0-IL00", "characters")]
)
def test_what_cannot_be_a_number_says_why(typed: str, fault: str) -> None:
    with pytest.raises(NumberWrong) as found:
        read_number(typed)
    assert found.value.fault == fault
