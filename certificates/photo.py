"""The certificate photo: what an applicant sent becomes one canonical file, and its digest is sealed.

Canonical means made here: decoded, turned upright, cropped, resized and encoded anew, without metadata. The digest is
of that file and never of the file that was sent, because eight bytes allow an applicant to prepare two pictures with
one digest (2^32 work), but not through our encoder.
"""

import hashlib
import io

from PIL import Image, ImageOps

from certificates.claims import PHOTO_DIGEST_BYTES
from certificates.errors import PhotoRefused
from certificates.picture import upright

WIDTH, HEIGHT = 358, 441

_QUALITY = 90


def canonical_photo(data: bytes) -> bytes:
    """The canonical JPEG (358 x 441) of a photo as it was sent (JPEG or PNG).

    The middle of the upright picture is cropped to 358:441; it must have at least that many pixels, because enlarging
    would invent a face. Raises `PhotoRefused` with a reason: `not_an_image`, `too_many_bytes`, `too_many_pixels`,
    `too_small`. Decoding hostile files is bounded to 25 million pixels; the caller may still want a child process.
    """
    picture = upright(data)
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


def _is_large_enough(picture: Image.Image) -> bool:
    """Whether the crop to 358:441 has at least that many pixels."""
    return picture.width >= WIDTH and picture.height >= HEIGHT
