"""Inclusion and consistency proofs: RFC 6962 section 2.1.1 and 2.1.2, checked as RFC 9162 section 2.1.3 and 2.1.4 say.

A proof is a list of 32-byte hashes. Verifying raises :class:`ProofRefused` with what is wrong; there is no boolean
that could be forgotten.
"""

import hmac
from collections.abc import Sequence

from exam_app.ledger.tree import HASH_BYTES, largest_power_below, node_hash, root_of


class ProofRefused(Exception):
    """The proof does not show what it claims."""


def inclusion_proof(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The audit path of leaf ``index`` (from 0) in the tree over ``hashes``, the lowest sibling first.

    Raises ``IndexError`` when there is no such leaf.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"there is no leaf {index} in a tree of {len(hashes)}")
    if len(hashes) == 1:
        return []
    split = largest_power_below(len(hashes))
    if index < split:
        return [*inclusion_proof(index, hashes[:split]), root_of(hashes[split:])]
    return [*inclusion_proof(index - split, hashes[split:]), root_of(hashes[:split])]


def consistency_proof(old_size: int, hashes: Sequence[bytes]) -> list[bytes]:
    """That the tree over ``hashes`` extends its own first ``old_size`` leaves. Raises ``IndexError`` out of range."""
    if not 1 <= old_size <= len(hashes):
        raise IndexError(f"a tree of {len(hashes)} leaves has no earlier one of {old_size}")
    return _subproof(old_size, hashes, whole=True)


def _subproof(old_size: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 2.1.2; ``whole`` while the old root itself is known to the verifier."""
    if old_size == len(hashes):
        return [] if whole else [root_of(hashes)]
    split = largest_power_below(len(hashes))
    if old_size <= split:
        return [*_subproof(old_size, hashes[:split], whole=whole), root_of(hashes[split:])]
    return [*_subproof(old_size - split, hashes[split:], whole=False), root_of(hashes[:split])]


def verify_inclusion(index: int, size: int, hash_of_leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise :class:`ProofRefused` unless the leaf stands at ``index`` in the tree of ``size`` leaves with this root.

    RFC 9162 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofRefused(f"there is no leaf {index} in a tree of {size}")
    _must_be_hashes(hash_of_leaf, root, *proof)
    at, last, computed = index, size - 1, hash_of_leaf
    for sibling in proof:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if at & 1 or at == last:
            computed = node_hash(sibling, computed)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofRefused("the proof is too short")
    if not hmac.compare_digest(computed, root):
        raise ProofRefused("the proof leads to another root")


def verify_consistency(old_size: int, size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    """Raise :class:`ProofRefused` unless the tree of ``size`` leaves begins with that of ``old_size``.

    RFC 9162 2.1.4.2. From size 0 everything would be consistent and nothing shown, so it is refused.
    """
    if not 1 <= old_size <= size:
        raise ProofRefused(f"a tree of {size} leaves cannot extend one of {old_size}")
    _must_be_hashes(old_root, root, *proof)
    if old_size == size:
        if proof:
            raise ProofRefused("two trees of one size need no proof")
        if not hmac.compare_digest(old_root, root):
            raise ProofRefused("two trees of one size have different roots")
        return
    if not proof:
        raise ProofRefused("the proof is empty")
    # A power of two is itself a subtree of the new tree: its root is the first step, and known.
    steps = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    computed_old = computed = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            raise ProofRefused("the proof is too long")
        if at & 1 or at == last:
            computed_old, computed = node_hash(sibling, computed_old), node_hash(sibling, computed)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise ProofRefused("the proof is too short")
    if not hmac.compare_digest(computed_old, old_root):
        raise ProofRefused("the proof leads to another old root")
    if not hmac.compare_digest(computed, root):
        raise ProofRefused("the proof leads to another root")


def _must_be_hashes(*values: bytes) -> None:
    if any(len(value) != HASH_BYTES for value in values):
        raise ProofRefused("a hash has 32 bytes")
