"""What may become of a whole examination once it is planned, and until when. Pure: states and moments in and out.

Two changes exist: it is moved to another time, or withdrawn. Tickets are out from the publication on, so that from then
on a second person confirms. Nothing is moved whose doors are open, because people may have come; withdrawn may be what
nobody has begun. What has begun is neither moved nor withdrawn: it is closed, and made up for (exam_app.resits).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.terms import N_, ExamSessionState, SessionChangeKind

AHEAD = timedelta(hours=24)
"""A new start lies at least so far ahead: Order 112 art. 22 has the time announced, and people must be told."""
SHORT_NOTICE = timedelta(hours=72)
"""A new start that is nearer than this is possible and questionable; the page says so."""
LONGEST_REASON = 60
"""Everybody booked reads it, in a message too."""

TRIGGERS: Mapping[SessionChangeKind, SessionTrigger] = {
    SessionChangeKind.MOVE: SessionTrigger.MOVE,
    SessionChangeKind.WITHDRAW: SessionTrigger.WITHDRAW,
}
AFTER: Mapping[tuple[ExamSessionState, SessionChangeKind], ExamSessionState] = {
    (state, kind): SESSION_TABLE.after(state, TRIGGERS[kind])
    for state in ExamSessionState
    for kind in SessionChangeKind
    if SESSION_TABLE.allows(state, TRIGGERS[kind])
}
"""The state after each change that is possible at all; every other pair is refused."""
WHY_NOT: Mapping[ExamSessionState, str] = {
    ExamSessionState.RUNNING: N_("The examination has begun. It cannot be moved or withdrawn any more."),
    ExamSessionState.SUSPENDED: N_("The examination has begun. It cannot be moved or withdrawn any more."),
    ExamSessionState.CLOSED: N_("The examination is over. It cannot be moved or withdrawn any more."),
    ExamSessionState.WITHDRAWN: N_("The examination is withdrawn already. Plan a new one."),
}
DOORS_ARE_OPEN = N_("The doors are open, so people may be there already. It can only be withdrawn now.")


def hindrance(state: ExamSessionState, change: SessionChangeKind, doors_open_at: datetime, now: datetime) -> str | None:
    """Why this change is not possible now, as a sentence; None where it is.

    >>> at = datetime(2026, 12, 1, 8, 0)
    >>> hindrance(ExamSessionState.PUBLISHED, SessionChangeKind.MOVE, at, at - timedelta(days=1)) is None
    True
    """
    if (state, change) not in AFTER:
        return WHY_NOT[state]
    is_open = state is ExamSessionState.PUBLISHED and now >= doors_open_at
    return DOORS_ARE_OPEN if is_open and change is SessionChangeKind.MOVE else None


def needs_second_person(state: ExamSessionState) -> bool:
    """Whether tickets are out, so that a second person confirms."""
    return state is not ExamSessionState.PLANNED
