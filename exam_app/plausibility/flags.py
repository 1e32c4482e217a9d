"""A flag: one reason to look at training records, with its numbers and what may innocently explain it.

A flag is a lead and never a verdict. It says that records are unlike what honest training usually leaves behind; it
does not say why, and nothing in this package can.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from exam_app.terms import N_

Fact = int | float | str
"""A number for the sentence, or a day as ISO text."""


class FlagKind(StrEnum):
    """What was seen: a name, a sentence with places for the facts, and innocent explanations to ask for first."""

    label: str
    seen: str
    innocent: str

    def __new__(cls, value: str, label: str, seen: str, innocent: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.seen, member.innocent = label, seen, innocent
        return member

    DAY_HOURS = (
        "day_hours",
        N_("More hours than a day allows"),
        N_("On %(day)s one person has %(hours)s class hours of one kind; a day allows %(most)s. Units: %(units)s."),
        N_("A wrong day was typed, or one lesson was recorded twice."),
    )
    LONGER_THAN_LESSON = (
        "longer_than_lesson",
        N_("More hours than the lesson had"),
        N_("A lesson of %(minutes)s minutes is credited with up to %(hours)s class hours. People: %(people)s."),
        N_("The lesson ran on and its end was not put right."),
    )
    PERSON_OVERLAP = (
        "person_overlap",
        N_("In two lessons at once"),
        N_("On %(day)s one person was in %(lessons)s lessons that overlap, by up to %(minutes)s minutes."),
        N_("The person changed class halfway, or a lesson has the wrong times."),
    )
    TRAINER_OVERLAP = (
        "trainer_overlap",
        N_("Trainer in two rooms at once"),
        N_(
            "On %(day)s one trainer has %(lessons)s lessons in different rooms that overlap, by up to %(minutes)s "
            "minutes."
        ),
        N_("Somebody stood in and the timetable still names the other trainer."),
    )
    BURST = (
        "burst",
        N_("Too many people within seconds"),
        N_("%(people)s of %(of)s people proved their presence within %(seconds)s seconds; an honest class of this size "
           "stays below %(most)s."),
        N_("The network came back and sent what had waited; or the class scans faster than was assumed."),
    )  # fmt: skip
    OUTSIDE_OPENING = (
        "outside_opening",
        N_("Lesson outside opening times"),
        N_("%(minutes)s of the %(length)s minutes of a lesson on %(day)s lie outside the opening times of its room."),
        N_("The room was opened specially, or its opening times have changed."),
    )
    HOURS_GROWN = (
        "hours_grown",
        N_("Hours raised later"),
        N_("On %(day)s one unit raised hours by %(hours)s class hours in all, up to %(days)s days after the lessons. "
           "People: %(people)s."),
        N_("A mistake was found late; the reason given for each correction should say which."),
    )  # fmt: skip
    LATE_ENTRY = (
        "late_entry",
        N_("Many hours entered late"),
        N_("On %(day)s one unit entered the hours of %(people)s people in %(entries)s entries, up to %(days)s days "
           "after the lessons."),
        N_("The clerk was away, or the network or the machine was out of order."),
    )  # fmt: skip
    SHARED_DEVICE = (
        "shared_device",
        N_("One telephone for many people"),
        N_("One telephone proved the presence of up to %(people)s people in one lesson. Such lessons: %(lessons)s."),
        N_("The unit lends a telephone or a tablet at the door to people who have none."),
    )
    SHORT_STAY = (
        "short_stay",
        N_("Shorter stay than hours credited"),
        N_("Start and end code lie as little as %(minutes)s minutes apart; the hours credited take %(needed)s. "
           "People: %(people)s."),
        N_("Somebody forgot the start code and scanned it late, or the trainer let somebody go early."),
    )  # fmt: skip
    NO_PROOF = (
        "no_proof",
        N_("Hours without any proof of presence"),
        N_("Of %(hours)s class hours nothing shows that the person was there. People: %(people)s."),
        N_("Attendance was kept on paper while the network was away; the sheets should exist."),
    )
    TRAINER_WORD_ONLY = (
        "trainer_word_only",
        N_("Presence by the trainer's word alone"),
        N_("%(people)s of %(of)s people of one course never scanned a code; the trainer alone confirmed them."),
        N_("The room has no network, or the people have no telephones fit for it."),
    )
    IDENTICAL_ATTENDANCE = (
        "identical_attendance",
        N_("Presence in the same seconds"),
        N_("%(people)s people proved their presence in the very same seconds, at the start and the end of %(lessons)s "
           "lessons."),
        N_("Records were copied by an import; two people who sit together scan close, but not to the second."),
    )  # fmt: skip
    TOO_FEW_DAYS = (
        "too_few_days",
        N_("More hours than the days allow"),
        N_("More class hours at the examination than the days since the first lesson allow, such as %(hours)s hours in "
           "%(days)s days at %(most)s a day. People: %(people)s."),
        N_("Hours of an earlier course were counted in."),
    )  # fmt: skip
    FAST_COURSE = (
        "fast_course",
        N_("Far faster to the examination than elsewhere"),
        N_("Half of the %(people)s people of one unit came to the examination within %(median)s days of their first "
           "lesson; elsewhere half took more than %(others)s."),
        N_("The unit teaches whole days, or its people had been trained before."),
    )  # fmt: skip
    FAST_EXAM = (
        "fast_exam",
        N_("Far faster in the examination than elsewhere"),
        N_("Half of the %(people)s candidates of one unit handed in within %(median)s minutes; elsewhere half took "
           "more than %(others)s."),
        N_("The unit trains speed on the practice pool, or its people are younger."),
    )  # fmt: skip
    PASS_RATE = (
        "pass_rate",
        N_("Passes far above the rest"),
        N_("%(passed)s of %(people)s candidates of one unit passed (%(rate)s %%); in the other units %(others)s %%."),
        N_("The unit teaches well, or chooses whom it registers."),
    )
    MARKET_SHARE = (
        "market_share",
        N_("One unit with a large part of all certificates"),
        N_("One of %(units)s units accounts for %(share)s %% of %(certificates)s certificates, and for %(hours)s %% of "
           "the class hours taught."),
        N_("It is the largest unit: then its part of the hours taught is as large."),
    )  # fmt: skip


class About(StrEnum):
    """What kind of thing a flag names."""

    PERSON = "person"
    TRAINER = "trainer"
    LESSON = "lesson"
    COURSE = "course"
    UNIT = "unit"
    DEVICE = "device"


@dataclass(frozen=True, order=True)
class Subject:
    """One thing a flag names: the text of a UUID, of a device its digest in hexadecimal."""

    about: About
    id: str

    @classmethod
    def of(cls, about: About, row: UUID) -> Self:
        return cls(about, str(row))


@dataclass(frozen=True)
class Flag:
    """One lead. ``subject`` is what it is about, ``others`` what else it touches, both to look up.

    ``records``: ids of the class hours it concerns, sorted; none where it is about results. ``facts`` fill the
    sentence. ``weight``: how far beyond the limit, comparable within one kind only. ``fingerprint``: 64 hexadecimal
    digits of kind, subject and day, not of the facts: a second look finds the same lead again, also when it has grown.
    """

    kind: FlagKind
    subject: Subject
    others: tuple[Subject, ...]
    records: tuple[UUID, ...]
    facts: Mapping[str, Fact]
    weight: float
    fingerprint: str

    @property
    def seen(self) -> str:
        """What was seen, in English; a page translates ``kind.seen`` and fills in the facts itself."""
        return self.kind.seen % self.facts


def flag(
    kind: FlagKind,
    subject: Subject,
    *,
    when: str = "",
    others: Iterable[Subject] = (),
    records: Iterable[UUID] = (),
    facts: Mapping[str, Fact],
    weight: float,
) -> Flag:
    """A flag with its parts in order. ``when`` tells two leads of a kind about one subject apart: a day, a year.

    >>> one = Subject(About.UNIT, "7")
    >>> first = flag(FlagKind.MARKET_SHARE, one, when="2026", facts={}, weight=1.0)
    >>> first.fingerprint == flag(FlagKind.MARKET_SHARE, one, when="2026", facts={"share": 30}, weight=2.0).fingerprint
    True
    """
    text = "\n".join((kind.value, subject.about.value, subject.id, when))
    return Flag(
        kind=kind,
        subject=subject,
        others=tuple(sorted(set(others) - {subject})),
        records=tuple(sorted(set(records), key=lambda each: each.int)),
        facts=facts,
        weight=weight,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
    )
