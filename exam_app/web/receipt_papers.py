"""The receipt of a hand-in on paper, for the candidate and for the invigilator who prints it."""

from flask import Response
from flask_babel import get_locale, gettext

from exam_app.documents import HandInSlip, HandInSlipWords, grouped, hand_in_slip
from exam_app.queries.sittings import Receipt
from exam_app.web.rendering import moment


def signer_words(receipt: Receipt) -> str:
    """Whose key signed it."""
    signer: str = gettext("the key of the room") if receipt.is_by_the_room else gettext("the key of the city")
    return signer


def receipt_pdf(receipt: Receipt) -> Response:
    """One slip, A6: what was handed in when, the code to compare, and the signed receipt as a QR code."""
    slip = HandInSlip(
        name=receipt.name,
        facts=(
            (gettext("Examination"), receipt.exam),
            (gettext("Ticket number"), grouped(receipt.ticket_number)),
            (gettext("Handed in at"), moment(receipt.handed_in_at)),
            (gettext("Answered"), gettext("%(answered)s of %(slots)s", answered=receipt.answered, slots=receipt.slots)),
            (gettext("Signed with"), signer_words(receipt)),
        ),
        code=receipt.code,
        note=receipt.note,
    )
    words = HandInSlipWords(
        title=gettext("Receipt of the hand-in"),
        code_label=gettext("Receipt code"),
        what=gettext("The picture holds the signed receipt: anybody with the public key can check it offline."),
        language="en" if str(get_locale()) == "en" else "zh",
    )
    response = Response(hand_in_slip(slip, words), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="receipt.pdf"'
    return response
