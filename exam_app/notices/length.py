"""How long a text is at a gateway (3GPP TS 23.040 9.2.3.24.1): Chinese goes as UCS-2, 70 characters a message."""

ONE_MESSAGE = 70
EACH_OF_SEVERAL = 67
"""Three places of each part say which part of which text it is."""


def units_of(text: str) -> int:
    """Places that a text takes: characters beyond the basic plane, rare ones in names, take two.

    >>> units_of("王建国"), units_of("𠮷")
    (3, 2)
    """
    return len(text.encode("utf-16-le")) // 2


def parts_of(text: str) -> int:
    """So many messages a text is sent, and paid, as.

    >>> parts_of("一" * 70), parts_of("一" * 71), parts_of("一" * 135)
    (1, 2, 3)
    """
    units = units_of(text)
    return 1 if units <= ONE_MESSAGE else -(-units // EACH_OF_SEVERAL)


def clipped(text: str, room: int) -> str:
    """The text, shortened with a mark where it would take more than ``room`` places.

    >>> clipped("云川职业教育中心", 5), clipped("云川", 5)
    ('云川职业…', '云川')
    """
    if units_of(text) <= room:
        return text
    kept = ""
    for character in text:
        if units_of(kept + character) > room - 1:
            break
        kept += character
    return kept + "…"
