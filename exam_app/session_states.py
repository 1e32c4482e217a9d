"""The states of an examination and what leads from one to the other (exam-delivery.md 2.7). Pure data.

Moving keeps the state; it stands here because it is possible in two states only. When it is possible besides is said by
:mod:`exam_app.session_changes`.
"""

from enum import StrEnum

from exam_app.actors import Permission
from exam_app.state_tables import StateTable, Step
from exam_app.terms import N_, ExamSessionState


class SessionTrigger(StrEnum):
    """What can happen to an examination as a whole."""

    PLAN = "plan"
    MOVE = "move"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    BEGIN = "begin"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"


OPEN = (ExamSessionState.PUBLISHED, ExamSessionState.RUNNING, ExamSessionState.SUSPENDED)
"""Tickets are out and it is not over: candidates may come, and its papers are in use."""
CLOSED = (ExamSessionState.CLOSED, ExamSessionState.WITHDRAWN)
"""Nothing leads out of these."""
OFFICE = frozenset({Permission.SCHEDULE})

SESSION_TABLE: StateTable[ExamSessionState, SessionTrigger] = StateTable(
    steps={
        (None, SessionTrigger.PLAN): Step(ExamSessionState.PLANNED, OFFICE, "The centre is free at that moment."),
        (ExamSessionState.PLANNED, SessionTrigger.MOVE): Step(
            ExamSessionState.PLANNED, OFFICE, "At least 24 hours ahead; centre, rooms and people are free then."
        ),
        (ExamSessionState.PUBLISHED, SessionTrigger.MOVE): Step(
            ExamSessionState.PUBLISHED, OFFICE, "As before the publication, and the doors are closed.", True
        ),
        (ExamSessionState.PLANNED, SessionTrigger.WITHDRAW): Step(ExamSessionState.WITHDRAWN, OFFICE, "A reason."),
        (ExamSessionState.PUBLISHED, SessionTrigger.WITHDRAW): Step(
            ExamSessionState.WITHDRAWN, OFFICE, "A reason, and nobody has begun.", True
        ),
        (ExamSessionState.PLANNED, SessionTrigger.PUBLISH): Step(
            ExamSessionState.PUBLISHED,
            OFFICE,
            "Before the start; everybody booked has a seat and is eligible, rooms have invigilators, items suffice.",
        ),
        (ExamSessionState.PUBLISHED, SessionTrigger.BEGIN): Step(
            ExamSessionState.RUNNING, frozenset({Permission.SIT}), "The first candidate begins."
        ),
        (ExamSessionState.RUNNING, SessionTrigger.SUSPEND): Step(
            ExamSessionState.SUSPENDED, OFFICE, "A reason, and somebody is answering."
        ),
        (ExamSessionState.SUSPENDED, SessionTrigger.RESUME): Step(
            ExamSessionState.RUNNING, OFFICE, "The pause of the examination is ended."
        ),
        (ExamSessionState.PUBLISHED, SessionTrigger.CLOSE): Step(
            ExamSessionState.CLOSED, OFFICE, "Entry is closed, and nobody has come."
        ),
        (ExamSessionState.RUNNING, SessionTrigger.CLOSE): Step(
            ExamSessionState.CLOSED, OFFICE, "Nobody may enter, and nobody is answering or paused."
        ),
    },
    refusals={
        ExamSessionState.PLANNED: N_("This examination was not published. There is nothing to close."),
        ExamSessionState.PUBLISHED: N_("Nobody is answering here. A pause would change nothing."),
        ExamSessionState.RUNNING: N_("The examination is running. Look at it again."),
        ExamSessionState.SUSPENDED: N_("The examination is paused. Let it go on first."),
        ExamSessionState.CLOSED: N_("The examination is over. Nothing of it changes any more."),
        ExamSessionState.WITHDRAWN: N_("This examination was withdrawn. There is nothing to close."),
    },
)
