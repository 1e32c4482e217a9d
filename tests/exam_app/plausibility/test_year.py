"""A year of honest training raises few flags; frauds mixed into it are found before anything honest."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from exam_app.plausibility import Flag, FlagKind, Records, find_flags
from tests.exam_app.plausibility.frauds import AT_ONCE, FRAUDS, Fraud, mixed
from tests.exam_app.plausibility.honest import COURSES_OF_UNITS, PEOPLE_A_COURSE, honest_year

ABOUT_RESULTS = {FlagKind.TOO_FEW_DAYS, FlagKind.FAST_COURSE, FlagKind.FAST_EXAM, FlagKind.PASS_RATE}
ABOUT_UNITS = ABOUT_RESULTS | {FlagKind.MARKET_SHARE}


@cache
def honest_flags() -> tuple[Flag, ...]:
    return find_flags(honest_year())


@cache
def flags_with(*replays: Callable[[], Fraud]) -> tuple[Flag, ...]:
    """What is found in the honest year with these frauds in it."""
    return find_flags(mixed(*(replay() for replay in replays)))


def flagged_share(flags: Iterable[Flag], records: Records) -> float:
    """The share of class hour rows, corrected ones included, that some flag names."""
    return len({row for flag in flags for row in flag.records}) / len(records.credits)


def test_a_year_of_honest_training_raises_flags_on_under_one_percent_of_records(
    record_property: Callable[[str, object], None],
) -> None:
    year = honest_year()
    assert (sum(COURSES_OF_UNITS), len({each.person_id for each in year.results})) == (100, 100 * PEOPLE_A_COURSE)
    share = flagged_share(honest_flags(), year)
    record_property("share of honest records flagged", f"{share:.2%} of {len(year.credits):,}")
    assert 0 < share < 0.01, Counter(flag.kind.value for flag in honest_flags())


def test_no_honest_unit_is_named_for_its_results() -> None:
    assert [flag for flag in honest_flags() if flag.kind in ABOUT_UNITS] == []


@pytest.mark.parametrize("replay", FRAUDS, ids=lambda replay: replay.__name__)
def test_a_fraud_from_elsewhere_is_found_before_anything_honest(replay: Callable[[], Fraud]) -> None:
    flags = flags_with(*AT_ONCE) if replay in AT_ONCE else flags_with(replay)
    honest = {flag.fingerprint for flag in honest_flags()}
    for kind, subject in replay().expected.items():
        named = [subject in (flag.subject, *flag.others) for flag in flags if flag.kind is kind]
        innocent = [flag.fingerprint in honest for flag in flags if flag.kind is kind]
        assert True in named, kind
        assert True not in innocent[: named.index(True)], kind


@pytest.mark.parametrize("replays", [AT_ONCE, FRAUDS[7:8], FRAUDS[8:]], ids=["at once", "sold", "practised"])
def test_frauds_change_nothing_for_the_honest(replays: tuple[Callable[[], Fraud], ...]) -> None:
    flags = flags_with(*replays)
    records = {row.id for row in honest_year().credits}
    assert {flag for flag in map(_of_records(records), flags) if flag} == set(map(_of_records(records), honest_flags()))
    assert len({flag.fingerprint for flag in flags}) == len(flags)


def _of_records(records: set[object]) -> Callable[[Flag], str | None]:
    """The fingerprint of a flag about these records; None of another."""
    return lambda flag: flag.fingerprint if records & set(flag.records) else None
