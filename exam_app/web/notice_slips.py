"""Notices on paper, for who has no telephone or did not get the message."""

from datetime import datetime

from flask_babel import get_locale, gettext

from exam_app import documents
from exam_app.documents import NoticeSlip, NoticeSlipWords
from exam_app.operations.outbox import BatchFile
from exam_app.web.rendering import moment


def slips_pdf(found: BatchFile, made_at: datetime) -> bytes:
    """The slips of one batch, five a sheet, in the order of the batch."""
    words = NoticeSlipWords(
        title=gettext("Notice"),
        issued=gettext("Made %(at)s", at=moment(made_at)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
    slips = [NoticeSlip(row.name, f"{found.number}-{row.place}", row.text) for row in found.rows]
    return documents.notice_slips(slips, words)
