"""The Merkle tree of RFC 6962 section 2.1, grown leaf by leaf."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

HASH_BYTES = 32


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256 over 0x00 and the leaf (RFC 6962 2.1).

    >>> leaf_hash(b"").hex()
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    """
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 over 0x01 and the hashes of the two children (RFC 6962 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Tree:
    """A tree of ``size`` leaves, kept as the roots of its perfect subtrees only, the largest first.

    There is one peak for each 1 bit of ``size``, so that a ledger of a million leaves fits in 640 bytes and grows by
    one leaf with two hashes on average. That is all a database row has to hold for the next leaf to be appended.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves does not have {len(self.peaks)} peaks")

    def append(self, hash_of_leaf: bytes) -> "Tree":
        """The tree with one more leaf, given by its :func:`leaf_hash`."""
        peaks, merged = list(self.peaks), hash_of_leaf
        # Adding one to the size carries over every trailing 1 bit; each carry joins two trees of equal size.
        carries = self.size
        while carries & 1:
            merged = node_hash(peaks.pop(), merged)
            carries >>= 1
        return Tree(self.size + 1, (*peaks, merged))

    @property
    def root(self) -> bytes:
        """The Merkle tree hash; of the empty tree the hash of nothing.

        >>> Tree().root.hex()[:16]
        'e3b0c44298fc1c14'
        """
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        *others, root = self.peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root

    def to_bytes(self) -> bytes:
        """The peaks one after the other, 32 bytes each; the size is stored beside them."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> "Tree":
        """What :meth:`to_bytes` stored. Raises ``ValueError`` where size and bytes disagree."""
        return cls(size, tuple(stored[start : start + HASH_BYTES] for start in range(0, len(stored), HASH_BYTES)))


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in their order.

    >>> root_of([leaf_hash(b"")]) == leaf_hash(b"")
    True
    """
    tree = Tree()
    for one in hashes:
        tree = tree.append(one)
    return tree.root


def largest_power_below(size: int) -> int:
    """The largest power of two smaller than ``size`` (at least 2): where RFC 6962 splits a tree."""
    return 1 << (size - 1).bit_length() - 1
