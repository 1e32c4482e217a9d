"""People with a study card, and what they have practised."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Actor, Role
from exam_app.models import MockPaper, StudyCard
from exam_app.operations import mock_papers, practice, study_cards
from exam_app.queries.papers import paper_of
from exam_app.queries.study import StudyItem, study_page
from exam_app.work import Site, Work
from tests.builders.sittings import chained, printed_key
from tests.builders.training import Trained, trained
from tests.cast import CITY, NOON, Cast


@dataclass(frozen=True)
class StudyClass:
    """A course whose people have study cards, as guards."""

    course_id: UUID
    guards: list[Actor]

    @property
    def zhang(self) -> Actor:
        return self.guards[0]

    @property
    def li(self) -> Actor:
        return self.guards[1]


def a_study_class(site: Site, cast: Cast, count: int = 2, **changes: object) -> StudyClass:
    course = trained(site, cast, count, **changes)  # type: ignore[arg-type]  # the course's own keywords
    clerk = str(changes.get("clerk", "li"))
    with_cards(site, cast, course, clerk)
    return StudyClass(course.course_id, [as_guard(site, cast, person, clerk) for person in course.people])


def with_cards(site: Site, cast: Cast, course: Trained, clerk: str = "li", now: datetime = NOON) -> None:
    with Work.open(site, cast[clerk], now) as work:
        study_cards.issue_study_cards(work, course.course_id, course.people)


def card_of(site: Site, cast: Cast, person_id: UUID, clerk: str = "li") -> StudyCard:
    """The card in force."""
    with Work.open(site, cast[clerk], NOON, read_only=True) as work:
        query = select(StudyCard).where(StudyCard.person_id == person_id, StudyCard.ended_at.is_(None))
        return work.found(work.one(query))


def as_guard(site: Site, cast: Cast, person_id: UUID, clerk: str = "li") -> Actor:
    card = card_of(site, cast, person_id, clerk)
    return Actor(Role.GUARD, "保安员", city_id=CITY, person_id=person_id, study_card_id=card.id)


def items_of(site: Site, guard: Actor, topic: str) -> list[StudyItem]:
    with Work.open(site, guard, NOON, read_only=True) as work:
        return list(study_page(work, topic, 1, size=1000).items.rows)


def practise(site: Site, guard: Actor, topic: str, *, right: int = 0, wrong: int = 0, now: datetime = NOON) -> None:
    """Answer the first items of a topic, so many right and then so many wrong."""
    items = items_of(site, guard, topic)
    for place in range(right + wrong):
        item = items[place % len(items)]
        with Work.open(site, guard, now) as work:
            practice.answer_item(work, item.digest, item.right_letters if place < right else wrong_letters(item))


def wrong_letters(item: StudyItem) -> str:
    return next(choice.letter for choice in item.choices if choice.letter != item.right_letters)


def a_mock_paper(site: Site, guard: Actor, now: datetime = NOON) -> UUID:
    with Work.open(site, guard, now) as work:
        return mock_papers.start_mock_paper(work)


def answer_mock(site: Site, guard: Actor, paper_id: UUID, right: int, now: datetime = NOON) -> None:
    """The first so many questions answered rightly, as the page's script sends them."""
    with Work.open(site, guard, now) as work:
        slots = list(paper_of(work, work.get(MockPaper, paper_id)).slots.values())[:right]
        events = chained(*[(slot.number, printed_key(slot)) for slot in slots])
        for first in range(0, len(events), 50):
            mock_papers.save_mock_answers(work, paper_id, events[first : first + 50])
