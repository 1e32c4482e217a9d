"""Items, banks and papers for tests, with defaults for all that a test is not about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hypothesis import strategies as st

from question_bank.bank import ItemBank
from question_bank.blueprint import Blueprint
from question_bank.items import Item
from question_bank.kinds import Depth, ItemKind, Pool
from question_bank.papers import Paper
from question_bank.sources import LawText, Sources

SEED = bytes(range(32))
EXAM_DAY = date(2026, 11, 24)
SOURCES: Sources = {
    "R": LawText("R", "保安服务管理条例", "Regulation", date(2022, 5, 1)),
    "OLD": LawText("OLD", "旧法", "Old law", date(2013, 1, 1), date(2025, 12, 31)),
}

# Choices of about one length that nobody takes for one another.
CHOICES = ("立即报警", "自行离开", "等候下班", "收取费用")
DEFAULT_KEYS = {ItemKind.SINGLE: "B", ItemKind.MULTIPLE: "AC", ItemKind.TRUE_FALSE: "T"}


def an_item(
    number: int = 1,
    kind: ItemKind = ItemKind.SINGLE,
    *,
    topic: str = "T2",
    pool: Pool = Pool.LIVE,
    stem: str | None = None,
    choices: Sequence[str] = CHOICES,
    key: str | None = None,
    law: str = "R",
    keep_last: Sequence[str] = (),
) -> Item:
    """An item that differs from those of other numbers, kinds and topics."""
    return Item.from_document(
        {
            "id": f"{topic}-{pool.letter}-{number:03}",
            "topic": topic,
            "kind": kind.value,
            "depth": "master",
            "stem": stem or f"{topic} {kind} {number}：遇到这种情况应当怎么办？",
            "choices": [] if kind is ItemKind.TRUE_FALSE else list(choices),
            "key": key or DEFAULT_KEYS[kind],
            "source": {"law": law, "article": "30(1)"},
            "explanation": "条例第30条。",
            "keep_last": list(keep_last),
        }
    )


def a_bank(items: Iterable[Item], sources: Sources = SOURCES, pool: Pool = Pool.LIVE) -> ItemBank:
    """A bank of the given items."""
    return ItemBank(items, sources, pool)


def a_full_bank(per_cell: int, topics: Iterable[str] = ("T1", "T2", "T3")) -> ItemBank:
    """A bank with the same number of items in every cell."""
    cells = [(topic, kind) for topic in topics for kind in ItemKind]
    return a_bank(
        an_item(100 * kind.section + number, kind, topic=topic) for topic, kind in cells for number in range(per_cell)
    )


def a_blueprint(cells: Mapping[str, Mapping[str, int]], cut_score: int = 1) -> Blueprint:
    """A blueprint with the given counts."""
    return Blueprint.from_document({"code": "test", "minutes": 60, "cut_score": cut_score, "cells": dict(cells)})


def a_paper(items: Iterable[Item], seed: bytes = SEED) -> Paper:
    """A paper of the given items, in the given order."""
    return Paper(tuple(item.digest for item in items), seed)


stems = st.text(st.sampled_from('保安员应当依法履职①“”，。？ABab09\\"é'), min_size=1, max_size=8)
# Texts that a file format could spoil: quotes, a backslash, a bracket, TOML and JSON syntax, characters beyond 16 bits.
texts = st.sampled_from(["甲", "乙", "说“不”", 'a "b"', "c:\\d", "[[item]]", 'key = "A"', "# 一", "①", "𠮷", "é", "0"])
seeds = st.binary(min_size=16, max_size=32)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Any item at all."""
    kind = draw(st.sampled_from(ItemKind))
    choices = [] if kind is ItemKind.TRUE_FALSE else draw(st.lists(texts, min_size=2, max_size=5))
    letters = "TF" if kind is ItemKind.TRUE_FALSE else "ABCDEFGH"[: len(choices)]
    least = 2 if kind is ItemKind.MULTIPLE else 1
    most = len(letters) if kind is ItemKind.MULTIPLE else 1
    key = draw(st.sets(st.sampled_from(letters), min_size=least, max_size=most))
    keep_last = draw(st.lists(st.sampled_from(letters), unique=True)) if choices else []
    return Item.from_document(
        {
            "id": f"T2-L-{draw(st.integers(0, 999)):03}",
            "topic": "T2",
            "kind": kind.value,
            "depth": draw(st.sampled_from(Depth)).value,
            "stem": draw(stems),
            "choices": choices,
            "key": "".join(sorted(key, key=letters.index)),
            "source": {"law": draw(st.sampled_from(["R", "M"])), "article": draw(texts)},
            "explanation": draw(texts),
            "keep_last": keep_last,
        }
    )


many_items = st.lists(items(), min_size=1, max_size=5, unique_by=(lambda item: item.id, lambda item: item.digest))
