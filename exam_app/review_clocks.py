"""The clocks of an application: who holds it, until when, by which article. Pure: days in, days out.

The periods are those of the Administrative Licensing Law, all of them in working days (art. 82):

1. Papers that are incomplete go back once, with everything that is missing, within five days; otherwise the application
   counts as accepted on the day it came (art. 32).
2. The decision falls within 20 days of acceptance. Ten more need a reason, and the applicant is told it (art. 42). The
   county that reviews and the city that decides share them (art. 43).
3. Time for examinations does not count (art. 45).
4. What is granted is issued within ten days of the decision, which is here the released result, and handed over within
   ten days of the issue (art. 44). What lies ready after that waits for its holder, and no authority is late.

While papers are with the person for repair no clock of an authority runs; submitting again begins a new one.
"""

from dataclasses import dataclass
from datetime import date

from exam_app.legal_days import is_arranged, within_working_days
from exam_app.terms import N_, RegistrationState, Term

FIRST_LOOK_DAYS = 5
DECISION_DAYS = 20
EXTENSION_DAYS = 10
DELIVERY_DAYS = 10
FIRST_LOOK_LAW = N_("Administrative Licensing Law art. 32")
DECISION_LAW = N_("Administrative Licensing Law art. 42")
EXAMINATION_LAW = N_("Administrative Licensing Law art. 45")
DELIVERY_LAW = N_("Administrative Licensing Law art. 44")


class Holder(Term):
    """With whom an application is."""

    PERSON = "person", N_("the applicant")
    COUNTY = "county", N_("the county")
    CITY = "city", N_("the city")
    NOBODY = "nobody", N_("nobody: it is closed")


class ClockState(Term):
    """How the clock of whoever holds an application stands."""

    RUNNING = "running", N_("Within the legal time")
    LATE = "late", N_("Past the legal day")
    STOPPED = "stopped", N_("No legal time runs")


@dataclass(frozen=True)
class Progress:
    """How far an application has come; ``submitted_on`` is the last time it was handed in."""

    state: RegistrationState
    submitted_on: date
    extended: bool = False
    """Ten more working days were taken since then."""
    passed_on: date | None = None
    """The examination is passed, and the result released on that day."""
    issued_on: date | None = None
    """The certificate is issued."""
    is_ready: bool = False
    """Its card is printed, and the person told where it can be collected."""
    handed_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """With whom an application is on a day, and by when the law expects the next act."""

    holder: Holder
    state: ClockState
    law: str = ""
    due_on: date | None = None
    days: int = 0
    """Calendar days left, or late; 0 where no clock runs."""
    return_until: date | None = None
    """The last day on which incomplete papers can go back as not yet accepted; None once it has passed."""
    may_move: bool = False
    """The period reaches into a year whose working days are not settled yet."""

    @property
    def is_late(self) -> bool:
        return self.state is ClockState.LATE


def standing(progress: Progress, today: date) -> Standing:
    """Where an application stands on a day.

    >>> found = standing(Progress(RegistrationState.SUBMITTED, date(2025, 3, 3)), date(2025, 3, 12))
    >>> found.holder.value, found.due_on.isoformat(), found.days, found.return_until
    ('county', '2025-03-31', 19, None)
    """
    match progress.state:
        case RegistrationState.SUBMITTED:
            return _deciding(progress, Holder.COUNTY, today)
        case RegistrationState.COUNTY_PASSED:
            return _deciding(progress, Holder.CITY, today)
        case RegistrationState.RETURNED:
            return Standing(Holder.PERSON, ClockState.STOPPED)
        case RegistrationState.APPROVED | RegistrationState.COMPLETED:
            return _after_the_decision(progress, today)
        case RegistrationState.REFUSED | RegistrationState.ENDED:
            return Standing(Holder.NOBODY, ClockState.STOPPED)


def _deciding(progress: Progress, holder: Holder, today: date) -> Standing:
    submitted = progress.submitted_on
    due_on = within_working_days(submitted, DECISION_DAYS + (EXTENSION_DAYS if progress.extended else 0))
    first_look = within_working_days(submitted, FIRST_LOOK_DAYS)
    may_return = holder is Holder.COUNTY and today <= first_look
    return _running(holder, DECISION_LAW, submitted, due_on, today, first_look if may_return else None)


def _after_the_decision(progress: Progress, today: date) -> Standing:
    if progress.passed_on is None:
        return Standing(Holder.CITY, ClockState.STOPPED, EXAMINATION_LAW)
    if progress.issued_on is None:
        due_on = within_working_days(progress.passed_on, DELIVERY_DAYS)
        return _running(Holder.CITY, DELIVERY_LAW, progress.passed_on, due_on, today)
    if progress.handed_on is not None:
        return Standing(Holder.NOBODY, ClockState.STOPPED)
    due_on = within_working_days(progress.issued_on, DELIVERY_DAYS)
    if not progress.is_ready:
        return _running(Holder.CITY, DELIVERY_LAW, progress.issued_on, due_on, today)
    # Whether what lies ready is collected in time depends on the person too, so that nobody is late from here on.
    if today > due_on:
        return Standing(Holder.COUNTY, ClockState.STOPPED, DELIVERY_LAW)
    return _running(Holder.COUNTY, DELIVERY_LAW, progress.issued_on, due_on, today)


def _running(
    holder: Holder, law: str, since: date, due_on: date, today: date, return_until: date | None = None
) -> Standing:
    return Standing(
        holder,
        ClockState.LATE if today > due_on else ClockState.RUNNING,
        law,
        due_on,
        abs((due_on - today).days),
        return_until,
        not all(is_arranged(day.year) for day in (since, due_on)),
    )
