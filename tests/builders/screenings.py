"""A finished examination in which two neighbours answered alike, for tests of what becomes of that."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from exam_app.operations import sittings
from exam_app.queries.papers import PrintedSlot
from exam_app.work import Site, Work
from question_bank import ItemKind
from tests.builders.sittings import Hall, Seated, a_full_hall, a_sitting, chained, hand_in, printed_key, save, the_paper
from tests.cast import NOON, Cast

UNTIL_CLOSED = timedelta(hours=3)
LATER = NOON + UNTIL_CLOSED
KNOWS = 0.6


@dataclass(frozen=True)
class Copied:
    """The examination and who copied: the second of its candidates from the first."""

    hall: Hall
    sittings: list[Seated]


def copied_examination(
    site: Site, cast: Cast, candidates: int = 10, *, closed: bool = True, starts_at: datetime = NOON
) -> Copied:
    """Everybody knows six items in ten; the second candidate takes nineteen answers in twenty from the first."""
    hall, chance = a_full_hall(site, cast, candidates=candidates, starts_at=starts_at), random.Random(7)
    seated = [a_sitting(site, actor, starts_at) for actor in hall.candidates]
    first: dict[str, frozenset[str]] = {}
    for order, one in enumerate(seated):
        taken = first if order == 1 else {}
        chosen = {slot.number: _answer(slot, chance, taken) for slot in the_paper(site, one)}
        if order == 0:
            first = {slot.item.digest: frozenset(slot.in_file(chosen[slot.number])) for slot in the_paper(site, one)}
        changes = sorted(chosen.items())
        for start in range(0, len(changes), 60):
            events = chained(*changes)[start : start + 60]
            save(site, one, events, starts_at + timedelta(minutes=10 + start))
        hand_in(site, one, starts_at + timedelta(minutes=80))
    if closed:
        with Work.open(site, cast["he"], starts_at + UNTIL_CLOSED) as work:
            sittings.close_session(work, hall.exam_session_id)
    return Copied(hall, seated)


def _answer(slot: PrintedSlot, chance: random.Random, taken: dict[str, frozenset[str]]) -> str:
    if slot.item.digest in taken and chance.random() < 0.95:
        return "".join(
            letter
            for letter, in_file in zip(slot.letters, slot.file_letters, strict=True)
            if in_file in taken[slot.item.digest]
        )
    right = printed_key(slot)
    if chance.random() < KNOWS:
        return right
    if slot.item.kind is ItemKind.MULTIPLE:
        turned = "".join(letter for letter in slot.letters if (letter in right) != (letter == slot.letters[0]))
        return turned or right
    return chance.choice([letter for letter in slot.letters if letter != right])
