"""Deterministic CBOR, the small part of it that certificates use, read strictly.

A certificate has exactly one text, so its bytes may have exactly one spelling: shortest heads, definite lengths, map
keys in bytewise order (RFC 8949, 4.2.1). The reader refuses every other spelling, and what is never needed: tags,
floats, integers beyond 2^53 - 1 (a browser could not hold them), more than five levels. Every length is compared with
the bytes that are left before it is used, so that a hostile head cannot reserve memory.

A general CBOR library is not used because each of them accepts some second spelling.
"""

from typing import TypeAlias, Union

from certificates.errors import MalformedCbor

Cbor: TypeAlias = Union[int, bytes, str, bool, "list[Cbor]", "CborMap", None]
CborMap: TypeAlias = "dict[int | str, Cbor]"

LARGEST_INTEGER = 2**53 - 1
DEEPEST_LEVEL = 5

_UINT, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = range(8)
_SIMPLE_VALUES: dict[int, Cbor] = {0xF4: False, 0xF5: True, 0xF6: None}
# Additional information -> length of the argument, and the smallest argument that may be written so long.
_LONG_HEADS = {24: (1, 24), 25: (2, 0x100), 26: (4, 0x1_0000), 27: (8, 0x1_0000_0000)}


def encode(value: Cbor) -> bytes:
    """The one spelling of a value.

    >>> encode({1: "650100", -65537: [0]}).hex()
    'a201663635303130303a000100008100'
    """
    if value is None or isinstance(value, bool):
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[value]
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise MalformedCbor("integers beyond 2^53 - 1 are not written")
        return _head(_UINT, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        utf8 = value.encode()
        return _head(_TEXT, len(utf8)) + utf8
    if isinstance(value, list):
        return _head(_ARRAY, len(value)) + b"".join(map(encode, value))
    pairs = sorted((encode(key), encode(held)) for key, held in value.items())
    return _head(_MAP, len(pairs)) + b"".join(key + held for key, held in pairs)


def decode(data: bytes) -> Cbor:
    """Read exactly one item, with nothing after it.

    Raises `MalformedCbor` for anything `encode` would not have written.
    """
    reader = _Reader(data)
    value = reader.item(level=0)
    if reader.at != len(data):
        raise MalformedCbor("bytes after the item")
    return value


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, (length, _) in _LONG_HEADS.items():
        if argument < 1 << 8 * length:
            return bytes([major << 5 | info]) + argument.to_bytes(length, "big")
    raise MalformedCbor("longer than CBOR can say")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def item(self, level: int) -> Cbor:
        initial = self._take(1)[0]
        if initial in _SIMPLE_VALUES:
            return _SIMPLE_VALUES[initial]
        major, argument = initial >> 5, self._argument(initial & 0x1F)
        if major in (_UINT, _NEGATIVE):
            return self._integer(argument if major == _UINT else -1 - argument)
        if major == _BYTES:
            return self._take(argument)
        if major == _TEXT:
            return self._text(argument)
        if major == _ARRAY:
            self._expect(argument, level)
            return [self.item(level + 1) for _ in range(argument)]
        if major == _MAP:
            self._expect(2 * argument, level)
            return self._map(argument, level)
        raise MalformedCbor("tags, floats and other simple values are not read")

    def _take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise MalformedCbor("ends too early")
        self.at += count
        return self.data[self.at - count : self.at]

    def _argument(self, info: int) -> int:
        if info < 24:
            return info
        if info not in _LONG_HEADS:
            raise MalformedCbor("indefinite or reserved length")
        length, smallest = _LONG_HEADS[info]
        argument = int.from_bytes(self._take(length), "big")
        if argument < smallest:
            raise MalformedCbor("head longer than needed")
        return argument

    def _expect(self, items: int, level: int) -> None:
        """An item takes at least one byte, so a count beyond the bytes left is a lie; `level` counts containers."""
        if items > len(self.data) - self.at:
            raise MalformedCbor("ends too early")
        if level == DEEPEST_LEVEL:
            raise MalformedCbor("more than five levels")

    @staticmethod
    def _integer(value: int) -> int:
        if abs(value) > LARGEST_INTEGER:
            raise MalformedCbor("integer beyond 2^53 - 1")
        return value

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError as error:
            raise MalformedCbor("text is not UTF-8") from error

    def _map(self, pairs: int, level: int) -> CborMap:
        held: CborMap = {}
        key_before = b""
        for _ in range(pairs):
            start = self.at
            key = self.item(level + 1)
            if isinstance(key, bool) or not isinstance(key, int | str):
                raise MalformedCbor("map key is neither integer nor text")
            if (spelled := self.data[start : self.at]) <= key_before:
                raise MalformedCbor("map keys twice or out of order")
            key_before = spelled
            held[key] = self.item(level + 1)
        return held
