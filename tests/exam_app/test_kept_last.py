"""A choice marked to stay last stays last for everybody: on the screen, in print, in study and in marking."""

from hypothesis import assume, given
from hypothesis import strategies as st

from exam_app.delivery import SlotState
from exam_app.queries.papers import printed
from exam_app.queries.sittings import slot_line
from exam_app.queries.study import study_item
from question_bank import Item
from question_bank.__main__ import _choice_lines
from question_bank.marking import Outcome, mark
from tests.question_bank.builders import a_paper, items, seeds

kept = items().filter(lambda item: bool(item.keep_last))


def ends_with(shown: list[str], item: Item) -> bool:
    """Whether the last choices shown are those that stay last, in the order in which the bank lists them."""
    texts = {choice.letter: choice.text for choice in item.choices}
    last = [texts[letter] for letter in item.keep_last]
    return shown[len(shown) - len(last) :] == last


@given(kept, seeds)
def test_on_the_screen_and_in_study(item: Item, seed: bytes) -> None:
    slot = printed(1, item, seed)
    assert ends_with([choice.text for choice in slot_line(slot, {}).choices], item)
    assert ends_with([choice.text for choice in study_item(slot).choices], item)


@given(kept, seeds)
def test_in_print(item: Item, seed: bytes) -> None:
    (slot,) = a_paper([item], seed).slots({item.digest: item})
    assert ends_with([line.split(". ", 1)[1] for line in _choice_lines(slot)], item)


@given(kept, seeds, st.data())
def test_what_is_pressed_there_is_marked_as_that_choice(item: Item, seed: bytes, data: st.DataObject) -> None:
    """The last letter on the page means the choice that stays last, whatever the seed made of the others."""
    slot = printed(1, item, seed)
    assert slot.in_file(slot.letters[-1]) == item.keep_last[-1]
    pressed = "".join(sorted(data.draw(st.sets(st.sampled_from(slot.letters), min_size=1))))
    assume(slot.accepts(pressed))
    chosen = slot_line(slot, {1: SlotState(pressed)}).choices
    texts = {choice.letter: choice.text for choice in item.choices}
    assert sorted(each.text for each in chosen if each.chosen) == sorted(texts[at] for at in slot.in_file(pressed))
    (marked,) = mark(a_paper([item], seed), {item.digest: item}, {1: slot.in_file(pressed)}, 1).by_slot
    assert (marked.outcome is Outcome.RIGHT) == (set(slot.in_file(pressed)) == item.key)
