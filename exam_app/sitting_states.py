"""The states of a sitting and what leads from one to the other (exam-delivery.md 2.6). Pure data.

A browser that is not heard of is no state: silence is derived and changes nobody's rights. Nothing leads out of a
closed sitting, and nothing is ever deleted: marks and annulments are rows beside it.
"""

from enum import StrEnum

from exam_app.actors import Permission
from exam_app.state_tables import StateTable, Step
from exam_app.terms import N_, SittingState


class SittingTrigger(StrEnum):
    """What can happen to a sitting as a whole."""

    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    HOLD_BACK = "hold_back"
    LET_GO = "let_go"
    HAND_IN = "hand_in"
    TIME_OUT = "time_out"
    TAKE_IN = "take_in"
    ENTER = "enter"


OPEN = (SittingState.IN_PROGRESS, SittingState.PAUSED, SittingState.HELD_BACK)
"""The paper is neither handed in nor closed."""
AWAITED = (SittingState.COLLECTED,)
"""Handed in on paper; the answers are not typed yet, so nothing is marked."""
CLOSED = (SittingState.SUBMITTED, SittingState.TIMED_OUT)
"""Nothing leads out of these."""

SITTING_TABLE: StateTable[SittingState, SittingTrigger] = StateTable(
    steps={
        (None, SittingTrigger.BEGIN): Step(
            SittingState.IN_PROGRESS,
            frozenset({Permission.SIT, Permission.INVIGILATE}),
            "The examination has started, entry is open, the booking has a seat and asks the theory; on paper the "
            "invigilator hands the booklet out.",
        ),
        (SittingState.IN_PROGRESS, SittingTrigger.PAUSE): Step(
            SittingState.PAUSED,
            frozenset({Permission.INVIGILATE, Permission.SCHEDULE, Permission.SIT}),
            "A reason is given, or a pause of the room or the examination is on when the sitting begins; time is left.",
        ),
        (SittingState.PAUSED, SittingTrigger.RESUME): Step(
            SittingState.IN_PROGRESS,
            frozenset({Permission.INVIGILATE, Permission.SCHEDULE}),
            "No pause covers the sitting any more; the deadline moves by as long as it stood.",
        ),
        (SittingState.IN_PROGRESS, SittingTrigger.HOLD_BACK): Step(
            SittingState.HELD_BACK,
            frozenset({Permission.SIT, Permission.INGEST, Permission.CLOSE_EXPIRED}),
            "The deadline has passed, and an outage that hit this computer with half of the room is not decided.",
        ),
        (SittingState.HELD_BACK, SittingTrigger.LET_GO): Step(
            SittingState.IN_PROGRESS,
            frozenset({Permission.GRANT_TIME}),
            "The lost time was given back, and the time that it waited with it; or it was decided that none is.",
        ),
        (SittingState.HELD_BACK, SittingTrigger.TIME_OUT): Step(
            SittingState.TIMED_OUT,
            frozenset({Permission.SIT, Permission.CLOSE_EXPIRED, Permission.SCHEDULE}),
            "Nobody has decided within the time that there is for it.",
        ),
        (SittingState.IN_PROGRESS, SittingTrigger.HAND_IN): Step(
            SittingState.SUBMITTED,
            frozenset({Permission.SIT}),
            "Before the deadline, and page and server hold the same answers.",
        ),
        (SittingState.IN_PROGRESS, SittingTrigger.TIME_OUT): Step(
            SittingState.TIMED_OUT,
            frozenset({Permission.SIT, Permission.CLOSE_EXPIRED, Permission.SCHEDULE}),
            "The deadline has passed, and the candidate is at a screen.",
        ),
        (SittingState.IN_PROGRESS, SittingTrigger.TAKE_IN): Step(
            SittingState.COLLECTED,
            frozenset({Permission.INVIGILATE}),
            "The candidate is on paper.",
        ),
        (SittingState.COLLECTED, SittingTrigger.ENTER): Step(
            SittingState.SUBMITTED,
            frozenset({Permission.ENTER_SHEETS}),
            "Two people typed the answer sheet, and a third settled what differs.",
        ),
    },
    refusals={
        SittingState.IN_PROGRESS: N_("The candidate is answering. Look at the seat again."),
        SittingState.PAUSED: N_("The examination is paused. Your answers are kept. Go on when it goes on."),
        SittingState.HELD_BACK: N_(
            "The time stands until somebody has decided about the outage. All answers are kept. Please stay seated."
        ),
        SittingState.COLLECTED: N_("The answer sheet is taken in. Two people type it next."),
        SittingState.SUBMITTED: N_("Your paper is handed in. Nothing more can be changed."),
        SittingState.TIMED_OUT: N_("Your paper is handed in. Nothing more can be changed."),
    },
)
