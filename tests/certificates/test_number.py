"""The certificate number and its check digits (ISO 7064 MOD 97-10)."""

from hypothesis import assume, given
from hypothesis import strategies as st

from certificates import certificate_number, format_number, normalise_number, number_is_well_formed

numbers = st.builds(
    lambda issuer, serial: certificate_number(str(issuer), serial),
    st.integers(100_000, 999_999),
    st.integers(1, 99_999_999),
)


def test_the_worked_example() -> None:
    # 65010026000038 * 100 mod 97 = 89, and 98 - 89 = 09.
    assert 65010026000038 * 100 % 97 == 89
    assert certificate_number("650100", 26_000_038) == "6501002600003809"


@given(numbers)
def test_every_number_is_well_formed_and_leaves_one_over_97(number: str) -> None:
    assert len(number) == 16
    assert int(number) % 97 == 1
    assert number_is_well_formed(number)


@given(numbers, st.integers(0, 15), st.sampled_from("0123456789"))
def test_every_wrong_digit_is_noticed(number: str, place: int, digit: str) -> None:
    assume(number[place] != digit)
    assert not number_is_well_formed(number[:place] + digit + number[place + 1 :])


@given(numbers, st.integers(0, 14))
def test_every_swap_of_neighbours_is_noticed(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert not number_is_well_formed(swapped)


def test_check_digits_that_only_leave_one_over_97_are_not_enough() -> None:
    # Check digits run from 02 to 98; 00 and 01 would be second spellings of 97 and 98.
    for serial in range(1, 2000):
        number = certificate_number("650100", serial)
        second = f"{number[:14]}{(int(number[14:]) - 97) % 100:02d}"
        assert number[14:] not in ("00", "01", "99")
        assert second == number or int(second) % 97 != 1 or not number_is_well_formed(second)


def test_a_serial_of_zero_does_not_exist() -> None:
    assert not number_is_well_formed(certificate_number("650100", 0))


@given(st.text(max_size=20))
def test_no_text_makes_the_test_of_a_number_fail(text: str) -> None:
    assert number_is_well_formed(normalise_number(text)) in (True, False)


def test_a_number_is_read_however_it_was_typed() -> None:
    assert normalise_number("6501 0026 0000 3809") == "6501002600003809"
    assert normalise_number(" 6501-0026\u30000000–3809\n") == "6501002600003809"
    assert normalise_number("６５０１００２６００００３８０９") == "6501002600003809"
    assert normalise_number("6501x026") == "6501x026"


def test_a_number_is_printed_in_four_groups() -> None:
    assert format_number("6501002600003809") == "6501 0026 0000 3809"
