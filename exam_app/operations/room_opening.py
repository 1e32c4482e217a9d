"""Opening a room, and the moment at which its examination begins: each with the signed head of the room's ledger."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import ExamSession, Invigilation, RoomMoment
from exam_app.models.exam_sessions import CHECK_IN_OPENS, NEVER_HELD
from exam_app.operations import operation
from exam_app.operations.rehearsals import require_receipts
from exam_app.operations.room_keys import make_room_key
from exam_app.operations.room_moments import keep_moment
from exam_app.queries.room_sheets import moments_of
from exam_app.queries.rooms import on_duty
from exam_app.terms import ExamSessionState, RoomMomentKind
from exam_app.work import Work

LOOKED_BACK = timedelta(days=1)
"""A room whose beginning nobody noted within a day keeps none: a head signed later would say nothing of it."""
BEGUN_AT_ONCE = 50


@operation(Permission.INVIGILATE)
def open_room(work: Work, exam_session_id: UUID, room_id: UUID) -> None:
    """Open a room on duty: it gets a key for its receipts, and its ledger's head is signed for the record sheet.

    Opening again changes nothing. Raises :class:`TooEarly` before check-in opens, :class:`TooLate` for an examination
    that is over, :class:`Conflict` naming the rooms of the examination that have not returned their rehearsal.
    """
    session, _ = on_duty(work, exam_session_id, room_id)
    if session.state in NEVER_HELD or work.now < session.starts_at - CHECK_IN_OPENS:
        raise TooEarly("Check-in opens one hour before the examination.")
    if session.state is ExamSessionState.CLOSED:
        raise TooLate("This examination is over. A room of it is not opened any more.")
    work.lock(ExamSession, session.id)
    if RoomMomentKind.OPENED in moments_of(work, session.id, room_id):
        return
    require_receipts(work, session)
    work.record(Tag.ROOM_OPENED, "room", room_id, ledger=session.ledger_of(room_id))
    make_room_key(work, session, room_id)
    keep_moment(work, session, room_id, RoomMomentKind.OPENED)


@operation(Permission.SIGN_LEDGERS)
def begin_due_rooms(work: Work) -> int:
    """Sign the heads of rooms whose examination has begun by the clock; returns how many. Call until it says 0."""
    begun = (
        select(RoomMoment.id)
        .where(
            RoomMoment.city_id == ExamSession.city_id,
            RoomMoment.exam_session_id == ExamSession.id,
            RoomMoment.room_id == Invigilation.room_id,
            RoomMoment.kind == RoomMomentKind.STARTED,
        )
        .exists()
    )
    query = (
        select(ExamSession.id, Invigilation.room_id)
        .join(
            Invigilation,
            (Invigilation.city_id == ExamSession.city_id) & (Invigilation.exam_session_id == ExamSession.id),
        )
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.state.in_((ExamSessionState.PUBLISHED, ExamSessionState.RUNNING)),
            ExamSession.starts_at <= work.now,
            ExamSession.starts_at > work.now - LOOKED_BACK,
            ~begun,
        )
        .distinct()
        .order_by(ExamSession.id, Invigilation.room_id)
        .limit(BEGUN_AT_ONCE)
    )
    due = work.rows(query)
    for session_id, room_id in due:
        session = work.get(ExamSession, session_id)
        work.record(Tag.ROOM_BEGUN, "room", room_id, ledger=session.ledger_of(room_id))
        keep_moment(work, session, room_id, RoomMomentKind.STARTED)
    return len(due)
