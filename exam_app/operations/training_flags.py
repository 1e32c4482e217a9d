"""Looking through training records; what the unit answers, what the county notes.

A flag is a lead and never a verdict: each says what was seen and what may innocently explain it. The unit sees every
flag about its records and answers it; the answer stands beside it; nothing follows by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.journal import Tag
from exam_app.models import FlagAnswer, FlagNote, TrainingFlag, TrainingLook, TrainingUnit
from exam_app.operations import operation
from exam_app.plausibility import METHOD_VERSION, About, Flag, Limits, Records, find_flags
from exam_app.queries.training_evidence import training_evidence
from exam_app.terms import N_, FlagReading
from exam_app.work import Work

LONGEST_WORDS = 600


@operation(Permission.LOOK_THROUGH)
def look_through_when_due(work: Work) -> int:
    """Look through yesterday's records once, soon after midnight; returns 1 when it was due, 0 otherwise."""
    looked = select(TrainingLook.id).where(TrainingLook.city_id == work.city_id, TrainingLook.until >= _yesterday(work))
    if work.all(looked.limit(1)):
        return 0
    look_through(work, _yesterday(work))
    return 1


@operation(Permission.LOOK_THROUGH)
def look_through(work: Work, until: date) -> int:
    """Look through the year that ends with ``until``; returns how many flags were not known before.

    A flag that an earlier look raised stays as it was raised, with its answers (:mod:`exam_app.plausibility`).
    """
    records = training_evidence(work, until)
    found = _by_unit(records, find_flags(records, Limits(zone=work.site.settings.zone)))
    known = set(
        work.rows(
            select(TrainingFlag.unit_column(), TrainingFlag.fingerprint).where(TrainingFlag.city_id == work.city_id)
        )
    )
    new = [(unit_id, flag, mine) for unit_id, flag, mine in found if (unit_id, flag.fingerprint) not in known]
    look = work.add(
        TrainingLook(
            city_id=work.city_id,
            id=work.new_id(),
            until=until,
            method=METHOD_VERSION,
            lessons=len(records.lessons),
            records=len(records.credits),
            raised=len(new),
            at=work.now,
        )
    )
    trains = set(work.all(select(TrainingUnit.id).where(TrainingUnit.city_id == work.city_id)))
    work.add_all([_flag_row(work, look.id, unit_id, unit_id in trains, flag, mine) for unit_id, flag, mine in new])
    work.record(Tag.TRAINING_LOOKED_THROUGH, "training_look", look.id, records=len(records.credits), raised=len(new))
    return len(new)


@operation(Permission.TRAIN, Permission.EMPLOY)
def answer_flag(work: Work, flag_id: UUID, words: str) -> UUID:
    """Answer a flag about the own unit's records; returns the answer's id. Raises :class:`Invalid` without words."""
    flag = work.get(TrainingFlag, flag_id)
    answer = work.add(
        FlagAnswer(
            city_id=work.city_id,
            id=work.new_id(),
            **flag.unit_keys,
            flag_id=flag.id,
            words=_checked(words),
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(Tag.FLAG_ANSWERED, "training_flag", flag.id)
    return answer.id


@operation(Permission.REVIEW)
def note_flag(work: Work, flag_id: UUID, reading: FlagReading, words: str) -> UUID:
    """Note what the county makes of a flag, with its reason; returns the note's id. A later note may say otherwise."""
    flag = work.get(TrainingFlag, flag_id)
    note = work.add(
        FlagNote(
            city_id=work.city_id,
            id=work.new_id(),
            **flag.unit_keys,
            flag_id=flag.id,
            reading=reading,
            words=_checked(words),
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(Tag.FLAG_NOTED, "training_flag", flag.id, reading=reading)
    return note.id


def _checked(words: str) -> str:
    words = words.strip()
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Invalid.in_field("words", N_("Write between 1 and %(most)s characters."), most=LONGEST_WORDS)
    return words


def _yesterday(work: Work) -> date:
    return date.fromordinal(work.today.toordinal() - 1)


def _flag_row(work: Work, look_id: UUID, unit_id: UUID, trains: bool, flag: Flag, records: int) -> TrainingFlag:
    return TrainingFlag(
        city_id=work.city_id,
        id=work.new_id(),
        training_unit_id=unit_id if trains else None,
        guard_unit_id=None if trains else unit_id,
        look_id=look_id,
        kind=flag.kind,
        facts=dict(flag.facts),
        subjects=[[subject.about.value, subject.id] for subject in (flag.subject, *flag.others)],
        records=records,
        fingerprint=flag.fingerprint,
        raised_at=work.now,
    )


def _by_unit(records: Records, flags: Iterable[Flag]) -> Sequence[tuple[UUID, Flag, int]]:
    """Each flag once for every unit whose records, lessons or results it concerns, and how many of its records."""
    of_credit = {credit.id: credit.unit_id for credit in records.credits}
    of_subject: dict[tuple[About, str], set[UUID]] = {}
    for lesson in records.lessons:
        for about, row in (
            (About.LESSON, lesson.id),
            (About.COURSE, lesson.course_id),
            (About.TRAINER, lesson.trainer_id),
        ):
            of_subject.setdefault((about, str(row)), set()).add(lesson.unit_id)
    found = []
    for flag in flags:
        counts = _counts(of_credit[record] for record in flag.records)
        if not counts:
            counts = dict.fromkeys(_units_of_subject(flag, of_subject), 0)
        found += [(unit_id, flag, counts[unit_id]) for unit_id in sorted(counts)]
    return found


def _units_of_subject(flag: Flag, of_subject: Mapping[tuple[About, str], set[UUID]]) -> set[UUID]:
    if flag.subject.about is About.UNIT:
        return {UUID(flag.subject.id)}
    units: set[UUID] = set()
    for subject in (flag.subject, *flag.others):
        units |= of_subject.get((subject.about, subject.id), set())
    return units


def _counts(units: Iterable[UUID]) -> dict[UUID, int]:
    counts: dict[UUID, int] = {}
    for unit_id in units:
        counts[unit_id] = counts.get(unit_id, 0) + 1
    return counts
