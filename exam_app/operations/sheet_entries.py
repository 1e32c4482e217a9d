"""Answer sheets are typed: by two people, neither of whom sees the other's lines; a third settles what differs.

A third and not the two together: whoever typed a line has an interest in having read it well, and two who talk it over
are one reader (the same rule as for examiners, :mod:`exam_app.operations.components`). Where all agree the answers
become events of the sitting's paper epoch and are marked like any; nothing is ever overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.answer_sheets import BLANK, KEPT_FOR, UNREADABLE, differences, is_answer, read_line
from exam_app.errors import Conflict, Invalid, NotAllowed, NotFound, Sentence
from exam_app.journal import Tag
from exam_app.models import AnswerSheet, Invigilation, SheetEntry, Sitting
from exam_app.operations import operation
from exam_app.operations.sheet_answers import let_stand
from exam_app.queries.papers import PrintedSlot, paper_of
from exam_app.terms import N_, SittingState
from exam_app.work import Work

LONGEST_LINE = 16
LONGEST_REASON = 200


@dataclass(frozen=True)
class Finished:
    """What a finished entry led to: it waits for the second one, differs from it in so many lines, or stands."""

    waits: bool
    differing: int

    @property
    def stands(self) -> bool:
        return not self.waits and not self.differing


@operation(Permission.ENTER_SHEETS)
def begin_entry(work: Work, sitting_id: UUID) -> None:
    """Take an answer sheet to type it; taking it again goes on with the own draft.

    A sheet that somebody began more than two hours ago and did not finish can be taken over, and the draft stays.
    Raises :class:`Conflict` when it is typed already, or two others type it, :class:`NotAllowed` for who supervised its
    room.
    """
    sitting, sheet = _awaited(work, sitting_id)
    _refuse_invigilator(work, sheet)
    if work.actor.person_id in (sheet.first_person_id, sheet.second_person_id):
        return
    if sheet.first_person_id is None or _is_left(work, sheet.first_at, sheet.first_done_at):
        sheet.first_person_id, sheet.first_at = work.actor.person_id, work.now
    elif sheet.second_person_id is None or _is_left(work, sheet.second_at, sheet.second_done_at):
        sheet.second_person_id, sheet.second_at = work.actor.person_id, work.now
    else:
        raise Conflict("Two others type this sheet. Take another one.")
    if _own_entry(work, sitting) is None:
        work.add(
            SheetEntry(
                city_id=work.city_id,
                id=work.new_id(),
                sitting_id=sitting.id,
                person_id=work.actor.person_id,
                lines=[""] * len(sitting.paper_digests),
                begun_at=work.now,
                saved_at=work.now,
            )
        )
    work.record(Tag.SHEET_CLAIMED, "sitting", sitting.id, about=sitting.person_id)


def _awaited(work: Work, sitting_id: UUID) -> tuple[Sitting, AnswerSheet]:
    """A sitting whose sheet is taken in and does not stand yet, locked with its sheet."""
    sitting = work.lock(Sitting, sitting_id)
    if sitting.state is not SittingState.COLLECTED:
        raise Conflict("This sheet stands already, or was not taken in yet. Look at the list again.")
    query = select(AnswerSheet).where(AnswerSheet.city_id == work.city_id, AnswerSheet.sitting_id == sitting.id)
    (sheet,) = work.lock_all(query)
    return sitting, sheet


def _refuse_invigilator(work: Work, sheet: AnswerSheet) -> None:
    """Whoever had the sheets in hand in the room does not say what is written on them."""
    duty = select(Invigilation.id).where(
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == sheet.exam_session_id,
        Invigilation.room_id == sheet.room_id,
        Invigilation.person_id == work.actor.person_id,
    )
    if work.one(duty) is not None:
        raise NotAllowed("You supervised this room. Somebody else types its answer sheets.")


def _is_left(work: Work, begun_at: datetime | None, done_at: datetime | None) -> bool:
    return done_at is None and begun_at is not None and begun_at < work.now - KEPT_FOR


def _own_entry(work: Work, sitting: Sitting) -> SheetEntry | None:
    query = select(SheetEntry).where(
        SheetEntry.city_id == work.city_id,
        SheetEntry.sitting_id == sitting.id,
        SheetEntry.person_id == work.actor.person_id,
    )
    return work.one(query)


@operation(Permission.ENTER_SHEETS)
def keep_draft(work: Work, sitting_id: UUID, typed: Sequence[str]) -> None:
    """Keep what was typed so far, right or wrong; the same again changes nothing.

    Raises :class:`Conflict` when somebody else took the sheet over, or the own entry is finished,
    :class:`Invalid` for more lines than the paper has.
    """
    sitting, sheet = _awaited(work, sitting_id)
    _keep(work, _draft(work, sitting, sheet), typed)


def _draft(work: Work, sitting: Sitting, sheet: AnswerSheet) -> SheetEntry:
    entry = _own_entry(work, sitting)
    if entry is None or work.actor.person_id not in (sheet.first_person_id, sheet.second_person_id):
        raise Conflict("Somebody else types this sheet now. What you typed is kept; take another sheet.")
    if entry.finished_at is not None:
        raise Conflict("You have finished this sheet. It stands as you typed it.")
    return entry


def _keep(work: Work, entry: SheetEntry, typed: Sequence[str]) -> None:
    if len(typed) != len(entry.lines):
        raise Invalid("This is not the form of this sheet. Load the page again.")
    lines = [read_line(line)[:LONGEST_LINE] for line in typed]
    if lines != entry.lines:
        entry.lines, entry.saved_at = lines, work.now


@operation(Permission.ENTER_SHEETS)
def finish_entry(work: Work, sitting_id: UUID, typed: Sequence[str]) -> Finished:
    """Finish the own entry; when both are, they are compared, and equal ones stand at once.

    Finishing the same again gives the same. Raises :class:`Invalid` by line (``line-7``) for what its question cannot
    have and for empty lines: what is not marked is typed as blank, and nothing is guessed.
    """
    again = _finished_before(work, sitting_id, typed)
    if again is not None:
        return again
    sitting, sheet = _awaited(work, sitting_id)
    entry = _draft(work, sitting, sheet)
    _keep(work, entry, typed)
    _refuse_impossible(entry.lines, paper_of(work, sitting).slots)
    entry.finished_at = work.now
    if work.actor.person_id == sheet.first_person_id:
        sheet.first_done_at = work.now
    else:
        sheet.second_done_at = work.now
    work.record(Tag.SHEET_TYPED, "sitting", sitting.id, about=sitting.person_id)
    return _compare(work, sitting, sheet)


def _finished_before(work: Work, sitting_id: UUID, typed: Sequence[str]) -> Finished | None:
    """Where the own entry stands if it was finished with exactly these lines: the button was pressed twice."""
    sitting = work.lock(Sitting, sitting_id)
    entry = _own_entry(work, sitting)
    if entry is None or entry.finished_at is None or entry.lines != [read_line(line) for line in typed]:
        return None
    query = select(AnswerSheet).where(AnswerSheet.city_id == work.city_id, AnswerSheet.sitting_id == sitting.id)
    sheet = work.all(query)[0]
    if sitting.state is not SittingState.COLLECTED:
        return Finished(waits=False, differing=0)
    if not sheet.is_typed:
        return Finished(waits=True, differing=0)
    first, second = _both(work, sheet)
    return Finished(waits=False, differing=len(differences(first.lines, second.lines)))


def _refuse_impossible(lines: Sequence[str], slots: Mapping[int, PrintedSlot]) -> None:
    wrong: dict[str, Sentence] = {}
    for number, line in enumerate(lines, start=1):
        slot = slots[number]
        if not line:
            said = Sentence(N_("Question %(number)s: nothing is typed. Not marked is “-”."), {"number": number})
        elif line in (BLANK, UNREADABLE) or slot.accepts(line):
            continue
        else:
            said = Sentence(
                N_("Question %(number)s: only %(letters)s. More marks than allowed are “?”."),
                {"number": number, "letters": slot.letters},
            )
        wrong[f"line-{number}"] = said
    if wrong:
        raise Invalid("Some lines cannot be right. They are marked below.", fields=wrong)


def _both(work: Work, sheet: AnswerSheet) -> tuple[SheetEntry, SheetEntry]:
    """The first and the second entry of a sheet that both have finished."""
    query = select(SheetEntry).where(SheetEntry.city_id == work.city_id, SheetEntry.sitting_id == sheet.sitting_id)
    by_person = {entry.person_id: entry for entry in work.all(query)}
    return by_person[work.found(sheet.first_person_id)], by_person[work.found(sheet.second_person_id)]


def _compare(work: Work, sitting: Sitting, sheet: AnswerSheet) -> Finished:
    if not sheet.is_typed:
        return Finished(waits=True, differing=0)
    first, second = _both(work, sheet)
    apart = differences(first.lines, second.lines)
    if apart:
        work.record(Tag.SHEET_DIFFERS, "sitting", sitting.id, about=sitting.person_id, lines=len(apart))
        return Finished(waits=False, differing=len(apart))
    let_stand(work, sitting, sheet, first.lines, [], None)
    return Finished(waits=False, differing=0)


@dataclass(frozen=True)
class Settled:
    """How a third person reads a line that two read differently, and why."""

    line: str
    reason: str


@operation(Permission.ENTER_SHEETS)
def settle(work: Work, sitting_id: UUID, settled: Mapping[int, Settled]) -> None:
    """Settle every difference of a sheet as a third person, each with a reason; then the answers stand.

    ``settled`` by number of the question; the line may be the first's, the second's, or another one. Raises
    :class:`NotAllowed` for who typed the sheet or supervised its room, :class:`Conflict` when there is nothing to
    settle, :class:`Invalid` by question (``line-7``, ``reason-7``).
    """
    sitting, sheet = _awaited(work, sitting_id)
    _refuse_invigilator(work, sheet)
    if not sheet.is_typed:
        raise Conflict("Two people have to type this sheet first.")
    if work.actor.person_id in (sheet.first_person_id, sheet.second_person_id):
        raise NotAllowed("You typed this sheet yourself. A third person settles what differs.")
    first, second = _both(work, sheet)
    apart = differences(first.lines, second.lines)
    if set(settled) - {one.number for one in apart}:
        raise NotFound("This does not exist, or not for you.")
    lines = list(first.lines)
    slots, wrong, kept = paper_of(work, sitting).slots, dict[str, Sentence](), []
    for one in apart:
        said = settled.get(one.number, Settled("", ""))
        line, reason = read_line(said.line), " ".join(said.reason.split())
        if line not in (BLANK, UNREADABLE) and not (is_answer(line) and slots[one.number].accepts(line)):
            wrong[f"line-{one.number}"] = Sentence(
                N_("Question %(number)s: choose what is written on the sheet."), {"number": one.number}
            )
        if not 1 <= len(reason) <= LONGEST_REASON:
            wrong[f"reason-{one.number}"] = Sentence(
                N_("Question %(number)s: enter the reason in at most %(most)s characters."),
                {"number": one.number, "most": LONGEST_REASON},
            )
        lines[one.number - 1] = line
        kept.append([one.number, one.first, one.second, line, reason])
    if wrong:
        raise Invalid("Something is missing. It is marked below.", fields=wrong)
    let_stand(work, sitting, sheet, lines, kept, work.actor.person_id)
