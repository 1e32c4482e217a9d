"""Rehearsals: a room returns the receipt of its trial, without which no room of its examination is opened."""

from dataclasses import dataclass
from uuid import UUID

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, TooLate
from exam_app.journal import PersonalText, Tag
from exam_app.models import ExamSession, Rehearsal
from exam_app.operations import operation
from exam_app.queries.rehearsals import readiness
from exam_app.queries.rooms import on_duty
from exam_app.terms import N_, ExamSessionState, RehearsalKind
from exam_app.work import Work

MOST_COMPUTERS = 1000
LONGEST_NAME, LONGEST_NOTE = 40, 300
MOST_SECONDS = 86400


@dataclass(frozen=True)
class Trial:
    """What was tried in a room: numbers of computers, and the largest difference of a clock in seconds."""

    kind: RehearsalKind
    reached: int
    saved: int
    spare: int
    clock_seconds: int
    tried_by: str
    note: str = ""


@operation(Permission.INVIGILATE)
def return_receipt(work: Work, exam_session_id: UUID, room_id: UUID, trial: Trial) -> None:
    """Return the receipt of a room on duty. A second trial adds a receipt; the newest of its kind counts.

    Raises :class:`Invalid` for figures that cannot be, or a technician without a name; :class:`TooLate` once the
    examination is over.
    """
    session, _ = on_duty(work, exam_session_id, room_id)
    if session.state in (ExamSessionState.CLOSED, ExamSessionState.WITHDRAWN):
        raise TooLate("This examination is over. A rehearsal for it changes nothing any more.")
    tried_by, note = " ".join(trial.tried_by.split()), " ".join(trial.note.split())
    _refuse_impossible(trial, tried_by, note)
    receipt = work.add(
        Rehearsal(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            kind=trial.kind,
            reached=trial.reached,
            saved=trial.saved,
            spare=trial.spare,
            clock_seconds=trial.clock_seconds,
            tried_by=tried_by,
            note=note,
            by_person_id=work.found(work.actor.person_id),
            at=work.now,
        )
    )
    work.record(
        Tag.REHEARSAL_RETURNED,
        "rehearsal",
        receipt.id,
        ledger=session.ledger_of(room_id),
        rehearsal=trial.kind.value,
        saved=trial.saved,
        reached=trial.reached,
        spare=trial.spare,
        clock_seconds=trial.clock_seconds,
        tried_by=PersonalText(tried_by),
    )


def _refuse_impossible(trial: Trial, tried_by: str, note: str) -> None:
    for field, value in (("reached", trial.reached), ("saved", trial.saved), ("spare", trial.spare)):
        if not 0 <= value <= MOST_COMPUTERS:
            raise Invalid.in_field(field, N_("Between 0 and %(most)s computers."), most=MOST_COMPUTERS)
    if trial.saved > trial.reached:
        raise Invalid.in_field("saved", N_("No more than reached the server: %(reached)s."), reached=trial.reached)
    if not 0 <= trial.clock_seconds <= MOST_SECONDS:
        raise Invalid.in_field("clock_seconds", N_("Between 0 and %(most)s seconds."), most=MOST_SECONDS)
    if not 0 < len(tried_by) <= LONGEST_NAME:
        raise Invalid.in_field("tried_by", N_("Use 1 to %(length)s characters."), length=LONGEST_NAME)
    if len(note) > LONGEST_NOTE:
        raise Invalid.in_field("note", N_("Use at most %(length)s characters."), length=LONGEST_NOTE)


@operation(Permission.INVIGILATE)
def require_receipts(work: Work, session: ExamSession) -> None:
    """Raise :class:`Conflict` naming each room of the examination that has not returned a receipt that holds."""
    missing = [room.room for room in readiness(work, session.id) if room.lacks]
    if missing:
        raise Conflict(
            "No room opens before every room of the examination has returned its rehearsal. Missing: %(rooms)s. "
            "Return it on the page “Rehearsal” of that room.",
            code="rehearsal",
            rooms="、".join(missing),
        )
