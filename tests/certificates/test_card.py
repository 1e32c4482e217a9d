"""The printed card and page: right words, right face, a code that can be read, never an empty box."""

import io
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from certificate_world import Card, World
from PIL import Image
from pypdf import PdfReader

from certificates import CardMismatch, GlyphMissing, seal
from certificates.canvas import WHITE, Canvas, dots, paper
from certificates.card import CardFonts, CardWords, as_pdf, draw_card, draw_page
from certificates.photo import photo_digest

LONG_NAMES = [
    "李娜",
    "买买提·艾力",
    "阿卜杜热合曼·阿卜杜喀迪尔·买买提明",
    "国" * 42,
    "Maximilian von und zu Hohenlohe-Waldenburg",
]


def drawn(card: Card, words: CardWords, fonts: CardFonts) -> Image.Image:
    return draw_card(card.claims, card.text, card.photo, words, fonts)


def named(world: World, photo: bytes, name: str) -> Card:
    claims = world.claims(name=name, photo=photo_digest(photo))
    return Card(claims, seal(claims, world.key(), world.host), photo)


def test_the_card_has_the_size_of_a_bank_card_at_300_dpi(card: Card, words: CardWords, fonts: CardFonts) -> None:
    assert drawn(card, words, fonts).size == (1011, 638)


def test_the_page_has_the_size_of_a4_at_300_dpi(card: Card, words: CardWords, fonts: CardFonts) -> None:
    assert draw_page(card.claims, card.text, card.photo, words, fonts).size == (2480, 3508)


@pytest.mark.parametrize("name", LONG_NAMES, ids=len)
def test_the_code_on_every_card_is_read_also_after_a_scan_at_200_dpi(
    world: World, photo: bytes, words: CardWords, fonts: CardFonts, name: str
) -> None:
    card = named(world, photo, name)
    printed = drawn(card, words, fonts)
    scanned = printed.resize((printed.width * 2 // 3, printed.height * 2 // 3), Image.Resampling.BILINEAR)
    for picture in (printed, scanned):
        [read] = zxingcpp.read_barcodes(picture)
        assert read.text == card.text


def test_the_code_on_the_page_is_read_at_200_dpi(card: Card, words: CardWords, fonts: CardFonts) -> None:
    page = draw_page(card.claims, card.text, card.photo, words, fonts)
    [read] = zxingcpp.read_barcodes(page.resize((1653, 2339), Image.Resampling.BILINEAR))
    assert read.text == card.text


def test_the_field_of_the_code_is_white_but_for_the_code(card: Card, words: CardWords, fonts: CardFonts) -> None:
    field = drawn(card, words, fonts).crop((dots(49.6), dots(12.2), dots(49.6 + 33), dots(12.2 + 33)))
    colours = field.getcolors()
    assert colours is not None
    assert {colour for _, colour in colours} == {(0, 0, 0), (255, 255, 255)}


def test_the_same_card_is_drawn_the_same_every_time(card: Card, words: CardWords, fonts: CardFonts) -> None:
    assert drawn(card, words, fonts).tobytes() == drawn(card, words, fonts).tobytes()


def test_every_word_of_the_caller_is_on_the_card(card: Card, words: CardWords, fonts: CardFonts) -> None:
    full = replace(words, expires_label="有效期至", expires_after="2030年5月16日")
    before = drawn(card, full, fonts).tobytes()
    for field in (
        "title",
        "issuer",
        "name_label",
        "number_label",
        "type_name",
        "issued_label",
        "issued_on",
        "scan_line",
        "notice",
        "expires_label",
        "expires_after",
    ):
        other: dict[str, Any] = {field: "另外"}
        assert drawn(card, replace(full, **other), fonts).tobytes() != before, field


def test_a_card_without_an_end_has_no_label_for_one(card: Card, words: CardWords, fonts: CardFonts) -> None:
    assert drawn(card, replace(words, expires_label="有效期至"), fonts) == drawn(card, words, fonts)


def test_another_photo_is_not_printed_on_a_card(
    card: Card, words: CardWords, fonts: CardFonts, world: World, photo: bytes
) -> None:
    with pytest.raises(CardMismatch, match="photo"):
        draw_card(card.claims, card.text, card.photo + b"\x00", words, fonts)
    with pytest.raises(CardMismatch, match="other claims"):
        draw_card(card.claims, named(world, photo, "李娜").text, card.photo, words, fonts)
    with pytest.raises(CardMismatch, match="other claims"):
        draw_page(card.claims, "https://check.example.cn/v/1", card.photo, words, fonts)


def test_a_character_the_font_lacks_is_named_instead_of_printed_as_a_box(
    world: World, photo: bytes, words: CardWords, fonts: CardFonts
) -> None:
    # U+3134A is a Chinese character of Extension G, of which the font has only a handful.
    with pytest.raises(GlyphMissing, match=r"U\+3134A") as refusal:
        drawn(named(world, photo, "张\U0003134a国"), words, fonts)
    assert (refusal.value.char, refusal.value.position) == ("\U0003134a", 1)
    with pytest.raises(GlyphMissing):
        drawn(named(world, photo, "张国"), replace(words, notice="\u0e5f\U0001f9ff"), fonts)


def test_text_never_leaves_its_place(fonts: CardFonts) -> None:
    for name in LONG_NAMES:
        image = Image.new("RGB", (dots(60), dots(40)), WHITE)
        Canvas(image, fonts).block(name, 10, 10, width=24, height=7.2, largest=5.6, bold=True)
        ink = image.convert("L").point(lambda value: 255 - value).getbbox()
        assert ink is not None
        left, top, right, bottom = ink
        assert left >= dots(10) - 3
        assert right <= dots(34) + 3
        assert top >= dots(10) - 3
        assert bottom <= dots(17.2) + 6


def test_the_background_is_not_shared_between_cards() -> None:
    first = paper(20, 10)
    first.paste("black", (0, 0, *first.size))
    assert paper(20, 10).getpixel((0, 0)) != (0, 0, 0)


def test_a_pdf_has_one_page_a_card_in_true_size(card: Card, words: CardWords, fonts: CardFonts) -> None:
    picture = drawn(card, words, fonts)
    pdf = as_pdf(picture for _ in range(3))
    pages = PdfReader(io.BytesIO(pdf), strict=True).pages
    assert len(pages) == 3
    # 85.6 x 54 mm are 242.6 x 153.1 points.
    assert [round(float(side), 1) for side in pages[0].mediabox[2:]] == [242.6, 153.1]
    printed = pages[2].images[0].image
    assert printed is not None
    [read] = zxingcpp.read_barcodes(printed)
    assert read.text == card.text
    assert pdf == as_pdf([picture] * 3)


def test_a_pdf_without_pages_does_not_exist() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        as_pdf([])
