"""Assemble a paper from a bank by a blueprint: deterministic for a seed, without any random generator."""

from datetime import date

from question_bank.bank import ItemBank
from question_bank.blueprint import Blueprint, Cell
from question_bank.errors import BlueprintNotSatisfiable
from question_bank.items import Item
from question_bank.papers import Paper, rank


def assemble(bank: ItemBank, blueprint: Blueprint, seed: bytes, on: date) -> Paper:
    """Draw one candidate's paper: every cell filled exactly, no item twice, only law in force on the day `on`.

    The order is single choice, multiple choice, true/false, shuffled within each kind. The same bank, blueprint,
    seed and day give the same paper. `seed` is 16 bytes or more of fresh randomness for each candidate.

    Raises BlueprintNotSatisfiable with every cell that the bank cannot fill on that day.
    """
    usable = bank.in_force_on(on)
    if shortfalls := blueprint.shortfalls(usable):
        raise BlueprintNotSatisfiable(blueprint.code, shortfalls)
    drawn = [item for cell in blueprint.cells for item in _draw(usable, cell, seed)]
    drawn.sort(key=lambda item: (item.kind.section, rank(seed, item.digest, "order")))
    return Paper(tuple(item.digest for item in drawn), seed)


def _draw(bank: ItemBank, cell: Cell, seed: bytes) -> list[Item]:
    candidates = bank.find(cell.topic, cell.kind)
    return sorted(candidates, key=lambda item: rank(seed, item.digest, "draw"))[: cell.count]
