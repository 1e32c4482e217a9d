"""Scoring sheets in the reader's words: blank ones to write on, filled ones once the marks stand."""

from datetime import datetime

from flask import Response
from flask_babel import get_locale, gettext

from exam_app.errors import NotFound
from exam_app.queries.scoring_sheets import RoomSheet, SheetCandidate, SheetValues
from exam_app.scoring_sheets import ScoringSheet, SheetRow, SheetWords, scoring_sheets
from exam_app.terms import N_
from exam_app.web.rendering import label, long_moment, moment


def sheets_pdf(values: SheetValues, now: datetime) -> Response:
    """All rooms of a component as one file."""
    if not values.rooms:
        raise NotFound(N_("Nobody is asked this component yet, so there is no sheet. Book candidates first."))
    content = scoring_sheets([_sheet(values, room) for room in values.rooms], _words(values, now))
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="scoring-sheet-{values.kind.value}.pdf"'
    return response


def _words(values: SheetValues, now: datetime) -> SheetWords:
    return SheetWords(
        title=gettext("Scoring sheet: %(component)s", component=label(values.kind)),
        columns=(
            gettext("No."),
            gettext("Name"),
            gettext("Ticket number"),
            gettext("Seat"),
            gettext("First"),
            gettext("Second"),
            gettext("Third"),
            gettext("Differ by"),
            gettext("Result"),
        ),
        issued=gettext("Made %(at)s", at=moment(now)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )


def _sheet(values: SheetValues, room: RoomSheet) -> ScoringSheet:
    scale = values.scale
    return ScoringSheet(
        facts=(
            (gettext("Examination"), values.exam_name),
            (gettext("When"), long_moment(values.starts_at)),
            (gettext("Where"), " ".join(part for part in (values.centre, room.room) if part)),
            (gettext("Full marks"), str(scale.full)),
            (gettext("Points to pass"), str(scale.pass_mark)),
        ),
        rules=(
            gettext("Each examiner writes on a sheet of the own, whole points, without knowing of the other's marks."),
            gettext(
                "The mean of two marks counts. Where they differ by more than %(limit)s %% of the full marks a third "
                "examiner marks, and the mean of the two nearest counts.",
                limit=scale.limit_percent,
            ),
        ),
        code=f"{str(values.component_id)[-12:]}-{room.room}",
        rows=tuple(_row(order, each) for order, each in enumerate(room.candidates, start=1)),
        signatures=(
            (gettext("First examiner"), values.examiners.get(1, "")),
            (gettext("Second examiner"), values.examiners.get(2, "")),
            (gettext("Third examiner"), values.examiners.get(3, "")),
        ),
    )


def _row(order: int, candidate: SheetCandidate) -> SheetRow:
    return SheetRow(
        order=str(order),
        name=candidate.name,
        ticket=candidate.ticket_number,
        seat=str(candidate.seat or ""),
        marks=(_mark(candidate, 1), _mark(candidate, 2), _mark(candidate, 3)),
        difference="" if candidate.difference is None else str(candidate.difference),
        result=_result(candidate),
    )


def _mark(candidate: SheetCandidate, place: int) -> str:
    mark = candidate.marks.get(place)
    if mark is None:
        return ""
    return str(gettext("absent")) if mark.was_absent else str(mark.points)


def _result(candidate: SheetCandidate) -> str:
    if candidate.outcome is None:
        return ""
    verdict: str = gettext("passed") if candidate.outcome.passed else gettext("failed")
    return f"{candidate.outcome.written} {verdict}"
