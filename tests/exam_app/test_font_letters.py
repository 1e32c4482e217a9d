"""What can be printed is told letter by letter, as the fonts themselves would draw it."""

from itertools import chain

import pytest
from PIL import ImageFont

from exam_app.documents import FONTS
from exam_app.font_letters import letters_of, undrawn
from question_bank import Pool, shipped_bank
from tests.exam_screen.items import MONGOLIAN, TIBETAN, UYGHUR, YI

UNASSIGNED = "\u0378"
BLOCKS = {
    "NotoSansSC-Regular.ttf": (range(0x20, 0x250), range(0x4E00, 0x5000), range(0x20000, 0x20100)),
    "NotoSansArabic-Regular.ttf": (range(0x600, 0x700), range(0xFB50, 0xFC00)),
    "NotoSerifTibetan-Regular.ttf": (range(0xF00, 0x1000),),
    "NotoSansMongolian-Regular.ttf": (range(0x1800, 0x18B0),),
    "NotoSansYi-Regular.ttf": (range(0xA000, 0xA4D0),),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_letter_is_drawn_by_a_font_exactly_where_freetype_finds_a_picture_of_its_own(name: str) -> None:
    """FreeType draws glyph 0, the empty box, for what is missing. Blanks and marks may have no picture at all."""
    data = (FONTS / name).read_bytes()
    letters, font = letters_of(data), ImageFont.truetype(FONTS / name, 24, layout_engine=ImageFont.Layout.BASIC)
    box = font.getmask(UNASSIGNED)
    picture = (box.size, bytes(box))
    for code in chain(*BLOCKS[name]):
        drawn = font.getmask(chr(code))
        assert (code in letters) is ((drawn.size, bytes(drawn)) != picture), hex(code)


@pytest.mark.parametrize("sentence", [UYGHUR, TIBETAN, MONGOLIAN, YI, "第12条：①≥℃“”…—"])
def test_the_scripts_of_the_province_are_whole(sentence: str) -> None:
    assert undrawn(sentence) == ""


def test_each_missing_letter_is_named_once_in_its_order() -> None:
    assert undrawn(f"巡{UNASSIGNED}逻\u1700{UNASSIGNED}") == f"{UNASSIGNED}\u1700"


def test_what_only_steers_text_is_missed_by_nobody() -> None:
    assert undrawn("a\u200db\u2067c\u2069\ufe0f\n\t\u3000\u00a0") == ""


def test_every_question_that_is_shipped_can_be_printed() -> None:
    for pool in Pool:
        for item in shipped_bank(pool).values():
            assert undrawn(item.stem + "".join(choice.text for choice in item.choices)) == "", item.id
