"""Applicants at home: the county hands slips to some; one asks for a correction, one objects to the refusal."""

from datetime import datetime, timedelta

from exam_app.actors import GATE, Role
from exam_app.demo.guards import Guard, number_of
from exam_app.demo.plan import REGISTRATIONS, Fate
from exam_app.demo.registering import REVIEWERS, in_queue, morning
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.staff import TRAINING_UNITS
from exam_app.demo.world import Act, World
from exam_app.operations import accounts, applicant_slips, own_rights, walk_ins
from exam_app.operations.accounts import SignedIn
from exam_app.queries.applicant_slips import slip_in_force
from exam_app.queries.signed_in import viewer_of
from exam_app.terms import CorrectionField, ObjectionAbout, RegistrationState, Sex
from exam_app.work import Work

WITH_SLIPS = {Fate.RETURNED: 1, Fate.WAITS_FOR_COUNTY: 5, Fate.NEXT: 1, Fate.FINISHED: 1, Fate.REFUSED: 1}
"""So many guards of the first class of each fate have a slip; the first is printed in the list of sign-ins."""
AT_HOME = "10.5.8.21"
ALONE = "欧阳志诚"
"""Came alone; no invented guard has a surname of two characters."""
ALONE_BORN = 12_000
"""So many days ago."""


def apply_all(world: World) -> None:
    """Arrange the slips, each an hour after the application came to the desk."""
    _comes_alone(world)
    for fate, some in WITH_SLIPS.items():
        each, guards = next((each, roll[fate]) for each, roll in world.rolls if roll.get(fate))
        at = morning(world, REGISTRATIONS[fate].submitted) + timedelta(hours=1)
        for guard in guards[:some]:
            _issue(world, REVIEWERS[TRAINING_UNITS[each.unit][0]], guard, at, fate)


def _comes_alone(world: World) -> None:
    """Somebody without any training unit registers at Qingxi's desk; nobody else shares this name or number."""
    at = world.calendar.at(world.calendar.working_day(3), 10, 15)
    born = world.calendar.day(ALONE_BORN)
    number = number_of(born, Sex.MALE, 480)

    def register(work: Work) -> None:
        registration_id = walk_ins.register_in_person(work, name=ALONE, id_number=number, phone="13700000000")
        applicant_slips.issue_applicant_slip(work, registration_id)
        slip = slip_in_force(work, registration_id)
        assert slip is not None
        who = f"{ALONE} {slip.county}"
        world.sign_ins.append(SignIn("/application/sign-in", slip.number, number[-4:], Role.APPLICANT.value, who))

    world.then(at, "zhou", register)


def _issue(world: World, reviewer: str, guard: Guard, at: datetime, fate: Fate) -> None:
    def issue(work: Work) -> None:
        registration_id = in_queue(work, RegistrationState.SUBMITTED, guard)
        applicant_slips.issue_applicant_slip(work, registration_id)
        slip = slip_in_force(work, registration_id)
        assert slip is not None
        if fate is Fate.RETURNED:
            who = f"{guard.name} {slip.county}"
            world.sign_ins.append(
                SignIn("/application/sign-in", slip.number, guard.id_number[-4:], Role.APPLICANT.value, who)
            )
            _at_home(world, guard, slip.number, world.calendar.at(2, 19, 40), _ask)
        elif fate is Fate.REFUSED:
            _at_home(world, guard, slip.number, world.calendar.at(1, 20, 15), _object)

    world.then(at, reviewer, issue)


def _ask(work: Work) -> None:
    own_rights.ask_correction(work, CorrectionField.PHONE, "手机号换了，新号 13900000000，旧号已停用。")


def _object(work: Work) -> None:
    words = "吊销决定已满三年：决定书落款是三年前的一月，不是去年。请核对原件。"
    own_rights.file_objection(work, ObjectionAbout.REFUSAL, words)


def _at_home(world: World, guard: Guard, number: str, at: datetime, act: Act) -> None:
    """Sign in with the slip, and write."""

    def enter(work: Work) -> None:
        outcome = accounts.sign_in_applicant(work, slip_number=number, last_four=guard.id_number[-4:], address=AT_HOME)
        assert isinstance(outcome, SignedIn)
        viewer = viewer_of(work, outcome.token)
        assert viewer is not None
        world.then(at + timedelta(minutes=4), viewer.actor, act)

    world.then(at, GATE, enter)
