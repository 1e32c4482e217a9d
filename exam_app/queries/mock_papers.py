"""Mock papers of the person who looks: what can be drawn, what is open, what came out. No desk looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import BlueprintVersion, MockPaper
from exam_app.queries.bank import approved_bank, names_of
from exam_app.queries.own_papers import OwnPage, PaperResult, page_of, result_of
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


def mock_page(work: Work, paper_id: UUID) -> OwnPage:
    """The own mock paper as the screen shows it; another's does not exist."""
    return page_of(work, work.get(MockPaper, paper_id))


def mock_result(work: Work, paper_id: UUID) -> PaperResult:
    """The own mock paper once it is marked."""
    return result_of(work, work.get(MockPaper, paper_id))
