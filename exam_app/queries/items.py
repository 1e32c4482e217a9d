"""Items as the bank's table holds them."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from question_bank import Item

REMEMBERED = 4096
"""Items; a city's bank has some hundred, with every version ever sat perhaps a thousand."""


def stored_item(document: Mapping[str, Any]) -> Item:
    """The item that a row's document describes, read and checked once a process.

    Every save looks up what an answer may be, every marking a whole paper; reading an item costs twenty times as much
    as finding it again by its whole text. Raises what :meth:`question_bank.Item.from_document` raises.
    """
    return _read(json.dumps(document, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=REMEMBERED)
def _read(text: str) -> Item:
    return Item.from_document(json.loads(text))
