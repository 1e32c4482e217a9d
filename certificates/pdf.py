"""Images as a PDF, one a page, at 300 dpi.

Pillow's own writer wants all images in memory at once: 500 cards are a gigabyte. This one takes them one by one and
keeps only what it has written. It writes no date and no random identifier, so the same images give the same file.
"""

import io
from collections.abc import Iterable

from PIL import Image

DOTS_PER_INCH = 300

_POINTS_PER_DOT = 72 / DOTS_PER_INCH
# At 300 dpi without colour subsampling this quality shows no fault to the eye and none to a QR reader.
_QUALITY = 92


def as_pdf(images: Iterable[Image.Image]) -> bytes:
    """A PDF with one page an image, each page as large as its image at 300 dpi. `ValueError` without any image.

    Give a generator for a batch, so that one image is in memory at a time.
    """
    # Objects 1 and 2 are the catalogue and the page tree, which can be written only when all pages are known.
    objects: list[bytes] = [b"", b""]
    pages: list[bytes] = []
    for image in images:
        width, height = (side * _POINTS_PER_DOT for side in image.size)
        first = len(objects) + 1
        pages.append(b"%d 0 R" % first)
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents %d 0 R" % (width, height, first + 1)
            + b" /Resources << /XObject << /I %d 0 R >> >> >>" % (first + 2),
            _stream(b"", b"q %.3f 0 0 %.3f 0 0 cm /I Do Q" % (width, height)),
            _picture(image),
        ]
    if not pages:
        raise ValueError("a PDF needs at least one page")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), b" ".join(pages))
    return _file(objects)


def _picture(image: Image.Image) -> bytes:
    jpeg = io.BytesIO()
    image.convert("RGB").save(jpeg, "JPEG", quality=_QUALITY, subsampling=0)
    head = b"/Type /XObject /Subtype /Image /Width %d /Height %d" % image.size
    return _stream(head + b" /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode", jpeg.getvalue())


def _stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


def _file(objects: list[bytes]) -> bytes:
    """Header, objects, cross-reference table, trailer (ISO 32000-1, 7.5)."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(written)
