"""What all papers without a lease share: drawn from the practice pool, answered, marked.

A mock paper and an assessment by the guard's unit are such papers; each has its own operations, which end here.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from exam_app import delivery
from exam_app.actors import Permission
from exam_app.delivery import NO_HASH, UNTOUCHED, Accepted, Change, Event, Fault, Head, Held, Need, Refused
from exam_app.models import OwnPaper
from exam_app.operations import operation
from exam_app.operations.saving import Ack, SaveOutcome
from exam_app.queries.bank import approved_bank
from exam_app.queries.own_papers import answers_on
from exam_app.queries.papers import PrintedPaper, paper_of, printed_slots
from exam_app.terms import EventKind
from exam_app.work import Work
from question_bank import Blueprint, Pool, assemble, mark
from question_bank.marking import Mark

EPOCH = 1
"""Such a paper has one epoch: whichever browser writes, the newest word counts."""


@operation(Permission.STUDY)
def draw(work: Work, paper: OwnPaper, plan: Blueprint) -> None:
    """Lay the items of a plan on a new paper; only items of the practice pool can be drawn. The clock runs from now."""
    drawn = assemble(approved_bank(work, Pool.PRACTICE), plan, work.site.random_bytes(32), on=work.today)
    paper.paper_digests, paper.paper_seed = list(drawn.digests), drawn.seed
    paper.cut_score = plan.cut_score
    paper.started_at, paper.deadline_at = work.now, work.now + timedelta(minutes=plan.minutes)
    paper.head_seq, paper.head_hash, paper.answers = 0, NO_HASH, []


@operation(Permission.STUDY)
def take(work: Work, paper: OwnPaper, events: Sequence[Event]) -> SaveOutcome:
    """Keep what the page's script sent, by the protocol of the examination; the same batch again changes nothing."""
    outcome = delivery.accept(_held(paper, events), EPOCH, events, work.now)
    if not isinstance(outcome, Accepted):
        return outcome
    if not _values_are_possible(work, paper, outcome.new):
        return Refused(Fault.MALFORMED)
    if outcome.new:
        paper.head_seq, paper.head_hash = outcome.through.seq, outcome.through.hash
        paper.answers = [list(row) for row in delivery.state_rows(outcome.answers)]
    return Ack(outcome.through.seq, delivery.state_hash(outcome.answers), paper.deadline_at)


@operation(Permission.STUDY)
def take_form(work: Work, paper: OwnPaper, *, slot: int, value: str, is_marked: bool) -> SaveOutcome:
    """Keep what a plain form of one slot says; the server numbers the changes."""
    before = answers_on(paper).get(slot, UNTOUCHED)
    changes = []
    if value != before.value:
        changes.append(Change(EventKind.SET, slot, value))
    if is_marked != before.marked:
        changes.append(Change(EventKind.MARK, slot, "1" if is_marked else "0"))
    return take(work, paper, list(_chained(Head(paper.head_seq, paper.head_hash), changes)))


def _chained(head: Head, changes: Sequence[Change]) -> Iterator[Event]:
    for change in changes:
        event = delivery.following(head, EPOCH, change)
        head = Head(event.seq, event.hash)
        yield event


def _held(paper: OwnPaper, events: Sequence[Event]) -> Held:
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


def _values_are_possible(work: Work, paper: OwnPaper, events: Collection[Event]) -> bool:
    answered = [event for event in events if event.kind is EventKind.SET]
    slots = printed_slots(work, paper, {event.slot for event in answered})
    return all(slots[event.slot].accepts(event.value) for event in answered)


@operation(Permission.STUDY)
def missing_from(work: Work, paper: OwnPaper, final_seq: int | None) -> Need | None:
    """What has to arrive before the paper is handed in, while time is left.

    ``final_seq`` is the newest event of the page's script; a plain form knows none.
    """
    if final_seq is not None and final_seq > paper.head_seq and work.now <= paper.deadline_at:
        return Need(paper.head_seq + 1)
    return None


@operation(Permission.STUDY, Permission.CLOSE_EXPIRED)
def mark_paper(work: Work, paper: OwnPaper) -> Mark:
    """Close an open paper and mark it; returns the marks by slot."""
    drawn: PrintedPaper = paper_of(work, paper)
    marked = mark(drawn.paper, drawn.items, drawn.in_file(answers_on(paper)), paper.cut_score)
    paper.closed_at, paper.raw = min(work.now, paper.deadline_at), marked.raw
    paper.by_topic = {topic: [of.right, of.asked] for topic, of in marked.by_topic.items()}
    return marked
