"""Incidents: what happened, at which seats, how grave; with photo and voice, by script also without a network."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, TextAreaField, validators

from exam_app.errors import NotFound
from exam_app.operations import incidents as acts
from exam_app.operations.incidents import MOST_SEATS, Noted, SentFile
from exam_app.operations.proctoring import LONGEST_NOTE
from exam_app.queries.incidents import incident_in_room
from exam_app.queries.rooms import Reportable, RoomNow, SeatState, on_duty_or_inspecting, reportable_room, supervises
from exam_app.terms import N_, IncidentFileKind, IncidentKind, Severity
from exam_app.web.device_json import read_message
from exam_app.web.forms import AtMost, Form
from exam_app.web.incident_papers import shown
from exam_app.web.invigilation import audience
from exam_app.web.rendering import label
from exam_app.work import Work

ROOM = "/<uuid:exam_session_id>/<uuid:room_id>"
SEAT = f"{ROOM}/seats/<uuid:booking_id>"
ONE = f"{ROOM}/incidents/<uuid:incident_id>"
KINDS: Mapping[str, IncidentKind] = {kind.value: kind for kind in IncidentKind}
SEVERITIES: Mapping[str, Severity] = {severity.value: severity for severity in Severity}


class IncidentForm(Form):
    """Kind and seats; the buttons of severity send it. Words and a photo may come with it."""

    nonce = HiddenField(validators=[validators.UUID()])
    kind = RadioField(N_("What happened?"), validate_choice=False)
    note = TextAreaField(N_("Note"), [AtMost(LONGEST_NOTE)])
    photo = FileField(N_("Photo"))

    def prepare(self) -> "IncidentForm":
        self.kind.choices = [(kind.value, label(kind)) for kind in IncidentKind]
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        return self

    def validate_kind(self, field: RadioField) -> None:
        if field.data not in KINDS:
            field.errors = [gettext("Choose what happened.")]

    @property
    def files(self) -> Sequence[SentFile]:
        content = self.photo.data.read() if self.photo.data else b""
        return [SentFile(IncidentFileKind.PHOTO, content)] if content else []


class AmendForm(Form):
    """What is added to an incident."""

    nonce = HiddenField(validators=[validators.UUID()])
    note = TextAreaField(N_("What is added"), [AtMost(LONGEST_NOTE)])
    photo = FileField(N_("Photo"))

    def prepare(self) -> "AmendForm":
        self.nonce.data = self.nonce.data or str(uuid.uuid4())
        return self

    files = IncidentForm.files


@audience.page(f"{SEAT}/incident", methods=("GET", "POST"))
def incident(work: Work, exam_session_id: UUID, room_id: UUID, booking_id: UUID) -> ResponseReturnValue:
    """Of one candidate, whose seat is chosen already."""
    back = url_for(".seat", exam_session_id=exam_session_id, room_id=room_id, booking_id=booking_id)
    return _incident(work, exam_session_id, room_id, [str(booking_id)], back)


@audience.page(f"{ROOM}/incident", methods=("GET", "POST"))
def room_incident(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Of the whole room, unless seats are chosen."""
    return _incident(work, exam_session_id, room_id, [], back_to_room(work, exam_session_id, room_id))


def back_to_room(work: Work, exam_session_id: UUID, room_id: UUID) -> str:
    """The live room of who supervises it; the page of who inspects it."""
    page = ".room" if supervises(work, exam_session_id, room_id) else ".inspected_room"
    return url_for(page, exam_session_id=exam_session_id, room_id=room_id)


def _incident(
    work: Work, exam_session_id: UUID, room_id: UUID, chosen: Sequence[str], back: str
) -> ResponseReturnValue:
    """What happened, seats, how grave: three taps; the buttons of severity send the form."""
    room = reportable_room(work, exam_session_id, room_id)
    form = IncidentForm().prepare()
    here = {booking for booking, _, _ in room.seats}
    if not here.issuperset(chosen):
        raise NotFound("This does not exist, or not for you.")
    if request.method == "POST":
        chosen = request.form.getlist("seat") if "choosing" in request.form else chosen
    if form.carries_out(lambda: _note(work, room, form, chosen)):
        flash(gettext("The incident is noted."), "done")
        return redirect(back)
    page = render_template(
        "invigilation/seat/incident.html",
        form=form,
        back=back,
        room=room,
        seats=room.seats,
        chosen=chosen,
        severities=list(Severity),
        most=MOST_SEATS,
    )
    return page, 422 if form.errors else 200


def seats_to_choose(room: RoomNow) -> Sequence[tuple[str, int, str]]:
    """Booking, seat and name of everybody booked in the room."""
    return [(str(seat.booking_id), seat.number, seat.name) for seat in room.seats if seat.state is not SeatState.EMPTY]


def _note(work: Work, room: Reportable, form: IncidentForm, chosen: Sequence[str]) -> None:
    here = {booking for booking, _, _ in room.seats}
    noted = Noted(
        UUID(form.nonce.data),
        [UUID(booking) for booking in chosen if booking in here],
        KINDS[form.kind.data],
        SEVERITIES.get(request.form.get("severity", ""), Severity.MINOR),
        form.note.data or "",
        form.files,
    )
    acts.note_incident(work, room.exam_session_id, room.room_id, noted)


@audience.page(ONE, methods=("GET", "POST"))
def noted_incident(work: Work, exam_session_id: UUID, room_id: UUID, incident_id: UUID) -> ResponseReturnValue:
    """One incident as it was noted, and what is added to it."""
    form = AmendForm().prepare()

    def add() -> None:
        acts.amend_incident(
            work,
            exam_session_id,
            room_id,
            incident_id,
            note=form.note.data or "",
            nonce=UUID(form.nonce.data),
            files=form.files,
        )

    if form.carries_out(add):
        flash(gettext("It is added. What was noted first stays as it is."), "done")
        return redirect(request.path)
    page = render_template(
        "invigilation/room/noted_incident.html",
        one=incident_in_room(work, exam_session_id, room_id, incident_id),
        place={"exam_session_id": exam_session_id, "room_id": room_id},
        back=back_to_room(work, exam_session_id, room_id),
        form=form,
    )
    return page, 422 if form.errors else 200


@audience.page(f"{ONE}/files/<uuid:file_id>", records=True)
def incident_file(
    work: Work, exam_session_id: UUID, room_id: UUID, incident_id: UUID, file_id: UUID
) -> ResponseReturnValue:
    """The photo or voice note itself; that it was opened is journalled."""
    incident_in_room(work, exam_session_id, room_id, incident_id)
    return shown(acts.open_incident_file(work, incident_id, file_id))


# -- by script ----------------------------------------------------------------------------------------------------


class Sent(msgspec.Struct):
    """One incident as the device noted it; ``at`` is milliseconds since 1970 by its clock, files are base64."""

    client_id: UUID
    seats: Annotated[list[UUID], msgspec.Meta(max_length=MOST_SEATS)]
    kind: IncidentKind
    severity: Severity
    at: Annotated[int, msgspec.Meta(ge=0, le=2**43)]
    note: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    photo: bytes = b""
    voice: bytes = b""
    seconds: int = 0
    leaving: bool = False
    """The page goes elsewhere at once; the next one says that the incident is noted."""

    @property
    def files(self) -> Sequence[SentFile]:
        photo = [SentFile(IncidentFileKind.PHOTO, self.photo)] if self.photo else []
        voice = [SentFile(IncidentFileKind.VOICE, self.voice, self.seconds)] if self.voice else []
        return [*photo, *voice]


@audience.page(f"{ROOM}/incidents", methods=("POST",))
def incidents(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """Keep what was noted on a device; a repeat is answered as the first time."""
    sent = read_message(Sent)
    at = datetime.fromtimestamp(sent.at / 1000, UTC)
    noted = Noted(sent.client_id, sent.seats, sent.kind, sent.severity, sent.note, sent.files, at)
    kept = acts.note_incident(work, exam_session_id, room_id, noted)
    if sent.leaving:
        flash(gettext("The incident is noted."), "done")
    return jsonify(kept=[str(incident_id) for incident_id in kept])


@audience.page(f"{ROOM}/incidents/token", polls=True)
def incident_token(work: Work, exam_session_id: UUID, room_id: UUID) -> ResponseReturnValue:
    """A fresh token for a page that was open for long; refused to whoever may not note incidents in the room."""
    on_duty_or_inspecting(work, exam_session_id, room_id)
    return jsonify(csrf=generate_csrf())
