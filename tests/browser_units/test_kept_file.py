"""The file of kept answers as a page makes it: the server's own bytes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FILES = json.loads(Path(__file__).with_name("vectors").joinpath("kept_answers.json").read_text("utf-8"))["files"]
MADE = """({origin, events, made_ms, salt}) => {
  const bytes = Uint8Array.from(salt.match(/../g), (two) => parseInt(two, 16));
  const file = unit.keptFile(origin, events, made_ms, bytes);
  return btoa(String.fromCharCode(...file));
}"""


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{len(file['events'])} events")
def test_a_page_makes_the_bytes_of_the_shared_vectors(unit_page: Callable[[str], Page], file: dict[str, Any]) -> None:
    page = unit_page("src/exam/keptFile.ts")
    assert page.evaluate(MADE, file) == file["file"]
    mixed = [dict(reversed(event.items())) | {"epoch": 9} for event in file["events"]]  # as a store may give them back
    assert page.evaluate(MADE, file | {"events": mixed}) == file["file"]
