"""The printed certificate: an ID-1 card and an A4 page, with photo, number and QR code.

Everything stands on one side of the card. Two sides give more room, but a batch printed on two sides can be paired
wrongly, and then one guard's code is on the back of another guard's photo. The look is our own; no emblem, no seal, no
dark-blue booklet, because the ministry's form is reserved to it. No ID number, birthday or address either.
"""

import io
from dataclasses import dataclass

from PIL import Image

from certificates.canvas import AMBER, INK, SECOND_INK, WHITE, Canvas, CardFonts, paper
from certificates.claims import Claims
from certificates.errors import CardMismatch
from certificates.number import format_number
from certificates.pdf import as_pdf
from certificates.photo import HEIGHT as PHOTO_HEIGHT
from certificates.photo import WIDTH as PHOTO_WIDTH
from certificates.photo import photo_digest
from certificates.qr import draw_qr
from certificates.symbol import FIELD_MM, largest_dots_per_module
from certificates.token import is_the_text_of

__all__ = ["CARD_MM", "PAGE_MM", "CardFonts", "CardWords", "as_pdf", "draw_card", "draw_page"]

CARD_MM = (85.6, 54.0)
PAGE_MM = (210.0, 297.0)

_PHOTO_SHAPE = PHOTO_HEIGHT / PHOTO_WIDTH


@dataclass(frozen=True)
class CardWords:
    """Every word on card and page but name and number, in the language of the caller.

    `issued_on` and `expires_after` are the days as they are written in that language; without an end `expires_after` is
    empty and its label is not printed. `scan_line` says with what to scan. `notice` says what the card is not.
    `guidance`, `found_line` and `footer` are printed on the page only.
    """

    title: str
    issuer: str
    name_label: str
    number_label: str
    type_name: str
    issued_label: str
    issued_on: str
    scan_line: str
    notice: str
    expires_label: str = ""
    expires_after: str = ""
    guidance: tuple[str, ...] = ()
    found_line: str = ""
    footer: str = ""


def draw_card(claims: Claims, text: str, photo: bytes, words: CardWords, fonts: CardFonts) -> Image.Image:
    """The card, 85.6 x 54 mm at 300 dpi (1011 x 638 dots), RGB.

    `text` is what `seal` made of these claims, `photo` the canonical photo whose digest they carry. Raises
    `CardMismatch` if the three do not belong together, `GlyphMissing` if a font lacks a character, `TokenTooLong` if
    the code would be too fine.
    """
    portrait = _portrait(claims, text, photo)
    canvas = _canvas(CARD_MM, fonts)
    _band(canvas, words, width=CARD_MM[0], height=9.0, margin=3.6, title_size=5.0)

    canvas.picture(portrait, 3.6, 12.6, 19.0, 19.0 * _PHOTO_SHAPE)
    canvas.frame(3.6, 12.6, 19.0, 19.0 * _PHOTO_SHAPE, INK)

    left, width = 24.4, 23.8
    canvas.line(words.name_label, left, 12.4, 2.1, width=width, colour=SECOND_INK)
    canvas.block(claims.name, left, 14.7, width=width, height=7.2, largest=5.6, bold=True)
    canvas.line(words.type_name, left, 22.7, 2.8, width=width)
    canvas.line(words.issued_label, left, 26.5, 2.1, width=width, colour=SECOND_INK)
    canvas.line(words.issued_on, left, 28.9, 2.7, width=width)
    if words.expires_after:
        canvas.line(words.expires_label, left, 32.3, 2.1, width=width, colour=SECOND_INK)
        canvas.line(words.expires_after, left, 34.7, 2.7, width=width)

    canvas.line(words.number_label, 3.6, 38.6, 2.1, width=44.6, colour=SECOND_INK)
    canvas.line(format_number(claims.number), 3.6, 41.0, 4.7, width=44.6, bold=True)
    canvas.line(words.notice, 3.6, 48.6, 2.5, width=44.6, bold=True)

    _code(canvas, text, 49.6, 12.2)
    canvas.line(words.scan_line, 49.6 + FIELD_MM / 2, 48.6, 2.5, width=FIELD_MM, bold=True, anchor="m")
    canvas.frame(0, 0, *CARD_MM, SECOND_INK)
    return canvas.image


def draw_page(claims: Claims, text: str, photo: bytes, words: CardWords, fonts: CardFonts) -> Image.Image:
    """The A4 page at 300 dpi (2480 x 3508 dots), RGB, for the file and the wall. Arguments, errors: as `draw_card`."""
    portrait = _portrait(claims, text, photo)
    canvas = _canvas(PAGE_MM, fonts)
    _band(canvas, words, width=PAGE_MM[0], height=34.0, margin=22.0, title_size=14.0)

    canvas.picture(portrait, 22.0, 60.0, 45.0, 45.0 * _PHOTO_SHAPE)
    canvas.frame(22.0, 60.0, 45.0, 45.0 * _PHOTO_SHAPE, INK, line_dots=3)

    left, width = 78.0, 110.0
    canvas.line(words.name_label, left, 59.4, 4.2, width=width, colour=SECOND_INK)
    canvas.block(claims.name, left, 65.5, width=width, height=18.0, largest=13.0, bold=True)
    canvas.line(words.type_name, left, 86.0, 6.0, width=width)
    canvas.line(words.issued_label, left, 99.6, 4.2, width=width / 2 - 3, colour=SECOND_INK)
    canvas.line(words.issued_on, left, 105.8, 6.0, width=width / 2 - 3)
    if words.expires_after:
        canvas.line(words.expires_label, left + width / 2, 99.6, 4.2, width=width / 2, colour=SECOND_INK)
        canvas.line(words.expires_after, left + width / 2, 105.8, 6.0, width=width / 2)

    canvas.line(words.number_label, 22.0, 134.0, 4.2, width=166.0, colour=SECOND_INK)
    canvas.line(format_number(claims.number), 22.0, 140.0, 14.0, width=166.0, bold=True)

    canvas.box(22.0, 176.0, 166.0, 0.6, AMBER)
    _code(canvas, text, 22.0, 188.0)
    canvas.line(words.scan_line, 64.0, 189.4, 7.0, width=124.0, bold=True)
    for number, sentence in enumerate(words.guidance):
        canvas.line(sentence, 64.0, 201.4 + 8.0 * number, 5.0, width=124.0)

    canvas.line(words.notice, 22.0, 258.0, 5.6, width=166.0, bold=True)
    canvas.line(words.found_line, 22.0, 267.0, 5.0, width=166.0)
    canvas.line(words.footer, 22.0, 281.0, 3.6, width=166.0, colour=SECOND_INK)
    return canvas.image


def _portrait(claims: Claims, text: str, photo: bytes) -> Image.Image:
    """The photo, after making sure that it, the text and the claims are of one certificate."""
    if not is_the_text_of(text, claims):
        raise CardMismatch("The text was sealed for other claims.")
    if photo_digest(photo) != claims.photo:
        raise CardMismatch("The photo is not the one whose digest was sealed.")
    return Image.open(io.BytesIO(photo), formats=("JPEG",)).convert("RGB")


def _canvas(size_mm: tuple[float, float], fonts: CardFonts) -> Canvas:
    width, height = size_mm
    return Canvas(paper(width, height), fonts)


def _band(canvas: Canvas, words: CardWords, *, width: float, height: float, margin: float, title_size: float) -> None:
    """The head: title, organ, and the amber line below."""
    canvas.box(0, 0, width, height, INK)
    canvas.box(0, height, width, height / 11, AMBER)
    inner, middle = width - 2 * margin, height / 2
    canvas.line(words.title, margin, middle - title_size / 2, title_size, width=inner * 0.5, bold=True, colour=WHITE)
    organ = title_size * 0.58
    canvas.line(words.issuer, width - margin, middle - organ / 2, organ, width=inner * 0.45, colour=WHITE, anchor="r")


def _code(canvas: Canvas, text: str, x: float, y: float) -> None:
    """The white field of 33 mm and the largest symbol of whole dots in its middle."""
    canvas.box(x, y, FIELD_MM, FIELD_MM, WHITE)
    canvas.centred(draw_qr(text, largest_dots_per_module(text)), x, y, FIELD_MM)
