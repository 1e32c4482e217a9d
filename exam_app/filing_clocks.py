"""The clocks of filings: which law gives which unit how long, and where a filing stands on a day. Pure: values only.

The periods are those of the Regulation (art. 14, 23, 33) and of Order 112 (art. 26). Where neither names a period there
is no clock, and the page says so instead of inventing one.
"""

from dataclasses import dataclass
from datetime import date

from exam_app.legal_days import is_arranged, within_days, working_days_ahead
from exam_app.terms import N_, FilingAct, FilingState, UnitKind


@dataclass(frozen=True)
class Clock:
    """How long a filing may take; ``days`` is None where no period is established."""

    law: str
    days: int | None = None
    ahead: bool = False
    """Counted in working days before the event, not in calendar days after it."""

    def due_on(self, event: date) -> date | None:
        """The last day of the period, or None without one."""
        if self.days is None:
            return None
        return working_days_ahead(event, self.days) if self.ahead else within_days(event, self.days)


CLOCKS: dict[UnitKind, dict[FilingAct, Clock]] = {
    UnitKind.TRAINING: {
        FilingAct.STARTED: Clock(N_("Regulation art. 33(1)"), 30),
        FilingAct.CHANGED: Clock(N_("Regulation art. 33(2)")),
        FilingAct.ENDED: Clock(N_("Regulation art. 33(3)"), 30),
    },
    UnitKind.IN_HOUSE: {
        FilingAct.STARTED: Clock(N_("Regulation art. 14(1)"), 30),
        FilingAct.CHANGED: Clock(N_("no article found")),
        FilingAct.ENDED: Clock(N_("Regulation art. 14(2)"), 30),
    },
    UnitKind.SERVICE_COMPANY: {
        FilingAct.CHANGED: Clock(N_("Regulation art. 12(3)")),
        FilingAct.BRANCH: Clock(N_("Regulation art. 12(2)")),
        FilingAct.CROSS_REGION: Clock(N_("Regulation art. 23, Order 112 art. 26"), 30, ahead=True),
    },
    UnitKind.UNLICENSED: {},
}
"""Which acts a kind of unit files, with their clocks. A company starts by its permit, which is no filing."""


@dataclass(frozen=True)
class Standing:
    """Where a filing stands on a day."""

    state: FilingState
    due_on: date | None
    days: int
    """Calendar days left, or late; 0 where the state has none."""
    may_move: bool = False
    """The period reaches into a year whose working days are not settled yet."""


def standing(clock: Clock, event: date, received_on: date | None, today: date) -> Standing:
    """Where the filing of an event stands; ``received_on`` is the day on which the police received it.

    >>> clock = CLOCKS[UnitKind.TRAINING][FilingAct.STARTED]
    >>> standing(clock, date(2025, 3, 11), None, date(2025, 4, 15))  # due on Thursday 10 April
    Standing(state=<FilingState.LATE: 'late'>, due_on=datetime.date(2025, 4, 10), days=5, may_move=False)
    """
    due_on = clock.due_on(event)
    if due_on is None:
        return Standing(FilingState.NO_CLOCK if received_on is None else FilingState.RECEIVED, None, 0)
    late = ((received_on or today) - due_on).days
    if received_on is not None:
        return Standing(FilingState.FILED_LATE, due_on, late) if late > 0 else Standing(FilingState.IN_TIME, due_on, 0)
    may_move = not all(is_arranged(day.year) for day in (event, due_on))
    return Standing(FilingState.LATE if late > 0 else FilingState.DUE, due_on, abs(late), may_move)
