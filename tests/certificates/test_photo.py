"""The canonical photo: made by us from whatever was sent, or refused with a reason."""

import hashlib
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certificates import PhotoRefused
from certificates.photo import canonical_photo, photo_digest


def sent(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def halves(width: int, height: int, upper: str = "red", lower: str = "blue") -> Image.Image:
    picture = Image.new("RGB", (width, height), upper)
    picture.paste(lower, (0, height // 2, width, height))
    return picture


def opened(canonical: bytes) -> Image.Image:
    return Image.open(io.BytesIO(canonical))


def colours(canonical: bytes) -> tuple[str, str]:
    """Dominant colour above and below."""
    picture = opened(canonical).convert("RGB")
    names = []
    for place in ((179, 60), (179, 380)):
        red, _, blue = picture.getpixel(place)  # type: ignore[misc]  # an RGB picture has triples
        names.append("red" if red > blue else "blue")
    return names[0], names[1]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_canonical_photo_is_a_jpeg_of_the_one_size(kind: str) -> None:
    picture = opened(canonical_photo(sent(halves(800, 1000), kind)))
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (358, 441), "RGB")


def test_the_same_file_gives_the_same_photo_and_digest() -> None:
    first, second = canonical_photo(sent(halves(800, 1000))), canonical_photo(sent(halves(800, 1000)))
    assert first == second
    assert photo_digest(first) == hashlib.sha256(first).digest()[:8]


def test_a_photo_is_turned_upright_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: rotate by 90 degrees to the right
    lying = halves(800, 1000).rotate(90, expand=True)
    canonical = canonical_photo(sent(lying, "JPEG", exif=exif, quality=95))
    assert colours(canonical) == ("red", "blue")


def test_nothing_that_came_along_in_the_file_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret note"
    exif[0x8825] = {1: "N", 2: (22.0, 32.0, 0.0)}
    canonical = canonical_photo(
        sent(halves(800, 1000), "JPEG", exif=exif, comment=b"a secret note", icc_profile=b"profile" * 40)
    )
    assert b"secret" not in canonical
    assert b"Exif" not in canonical
    assert b"profile" not in canonical
    assert not opened(canonical).getexif()


def test_a_wide_photo_is_cropped_in_the_middle_and_not_squeezed() -> None:
    wide = Image.new("RGB", (1200, 600), "blue")
    wide.paste("red", (400, 0, 800, 600))
    picture = opened(canonical_photo(sent(wide))).convert("RGB")
    # 600 high gives a crop 487 wide, from 356 to 843: 44 blue at each side, 400 red between.
    strip = [picture.getpixel((x, 220))[0] > 128 for x in range(358)]  # type: ignore[index]  # triples
    assert abs(strip.index(True) - 358 * 44 / 487) < 3
    assert strip[179]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_plain_colour(mode: str) -> None:
    grey = Image.new("L", (400, 500), 128)
    picture = Image.new("I;16", (400, 500), 128 * 256) if mode == "I;16" else grey.convert("RGB").convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    canonical = opened(canonical_photo(sent(picture, kind)))
    assert canonical.mode == "RGB"
    if mode != "1":
        red, green, blue = canonical.getpixel((100, 100))  # type: ignore[misc]  # an RGB picture has triples
        assert max(abs(red - 128), abs(green - 128), abs(blue - 128)) <= 3


def test_a_transparent_picture_is_put_on_white() -> None:
    canonical = opened(canonical_photo(sent(Image.new("RGBA", (400, 500), (0, 0, 0, 0)))))
    assert canonical.getpixel((100, 100)) == (255, 255, 255)


def a_png_that_says(width: int, height: int) -> bytes:
    """A few bytes that claim to be an enormous picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not_an_image"),
        (b"not a picture at all", "not_an_image"),
        (sent(halves(800, 1000))[:400], "not_an_image"),
        (sent(halves(800, 1000), "GIF"), "not_an_image"),
        (sent(halves(800, 1000), "BMP"), "not_an_image"),
        (sent(halves(357, 441)), "too_small"),
        (sent(halves(358, 440)), "too_small"),
        (a_png_that_says(5001, 5000), "too_many_pixels"),
        (a_png_that_says(12_000, 12_000), "too_many_pixels"),
        (a_png_that_says(60_000, 60_000), "too_many_pixels"),
        (bytes(20 * 2**20 + 1), "too_many_bytes"),
    ],
)
def test_what_cannot_become_a_photo_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(PhotoRefused) as refusal:
        canonical_photo(data)
    assert refusal.value.reason == reason


def test_the_smallest_photo_is_accepted() -> None:
    assert opened(canonical_photo(sent(halves(358, 441)))).size == (358, 441)


def test_a_very_grainy_photo_is_accepted_too() -> None:
    grainy = Image.merge("RGB", [Image.effect_noise((400, 500), 200) for _ in range(3)])
    assert opened(canonical_photo(sent(grainy))).size == (358, 441)


JPEG, PNG = sent(halves(400, 500), "JPEG"), sent(halves(400, 500))


@given(st.sampled_from([JPEG, PNG]), st.integers(0, 3000), st.binary(min_size=1, max_size=8))
@settings(max_examples=150)
def test_a_damaged_file_is_refused_or_read_and_never_fails_otherwise(file: bytes, place: int, change: bytes) -> None:
    damaged = file[:place] + change + file[place + len(change) :]
    try:
        assert opened(canonical_photo(damaged)).size == (358, 441)
    except PhotoRefused as refusal:
        assert refusal.reason in {"not_an_image", "too_many_pixels", "too_small"}
