"""The journal of one person: every entry about them, worded for the reader, with its place in the ledger."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from exam_app.actors import Role
from exam_app.errors import Sentence
from exam_app.journal import JournalEntry, JournalText, Ledger, Tag
from exam_app.models import Person
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import (
    AccommodationKind,
    AlertCause,
    AlertFound,
    AppealChannel,
    AppealOutcome,
    CaseOutcome,
    CertificateStatus,
    CheckInOutcome,
    ConsequenceKind,
    DocumentKind,
    EntryGround,
    FeeReliefKind,
    FilingAct,
    FollowUp,
    FullView,
    GuardUnitKind,
    HandoverTo,
    HoldEnd,
    IdentityOutcome,
    IncidentFileKind,
    IncidentKind,
    Language,
    MarkedAgainFor,
    NoticeChannel,
    NoticeKind,
    NoticeState,
    PaperKind,
    PaperReason,
    ReplyChannel,
    SeatMoveReason,
    SessionChangeKind,
    Severity,
    SignalKind,
    TableSubject,
    Term,
    VerdictName,
)
from exam_app.work import Work

ENTRIES_A_PAGE = 50
READS = (
    Tag.DOSSIER_READ,
    Tag.JOURNAL_READ,
    Tag.ID_NUMBER_READ,
    Tag.NOTICE_OPENED,
    Tag.NOTICE_FILE_READ,
    Tag.TABLE_WRITTEN,
    Tag.DUTY_ROSTER_WRITTEN,
    Tag.TELEPHONE_READ,
    Tag.PAPER_READ,
    Tag.APPEAL_DOSSIER_READ,
    Tag.ATTEMPT_READ,
    Tag.ENTRY_PROVED,
    Tag.ENTRY_EVIDENCE_READ,
)
PLACE = re.compile(r"%\((\w+)\)s")
TERM_OF_FACT: Mapping[str, Callable[[str], Term]] = {
    "relief": lambda value: _member(FeeReliefKind, value),
    "role": lambda value: _member(Role, value),
    "status": lambda value: _member(CertificateStatus, value),
    "verdict": lambda value: _member(VerdictName, value),
    "hold_end": lambda value: _member(HoldEnd, value),
    "identity": lambda value: _member(IdentityOutcome, value),
    "need": lambda value: _member(AccommodationKind, value),
    "alert": lambda value: _member(AlertCause, value),
    "settled": lambda value: _member(AlertFound, value),
    "incident_file": lambda value: _member(IncidentFileKind, value),
    "incident": lambda value: _member(IncidentKind, value),
    "severity": lambda value: _member(Severity, value),
    "why": lambda value: _member(SeatMoveReason, value),
    "cause": lambda value: _member(PaperReason, value),
    "outcome": lambda value: _member(CaseOutcome, value),
    "act": lambda value: _member(FilingAct, value),
    "document": lambda value: _member(DocumentKind, value),
    "notice": lambda value: _member(NoticeKind, value),
    "table": lambda value: _member(TableSubject, value),
    "way": lambda value: _member(NoticeChannel, value),
    "noted": lambda value: _member(NoticeState, value),
    "paper": lambda value: _member(PaperKind, value),
    "view": lambda value: _member(FullView, value),
    "follow_up": lambda value: _member(FollowUp, value),
    "consequence": lambda value: _member(ConsequenceKind, value),
    "channel": lambda value: _member(ReplyChannel, value),
    "unit_kind": lambda value: _member(GuardUnitKind, value),
    "signal": lambda value: _member(SignalKind, value),
    "receiver": lambda value: _member(HandoverTo, value),
    "check_in": lambda value: _member(CheckInOutcome, value),
    "change": lambda value: _member(SessionChangeKind, value),
    "language": lambda value: _member(Language, value),
    "appeal_channel": lambda value: _member(AppealChannel, value),
    "appeal_outcome": lambda value: _member(AppealOutcome, value),
    "marked_again_for": lambda value: _member(MarkedAgainFor, value),
    "entry_ground": lambda value: _member(EntryGround, value),
}
"""Facts that are stored as a member's value and shown as its label."""
UNKNOWN = "–"
"""Shown for a fact that an older entry does not carry, or whose text was erased by law."""


@dataclass(frozen=True)
class Entry:
    """One fact as a reader sees it. ``ledger``, ``leaf_index`` and ``leaf_hash`` lead to its proof."""

    id: UUID
    at: datetime
    said: Sentence
    actor: str
    """Name of who acted; empty for the site itself and for visitors."""
    role: Role
    ledger: str
    leaf_index: int
    leaf_hash: str
    """First eight hexadecimal digits of the leaf's hash."""
    texts: tuple[str, ...]
    """Personal text that belongs to the entry and has not been erased."""


@dataclass(frozen=True)
class Journal:
    """The journal of one person: newest first."""

    person_id: UUID
    name: str
    reads_only: bool
    entries: Listing[Entry]


def journal_of(
    work: Work, person_id: UUID, *, reads_only: bool = False, page: int = 1, size: int | None = ENTRIES_A_PAGE
) -> Journal:
    """Entries about a person, in four statements; ``size`` None puts them all on one page.

    Raises :class:`~exam_app.errors.NotFound` for a person outside the reader's scope.
    """
    person = work.get(Person, person_id)
    about = [JournalEntry.city_id == work.city_id, JournalEntry.about_person_id == person_id]
    if reads_only:
        about.append(JournalEntry.tag.in_(READS))
    total = work.count(select(func.count(JournalEntry.id)).where(*about))
    size = size or max(1, total)
    page = page_within(page, total, size)
    entries = entries_in(work, about, (page - 1) * size, size)
    return Journal(person.id, person.name, reads_only, Listing(entries, total, page, size))


def entries_in(
    work: Work,
    where: Sequence[ColumnElement[bool]],
    offset: int = 0,
    limit: int = ENTRIES_A_PAGE,
    *,
    oldest_first: bool = False,
) -> Sequence[Entry]:
    """Entries by conditions on the entry and its ledger, worded for the reader; in two statements."""
    actor = aliased(Person)
    at, index = JournalEntry.at, JournalEntry.leaf_index
    order = (at, JournalEntry.ledger_id, index) if oldest_first else (at.desc(), JournalEntry.ledger_id, index.desc())
    query = (
        select(JournalEntry, Ledger.name, actor.name)
        .join(Ledger, (Ledger.city_id == JournalEntry.city_id) & (Ledger.id == JournalEntry.ledger_id))
        .outerjoin(actor, (actor.city_id == JournalEntry.city_id) & (actor.id == JournalEntry.actor_id))
        .where(*where)
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    rows = work.rows(query)
    texts = _texts(work, [entry.id for entry, _, _ in rows])
    return tuple(
        Entry(
            entry.id,
            entry.at,
            sentence_of(entry.tag, entry.facts),
            name or "",
            entry.actor_role,
            ledger,
            entry.leaf_index,
            entry.leaf_hash.hex()[:8],
            tuple(texts[entry.id]),
        )
        for entry, ledger, name in rows
    )


def sentence_of(tag: Tag, facts: Mapping[str, Any]) -> Sentence:
    """The sentence of an entry: the tag's, its places filled with numbers, codes and the labels of stored terms.

    >>> str(sentence_of(Tag.ROOM_ADDED, {"seats": 30}))
    'A room with 30 seats was added'
    >>> str(sentence_of(Tag.ROOM_ADDED, {}))
    'A room with – seats was added'
    """
    places = {name: _shown(name, facts.get(name, UNKNOWN)) for name in PLACE.findall(tag.label)}
    return Sentence(tag.label, places)


def _shown(name: str, value: object) -> object:
    worded = TERM_OF_FACT.get(name)
    return worded(value) if worded is not None and isinstance(value, str) and value != UNKNOWN else value


def _member(kind: type[Term], value: str) -> Term:
    return next(member for member in kind if member.value == value)


def _texts(work: Work, entry_ids: Sequence[UUID]) -> Mapping[UUID, list[str]]:
    """Personal text of these entries, which stands beside the ledger and never in it."""
    found: dict[UUID, list[str]] = defaultdict(list)
    query = (
        select(JournalText.entry_id, JournalText.text)
        .where(JournalText.city_id == work.city_id, JournalText.entry_id.in_(entry_ids))
        .order_by(JournalText.entry_id, JournalText.fact)
    )
    for entry_id, text in work.rows(query):
        found[entry_id].append(text)
    return found
