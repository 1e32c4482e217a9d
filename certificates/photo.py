"""The certificate photo: what an applicant sent becomes one canonical file, and its digest is sealed.

Canonical means made here: decoded, turned upright, cropped, resized and encoded anew, without metadata. The digest is
of that file and never of the file that was sent, because eight bytes allow an applicant to prepare two pictures with
one digest (2^32 work), but not through our encoder.
"""

import hashlib
import io
import struct

from PIL import Image, ImageOps

from certificates.claims import PHOTO_DIGEST_BYTES
from certificates.errors import PhotoRefused

WIDTH, HEIGHT = 358, 441
MOST_PIXELS = 25_000_000
MOST_BYTES = 20 * 2**20

_FORMATS = ("JPEG", "PNG")
_QUALITY = 90
# What the decoders of Pillow raise for broken files; anything else would be a fault of ours and must be seen.
_DECODER_ERRORS = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error)


def canonical_photo(data: bytes) -> bytes:
    """The canonical JPEG (358 x 441) of a photo as it was sent (JPEG or PNG).

    The middle of the upright picture is cropped to 358:441; it must have at least that many pixels, because enlarging
    would invent a face. Raises `PhotoRefused` with a reason: `not_an_image`, `too_many_bytes`, `too_many_pixels`,
    `too_small`. Decoding hostile files is bounded to 25 million pixels; the caller may still want a child process.
    """
    if len(data) > MOST_BYTES:
        raise PhotoRefused("too_many_bytes", f"The photo has more than {MOST_BYTES // 2**20} MiB.")
    picture = _upright(data)
    if not _is_large_enough(picture):
        raise PhotoRefused("too_small", f"The photo is smaller than {WIDTH} x {HEIGHT} pixels after cropping.")
    portrait = ImageOps.fit(picture, (WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    canonical = io.BytesIO()
    # Not optimize=True: with it the encoder of Pillow gives up on grainy pictures, whose data outgrow its buffer.
    portrait.save(canonical, "JPEG", quality=_QUALITY, subsampling=0)
    return canonical.getvalue()


def photo_digest(canonical: bytes) -> bytes:
    """First 8 bytes of SHA-256 of the canonical file: ties a photo on the officer's device to the certificate."""
    return hashlib.sha256(canonical).digest()[:PHOTO_DIGEST_BYTES]


def _upright(data: bytes) -> Image.Image:
    """Decode within bounds, apply the camera's orientation, put transparent pictures on white."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            # The size is read from the file's head; nothing is decoded before this line.
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoRefused(
                    "too_many_pixels", f"The photo has more than {MOST_PIXELS // 1_000_000} million pixels."
                )
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            return _on_white(upright)
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


def _is_large_enough(picture: Image.Image) -> bool:
    """Whether the crop to 358:441 has at least that many pixels."""
    return picture.width >= WIDTH and picture.height >= HEIGHT
