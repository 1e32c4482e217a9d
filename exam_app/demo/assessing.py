"""Eighth chapter: guard units plan assessments; one unit is nearly through, one has done nothing, one begins soon."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from exam_app import delivery
from exam_app.actors import GATE
from exam_app.delivery import Head
from exam_app.demo.employing import CLERKS
from exam_app.demo.guards import Guard
from exam_app.demo.learners import Learner, sign_in
from exam_app.demo.plan import Fate
from exam_app.demo.practising import PRACTISING
from exam_app.demo.sitting import changes
from exam_app.demo.world import World
from exam_app.operations import assessments, employment, own_papers, study_cards, training_plans
from exam_app.operations.saving import Ack
from exam_app.queries.assessments import GuardLine, Shown, assessment_page, assessment_screen, my_due, unit_assessments
from exam_app.queries.employment import Shown as OnRoster
from exam_app.queries.employment import guard_page, guards_of_unit
from exam_app.queries.study_cards import unit_cards
from exam_app.terms import FollowUp, SubjectArea
from exam_app.work import Work

PLANNED, CARDS_ISSUED, TAKEN = 92, 88, 72
"""Days before the build: the plans, the cards, and the first of the assessments."""
NEEDS_TRAINING = ("estate",)
"""Posts where the unit assesses only who has the class hours."""
PLANS = (
    ("panshi", "hospital", 56, 12),
    ("panshi", "coach", 56, 3),
    ("huhang", "school", 20, 12),
    ("anju", "estate", -20, 12),
)
"""Unit, post, first due so many days before the build, and the rhythm in months. The other posts have no plan."""
TRAINED = (("panshi", "hospital", (24, 24, 26)), ("panshi", "coach", (8, 8, 8)), ("anju", "estate", (4, 6, 30)))
"""Unit, post, and the class hours of law, knowledge and skills within a year: all, some or none have attended them."""
ASSESSED = "panshi"
PASSES, FAILS, STAYS_AWAY = 2.6, -2.6, None
ABILITIES = (PASSES, PASSES, FAILS, PASSES, STAYS_AWAY, FAILS)
"""How they do, one after the other; whoever stays away is overdue."""
DECIDED = (True, True, False)
"""Whether the unit decides what follows from a failure, one after the other."""
DECIDES_AFTER = 4
A_DAY = 2
"""So many are assessed on one day: all before the first of them leaves the unit."""
REPEAT_BY = -12


def assess_all(world: World) -> None:
    """Arrange the plans, the cards of one unit, its assessments, and what follows from those that failed."""
    at = world.calendar.at(world.calendar.working_day(PLANNED), 9)
    for order, (unit, post, due, months) in enumerate(PLANS):
        plan = partial(_plan, world, post, due, months)
        world.then(at + timedelta(minutes=30 + 5 * order), CLERKS[unit], plan)
    for order, (unit, post, hours) in enumerate(TRAINED):
        world.then(at + timedelta(minutes=5 * order), CLERKS[unit], partial(_plan_training, world, post, hours))
    shown = world.guards_of(PRACTISING, Fate.NEXT)[0]
    world.then(at + timedelta(hours=1), CLERKS[ASSESSED], lambda work: _move(work, world, shown))
    issued = world.calendar.at(world.calendar.working_day(CARDS_ISSUED), 10)
    world.then(issued, CLERKS[ASSESSED], lambda work: _issue_and_arrange(work, world, shown))


def _plan(world: World, post: str, due: int, months: int, work: Work) -> None:
    first = world.calendar.day(due)
    assessments.plan_assessments(
        work,
        world.places.posts[post],
        first_due_on=first,
        every_months=months,
        needs_training=post in NEEDS_TRAINING,
    )


def _plan_training(world: World, post: str, hours: tuple[int, int, int], work: Work) -> None:
    by_area = dict(zip(SubjectArea, hours, strict=True))
    training_plans.plan_training(work, world.places.posts[post], hours=by_area, starts_on=world.calendar.day(400))


def _move(work: Work, world: World, guard: Guard) -> None:
    """The guard whose card is printed stands at a planned post."""
    roster = guards_of_unit(work, OnRoster()).people.rows
    (person_id,) = [line.id for line in roster if line.name == guard.name]
    now = guard_page(work, person_id).now
    assert now is not None
    employment.move(work, now.id, world.places.posts[PLANS[0][1]])


def _issue_and_arrange(work: Work, world: World, shown: Guard) -> None:
    lines = _everybody(work, world)
    study_cards.issue_study_cards_to_guards(work, [line.person_id for line in lines])
    numbers = {line.person_id: line.number or "" for line in unit_cards(work).people.rows}
    guards = {guard.name: guard for fate in Fate for guard in world.guards(fate)}
    others = [line for line in lines if line.name != shown.name]
    decided = 0
    for order, line in enumerate(others):
        ability = ABILITIES[order % len(ABILITIES)]
        if ability is STAYS_AWAY:
            continue
        decides = ability == FAILS and DECIDED[decided % len(DECIDED)]
        decided += ability == FAILS
        _take(
            world,
            guards[line.name],
            ability,
            numbers[line.person_id],
            order,
            FollowUp.OTHER_DUTIES if decides else None,
        )
    # The guard of the printed card failed, was trained again and may begin at any time.
    (mine,) = [line for line in lines if line.name == shown.name]
    _take(world, shown, FAILS, numbers[mine.person_id], len(others), FollowUp.TRAINED_AGAIN)


def _everybody(work: Work, world: World) -> Sequence[GuardLine]:
    return unit_assessments(work, world.places.guard_units[ASSESSED], Shown()).people.rows


# -- one assessment -------------------------------------------------------------------------------------------------


def _take(world: World, guard: Guard, ability: float, card: str, order: int, follow_up: FollowUp | None) -> None:
    learner = Learner(replace(guard, ability=ability), random.Random(f"{guard.id_number} assessment"), card)
    ago = TAKEN - order // A_DAY
    at = world.calendar.at(ago, 12, 7 * order % 60)
    world.then(at - timedelta(minutes=1), GATE, lambda work: sign_in(work, learner))
    # The actor is known only once the sign-in has happened.
    world.then(at, GATE, lambda work: world.then(at, learner.actor, lambda inner: _begin(inner, world, learner, at)))
    if follow_up is not None:
        decided = world.calendar.at(world.calendar.working_day(ago - DECIDES_AFTER), 15, order % 60)
        world.then(decided, CLERKS[ASSESSED], lambda work: _decide(work, world, learner, follow_up))


def _begin(work: Work, world: World, learner: Learner, at: datetime) -> None:
    (plan_id,) = [due.plan_id for due in my_due(work)]
    learner.paper = assessments.start_assessment(work, plan_id)
    learner.timed = list(changes(learner.guard, assessment_screen(work, learner.paper).slots, learner.chance))
    world.then(at + timedelta(minutes=21), learner.actor, lambda work: _hand_in(work, learner))


def _hand_in(work: Work, learner: Learner) -> None:
    assert learner.paper is not None
    events = []
    for timed in learner.timed:
        events.append(delivery.following(learner.head, own_papers.EPOCH, timed.change))
        learner.head = Head(events[-1].seq, events[-1].hash)
    assert isinstance(assessments.save_assessment_answers(work, learner.paper, events), Ack)
    assessments.hand_in_assessment(work, learner.paper, final_seq=learner.head.seq)


def _decide(work: Work, world: World, learner: Learner, follow_up: FollowUp) -> None:
    assert learner.paper is not None
    if assessment_page(work, learner.paper).tried.passed:
        return  # by sheer luck
    note = "先在监控室值班，复测合格后回岗" if follow_up is FollowUp.OTHER_DUTIES else "参加周三的岗位法规复训"
    assessments.record_follow_up(work, learner.paper, follow_up, repeat_by=world.calendar.day(REPEAT_BY), note=note)
