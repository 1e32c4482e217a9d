"""Answer sheets as two people type them: how a line is read, where two entries differ, what changes they make. Pure.

One line a question, in printed letters: "B", or "ACD" where several may be right. ``BLANK`` says that nothing is
marked, ``UNREADABLE`` that what is marked cannot be read, or is more than the question allows; neither is ever guessed
from an empty box. A line that nobody has typed yet is "".

Who began at a screen and went on on paper has answers from both. What counts: **a readable answer on the sheet takes
the place of the screen's; a blank or unreadable line leaves the screen's answer as it is.** The sheet is the later
word, and nobody loses an answer by a power cut.
"""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import rfc8785

from exam_app.delivery import UNTOUCHED, Answers, Change
from exam_app.terms import EventKind
from question_bank.kinds import CHOICE_LETTERS

BLANK: Final = "-"
UNREADABLE: Final = "?"
SAID_OTHERWISE: Final = {"0": BLANK, "_": BLANK, "–": BLANK, "—": BLANK, "*": UNREADABLE}
"""What fingers on a number pad, or another keyboard, type instead."""
KEPT_FOR: Final = timedelta(hours=2)
"""How long a sheet that somebody began to type, and did not finish, waits for that person alone."""
DIGITS: Final = {str(number): letter for number, letter in enumerate(CHOICE_LETTERS, start=1)}


def read_line(typed: str) -> str:
    """What was typed, as a line is written: letters in order and once each, digits as letters, blanks left out.

    Nothing is judged here; what no line can be comes back as it is, for its sentence.

    >>> read_line(" ca "), read_line("13"), read_line("0"), read_line("？"), read_line("B-")
    ('AC', 'AC', '-', '?', 'B-')
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).upper().split()).replace(",", "").replace("、", "")
    if plain in SAID_OTHERWISE:
        return SAID_OTHERWISE[plain]
    letters = "".join(DIGITS.get(character, character) for character in plain)
    if letters and all(letter in CHOICE_LETTERS for letter in letters):
        return "".join(letter for letter in CHOICE_LETTERS if letter in letters)
    return plain


def is_answer(line: str) -> bool:
    """Whether a line answers its question.

    >>> is_answer("AC"), is_answer(BLANK), is_answer("")
    (True, False, False)
    """
    return line not in ("", BLANK, UNREADABLE)


@dataclass(frozen=True)
class Difference:
    """A question that two people read differently."""

    number: int
    first: str
    second: str


def differences(first: Sequence[str], second: Sequence[str]) -> Sequence[Difference]:
    """Where two whole entries differ, in the order of the questions.

    >>> [found.number for found in differences(["A", "-", "B"], ["A", "?", "C"])]
    [2, 3]
    """
    pairs = zip(first, second, strict=True)
    return [Difference(number, one, other) for number, (one, other) in enumerate(pairs, start=1) if one != other]


def changes_of(lines: Sequence[str], before: Answers) -> Iterator[Change]:
    """The changes by which a sheet is added to the answers before it, in the order of the questions.

    >>> list(changes_of(["B", "-"], {}))
    [Change(kind=<EventKind.SET: 'set'>, slot=1, value='B')]
    """
    for number, line in enumerate(lines, start=1):
        if is_answer(line) and line != before.get(number, UNTOUCHED).value:
            yield Change(EventKind.SET, number, line)


def paper_digest(digests: Sequence[str], seed: bytes) -> str:
    """SHA-256 in hexadecimal of a paper: its items in order and the seed of its choices, as canonical JSON (RFC 8785).

    Two booklets with one digest are the same to the last letter. The seed cannot be found from it.

    >>> paper_digest(["0" * 64], bytes(16))[:16]
    '538d38958d3444a8'
    """
    return hashlib.sha256(rfc8785.dumps({"items": list(digests), "seed": seed.hex()})).hexdigest()
