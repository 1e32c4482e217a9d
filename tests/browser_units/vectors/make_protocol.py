"""Writes protocol.json: events with their hashes and states with their hashes, computed in Python.

    python tests/browser_units/vectors/make_protocol.py

Both the exam screen (test_protocol.py) and the server's `delivery` are held to this file. Canonical form: compact JSON;
of an event `[epoch, seq, kind, slot, value, prev]`, of a state `[[slot, value, marked], ...]` in the order of slots,
untouched ones left out; SHA-256, hexadecimal.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

NO_HASH = "0" * 64

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


def chain(epoch: int, changes: list[list[Any]]) -> list[dict[str, Any]]:
    events, prev = [], NO_HASH
    for seq, (kind, slot, value) in enumerate(changes, start=1):
        own = digest([epoch, seq, kind, slot, value, prev])
        events.append(
            {"seq": seq, "kind": kind, "slot": slot, "value": value, "mono_ms": 1000 * seq, "prev": prev, "hash": own}
        )
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
                "events": chain(entry["epoch"], entry["changes"]),
                "state": state(entry["changes"]),
                "state_hash": digest(state(entry["changes"])),
            }
            for entry in CHAINS
        ]
    }


if __name__ == "__main__":
    Path(__file__).with_name("protocol.json").write_text(json.dumps(vectors(), indent=1) + "\n", "utf-8")
