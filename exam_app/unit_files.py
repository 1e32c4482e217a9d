"""Files that units hand in: which kind a file is by its bytes, whatever its name says. Pure: bytes in, kind out."""

import io
import warnings
from enum import StrEnum

from PIL import Image, UnidentifiedImageError

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""About A4 at 600 dpi, with room."""
PDF_HEAD, PDF_TAIL = b"%PDF-", b"%%EOF"
TAIL_WITHIN = 1024
"""A reader looks for the end mark in the last 1024 bytes (ISO 32000-1, annex H, note 18)."""


class FileKind(StrEnum):
    """What can be handed in; the value is the media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


class FileRefused(ValueError):
    """A file that is not taken; ``reason`` is too_large, empty, cut_off, or not_a_document."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def kind_of_file(data: bytes) -> FileKind:
    """Judge a file by its content; raises :class:`FileRefused`. An image is decoded as far as its header and its end.

    >>> kind_of_file(b"%PDF-1.7 ... %%EOF")
    <FileKind.PDF: 'application/pdf'>
    """
    if not data:
        raise FileRefused("empty")
    if len(data) > MOST_BYTES:
        raise FileRefused("too_large")
    if data.startswith(PDF_HEAD):
        if PDF_TAIL not in data[-TAIL_WITHIN:]:
            raise FileRefused("cut_off")
        return FileKind.PDF
    return _kind_of_image(data)


def _kind_of_image(data: bytes) -> FileKind:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise FileRefused("too_large")
                kind = FileKind.JPEG if image.format == "JPEG" else FileKind.PNG
                image.load()
        except Image.DecompressionBombError as error:
            raise FileRefused("too_large") from error
        except Image.DecompressionBombWarning as warning:
            raise FileRefused("too_large") from warning
        except UnidentifiedImageError as error:
            raise FileRefused("not_a_document") from error
        except (OSError, SyntaxError, ValueError) as error:
            if isinstance(error, FileRefused):
                raise
            raise FileRefused("cut_off") from error
    return kind
