"""check: fifteen steps, eleven verdicts, and the age of the list beside them."""

import base64
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from certificate_world import World
from hypothesis import given
from hypothesis import strategies as st

from certificates import (
    IssuerKey,
    KeyState,
    KeyUse,
    StatusList,
    StatusListRefused,
    StatusValue,
    TrustEntry,
    TrustList,
    Verdict,
    VerdictKind,
    check,
    moment_of,
    seal,
)
from certificates.cbor import encode
from certificates.cose import sign1
from certificates.token import text_prefix

CHINA = timezone(timedelta(hours=8))
NOT_AUTHENTIC = {VerdictKind.UNREADABLE, VerdictKind.FORGED, VerdictKind.UNKNOWN_ISSUER}


def said(verdict: Verdict) -> tuple[str, str | None, str]:
    return verdict.kind, verdict.status, verdict.reason


def test_a_sealed_certificate_is_genuine(world: World) -> None:
    verdict = world.check(world.text())
    assert said(verdict) == ("GENUINE", "FRESH", "listed")
    assert verdict.claims == world.claims()
    assert verdict.list_issued_at == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_verdict_is_not_yes_or_no(world: World) -> None:
    with pytest.raises(TypeError, match="not yes or no"):
        bool(world.check(world.text()))


def test_a_moment_without_a_zone_is_the_callers_mistake(world: World) -> None:
    with pytest.raises(ValueError, match="time zone"):
        world.check(world.text(), at=datetime(2026, 11, 24))


# --- the issuer, steps 5 to 10


def signed_text(world: World, payload: bytes, key: IssuerKey) -> str:
    return text_prefix(world.host) + str(int.from_bytes(sign1(key, payload)))


def test_a_key_nobody_vouches_for_is_an_unknown_issuer(world: World) -> None:
    stranger = IssuerKey.derive(b"stranger", world.issuer, KeyUse.CERT)
    assert said(world.check(signed_text(world, world.claims().to_cbor(), stranger))) == ("UNKNOWN_ISSUER", None, "kid")


def test_a_stranger_who_borrows_a_trusted_key_id_is_a_forger(world: World) -> None:
    stranger = IssuerKey.derive(b"stranger", world.issuer, KeyUse.CERT)
    token = sign1(stranger, world.claims().to_cbor()).replace(stranger.kid, world.key().kid)
    text = text_prefix(world.host) + str(int.from_bytes(token))
    assert said(world.check(text)) == ("FORGED", None, "signature")


def test_the_newer_name_of_the_same_algorithm_is_not_accepted(world: World) -> None:
    token = sign1(world.key(), world.claims().to_cbor())
    for alg in (b"\x28", b"\x27", b"\x05", b"\x00"):  # ES256 fully specified (-9), EdDSA, HMAC, none
        text = text_prefix(world.host) + str(int.from_bytes(token.replace(b"\x01\x26\x04", b"\x01" + alg + b"\x04")))
        assert said(world.check(text)) == ("FORGED", None, "alg")


def test_a_status_key_does_not_seal_certificates(world: World) -> None:
    text = signed_text(world, world.claims().to_cbor(), world.key(use=KeyUse.STATUS))
    assert said(world.check(text)) == ("UNKNOWN_ISSUER", None, "kid")


def test_an_organ_speaks_for_itself_only(world: World) -> None:
    text = signed_text(world, world.claims(issuer="330100").to_cbor(), world.key())
    assert said(world.check(text)) == ("UNKNOWN_ISSUER", None, "authority")


def test_a_key_speaks_within_its_window_only(world: World) -> None:
    too_late, too_early = {"first": date(2026, 5, 18)}, {"last": date(2026, 5, 16)}
    for window in (too_late, too_early):
        trust = world.trust(world.entry(world.key(), KeyState.ACTIVE, **window))
        assert said(world.check(world.text(), trust=trust)) == ("UNKNOWN_ISSUER", None, "authority")
    on_the_day = world.trust(world.entry(world.key(), first=date(2026, 5, 17), last=date(2026, 5, 17)))
    assert world.check(world.text(), trust=on_the_day).kind is VerdictKind.GENUINE


def test_certificates_of_a_retired_key_live_on_and_of_a_compromised_one_do_not(world: World) -> None:
    retired = world.trust(world.entry(world.key(), KeyState.RETIRED))
    assert world.check(world.text(), trust=retired).kind is VerdictKind.GENUINE
    compromised = world.trust(world.entry(world.key(), KeyState.COMPROMISED))
    assert said(world.check(world.text(), trust=compromised)) == ("UNKNOWN_ISSUER", None, "authority")


def test_something_else_signed_by_a_trusted_key_is_unreadable(world: World) -> None:
    for payload in (encode({1: "650100", 5: 1778947200, 7: bytes(20)}), encode(["x" * 40]), b"\xff" * 40):
        assert said(world.check(signed_text(world, payload, world.key()))) == ("UNREADABLE", None, "profile")


# --- the status, steps 11 and 12


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (StatusValue.REVOKED, "REVOKED"),
        (StatusValue.SUSPENDED, "SUSPENDED"),
        (StatusValue.REPLACED, "REPLACED"),
        (StatusValue.WITHDRAWN, "WITHDRAWN"),
        (StatusValue.CANCELLED, "CANCELLED"),
    ],
)
def test_every_kind_of_end_is_told_apart(world: World, value: StatusValue, kind: str) -> None:
    verdict = world.check(world.text(), lists=world.lists({7: value}))
    assert said(verdict) == (kind, "FRESH", "ended")
    assert verdict.claims is not None


def test_a_status_value_of_a_later_version_counts_as_revoked(world: World) -> None:
    packed = bytes([0x9 << 4] * 2048)
    later = StatusList(world.issuer, world.at, world.at + timedelta(days=7), 86_400, packed)
    verdict = world.check(world.text(), lists={world.issuer: later})
    assert said(verdict) == ("REVOKED", "FRESH", "unknown_status_value")


def test_the_age_of_the_list_is_said(world: World) -> None:
    issued_at = datetime(2026, 11, 24, tzinfo=UTC)
    for seconds_old, status, reason in [
        (-3600, "FRESH", "listed"),
        (86_400, "FRESH", "listed"),
        (86_401, "STALE", "listed"),
        (7 * 86_400 - 1, "STALE", "listed"),
        (7 * 86_400, "UNKNOWN", "list_expired"),
    ]:
        verdict = world.check(world.text(), at=issued_at + timedelta(seconds=seconds_old))
        assert said(verdict) == ("GENUINE", status, reason)
    verdict = world.check(world.text(), lists={})
    assert said(verdict) == ("GENUINE", "UNKNOWN", "no_list")
    assert verdict.list_issued_at is None


def test_an_end_found_in_an_expired_list_still_counts(world: World) -> None:
    verdict = world.check(world.text(), lists=world.lists({7: StatusValue.REVOKED}), at=world.at + timedelta(days=30))
    assert said(verdict) == ("REVOKED", "UNKNOWN", "ended")


def test_an_invented_place_gives_a_thief_with_the_key_away(world: World) -> None:
    for index in (64, 4095, 4096, 16_777_215):
        text = world.text(index=index, issued_on=date(2026, 11, 22))
        verdict = world.check(text)
        assert said(verdict) == ("FORGED", "FRESH", "never_issued")
        assert verdict.claims is None


def test_a_certificate_younger_than_the_list_is_not_condemned(world: World) -> None:
    for day in (23, 24):
        verdict = world.check(world.text(index=64, issued_on=date(2026, 11, day)))
        assert said(verdict) == ("GENUINE", "UNKNOWN", "place_not_listed")


# --- the dates, steps 13 and 14


def test_a_certificate_lives_from_its_first_to_its_last_second(world: World) -> None:
    text = world.text(issued_on=date(2026, 11, 20), expires_after=date(2026, 11, 22))
    for moment, kind in [
        (datetime(2026, 11, 19, 23, 59, 59, tzinfo=CHINA), "NOT_YET_VALID"),
        (datetime(2026, 11, 20, 0, 0, 0, tzinfo=CHINA), "GENUINE"),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=CHINA), "GENUINE"),
        (datetime(2026, 11, 23, 0, 0, 0, tzinfo=CHINA), "EXPIRED"),
    ]:
        assert world.check(text, at=moment).kind == kind


def test_an_end_is_heard_before_a_date(world: World) -> None:
    lists = world.lists({7: StatusValue.WITHDRAWN})
    text = world.text(expires_after=date(2026, 5, 17))
    assert world.check(text).kind is VerdictKind.EXPIRED
    assert world.check(text, lists=lists).kind is VerdictKind.WITHDRAWN
    assert world.check(text, lists=lists, at=datetime(2026, 1, 1, tzinfo=UTC)).kind is VerdictKind.WITHDRAWN


def test_a_clock_set_back_does_not_revive_a_certificate(world: World) -> None:
    trust, lists = world.trust(), world.lists()
    newest = datetime(2026, 11, 24, tzinfo=UTC)
    behind = moment_of(newest - timedelta(minutes=11), trust, lists)
    assert (behind.at, behind.clock_is_behind) == (newest, True)
    nearly = moment_of(newest - timedelta(minutes=10), trust, lists)
    assert (nearly.at, nearly.clock_is_behind) == (newest, False)
    right = moment_of(world.at, trust, lists)
    assert (right.at, right.clock_is_behind) == (world.at, False)


# --- forgery


def test_no_changed_bit_of_a_token_is_authentic(world: World) -> None:
    text, trust, lists = world.text(), world.trust(), world.lists()
    prefix = text_prefix(world.host)
    number = int(text.removeprefix(prefix))
    for bit in range(number.bit_length()):
        assert check(f"{prefix}{number ^ 1 << bit}", trust, lists, world.at).kind in NOT_AUTHENTIC


def test_no_changed_byte_of_a_token_is_authentic(world: World) -> None:
    text, trust, lists = world.text(expires_after=date(2030, 5, 16)), world.trust(), world.lists()
    prefix = text_prefix(world.host)
    number = int(text.removeprefix(prefix))
    data = number.to_bytes((number.bit_length() + 7) // 8)
    for place in range(len(data)):
        for change in (0x01, 0x7F, 0x80, 0xFF):
            changed = data[:place] + bytes([data[place] ^ change]) + data[place + 1 :]
            assert check(f"{prefix}{int.from_bytes(changed)}", trust, lists, world.at).kind in NOT_AUTHENTIC


@given(place=st.integers(0, 400), character=st.characters())
def test_no_changed_character_of_a_text_is_authentic(world: World, place: int, character: str) -> None:
    text = world.text()
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]
    assert changed == text or world.check(changed).kind in NOT_AUTHENTIC


@given(st.text(max_size=1000))
def test_no_text_makes_a_check_fail(world: World, text: str) -> None:
    for attempt in (text, text_prefix(world.host) + text):
        assert world.check(attempt).kind is VerdictKind.UNREADABLE


@given(name=st.sampled_from(["李娜", "买买提·艾力"]), serial=st.integers(1, 99_999_999), days=st.integers(0, 9000))
def test_whatever_is_sealed_is_genuine_on_its_first_day(world: World, name: str, serial: int, days: int) -> None:
    first = date(2024, 1, 1) + timedelta(days=days % 900)
    claims = world.claims(name=name, serial=serial, issued_on=first, expires_after=first + timedelta(days=days))
    at = datetime.combine(first, time(12), CHINA)
    verdict = world.check(seal(claims, world.key(), world.host), at=at)
    assert (verdict.kind, verdict.claims) == (VerdictKind.GENUINE, claims)


# --- key ids that collide


def test_all_keys_of_one_id_are_tried(certificate_data: Path) -> None:
    """The first two organs of the shared data have certificate keys with the same four bytes."""
    shared = Shared(certificate_data)
    kid = bytes.fromhex("d248ef46")
    entries: tuple[TrustEntry, ...] = shared.trust.keys_named(kid, KeyUse.CERT)
    genuine = {
        line["number"][:6]
        for line in shared.lines("payloads.jsonl")
        if line["expect"] == "GENUINE" and line["number"][:6] in {entry.issuer for entry in entries}
    }
    assert genuine == {"330100", "440300"}
    for line in shared.lines("payloads.jsonl"):
        if line["expect"] == "GENUINE":
            assert shared.check(line["text"], line["at"]).kind is VerdictKind.GENUINE


# --- the shared vectors


class Shared:
    """The shared trust list, status lists and lines."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trust = TrustList.load(json.loads((folder / "trust.json").read_text()))
        self.lists: dict[str, StatusList] = {}
        for issuer, entry in json.loads((folder / "status.json").read_text())["lists"].items():
            try:
                self.lists[issuer] = StatusList.read(base64.b64decode(entry["cwt_b64"]), self.trust, issuer)
            except StatusListRefused:
                continue

    def lines(self, file: str) -> Iterator[dict[str, Any]]:
        yield from map(json.loads, (self.folder / file).read_text().splitlines())

    def check(self, text: str, day: str) -> Verdict:
        return check(text, self.trust, self.lists, datetime.combine(date.fromisoformat(day), time(12), CHINA))


@pytest.mark.parametrize(("file", "count"), [("payloads.jsonl", 60), ("forged.jsonl", 400)])
def test_every_shared_line_gets_its_verdict_and_status(certificate_data: Path, file: str, count: int) -> None:
    shared = Shared(certificate_data)
    wrong, seen = [], 0
    for line in shared.lines(file):
        verdict = shared.check(line["text"], line["at"])
        seen += 1
        if (verdict.kind, verdict.status) != (line["expect"], line["status"]):
            wrong.append((line["kind"], line["expect"], line["status"], said(verdict)))
    assert (wrong, seen) == ([], count)


def test_no_shared_forgery_is_authentic(certificate_data: Path) -> None:
    shared = Shared(certificate_data)
    kinds = Counter(shared.check(line["text"], line["at"]).kind for line in shared.lines("forged.jsonl"))
    assert set(kinds) == NOT_AUTHENTIC


def test_the_shared_certificates_carry_the_number_and_name_they_say(certificate_data: Path) -> None:
    shared = Shared(certificate_data)
    read = 0
    for line in shared.lines("payloads.jsonl"):
        if claims := shared.check(line["text"], line["at"]).claims:
            assert (claims.number, claims.name, claims.type) == (line["number"], line["name"], line["type"])
            read += 1
    assert read > 50
