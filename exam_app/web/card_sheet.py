"""The sheet of study cards that is printed and cut; the same from every desk that issues them."""

from collections.abc import Sequence

from flask import Response, url_for
from flask_babel import get_locale, gettext

from exam_app import documents
from exam_app.documents import Card, CardWords
from exam_app.queries.study_cards import CardLine
from exam_app.web.rendering import moment
from exam_app.work import Work


def card_sheet(work: Work, issued: Sequence[CardLine]) -> Response:
    """A PDF of these people's cards; each code leads to the sign-in."""
    cards = [
        Card(line.name, line.number or "", url_for("public.study_sign_in", number=line.number, _external=True))
        for line in issued
    ]
    words = CardWords(
        title=gettext("Study card"),
        number_label=gettext("Card number"),
        sign_in=gettext("Scan the code, then enter the last four of your ID number."),
        note=gettext("For practice only."),
        issued=gettext("Made %(at)s", at=moment(work.now)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
    response = Response(documents.study_cards(cards, words), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="study-cards.pdf"'
    return response
