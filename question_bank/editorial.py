"""Lint for a bank: what an editor would send back, each remark with what to do about it.

The rules follow the writers' rules of this bank and the usual item-writing guidelines (Haladyna, Downing and
Rodriguez, A review of multiple-choice item-writing guidelines, Applied Measurement in Education 15, 2002): no clue in
the length or the place of the key, no "all of the above", negation made plain, one idea asked once.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from question_bank.items import Item
from question_bank.kinds import ItemKind, Pool
from question_bank.similarity import near_pairs, normalised
from question_bank.sources import Sources, shipped_sources
from question_bank.topics import Topic, shipped_topics

LONGEST_STEM: Final = 60
"""Characters. A longer stem cannot be kept in mind when it is read aloud."""

NEAR_DUPLICATE: Final = 0.75
"""Similarity of stems (see similarity.py) from which two items are taken for one."""

KEY_SHARE: Final = (0.15, 0.35)
"""Least and greatest share of each letter among the keys of the single choice items of a file."""

TRUE_SHARE: Final = (0.35, 0.65)
"""Least and greatest share of true statements among the true/false items of a file."""

CUE_RATIO: Final = 1.5
CUE_CHARACTERS: Final = 4
"""The key gives itself away if it is this many times, and this many characters, longer than any other choice."""

_ALL_OF_THE_ABOVE: Final = re.compile(
    r"(以上|上述|前述|前面).{0,4}[都均皆全]|^(以上|上述|前述)(答案|选项|说法)|(all|none) of the above", re.IGNORECASE
)
_NEGATIVE_QUESTION: Final = re.compile(
    r"(不(正确|准确|恰当|妥当|合法|合理|属于|包括|应当|应该|应|得|能|可以|可|需要|符合|是|允许)\w{0,12}的(是|有)"
    r"|(错误|有误|除外)(的\w{0,6})?(是|有)?)[（）()\s。？?：:]*$"
)
_MARKED_NEGATION: Final = re.compile(r"(下列|以下).*不")


class Severity(StrEnum):
    """An ERROR must be repaired before the bank is used; a WARNING asks an editor to look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Remark:
    """One thing an editor would send back. `item_id` is an item's id, or a group such as "T2 live" for balances."""

    severity: Severity
    item_id: str
    sentence: str
    what_to_do: str


def lint(
    items_live: Sequence[Item],
    items_practice: Sequence[Item],
    sources: Sources | None = None,
    topics: Mapping[str, Topic] | None = None,
) -> list[Remark]:
    """Read both pools of a bank with an editor's eyes; the remarks come item by item, then by groups, then by pairs.

    `sources` and `topics` are those of the shipped bank if not given. Balances are judged over the items of one topic
    in one pool, which is what one item file holds; the limits are rounded outwards to whole items.

    >>> lint([], [])
    []
    """
    sources = shipped_sources() if sources is None else sources
    topics = shipped_topics() if topics is None else topics
    pools = {Pool.LIVE: items_live, Pool.PRACTICE: items_practice}
    items = [*items_live, *items_practice]
    remarks = [remark for item in items for rule in _ITEM_RULES for remark in rule(item)]
    remarks += [remark for item in items for remark in _unknown_names(item, sources, topics)]
    remarks += [remark for pool, held in pools.items() for remark in _balance(pool, held)]
    remarks += _collisions(pools)
    remarks += _near_duplicates(items)
    return remarks


def _long_stem(item: Item) -> Iterator[Remark]:
    if len(item.stem) > LONGEST_STEM:
        yield Remark(
            Severity.ERROR,
            item.id,
            f"The stem has {len(item.stem)} characters, more than {LONGEST_STEM}.",
            "Shorten it until it can be understood when read aloud once.",
        )


def _repeated_choices(item: Item) -> Iterator[Remark]:
    times = Counter(normalised(choice.text) for choice in item.choices)
    repeated = [choice.letter for choice in item.choices if times[normalised(choice.text)] > 1]
    if repeated:
        yield Remark(
            Severity.ERROR,
            item.id,
            f"Choices {', '.join(repeated)} say the same.",
            "Replace all but one by another plausible belief.",
        )


def _all_of_the_above(item: Item) -> Iterator[Remark]:
    for choice in item.choices:
        if not _ALL_OF_THE_ABOVE.search(choice.text):
            continue
        if choice.letter in item.keep_last:
            yield Remark(
                Severity.WARNING,
                item.id,
                f"Choice {choice.letter} speaks of the other choices; it stays last on every paper.",
                "Better name the matter itself, or make the item multiple choice.",
            )
        else:
            yield Remark(
                Severity.ERROR,
                item.id,
                f"Choice {choice.letter} speaks of the other choices, whose order changes from paper to paper.",
                "Name the matter itself, make the item multiple choice, or list the choice in keep_last.",
            )


def _length_cue(item: Item) -> Iterator[Remark]:
    if item.kind is not ItemKind.SINGLE:
        return
    key = max(len(choice.text) for choice in item.choices if choice.letter in item.key)
    longest_other = max(len(choice.text) for choice in item.choices if choice.letter not in item.key)
    if key >= CUE_RATIO * longest_other and key - longest_other >= CUE_CHARACTERS:
        yield Remark(
            Severity.WARNING,
            item.id,
            f"The right choice has {key} characters, the longest wrong one {longest_other}: length gives it away.",
            "Bring the choices to about one length.",
        )


def _unmarked_negation(item: Item) -> Iterator[Remark]:
    if item.kind is ItemKind.TRUE_FALSE or not _NEGATIVE_QUESTION.search(item.stem):
        return
    if not _MARKED_NEGATION.search(item.stem):
        yield Remark(
            Severity.WARNING,
            item.id,
            "The stem asks for what is not so, and a hurried reader will miss it.",
            "Ask for what is right, or write 下列…不….",
        )


_ITEM_RULES: Final[tuple[Callable[[Item], Iterator[Remark]], ...]] = (
    _long_stem,
    _repeated_choices,
    _all_of_the_above,
    _length_cue,
    _unmarked_negation,
)


def _unknown_names(item: Item, sources: Sources, topics: Mapping[str, Topic]) -> Iterator[Remark]:
    if item.topic not in topics:
        yield Remark(
            Severity.ERROR,
            item.id,
            f"Topic {item.topic} is not in topics.toml.",
            f"Use one of {', '.join(topics)}.",
        )
    text = sources.get(item.source.law)
    if text is None:
        yield Remark(
            Severity.ERROR,
            item.id,
            f"The source {item.source.law} is not in sources.toml, so the item can never enter a paper.",
            "Use the code of a law listed there, or add the law with its dates.",
        )
    elif text.valid_to is not None:
        yield Remark(
            Severity.WARNING,
            item.id,
            f"{text.title} is in force only until {text.valid_to.isoformat()}; after that the item leaves every paper.",
            "Check the fact against the text that follows it, and cite that text.",
        )


def _balance(pool: Pool, items: Iterable[Item]) -> Iterator[Remark]:
    keys: defaultdict[tuple[str, ItemKind], Counter[str]] = defaultdict(Counter)
    letters: dict[tuple[str, ItemKind], str] = {}
    for item in items:
        keys[item.topic, item.kind][item.key_letters] += 1
        letters[item.topic, item.kind] = max(item.letters, letters.get((item.topic, item.kind), ""), key=len)
    for (topic, kind), counts in sorted(keys.items()):
        if kind is ItemKind.SINGLE:
            yield from _share_remarks(f"{topic} {pool}", counts, letters[topic, kind], KEY_SHARE, "single choice")
        elif kind is ItemKind.TRUE_FALSE:
            yield from _share_remarks(f"{topic} {pool}", counts, "T", TRUE_SHARE, "true/false")


def _share_remarks(
    group: str, counts: Counter[str], letters: str, share: tuple[float, float], kind: str
) -> Iterator[Remark]:
    total = counts.total()
    least, most = math.floor(share[0] * total), math.ceil(share[1] * total)
    for letter in letters:
        if not least <= counts[letter] <= most:
            yield Remark(
                Severity.ERROR,
                group,
                f"The key is {letter} in {counts[letter]} of {total} {kind} items; {least} to {most} are balanced.",
                "Rearrange choices, or turn statements round, until the place of the key tells nothing.",
            )


def _collisions(pools: Mapping[Pool, Sequence[Item]]) -> Iterator[Remark]:
    live_digests = {item.digest: item for item in pools[Pool.LIVE]}
    for item in pools[Pool.PRACTICE]:
        if twin := live_digests.get(item.digest):
            yield Remark(
                Severity.ERROR,
                item.id,
                f"The item is also in the live pool, as {twin.id}.",
                "Keep it in one pool: whoever practises would know the examination.",
            )
    times = Counter(item.id for held in pools.values() for item in held)
    for item_id, count in times.items():
        if count > 1:
            yield Remark(Severity.ERROR, item_id, f"{count} items have this id.", "Give each its own number.")


def _near_duplicates(items: Sequence[Item]) -> Iterator[Remark]:
    for i, j, similarity in near_pairs([item.stem for item in items], NEAR_DUPLICATE):
        yield Remark(
            Severity.ERROR,
            items[j].id,
            f"The stem is that of {items[i].id} with little changed (similarity {similarity:.2f}).",
            "Ask about another fact, or drop one of the two.",
        )
