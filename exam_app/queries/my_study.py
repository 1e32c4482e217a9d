"""What a guard's own answers say: right of asked by topic, lately and in all, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case, func, select

from exam_app.models import PracticeAnswer
from exam_app.queries.mock_papers import MockLine, my_mock_papers
from exam_app.queries.study import study_topics
from exam_app.work import Work
from question_bank.topics import Names

LATELY = timedelta(days=30)
ENOUGH = 5
"""Answers of the last days from which they, and not all answers, say how a topic goes."""
GOOD_PERCENT = 80
"""Where a topic is no longer weak: well above the share of points that passes, because an examination tires."""


@dataclass(frozen=True)
class Share:
    """Right of asked."""

    right: int = 0
    asked: int = 0

    @property
    def percent(self) -> int:
        return round(100 * self.right / self.asked) if self.asked else 0


@dataclass(frozen=True)
class TopicProgress:
    """How one topic goes."""

    code: str
    names: Names
    items: int
    """Items that may be studied."""
    lately: Share
    all: Share

    @property
    def telling(self) -> Share:
        """The answers that say how the topic goes now."""
        return self.lately if self.lately.asked >= ENOUGH else self.all

    @property
    def is_weak(self) -> bool:
        return bool(self.all.asked) and self.telling.percent < GOOD_PERCENT


@dataclass(frozen=True)
class MyStudy:
    """The first page of a guard: topics, the weakest first and those not begun last."""

    topics: Sequence[TopicProgress]
    open_paper: MockLine | None
    papers: Sequence[MockLine]

    @property
    def weakest(self) -> TopicProgress | None:
        return next((topic for topic in self.topics if topic.is_weak), None)

    @property
    def untouched(self) -> TopicProgress | None:
        return next((topic for topic in self.topics if not topic.all.asked), None)

    @property
    def answered(self) -> int:
        return sum(topic.all.asked for topic in self.topics)


def my_study(work: Work) -> MyStudy:
    """Progress of who asks; the answers are summed up in one statement."""
    shares = _shares(work)
    topics = [
        TopicProgress(topic.code, topic.names, topic.items, *shares.get(topic.code, (Share(), Share())))
        for topic in study_topics(work)
    ]
    papers = my_mock_papers(work)
    return MyStudy(
        sorted(topics, key=lambda topic: (not topic.all.asked, topic.telling.percent, topic.code)),
        next((paper for paper in papers if paper.raw is None), None),
        [paper for paper in papers if paper.raw is not None],
    )


def _shares(work: Work) -> Mapping[str, tuple[Share, Share]]:
    """Of the last thirty days and of all, by topic."""
    lately = PracticeAnswer.answered_at > work.now - LATELY
    query = (
        select(
            PracticeAnswer.topic,
            func.count(case((lately & PracticeAnswer.right, 1))),
            func.count(case((lately, 1))),
            func.count(case((PracticeAnswer.right, 1))),
            func.count(),
        )
        .where(PracticeAnswer.city_id == work.city_id, PracticeAnswer.person_id == work.actor.person_id)
        .group_by(PracticeAnswer.topic)
    )
    return {
        topic: (Share(right_lately, asked_lately), Share(right, asked))
        for topic, right_lately, asked_lately, right, asked in work.rows(query)
    }


def last_outcomes(work: Work, topic: str) -> Mapping[str, bool]:
    """Whether the own newest answer to each answered item of a topic was right, by digest."""
    query = (
        select(PracticeAnswer.digest, PracticeAnswer.right)
        .where(
            PracticeAnswer.city_id == work.city_id,
            PracticeAnswer.person_id == work.actor.person_id,
            PracticeAnswer.topic == topic,
        )
        .order_by(PracticeAnswer.answered_at, PracticeAnswer.id)
    )
    return {row.digest: row.right for row in work.rows(query)}
