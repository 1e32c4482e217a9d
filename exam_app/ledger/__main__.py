"""The ledger's proofs checked from a file: ``python -m exam_app.ledger proofs FILE.jsonl``.

Each line is a JSON object of kind ``inclusion`` (leafIdx, treeSize, leafHash, root, proof) or ``consistency`` (size1,
size2, root1, root2, proof), hashes in base64, as the test vectors of transparency-dev have them. For each line one
word is printed, ``accepted`` or ``refused``. Exit status: 0 when every line could be judged, 2 for a line or file
that is no proof at all.
"""

import argparse
import base64
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from exam_app.ledger.proofs import ProofRefused, verify_consistency, verify_inclusion


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m exam_app.ledger", description="Check proofs of a Merkle tree.")
    commands = parser.add_subparsers(dest="command", required=True)
    proofs = commands.add_parser("proofs", help="one word for each line: accepted or refused")
    proofs.add_argument("file", type=Path)
    return check_file(parser.parse_args(arguments).file)


def check_file(path: Path) -> int:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path} cannot be read: {error}", file=sys.stderr)
        return 2
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            verdict = judge(json.loads(line))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            print(f"{path}, line {number}: this is no proof ({error!r})", file=sys.stderr)
            return 2
        print(verdict)
    return 0


def judge(claim: Mapping[str, Any]) -> str:
    """``accepted`` or ``refused`` for one proof. Only the numbers and hashes are looked at, never a label.

    Raises ``KeyError`` or ``TypeError`` for an object that is no proof.
    """
    try:
        if claim["kind"] == "inclusion":
            verify_inclusion(
                int(claim["leafIdx"]),
                int(claim["treeSize"]),
                _hash(claim["leafHash"]),
                _hashes(claim["proof"]),
                _hash(claim["root"]),
            )
        elif claim["kind"] == "consistency":
            verify_consistency(
                int(claim["size1"]),
                int(claim["size2"]),
                _hash(claim["root1"]),
                _hash(claim["root2"]),
                _hashes(claim["proof"]),
            )
        else:
            raise KeyError(claim["kind"])
    except ProofRefused:
        return "refused"
    return "accepted"


def _hash(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:
        raise ProofRefused("a hash is not base64") from error


def _hashes(values: Sequence[str] | None) -> list[bytes]:
    return [_hash(value) for value in values or ()]


if __name__ == "__main__":
    sys.exit(main())
