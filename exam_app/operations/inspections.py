"""The roving inspector: assigned to an examination, goes through its rooms, enters what was seen."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, delete, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly, TooLate
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, ExamSession, InspectorDuty, Invigilation, RoomVisit
from exam_app.models.exam_sessions import CHECK_IN_OPENS, NEVER_HELD
from exam_app.operations import operation
from exam_app.operations.scheduling import refuse_barred, refuse_elsewhere, refuse_unfit
from exam_app.queries.inspections import inspecting
from exam_app.queries.scheduling import trainees_in_rooms, training_units_of
from exam_app.terms import N_, ExamSessionState, VisitDefect
from exam_app.work import Work

LONGEST_NOTE = 300


@operation(Permission.SCHEDULE)
def assign_inspector(work: Work, exam_session_id: UUID, person_id: UUID) -> None:
    """Let a person inspect the rooms of an examination; assigned already, nothing changes.

    Raises :class:`Conflict` for who supervises a room of it, sits it, has trainees in it, is elsewhere at that time or
    barred from duty; :class:`Invalid` for who is no invigilator of the centre on that day, :class:`TooLate` once it has
    begun.
    """
    session = _before_it_begins(work, exam_session_id)
    if work.one(_duty(work, session, person_id)) is not None:
        return
    refuse_unfit(work, session, person_id)
    refuse_barred(work, session, [person_id])
    _refuse_part_of_it(work, session, person_id)
    refuse_elsewhere(work, session, person_id)
    work.add(
        InspectorDuty(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            person_id=person_id,
            assigned_at=work.now,
        )
    )
    work.record(Tag.INSPECTOR_ASSIGNED, "exam_session", session.id, about=person_id)


@operation(Permission.SCHEDULE)
def release_inspector(work: Work, exam_session_id: UUID, person_id: UUID) -> None:
    """Take an inspector from an examination that has not begun; who is none, nothing changes."""
    session = _before_it_begins(work, exam_session_id)
    duty = work.one(_duty(work, session, person_id))
    if duty is None:
        return
    work.change(delete(InspectorDuty).where(InspectorDuty.city_id == work.city_id, InspectorDuty.id == duty.id))
    work.record(Tag.INSPECTOR_RELEASED, "exam_session", session.id, about=person_id)


def _before_it_begins(work: Work, exam_session_id: UUID) -> ExamSession:
    session = work.lock(ExamSession, exam_session_id)
    if session.state not in (ExamSessionState.PLANNED, ExamSessionState.PUBLISHED):
        raise TooLate("The examination has begun. Inspectors stay as they are.")
    return session


def _duty(work: Work, session: ExamSession, person_id: UUID) -> Select[InspectorDuty]:
    return select(InspectorDuty).where(
        InspectorDuty.city_id == work.city_id,
        InspectorDuty.exam_session_id == session.id,
        InspectorDuty.person_id == person_id,
    )


def _refuse_part_of_it(work: Work, session: ExamSession, person_id: UUID) -> None:
    """Nobody inspects the own work, the own examination or the own trainees (S22: no conflict of duty)."""
    supervises = select(Invigilation.id).where(
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == session.id,
        Invigilation.person_id == person_id,
    )
    if work.one(supervises) is not None:
        raise Conflict("This person supervises a room of this examination and cannot inspect it.", code="on_duty")
    sits = select(Booking.id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.person_id == person_id
    )
    if work.one(sits) is not None:
        raise Conflict("This person sits the examination and cannot inspect it.", code="conflict_of_duty")
    units = training_units_of(work, [person_id]).get(person_id, set())
    trainees = sum(sum(rooms.values()) for rooms in trainees_in_rooms(work, session.id, units).values())
    if trainees:
        raise Conflict(
            "Trainees of this person's own training unit in this examination: %(trainees)s. Choose somebody else.",
            code="conflict_of_duty",
            trainees=trainees,
        )


@operation(Permission.INVIGILATE)
def enter_visit(
    work: Work,
    exam_session_id: UUID,
    room_id: UUID,
    *,
    defects: Collection[VisitDefect],
    note: str = "",
    nonce: UUID,
) -> None:
    """Enter that the actor was in a room and what was seen; no defect says that everything was in order.

    Pressed twice it is one visit. The note goes to the room's ledger as a salted hash. Also a signed room can be
    visited: what is signed is what its invigilators noted. Raises :class:`Invalid` for a note that is too long or a
    defect without a word, :class:`NotFound` for an examination that the actor does not inspect, :class:`TooEarly`
    before check-in opens.
    """
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)
    if VisitDefect.OTHER in defects and not note:
        raise Invalid.in_field("note", N_("Say in words what the other defect is."))
    session = inspecting(work, exam_session_id)
    _require_room(work, session, room_id)
    if session.state in NEVER_HELD or work.now < session.starts_at - CHECK_IN_OPENS:
        raise TooEarly("Check-in opens one hour before the examination.")
    again = select(RoomVisit.id).where(RoomVisit.city_id == work.city_id, RoomVisit.nonce == str(nonce))
    if work.one(again) is not None:
        return
    visit = work.add(
        RoomVisit(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            by_person_id=work.actor.person_id,
            defects=[defect.value for defect in VisitDefect if defect in defects],
            note=note,
            nonce=str(nonce),
            at=work.now,
        )
    )
    work.record(
        Tag.ROOM_VISITED,
        "room_visit",
        visit.id,
        ledger=session.ledger_of(room_id),
        defects=len(visit.defects),
        note=PersonalText(note),
    )


def _require_room(work: Work, session: ExamSession, room_id: UUID) -> None:
    used = select(Booking.id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id == room_id
    )
    if work.one(used.limit(1)) is None:
        raise NotFound("This does not exist, or not for you.")
