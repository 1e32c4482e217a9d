"""Photos and voice notes of incidents: what is kept of a photo, and what is no voice note."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from exam_app.incident_files import LONGEST_SIDE, MOST_VOICE_BYTES, IncidentFileRefused, photo_of, voice_of

WEBM = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d")
OGG = b"OggS" + bytes(24) + b"OpusHead"
MP4 = bytes(4) + b"ftypM4A " + bytes(8)


def a_photo(size: tuple[int, int] = (2400, 1800), form: str = "JPEG", **more: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, "teal").save(content, form, **more)
    return content.getvalue()


def exif_with_a_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def test_nothing_that_came_along_in_the_file_is_kept() -> None:
    sent = a_photo(exif=exif_with_a_place(), comment=b"taken at home")
    assert b"SecretPhoneMaker" in sent
    kept = photo_of(sent)
    assert b"SecretPhoneMaker" not in kept
    assert b"Exif" not in kept
    assert b"taken at home" not in kept


def test_a_photo_is_kept_small_and_as_jpeg() -> None:
    for form in ("JPEG", "PNG"):
        with Image.open(io.BytesIO(photo_of(a_photo(form=form)))) as kept:
            assert (kept.format, max(kept.size)) == ("JPEG", LONGEST_SIDE)


def test_a_small_photo_is_not_made_larger() -> None:
    with Image.open(io.BytesIO(photo_of(a_photo((320, 200))))) as kept:
        assert kept.size == (320, 200)


@pytest.mark.parametrize("sent", [b"", b"GIF89a" + bytes(20), b"<html>", a_photo()[:200], WEBM])
def test_what_is_no_photo_is_refused(sent: bytes) -> None:
    with pytest.raises(IncidentFileRefused, match="not_a_photo"):
        photo_of(sent)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_photo_or_refused(sent: bytes) -> None:
    with pytest.raises(IncidentFileRefused):
        photo_of(sent)


@pytest.mark.parametrize(("sent", "kind"), [(WEBM, "audio/webm"), (OGG, "audio/ogg"), (MP4, "audio/mp4")])
def test_what_browsers_record_is_known_by_its_bytes(sent: bytes, kind: str) -> None:
    assert voice_of(sent, 1) == kind
    assert voice_of(sent, 60) == kind


@pytest.mark.parametrize("sent", [b"", b"<script>", b"RIFF" + bytes(60), a_photo(), b"x" + WEBM])
def test_what_is_no_voice_note_is_refused(sent: bytes) -> None:
    with pytest.raises(IncidentFileRefused, match="not_a_voice"):
        voice_of(sent, 10)


@pytest.mark.parametrize("seconds", [-1, 0, 61, 3600])
def test_a_voice_note_lasts_at_most_a_minute(seconds: int) -> None:
    with pytest.raises(IncidentFileRefused, match="too_long"):
        voice_of(WEBM, seconds)


def test_a_voice_note_has_a_size() -> None:
    assert voice_of(WEBM + bytes(MOST_VOICE_BYTES - len(WEBM)), 60) == "audio/webm"
    with pytest.raises(IncidentFileRefused, match="voice_too_large"):
        voice_of(WEBM + bytes(MOST_VOICE_BYTES), 60)
