"""Papers as they come in: a picture is encoded anew, a PDF is looked through, and what should be better is said.

Pure: bytes in, values out. Nothing that came along in a picture's file (place, time, maker of the telephone) is kept.
"""

import io
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PIL import Image

from certificates import PhotoRefused
from certificates.photo_quality import sharpness
from certificates.picture import upright
from exam_app.pdf_pages import MOST_PAGES, PdfUnreadable, read_pdf
from exam_app.unit_files import FileKind, FileRefused, kind_of_file

LONGEST_SIDE = 1600
"""A4 at 137 dots an inch: small print is read, and a pack of sixty people stays a file that can be sent."""
THUMBNAIL = (132, 168)
"""Too small to read a number on a card."""
SMALLEST_SIDE = 480
SIDE_ENOUGH = 900
"""Of the longer side. Below the first nothing on an A4 sheet can be read, below the second the small print cannot."""
MEASURED_WIDTH = 600
SHARP_ENOUGH = 0.02
LIT_ENOUGH = 120.0
LIT_AT_ALL = 50.0
_QUALITY = 80


class PaperFinding(StrEnum):
    """What should be better in the picture of a paper."""

    SMALL = "small"
    DARK = "dark"
    BLURRED = "blurred"


@dataclass(frozen=True)
class PaperFile:
    """A paper as it is kept."""

    kind: FileKind
    content: bytes
    pages: int
    thumbnail: bytes
    """JPEG of at most 132 x 168 pixels."""
    findings: tuple[PaperFinding, ...] = ()


def paper_of(data: bytes) -> PaperFile:
    """A paper from the file that was sent: JPEG, PNG or PDF of at most 10 MB, judged by its bytes.

    Raises :class:`~exam_app.unit_files.FileRefused` with a reason: those of :func:`kind_of_file`, ``locked``,
    ``unreadable``, ``too_many_pages``, ``too_small``, ``too_dark``.
    """
    if kind_of_file(data) is FileKind.PDF:
        return _from_pdf(data)
    try:
        return _from_picture(upright(data))
    except PhotoRefused as refused:
        raise FileRefused("too_large") from refused


def _from_pdf(data: bytes) -> PaperFile:
    try:
        seen = read_pdf(data)
    except PdfUnreadable as error:
        raise FileRefused("locked" if error.is_locked else "unreadable") from error
    if seen.pages > MOST_PAGES:
        raise FileRefused("too_many_pages")
    return PaperFile(FileKind.PDF, data, seen.pages, _small(upright(seen.first)))


def _from_picture(picture: Image.Image) -> PaperFile:
    findings = _findings(picture)
    kept = picture.copy()
    kept.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    kept.save(content, "JPEG", quality=_QUALITY)
    return PaperFile(FileKind.JPEG, content.getvalue(), 1, _small(kept), findings)


def _small(picture: Image.Image) -> bytes:
    drawn = picture.copy()
    drawn.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    content = io.BytesIO()
    drawn.save(content, "JPEG", quality=75)
    return content.getvalue()


def _findings(picture: Image.Image) -> tuple[PaperFinding, ...]:
    """Measured on a small grey copy, so that a telephone's picture and a scan are judged alike."""
    longer = max(picture.size)
    if longer < SMALLEST_SIDE:
        raise FileRefused("too_small")
    high = max(1, round(picture.height * MEASURED_WIDTH / picture.width))
    small = picture.convert("L").resize((MEASURED_WIDTH, min(high, 4 * MEASURED_WIDTH)), Image.Resampling.BILINEAR)
    grey = np.asarray(small, dtype=np.float64)
    bright = float(np.percentile(grey, 95))
    if bright < LIT_AT_ALL:
        raise FileRefused("too_dark")
    found = []
    if longer < SIDE_ENOUGH:
        found.append(PaperFinding.SMALL)
    if bright < LIT_ENOUGH:
        found.append(PaperFinding.DARK)
    if sharpness(grey) < SHARP_ENOUGH:
        found.append(PaperFinding.BLURRED)
    return tuple(found)
