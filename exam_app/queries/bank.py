"""The item bank: what is entered, what waits for a second person, and the approved items papers are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from exam_app.models import BlueprintVersion, ItemVersion, Person
from exam_app.queries.items import stored_item
from exam_app.work import Work
from question_bank import Blueprint, Item, ItemBank, Pool
from question_bank.sources import shipped_sources
from question_bank.topics import LANGUAGES, Names, shipped_topics


def approved_bank(work: Work, pool: Pool) -> ItemBank:
    """The items of a pool that two people stand for, in the order of their codes."""
    query = (
        select(ItemVersion.document)
        .where(
            ItemVersion.city_id == work.city_id,
            ItemVersion.pool == pool,
            ItemVersion.approved_by_id.is_not(None),
        )
        .order_by(ItemVersion.item_code, ItemVersion.digest)
    )
    return ItemBank((stored_item(document) for document in work.all(query)), shipped_sources(), pool)


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
    lines = [TopicLine(pool, topic, _names_of(topic), entered, done) for pool, topic, entered, done in counts]
    return BankOverview(lines, blueprints_to_choose(work))


def _names_of(topic: str) -> Names:
    """The names of a topic by language tag; a topic this version does not know is called by its code."""
    known = shipped_topics().get(topic)
    return known.names if known else dict.fromkeys(LANGUAGES, topic)


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
    author, second = aliased(Person), aliased(Person)
    query = (
        select(ItemVersion, author.name, second.name)
        .join(author, (author.city_id == ItemVersion.city_id) & (author.id == ItemVersion.entered_by_id))
        .outerjoin(second, (second.city_id == ItemVersion.city_id) & (second.id == ItemVersion.approved_by_id))
        .where(ItemVersion.city_id == work.city_id, ItemVersion.pool == pool, ItemVersion.topic == topic)
        .order_by(ItemVersion.item_code, ItemVersion.digest)
    )
    sources = shipped_sources()
    items = []
    for version, entered_by, approved_by in work.rows(query):
        item = stored_item(version.document)
        law = sources[item.source.law].title if item.source.law in sources else item.source.law
        is_own = version.entered_by_id == work.actor.person_id
        items.append(EnteredItem(item, law, entered_by, approved_by, is_own))
    return TopicItems(pool, topic, _names_of(topic), work.found(items or None))
