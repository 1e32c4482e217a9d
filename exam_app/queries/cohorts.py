"""An examination as arrays: who answered what, where, how fast, and how earlier candidates answered the same items.

Answers are compared as choices of the item file, never as printed letters: every paper has its own order. Several right
answers are one option, the set that was chosen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

import numpy as np
from sqlalchemy import select

from exam_app.integrity.arrays import ABSENT, BLANK, Floats, Ints
from exam_app.integrity.screening import Cohort
from exam_app.models import Booking, ExamSession, Response, Seat, Sitting
from exam_app.queries.papers import PrintedSlot, slots_of, stored_items
from exam_app.sitting_states import AWAITED
from exam_app.terms import EventKind, EvidenceLevel, ExamSessionState
from exam_app.work import Work
from question_bank import Item, ItemKind

MOST_HISTORY = 4_000
"""Earlier sittings that item parameters rest on; the newest. More would change them little and take long to read."""
LONGEST_SECONDS = 1_200.0
"""A longer pause before an answer is no time spent on the item."""


@dataclass(frozen=True)
class SatPaper:
    """One candidate's sitting: the place, and by item the choices of the item file and the time they took."""

    sitting_id: UUID
    booking_id: UUID
    room_id: UUID
    row: int | None
    column: int | None
    slots: Mapping[int, PrintedSlot]
    answers: Mapping[str, str]
    """By digest; an item that is not in it was left open."""
    answered_at: Mapping[str, datetime]
    """When the counted answer of each item arrived; what was written on paper has no time."""
    seconds: Mapping[str, float]


@dataclass(frozen=True)
class SessionCohort:
    """The arrays of an examination with what their rows and columns stand for."""

    cohort: Cohort
    papers: Sequence[SatPaper]
    """In the order of the rows."""
    items: Sequence[Item]
    """In the order of the columns."""
    options: Sequence[Sequence[str]]
    """By column: the letters of each option, such as "A" or "AC"."""
    rooms: Sequence[UUID]
    """The room behind each number in ``cohort.rooms``."""


def load_cohort(work: Work, exam_session_id: UUID) -> SessionCohort:
    """All sittings of an examination, by their ids; a fixed number of statements. Empty arrays when nobody sat."""
    papers = sat_papers(work, [exam_session_id])
    earlier = _earlier_papers(work, exam_session_id)
    items = _items_of(papers)
    options = [_options(item, [*papers, *earlier]) for item in items]
    rooms = sorted({paper.room_id for paper in papers})
    cohort = Cohort(
        responses=_responses(papers, items, options),
        key=np.array([choices.index(item.key_letters) for item, choices in zip(items, options, strict=True)]),
        option_counts=np.array([len(choices) for choices in options]),
        rooms=np.array([rooms.index(paper.room_id) for paper in papers]),
        seats=np.array([[paper.row or np.nan, paper.column or np.nan] for paper in papers]).reshape(-1, 2),
        seconds=_seconds(papers, items),
        history=_responses([*papers, *earlier], items, options) if earlier else None,
    )
    return SessionCohort(cohort, papers, items, options, rooms)


def sat_papers(work: Work, exam_session_ids: Sequence[UUID], most: int | None = None) -> Sequence[SatPaper]:
    """The sittings of some examinations with what counts of their answers, by their ids; three statements.

    ``most``: no more than so many, the newest.
    """
    query = (
        select(Sitting, Seat.row, Seat.column)
        .join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .outerjoin(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(
            Sitting.city_id == work.city_id,
            Sitting.exam_session_id.in_(exam_session_ids),
            Sitting.state.not_in(AWAITED),  # nobody knows yet what is on the sheet
        )
        .order_by(Sitting.id.desc())
        .limit(most)
    )
    found = list(reversed(work.rows(query)))
    items = stored_items(work, {digest for sitting, _, _ in found for digest in sitting.paper_digests})
    changes = _changes(work, exam_session_ids)
    return [
        _sat(sitting, row, column, slots_of(sitting.paper_digests, sitting.paper_seed, items), changes)
        for sitting, row, column in found
    ]


@dataclass(frozen=True)
class _Change:
    slot: int
    value: str
    at: datetime
    level: EvidenceLevel

    @property
    def has_time(self) -> bool:
        """A sheet is typed in one go, days after it was written."""
        return self.level is not EvidenceLevel.WRITTEN


def _changes(work: Work, exam_session_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[_Change]]:
    """All counted answers of some examinations by sitting, in their order."""
    query = (
        select(Response.sitting_id, Response.slot, Response.value, Response.received_at, Response.level)
        .join(Sitting, (Sitting.city_id == Response.city_id) & (Sitting.id == Response.sitting_id))
        .where(
            Response.city_id == work.city_id,
            Sitting.exam_session_id.in_(exam_session_ids),
            Response.kind == EventKind.SET,
            Response.counts(),
        )
        .order_by(Response.sitting_id, Response.epoch, Response.seq)
    )
    return {
        sitting_id: [_Change(*row[1:]) for row in rows]
        for sitting_id, rows in groupby(work.rows(query), key=lambda row: row[0])
    }


def _sat(
    sitting: Sitting,
    row: int | None,
    column: int | None,
    slots: Mapping[int, PrintedSlot],
    changes: Mapping[UUID, Sequence[_Change]],
) -> SatPaper:
    made = changes.get(sitting.id, ())
    last = {change.slot: change for change in made}
    counted = {number: change for number, change in last.items() if change.value}
    return SatPaper(
        sitting_id=sitting.id,
        booking_id=sitting.booking_id,
        room_id=sitting.room_id,
        row=row,
        column=column,
        slots=slots,
        answers={slots[number].item.digest: slots[number].in_file(change.value) for number, change in counted.items()},
        answered_at={slots[number].item.digest: change.at for number, change in counted.items() if change.has_time},
        seconds={slots[number].item.digest: spent for number, spent in _spent(made, sitting.started_at).items()},
    )


def _spent(made: Sequence[_Change], started_at: datetime) -> Mapping[int, float]:
    """Seconds from the arrival before to the first answer of each slot, where both arrived alone.

    Answers that arrived together (after an outage, over a slow network) hide who took how long: they are left out, and
    so is what was written on paper.
    """
    spent: dict[int, float] = {}
    before = started_at
    timed = [change for change in made if change.has_time]
    for at, together in groupby(timed, key=lambda change: change.at):
        changes = list(together)
        seconds = (at - before).total_seconds()
        if len(changes) == 1 and changes[0].slot not in spent and 0 < seconds <= LONGEST_SECONDS:
            spent[changes[0].slot] = seconds
        before = at
    return spent


def _earlier_papers(work: Work, exam_session_id: UUID) -> Sequence[SatPaper]:
    """What earlier, closed examinations of the city tell about the items."""
    this = work.get(ExamSession, exam_session_id)
    query = (
        select(ExamSession.id)
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.starts_at < this.starts_at,
            ExamSession.state == ExamSessionState.CLOSED,
        )
        .order_by(ExamSession.starts_at.desc())
        .limit(50)
    )
    earlier = work.all(query)
    return sat_papers(work, earlier, MOST_HISTORY) if earlier else ()


def _items_of(papers: Iterable[SatPaper]) -> Sequence[Item]:
    items = {slot.item.digest: slot.item for paper in papers for slot in paper.slots.values()}
    return [items[digest] for digest in sorted(items)]


def _options(item: Item, papers: Iterable[SatPaper]) -> Sequence[str]:
    """What can be chosen: the letters, or where several may be right the sets that were ever chosen, with the key."""
    if item.kind is not ItemKind.MULTIPLE:
        return list(item.letters)
    chosen = {paper.answers[item.digest] for paper in papers if item.digest in paper.answers}
    # One option alone would have no likeness to measure.
    return sorted(chosen | {item.key_letters, item.letters})


def _responses(papers: Sequence[SatPaper], items: Sequence[Item], options: Sequence[Sequence[str]]) -> Ints:
    """(n, k): the option's index, BLANK or ABSENT."""
    places = [{choice: index for index, choice in enumerate(choices)} for choices in options]
    found = np.full((len(papers), len(items)), ABSENT, dtype=np.int64)
    for row, paper in enumerate(papers):
        on_paper = {slot.item.digest for slot in paper.slots.values()}
        for column, item in enumerate(items):
            if item.digest in on_paper:
                chosen = paper.answers.get(item.digest)
                found[row, column] = BLANK if chosen is None else places[column][chosen]
    return found


def _seconds(papers: Sequence[SatPaper], items: Sequence[Item]) -> Floats | None:
    """(n, k), NaN where not measured; None when nothing was."""
    found = np.array([[paper.seconds.get(item.digest, np.nan) for item in items] for paper in papers])
    return found.reshape(len(papers), len(items)) if np.isfinite(found).any() else None
