"""What units hand in is judged by its bytes: a renamed file, half a file, a picture that would fill the memory."""

import io
import struct
import zlib

import pytest
from PIL import Image

from exam_app.unit_files import MOST_BYTES, FileKind, FileRefused, kind_of_file

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def picture(kind: str) -> bytes:
    sheet = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(sheet, kind)
    return sheet.getvalue()


def a_bomb() -> bytes:
    """A PNG that says it is 60,000 pixels square."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100)))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def test_a_file_is_what_its_bytes_are() -> None:
    assert kind_of_file(PDF) == FileKind.PDF
    assert kind_of_file(picture("PNG")) == FileKind.PNG
    assert kind_of_file(picture("JPEG")) == FileKind.JPEG


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "not_a_document"),
        (b"<html><script>", "not_a_document"),
        (PDF[:20], "cut_off"),
        (picture("JPEG")[:-200], "cut_off"),
        (picture("PNG")[:60], "cut_off"),
        (picture("GIF"), "not_a_document"),
        (a_bomb(), "too_large"),
        (PDF + b" " * MOST_BYTES, "too_large"),
    ],
    ids=["empty", "program", "page", "half a PDF", "half a JPEG", "half a PNG", "GIF", "bomb", "large"],
)
def test_what_is_no_whole_document_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        kind_of_file(data)
    assert refused.value.reason == reason
