"""Claims: a value that exists is right, and it has one spelling."""

from datetime import date, timedelta
from typing import Any

import pytest
from certificate_world import World
from hypothesis import given
from hypothesis import strategies as st

from certificates import Claims, ClaimsInvalid, id_mark, normalise_name
from certificates.cbor import decode, encode
from certificates.errors import CertificateError
from certificates.holder import IdCheck, compare_id, fault_in_name

FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2106, 2, 6)

names = st.text(min_size=1, max_size=30).map(normalise_name).filter(lambda name: name and not fault_in_name(name))
claims_of_any_kind = st.builds(
    Claims,
    issuer=st.integers(100_000, 999_999).map(str),
    serial=st.integers(1, 99_999_999),
    name=names,
    id_mark=st.binary(min_size=2, max_size=2),
    index=st.integers(0, 16_777_215),
    photo=st.binary(min_size=8, max_size=8),
    issued_on=st.just(date(2026, 5, 17)),
    expires_after=st.none() | st.dates(date(2026, 5, 17), LAST_DAY),
    type=st.integers(0, 5),
)


@given(claims_of_any_kind)
def test_claims_are_read_back_the_same(claims: Claims) -> None:
    assert Claims.from_cbor(claims.to_cbor()) == claims


@given(claims_of_any_kind)
def test_every_payload_fits_the_envelope(claims: Claims) -> None:
    assert 24 <= len(claims.to_cbor()) <= 200


def test_the_payload_of_the_worked_example(world: World) -> None:
    claims = world.claims(index=0x019029, photo=bytes.fromhex("8780a53701a7c1f5"), expires_after=date(2030, 5, 16))
    assert claims.to_cbor().hex() == (
        "a4" "0166363530313030" "041a718eb400" "051a6a089480" "3a0001000086"
        "001a018cbaa6" "69e5bca0e5bbbae59bbd" "42ce45" "1a00019029" "488780a53701a7c1f5"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "050100"),
        ("issuer", "65010"),
        ("issuer", "６５０１００"),
        ("issuer", "650100\n"),
        ("serial", 0),
        ("serial", 100_000_000),
        ("name", ""),
        ("name", " 张建国"),
        ("name", "张建国 "),
        ("name", "张\u3000建国"),
        ("name", "张\u200b建国"),
        ("name", "张\u202e建国"),
        ("name", "张\ufe00"),
        ("name", "张\ue000"),
        ("name", "\ud800"),
        ("name", "\U000e0100"),
        ("name", "e\u0301"),
        ("name", "国" * 43),
        ("id_mark", b"\x00"),
        ("index", -1),
        ("index", 16_777_216),
        ("photo", bytes(7)),
        ("type", 6),
        ("type", -1),
        ("issued_on", date(1970, 1, 1)),
        ("issued_on", date(2106, 2, 8)),
        ("expires_after", date(2026, 5, 16)),
        ("expires_after", date(2106, 2, 7)),
        ("expires_after", date.max),
    ],
)
def test_a_wrong_claim_is_refused_and_named(world: World, field: str, value: object) -> None:
    with pytest.raises(ClaimsInvalid, match=f"^{field}: ") as refusal:
        world.claims(**{field: value})
    assert refusal.value.field == field


def test_the_outermost_values_are_accepted(world: World) -> None:
    for change in (
        {"issued_on": FIRST_DAY},
        {"issued_on": date(2106, 2, 7)},
        {"expires_after": LAST_DAY},
        {"expires_after": date(2026, 5, 17)},
        {"name": "国" * 42},
        {"index": 16_777_215},
    ):
        claims = world.claims(**change)
        assert Claims.from_cbor(claims.to_cbor()) == claims


PAYLOAD: dict[Any, Any] = {
    1: "650100",
    5: 1778947200,
    -65537: [0, 26_000_038, "张建国", b"\xce\x45", 7, bytes(8)],
}


@pytest.mark.parametrize(
    "change",
    [
        {1: 650100},
        {5: 1778947201},
        {5: -28800},
        {5: "1778947200"},
        {5: True},
        {4: 1778947200},
        {4: 1778947200 - 86400},
        {4: 2**32 + 86400 * 3},
        {6: 1778947200},
        {"iss": "650100"},
        {-65537: [0, 26_000_038, "张建国", b"\xce\x45", 7]},
        {-65537: [0, 26_000_038, "张建国", b"\xce\x45", 7, bytes(8), 0]},
        {-65537: [False, 26_000_038, "张建国", b"\xce\x45", 7, bytes(8)]},
        {-65537: [0, True, "张建国", b"\xce\x45", 7, bytes(8)]},
        {-65537: [0, 26_000_038, "张建国", b"\xce\x45", None, bytes(8)]},
        {-65537: [0, 26_000_038, b"name", b"\xce\x45", 7, bytes(8)]},
        {-65537: [0, 26_000_038, "张建国", "\x01\x02", 7, bytes(8)]},
        {-65537: {0: 0}},
    ],
)
def test_a_payload_against_the_profile_is_refused(change: dict[Any, Any]) -> None:
    assert Claims.from_cbor(encode(PAYLOAD)).name == "张建国"
    with pytest.raises(CertificateError):
        Claims.from_cbor(encode(PAYLOAD | change))


def test_a_payload_that_is_no_map_is_refused() -> None:
    for payload in (b"\x80", b"\x01", b"", b"\xf6"):
        with pytest.raises(CertificateError):
            Claims.from_cbor(payload)


def test_days_begin_at_midnight_in_china(world: World) -> None:
    claims = world.claims(issued_on=date(2026, 5, 17), expires_after=date(2030, 5, 16))
    read = decode(claims.to_cbor())
    assert isinstance(read, dict)
    # 2026-05-16T16:00Z is midnight of the 17th in China; the end is midnight after the last day.
    assert (read[5], read[4]) == (1778947200, 1905177600)
    assert claims.over_from_second is not None
    assert timedelta(seconds=claims.over_from_second) == timedelta(seconds=1778947200) + timedelta(days=1461)


def test_every_kind_of_name_dot_becomes_the_one_that_is_sealed() -> None:
    for dot in "\u00b7\u2022\u2027\u30fb\uff65\uff0e":
        assert normalise_name(f"\u3000买买提{dot}艾力 ") == "买买提·艾力"
    assert normalise_name("e\u0301") == "\u00e9"


def test_the_id_mark_depends_on_secret_number_and_id_number() -> None:
    mark = id_mark(b"k" * 32, "6501002600003809", "11010519491231002x")
    assert len(mark) == 2
    assert mark == id_mark(b"k" * 32, "6501002600003809", "11010519491231002X")
    others = {
        id_mark(b"j" * 32, "6501002600003809", "11010519491231002X"),
        id_mark(b"k" * 32, "6501002600003712", "11010519491231002X"),
        id_mark(b"k" * 32, "6501002600003809", "110105194912310038"),
    }
    assert mark not in others
    with pytest.raises(ValueError, match="17 digits"):
        id_mark(b"k" * 32, "6501002600003809", "1101051949123100")


def test_an_id_card_matches_differs_or_is_not_checked() -> None:
    secret, number, owner = b"k" * 32, "6501002600003809", "11010519491231002X"
    mark = id_mark(secret, number, owner)
    assert compare_id(mark, secret, number, owner) is IdCheck.ID_MATCH
    assert compare_id(mark, secret, number, "110105194912310038") is IdCheck.ID_DIFFERENT
    assert compare_id(mark, None, number, owner) is IdCheck.ID_NOT_CHECKED
