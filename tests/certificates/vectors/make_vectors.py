"""Makes tokens.json beside this file: texts with the verdict they must get, by construction and not by our checker.

Run from the repository's root: `python tests/certificates/vectors/make_vectors.py`. Keys come from a fixed seed and
signatures are deterministic, so the file changes only when the format changes. Anyone may use the file to test a
checker: load `trust` (the root is in it), read `lists`, evaluate each text at noon UTC+8 of its day.
"""

import base64
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from certificates import (
    Claims,
    IssuerKey,
    KeyState,
    KeyUse,
    RootKey,
    StatusList,
    StatusValue,
    TrustEntry,
    TrustList,
    certificate_number,
    id_mark,
    seal,
)
from certificates.cbor import CborMap, decode, encode
from certificates.cose import sign1

FILE = Path(__file__).with_name("tokens.json")
SEED = b"watchword example vectors, version 1: test keys only"
HOST = "check.example.cn"
CITY, OTHER_CITY = "650100", "330100"
SECRET = b"id-mark key of the vectors: 32 b"
GROUP_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
LIST_DAY = datetime(2026, 11, 20, tzinfo=UTC)
ENDS = {1: "REVOKED", 2: "SUSPENDED", 3: "REPLACED", 4: "WITHDRAWN", 5: "CANCELLED"}


def key(issuer: str = CITY, use: KeyUse = KeyUse.CERT, seed: bytes = SEED) -> IssuerKey:
    return IssuerKey.derive(seed, issuer, use)


RETIRED, STOLEN = key(seed=SEED + b" retired"), key(seed=SEED + b" stolen")


def trust() -> TrustList:
    always = date(2024, 1, 1), date(2027, 12, 31)
    entries = [
        TrustEntry.of(key(), *always),
        TrustEntry.of(key(use=KeyUse.STATUS), *always),
        TrustEntry.of(key(OTHER_CITY), *always),
        TrustEntry.of(RETIRED, date(2020, 1, 1), date(2023, 12, 31), KeyState.RETIRED),
        TrustEntry.of(STOLEN, *always, KeyState.COMPROMISED),
    ]
    dates = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)
    return TrustList.publish(RootKey.derive(SEED, "root of the vectors"), entries, 1, *dates, HOST)


def claims(serial: int = 26_000_001, index: int = 0, issuer: str = CITY, **changes: Any) -> Claims:
    told: dict[str, Any] = {
        "name": "张建国",
        "photo": bytes(range(8)),
        "issued_on": date(2026, 5, 17),
        "expires_after": None,
    }
    mark = id_mark(SECRET, certificate_number(issuer, serial), "990000199901300909")
    return Claims(issuer, serial, id_mark=mark, index=index, **(told | changes))


def in_text(token: bytes) -> str:
    return f"https://{HOST}/v/{int.from_bytes(token, 'big')}"


def vector(
    what: str, text: str, verdict: str, status: str | None, reason: str, day: str = "2026-11-20"
) -> dict[str, Any]:
    return {"what": what, "text": text, "at": day, "verdict": verdict, "status": status, "reason": reason}


def authentic() -> list[dict[str, Any]]:
    vectors = []
    for what, told in {
        "guard certificate": claims(),
        "with a last day": claims(expires_after=date(2030, 5, 16)),
        "vocational level 1": claims(type=1),
        "name with a dot": claims(name="阿卜杜热合曼·阿卜杜喀迪尔"),
        "longest name": claims(name="国" * 42),
        "character beyond the basic plane": claims(name="张\U00020bb7"),
    }.items():
        made = vector(what, seal(told, key(), HOST), "GENUINE", "FRESH", "listed")
        vectors.append(made | {"payload": told.to_cbor().hex(), "number": told.number, "name": told.name})
    dated = seal(claims(expires_after=date(2026, 11, 22)), key(), HOST)
    retired = seal(claims(issued_on=date(2022, 2, 2)), RETIRED, HOST)
    young = seal(claims(index=4096, issued_on=date(2026, 11, 19)), key(), HOST)
    other = seal(claims(issuer=OTHER_CITY), key(OTHER_CITY), HOST)
    vectors += [
        vector("last day", dated, "GENUINE", "STALE", "listed", "2026-11-22"),
        vector("day after the last", dated, "EXPIRED", "STALE", "after_last_day", "2026-11-23"),
        vector("day before the first", dated, "NOT_YET_VALID", "FRESH", "before_first_day", "2026-05-16"),
        vector("list of two days ago", seal(claims(), key(), HOST), "GENUINE", "STALE", "listed", "2026-11-22"),
        vector("list past its end", seal(claims(), key(), HOST), "GENUINE", "UNKNOWN", "list_expired", "2026-11-27"),
        vector("organ without a list", other, "GENUINE", "UNKNOWN", "no_list"),
        vector("retired key within its window", retired, "GENUINE", "FRESH", "listed"),
        vector("younger than the list", young, "GENUINE", "UNKNOWN", "place_not_listed"),
    ]
    for index, end in ENDS.items():
        text = seal(claims(index=index), key(), HOST)
        vectors.append(vector(f"{end.lower()}", text, end, "FRESH", "ended"))
        vectors.append(vector(f"{end.lower()}, old list", text, end, "UNKNOWN", "ended", "2026-12-24"))
    return vectors


def not_authentic() -> list[dict[str, Any]]:
    good = sign1(key(), claims().to_cbor())
    high = good[:-32] + (GROUP_ORDER - int.from_bytes(good[-32:], "big")).to_bytes(32, "big")
    stranger = key(seed=b"nobody")
    borrowed = sign1(stranger, claims().to_cbor()).replace(stranger.kid, key().kid)
    payload = decode(claims().to_cbor())
    assert isinstance(payload, dict)

    def signed(change: CborMap) -> str:
        return in_text(sign1(key(), encode({**payload, **change})))

    ours = payload[-65537]
    assert isinstance(ours, list)
    far = seal(claims(index=4096), key(), HOST)
    foreign = in_text(sign1(key(), claims(issuer=OTHER_CITY).to_cbor()))
    return [
        vector("another host", in_text(good).replace(HOST, "check.example.com"), "UNREADABLE", None, "not_ours"),
        vector("capitals", in_text(good).upper(), "UNREADABLE", None, "not_ours"),
        vector("leading zero", in_text(good).replace("/v/", "/v/0"), "UNREADABLE", None, "digits"),
        vector("other first byte", in_text(b"\xd1" + good[1:]), "UNREADABLE", None, "version"),
        vector("a byte more", in_text(good + b"\0"), "UNREADABLE", None, "envelope"),
        vector("algorithm -9", in_text(good.replace(b"\x01\x26\x04", b"\x01\x28\x04")), "FORGED", None, "alg"),
        vector("unknown key", in_text(sign1(stranger, claims().to_cbor())), "UNKNOWN_ISSUER", None, "kid"),
        vector("high s", in_text(high), "FORGED", None, "sig_form"),
        vector("borrowed key id", in_text(borrowed), "FORGED", None, "signature"),
        vector("changed payload", in_text(good.replace("张".encode(), "王".encode())), "FORGED", None, "signature"),
        vector("signed, iat instead of nbf", signed({6: 1778947200}), "UNREADABLE", None, "profile"),
        vector("signed, not midnight", signed({5: 1778947201}), "UNREADABLE", None, "profile"),
        vector("signed, type 6", signed({-65537: [6, *ours[1:]]}), "UNREADABLE", None, "profile"),
        vector("signed, space first", signed({-65537: [*ours[:2], " 张", *ours[3:]]}), "UNREADABLE", None, "profile"),
        vector("organ of another key", foreign, "UNKNOWN_ISSUER", None, "authority"),
        vector("retired key after its window", seal(claims(), RETIRED, HOST), "UNKNOWN_ISSUER", None, "authority"),
        vector("stolen key", seal(claims(), STOLEN, HOST), "UNKNOWN_ISSUER", None, "authority"),
        vector("status key", in_text(sign1(key(use=KeyUse.STATUS), claims().to_cbor())), "UNKNOWN_ISSUER", None, "kid"),
        vector("place beyond the list", far, "FORGED", "FRESH", "never_issued"),
        vector("place never given out", seal(claims(index=100), key(), HOST), "FORGED", "FRESH", "never_issued"),
    ]  # fmt: skip


def document() -> dict[str, Any]:
    values = bytearray(100)
    for index, end in ENDS.items():
        values[index] = StatusValue[end]
    signed = StatusList.publish(CITY, bytes(values), key(use=KeyUse.STATUS), LIST_DAY, HOST)
    return {
        "note": "invented people, test keys; evaluate each text at noon UTC+8 of its day",
        "trust": trust().to_document(),
        "lists": {CITY: {"cwt_b64": base64.b64encode(signed).decode()}},
        "vectors": authentic() + not_authentic(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
