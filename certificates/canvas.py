"""Canvas: drawing in millimetres at 300 dpi; text shrinks or wraps to its place and never shows an empty box."""

from dataclasses import dataclass
from functools import lru_cache
from math import sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from certificates.errors import GlyphMissing
from certificates.symbol import DOTS_PER_INCH

INK = "#1b1f24"
SECOND_INK = "#4a5560"
AMBER = "#ffc400"
WHITE = "#ffffff"

_WAVE = "#d5dade"
# Where the baseline lies in the square of a Chinese character; Latin letters and digits sit on the same line.
_BASELINE = 0.88
_LINE_HEIGHT = 1.25
# A code point that is no character in any font, so what is drawn for it is the font's sign for "missing".
_NO_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class CardFonts:
    """Font files (TTF, OTF or TTC) to print with; `face` is the number of the face inside a TTC collection."""

    regular: Path
    bold: Path
    face: int = 0


def dots(millimetres: float) -> int:
    """Printer dots at 300 dpi."""
    return round(millimetres * DOTS_PER_INCH / 25.4)


class Canvas:
    """One printed side. Positions and sizes are millimetres from the top left; text sits in its em square."""

    def __init__(self, image: Image.Image, fonts: CardFonts) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)
        self._fonts = fonts

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle."""
        self._draw.rectangle((dots(x), dots(y), dots(x + width) - 1, dots(y + height) - 1), fill)

    def frame(self, x: float, y: float, width: float, height: float, colour: str, line_dots: int = 2) -> None:
        """The outline of a rectangle, inside it."""
        self._draw.rectangle(
            (dots(x), dots(y), dots(x + width) - 1, dots(y + height) - 1), outline=colour, width=line_dots
        )

    def picture(self, picture: Image.Image, x: float, y: float, width: float, height: float) -> None:
        """A picture, scaled to its place."""
        size = dots(width), dots(height)
        self.image.paste(picture.resize(size, Image.Resampling.LANCZOS), (dots(x), dots(y)))

    def centred(self, picture: Image.Image, x: float, y: float, side: float) -> None:
        """A picture dot for dot in the middle of a square field; never scaled, because it is a QR code."""
        free = dots(side) - picture.width
        self.image.paste(picture, (dots(x) + free // 2, dots(y) + free // 2))

    def line(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        width: float,
        bold: bool = False,
        colour: str = INK,
        anchor: str = "l",
    ) -> None:
        """One line of text, made smaller if it is wider than `width`.

        `anchor`: `l` starts at x, `m` is centred on x, `r` ends at x. Raises `GlyphMissing`.
        """
        path = self._path(bold)
        _require_glyphs(text, path, self._fonts.face)
        fitting = size
        while self._width(text, path, fitting) > dots(width) and fitting > 0.5:
            fitting *= 0.97
        # A smaller line keeps the baseline of the size that was asked for, so that neighbours stay level.
        baseline = dots(y + _BASELINE * size)
        font = _font(path, self._fonts.face, dots(fitting))
        self._draw.text((dots(x), baseline), text, colour, font, anchor=f"{anchor}s")

    def block(
        self, text: str, x: float, y: float, *, width: float, height: float, largest: float, bold: bool = False
    ) -> None:
        """Text wrapped into a box, in the largest size that fits, centred vertically. Raises `GlyphMissing`."""
        path = self._path(bold)
        _require_glyphs(text, path, self._fonts.face)
        size, lines = largest, self._wrapped(text, path, largest, width)
        while len(lines) * size * _LINE_HEIGHT > max(height, largest * _LINE_HEIGHT) and size > 0.5:
            size *= 0.95
            lines = self._wrapped(text, path, size, width)
        top = y + max(0.0, (height - len(lines) * size * _LINE_HEIGHT) / 2)
        for number, line in enumerate(lines):
            self.line(line, x, top + (number + 0.1) * size * _LINE_HEIGHT, size, width=width, bold=bold)

    def _path(self, bold: bool) -> Path:
        return self._fonts.bold if bold else self._fonts.regular

    def _width(self, text: str, path: Path, size: float) -> float:
        return _font(path, self._fonts.face, dots(size)).getlength(text)

    def _wrapped(self, text: str, path: Path, size: float, width: float) -> list[str]:
        """Greedy lines; broken after a space or a name dot where there is one, else between any two characters."""
        lines, rest = [], text
        while self._width(rest, path, size) > dots(width) and len(rest) > 1:
            fitting = next(
                n for n in range(len(rest) - 1, 0, -1) if n == 1 or self._width(rest[:n], path, size) <= dots(width)
            )
            seam = max(rest.rfind(" ", 0, fitting), rest.rfind("\u00b7", 0, fitting)) + 1
            taken = seam or fitting
            lines.append(rest[:taken].rstrip(" "))
            rest = rest[taken:]
        return [*lines, rest]


def paper(width: float, height: float) -> Image.Image:
    """A white side of that size with fine wavy lines: our own look."""
    return _waves(dots(width), dots(height)).copy()


@lru_cache(maxsize=4)
def _waves(width: int, height: int) -> Image.Image:
    """Drawn once for each size, at twice the size, because Pillow draws lines without smooth edges."""
    large = Image.new("RGB", (2 * width, 2 * height), WHITE)
    draw = ImageDraw.Draw(large)
    step, gap = dots(1.0), dots(3.6) + height // 100
    for number, middle in enumerate(range(-dots(12), 2 * height + dots(12), gap)):
        points = [(x, middle + _swing(x / dots(1), number)) for x in range(0, 2 * width + step, step)]
        draw.line(points, _WAVE, width=3, joint="curve")
    return large.resize((width, height), Image.Resampling.LANCZOS)


def _swing(millimetres: float, number: int) -> float:
    slow = sin(millimetres / 21 + number * 0.31) * dots(3.4)
    quick = sin(millimetres / 9.3 - number * 0.47) * dots(1.1)
    return slow + quick


@lru_cache(maxsize=256)
def _font(path: Path, face: int, size: int) -> ImageFont.FreeTypeFont:
    # The basic layout engine: the same dots on every machine, with or without the optional shaping library.
    return ImageFont.truetype(path, max(size, 1), face, layout_engine=ImageFont.Layout.BASIC)


def _require_glyphs(text: str, path: Path, face: int) -> None:
    for position, char in enumerate(text):
        if not _has_glyph(char, path, face):
            raise GlyphMissing(char, position)


@lru_cache(maxsize=50_000)
def _has_glyph(char: str, path: Path, face: int) -> bool:
    """Whether the font draws this character, told by its picture: not the sign for "missing", and not nothing."""
    if char.isspace():
        return True
    drawn = _glyph(char, path, face)
    return bool(drawn[1]) and drawn != _glyph(_NO_CHARACTER, path, face)


def _glyph(char: str, path: Path, face: int) -> tuple[tuple[int, int], bytes]:
    mask = _font(path, face, 32).getmask(char, "L")
    return mask.size, bytes(mask)
