"""The text in the code: one for each certificate, readable by others, and nothing else is one."""

import base64
from datetime import date
from typing import Any

import cbor2
import cwt
import pytest
from certificate_world import World
from cwt import COSEKey
from hypothesis import given
from hypothesis import strategies as st

from certificates import Claims, IssuerKey, KeyInvalid, KeyUse, MalformedToken, TokenTooLong, seal
from certificates.keys import GROUP_ORDER
from certificates.token import MOST_BYTES, is_the_text_of, open_text, text_prefix


def bytes_of(text: str) -> bytes:
    number = int(text.rsplit("/", 1)[1])
    return number.to_bytes((number.bit_length() + 7) // 8)


def text_of(world: World, data: bytes) -> str:
    return text_prefix(world.host) + str(int.from_bytes(data))


def test_the_same_claims_have_the_same_text_every_time(world: World) -> None:
    assert world.text() == world.text()
    assert world.text() != world.text(index=8)


def test_the_bytes_stand_where_the_format_says(world: World) -> None:
    data = bytes_of(world.text())
    length = data[14]
    assert data[:8].hex() == "d28449a201260444"
    assert data[8:12] == world.key().kid
    assert data[12:14].hex() == "a058"
    assert data[15 : 15 + length] == world.claims().to_cbor()
    assert data[15 + length : 17 + length].hex() == "5840"
    assert len(data) == 81 + length


def test_the_worked_example_is_139_bytes_and_363_characters() -> None:
    """docs/formats.md, certificates, section 9; its key is not published, so the signature is another."""
    claims = Claims(
        "650100",
        26_000_038,
        "张建国",
        bytes.fromhex("ce45"),
        0x0292,
        bytes.fromhex("8780a53701a7c1f5"),
        date(2026, 5, 17),
        date(2030, 5, 16),
    )
    assert claims.number == "6501002600003809"
    assert claims.to_cbor().hex() == (
        "a40166363530313030041a718eb400051a6a0894803a0001000086001a018cbaa669e5bca0e5bbbae59bbd42ce45190292488780a53701a7c1f5"
    )
    text = seal(claims, IssuerKey.derive(b"example", "650100", KeyUse.CERT), "ba.example.gov.cn")
    assert len(bytes_of(text)) == 139
    assert len(text) == 363


def test_another_library_verifies_our_token_and_reads_its_claims(world: World) -> None:
    key = world.key()
    point: dict[Any, Any] = {1: 2, 2: key.kid, 3: -7, -1: 1, -2: key.public.x, -3: key.public.y}
    claims = cwt.decode(bytes_of(world.text()), COSEKey.new(point))
    assert claims == {1: "650100", 5: 1778947200, -65537: [0, 26_000_038, "张建国", b"\xce\x45", 7, bytes(range(8))]}


def test_another_library_refuses_our_token_under_another_key(world: World) -> None:
    key, stranger = world.key(), world.key(use=KeyUse.STATUS)
    point: dict[Any, Any] = {1: 2, 2: key.kid, 3: -7, -1: 1, -2: stranger.public.x, -3: stranger.public.y}
    with pytest.raises(cwt.VerifyError):
        cwt.decode(bytes_of(world.text()), COSEKey.new(point))


@given(
    name=st.sampled_from(["李娜", "买买提·艾力", "欧阳雪梅"]), index=st.integers(0, 16_777_215), kind=st.integers(0, 5)
)
def test_what_is_sealed_is_carried(world: World, name: str, index: int, kind: int) -> None:
    claims = world.claims(name=name, index=index, type=kind)
    text = seal(claims, world.key(), world.host)
    assert Claims.from_cbor(open_text(text, world.host).payload) == claims
    assert is_the_text_of(text, claims)
    assert not is_the_text_of(text, world.claims(name="别人"))


def test_the_longest_name_still_fits_and_a_monstrous_host_does_not(world: World) -> None:
    claims = world.claims(name="国" * 42, type=5, index=16_777_215, expires_after=date(2030, 5, 16))
    assert len(bytes_of(seal(claims, world.key(), world.host))) < MOST_BYTES
    with pytest.raises(TokenTooLong):
        seal(claims, world.key(), ".".join(["label"] * 12))


def test_a_key_of_another_organ_or_use_does_not_seal(world: World) -> None:
    for key in (world.key("330100"), world.key(use=KeyUse.STATUS)):
        with pytest.raises(KeyInvalid, match="not a certificate key of 650100"):
            seal(world.claims(), key, world.host)


def mutilated(world: World) -> dict[str, tuple[str, str]]:
    """What is done to a good text, and the reason it is refused with."""
    text, data = world.text(), bytes_of(world.text())
    prefix, digits = text_prefix(world.host), text.rsplit("/", 1)[1]
    payload, signature = data[15:-66], data[-64:]
    head = data[:12]

    def enveloped(item: object, tag: int = 18) -> str:
        return text_of(world, cbor2.dumps(cbor2.CBORTag(tag, item)))

    protected = head[3:]
    return {
        "http": ("not_ours", "http" + text[5:]),
        "upper case": ("not_ours", text.upper()),
        "port": ("not_ours", text.replace(world.host, world.host + ":443")),
        "sub-domain": ("not_ours", text.replace("//", "//evil.")),
        "user": ("not_ours", text.replace("//", f"//{world.host}@evil.example/")),
        "space before": ("not_ours", " " + text),
        "too long": ("not_ours", text + "0" * 800),
        "no digits": ("digits", prefix),
        "leading zero": ("digits", prefix + "0" + digits),
        "plus sign": ("digits", prefix + "+" + digits),
        "underscore": ("digits", prefix + digits[:9] + "_" + digits[9:]),
        "line end": ("digits", text + "\n"),
        "query": ("digits", text + "?a=1"),
        "arabic digits": ("digits", prefix + digits[:-1] + "٣"),
        "full-width digits": ("digits", prefix + digits[:-1] + "３"),
        "few digits": ("digits", prefix + digits[:99]),
        "many digits": ("digits", prefix + "9" * 701),
        "289 bytes": ("version", text_of(world, b"\xd2" + bytes(288))),
        "another first byte": ("version", text_of(world, b"\xd3" + data[1:])),
        "CWT tag outside": ("version", text_of(world, b"\xd8\x3d" + data)),
        "a byte more": ("envelope", text_of(world, data + b"\x00")),
        "a byte less": ("envelope", text_of(world, data[:-1])),
        "five parts": ("envelope", enveloped([protected, {}, payload, signature, b""])),
        "unprotected not empty": ("envelope", enveloped([protected, {4: b"kid"}, payload, signature])),
        "unprotected a list": ("envelope", enveloped([protected, [], payload, signature])),
        "no payload": ("envelope", enveloped([protected, {}, None, signature])),
        "short payload": ("envelope", enveloped([protected, {}, payload[:23], signature])),
        "long payload": ("envelope", enveloped([protected, {}, bytes(201), signature[:60]])),
        "short signature": ("envelope", enveloped([protected, {}, payload, signature[:63]])),
        "long signature": ("envelope", enveloped([protected, {}, payload, signature + b"\x00"])),
        "no algorithm": ("envelope", enveloped([cbor2.dumps({4: b"abcd"}), {}, payload, signature])),
        "algorithm in words": ("envelope", enveloped([cbor2.dumps({1: "ES256", 4: b"abcd"}), {}, payload, signature])),
        "algorithm true": ("envelope", enveloped([cbor2.dumps({1: True, 4: b"abcd"}), {}, payload, signature])),
        "kid of three": ("envelope", enveloped([cbor2.dumps({1: -7, 4: b"abc"}), {}, payload, signature])),
        "a third header": ("envelope", enveloped([cbor2.dumps({1: -7, 2: 0, 4: b"abcd"}), {}, payload, signature])),
        "header twice": ("envelope", enveloped([bytes.fromhex("a3012601260441 61"), {}, payload, signature])),
        "header out of order": ("envelope", enveloped([b"\xa2\x04\x44abcd\x01\x26", {}, payload, signature])),
        "header an array": ("envelope", enveloped([b"\x80", {}, payload, signature])),
        "long head": ("envelope", text_of(world, data[:13] + b"\x59\x00" + data[14:])),
        "indefinite array": ("envelope", text_of(world, b"\xd2\x9f" + data[2:] + b"\xff")),
    }


def test_a_text_that_is_not_exactly_a_token_is_refused_with_its_reason(world: World) -> None:
    for what, (reason, text) in mutilated(world).items():
        with pytest.raises(MalformedToken) as refusal:
            open_text(text, world.host)
        assert refusal.value.reason == reason, what


def test_the_other_signature_of_a_pair_gives_another_text_that_is_not_the_certificates(world: World) -> None:
    data = bytes_of(world.text())
    high = (GROUP_ORDER - int.from_bytes(data[-32:])).to_bytes(32)
    verdict = world.check(text_of(world, data[:-32] + high))
    assert (verdict.kind, verdict.reason) == ("FORGED", "sig_form")


@given(st.text(max_size=900) | st.binary(max_size=300).map(lambda data: base64.b64encode(data).decode()))
def test_no_text_makes_opening_fail_otherwise(world: World, text: str) -> None:
    for attempt in (text, text_prefix(world.host) + text):
        with pytest.raises(MalformedToken):
            open_text(attempt, world.host)
