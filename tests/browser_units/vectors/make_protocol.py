"""Writes protocol.json: events with their hashes and states with their hashes, computed in Python.

    python tests/browser_units/vectors/make_protocol.py

Both the exam screen (test_protocol.py) and the server's `delivery` are held to this file. Canonical form: compact JSON;
of an event `[epoch, seq, kind, slot, value, mono_ms, wall_ms, beacon, prev]`, of a state `[[slot, value, marked], ...]`
in the order of slots, untouched ones left out; SHA-256, hexadecimal. The mac of an event is HMAC-SHA256 of the text of
its hash with the text of the lease, hexadecimal.
"""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

NO_HASH = "0" * 64
LEASES = ("short", "0123456789abcdef" * 6, "钥匙")
"""Shorter than a block of the hash, longer than one as those of sittings are, and outside ASCII."""
BEGAN = 1795500000000

CHAINS: list[dict[str, Any]] = [
    {
        "note": "an answer, another one, a changed mind",
        "epoch": 1,
        "changes": [["set", 1, "B"], ["set", 2, "AC"], ["set", 1, "D"]],
    },
    {
        "note": "a mark set and taken back, an answer cleared: nothing is left of them in the state",
        "epoch": 1,
        "changes": [["mark", 7, "1"], ["set", 3, "A"], ["mark", 7, "0"], ["set", 3, ""]],
    },
    {
        "note": "a mark without an answer is a part of the state; slots in the order of numbers, not of letters",
        "epoch": 3,
        "changes": [["set", 100, "ABCD"], ["mark", 9, "1"], ["set", 10, "A"], ["set", 2, "C"], ["mark", 2, "1"]],
    },
    {"note": "nothing done", "epoch": 2, "changes": []},
]


def digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, separators=(",", ":")).encode()).hexdigest()


def stamp(seq: int) -> dict[str, Any]:
    """The computer's clock is wrong by a day; before the first beacon there is none."""
    beacon = "" if seq == 1 else f"{seq:08x}" + "5a" * 12
    return {"mono_ms": BEGAN + 1000 * seq, "wall_ms": BEGAN + 86_400_000 + 1001 * seq, "beacon": beacon}


def chain(epoch: int, lease: str, changes: list[list[Any]]) -> list[dict[str, Any]]:
    events, prev = [], NO_HASH
    for seq, (kind, slot, value) in enumerate(changes, start=1):
        when = stamp(seq)
        own = digest([epoch, seq, kind, slot, value, *when.values(), prev])
        mac = hmac.new(lease.encode(), own.encode(), hashlib.sha256).hexdigest()
        change = {"seq": seq, "kind": kind, "slot": slot, "value": value}
        events.append({**change, **when, "prev": prev, "hash": own, "mac": mac})
        prev = own
    return events


def state(changes: list[list[Any]]) -> list[list[Any]]:
    slots: dict[int, list[Any]] = {}
    for kind, slot, value in changes:
        row = slots.setdefault(slot, [slot, "", False])
        if kind == "set":
            row[1] = value
        else:
            row[2] = value == "1"
    return [row for _, row in sorted(slots.items()) if row[1] or row[2]]


def vectors() -> dict[str, Any]:
    return {
        "chains": [
            {
                "note": entry["note"],
                "epoch": entry["epoch"],
                "lease": LEASES[order % len(LEASES)],
                "events": chain(entry["epoch"], LEASES[order % len(LEASES)], entry["changes"]),
                "state": state(entry["changes"]),
                "state_hash": digest(state(entry["changes"])),
            }
            for order, entry in enumerate(CHAINS)
        ]
    }


if __name__ == "__main__":
    Path(__file__).with_name("protocol.json").write_text(json.dumps(vectors(), indent=1) + "\n", "utf-8")
