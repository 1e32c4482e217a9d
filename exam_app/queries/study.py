"""The practice pool as anybody studies it: topics, items in a fixed print, the law beside the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from exam_app.models import ItemVersion
from exam_app.queries.bank import law_of, names_of
from exam_app.queries.items import stored_item
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.papers import PrintedSlot, printed
from exam_app.work import Work
from question_bank import Item, ItemKind, Pool
from question_bank.topics import Names

ITEMS_A_PAGE = 10
PRINT = b"the practice pool, as it is studied"
"""Seed of the order of choices. It is the same for everybody, so that an answer can be judged without any state."""


@dataclass(frozen=True)
class StudyTopic:
    """A topic and how many of its items may be studied."""

    code: str
    names: Names
    items: int


@dataclass(frozen=True)
class StudyChoice:
    """A choice as it is printed; ``text`` is empty for right and wrong, whose words belong to the page."""

    letter: str
    text: str
    is_right: bool


@dataclass(frozen=True)
class StudyItem:
    """One item with everything that is shown once it is answered."""

    number: int
    """Place in its topic, from 1."""
    digest: str
    topic: str
    kind: ItemKind
    stem: str
    choices: Sequence[StudyChoice]
    explanation: str
    law: str
    """Title of the law text."""
    article: str
    in_force_from: date | None
    """First day of the cited text; None where no day is known."""

    @property
    def right_letters(self) -> str:
        """The right answer as it is printed here."""
        return "".join(choice.letter for choice in self.choices if choice.is_right)

    def accepts(self, value: str) -> bool:
        """Whether printed letters can be an answer to this item: something is chosen, and no more than may be."""
        letters = "".join(choice.letter for choice in self.choices)
        in_print = value == "".join(letter for letter in letters if letter in value)
        return bool(value) and in_print and (len(value) == 1 or self.kind is ItemKind.MULTIPLE)


@dataclass(frozen=True)
class StudyPage:
    """Some items of a topic."""

    topic: str
    names: Names
    items: Listing[StudyItem]


def study_topics(work: Work) -> Sequence[StudyTopic]:
    """The topics with items to study, in the order of their codes."""
    counts: dict[str, int] = {}
    for item in _items(work):
        counts[item.topic] = counts.get(item.topic, 0) + 1
    return [StudyTopic(code, names_of(code), number) for code, number in sorted(counts.items())]


def study_page(work: Work, topic: str, page: int, size: int = ITEMS_A_PAGE) -> StudyPage:
    """A page of a topic's items; raises :class:`NotFound` for a topic without items."""
    items = list(_items(work, topic))
    work.found(items or None)
    page = page_within(page, len(items), size)
    first = (page - 1) * size
    shown = [
        study_item(printed(number, item, PRINT)) for number, item in enumerate(items[first : first + size], first + 1)
    ]
    return StudyPage(topic, names_of(topic), Listing(shown, len(items), page, size))


def study_item(slot: PrintedSlot) -> StudyItem:
    """An item as it stands on a paper, with its law."""
    item, law = slot.item, law_of(slot.item)
    texts = {choice.letter: choice.text for choice in item.choices}
    choices = [
        StudyChoice(letter, texts.get(in_file, ""), in_file in item.key)
        for letter, in_file in zip(slot.letters, slot.file_letters, strict=True)
    ]
    return StudyItem(
        slot.number,
        item.digest,
        item.topic,
        item.kind,
        item.stem,
        choices,
        item.explanation,
        law.title if law else item.source.law,
        item.source.article,
        law.valid_from if law else None,
    )


def _items(work: Work, topic: str | None = None) -> Iterator[Item]:
    """The approved practice items whose law is in force today, in the order of their codes.

    For whoever is of no city these are all cities' items, and what several cities entered stands there once.
    """
    twin = aliased(ItemVersion)
    stands_there = exists(
        select(twin.id).where(twin.digest == ItemVersion.digest, twin.city_id < ItemVersion.city_id)
    ).correlate(ItemVersion)
    query = (
        select(ItemVersion.document)
        .where(ItemVersion.pool == Pool.PRACTICE, ItemVersion.approved_by_id.is_not(None), ~stands_there)
        .order_by(ItemVersion.item_code, ItemVersion.digest)
    )
    if work.actor.city_id is not None:
        query = query.where(ItemVersion.city_id == work.actor.city_id)
    if topic is not None:
        query = query.where(ItemVersion.topic == topic)
    for document in work.all(query):
        item = stored_item(document)
        law = law_of(item)
        if law is not None and law.in_force_on(work.today):
            yield item
