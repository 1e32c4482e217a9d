"""The record sheet of a room in the reader's words; the same for the invigilator, the city and the auditor."""

from collections.abc import Iterator
from datetime import datetime

from flask import Response
from flask_babel import get_locale, gettext, ngettext

from exam_app.queries.incidents import NotedIncident
from exam_app.queries.inspections import Visit
from exam_app.queries.room_sheets import Moment, RoomSheetValues
from exam_app.queries.seat_moves import MovedSeat
from exam_app.room_documents import RecordSheet, RecordWords, SheetMoment, record_sheet
from exam_app.terms import RoomMomentKind
from exam_app.web.rendering import clock, label, long_moment, moment


def sheet_pdf(values: RoomSheetValues, organiser: str, now: datetime) -> Response:
    """The sheet as it stands now: what is not signed yet says so."""
    response = Response(record_sheet(_sheet(values), _words(organiser, now)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="room-record.pdf"'
    return response


def _sheet(values: RoomSheetValues) -> RecordSheet:
    return RecordSheet(
        facts=(
            (gettext("Examination"), values.exam_name),
            (gettext("When"), long_moment(values.starts_at)),
            (gettext("Where"), f"{values.centre} {values.room}"),
        ),
        figures=(
            (gettext("Booked"), str(values.booked)),
            (gettext("Sat"), str(values.sat)),
            (gettext("Absent"), str(values.absent)),
            (gettext("Began late"), str(values.late)),
            (gettext("Incidents"), str(len(values.incidents))),
            (gettext("Visits of inspectors"), str(len(values.visits))),
            *_moved(values),
            *_paper(values),
        ),
        incidents=tuple((clock(one.at)[:5], _incident(one), one.by) for one in reversed(values.incidents)),
        visits=tuple((clock(one.at)[:5], _visit(one), one.by) for one in reversed(values.visits)),
        moves=tuple((clock(one.at)[:5], _move(one), one.by) for one in reversed(values.moves)),
        moments=tuple(_moment(kind, values.moments.get(kind)) for kind in RoomMomentKind),
        signers=tuple(
            (name, gettext("signed by PIN at %(time)s", time=clock(at)[:5]) if at else "")
            for name, at in values.signers
        ),
    )


def _moved(values: RoomSheetValues) -> Iterator[tuple[str, str]]:
    """The candidates booked are those who are here now."""
    if values.moves:
        left = sum(one.has_left(values.room_id) for one in values.moves)
        yield gettext("Went to another room"), str(left)
        yield gettext("Came from another room"), str(len(values.moves) - left)


def _move(one: MovedSeat) -> str:
    where = gettext(
        "%(old_room)s seat %(old)s to %(new_room)s seat %(new)s",
        old_room=one.old_room,
        old=one.old_number,
        new_room=one.new_room,
        new=one.new_number,
    )
    return " · ".join(filter(None, (one.name, where, label(one.reason), one.note)))


def _paper(values: RoomSheetValues) -> Iterator[tuple[str, str]]:
    """Printed paper stands on the record of a room that had any."""
    if values.on_paper:
        yield gettext("On paper"), str(values.on_paper)
    if values.copies:
        yield gettext("Booklets printed"), str(values.copies)
        if values.count:
            yield gettext("Booklets given back"), str(values.count.returned)
            yield gettext("Booklets destroyed"), str(values.count.destroyed)
            yield gettext("Booklets missing"), str(values.count.missing)


def _incident(one: NotedIncident) -> str:
    where = gettext("Seat %(number)s", number=one.seat_number) if one.seat_number else gettext("whole room")
    what = f"{where}: {label(one.kind)}, {label(one.severity)}"
    parts = [
        f"{what}: {one.note}" if one.note else what,
        *(f"{clock(added.at)[:5]} {added.note}" for added in one.added),
    ]
    if one.waited:
        parts.append(gettext("(noted without a network, arrived %(time)s)", time=clock(one.received_at)[:5]))
    if one.files:
        parts.append(ngettext("(%(num)d photo or voice note)", "(%(num)d photos and voice notes)", len(one.files)))
    return " ".join(parts)


def _visit(one: Visit) -> str:
    seen = "; ".join(label(defect) for defect in one.defects) or gettext("everything in order")
    return f"{seen}: {one.note}" if one.note else seen


def _moment(kind: RoomMomentKind, kept: Moment | None) -> SheetMoment:
    if kept is None:
        return SheetMoment(label(kind), "", "")
    return SheetMoment(label(kind), " ".join(part for part in (long_moment(kept.at), kept.by) if part), kept.note)


def _words(organiser: str, now: datetime) -> RecordWords:
    return RecordWords(
        title=gettext("Room record"),
        organiser=organiser,
        moments_title=gettext("Signed heads of the room's ledger"),
        moments_hint=gettext(
            "Whoever changes an entry afterwards is exposed by this paper: “watchword ledger verify --held” compares."
        ),
        not_yet=gettext("Not signed yet. Print the sheet again afterwards."),
        incidents_title=gettext("Incidents"),
        no_incident=gettext("No incident was noted."),
        visits_title=gettext("Visits of inspectors"),
        moves_title=gettext("To and from other rooms"),
        signatures_title=gettext("Signatures"),
        witness=gettext("Representative of the unit, or the city's witness"),
        issued=gettext("Made %(at)s", at=moment(now)),
        page=gettext("Page {page} of {pages}"),
        language="en" if str(get_locale()) == "en" else "zh",
    )
