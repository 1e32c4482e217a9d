"""StatusList: packed, signed, dated, and refused unless everything holds."""

import base64
import json
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from certificate_world import World
from hypothesis import given
from hypothesis import strategies as st

from certificates import IssuerKey, KeyInvalid, KeyState, KeyUse, StatusList, StatusListRefused, StatusValue, TrustList
from certificates.cbor import CborMap, decode, encode
from certificates.cose import open_sign1, sign1
from certificates.status_list import LARGEST_INFLATED, TYP

GIVEN_OUT = [value for value in StatusValue if value not in (StatusValue.UNRECOGNISED, StatusValue.NEVER_GIVEN_OUT)]


def read_changed(world: World, change: CborMap, typ: str = TYP) -> StatusList:
    """A list that the right organ signed, with other claims than it should have."""
    claims = decode(open_sign1(world.status_cwt()).payload)
    assert isinstance(claims, dict)
    changed: CborMap = {key: value for key, value in (claims | change).items() if value is not None}
    return StatusList.read(sign1(world.key(use=KeyUse.STATUS), encode(changed), typ), world.trust())


@given(values=st.lists(st.sampled_from(GIVEN_OUT), max_size=50).map(bytes))
def test_every_place_is_read_as_it_was_published(world: World, values: bytes) -> None:
    cwt = StatusList.publish(world.issuer, values, world.key(use=KeyUse.STATUS), world.at, world.host)
    read = StatusList.read(cwt, world.trust())
    assert [read.value(index) for index in range(len(values))] == list(values)
    assert read.places % 4096 == 0
    assert read.value(len(values)) is StatusValue.NEVER_GIVEN_OUT
    assert read.value(read.places) is StatusValue.NEVER_GIVEN_OUT


def test_even_places_are_the_low_half_of_a_byte(world: World) -> None:
    cwt = world.status_cwt({0: StatusValue.REPLACED, 1: StatusValue.WITHDRAWN})
    claims = decode(open_sign1(cwt).payload)
    assert isinstance(claims, dict)
    match claims[65533]:
        case {"lst": bytes(packed)}:
            assert zlib.decompress(packed)[0] == 0xC3
        case _:
            pytest.fail("the list has no lst")


def test_a_value_of_a_later_version_is_not_taken_for_valid(world: World) -> None:
    for half in (4, 11, 14):
        read = read_changed(world, {65533: {"bits": 4, "lst": zlib.compress(bytes([half]) * 2048)}})
        assert read.value(0) is StatusValue.UNRECOGNISED


def test_a_list_lives_seven_days_and_is_fresh_for_one(world: World) -> None:
    read = world.lists()[world.issuer]
    assert read.issued_at == datetime(2026, 11, 24, tzinfo=UTC)
    assert read.expires_at - read.issued_at == timedelta(days=7)
    assert read.ttl_seconds == 86_400


def test_an_older_list_or_one_of_another_organ_is_no_successor(world: World) -> None:
    today = world.lists()[world.issuer]
    yesterday = world.lists(issued_at=datetime(2026, 11, 23, tzinfo=UTC))[world.issuer]
    assert yesterday.accepts_successor(today)
    assert not today.accepts_successor(yesterday)
    other = World(issuer="330100")
    theirs = other.lists()["330100"]
    assert not today.accepts_successor(theirs)


def test_only_a_status_key_of_the_organ_publishes(world: World) -> None:
    for key in (world.key(), IssuerKey.derive(b"x", "330100", KeyUse.STATUS)):
        with pytest.raises(KeyInvalid):
            StatusList.publish(world.issuer, bytes(1), key, world.at, world.host)


@pytest.mark.parametrize("value", [4, 11, 14, 16, 255])
def test_a_value_without_meaning_is_not_published(world: World, value: int) -> None:
    with pytest.raises(ValueError, match="a status is one of"):
        StatusList.publish(world.issuer, bytes([value]), world.key(use=KeyUse.STATUS), world.at, world.host)


def test_a_moment_without_a_zone_is_not_published(world: World) -> None:
    with pytest.raises(ValueError, match="time zone"):
        StatusList.publish(world.issuer, b"", world.key(use=KeyUse.STATUS), datetime(2026, 11, 24), world.host)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({2: "https://check.example.cn/s/330100"}, "key"),
        ({2: "https://evil.example.cn/s/650100"}, "sub"),
        ({2: "http://check.example.cn/s/650100"}, "sub"),
        ({2: 650100}, "sub"),
        ({2: None}, "claims"),
        ({4: None}, "claims"),
        ({6: None}, "claims"),
        ({65534: None}, "claims"),
        ({1: "650100"}, "claims"),
        ({4: 0}, "time"),
        ({6: "now"}, "time"),
        ({65534: True}, "time"),
        ({65533: {"bits": 2, "lst": b""}}, "bits"),
        ({65533: {"lst": b""}}, "list"),
        ({65533: {"bits": 4, "lst": b"", "more": 0}}, "list"),
        ({65533: {"bits": 4, "lst": ""}}, "list"),
        ({65533: []}, "list"),
        ({65533: {"bits": 4, "lst": b""}}, "zlib"),
        ({65533: {"bits": 4, "lst": b"not zlib"}}, "zlib"),
        ({65533: {"bits": 4, "lst": zlib.compress(bytes(2048))[:-1]}}, "zlib"),
        ({65533: {"bits": 4, "lst": zlib.compress(bytes(2048)) + b"x"}}, "zlib"),
        ({65533: {"bits": 4, "lst": zlib.compress(bytes(LARGEST_INFLATED + 1))}}, "size"),
    ],
)
def test_a_signed_list_with_wrong_claims_is_refused(world: World, change: CborMap, reason: str) -> None:
    with pytest.raises(StatusListRefused) as refusal:
        read_changed(world, change)
    assert refusal.value.reason == reason


def test_the_largest_list_is_read(world: World) -> None:
    read = read_changed(world, {65533: {"bits": 4, "lst": zlib.compress(bytes(LARGEST_INFLATED))}})
    assert read.places == 16_777_216


def test_a_list_of_another_type_is_refused(world: World) -> None:
    with pytest.raises(StatusListRefused):
        read_changed(world, {}, "application/watchword-trust+cwt")


def test_every_changed_byte_of_a_list_is_refused(world: World) -> None:
    signed, trust = world.status_cwt(), world.trust()
    for place in range(len(signed)):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with pytest.raises(StatusListRefused):
            StatusList.read(changed, trust)


def test_a_list_that_is_asked_for_by_organ_must_be_of_that_organ(world: World) -> None:
    with pytest.raises(StatusListRefused, match="not of 330100"):
        StatusList.read(world.status_cwt(), world.trust(), "330100")


def test_a_list_of_a_compromised_key_or_outside_its_window_is_refused(world: World) -> None:
    key = world.key(use=KeyUse.STATUS)
    for entry in (world.entry(key, KeyState.COMPROMISED), world.entry(key, last=date(2026, 11, 23))):
        with pytest.raises(StatusListRefused, match="trusted for the day"):
            StatusList.read(world.status_cwt(), world.trust(entry))


def test_the_shared_lists_are_judged_rightly(certificate_data: Path) -> None:
    trust = TrustList.load(json.loads((certificate_data / "trust.json").read_text()))
    document = json.loads((certificate_data / "lists_bad.json").read_text())
    judged = {}
    for entry in document["lists"]:
        try:
            StatusList.read(base64.b64decode(entry["cwt_b64"]), trust, document["iss"])
            judged[entry["kind"]] = "accept"
        except StatusListRefused:
            judged[entry["kind"]] = "refuse"
    assert judged == {entry["kind"]: entry["expect"] for entry in document["lists"]}
    assert len(judged) == 26


def test_the_shared_lists_in_force_have_the_places_they_say(certificate_data: Path) -> None:
    trust = TrustList.load(json.loads((certificate_data / "trust.json").read_text()))
    for issuer, entry in json.loads((certificate_data / "status.json").read_text())["lists"].items():
        read = StatusList.read(base64.b64decode(entry["cwt_b64"]), trust, issuer)
        assert read.places == entry["places"]
        assert read.value(entry["allocated"] - 1) is not StatusValue.NEVER_GIVEN_OUT
        assert read.value(entry["allocated"]) is StatusValue.NEVER_GIVEN_OUT
