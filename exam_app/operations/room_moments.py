"""The three moments of a room: each keeps the signed head that goes on paper."""

from uuid import UUID

from exam_app.actors import Permission
from exam_app.journal import LedgerCheckpoint
from exam_app.models import ExamSession, RoomMoment
from exam_app.operations import operation
from exam_app.terms import RoomMomentKind
from exam_app.work import Work


@operation(Permission.INVIGILATE, Permission.SIGN_LEDGERS)
def keep_moment(work: Work, session: ExamSession, room_id: UUID, kind: RoomMomentKind) -> None:
    """Sign the head of the room's ledger when this work ends, and keep it as that of this moment.

    The work records a fact of the room, too; a moment that is kept already breaks a constraint.
    """

    def beside(checkpoint: LedgerCheckpoint) -> RoomMoment:
        return RoomMoment(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            kind=kind,
            by_person_id=work.actor.person_id,
            at=work.now,
            note=checkpoint.note,
        )

    work.sign_ledger(session.ledger_of(room_id), beside)
