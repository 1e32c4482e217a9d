"""Mock papers of the person who looks: what can be drawn, what is open, what came out. No desk looks at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.delivery import Answers, Head, SlotState
from exam_app.models import BlueprintVersion, MockPaper, Person
from exam_app.queries.bank import approved_bank, names_of
from exam_app.queries.papers import paper_of
from exam_app.queries.sittings import SlotLine, slot_line
from exam_app.queries.study import StudyItem, study_item
from exam_app.work import Work
from question_bank import Blueprint, Pool
from question_bank.errors import Shortfall
from question_bank.topics import Names

SHOWN = 20


@dataclass(frozen=True)
class MockOffer:
    """What a mock paper would be now. ``plan`` is None where nothing can be drawn."""

    plan: Blueprint | None
    shortfalls: Sequence[tuple[Names, Shortfall]]
    """What keeps it from the full length, with the names of the topics; empty for a full paper."""


@dataclass(frozen=True)
class MockLine:
    """One mock paper in the list, newest first."""

    id: UUID
    started_at: datetime
    deadline_at: datetime
    slots: int
    cut_score: int
    raw: int | None
    """None as long as it is not handed in."""

    @property
    def passed(self) -> bool:
        return self.raw is not None and self.raw >= self.cut_score


@dataclass(frozen=True)
class MockPage:
    """An open mock paper on the exam screen."""

    id: UUID
    name: str
    slots: Sequence[SlotLine]
    answers: Answers
    head: Head
    deadline_at: datetime
    is_closed: bool
    is_over: bool


@dataclass(frozen=True)
class MockTopic:
    """How a topic went."""

    code: str
    names: Names
    right: int
    asked: int


@dataclass(frozen=True)
class WrongItem:
    """An item that brought no point; ``value`` is what was chosen, in the letters of that paper, "" if nothing."""

    item: StudyItem
    value: str


@dataclass(frozen=True)
class MockResult:
    """A marked mock paper."""

    id: UUID
    started_at: datetime
    raw: int
    maximum: int
    cut_score: int
    topics: Sequence[MockTopic]
    wrong: Sequence[WrongItem]

    @property
    def passed(self) -> bool:
        return self.raw >= self.cut_score

    @property
    def topics_to_learn(self) -> Sequence[MockTopic]:
        """Topics with less than the share of points that passes, weakest first."""
        weak = [topic for topic in self.topics if topic.right * self.maximum < self.cut_score * topic.asked]
        return sorted(weak, key=lambda topic: topic.right / topic.asked)


def mock_offer(work: Work) -> MockOffer:
    """A paper of the newest blueprint, as long as the practice pool can fill it today."""
    query = (
        select(BlueprintVersion.document)
        .where(BlueprintVersion.city_id == work.city_id)
        .order_by(BlueprintVersion.entered_at.desc(), BlueprintVersion.id.desc())
        .limit(1)
    )
    document = work.one(query)
    if document is None:
        return MockOffer(None, ())
    plan = Blueprint.from_document(document)
    usable = approved_bank(work, Pool.PRACTICE).in_force_on(work.today)
    short = [(names_of(each.topic), each) for each in plan.shortfalls(usable)]
    return MockOffer(plan.largest_for(usable), short)


def my_mock_papers(work: Work) -> Sequence[MockLine]:
    """The newest mock papers of who asks."""
    query = (
        select(MockPaper)
        .where(MockPaper.city_id == work.city_id, MockPaper.person_id == work.actor.person_id)
        .order_by(MockPaper.started_at.desc(), MockPaper.id.desc())
        .limit(SHOWN)
    )
    return [
        MockLine(each.id, each.started_at, each.deadline_at, len(each.paper_digests), each.cut_score, each.raw)
        for each in work.all(query)
    ]


def open_mock_paper(work: Work) -> MockPaper | None:
    """The mock paper of who asks that is not handed in, its time over or not."""
    query = select(MockPaper).where(
        MockPaper.city_id == work.city_id,
        MockPaper.person_id == work.actor.person_id,
        MockPaper.closed_at.is_(None),
    )
    return work.one(query)


def answers_on(paper: MockPaper) -> Answers:
    """What is answered and marked on a mock paper."""
    return {slot: SlotState(value, marked) for slot, value, marked in paper.answers}


def mock_page(work: Work, paper_id: UUID) -> MockPage:
    """The own mock paper as the screen shows it; another's does not exist."""
    paper = work.get(MockPaper, paper_id)
    answers = answers_on(paper)
    return MockPage(
        id=paper.id,
        name=work.get(Person, paper.person_id).name,
        slots=[slot_line(slot, answers) for slot in paper_of(work, paper).slots.values()],
        answers=answers,
        head=Head(paper.head_seq, paper.head_hash),
        deadline_at=paper.deadline_at,
        is_closed=paper.closed_at is not None,
        is_over=work.now > paper.deadline_at,
    )


def mock_result(work: Work, paper_id: UUID) -> MockResult:
    """The own mock paper once it is marked: points, topics, and every item that brought none with its law."""
    paper = work.get(MockPaper, paper_id)
    raw, by_topic = work.found(paper.raw), _by_topic(paper)
    answers = answers_on(paper)
    items = [study_item(slot) for slot in paper_of(work, paper).slots.values()]
    values = {number: at.value for number, at in answers.items()}
    return MockResult(
        id=paper.id,
        started_at=paper.started_at,
        raw=raw,
        maximum=len(items),
        cut_score=paper.cut_score,
        topics=[MockTopic(code, names_of(code), right, asked) for code, (right, asked) in sorted(by_topic.items())],
        wrong=[
            WrongItem(item, values.get(item.number, ""))
            for item in items
            if values.get(item.number, "") != item.right_letters
        ],
    )


def _by_topic(paper: MockPaper) -> Mapping[str, tuple[int, int]]:
    return {code: (right, asked) for code, (right, asked) in (paper.by_topic or {}).items()}
