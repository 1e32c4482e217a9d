"""Practice of a guard with a study card: answers by topic, and mock papers in the real shape.

Nothing here touches the tables of examinations, and nothing of it is journalled: practice proves nothing.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.delivery import NO_HASH, UNTOUCHED, Accepted, Change, Event, Fault, Head, Held, Need, Refused
from exam_app.errors import Conflict, Invalid
from exam_app.models import ItemVersion, MockPaper, Person, PracticeAnswer
from exam_app.operations import operation
from exam_app.operations.sittings import Ack, SaveOutcome
from exam_app.queries.bank import approved_bank
from exam_app.queries.items import stored_item
from exam_app.queries.mock_papers import answers_on, mock_offer, open_mock_paper
from exam_app.queries.papers import PrintedPaper, paper_of, printed, printed_slots
from exam_app.queries.study import PRINT, study_item
from exam_app.terms import EventKind
from exam_app.work import Work
from question_bank import Pool, assemble, mark
from question_bank.marking import Outcome, SlotMark

EPOCH = 1
"""A mock paper has one epoch: whichever browser writes, the newest word counts."""


@operation(Permission.STUDY)
def answer_item(work: Work, digest: str, value: str) -> bool:
    """Keep the answer to a practice item, in letters as the study pages print them; returns whether it is right.

    Raises :class:`Invalid` for letters the item cannot have as an answer.
    """
    query = select(ItemVersion.document).where(ItemVersion.city_id == work.city_id, ItemVersion.digest == digest)
    item = study_item(printed(1, stored_item(work.found(work.one(query))), PRINT))
    if not item.accepts(value):
        raise Invalid("Choose an answer, then press “Check the answer”.")
    is_right = value == item.right_letters
    work.add(_kept(work, digest, item.topic, is_right=is_right, from_mock=False))
    return is_right


def _kept(work: Work, digest: str, topic: str, *, is_right: bool, from_mock: bool) -> PracticeAnswer:
    return PracticeAnswer(
        city_id=work.city_id,
        id=work.new_id(),
        person_id=work.actor.person_id,
        digest=digest,
        topic=topic,
        right=is_right,
        from_mock=from_mock,
        answered_at=work.now,
    )


# -- mock papers --------------------------------------------------------------------------------------------------


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
    paper = assemble(approved_bank(work, Pool.PRACTICE), plan, work.site.random_bytes(32), on=work.today)
    drawn = work.add(
        MockPaper(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=work.actor.person_id,
            paper_digests=list(paper.digests),
            paper_seed=paper.seed,
            cut_score=plan.cut_score,
            started_at=work.now,
            deadline_at=work.now + timedelta(minutes=plan.minutes),
            head_seq=0,
            head_hash=NO_HASH,
            answers=[],
        )
    )
    return drawn.id


@operation(Permission.STUDY)
def save_mock_answers(work: Work, paper_id: UUID, events: Sequence[Event]) -> SaveOutcome:
    """Keep what the page's script sent, by the protocol of the examination; the same batch again changes nothing."""
    return _take(work, work.lock(MockPaper, paper_id), events)


@operation(Permission.STUDY)
def save_mock_form(work: Work, paper_id: UUID, *, slot: int, value: str, is_marked: bool) -> SaveOutcome:
    """Keep what a plain form of one slot says; the server numbers the changes."""
    paper = work.lock(MockPaper, paper_id)
    before = answers_on(paper).get(slot, UNTOUCHED)
    changes = []
    if value != before.value:
        changes.append(Change(EventKind.SET, slot, value))
    if is_marked != before.marked:
        changes.append(Change(EventKind.MARK, slot, "1" if is_marked else "0"))
    return _take(work, paper, list(_chained(Head(paper.head_seq, paper.head_hash), changes)))


def _chained(head: Head, changes: Sequence[Change]) -> Iterator[Event]:
    for change in changes:
        event = delivery.following(head, EPOCH, change)
        head = Head(event.seq, event.hash)
        yield event


def _take(work: Work, paper: MockPaper, events: Sequence[Event]) -> SaveOutcome:
    outcome = delivery.accept(_held(paper, events), EPOCH, events, work.now)
    if not isinstance(outcome, Accepted):
        return outcome
    if not _values_are_possible(work, paper, outcome.new):
        return Refused(Fault.MALFORMED)
    if outcome.new:
        paper.head_seq, paper.head_hash = outcome.through.seq, outcome.through.hash
        paper.answers = [list(row) for row in delivery.state_rows(outcome.answers)]
    return Ack(outcome.through.seq, delivery.state_hash(outcome.answers), paper.deadline_at)


def _held(paper: MockPaper, events: Sequence[Event]) -> Held:
    """What the row knows. Of what came before its head only the head's hash is kept; the rest is believed."""
    return Held(
        epoch=EPOCH,
        head=Head(paper.head_seq, paper.head_hash),
        hashes={**{event.seq: event.hash for event in events}, paper.head_seq: paper.head_hash},
        late=frozenset(),
        answers=answers_on(paper),
        slots=len(paper.paper_digests),
        deadline_at=paper.deadline_at,
        is_closed=paper.closed_at is not None,
    )


def _values_are_possible(work: Work, paper: MockPaper, events: Collection[Event]) -> bool:
    answered = [event for event in events if event.kind is EventKind.SET]
    slots = printed_slots(work, paper, {event.slot for event in answered})
    return all(slots[event.slot].accepts(event.value) for event in answered)


@operation(Permission.STUDY)
def hand_in_mock_paper(work: Work, paper_id: UUID, *, final_seq: int | None = None) -> Need | None:
    """Hand a mock paper in and mark it; handing in again gives the same.

    ``final_seq`` is the newest event of the page's script: while time is left, :class:`Need` asks for what is missing.
    """
    paper = work.lock(MockPaper, paper_id)
    if paper.closed_at is not None:
        return None
    if final_seq is not None and final_seq > paper.head_seq and work.now <= paper.deadline_at:
        return Need(paper.head_seq + 1)
    _close(work, paper)
    return None


def _close(work: Work, paper: MockPaper) -> None:
    """Mark the paper and keep its answers beside those given by topic. An open question is no answer, and not kept."""
    drawn: PrintedPaper = paper_of(work, paper)
    marked = mark(drawn.paper, drawn.items, drawn.in_file(answers_on(paper)), paper.cut_score)
    paper.closed_at, paper.raw = min(work.now, paper.deadline_at), marked.raw
    paper.by_topic = {topic: [of.right, of.asked] for topic, of in marked.by_topic.items()}
    work.add_all([_from_mock(work, slot) for slot in marked.by_slot if slot.outcome is not Outcome.UNANSWERED])


def _from_mock(work: Work, slot: SlotMark) -> PracticeAnswer:
    return _kept(work, slot.digest, slot.topic, is_right=slot.outcome is Outcome.RIGHT, from_mock=True)
