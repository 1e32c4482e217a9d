"""Class hours against proofs of presence: stays too short for them, and hours at which nobody was shown to be."""

from collections.abc import Iterator
from uuid import UUID

import numpy as np

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import MINUTES_A_CLASS_HOUR, Limits
from exam_app.plausibility.register import OWN_CODES, Flags, Register
from exam_app.plausibility.values import ProofKind

CONFIRMED_WITHIN = 24 * 60 * 60
"""Seconds after a lesson in which the trainer's list or photo still counts as made for it."""


def short_stays(register: Register, limits: Limits) -> Iterator[Flag]:
    """Lessons with people whose first start code and last end code lie closer than the hours credited take.

    Says nothing of people without both codes, nor of who scanned and left in between.
    """
    proofs = register.proofs
    pair = register.pair(proofs.lesson, proofs.person)
    starts, ends = register.is_kind(ProofKind.START_CODE), register.is_kind(ProofKind.END_CODE)
    # Sorted by pair and moment, so the first of a pair is its first start; reversed, the first is its last end.
    entered, first = np.unique(pair[starts], return_index=True)
    left, last = np.unique(pair[ends][::-1], return_index=True)
    both, of_entered, of_left = np.intersect1d(entered, left, assume_unique=True, return_indices=True)
    minutes = (proofs.second[ends][::-1][last[of_left]] - proofs.second[starts][first[of_entered]]) / 60
    credited, inverse = np.unique(register.credit_pair, return_inverse=True)
    hours = np.bincount(inverse, weights=register.credit_hours, minlength=len(credited))
    common, of_both, of_credited = np.intersect1d(both, credited, assume_unique=True, return_indices=True)
    needed = hours[of_credited] * MINUTES_A_CLASS_HOUR
    missing = needed - minutes[of_both]
    short = missing > limits.missing_minutes
    lessons = common // max(len(register.people), 1)
    for lesson in np.unique(lessons[short]):
        here = short & (lessons == lesson)
        shortest = int(np.flatnonzero(here)[np.argmin(minutes[of_both][here])])
        row = register.lessons[lesson]
        yield flag(
            FlagKind.SHORT_STAY,
            Subject.of(About.LESSON, row.id),
            others=[Subject.of(About.UNIT, row.unit_id), Subject.of(About.TRAINER, row.trainer_id)],
            records=[credit.id for credit in register.credits_at(common[here])],
            facts={
                "people": int(here.sum()),
                "minutes": max(0, int(minutes[of_both][shortest])),
                "needed": int(needed[shortest]),
            },
            weight=float(missing[here].sum()),
        )


def no_proof(register: Register, limits: Limits) -> Iterator[Flag]:
    """Courses with people of whose hours half or more, and several, lack any proof of presence at their time.

    A forgotten scan is nothing; only who was hardly ever shown to be there counts. Hours without a lesson are grouped
    by their unit. Cannot show a proof that somebody else made.
    """
    unproven = ~np.isin(register.credit_pair, np.unique(_proven_pairs(register, limits, own=False)))
    for (unit, course), rows in register.courses.items():
        places = np.array(rows)
        of_person = np.unique(register.credit_person[places], return_inverse=True)[1]
        all_hours = np.bincount(of_person, weights=register.credit_hours[places])
        lacking = np.bincount(of_person, weights=register.credit_hours[places] * unproven[places])
        counted = (lacking >= limits.unproven_hours) & (lacking * 2 >= all_hours)
        if counted.any():
            named = places[counted[of_person] & unproven[places]]
            hours = int(lacking[counted].sum())
            yield flag(
                FlagKind.NO_PROOF,
                _course_or_unit(unit, course),
                others=[Subject.of(About.UNIT, unit)],
                records=[register.credits[place].id for place in named],
                facts={"people": int(counted.sum()), "hours": hours},
                weight=float(hours),
            )


def trainer_word_only(register: Register, limits: Limits) -> Iterator[Flag]:
    """Courses most of whose people never scanned a code of their own, but were confirmed by the trainer.

    The trainer's word is good where telephones are not; for a whole class it is one person's word for many.
    """
    own = np.unique(_proven_pairs(register, limits, own=True))
    confirmed = np.unique(_proven_pairs(register, limits, own=False))
    is_own, is_confirmed = np.isin(register.credit_pair, own), np.isin(register.credit_pair, confirmed)
    for (unit, course), rows in register.courses.items():
        places = np.array(rows)
        people, of_person = np.unique(register.credit_person[places], return_inverse=True)
        scanned = np.bincount(of_person, weights=is_own[places])
        only_trainer = (np.bincount(of_person, weights=is_confirmed[places]) > 0) & (scanned == 0)
        count = int(only_trainer.sum())
        if count >= limits.trainer_only_people and count * 2 > len(people):
            named = places[only_trainer[of_person]]
            yield flag(
                FlagKind.TRAINER_WORD_ONLY,
                _course_or_unit(unit, course),
                others=[Subject.of(About.UNIT, unit)],
                records=[register.credits[place].id for place in named],
                facts={"people": count, "of": len(people)},
                weight=float(count),
            )


def _proven_pairs(register: Register, limits: Limits, *, own: bool) -> np.ndarray:
    """People at lessons with a proof at the right time: of their own making, or also the trainer's."""
    proofs = register.proofs
    starts, ends = register.starts[proofs.lesson], register.ends[proofs.lesson]
    margin = limits.proof_margin * 60
    scanned = (proofs.second >= starts - margin) & (proofs.second <= ends + margin)
    confirmed = (proofs.second >= starts - margin) & (proofs.second <= ends + CONFIRMED_WITHIN)
    is_code: Flags = register.is_kind(*OWN_CODES)
    holds = is_code & scanned if own else np.where(is_code, scanned, confirmed)
    return register.pair(proofs.lesson[holds], proofs.person[holds])


def _course_or_unit(unit: UUID, course: UUID | None) -> Subject:
    return Subject.of(About.UNIT, unit) if course is None else Subject.of(About.COURSE, course)
