"""The slip of an applicant in the reader's words."""

from datetime import datetime

from flask import url_for
from flask_babel import get_locale, gettext

from exam_app import documents
from exam_app.documents import OwnSlip, OwnSlipWords
from exam_app.queries.applicant_slips import SlipInForce
from exam_app.web.rendering import local_day, moment


def slip_pdf(slip: SlipInForce, made_at: datetime) -> bytes:
    """One sheet: the number, the code that leads to the sign-in, what can be seen there, where to ask."""
    words = OwnSlipWords(
        title=gettext("Your application"),
        organiser=slip.county,
        number_label=gettext("Slip number"),
        how_title=gettext("How to enter"),
        how=gettext(
            "Scan the code, or open %(address)s. Enter slip number and the last four of your ID number.",
            address=url_for("public.applicant_sign_in", _external=True),
        ),
        see_title=gettext("What you see there"),
        see=(
            gettext("Where your application is, until when it is decided, and what has to be repaired."),
            gettext("Day, place and seat of your examination, with the ticket to print."),
            gettext("Your result, your certificate, and how to object."),
        ),
        keep=gettext("Keep this slip like a key. Lost? The county desk gives you another; this one then ends."),
        bring=gettext("Always bring your ID card to the county desk: %(county)s.", county=slip.county),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
    shown = OwnSlip(
        name=slip.name,
        number=slip.number,
        address=url_for("public.applicant_sign_in", number=slip.number, _external=True),
        facts=(
            (gettext("Papers handed in"), local_day(slip.submitted_at)),
            (gettext("Slip issued"), local_day(slip.issued_at)),
        ),
    )
    return documents.applicant_slip(shown, words)
