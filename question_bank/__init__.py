"""The question bank as a library: what is asked, how a paper is put together, how it is marked.

It takes and returns frozen values, and knows no database, no web page and no clock.
`python -m question_bank lint` reads a bank with an editor's eyes; `python -m question_bank assemble` prints a paper.

>>> from datetime import date
>>> from question_bank import assemble, mark, shipped_bank, shipped_blueprint, Pool
>>> bank, blueprint = shipped_bank(Pool.LIVE), shipped_blueprint("cn-guard-100")
>>> paper = assemble(bank, blueprint, seed=bytes(32), on=date(2026, 11, 24))
>>> mark(paper, bank, answers={}, cut_score=blueprint.cut_score).raw
0
"""

from question_bank.assembly import assemble
from question_bank.bank import ItemBank, load_bank, shipped_bank
from question_bank.blueprint import Blueprint, read_blueprint, shipped_blueprint
from question_bank.editorial import lint
from question_bank.errors import BankError, BlueprintNotSatisfiable
from question_bank.items import Item
from question_bank.kinds import Depth, ItemKind, Pool
from question_bank.marking import Mark, Ruling, RulingKind, mark
from question_bank.papers import Paper, Slot

__all__ = [
    "BankError",
    "Blueprint",
    "BlueprintNotSatisfiable",
    "Depth",
    "Item",
    "ItemBank",
    "ItemKind",
    "Mark",
    "Paper",
    "Pool",
    "Ruling",
    "RulingKind",
    "Slot",
    "assemble",
    "lint",
    "load_bank",
    "mark",
    "read_blueprint",
    "shipped_bank",
    "shipped_blueprint",
]
