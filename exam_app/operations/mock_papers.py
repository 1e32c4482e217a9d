"""Mock papers: the real shape from the practice pool, as often as a guard likes; nothing of it is journalled."""

from collections.abc import Sequence
from uuid import UUID

from exam_app.actors import Permission
from exam_app.delivery import Event, Need
from exam_app.errors import Conflict
from exam_app.models import MockPaper, Person, PracticeAnswer
from exam_app.operations import operation, own_papers
from exam_app.operations.practice import kept_answer
from exam_app.operations.saving import SaveOutcome
from exam_app.queries.mock_papers import mock_offer, open_mock_paper
from exam_app.work import Work
from question_bank.marking import Outcome, SlotMark


@operation(Permission.STUDY)
def start_mock_paper(work: Work) -> UUID:
    """Draw a mock paper from the practice pool, or go on with the one that is open; returns its id.

    It has the shape of the examination, or the largest one of the same proportions that the pool can fill. One whose
    time is over is handed in first. Raises :class:`Conflict` when there is nothing to draw from.
    """
    work.lock(Person, work.found(work.actor.person_id))  # two browsers of one person begin one paper
    going_on = open_mock_paper(work)
    if going_on is not None and work.now <= going_on.deadline_at:
        return going_on.id
    if going_on is not None:
        _close(work, going_on)
    plan = mock_offer(work).plan
    if plan is None:
        raise Conflict("There are no mock papers yet. The city has not released enough questions.")
    paper = MockPaper(city_id=work.city_id, id=work.new_id(), person_id=work.actor.person_id)
    own_papers.draw(work, paper, plan)
    return work.add(paper).id


@operation(Permission.STUDY)
def save_mock_answers(work: Work, paper_id: UUID, events: Sequence[Event]) -> SaveOutcome:
    """Keep what the page's script sent, by the protocol of the examination; the same batch again changes nothing."""
    return own_papers.take(work, work.lock(MockPaper, paper_id), events)


@operation(Permission.STUDY)
def save_mock_form(work: Work, paper_id: UUID, *, slot: int, value: str, is_marked: bool) -> SaveOutcome:
    """Keep what a plain form of one slot says; the server numbers the changes."""
    return own_papers.take_form(work, work.lock(MockPaper, paper_id), slot=slot, value=value, is_marked=is_marked)


@operation(Permission.STUDY)
def hand_in_mock_paper(work: Work, paper_id: UUID, *, final_seq: int | None = None) -> Need | None:
    """Hand a mock paper in and mark it; handing in again gives the same.

    ``final_seq`` is the newest event of the page's script: while time is left, :class:`Need` asks for what is missing.
    """
    paper = work.lock(MockPaper, paper_id)
    if paper.closed_at is not None:
        return None
    if missing := own_papers.missing_from(work, paper, final_seq):
        return missing
    _close(work, paper)
    return None


def _close(work: Work, paper: MockPaper) -> None:
    """Mark the paper and keep its answers beside those given by topic. An open question is no answer, and not kept."""
    marked = own_papers.mark_paper(work, paper)
    work.add_all([_from_mock(work, slot) for slot in marked.by_slot if slot.outcome is not Outcome.UNANSWERED])


def _from_mock(work: Work, slot: SlotMark) -> PracticeAnswer:
    return kept_answer(work, slot.digest, slot.topic, is_right=slot.outcome is Outcome.RIGHT, from_mock=True)
