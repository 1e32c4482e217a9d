"""Writes kept_answers.json: files of kept answers, sealed in Python from the chains of protocol.json.

    python tests/browser_units/vectors/make_kept_answers.py

Both the exam page (test_kept_file.py) and the server (tests/exam_app/test_kept_answers.py) are held to these bytes,
which are put together here by hand from docs/formats.md: HKDF-SHA256 as RFC 5869 writes it, ChaCha20-Poly1305 of
RFC 8439.
"""

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

HERE = Path(__file__).parent
KIND = b"watchword kept answers 1\n"
LEASE = "0123456789abcdef" * 6
SITTING = "019aaaaa-0000-7000-8000-000000000007"
MADE_MS = 1795500900123


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def derived(secret: str, salt: bytes) -> tuple[bytes, bytes]:
    extracted = hmac.digest(salt, secret.encode(), hashlib.sha256)
    first = hmac.digest(extracted, KIND + b"\x01", hashlib.sha256)
    second = hmac.digest(extracted, first + KIND + b"\x02", hashlib.sha256)
    return first, second[:12]


def sealed(epoch: int, events: list[dict[str, Any]], salt: bytes) -> bytes:
    header = {
        "city": "330300",
        "sitting": SITTING,
        "epoch": epoch,
        "nonce": LEASE[:32],
        "salt": salt.hex(),
        "count": len(events),
        "first": events[0]["seq"],
        "last": events[-1]["seq"],
        "made_ms": MADE_MS,
    }
    head = KIND + compact(header) + b"\n"
    key, nonce = derived(LEASE, salt)
    return head + ChaCha20Poly1305(key).encrypt(nonce, compact(events), head)


def vectors() -> dict[str, Any]:
    chains = [chain for chain in json.loads((HERE / "protocol.json").read_text("utf-8"))["chains"] if chain["events"]]
    files = []
    for number, chain in enumerate(chains):
        salt = hashlib.sha256(bytes([number])).digest()
        file = base64.b64encode(sealed(chain["epoch"], chain["events"], salt)).decode()
        whose = {"city": "330300", "sitting": SITTING, "epoch": chain["epoch"], "lease": LEASE}
        files.append({"origin": whose, "salt": salt.hex(), "made_ms": MADE_MS, "events": chain["events"], "file": file})
    return {"files": files}


if __name__ == "__main__":
    text = json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n"
    (HERE / "kept_answers.json").write_text(text, "utf-8")
