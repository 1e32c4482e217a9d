"""A bundle: whoever changes it after it was made is found out by anyone who has the public key."""

import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import (
    Bundle,
    BundleRefused,
    Checkpoint,
    LedgerKey,
    Tree,
    leaf_hash,
    read_bundle,
    verify_bundle,
    write_bundle,
)

KEY = LedgerKey.from_seed("330300.watchword", bytes(range(32)))
ORIGIN = "330300.watchword/room/a/b"
EVERY = 5


def leaf(number: int, what: str = "answer:saved") -> bytes:
    return json.dumps({"n": number, "verb": what}, separators=(",", ":")).encode()


def note_over(leaves: list[bytes], *extensions: str) -> str:
    tree = Tree()
    for one in leaves:
        tree = tree.append(leaf_hash(one))
    return KEY.sign(Checkpoint.of(ORIGIN, tree, *extensions))


def bundle_of(leaves: list[bytes], exported: str = "2026-11-28T08:00:00Z") -> Bundle:
    notes = [note_over(leaves[:size]) for size in range(EVERY, len(leaves), EVERY)]
    return Bundle(leaves, notes, note_over(leaves, f"exported {exported}"))


LEAVES = [leaf(number) for number in range(23)]
GOOD = bundle_of(LEAVES)


def refused(bundle: Bundle) -> BundleRefused:
    with pytest.raises(BundleRefused) as refusal:
        verify_bundle(bundle, [KEY.verifier])
    return refusal.value


def test_an_untouched_bundle_holds_and_says_what_it_is() -> None:
    verified = verify_bundle(read_bundle(write_bundle(GOOD)), [KEY.verifier])
    assert (verified.origin, verified.leaves, verified.checkpoints) == (ORIGIN, 23, 4)
    assert verified.exported == "2026-11-28T08:00:00Z"


@given(st.integers(0, 22))
def test_an_edited_leaf_is_found_between_two_checkpoints(at: int) -> None:
    """Even where the forger keeps the leaf's own number right."""
    leaves = [*LEAVES[:at], leaf(at, "answer:forged"), *LEAVES[at + 1 :]]
    found = refused(replace(GOOD, leaves=leaves))
    assert found.first is not None and found.last is not None
    assert found.first <= at <= found.last < found.first + EVERY


@given(st.integers(0, 22))
def test_a_deleted_leaf_is_found_where_it_stood(at: int) -> None:
    found = refused(replace(GOOD, leaves=[*LEAVES[:at], *LEAVES[at + 1 :]]))
    assert found.first == at


@given(st.integers(0, 22), st.integers(0, 22))
def test_two_swapped_leaves_are_found(one: int, other: int) -> None:
    if one == other:
        return
    leaves = list(LEAVES)
    leaves[one], leaves[other] = leaves[other], leaves[one]
    assert refused(replace(GOOD, leaves=leaves)).first == min(one, other)


@given(st.integers(0, 23))
def test_an_inserted_leaf_is_found_where_it_stands(at: int) -> None:
    """Also one that counts itself rightly, and one that follows the last."""
    inserted = [*LEAVES[:at], leaf(at, "slipped:in"), *LEAVES[at:]]
    assert refused(replace(GOOD, leaves=inserted)).first in (at, at + 1)


def test_an_insertion_that_renumbers_what_follows_is_found() -> None:
    renumbered = [*LEAVES[:7], leaf(7, "slipped:in"), *(leaf(number) for number in range(8, 24))]
    assert refused(replace(GOOD, leaves=renumbered)).first == 5


@given(st.integers(0, 22))
def test_a_cut_off_end_is_found_with_or_without_its_checkpoints(kept: int) -> None:
    assert "the end is missing" in str(refused(replace(GOOD, leaves=LEAVES[:kept])))
    cut = replace(GOOD, leaves=LEAVES[:kept], checkpoints=GOOD.checkpoints[: kept // EVERY])
    assert "the end is missing" in str(refused(cut))


def test_an_ordinary_checkpoint_cannot_stand_in_for_the_head() -> None:
    """Or somebody would cut a bundle at any checkpoint and call it whole."""
    cut = Bundle(LEAVES[:10], GOOD.checkpoints[:1], GOOD.checkpoints[1])
    assert "may have been cut short" in str(refused(cut))


def test_moved_checkpoints_are_found() -> None:
    assert "do not grow" in str(refused(replace(GOOD, checkpoints=list(reversed(GOOD.checkpoints)))))


def test_a_checkpoint_of_another_ledger_is_found() -> None:
    foreign = KEY.sign(Checkpoint.of("330300.watchword/site", Tree().append(leaf_hash(LEAVES[0]))))
    assert "belongs to another ledger" in str(refused(replace(GOOD, checkpoints=[foreign])))


def test_a_bundle_signed_by_somebody_else_is_refused() -> None:
    stranger = LedgerKey.from_seed("330300.watchword", bytes(32))
    with pytest.raises(BundleRefused, match="not signed by the given keys"):
        verify_bundle(GOOD, [stranger.verifier])


def test_a_history_rewritten_with_the_stolen_key_is_exposed_by_a_checkpoint_on_paper() -> None:
    paper = GOOD.checkpoints[2]
    rewritten = bundle_of([*LEAVES[:3], leaf(3, "answer:forged"), *LEAVES[4:]])
    verify_bundle(rewritten, [KEY.verifier])
    verify_bundle(GOOD, [KEY.verifier], held=[paper])
    with pytest.raises(BundleRefused, match="was changed"):
        verify_bundle(rewritten, [KEY.verifier], held=[paper])


def test_an_older_bundle_in_place_of_a_newer_one_is_exposed_by_a_checkpoint_on_paper() -> None:
    older = bundle_of(LEAVES[:12])
    with pytest.raises(BundleRefused, match="the end is missing"):
        verify_bundle(older, [KEY.verifier], held=[GOOD.checkpoints[3]])


def test_equal_content_makes_equal_files() -> None:
    assert write_bundle(GOOD) == write_bundle(read_bundle(write_bundle(GOOD)))


def repacked(tmp_path: Path, change: Callable[[zipfile.ZipFile], None]) -> bytes:
    path = tmp_path / "bundle.zip"
    path.write_bytes(write_bundle(GOOD))
    with zipfile.ZipFile(path, "a") as archive:
        change(archive)
    return path.read_bytes()


def test_a_file_that_is_no_bundle_is_refused_in_words(tmp_path: Path) -> None:
    whole = write_bundle(GOOD)
    surplus = repacked(tmp_path, lambda archive: archive.writestr("notes.txt", "hello"))
    for content in (b"", b"PK", b"hello", whole[: len(whole) // 2], surplus):
        with pytest.raises(BundleRefused):
            read_bundle(content)


def test_no_flipped_bit_makes_reading_fail_in_another_way() -> None:
    """Offsets of a ZIP file may point before its beginning."""
    whole = write_bundle(GOOD)
    for at, bit in product(range(len(whole)), (1, 128)):
        flipped = bytes([*whole[:at], whole[at] ^ bit, *whole[at + 1 :]])
        with suppress(BundleRefused):
            read_bundle(flipped)


@given(st.data())
def test_a_bundle_with_any_byte_flipped_is_refused_or_reads_the_same(data: st.DataObject) -> None:
    """Some bytes of a ZIP file carry nothing (times, flags); all others are found out."""
    whole = bytearray(write_bundle(GOOD))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    try:
        read = read_bundle(bytes(whole))
        verify_bundle(read, [KEY.verifier])
    except BundleRefused:
        return
    assert (list(read.leaves), read.checkpoints, read.head) == (list(GOOD.leaves), GOOD.checkpoints, GOOD.head)
