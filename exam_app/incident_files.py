"""Photos and voice notes of incidents as they come in. Pure: bytes in, bytes to keep out.

A photo is encoded anew, so nothing that came along in its file (place, time, maker of the telephone) is kept. A voice
note is kept as the browser recorded it: encoding it anew would need a decoder of half the world's formats.
"""

import io

from PIL import Image

from certificates import PhotoRefused
from certificates.picture import upright

LONGEST_SIDE = 1600
"""A note held in a hand, two metres away, is read."""
MOST_VOICE_BYTES = 1_500_000
"""A minute at 24 kbit/s is 180 kB; browsers that take no wish for the rate use up to 128 kbit/s."""
LONGEST_VOICE_SECONDS = 60
_QUALITY = 80
_HEAD = 64


class IncidentFileRefused(ValueError):
    """A file that is not kept; ``reason`` is not_a_photo, photo_too_large, not_a_voice, voice_too_large or too_long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def photo_of(data: bytes) -> bytes:
    """A photo as JPEG of at most 1600 pixels a side, from a JPEG or PNG file of at most 20 MiB and 25 million pixels.

    Raises :class:`IncidentFileRefused`.
    """
    try:
        picture = upright(data)
    except PhotoRefused as refused:
        reason = "not_a_photo" if refused.reason == "not_an_image" else "photo_too_large"
        raise IncidentFileRefused(reason) from refused
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=_QUALITY)
    return content.getvalue()


def voice_of(data: bytes, seconds: int) -> str:
    """The media type of a voice note by its first bytes: what MediaRecorder of today's browsers writes.

    ``seconds`` is what the recorder says; a file in which more than a minute fits is too large anyway. Raises
    :class:`IncidentFileRefused`.

    >>> voice_of(bytes.fromhex("1a45dfa3") + b"....webm", 12)
    'audio/webm'
    """
    if len(data) > MOST_VOICE_BYTES:
        raise IncidentFileRefused("voice_too_large")
    if not 0 < seconds <= LONGEST_VOICE_SECONDS:
        raise IncidentFileRefused("too_long")
    head = data[:_HEAD]
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:  # EBML and its DocType (RFC 8794, 11.2)
        return "audio/webm"
    if head.startswith(b"OggS") and b"OpusHead" in head:  # RFC 7845, 3
        return "audio/ogg"
    if head[4:8] == b"ftyp":  # ISO 14496-12, 4.3
        return "audio/mp4"
    raise IncidentFileRefused("not_a_voice")
