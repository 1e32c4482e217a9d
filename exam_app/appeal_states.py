"""The states of a score appeal and what leads from one to the other (exam-delivery.md 2.6). Pure data.

A result is released, appealed, marked a second time, and final. Between the second marking and the end stand two
people: who proposes the decision and who signs it.
"""

from enum import StrEnum

from exam_app.actors import Permission
from exam_app.state_tables import StateTable, Step
from exam_app.terms import N_, AppealState


class AppealTrigger(StrEnum):
    """What can happen to a score appeal."""

    ASK = "ask"
    REMARK = "remark"
    PROPOSE = "propose"
    SEND_BACK = "send_back"
    SIGN = "sign"


APPEAL_TABLE: StateTable[AppealState, AppealTrigger] = StateTable(
    steps={
        (None, AppealTrigger.ASK): Step(
            AppealState.APPEALED,
            frozenset({Permission.APPLY, Permission.SIT, Permission.REVIEW}),
            "The result is released and not annulled, nobody asked before, and the period has not passed.",
        ),
        (AppealState.APPEALED, AppealTrigger.REMARK): Step(
            AppealState.REMARKED,
            frozenset({Permission.MARK}),
            "By somebody who neither released the result nor marked any part of it; a word on every item.",
            second_person=True,
        ),
        (AppealState.REMARKED, AppealTrigger.PROPOSE): Step(
            AppealState.PROPOSED,
            frozenset({Permission.RELEASE}),
            "Every key that the second marker doubts is corrected, or its correction was dropped.",
        ),
        (AppealState.PROPOSED, AppealTrigger.SEND_BACK): Step(
            AppealState.REMARKED, frozenset({Permission.RELEASE}), "A decision waits for its second signature."
        ),
        (AppealState.PROPOSED, AppealTrigger.SIGN): Step(
            AppealState.FINAL,
            frozenset({Permission.RELEASE}),
            "What the result comes to is still what was proposed.",
            second_person=True,
        ),
    },
    refusals={
        AppealState.APPEALED: N_("The second marker has not marked it yet. Look at the appeal again."),
        AppealState.REMARKED: N_("It was marked a second time already. Look at the appeal again."),
        AppealState.PROPOSED: N_("A decision waits for its second signature. Look at the appeal again."),
        AppealState.FINAL: N_("This appeal is decided. Nothing more can be changed."),
    },
)
