"""The file of kept answers: the page's own bytes, nothing opens that was changed, and no input takes it down."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.kept_answers import KIND, LARGEST_FILE, FileRefused, header_of, open_file, sealed_file
from tests.requirements import ROOT

FILES = json.loads((ROOT / "tests/browser_units/vectors/kept_answers.json").read_text("utf-8"))["files"]
ONE = FILES[0]
CONTENT = base64.b64decode(ONE["file"])
SECRET = ONE["origin"]["lease"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{len(file['events'])} events")
def test_the_bytes_are_those_of_the_shared_vectors(file: dict[str, Any]) -> None:
    content, secret = base64.b64decode(file["file"]), file["origin"]["lease"]
    events = open_file(content, secret)
    assert [(e.seq, e.slot, e.value, e.hash, e.mac) for e in events] == [
        (e["seq"], e["slot"], e["value"], e["hash"], e["mac"]) for e in file["events"]
    ]
    header = header_of(content)
    assert (header.city, str(header.sitting), header.epoch) == (
        file["origin"]["city"],
        file["origin"]["sitting"],
        file["origin"]["epoch"],
    )
    assert sealed_file(header, secret, events) == content


@given(place=st.integers(0, len(CONTENT) * 8 - 1))
def test_any_flipped_bit_is_refused(place: int) -> None:
    changed = bytearray(CONTENT)
    changed[place // 8] ^= 1 << place % 8
    with pytest.raises(FileRefused):
        open_file(bytes(changed), SECRET)


@given(end=st.integers(0, len(CONTENT) - 1))
def test_a_file_cut_short_is_refused(end: int) -> None:
    with pytest.raises(FileRefused):
        open_file(CONTENT[:end], SECRET)


@given(tail=st.binary(min_size=1, max_size=40))
def test_a_file_with_something_behind_it_is_refused(tail: bytes) -> None:
    with pytest.raises(FileRefused):
        open_file(CONTENT + tail, SECRET)


@given(content=st.one_of(st.binary(max_size=2000), st.binary(max_size=2000).map(lambda rest: KIND + rest)))
def test_what_is_no_file_of_ours_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(FileRefused):
        open_file(content, SECRET)


def test_another_lease_opens_nothing() -> None:
    with pytest.raises(FileRefused, match="changed or damaged"):
        open_file(CONTENT, "f" * 96)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(FileRefused, match="not a file of kept answers"):
        header_of(KIND + bytes(LARGEST_FILE))


def test_a_header_that_counts_otherwise_is_refused_although_it_is_sealed() -> None:
    header, events = header_of(CONTENT), open_file(CONTENT, SECRET)
    with pytest.raises(FileRefused):
        open_file(sealed_file(header, SECRET, events[:-1]), SECRET)
    with pytest.raises(FileRefused):
        open_file(sealed_file(header, SECRET, []), SECRET)
