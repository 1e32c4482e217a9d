"""Seventh chapter: one class gets study cards, practises in the evenings, and somebody takes a mock paper."""

import random
from datetime import datetime, timedelta
from functools import partial

from exam_app import delivery
from exam_app.actors import GATE, Role
from exam_app.delivery import Head
from exam_app.demo.learners import Learner, sign_in
from exam_app.demo.plan import CLASSES, Fate
from exam_app.demo.sign_ins import SignIn
from exam_app.demo.sitting import BATCH, changes, items_by_stem, knows
from exam_app.demo.world import World
from exam_app.operations import bank, mock_papers, own_papers, practice, study_cards
from exam_app.operations.saving import Ack
from exam_app.queries.mock_papers import mock_page
from exam_app.queries.study import StudyItem, study_page, study_topics
from exam_app.queries.study_cards import course_cards
from exam_app.work import Work
from question_bank import Pool, shipped_bank

PRACTISING = CLASSES[3]
"""The class whose examinations are now and next month."""
CARDS_ISSUED = 33
"""Days before the build; the class still met."""
EVENINGS = (31, 28, 24, 19, 13, 8, 4, 1)
MOCK_EVENING = 3
OF_TEN_PRACTISE = 8
ITEMS_AN_EVENING = (5, 9)
PROPOSED = "T4-L-001"
"""A live item that one officer wants to publish."""


def practise_all(world: World) -> None:
    """Arrange the cards, the evenings, one mock paper, and an officer who proposes to publish an item."""
    # A chance of its own: however much is practised, the rest of the world stays as it is.
    chance = random.Random(f"{world.calendar.built_at.isoformat()} practice")
    guards = world.guards_of(PRACTISING, Fate.NEXT) + world.guards_of(PRACTISING, Fate.APPROVED)
    guards += world.guards_of(PRACTISING, Fate.OPEN)
    issued = world.calendar.at(world.calendar.working_day(CARDS_ISSUED), 16)
    learners = [Learner.of(guard) for guard in guards]
    world.then(issued, PRACTISING.clerk, lambda work: _issue(work, world, learners))
    practising = learners[: len(learners) * OF_TEN_PRACTISE // 10]
    for order, learner in enumerate(practising):
        for ago in EVENINGS[chance.randrange(3) :: chance.randint(1, 2)]:
            at = world.calendar.at(ago, 19, chance.randrange(60)) + timedelta(seconds=order)
            _practise_at(world, learner, at)
    _take_a_mock_paper(world, practising[0], world.calendar.at(MOCK_EVENING, 20, 5))
    at = world.calendar.at(world.calendar.working_day(2), 11)
    digest = next(item.digest for item in shipped_bank(Pool.LIVE).values() if item.id == PROPOSED)
    world.then(at, "lin", lambda work: bank.publish_item(work, digest))


def _issue(work: Work, world: World, learners: list[Learner]) -> None:
    course_id = world.courses[PRACTISING.unit, PRACTISING.number]
    study_cards.issue_study_cards(work, course_id, world.person_ids(learner.guard for learner in learners))
    numbers = {line.person_id: line.number for line in course_cards(work, course_id).issued}
    for learner in learners:
        learner.card = numbers[world.people[learner.guard.name]] or ""
    first = learners[0]
    world.sign_ins.append(
        SignIn(
            "/study/sign-in",
            first.card,
            first.guard.id_number[-4:],
            Role.GUARD.value,
            f"{first.guard.name} {work.actor.place_name}",
        )
    )


# -- an evening -----------------------------------------------------------------------------------------------------


def _practise_at(world: World, learner: Learner, at: datetime) -> None:
    world.then(at - timedelta(minutes=1), GATE, lambda work: sign_in(work, learner))
    # The actor is known only once the sign-in has happened, so the evening is arranged by it.
    world.then(at, GATE, lambda work: world.then(at, learner.actor, lambda inner: _answer(inner, learner)))


def _answer(work: Work, learner: Learner) -> None:
    """Two topics, a handful of items each."""
    topics = [topic.code for topic in study_topics(work)]
    for topic in learner.chance.sample(topics, 2):
        items = study_page(work, topic, 1, size=1000).items.rows
        for item in learner.chance.sample(items, min(len(items), learner.chance.randint(*ITEMS_AN_EVENING))):
            practice.answer_item(work, item.digest, _answered(learner, item))


def _answered(learner: Learner, item: StudyItem) -> str:
    likely = knows(learner.in_topic(item.topic).ability, item.digest, item.kind)
    if learner.chance.random() < likely:
        return item.right_letters
    return next(choice.letter for choice in item.choices if choice.letter != item.right_letters)


# -- a mock paper ---------------------------------------------------------------------------------------------------


def _take_a_mock_paper(world: World, learner: Learner, at: datetime) -> None:
    def begin(work: Work) -> None:
        learner.paper = mock_papers.start_mock_paper(work)
        slots = mock_page(work, learner.paper).slots
        topics = items_by_stem()
        # Each question is answered as able as the guard is in its topic; times do not matter here.
        for slot in slots:
            learner.timed += changes(learner.in_topic(topics[slot.stem].topic), [slot], learner.chance)
        batches = range(0, len(learner.timed), BATCH)
        for order, first in enumerate(batches, start=1):
            world.then(at + timedelta(minutes=12 * order), learner.actor, partial(save, first))
        world.then(at + timedelta(minutes=12 * len(batches) + 3), learner.actor, hand_in)

    def save(first: int, work: Work) -> None:
        assert learner.paper is not None
        events = []
        for timed in learner.timed[first : first + BATCH]:
            events.append(delivery.following(learner.head, own_papers.EPOCH, timed.change))
            learner.head = Head(events[-1].seq, events[-1].hash)
        assert isinstance(mock_papers.save_mock_answers(work, learner.paper, events), Ack)

    def hand_in(work: Work) -> None:
        assert learner.paper is not None
        mock_papers.hand_in_mock_paper(work, learner.paper, final_seq=learner.head.seq)

    world.then(at - timedelta(minutes=2), GATE, lambda work: sign_in(work, learner))
    world.then(at, GATE, lambda work: world.then(at, learner.actor, begin))
