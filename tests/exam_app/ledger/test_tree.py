"""The Merkle tree: roots as RFC 6962 defines them, proofs that show what they claim and nothing else."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exam_app.ledger import (
    ProofRefused,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from exam_app.ledger.__main__ import main

LEAVES = [leaf_hash(bytes([number])) for number in range(40)]
sizes = st.integers(1, len(LEAVES))


def grown(hashes: Sequence[bytes]) -> Tree:
    tree = Tree()
    for one in hashes:
        tree = tree.append(one)
    return tree


def rfc_root(hashes: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 2.1, word by word."""
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(rfc_root(hashes[:k]), rfc_root(hashes[k:]))


@given(sizes)
def test_a_tree_grown_leaf_by_leaf_has_the_root_of_the_definition(size: int) -> None:
    assert grown(LEAVES[:size]).root == rfc_root(LEAVES[:size])


def test_roots_are_those_of_the_published_leaves(outside_data: Path) -> None:
    published = json.loads((outside_data / "merkle" / "rfc6962_roots.json").read_text())
    hashes = [leaf_hash(bytes.fromhex(leaf)) for leaf in published["leaves_hex"]]
    roots = [root_of(hashes[:size]).hex() for size in range(len(hashes) + 1)]
    assert roots == published["roots_hex_by_size"]


@given(st.integers(0, len(LEAVES)), st.integers(0, len(LEAVES)))
def test_a_tree_goes_on_growing_from_what_was_stored(stored: int, more: int) -> None:
    before = grown(LEAVES[:stored])
    tree = Tree.from_bytes(stored, before.to_bytes())
    for one in LEAVES[:more]:
        tree = tree.append(one)
    assert tree == grown([*LEAVES[:stored], *LEAVES[:more]])


def test_stored_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="a tree of 4 leaves does not have 2 peaks"):
        Tree.from_bytes(4, bytes(64))


@given(st.data(), sizes)
def test_every_leaf_is_shown_to_be_in_its_place_and_in_no_other(data: st.DataObject, size: int) -> None:
    index, elsewhere = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(index, LEAVES[:size]), root_of(LEAVES[:size])
    verify_inclusion(index, size, LEAVES[index], proof, root)
    if elsewhere != index:
        with pytest.raises(ProofRefused):
            verify_inclusion(elsewhere, size, LEAVES[index], proof, root)
        with pytest.raises(ProofRefused):
            verify_inclusion(index, size, LEAVES[elsewhere], proof, root)


@given(st.data(), sizes)
def test_every_earlier_head_is_shown_to_be_extended_and_another_is_not(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(1, size))
    proof, root = consistency_proof(old, LEAVES[:size]), root_of(LEAVES[:size])
    verify_consistency(old, size, root_of(LEAVES[:old]), root, proof)
    forked = [*LEAVES[: old - 1], leaf_hash(b"another")]
    with pytest.raises(ProofRefused):
        verify_consistency(old, size, root_of(forked), root, proof)


@given(st.data(), st.integers(2, len(LEAVES)))
def test_a_proof_with_any_bit_flipped_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, LEAVES[:size])
    step, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[step] = (int.from_bytes(proof[step]) ^ 1 << bit).to_bytes(32)
    with pytest.raises(ProofRefused):
        verify_inclusion(index, size, LEAVES[index], proof, root_of(LEAVES[:size]))


def test_nothing_is_consistent_with_an_empty_tree() -> None:
    """Every tree extends the empty one; accepting that would accept a ledger begun anew."""
    with pytest.raises(ProofRefused):
        verify_consistency(0, 3, root_of([]), root_of(LEAVES[:3]), [])


def without(claim: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in claim.items() if name not in names}


def test_the_command_judges_every_published_proof_rightly(
    outside_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when the answers are taken out of the file: they are never looked at."""
    source = outside_data / "merkle" / "rfc6962_proofs.jsonl"
    published = [json.loads(line) for line in source.read_text().splitlines()]
    hidden = tmp_path / "proofs.jsonl"
    unlabelled = [
        {name: value for name, value in claim.items() if name not in ("wantErr", "desc")} for claim in published
    ]
    hidden.write_text("".join(json.dumps(claim) + "\n" for claim in unlabelled))
    assert main(["proofs", str(hidden)]) == 0
    assert capsys.readouterr().out.split() == ["refused" if claim["wantErr"] else "accepted" for claim in published]
    assert len(published) == 92


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", '{"kind": "exclusion"}', '{"kind": "inclusion", "leafIdx": 0}', '"x"', "{", "7"]
)
def test_a_line_that_is_no_proof_is_named(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    claim = {"kind": "inclusion", "leafIdx": 0, "treeSize": 1, "proof": None}
    one = base64.b64encode(LEAVES[0]).decode()
    file = tmp_path / "proofs.jsonl"
    file.write_text(json.dumps({**claim, "leafHash": one, "root": one}) + "\n" + line + "\n")
    status = main(["proofs", str(file)])
    printed = capsys.readouterr()
    assert printed.out == "accepted\n"
    if line:
        assert (status, "line 2: this is no proof" in printed.err) == (2, True)
    else:
        assert status == 0


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["proofs", str(tmp_path / "gone.jsonl")]) == 2
    assert "gone.jsonl cannot be read" in capsys.readouterr().err
