"""The strict reader accepts exactly what the writer writes."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.cbor import LARGEST_INTEGER, Cbor, decode, encode
from certificates.errors import MalformedCbor

integers = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
leaves = st.one_of(integers, st.binary(max_size=300), st.text(max_size=40), st.booleans(), st.none())


def containers(inside: st.SearchStrategy[Cbor]) -> st.SearchStrategy[Cbor]:
    keys = st.one_of(integers, st.text(max_size=8))
    return st.lists(inside, max_size=4) | st.dictionaries(keys, inside, max_size=4)


def nested(levels: int) -> st.SearchStrategy[Cbor]:
    return leaves if levels == 0 else leaves | containers(nested(levels - 1))


@given(nested(5))
def test_what_is_written_is_read_back_the_same(value: Cbor) -> None:
    assert decode(encode(value)) == value


@given(nested(3))
def test_another_library_reads_what_we_write(value: Cbor) -> None:
    assert cbor2.loads(encode(value)) == value


@given(st.binary(max_size=60))
def test_whatever_bytes_are_read_have_no_second_spelling(data: bytes) -> None:
    try:
        value = decode(data)
    except MalformedCbor:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "spelling",
    [
        pytest.param("", id="nothing"),
        pytest.param("1817", id="23 in two bytes"),
        pytest.param("1900ff", id="255 in three bytes"),
        pytest.param("1a0000ffff", id="65535 in five bytes"),
        pytest.param("1b00000000ffffffff", id="2^32 - 1 in nine bytes"),
        pytest.param("5803010203", id="a short length in two bytes"),
        pytest.param("1b0020000000000000", id="2^53"),
        pytest.param("3b001fffffffffffff", id="-2^53"),
        pytest.param("5f4101ff", id="indefinite bytes"),
        pytest.param("9f01ff", id="indefinite array"),
        pytest.param("1c", id="reserved head"),
        pytest.param("c100", id="a tag"),
        pytest.param("f93c00", id="a float"),
        pytest.param("f7", id="undefined"),
        pytest.param("f820", id="another simple value"),
        pytest.param("61ff", id="text that is not UTF-8"),
        pytest.param("63eda080", id="a lone surrogate in UTF-8"),
        pytest.param("a201000100", id="a key twice"),
        pytest.param("a202000100", id="keys out of order"),
        pytest.param("a24161000100", id="a key of bytes"),
        pytest.param("a1f400", id="a key of false"),
        pytest.param("a1810000", id="a key of an array"),
        pytest.param("0000", id="a second item"),
        pytest.param("8201", id="an array that ends early"),
        pytest.param("a101", id="a map that ends early"),
        pytest.param("5bffffffffffffffff", id="a length beyond all memory"),
        pytest.param("9bffffffffffffffff00", id="a count beyond all memory"),
        pytest.param("bbffffffffffffffff00", id="a map count beyond all memory"),
        pytest.param("818181818181", id="six levels"),
    ],
)
def test_every_other_spelling_is_refused(spelling: str) -> None:
    with pytest.raises(MalformedCbor):
        decode(bytes.fromhex(spelling))


def test_five_levels_are_read_and_six_are_not() -> None:
    assert decode(bytes.fromhex("818181818100")) == [[[[[0]]]]]
    with pytest.raises(MalformedCbor, match="five levels"):
        decode(bytes.fromhex("81818181818100"))


def test_integers_beyond_the_browsers_range_are_not_written() -> None:
    with pytest.raises(MalformedCbor):
        encode(LARGEST_INTEGER + 1)
