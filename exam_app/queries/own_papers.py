"""Papers without a lease as their owner sees them: open on the screen, then marked, with the law of what was missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from exam_app.delivery import Answers, Head, SlotState
from exam_app.models import OwnPaper, Person
from exam_app.queries.bank import names_of
from exam_app.queries.papers import paper_of
from exam_app.queries.sittings import SlotLine, slot_line
from exam_app.queries.study import StudyItem, study_item
from exam_app.work import Work
from question_bank.topics import Names


@dataclass(frozen=True)
class OwnPage:
    """An open paper on the exam screen."""

    id: UUID
    name: str
    slots: Sequence[SlotLine]
    answers: Answers
    head: Head
    deadline_at: datetime
    is_closed: bool
    is_over: bool


@dataclass(frozen=True)
class PaperTopic:
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
class PaperResult:
    """A marked paper."""

    id: UUID
    started_at: datetime
    raw: int
    maximum: int
    cut_score: int
    topics: Sequence[PaperTopic]
    wrong: Sequence[WrongItem]

    @property
    def passed(self) -> bool:
        return self.raw >= self.cut_score

    @property
    def topics_to_learn(self) -> Sequence[PaperTopic]:
        """Topics with less than the share of points that passes, weakest first."""
        weak = [topic for topic in self.topics if topic.right * self.maximum < self.cut_score * topic.asked]
        return sorted(weak, key=lambda topic: topic.right / topic.asked)


def answers_on(paper: OwnPaper) -> Answers:
    """What is answered and marked on a paper."""
    return {slot: SlotState(value, marked) for slot, value, marked in paper.answers}


def page_of(work: Work, paper: OwnPaper) -> OwnPage:
    """A paper as the exam screen shows it."""
    answers = answers_on(paper)
    return OwnPage(
        id=paper.id,
        name=work.get(Person, paper.person_id).name,
        slots=[slot_line(slot, answers) for slot in paper_of(work, paper).slots.values()],
        answers=answers,
        head=Head(paper.head_seq, paper.head_hash),
        deadline_at=paper.deadline_at,
        is_closed=paper.closed_at is not None,
        is_over=work.now > paper.deadline_at,
    )


def result_of(work: Work, paper: OwnPaper) -> PaperResult:
    """A marked paper: points, topics, every item without a point with its law. Raises NotFound while it is open."""
    raw = work.found(paper.raw)
    items = [study_item(slot) for slot in paper_of(work, paper).slots.values()]
    values = {number: at.value for number, at in answers_on(paper).items()}
    return PaperResult(
        id=paper.id,
        started_at=paper.started_at,
        raw=raw,
        maximum=len(items),
        cut_score=paper.cut_score,
        topics=topics_of(paper),
        wrong=[
            WrongItem(item, values.get(item.number, ""))
            for item in items
            if values.get(item.number, "") != item.right_letters
        ],
    )


def topics_of(paper: OwnPaper) -> Sequence[PaperTopic]:
    """How each topic of a marked paper went, in the order of their codes."""
    by_topic = sorted((paper.by_topic or {}).items())
    return [PaperTopic(code, names_of(code), right, asked) for code, (right, asked) in by_topic]
