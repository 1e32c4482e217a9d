"""Printed documents: values in, PDF bytes out. Pure: knows neither tables nor pages, and says nothing of its own.

Typst sets the sheets from ``templates/print``. Data reach it as JSON beside the template, never inside it, so a name
such as ``#panic()`` is printed as it is written. All words come from the caller, in the reader's language; fonts are
the built ones, whatever the machine has installed.
"""

import io
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

import qrcode
import typst
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

PACKAGE = Path(__file__).parent
FONTS = PACKAGE / "static" / "dist" / "fonts"


class FontsMissing(RuntimeError):
    """The built fonts are not there: a broken installation. Without them a name would come out as empty boxes."""


@dataclass(frozen=True)
class Ticket:
    """One admission ticket, every value as it is to be read."""

    name: str
    id_number: str
    """Masked: the ticket gets lost, the card is compared at the door."""
    photo: bytes | None
    """JPEG; None leaves a frame with :attr:`TicketWords.photo_missing`."""
    number: str
    """Ticket number of digits; set in groups, and whole in the QR code."""
    starts: str
    """Day and time, the largest line."""
    doors: str
    """When the door opens and closes and how long the examination lasts."""
    room: str
    seat: str
    centre: str
    address: str
    directions: str
    """How to get there; may be empty."""
    replaces: str = ""
    """That it takes the place of an earlier ticket, where the examination was moved."""


@dataclass(frozen=True)
class TicketWords:
    """What is the same on every ticket of a file in one language."""

    title: str
    organiser: str
    id_label: str
    number_label: str
    directions_label: str
    bring: str
    rules: tuple[str, ...]
    photo_missing: str
    issued: str
    """When the tickets were made."""
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


@dataclass(frozen=True)
class Card:
    """One study card, every value as it is to be read."""

    name: str
    number: str
    """Ten digits; set in groups."""
    address: str
    """Address of the sign-in page with the number in it; the card carries it as a QR code."""


@dataclass(frozen=True)
class CardWords:
    """What is the same on every study card of a sheet."""

    title: str
    number_label: str
    sign_in: str
    """How to sign in, such as ``Scan, then type the last four of your ID number``."""
    note: str
    """That nothing counts for the examination."""
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


@dataclass(frozen=True)
class Slip:
    """One slip of a case, every value as it is to be read; it names nobody but its reader."""

    name: str
    case_number: str
    number: str
    """Ten digits; set in groups."""
    address: str
    """Address of the page for replies with the number in it; the slip carries it as a QR code."""
    facts: tuple[tuple[str, str], ...]
    """Label and value: which examination, when, where."""
    asked: str
    """What is suspected, in one sentence."""
    plea: str
    """Until when to reply, and that silence is no admission; set large."""


@dataclass(frozen=True)
class SlipWords:
    """What is the same on every slip of a file."""

    title: str
    organiser: str
    case_label: str
    number_label: str
    no_finding: str
    ways_title: str
    ways: tuple[str, ...]
    then: str
    """What happens afterwards."""
    issued: str
    page: str
    """Such as ``Page {page} of {pages}``."""
    language: str = "zh"


@dataclass(frozen=True)
class Letter:
    """The decision of a case to one person, every value as it is to be read; it names no other candidate."""

    recipient: str
    case_number: str
    facts: tuple[tuple[str, str], ...]
    outcome: str
    """How the case ended, in a few words; set large."""
    meaning: str
    grounds: str
    consequences: tuple[tuple[str, str], ...]
    """What follows, each with its grounds; empty when nothing does."""
    nothing_follows: str
    """Said instead of consequences."""
    objection: tuple[str, ...]
    signed: tuple[str, ...]
    """Signers and day, line by line."""


@dataclass(frozen=True)
class LetterWords:
    """What is the same on every letter of a file."""

    title: str
    organiser: str
    case_label: str
    grounds_title: str
    consequences_title: str
    objection_title: str
    seal: str
    """Where the office's seal goes."""
    issued: str
    page: str
    language: str = "zh"


@dataclass(frozen=True)
class Notice:
    """Why an applicant is barred, every value as it is to be read."""

    recipient: str
    facts: tuple[tuple[str, str], ...]
    outcome: str
    """Until when, in a few words; set large."""
    meaning: str
    reasons: tuple[tuple[str, str], ...]
    """Each with its article."""
    then: tuple[str, ...]
    """What can be done now, and how to object."""
    day: str


@dataclass(frozen=True)
class NoticeWords:
    title: str
    organiser: str
    reasons_title: str
    then_title: str
    seal: str
    issued: str
    page: str
    language: str = "zh"


@dataclass(frozen=True)
class NoticeSlip:
    """A notice on paper for who has no telephone: the name, the number in its batch and the text."""

    name: str
    number: str
    text: str


@dataclass(frozen=True)
class NoticeSlipWords:
    """What is the same on every slip of a file."""

    title: str
    issued: str
    page: str
    language: str = "zh"


@dataclass(frozen=True)
class HandoverLine:
    """One certificate on the list that a unit's clerk signs for."""

    name: str
    id_number: str
    """Masked."""
    number: str
    issued: str


@dataclass(frozen=True)
class HandoverWords:
    """What stands on the list besides its lines."""

    title: str
    organiser: str
    unit: str
    columns: tuple[str, str, str, str, str, str]
    """Order, name, ID number, certificate number, day of issue, signature."""
    signed: str
    issued: str
    page: str
    language: str = "zh"


@dataclass(frozen=True)
class OwnSlip:
    """The slip of an applicant, every value as it is to be read."""

    name: str
    number: str
    """Ten digits; set in groups."""
    address: str
    """Address of the sign-in page with the number in it; the slip carries it as a QR code."""
    facts: tuple[tuple[str, str], ...]
    """Label and value: when handed in, when issued."""


@dataclass(frozen=True)
class OwnSlipWords:
    """What the slip of an applicant says around its values."""

    title: str
    organiser: str
    number_label: str
    how_title: str
    how: str
    see_title: str
    see: tuple[str, ...]
    keep: str
    """That it opens what is personal, and what to do when it is lost."""
    bring: str
    issued: str
    page: str
    language: str = "zh"


def applicant_slip(slip: OwnSlip, words: OwnSlipWords) -> bytes:
    """The slip as a PDF, A5. Raises :class:`FontsMissing` in a broken installation."""
    values = {**asdict(slip), "number": grouped_card(slip.number), "qr": qr_drawing(slip.address)}
    return set_in_words("applicant_slip", words, slip=values)


@dataclass(frozen=True)
class HandInSlip:
    """The receipt of a hand-in, every value as it is to be read."""

    name: str
    facts: tuple[tuple[str, str], ...]
    """Label and value: which examination, when, how many answers."""
    code: str
    """Eight characters, to be compared by eye."""
    note: str
    """The signed receipt, which the slip carries as a QR code."""


@dataclass(frozen=True)
class HandInSlipWords:
    """What the receipt of a hand-in says around its values."""

    title: str
    code_label: str
    what: str
    """What the QR code is for."""
    language: str = "zh"


def hand_in_slip(slip: HandInSlip, words: HandInSlipWords) -> bytes:
    """The receipt as a PDF, A6 landscape. Raises :class:`FontsMissing` in a broken installation."""
    return set_in_words("hand_in_slip", words, slip={**asdict(slip), "qr": qr_drawing(slip.note)})


def case_slips(slips: Sequence[Slip], words: SlipWords) -> bytes:
    """All slips as one PDF, A5, in the order given, each beginning on a page of its own.

    Raises :class:`FontsMissing` in a broken installation, :class:`ValueError` without slips.
    """
    values = [{**asdict(slip), "number": grouped_card(slip.number), "qr": qr_drawing(slip.address)} for slip in slips]
    return set_in_words("case_slip", words, slips=values)


def case_letters(letters: Sequence[Letter], words: LetterWords) -> bytes:
    """All letters as one PDF, A4, in the order given, each beginning on a page of its own.

    Raises :class:`FontsMissing` in a broken installation, :class:`ValueError` without letters.
    """
    return set_in_words("case_letter", words, letters=[asdict(letter) for letter in letters])


def ineligibility_notice(notice: Notice, words: NoticeWords) -> bytes:
    """The notice as a PDF, A4. Raises :class:`FontsMissing` in a broken installation."""
    return set_in_words("ineligibility_notice", words, notice=asdict(notice))


def notice_slips(slips: Sequence[NoticeSlip], words: NoticeSlipWords) -> bytes:
    """All slips as one PDF, A4, five on a sheet with lines to cut along, in the order given.

    Raises :class:`FontsMissing` in a broken installation, :class:`ValueError` without slips.
    """
    return set_in_words("notice_slips", words, slips=[asdict(slip) for slip in slips])


def handover_list(lines: Sequence[HandoverLine], words: HandoverWords) -> bytes:
    """The list of certificates to sign for as one PDF, A4 landscape, in the order given.

    Raises :class:`FontsMissing` in a broken installation, :class:`ValueError` without lines.
    """
    return set_in_words("handover_list", words, lines=[asdict(line) for line in lines])


def study_cards(cards: Sequence[Card], words: CardWords) -> bytes:
    """All cards as one PDF, A4, ten on a sheet with lines to cut along, in the order given.

    Raises :class:`FontsMissing` in a broken installation, :class:`ValueError` without cards.
    """
    values = [
        {"name": card.name, "number": grouped_card(card.number), "qr": qr_drawing(card.address)} for card in cards
    ]
    return set_in_words("study_cards", words, cards=values)


def grouped_card(number: str) -> str:
    """A card number as it is read out.

    >>> grouped_card("3021245581")
    '302 124 5581'
    """
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def admission_tickets(
    tickets: Sequence[tuple[Ticket, TicketWords]], progress: Callable[[int, int], None] = lambda done, total: None
) -> bytes:
    """All tickets as one PDF, A5, in the order given, each beginning on a page of its own, each in its own words.

    ``progress`` is told how far it is: drawing the codes and setting the pages take about as long as each other.
    Raises :class:`FontsMissing` in a broken installation, :class:`ValueError` without tickets.
    """
    if not tickets:
        raise ValueError("a file of tickets needs a ticket")
    with tempfile.TemporaryDirectory(prefix="tickets-") as folder:
        values = []
        for order, (ticket, words) in enumerate(tickets):
            values.append({**_values(ticket, order, Path(folder)), "words": asdict(words)})
            progress(order + 1, 2 * len(tickets))
        data: dict[str, object] = {"tickets": values}
        return set_document("admission_ticket", data, Path(folder))


def _values(ticket: Ticket, order: int, folder: Path) -> dict[str, object]:
    """A ticket as JSON: the photo as a file beside the template, the number also as the drawing of its code."""
    values: dict[str, object] = asdict(ticket)
    if ticket.photo is not None:
        values["photo"] = f"photo-{order}.jpg"
        (folder / f"photo-{order}.jpg").write_bytes(ticket.photo)
    values["qr"] = qr_drawing(ticket.number)
    values["number"] = grouped(ticket.number)
    return values


def grouped(number: str) -> str:
    """A ticket number as it is read out: the day, then twice four digits.

    >>> grouped("26120130212455")
    '261201 3021 2455'
    """
    return " ".join(part for part in (number[:6], number[6:10], number[10:]) if part)


def qr_drawing(text: str) -> str:
    """A QR code as SVG with its quiet zone of four modules (ISO/IEC 18004)."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    drawing = io.BytesIO()
    code.make_image().save(drawing)
    return drawing.getvalue().decode()


class Words(Protocol):
    """What is the same on every page of a document, and the language it is set in: one of the dataclasses above."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def language(self) -> str: ...


def set_in_words(template: str, words: Words, **values: object) -> bytes:
    """Set a template that needs no file beside it; raises :class:`ValueError` where there is nothing to print."""
    if [] in values.values():
        raise ValueError(f"{template}: nothing to print")
    data: dict[str, object] = {**values, "words": asdict(words), "language": words.language}
    with tempfile.TemporaryDirectory(prefix="document-") as folder:
        return set_document(template, data, Path(folder))


def set_document(template: str, data: dict[str, object], folder: Path) -> bytes:
    """Set one template with its data in a folder that holds nothing but what belongs to this document."""
    if not any(FONTS.glob("*.ttf")):
        raise FontsMissing(
            "exam_app/static/dist/fonts is missing: install with pip, which builds it, or run make setup"
        )
    main = folder / f"{template}.typ"
    main.write_bytes((_templates() / f"{template}.typ").read_bytes())
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    pdf: bytes = typst.compile(main, root=folder, font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=inputs)
    return pdf


def _templates() -> Path:
    """The shipped folder of an installed wheel, or the checkout's top-level one."""
    shipped = PACKAGE / "templates" / "print"
    return shipped if shipped.is_dir() else PACKAGE.parent / "templates" / "print"
