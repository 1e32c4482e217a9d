"""The outbox: what waits to leave the office, what did not arrive, and the batches in which notices left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select

from exam_app.models import Authority, Notice, NoticeBatch, NoticeStep, Person
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import NoticeAct, NoticeChannel, NoticeKind, NoticeState
from exam_app.work import Work

NOTICES_A_PAGE = 50
BATCHES_SHOWN = 20
IN_THE_OUTBOX = (NoticeState.FAILED, NoticeState.WAITING)


@dataclass(frozen=True)
class KindLine:
    """How much of one kind waits."""

    kind: NoticeKind
    waiting: int
    failed: int
    oldest_at: datetime


@dataclass(frozen=True)
class NoticeLine:
    """A notice in a list; its text is opened on its own page."""

    id: UUID
    name: str
    kind: NoticeKind
    state: NoticeState
    made_at: datetime
    parts: int
    has_phone: bool
    words: str = ""
    """Why it was not delivered."""


@dataclass(frozen=True)
class BatchLine:
    """A batch with what became of its notices."""

    id: UUID
    number: int
    channel: NoticeChannel
    office: str
    made_at: datetime
    counts: Mapping[NoticeState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """Handed over, and nobody has said what became of it."""
        return self.counts.get(NoticeState.HANDED_OVER, 0)


@dataclass(frozen=True)
class Outbox:
    kinds: Sequence[KindLine]
    for_gateway: int
    """Waiting, with a telephone."""
    messages: int
    """As how many messages a gateway would send them."""
    for_print: int
    """Waiting without a telephone, or not delivered."""
    failed: int
    listing: Listing[NoticeLine]
    batches: Sequence[BatchLine]


def outbox(work: Work, *, page: int = 1) -> Outbox:
    """What waits at the actor's desk, what failed first, and the last batches; five statements."""
    has_phone = Person.phone_sealed.is_not(None)
    query = (
        select(
            Notice.kind,
            Notice.state,
            has_phone.label("has_phone"),
            func.count().label("notices"),
            func.sum(Notice.parts).label("messages"),
            func.min(Notice.made_at).label("oldest_at"),
        )
        .join(Person, (Person.city_id == Notice.city_id) & (Person.id == Notice.person_id))
        .where(Notice.city_id == work.city_id, Notice.state.in_(IN_THE_OUTBOX))
        .group_by(Notice.kind, Notice.state, has_phone)
    )
    found = work.rows(query)
    gateway = [row for row in found if row.state is NoticeState.WAITING and row.has_phone]
    failed = sum(row.notices for row in found if row.state is NoticeState.FAILED)
    total = sum(row.notices for row in found)
    here = page_within(page, total, NOTICES_A_PAGE)
    kinds = [
        KindLine(
            kind,
            sum(row.notices for row in found if row.kind is kind and row.state is NoticeState.WAITING),
            sum(row.notices for row in found if row.kind is kind and row.state is NoticeState.FAILED),
            min(row.oldest_at for row in found if row.kind is kind),
        )
        for kind in NoticeKind
        if any(row.kind is kind for row in found)
    ]
    for_gateway = sum(row.notices for row in gateway)
    return Outbox(
        kinds,
        for_gateway,
        sum(row.messages for row in gateway),
        total - for_gateway,
        failed,
        Listing(_lines(work, here), total, here, NOTICES_A_PAGE),
        _batches(work),
    )


def _lines(work: Work, page: int) -> Sequence[NoticeLine]:
    # The values of the two states stand in the order in which they need somebody.
    query = (
        select(Notice, Person.name, Person.phone_sealed.is_not(None))
        .join(Person, (Person.city_id == Notice.city_id) & (Person.id == Notice.person_id))
        .where(Notice.city_id == work.city_id, Notice.state.in_(IN_THE_OUTBOX))
        .order_by(Notice.state, Notice.kind, Notice.made_at, Notice.id)
        .limit(NOTICES_A_PAGE)
        .offset((page - 1) * NOTICES_A_PAGE)
    )
    rows = work.rows(query)
    words = _failures(work, [notice.id for notice, _, _ in rows if notice.state is NoticeState.FAILED])
    return [_line(notice, name, has_phone, words) for notice, name, has_phone in rows]


def _line(notice: Notice, name: str, has_phone: bool, words: Mapping[UUID, str]) -> NoticeLine:
    return NoticeLine(
        notice.id, name, notice.kind, notice.state, notice.made_at, notice.parts, has_phone, words.get(notice.id, "")
    )


def _failures(work: Work, notice_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    query = (
        select(NoticeStep.notice_id, NoticeStep.words)
        .where(
            NoticeStep.city_id == work.city_id,
            NoticeStep.notice_id.in_(notice_ids),
            NoticeStep.act == NoticeAct.FAIL,
        )
        .order_by(NoticeStep.at, NoticeStep.id)
    )
    return {row.notice_id: row.words for row in work.rows(query)}


def _batches(work: Work) -> Sequence[BatchLine]:
    query = (
        select(NoticeBatch, Authority.name)
        .outerjoin(Authority, (Authority.city_id == NoticeBatch.city_id) & (Authority.id == NoticeBatch.county_id))
        .where(NoticeBatch.city_id == work.city_id)
        .order_by(NoticeBatch.made_at.desc(), NoticeBatch.number.desc())
        .limit(BATCHES_SHOWN)
    )
    found = work.rows(query)
    counts = _counts(work, [batch.id for batch, _ in found])
    return [_batch_line(batch, office, counts.get(batch.id, {})) for batch, office in found]


def _batch_line(batch: NoticeBatch, office: str | None, counts: Mapping[NoticeState, int]) -> BatchLine:
    return BatchLine(batch.id, batch.number, batch.channel, office or "", batch.made_at, counts)


def _counts(work: Work, batch_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[NoticeState, int]]:
    query = (
        select(NoticeStep.batch_id, Notice.state, func.count().label("notices"))
        .join(Notice, (Notice.city_id == NoticeStep.city_id) & (Notice.id == NoticeStep.notice_id))
        .where(NoticeStep.city_id == work.city_id, NoticeStep.batch_id.in_(batch_ids))
        .group_by(NoticeStep.batch_id, Notice.state)
    )
    counts: dict[UUID, dict[NoticeState, int]] = {}
    for batch_id, state, notices in work.rows(query):
        counts.setdefault(work.found(batch_id), {})[state] = notices
    return counts


# -- one batch ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class BatchRow:
    """A notice in its batch, by the number under which it stands in the file."""

    place: int
    line: NoticeLine
    is_readable: bool
    """The text is still there."""


@dataclass(frozen=True)
class BatchPage:
    batch: BatchLine
    listing: Listing[BatchRow]

    @property
    def is_readable(self) -> bool:
        return all(row.is_readable for row in self.listing.rows)


def batch_page(work: Work, batch_id: UUID, *, page: int = 1) -> BatchPage:
    """One batch: what is not delivered first, then in the order of the file; five statements."""
    batch = work.get(NoticeBatch, batch_id)
    office = work.one(select(Authority.name).where(Authority.city_id == work.city_id, Authority.id == batch.county_id))
    counts = _counts(work, [batch.id]).get(batch.id, {})
    here = page_within(page, sum(counts.values()), NOTICES_A_PAGE)
    order = case(
        {NoticeState.FAILED: 0, NoticeState.WAITING: 1, NoticeState.HANDED_OVER: 2},
        value=Notice.state,
        else_=3,
    )
    query = (
        select(NoticeStep.place, Notice, Person.name, Person.phone_sealed.is_not(None))
        .join(Notice, (Notice.city_id == NoticeStep.city_id) & (Notice.id == NoticeStep.notice_id))
        .join(Person, (Person.city_id == Notice.city_id) & (Person.id == Notice.person_id))
        .where(NoticeStep.city_id == work.city_id, NoticeStep.batch_id == batch_id)
        .order_by(order, NoticeStep.place)
        .limit(NOTICES_A_PAGE)
        .offset((here - 1) * NOTICES_A_PAGE)
    )
    found = work.rows(query)
    words = _failures(work, [notice.id for _, notice, _, _ in found if notice.state is NoticeState.FAILED])
    rows = [
        BatchRow(work.found(place), _line(notice, name, has_phone, words), notice.text_sealed is not None)
        for place, notice, name, has_phone in found
    ]
    line = _batch_line(batch, office, counts)
    return BatchPage(line, Listing(rows, line.total, here, NOTICES_A_PAGE))


# -- one notice ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StepLine:
    """What was done with a notice."""

    act: NoticeAct
    channel: NoticeChannel | None
    by: str
    at: datetime
    words: str


def steps_of(work: Work, notice_id: UUID) -> Sequence[StepLine]:
    """Every step of a notice, the oldest first."""
    query = (
        select(NoticeStep, Person.name)
        .outerjoin(Person, (Person.city_id == NoticeStep.city_id) & (Person.id == NoticeStep.by_person_id))
        .where(NoticeStep.city_id == work.city_id, NoticeStep.notice_id == notice_id)
        .order_by(NoticeStep.at, NoticeStep.id)
    )
    return [StepLine(step.act, step.channel, name or "", step.at, step.words) for step, name in work.rows(query)]
