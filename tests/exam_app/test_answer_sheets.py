"""A line of an answer sheet is read as it was meant, and what a sheet changes loses nobody an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.answer_sheets import BLANK, UNREADABLE, changes_of, differences, is_answer, paper_digest, read_line
from exam_app.delivery import SlotState, applied

LINES = st.lists(st.sampled_from(["A", "B", "AC", "ABD", BLANK, UNREADABLE]), max_size=12)
READ = [
    ("b", "B"),
    (" c , a ", "AC"),
    ("Ｂ", "B"),
    ("21", "AB"),
    ("a、d", "AD"),
    ("aa", "A"),
    ("", ""),
    ("0", BLANK),
    ("—", BLANK),
    ("－", BLANK),
    ("？", UNREADABLE),
    ("*", UNREADABLE),
    ("A-", "A-"),
    ("z", "Z"),
]


@pytest.mark.parametrize(("typed", "line"), READ)
def test_a_line_is_read_however_it_is_typed(typed: str, line: str) -> None:
    assert read_line(typed) == line


@given(typed=st.text(alphabet="ABCDEFGHZabh12890 ＡｂＣ１？－—–、，,*?_-.", max_size=8))
def test_reading_a_line_again_changes_nothing(typed: str) -> None:
    assert read_line(read_line(typed)) == read_line(typed)


@given(lines=LINES)
def test_two_equal_entries_differ_nowhere(lines: list[str]) -> None:
    assert differences(lines, list(lines)) == []


@given(pairs=st.lists(st.tuples(*[st.sampled_from(["A", "B", BLANK, UNREADABLE])] * 2), max_size=12))
def test_every_line_that_differs_is_found_once(pairs: list[tuple[str, str]]) -> None:
    found = differences([one for one, _ in pairs], [other for _, other in pairs])
    expected = [number for number, (one, other) in enumerate(pairs, start=1) if one != other]
    assert [each.number for each in found] == expected


@given(lines=LINES, screen=st.dictionaries(st.integers(1, 12), st.sampled_from(["A", "B", "CD"])))
def test_a_readable_answer_on_the_sheet_counts_and_what_it_does_not_say_stays(
    lines: list[str], screen: dict[int, str]
) -> None:
    before = {slot: SlotState(value, marked=slot % 2 == 0) for slot, value in screen.items()}
    after = applied(before, changes_of(lines, before))
    for number in set(range(1, len(lines) + 1)) | set(screen):
        line = lines[number - 1] if number <= len(lines) else BLANK
        expected = line if is_answer(line) else screen.get(number, "")
        assert after.get(number, SlotState()).value == expected
        assert after.get(number, SlotState()).marked == before.get(number, SlotState()).marked


def test_another_order_another_item_and_another_seed_have_another_digest() -> None:
    one, other = "1" * 64, "2" * 64
    digests = {
        paper_digest(items, seed)
        for items, seed in (
            ([one, other], bytes(16)),
            ([other, one], bytes(16)),
            ([one], bytes(16)),
            ([one, other], b"\1" * 16),
        )
    }
    assert len(digests) == 4
