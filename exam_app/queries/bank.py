"""The item bank: what is entered, what waits for a second person, and the approved items papers are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from exam_app.models import BlueprintVersion, ExamSession, ItemPublication, ItemVersion, KeyCorrection, Person
from exam_app.models.exam_sessions import OVER
from exam_app.queries.items import stored_item
from exam_app.queries.papers import remembered_items
from exam_app.work import Work
from question_bank import Blueprint, Item, ItemBank, Pool, RulingKind
from question_bank.sources import LawText, Sources, shipped_sources
from question_bank.topics import LANGUAGES, Names, Topic, shipped_topics

REMEMBERED_BANKS = 8
"""Both pools of a city, and what they were before somebody approved or struck an item."""
_BANKS: dict[tuple[Pool, tuple[str, ...]], ItemBank] = {}
"""A digest never stands for another item, so the digests tell the whole bank; a hall that begins at once asks for it
once a candidate."""


def approved_bank(work: Work, pool: Pool) -> ItemBank:
    """The items of a pool that two people stand for, in the order of their codes; without those that were struck."""
    struck = select(KeyCorrection.id).where(
        KeyCorrection.city_id == ItemVersion.city_id,
        KeyCorrection.item_id == ItemVersion.id,
        KeyCorrection.second_at.is_not(None),
        KeyCorrection.kind != RulingKind.OTHER_KEY,
    )
    query = (
        select(ItemVersion.digest)
        .where(
            ItemVersion.city_id == work.city_id,
            ItemVersion.pool == pool,
            ItemVersion.approved_by_id.is_not(None),
            ~struck.exists(),
        )
        .order_by(ItemVersion.item_code, ItemVersion.digest)
    )
    digests = tuple(work.all(query))
    known = _BANKS.get((pool, digests))
    if known is None:
        items = remembered_items(work, digests)
        known = ItemBank((items[digest] for digest in digests), _sources(), pool)
        if len(_BANKS) >= REMEMBERED_BANKS:
            _BANKS.clear()
        _BANKS[pool, digests] = known
    return known


def law_of(item: Item) -> LawText | None:
    """The law text an item cites; None for one that this version does not know."""
    return _sources().get(item.source.law)


@lru_cache(maxsize=1)
def _sources() -> Sources:
    return shipped_sources()


@dataclass(frozen=True)
class TopicLine:
    """How far one topic of one pool is."""

    pool: Pool
    topic: str
    names: Names
    entered: int
    approved: int

    @property
    def waiting(self) -> int:
        return self.entered - self.approved


@dataclass(frozen=True)
class BlueprintLine:
    id: UUID
    code: str
    points: int
    minutes: int
    cut_score: int
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True)
class BankOverview:
    topics: Sequence[TopicLine]
    blueprints: Sequence[BlueprintLine]

    @property
    def entered(self) -> int:
        return sum(line.entered for line in self.topics)

    @property
    def approved(self) -> int:
        return sum(line.approved for line in self.topics)

    @property
    def waiting(self) -> int:
        return self.entered - self.approved


def bank_overview(work: Work) -> BankOverview:
    """All topics of both pools with their figures, and the blueprints, newest first."""
    counts = work.rows(
        select(ItemVersion.pool, ItemVersion.topic, func.count(), func.count(ItemVersion.approved_by_id))
        .where(ItemVersion.city_id == work.city_id)
        .group_by(ItemVersion.pool, ItemVersion.topic)
        .order_by(ItemVersion.pool, ItemVersion.topic)
    )
    lines = [TopicLine(pool, topic, names_of(topic), entered, done) for pool, topic, entered, done in counts]
    return BankOverview(lines, blueprints_to_choose(work))


def names_of(topic: str) -> Names:
    """The names of a topic by language tag; a topic this version does not know is called by its code."""
    known = _topics().get(topic)
    return known.names if known else dict.fromkeys(LANGUAGES, topic)


@lru_cache(maxsize=1)
def _topics() -> Mapping[str, Topic]:
    return shipped_topics()


def blueprints_to_choose(work: Work) -> Sequence[BlueprintLine]:
    """The entered blueprints, the newest first."""
    query = (
        select(BlueprintVersion, Person.name)
        .join(Person, (Person.city_id == BlueprintVersion.city_id) & (Person.id == BlueprintVersion.entered_by_id))
        .where(BlueprintVersion.city_id == work.city_id)
        .order_by(BlueprintVersion.entered_at.desc(), BlueprintVersion.id.desc())
    )
    return [_blueprint_line(version, name) for version, name in work.rows(query)]


def _blueprint_line(version: BlueprintVersion, entered_by: str) -> BlueprintLine:
    plan = Blueprint.from_document(version.document)
    return BlueprintLine(
        version.id, plan.code, plan.points, plan.minutes, plan.cut_score, entered_by, version.entered_at
    )


@dataclass(frozen=True)
class EnteredItem:
    """One item as its second reader sees it."""

    item: Item
    law: str
    """Title of the law text the item cites."""
    entered_by: str
    approved_by: str | None
    is_own: bool
    """Whether the reader entered it, and so cannot approve it."""
    published: "Signatures | None"
    """Who signed its publication; None for an item whose publication nobody proposed."""


@dataclass(frozen=True)
class Signatures:
    """The two officers behind the publication of an item; ``second`` is None as long as one signature is missing."""

    first: str
    second: str | None
    first_is_own: bool
    """Whether the reader gave the first signature, and so cannot give the second."""


@dataclass(frozen=True)
class TopicItems:
    pool: Pool
    topic: str
    names: Names
    items: Sequence[EnteredItem]

    @property
    def waiting(self) -> Sequence[EnteredItem]:
        return [each for each in self.items if each.approved_by is None]

    @property
    def waiting_for_me(self) -> bool:
        """Whether all that waits can be approved by this reader."""
        return bool(self.waiting) and not any(each.is_own for each in self.waiting)


def topic_items(work: Work, pool: Pool, topic: str) -> TopicItems:
    """All entered items of a topic in one pool with their keys, sources and readers, in the order of their codes."""
    items = _entered_items(work, ItemVersion.pool == pool, ItemVersion.topic == topic)
    return TopicItems(pool, topic, names_of(topic), work.found(items or None))


def entered_item(work: Work, digest: str) -> EnteredItem:
    """One entered item with its key, source and readers."""
    items = _entered_items(work, ItemVersion.digest == digest)
    return work.found(items[0] if items else None)


def _entered_items(work: Work, *which: ColumnElement[bool]) -> list[EnteredItem]:
    author, reader, first, second = (aliased(Person) for _ in range(4))
    query = (
        select(ItemVersion, author.name, reader.name, ItemPublication.first_person_id, first.name, second.name)
        .join(author, (author.city_id == ItemVersion.city_id) & (author.id == ItemVersion.entered_by_id))
        .outerjoin(reader, (reader.city_id == ItemVersion.city_id) & (reader.id == ItemVersion.approved_by_id))
        .outerjoin(
            ItemPublication,
            (ItemPublication.city_id == ItemVersion.city_id) & (ItemPublication.item_id == ItemVersion.id),
        )
        .outerjoin(first, (first.city_id == ItemVersion.city_id) & (first.id == ItemPublication.first_person_id))
        .outerjoin(second, (second.city_id == ItemVersion.city_id) & (second.id == ItemPublication.second_person_id))
        .where(ItemVersion.city_id == work.city_id, *which)
        .order_by(ItemVersion.item_code, ItemVersion.digest)
    )
    items = []
    for version, entered_by, approved_by, first_id, first_name, second_name in work.rows(query):
        item = stored_item(version.document)
        law = law_of(item)
        is_own = version.entered_by_id == work.actor.person_id
        published = Signatures(first_name, second_name, first_id == work.actor.person_id) if first_id else None
        items.append(
            EnteredItem(item, law.title if law else item.source.law, entered_by, approved_by, is_own, published)
        )
    return items


# -- publication --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shortage:
    """A cell that live items could not fill any more; ``exam`` names the planned examination that needs it."""

    blueprint: str
    wanted: int
    left: int
    exam: str | None = None


def shortages_without(work: Work, item: Item) -> Sequence[Shortage]:
    """What falls short if a live item leaves its pool: planned examinations first, then the newest blueprints."""
    bank = approved_bank(work, Pool.LIVE)

    def left_on(day: date) -> int:
        usable = bank.in_force_on(day).find(item.topic, item.kind)
        return sum(each.digest != item.digest for each in usable)

    planned = [
        Shortage(plan.code, _wanted(plan, item), left_on(starts_on), exam)
        for plan, starts_on, exam in _planned_papers(work)
    ]
    newest = {plan.code: plan for plan in reversed(_blueprints(work))}
    by_plan = [Shortage(plan.code, _wanted(plan, item), left_on(work.today)) for plan in newest.values()]
    return [each for each in (*planned, *by_plan) if each.left < each.wanted]


def _wanted(plan: Blueprint, item: Item) -> int:
    return sum(cell.count for cell in plan.cells if (cell.topic, cell.kind) == (item.topic, item.kind))


def _planned_papers(work: Work) -> Sequence[tuple[Blueprint, date, str]]:
    """Blueprint, day and name of every examination that may still draw papers."""
    query = (
        select(ExamSession, BlueprintVersion.document)
        .join(
            BlueprintVersion,
            (BlueprintVersion.city_id == ExamSession.city_id) & (BlueprintVersion.id == ExamSession.blueprint_id),
        )
        .where(ExamSession.city_id == work.city_id, ExamSession.state.not_in(OVER))
        .order_by(ExamSession.starts_at, ExamSession.id)
    )
    return [
        (Blueprint.from_document(document), session.starts_at.astimezone(work.site.settings.zone).date(), session.name)
        for session, document in work.rows(query)
        if work.now <= session.starts_at + timedelta(minutes=session.late_minutes)
    ]


def _blueprints(work: Work) -> Sequence[Blueprint]:
    """All entered blueprint versions, the newest first."""
    query = (
        select(BlueprintVersion.document)
        .where(BlueprintVersion.city_id == work.city_id)
        .order_by(BlueprintVersion.entered_at.desc(), BlueprintVersion.id.desc())
    )
    return [Blueprint.from_document(document) for document in work.all(query)]
