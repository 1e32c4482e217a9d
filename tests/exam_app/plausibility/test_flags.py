"""What a flag says, and that the same lead is found again."""

import re
from datetime import date, timedelta

import pytest

from exam_app.outline import DAILY_CEILING
from exam_app.plausibility import FlagKind, Limits, Records, find_flags
from exam_app.plausibility.looking import CHECKS
from tests.exam_app.plausibility.builders import DAY, a_credit, a_lesson, found, records

VERDICTS = re.compile(r"fraud|cheat|guilty|fake|false|forged|illegal", re.IGNORECASE)


def test_every_kind_is_looked_for_says_what_was_seen_and_what_may_explain_it() -> None:
    assert list(CHECKS) == list(FlagKind)
    for kind in FlagKind:
        assert kind.label and kind.seen.endswith(".") and kind.innocent.endswith(".")


@pytest.mark.parametrize("kind", FlagKind)
def test_no_sentence_is_a_verdict(kind: FlagKind) -> None:
    assert not VERDICTS.search(f"{kind.label} {kind.seen} {kind.innocent}")


def test_the_facts_fill_the_sentence() -> None:
    lesson = a_lesson(hours=4, minutes=90)
    (flag,) = found(records([lesson], [a_credit(lesson)]), FlagKind.LONGER_THAN_LESSON)
    assert flag.seen == "A lesson of 90 minutes is credited with up to 4 class hours. People: 1."


def test_a_lead_that_has_grown_is_the_same_lead() -> None:
    lesson = a_lesson(hours=4, minutes=90)
    one = records([lesson], [a_credit(lesson, "one")])
    two = records([lesson], [a_credit(lesson, "one"), a_credit(lesson, "two")])
    (before,), (after,) = (found(each, FlagKind.LONGER_THAN_LESSON) for each in (one, two))
    assert before.fingerprint == after.fingerprint
    assert before.facts != after.facts


def test_leads_of_one_person_on_two_days_are_two() -> None:
    lessons = [a_lesson(str(day), day=DAY + timedelta(days=day), hours=6) for day in (0, 1)]
    twice = [a_credit(lesson, name=name) for lesson in lessons for name in ("first", "again")]
    flags = found(records(lessons, twice), FlagKind.DAY_HOURS)
    assert len({flag.fingerprint for flag in flags}) == 2


def test_a_days_ceilings_are_those_by_which_hours_are_recorded() -> None:
    assert {kind: Limits().hours_a_day(kind) for kind in DAILY_CEILING} == DAILY_CEILING


def test_nothing_is_found_where_nothing_happened() -> None:
    assert find_flags(Records(until=date(2026, 12, 31))) == ()
