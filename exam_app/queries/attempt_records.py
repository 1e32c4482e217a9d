"""The record of one attempt: every entry of the journal about it or its room, each with its place in its ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from exam_app.journal import JournalEntry, Ledger, Tag
from exam_app.models import (
    AlertSettlement,
    Booking,
    EntryRefusal,
    ExamSession,
    Incident,
    IncidentAmendment,
    OutageShare,
    Pause,
    Sitting,
    TimeExtension,
)
from exam_app.queries.journals import Entry, entries_in
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.seat_moves import Stays, moves_of, stays_of
from exam_app.work import SITE_LEDGER, Work

ENTRIES_A_PAGE = 50
SAVES = (Tag.ANSWERS_SAVED, Tag.ANSWERS_DRAINED)
"""Counted and not listed: there are some hundred of each paper, and each is a leaf as all others are."""
OF_THE_EXAMINATION = (
    Tag.SESSION_PUBLISHED,
    Tag.SESSION_MOVED,
    Tag.SESSION_WITHDRAWN,
    Tag.SESSION_CLOSED,
    Tag.ROOM_MOVED,
    Tag.COMPONENT_MARKED,
    Tag.RESULTS_SIGNED_FIRST,
    Tag.RESULTS_RELEASED,
)
"""Of what happened to the whole examination: what changed something for each candidate."""


@dataclass(frozen=True)
class Saves:
    """The entries that are saved answers."""

    entries: int
    first_leaf: int
    last_leaf: int
    """Numbers in the ledger of the room; others stand between them."""


@dataclass(frozen=True)
class AttemptRecord:
    """One page of the record, the oldest first, and how many saves stand between."""

    entries: Listing[Entry]
    saves: Saves | None


def record_of(
    work: Work, booking: Booking, session: ExamSession, sitting: Sitting | None, appeal_id: UUID | None, page: int
) -> AttemptRecord:
    """One page of an attempt's record; twelve statements whatever its length."""
    room_id = sitting.room_id if sitting else booking.room_id
    moves = moves_of(work, booking.id)
    stays = stays_of(moves, room_id)
    subjects = [booking.id, *(move.id for move in moves), *_of_the_place(work, booking, sitting, stays)]
    subjects += [each for each in (sitting.id if sitting else None, appeal_id) if each is not None]
    ledgers = [SITE_LEDGER, *(session.ledger_of(each) for each in stays.rooms)]
    about = [JournalEntry.city_id == work.city_id, _concerns(booking, session, subjects, ledgers)]
    listed = [*about, JournalEntry.tag.not_in(SAVES)]
    total = work.count(
        select(func.count(JournalEntry.id))
        .join(Ledger, (Ledger.city_id == JournalEntry.city_id) & (Ledger.id == JournalEntry.ledger_id))
        .where(*listed)
    )
    page = page_within(page, total, ENTRIES_A_PAGE)
    entries = entries_in(work, listed, (page - 1) * ENTRIES_A_PAGE, ENTRIES_A_PAGE, oldest_first=True)
    return AttemptRecord(Listing(entries, total, page, ENTRIES_A_PAGE), _saves(work, sitting) if sitting else None)


def _concerns(
    booking: Booking, session: ExamSession, subjects: Sequence[UUID], ledgers: Sequence[str]
) -> ColumnElement[bool]:
    """About the attempt itself, or about its examination as far as it concerns this candidate."""
    of_all = and_(
        JournalEntry.subject_id == session.id,
        Ledger.name.in_(ledgers),
        or_(
            JournalEntry.about_person_id == booking.person_id,
            and_(JournalEntry.about_person_id.is_(None), JournalEntry.tag.in_(OF_THE_EXAMINATION)),
        ),
    )
    return or_(JournalEntry.subject_id.in_(subjects), of_all)


def _of_the_place(work: Work, booking: Booking, sitting: Sitting | None, stays: Stays) -> Sequence[UUID]:
    """What was written down about the place: ids of refusals, incidents, moves, time, pauses, outages, alerts."""
    own: list[Select[UUID]] = [
        select(EntryRefusal.id).where(EntryRefusal.city_id == work.city_id, EntryRefusal.booking_id == booking.id),
        select(AlertSettlement.id).where(
            AlertSettlement.city_id == work.city_id,
            AlertSettlement.exam_session_id == booking.exam_session_id,
            AlertSettlement.booking_id == booking.id,
        ),
    ]
    found = [row_id for query in own for row_id in work.all(query)]
    found += _incidents(work, booking, stays)
    if sitting is not None:
        found += _times(work, sitting, stays)
    return found


def _incidents(work: Work, booking: Booking, stays: Stays) -> Sequence[UUID]:
    """Of the candidate and, while the candidate sat there, of the whole room; and what was added to them."""
    query = select(Incident).where(
        Incident.city_id == work.city_id,
        Incident.exam_session_id == booking.exam_session_id,
        Incident.room_id.in_(stays.rooms),
        or_(Incident.booking_id == booking.id, Incident.booking_id.is_(None)),
    )
    incidents = [one.id for one in work.all(query) if one.booking_id is not None or stays.was_in(one.room_id, one.at)]
    added = select(IncidentAmendment.id).where(
        IncidentAmendment.city_id == work.city_id, IncidentAmendment.incident_id.in_(incidents)
    )
    return [*incidents, *work.all(added)]


def _times(work: Work, sitting: Sitting, stays: Stays) -> Sequence[UUID]:
    extensions = select(TimeExtension).where(
        TimeExtension.city_id == work.city_id,
        TimeExtension.exam_session_id == sitting.exam_session_id,
        TimeExtension.room_id.in_(stays.rooms),
        or_(TimeExtension.sitting_id == sitting.id, TimeExtension.sitting_id.is_(None)),
    )
    credits = select(OutageShare.credit_id).where(
        OutageShare.city_id == work.city_id, OutageShare.sitting_id == sitting.id
    )
    pauses = select(Pause).where(Pause.city_id == work.city_id, Pause.exam_session_id == sitting.exam_session_id)
    covering = [pause.id for pause in work.all(pauses) if stays.stood(pause, sitting.id, work.now)]
    given = [
        one.id
        for one in work.all(extensions)
        if one.sitting_id is not None or stays.was_in(one.room_id, one.in_force_at or one.first_at)
    ]
    return [*given, *work.all(credits), *covering]


def _saves(work: Work, sitting: Sitting) -> Saves | None:
    query = select(func.count(), func.min(JournalEntry.leaf_index), func.max(JournalEntry.leaf_index)).where(
        JournalEntry.city_id == work.city_id, JournalEntry.subject_id == sitting.id, JournalEntry.tag.in_(SAVES)
    )
    ((entries, first, last),) = work.rows(query)
    return Saves(entries, first, last) if entries else None
