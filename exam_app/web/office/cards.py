"""The printed certificate: its words in Chinese whoever prints it, its fonts from the build, one sheet for a batch."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO

from flask_babel import force_locale, gettext
from PIL import Image

from certificates import GlyphMissing
from certificates.card import CardFonts, CardWords, as_pdf, draw_card, draw_page
from exam_app.errors import Conflict
from exam_app.queries.certificates import Printable
from exam_app.terms import N_
from exam_app.web.rendering import DIST

CARD_LANGUAGE = "zh_Hans"
FONTS = CardFonts(DIST / "fonts" / "NotoSansSC-Regular.ttf", DIST / "fonts" / "NotoSansSC-Bold.ttf")
GUIDANCE = (
    N_("Compare the photo and the identity card with the person."),
    N_("A copied code is genuine too: the paper is checked, the person is not."),
    N_("Anybody can check number and name on the public page of the host in the code."),
)


def card_png(certificate: Printable) -> bytes:
    """One card as a PNG of 300 dpi."""
    out = BytesIO()
    _card(certificate).save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


def cards_pdf(certificates: Sequence[Printable]) -> bytes:
    """Cards, one a page of the size of a card."""
    return as_pdf(map(_card, certificates))


def pages_pdf(certificates: Sequence[Printable]) -> bytes:
    """A4 pages for file and wall."""
    return as_pdf(_pages(certificates))


def _card(certificate: Printable) -> Image.Image:
    words = card_words(certificate)
    try:
        return draw_card(certificate.claims, certificate.text, certificate.photo, words, FONTS)
    except GlyphMissing as missing:
        raise _no_glyph(certificate, missing) from missing


def _pages(certificates: Iterable[Printable]) -> Iterable[Image.Image]:
    for certificate in certificates:
        try:
            yield draw_page(certificate.claims, certificate.text, certificate.photo, card_words(certificate), FONTS)
        except GlyphMissing as missing:
            raise _no_glyph(certificate, missing) from missing


def _no_glyph(certificate: Printable, missing: GlyphMissing) -> Conflict:
    return Conflict(
        "The print font lacks character %(position)s (“%(char)s”) of the name %(name)s. Nothing was printed.",
        position=missing.position + 1,
        char=missing.char,
        name=certificate.claims.name,
    )


def card_words(certificate: Printable) -> CardWords:
    """Every printed word but name and number. The look and the words are our own, never the ministry's form."""
    claims = certificate.claims
    with force_locale(CARD_LANGUAGE):
        return CardWords(
            title=gettext(N_("Verification card")),
            issuer=certificate.issuer_name,
            name_label=gettext(N_("Name")),
            number_label=gettext(N_("Certificate number")),
            type_name=gettext(N_("Guard certificate")),
            issued_label=gettext(N_("Issued on")),
            issued_on=_day(claims.issued_on),
            expires_label=gettext(N_("Valid until")),
            expires_after=_day(claims.expires_after) if claims.expires_after else "",
            scan_line=gettext(N_("Officers scan here")),
            notice=gettext(N_("This card does not replace the guard certificate.")),
            guidance=tuple(gettext(sentence) for sentence in GUIDANCE),
            found_line=gettext(N_("If you find this card, please hand it in at any police station.")),
            footer=gettext(N_("Issued by %(organ)s. Sealed with a digital signature."))
            % {"organ": certificate.issuer_name},
        )


def _day(day: date) -> str:
    """2026年11月24日 on a card in Chinese."""
    said: str = gettext(N_("%(year)d-%(month)02d-%(day)02d"))
    return said % {"year": day.year, "month": day.month, "day": day.day}
