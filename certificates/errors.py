"""What can go wrong with a certificate, each with what the caller needs to say so.

Nothing here knows a user. The application translates these at its border into sentences for the person at the counter;
the command line prints them as they are.
"""


class CertificateError(Exception):
    """Every refusal of this package."""


class MalformedCbor(CertificateError):
    """The bytes are not the one deterministic spelling of a CBOR item that this package reads."""


class MalformedToken(CertificateError):
    """The text is not a token of this system.

    `reason` names the step of docs/formats.md, certificates, section 7 that ended it: `not_ours`, `digits`, `version`,
    `envelope`.
    """

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class ClaimsInvalid(CertificateError):
    """A claim breaks its rule (section 3); `field` is the name of the argument of `Claims`."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field


class KeyInvalid(CertificateError):
    """A key cannot be read, is not on the curve, or is asked to do what it is not for."""


class TokenTooLong(CertificateError):
    """The text needs a larger symbol than the 33 mm field of the card can carry."""


class TrustListRefused(CertificateError):
    """The trust list is not accepted; `reason` is a short code, the sentence says what was expected."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class StatusListRefused(CertificateError):
    """The status list is not accepted; `reason` is a short code, the sentence says what was expected."""

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class PhotoRefused(CertificateError):
    """The picture cannot become a certificate photo.

    `reason`: `not_an_image`, `too_many_bytes`, `too_many_pixels`, `too_small`.
    """

    def __init__(self, reason: str, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class GlyphMissing(CertificateError):
    """The font has no picture for a character of the text, so the print would show an empty box.

    `char` is the character, `position` its place in the text, counted from 0.
    """

    def __init__(self, char: str, position: int) -> None:
        super().__init__(
            f"The font has no glyph for {char!r} (U+{ord(char):04X}), character {position + 1} of the text."
        )
        self.char = char
        self.position = position


class CardMismatch(CertificateError):
    """Claims, text and photo given for one card do not belong together; printing them would make a wrong card."""
