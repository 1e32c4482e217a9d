"""Division codes as people type them, and what lies in what."""

import pytest

from exam_app.divisions import is_code, is_within, read_codes


@pytest.mark.parametrize("typed", ["330000 320505", "330000、320505", "330000，320505；330000", " 330000,\n320505 "])
def test_codes_are_read_however_they_are_separated_and_each_once(typed: str) -> None:
    assert read_codes(typed) == ("330000", "320505")


@pytest.mark.parametrize("typed", ["33030", "3303011", "33030a", "３３０３０１", "030301", "浙江"])
def test_what_is_no_code_is_named(typed: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_codes(f"330000 {typed}")
    assert str(refused.value) == typed and not is_code(typed)


@pytest.mark.parametrize(
    ("code", "area", "within"),
    [
        ("330301", "330000", True),
        ("330301", "330300", True),
        ("330301", "330301", True),
        ("330301", "330302", False),
        ("330301", "330200", False),
        ("340301", "330000", False),
        ("330310", "330310", True),
        ("330311", "330310", False),
    ],
)
def test_zeros_at_the_end_mean_everything_beneath(code: str, area: str, within: bool) -> None:
    assert is_within(code, [area]) is within
    assert is_within(code, ["110000", area]) is within


def test_nothing_lies_in_no_area() -> None:
    assert read_codes("  ") == () and not is_within("330301", [])
