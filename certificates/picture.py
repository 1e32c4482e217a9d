"""Pictures as they were sent: decoded within bounds, turned upright, without anything that came along in the file."""

import io
import struct

from PIL import Image, ImageOps

from certificates.errors import PhotoRefused

MOST_PIXELS = 25_000_000
MOST_BYTES = 20 * 2**20

_FORMATS = ("JPEG", "PNG")
# What the decoders of Pillow raise for broken files; anything else would be a fault of ours and must be seen.
_DECODER_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)


def upright(data: bytes) -> Image.Image:
    """The picture of a JPEG or PNG file as it is to be looked at: RGB, transparent parts on white.

    Raises `PhotoRefused` with a reason: `not_an_image`, `too_many_bytes`, `too_many_pixels`. Decoding hostile files is
    bounded to 25 million pixels; the caller may still want a child process.
    """
    if len(data) > MOST_BYTES:
        raise PhotoRefused("too_many_bytes", f"The photo has more than {MOST_BYTES // 2**20} MiB.")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            # The size is read from the file's head; nothing is decoded before this line.
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(
                    "too_many_pixels", f"The photo has more than {MOST_PIXELS // 1_000_000} million pixels."
                )
            picture.load()
            return _on_white(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused(
            "too_many_pixels", f"The photo has more than {MOST_PIXELS // 1_000_000} million pixels."
        ) from error
    except _DECODER_ERRORS as error:
        raise PhotoRefused("not_an_image", "The file is not a JPEG or PNG picture, or it is damaged.") from error


def _on_white(picture: Image.Image) -> Image.Image:
    """A plain RGB copy: no palette, no transparency, and nothing that came along in the file."""
    if picture.mode.startswith("I") or picture.mode == "F":
        # 16 bits a pixel: Pillow would clip instead of scale.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    coloured = picture.convert("RGBA")
    page = Image.new("RGB", picture.size, "white")
    page.paste(coloured, mask=coloured.getchannel("A"))
    return page


def quantiser(data: bytes) -> tuple[float, tuple[int, int]]:
    """Mean step of the luminance quantiser of a JPEG (0 for a PNG) and its size in pixels; decodes nothing.

    The standard's tables (ITU-T T.81, annex K) have a mean of 58 at quality 50, 29 at 75 and 144 at 20.
    """
    with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
        table = getattr(picture, "quantization", {}).get(0)
        return (sum(table) / len(table) if table else 0.0), picture.size
