"""In which language a text of the bank or a name is written, told by its letters.

Items and names carry no language: a bank holds Chinese beside Uyghur, Tibetan, Mongolian and Yi, and a name is written
as its bearer writes it. Fonts, line breaks and voices need one, so it is told by the script: that is certain for these
languages, and where it is not, nothing is claimed.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

SCRIPTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("bo", re.compile("[\u0f00-\u0fff]")),
    ("ug", re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefe]")),
    ("mn-Mong", re.compile("[\u1800-\u18af]")),
    ("ii", re.compile("[\ua000-\ua4cf]")),
    ("zh-Hans", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")),
    ("en", re.compile("[A-Za-z]")),
)
"""The scripts met in the province, each with the language that is written in it here."""
OWN_FONTS = {"bo": "ཀ", "ug": "ئ", "mn-Mong": "ᠠ", "ii": "ꀀ"}
"""The languages whose fonts we bring along, each with a letter that makes a browser fetch its font."""


@lru_cache(maxsize=8192)
def language_of(text: str, reader: str = "zh-Hans") -> str:
    """The BCP 47 tag of the script with the most letters in a text; ``reader`` where it has none of them.

    Han letters stand for the reader's own kind of Chinese, if it is one: only that tells 简 from 繁.

    >>> language_of("巡逻"), language_of("巡邏", "zh-Hant"), language_of("བཀྲ་ཤིས།"), language_of("قوغدىغۇچى")
    ('zh-Hans', 'zh-Hant', 'bo', 'ug')
    """
    counts = [(len(letters.findall(text)), tag) for tag, letters in SCRIPTS]
    most, tag = max(counts, key=lambda each: each[0])
    if most == 0:
        return reader
    return reader if tag == "zh-Hans" and reader.startswith("zh") else tag
