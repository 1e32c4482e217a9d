"""Applicants at home: the county hands slips to some, and one of them looks how the application stands."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_app.actors import Role
from exam_app.demo.guards import Guard
from exam_app.demo.plan import REGISTRATIONS, Fate
from exam_app.demo.registering import REVIEWERS, in_queue, morning
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.staff import TRAINING_UNITS
from exam_app.demo.world import World
from exam_app.operations import applicant_slips
from exam_app.queries.applicant_slips import slip_in_force
from exam_app.terms import RegistrationState
from exam_app.work import Work

WITH_SLIPS = (Fate.RETURNED, Fate.WAITS_FOR_COUNTY, Fate.NEXT, Fate.FINISHED, Fate.REFUSED)
"""One guard of each has a slip; the first is printed in the list of sign-ins."""


def apply_all(world: World) -> None:
    """Arrange the slips, each an hour after the application came to the desk."""
    for order, fate in enumerate(WITH_SLIPS):
        each, guards = next((each, roll[fate]) for each, roll in world.rolls if roll.get(fate))
        at = morning(world, REGISTRATIONS[fate].submitted) + timedelta(hours=1)
        reviewer = REVIEWERS[TRAINING_UNITS[each.unit][0]]
        _issue(world, reviewer, guards[0], at, is_shown=order == 0)


def _issue(world: World, reviewer: str, guard: Guard, at: datetime, *, is_shown: bool) -> None:
    def issue(work: Work) -> None:
        registration_id: UUID = in_queue(work, RegistrationState.SUBMITTED, guard)
        applicant_slips.issue_applicant_slip(work, registration_id)
        slip = slip_in_force(work, registration_id)
        assert slip is not None
        if is_shown:
            world.sign_ins.append(
                SignIn(
                    "/application/sign-in",
                    slip.number,
                    guard.id_number[-4:],
                    Role.APPLICANT.value,
                    f"{guard.name} {slip.county}",
                )
            )

    world.then(at, reviewer, issue)
