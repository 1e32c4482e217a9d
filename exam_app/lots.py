"""Drawing lots so that anybody can draw them again: an order that follows from a seed and the ids alone."""

import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID


def draw(pool: Iterable[UUID], seed: str, lots: int) -> Sequence[UUID]:
    """The first ``lots`` of the pool in the order of SHA-256(seed, id); all of a smaller pool.

    The order in which the pool is given does not matter, and a larger number of lots begins with the same ones.

    >>> pool = [UUID(int=number) for number in range(9)]
    >>> draw(pool, "a", 3) == draw(reversed(pool), "a", 5)[:3]
    True
    """
    return sorted(set(pool), key=lambda each: hashlib.sha256(f"{seed}\n{each}".encode()).digest())[:lots]


def digest_of(pool: Iterable[UUID]) -> str:
    """SHA-256 in hexadecimal over the ids in their order, one a line: what was drawn from."""
    lines = "".join(f"{each}\n" for each in sorted(set(pool)))
    return hashlib.sha256(lines.encode()).hexdigest()
