"""A printed card before a lens: a decoder that reads it, and a film of it for Chromium's fake camera."""

import io
from pathlib import Path

import zxingcpp
from PIL import Image

FRAME = (1280, 720)


def decoded(card: bytes) -> str:
    """What the one QR code of the picture says."""
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(card)))
    return code.text


def film_of(card: bytes, path: Path) -> Path:
    """Write one frame of video in the format that Chromium's fake camera plays: the card is held so that its code
    stands in the middle, where the page shows a square for it."""
    table = Image.new("RGB", FRAME, (120, 120, 120))
    picture = Image.open(io.BytesIO(card)).convert("RGB")
    picture.thumbnail((FRAME[0] - 80, FRAME[1] - 40))
    [code] = zxingcpp.read_barcodes(picture)
    first, last = code.position.top_left, code.position.bottom_right
    table.paste(picture, ((FRAME[0] - first.x - last.x) // 2, (FRAME[1] - first.y - last.y) // 2))
    luma, blue, red = table.convert("YCbCr").split()
    half = (FRAME[0] // 2, FRAME[1] // 2)
    planes = [luma.tobytes(), *(plane.resize(half).tobytes() for plane in (blue, red))]
    header = f"YUV4MPEG2 W{FRAME[0]} H{FRAME[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + b"FRAME\n" + b"".join(planes))
    return path
