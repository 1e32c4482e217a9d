"""World: one root, two organs, one status list, to seal and check in tests without any file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from certificates import (
    Claims,
    IssuerKey,
    KeyState,
    KeyUse,
    RootKey,
    StatusList,
    TrustEntry,
    TrustList,
    Verdict,
    check,
    seal,
)

SEED = b"tests of the certificates package"
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Everything that is needed to seal and check; `at` is noon in China on 2026-11-24, the list is four hours old."""

    host: str = "check.example.cn"
    issuer: str = "650100"
    at: datetime = NOON
    root: RootKey = field(default_factory=lambda: RootKey.derive(SEED, "root of the tests"))

    def key(self, issuer: str | None = None, use: KeyUse = KeyUse.CERT) -> IssuerKey:
        return IssuerKey.derive(SEED, issuer or self.issuer, use)

    def entry(self, key: IssuerKey, state: KeyState = KeyState.ACTIVE, **window: date) -> TrustEntry:
        first, last = window.get("first", date(2024, 1, 1)), window.get("last", date(2027, 12, 31))
        return TrustEntry.of(key, first, last, state)

    def trust(self, *entries: TrustEntry, **changes: Any) -> TrustList:
        known = entries or (self.entry(self.key()), self.entry(self.key(use=KeyUse.STATUS)))
        issued_at, expires_at = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)
        return TrustList.publish(
            changes.get("root", self.root), known, changes.get("seq", 3), issued_at, expires_at, self.host
        )

    def claims(self, **changes: Any) -> Claims:
        told: dict[str, Any] = {
            "issuer": self.issuer,
            "serial": 26_000_038,
            "name": "张建国",
            "id_mark": b"\xce\x45",
            "index": 7,
            "photo": bytes(range(8)),
            "issued_on": date(2026, 5, 17),
            "expires_after": None,
        }
        return Claims(**(told | changes))

    def text(self, **changes: Any) -> str:
        claims = self.claims(**changes)
        return seal(claims, self.key(claims.issuer), self.host)

    def status_cwt(self, places: Mapping[int, int] | None = None, issued_at: datetime | None = None) -> bytes:
        values = bytearray(64)
        for index, value in (places or {}).items():
            values[index] = value
        moment = issued_at or datetime(2026, 11, 24, tzinfo=UTC)
        return StatusList.publish(self.issuer, bytes(values), self.key(use=KeyUse.STATUS), moment, self.host)

    def lists(
        self, places: Mapping[int, int] | None = None, issued_at: datetime | None = None
    ) -> dict[str, StatusList]:
        return {self.issuer: StatusList.read(self.status_cwt(places, issued_at), self.trust())}

    def check(self, text: str, **changes: Any) -> Verdict:
        trust, lists = changes.get("trust") or self.trust(), changes.get("lists")
        return check(text, trust, self.lists() if lists is None else lists, changes.get("at", self.at))


@dataclass(frozen=True)
class Card:
    """What a card is drawn from: claims, their text, the photo they carry the digest of."""

    claims: Claims
    text: str
    photo: bytes
