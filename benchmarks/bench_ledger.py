"""How long a ledger takes to grow and to be verified. Run: `python -m benchmarks.bench_ledger`.

The tree that grows leaf by leaf is compared, in the same run, with hashing the whole tree anew for each checkpoint,
which is what a program without stored peaks does; and a bundle's verification with reading its leaves as JSON alone.
One room of 30 seats makes about 10,000 leaves. Prints figures; nothing here fails.
"""

import json
from collections.abc import Callable
from time import perf_counter

from exam_app.ledger import (
    Bundle,
    Checkpoint,
    LedgerKey,
    Tree,
    leaf_hash,
    node_hash,
    read_bundle,
    verify_bundle,
    write_bundle,
)

LEAVES, EVERY = 10_000, 100
KEY = LedgerKey.from_seed("330300.watchword", bytes(32))
ORIGIN = "330300.watchword/room/a/b"


def leaf(number: int) -> bytes:
    return json.dumps({"n": number, "verb": "sitting:answer:saved", "data": {"hash": "0" * 64, "events": 1}}).encode()


def hashed_anew(hashes: list[bytes]) -> bytes:
    """The root over all leaf hashes, level by level."""
    while len(hashes) > 1:
        pairs = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes) - 1, 2)]
        hashes = pairs + hashes[len(hashes) - len(hashes) % 2 :]
    return hashes[0]


def seconds(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start


def grow(leaves: list[bytes]) -> list[str]:
    """All leaves appended, with a signed checkpoint after each :data:`EVERY` of them."""
    tree, notes = Tree(), []
    for one in leaves:
        tree = tree.append(leaf_hash(one))
        if tree.size % EVERY == 0:
            notes.append(KEY.sign(Checkpoint.of(ORIGIN, tree)))
    return notes


def rehash(leaves: list[bytes]) -> None:
    hashes = [leaf_hash(one) for one in leaves]
    for size in range(EVERY, len(hashes) + 1, EVERY):
        hashed_anew(hashes[:size])


def main() -> None:
    leaves = [leaf(number) for number in range(LEAVES)]
    appended, anew = seconds(lambda: grow(leaves)), seconds(lambda: rehash(leaves))
    print(
        f"append {LEAVES:,} leaves, sign {LEAVES // EVERY} heads   ",
        _figures(appended),
        f"{appended / LEAVES * 1e6:.0f} us a leaf",
    )
    print("the same roots, hashed anew each time ", _figures(anew), f"{anew / appended:.1f} times as long")
    content = write_bundle(_bundle(leaves))
    verified = seconds(lambda: verify_bundle(read_bundle(content), [KEY.verifier]))
    read = seconds(lambda: [json.loads(one) for one in leaves])
    print("read and verify the bundle            ", _figures(verified), f"{verified / read:.1f} times reading its JSON")


def _figures(taken: float) -> str:
    return f"{taken:6.3f} s  "


def _bundle(leaves: list[bytes]) -> Bundle:
    tree = Tree()
    for one in leaves:
        tree = tree.append(leaf_hash(one))
    head = KEY.sign(Checkpoint.of(ORIGIN, tree, "exported 2026-11-28T08:00:00Z"))
    return Bundle(leaves, grow(leaves)[:-1], head)


if __name__ == "__main__":
    main()
