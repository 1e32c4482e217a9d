"""The report on how an examination was held, printed, in the reader's words."""

from datetime import datetime

from flask import Response
from flask_babel import get_locale, gettext

from exam_app.conformance import Finding
from exam_app.queries.conformance import Report, ReportLine
from exam_app.room_documents import Conformance, ConformanceWords, conformance_report
from exam_app.web.rendering import long_moment, moment


def report_pdf(report: Report, organiser: str, now: datetime) -> Response:
    """The report as it was kept, with its digest, the signed head as a QR code, and a place to sign."""
    found = {
        Finding.DONE: gettext("done"),
        Finding.DEVIATES: gettext("deviates"),
        Finding.MISSING: gettext("missing"),
    }
    content = conformance_report(
        Conformance(
            facts=(
                (gettext("Examination"), report.exam_name),
                (gettext("When"), long_moment(report.starts_at)),
                (gettext("Made by the site"), long_moment(report.at)),
                (gettext("Deviations"), str(report.red)),
            ),
            rows=tuple(_row(line, found[line.finding]) for line in report.lines),
            red=tuple(line.finding.is_red for line in report.lines),
            digest=report.digest,
            note=report.note,
        ),
        _words(organiser, now),
    )
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="conformance.pdf"'
    return response


def _row(line: ReportLine, found: str) -> tuple[str, str, str, str, str, str]:
    title, source = gettext(line.step.title), gettext(line.step.source)
    return (
        f"{title}\n{source}",
        line.room,
        found,
        line.who,
        moment(line.at) if line.at else "",
        line.evidence,
    )


def _words(organiser: str, now: datetime) -> ConformanceWords:
    return ConformanceWords(
        title=gettext("Report: held as prescribed?"),
        organiser=organiser,
        columns=(
            gettext("Step"),
            gettext("Room"),
            gettext("Found"),
            gettext("Who"),
            gettext("When"),
            gettext("Evidence"),
        ),
        digest_title=gettext("Digest of this report, and the signed head of the ledger that holds it"),
        signature=gettext("Read and signed"),
        issued=gettext("Made %(at)s", at=moment(now)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
