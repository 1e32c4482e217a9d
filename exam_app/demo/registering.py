"""Third chapter: units register, counties return and pass, the city approves and refuses."""

from datetime import datetime, timedelta
from uuid import UUID

from exam_app.demo.guards import Guard
from exam_app.demo.plan import REGISTRATIONS, Fate, TrainingClass
from exam_app.demo.portraits import portrait
from exam_app.demo.staff import TRAINING_UNITS
from exam_app.demo.world import World
from exam_app.operations import biometrics, people, registrations
from exam_app.operations.biometrics import Taken
from exam_app.queries.registrations import queue
from exam_app.terms import RefusalGround, RegistrationState, ReturnReason
from exam_app.work import Work

REVIEWERS = {"qingxi": "zhou", "panshan": "shi"}
BETWEEN_DECISIONS = timedelta(minutes=3)
REPAIRED = (
    ((ReturnReason.PHOTO_UNLIKE,), "照片逆光，看不清面部。"),
    ((ReturnReason.SCHOOLING_MISSING, ReturnReason.MEDICAL_MISSING), "两份材料可一并补交。"),
)
"""Returns of each class of the finished examination that were repaired the next day."""
STILL_RETURNED = (
    ((ReturnReason.PHOTO_MISSING,), ""),
    ((ReturnReason.NAME_DIFFERS,), "身份证上的名字少一个偏旁，请对照原件。"),
    ((ReturnReason.BIOMETRICS_MISSING, ReturnReason.MEDICAL_MISSING), "请本人到县局窗口采集指纹。"),
)


def register_all(world: World) -> None:
    """Arrange the steps of every registration."""
    for each, roll in world.rolls:
        for fate, guards in roll.items():
            if fate in REGISTRATIONS:
                _register(world, each, fate, guards)
    for fate, passage in REGISTRATIONS.items():
        if passage.city is not None:
            _decide(world, fate, morning(world, passage.city))


def _register(world: World, each: TrainingClass, fate: Fate, guards: list[Guard]) -> None:
    passage, reviewer = REGISTRATIONS[fate], REVIEWERS[TRAINING_UNITS[each.unit][0]]
    at = morning(world, passage.submitted)
    world.then(at, each.clerk, lambda work: registrations.register(work, world.person_ids(guards)))
    if fate is Fate.FINISHED:
        _return_and_repair(world, each, guards[-len(REPAIRED) :], reviewer, at + timedelta(hours=5))
    if passage.county is None:
        for guard in guards[::2]:
            _take_fingerprints(world, reviewer, guard, morning(world, passage.submitted - 1))
        return
    for order, guard in enumerate(guards):
        moment = morning(world, passage.county) + order * BETWEEN_DECISIONS
        if fate is Fate.RETURNED:
            _return(world, reviewer, guard, moment, *STILL_RETURNED[order])
        else:
            _pass(world, reviewer, guard, moment)


def morning(world: World, ago: int) -> datetime:
    return world.calendar.at(world.calendar.working_day(ago), 9, 20)


def _return_and_repair(world: World, each: TrainingClass, guards: list[Guard], reviewer: str, at: datetime) -> None:
    """The last of a class come back once; their unit repairs and submits them again the next day."""
    for guard, (reasons, note) in zip(guards, REPAIRED, strict=True):
        _return(world, reviewer, guard, at, reasons, note)
        _repair(world, each.clerk, guard, at + timedelta(hours=20), new_photo=ReturnReason.PHOTO_UNLIKE in reasons)


def _repair(world: World, clerk: str, guard: Guard, at: datetime, *, new_photo: bool) -> None:
    def repair(work: Work) -> None:
        if new_photo:
            people.set_photo(work, world.people[guard.name], portrait(guard.face + 1, guard.sex, guard.age))
        registrations.register(work, world.person_ids([guard]))

    world.then(at, clerk, repair)


def _return(
    world: World, reviewer: str, guard: Guard, at: datetime, reasons: tuple[ReturnReason, ...], note: str
) -> None:
    world.then(
        at,
        reviewer,
        lambda work: registrations.return_with_reasons(
            work, in_queue(work, RegistrationState.SUBMITTED, guard), reasons, note
        ),
    )


def _pass(world: World, reviewer: str, guard: Guard, at: datetime) -> None:
    """Fingerprints are taken at the desk before the application goes on; one guard could not come that day."""
    if guard is not max(world.guards(Fate.FINISHED), key=lambda one: one.ability):
        _take_fingerprints(world, reviewer, guard, at)
    world.then(
        at,
        reviewer,
        lambda work: registrations.pass_at_county(work, in_queue(work, RegistrationState.SUBMITTED, guard)),
    )


def _take_fingerprints(world: World, reviewer: str, guard: Guard, at: datetime) -> None:
    order = [each.name for _, roll in world.rolls for guards in roll.values() for each in guards].index(guard.name)

    def enter(work: Work) -> None:
        taken = Taken(work.today, work.actor.name, f"ZW{work.today:%Y%m%d}{order + 1:03d}")
        biometrics.enter_receipt(work, in_queue(work, RegistrationState.SUBMITTED, guard), taken)

    world.then(at, reviewer, enter)


def in_queue(work: Work, state: RegistrationState, guard: Guard) -> UUID:
    """The guard's registration as the desk finds it: by name in its queue."""
    (found,) = [line.id for line in queue(work, state, search=guard.name).rows if line.name == guard.name]
    return found


def _decide(world: World, fate: Fate, at: datetime) -> None:
    def decide(work: Work) -> None:
        waiting = [in_queue(work, RegistrationState.COUNTY_PASSED, guard) for guard in world.guards(fate)]
        if fate is Fate.REFUSED:
            for registration in waiting:
                note = f"{at.year - 1}年被吊销保安员证，未满三年。"
                registrations.refuse(work, registration, (RefusalGround.REVOKED_RECENTLY,), note)
        else:
            registrations.approve(work, waiting)

    world.then(at, "he", decide)
