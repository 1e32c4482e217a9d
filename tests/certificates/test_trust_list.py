"""TrustList: signed by a pinned root, or refused with a reason."""

import base64
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from certificate_world import World

from certificates import (
    IssuerKey,
    KeyInvalid,
    KeyState,
    KeyUse,
    PublicKey,
    RootKey,
    TrustEntry,
    TrustList,
    TrustListRefused,
)
from certificates.cbor import CborMap, decode, encode
from certificates.cose import open_sign1, sign1
from certificates.keys import GROUP_ORDER
from certificates.trust_list import TYP

STRANGER = RootKey.derive(b"somebody else", "root of the tests")


def read_changed(world: World, change: CborMap, typ: str = TYP) -> TrustList:
    """A list that the right root signed, with other claims than it should have."""
    claims = decode(open_sign1(world.trust().cwt).payload)
    assert isinstance(claims, dict)
    changed: CborMap = {key: value for key, value in (claims | change).items() if value is not None}
    return TrustList.read(sign1(world.root, encode(changed), typ), [world.root.public])


def test_a_published_list_is_read_back_the_same(world: World) -> None:
    trust = world.trust()
    document = json.loads(json.dumps(trust.to_document()))
    assert TrustList.load(document, roots=[STRANGER.public, world.root.public]) == trust
    assert (trust.seq, trust.host, trust.root_name) == (3, world.host, "root of the tests")


def test_a_list_of_another_root_is_refused_when_roots_are_pinned(world: World) -> None:
    document = world.trust(root=STRANGER).to_document()
    with pytest.raises(TrustListRefused):
        TrustList.load(document, roots=[world.root.public])
    assert TrustList.load(document).root == STRANGER.public


def test_a_list_is_refused_if_no_root_is_pinned_at_all(world: World) -> None:
    with pytest.raises(TrustListRefused):
        TrustList.load(world.trust().to_document(), roots=[])


def test_the_readable_part_of_the_file_is_never_believed(world: World) -> None:
    document = world.trust().to_document()
    document |= {"host": "evil.example.cn", "seq": 99, "keys": []}
    read = TrustList.load(document, roots=[world.root.public])
    assert (read.host, read.seq, len(read.entries)) == (world.host, 3, 2)


def test_the_secret_id_mark_keys_are_not_part_of_the_file(world: World) -> None:
    assert set(world.trust().to_document()) == {"host", "root", "seq", "keys", "trust_cwt_b64"}


def test_an_older_list_is_a_rollback(world: World) -> None:
    assert world.trust(seq=3).accepts_successor(world.trust(seq=4))
    assert not world.trust(seq=3).accepts_successor(world.trust(seq=2))


def test_an_old_list_is_still_read_and_says_that_it_is_old(world: World) -> None:
    trust = world.trust()
    assert not trust.is_old_at(datetime(2027, 4, 30, tzinfo=UTC))
    assert trust.is_old_at(datetime(2027, 5, 1, tzinfo=UTC))


def test_every_changed_byte_of_the_signed_list_is_refused(world: World) -> None:
    signed = world.trust().cwt
    for place in range(len(signed)):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        with pytest.raises(TrustListRefused):
            TrustList.read(changed, [world.root.public])


def test_the_high_signature_of_the_right_root_is_refused(world: World) -> None:
    signed = world.trust().cwt
    high = (GROUP_ORDER - int.from_bytes(signed[-32:])).to_bytes(32)
    with pytest.raises(TrustListRefused, match="one form"):
        TrustList.read(signed[:-32] + high, [world.root.public])


ENTRY_OF_ANOTHER_ORGAN = TrustEntry.of(
    IssuerKey.derive(b"x", "330100", KeyUse.CERT), date(2026, 1, 1), date(2026, 12, 31)
).to_cbor()


def changed_entry(position: int, value: object) -> list[Any]:
    assert isinstance(ENTRY_OF_ANOTHER_ORGAN, list)
    return [*ENTRY_OF_ANOTHER_ORGAN[:position], value, *ENTRY_OF_ANOTHER_ORGAN[position + 1 :]]


@pytest.mark.parametrize(
    "change",
    [
        {1: None},
        {6: None},
        {7: 0},
        {4: 0},
        {4: "2027"},
        {-65538: -1},
        {-65538: True},
        {-65540: []},
        {-65540: ["a.example.cn", "b.example.cn"]},
        {-65540: ["A.example.cn"]},
        {-65540: ["a.example.cn:443"]},
        {-65540: ["a.example.cn."]},
        {-65540: ["a.example.cn/x"]},
        {-65539: {}},
        {-65539: [[]]},
        {-65539: [changed_entry(0, b"\x00\x00\x00\x00")]},
        {-65539: [changed_entry(3, 2)]},
        {-65539: [changed_entry(3, False)]},
        {-65539: [changed_entry(4, "33010")]},
        {-65539: [changed_entry(5, 1767225600)]},
        {-65539: [changed_entry(5, 1798905600)]},
        {-65539: [changed_entry(7, 3)]},
        {-65539: [ENTRY_OF_ANOTHER_ORGAN] * 5},
    ],
)
def test_a_signed_list_with_wrong_claims_is_refused(world: World, change: CborMap) -> None:
    with pytest.raises(TrustListRefused):
        read_changed(world, change)


def test_a_point_off_the_curve_is_refused(world: World) -> None:
    with pytest.raises(KeyInvalid):
        read_changed(world, {-65539: [changed_entry(1, bytes(32))]})


def test_a_signed_list_of_another_type_is_refused(world: World) -> None:
    assert len(read_changed(world, {}).entries) == 2
    with pytest.raises(TrustListRefused):
        read_changed(world, {}, "application/statuslist+cwt")


@pytest.mark.parametrize(
    "document",
    [{}, {"root": 1}, {"root": {"x": "00", "y": "00"}}, {"root": {"x": "zz", "y": "00"}, "trust_cwt_b64": ""}],
)
def test_a_file_of_another_shape_is_refused(document: dict[str, object]) -> None:
    with pytest.raises((TrustListRefused, KeyInvalid)):
        TrustList.load(document)
    with pytest.raises(TrustListRefused):
        TrustList.load({"trust_cwt_b64": "not base64!"}, roots=[STRANGER.public])


def test_a_key_speaks_for_its_organ_within_its_window_and_only_while_it_is_sound(world: World) -> None:
    first, last = 1767196800, 1798646400  # 2026-01-01 and 2026-12-31, 00:00 UTC+8
    key = world.key()
    entry = world.entry(key, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert entry.vouches_for("650100", first)
    assert entry.vouches_for("650100", last)
    assert not entry.vouches_for("650100", first - 1)
    assert not entry.vouches_for("650100", last + 86_400)
    assert not entry.vouches_for("330100", first)
    assert world.entry(key, KeyState.RETIRED).vouches_for("650100", first)
    assert not world.entry(key, KeyState.COMPROMISED).vouches_for("650100", first)


def test_the_shared_trust_list_is_read_whole(certificate_data: Path) -> None:
    document = json.loads((certificate_data / "trust.json").read_text())
    trust = TrustList.load(document)
    root = PublicKey(bytes.fromhex(document["root"]["x"]), bytes.fromhex(document["root"]["y"]))
    assert TrustList.load(document, roots=[root]) == trust
    assert [entry.to_document() for entry in trust.entries] == document["keys"]
    ours = trust.to_document()
    assert ours == {name: document[name] for name in ours}
    assert base64.b64encode(trust.cwt).decode() == document["trust_cwt_b64"]


def test_two_shared_keys_with_one_kid_are_both_found(certificate_data: Path) -> None:
    trust = TrustList.load(json.loads((certificate_data / "trust.json").read_text()))
    found = trust.keys_named(bytes.fromhex("d248ef46"), KeyUse.CERT)
    assert [entry.issuer for entry in found] == ["330100", "440300"]
