"""Private keys in memory: opened once, no more than a bounded number, forgotten when they have ended."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import LedgerKey
from exam_app.opened_keys import OpenedKeys


def a_key(number: int) -> LedgerKey:
    return LedgerKey.from_seed(str(number), bytes([number]) * 32)


@given(asked=st.lists(st.integers(0, 9)), most=st.integers(1, 5))
def test_each_room_gets_its_own_key_and_no_more_than_the_bound_are_kept(asked: list[int], most: int) -> None:
    keys = OpenedKeys(most)
    recent: list[int] = []
    for number in asked:
        opened = []

        def open_it(number: int = number, opened: list[int] = opened) -> LedgerKey:
            opened.append(number)
            return a_key(number)

        assert keys.of(UUID(int=number), open_it).name == str(number)
        assert bool(opened) == (number not in recent)
        recent = [*(each for each in recent if each != number), number][-most:]
        assert len(keys) == len(recent)


def test_a_key_that_has_ended_is_opened_anew_or_not_at_all() -> None:
    keys = OpenedKeys()
    keys.of(UUID(int=1), lambda: a_key(1))
    keys.forget(UUID(int=1))
    keys.forget(UUID(int=2))
    assert len(keys) == 0
    with pytest.raises(ZeroDivisionError):
        keys.of(UUID(int=1), lambda: a_key(1 // 0))
    assert len(keys) == 0
