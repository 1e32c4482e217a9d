"""Division codes of GB/T 2260: six digits, two each for province, city and county. Pure: texts in, answers out."""

import re
from collections.abc import Iterable

SEPARATORS = re.compile(r"[\s,，、;；]+")


def read_codes(text: str) -> tuple[str, ...]:
    """The codes that somebody typed, each once, in their order; raises :class:`ValueError` with the first wrong one.

    >>> read_codes("330000、320100 330000")
    ('330000', '320100')
    """
    codes = tuple(dict.fromkeys(code for code in SEPARATORS.split(text.strip()) if code))
    for code in codes:
        if not is_code(code):
            raise ValueError(code)
    return codes


def is_code(text: str) -> bool:
    """Whether a text can be a division code: six digits, the province's not zero."""
    return bool(re.fullmatch(r"[1-9][0-9]{5}", text))


def is_within(code: str, areas: Iterable[str]) -> bool:
    """Whether a division lies in one of the areas: a code ending in zeros means everything beneath it.

    >>> is_within("330301", ["330300"]), is_within("330301", ["330302", "320000"])
    (True, False)
    """
    return any(code.startswith(_stem(area)) for area in areas)


def _stem(code: str) -> str:
    """A province by two digits, a city by four, a county by six.

    >>> _stem("330000"), _stem("330300"), _stem("330310")
    ('33', '3303', '330310')
    """
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
