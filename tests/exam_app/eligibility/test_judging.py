"""What holds for everybody, whatever is known of them."""

import dataclasses
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exam_app.eligibility import (
    ABOLISHED_ON,
    RULES,
    Background,
    Facts,
    Profile,
    RuleCode,
    comes_of_age,
    judge,
    last_day,
    with_most_age,
)
from exam_app.eligibility.rules import LeastAge
from exam_app.terms import Answer, BackgroundKind, Requirement

DAYS = st.dates(date(1995, 1, 1), date(2040, 12, 31))
REGULATED = st.dates(date(2010, 1, 1), date(2040, 12, 31))
"""Since the Regulation the table has not changed."""
FACTS = st.builds(Background, DAYS, st.sampled_from(BackgroundKind))
PEOPLE = st.builds(
    Facts,
    st.dates(date(1950, 1, 1), date(2015, 1, 1)),
    st.dictionaries(st.sampled_from(Requirement), st.sampled_from(Answer)),
    st.lists(FACTS, max_size=5).map(tuple),
)
PROFILES = st.sampled_from(Profile)
ADULT = date(1990, 5, 5)
TODAY = date(2026, 11, 24)


@given(PEOPLE, FACTS, DAYS, PROFILES)
def test_one_more_fact_never_takes_a_bar_away(person: Facts, fact: Background, day: date, profile: Profile) -> None:
    before = judge(person, day, profile)
    after = judge(dataclasses.replace(person, background=(*person.background, fact)), day, profile)
    for bar in before.bars:
        # One more fact may complete a count earlier: the same bar then stands since an earlier day.
        assert any(other.rule.code is bar.rule.code and other.since <= bar.since for other in after.bars)


@given(PEOPLE, REGULATED, PROFILES)
def test_whoever_is_barred_until_a_day_is_free_on_the_next(person: Facts, day: date, profile: Profile) -> None:
    known = dataclasses.replace(person, background=tuple(person.known_on(day)))
    found = judge(known, day, profile)
    if found.until is not None:
        assert not judge(known, found.until, profile).is_eligible
        assert judge(known, found.until + timedelta(days=1), profile).is_eligible


@given(PEOPLE, DAYS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_were_entered_says_nothing(person: Facts, day: date, chance) -> None:  # type: ignore[no-untyped-def]
    mixed = list(person.background)
    chance.shuffle(mixed)
    assert judge(dataclasses.replace(person, background=tuple(mixed)), day) == judge(person, day)


@given(PEOPLE, REGULATED)
def test_who_may_carry_a_gun_may_stand_at_a_gate(person: Facts, day: date) -> None:
    if judge(person, day, Profile.ARMED_ESCORT).is_eligible:
        assert judge(person, day, Profile.GUARD).is_eligible


@given(PEOPLE, DAYS, PROFILES)
def test_every_bar_says_its_article_and_its_last_day(person: Facts, day: date, profile: Profile) -> None:
    for bar in judge(person, day, profile).bars:
        said = str(bar.sentence)
        assert bar.rule.law in said
        assert bar.until is None or (bar.until.isoformat() in said and day <= bar.until)
        assert bar.since <= max(day, person.birth_date)


def test_a_bar_speaks_in_one_plain_sentence() -> None:
    revoked = Facts(ADULT, background=(Background(date(2024, 3, 1), BackgroundKind.CERTIFICATE_REVOKED),))
    (bar,) = judge(revoked, TODAY).bars
    assert str(bar.sentence.places["law"]) == "Regulation art. 17(3)"
    assert bar.sentence.text.startswith("Barred until %(until)s: %(what)s on %(on)s (%(law)s).")
    assert (bar.sentence.places["until"], bar.sentence.places["again"]) == ("2027-03-01", "2027-03-02")


def test_a_period_ends_on_the_day_that_corresponds_or_on_the_last_of_the_month() -> None:
    assert last_day(date(2024, 3, 1), 3) == date(2027, 3, 1)
    assert last_day(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert last_day(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.integers(1, 100))
def test_nobody_comes_of_age_before_the_birthday(born: date, years: int) -> None:
    first = comes_of_age(born, years)
    assert first.year - born.year == years and (first.month, first.day) >= (born.month, born.day)


def test_a_changed_rule_judges_by_the_version_in_force_on_the_day_asked() -> None:
    (old,) = [rule for rule in RULES if rule.code is RuleCode.UNDER_AGE and Profile.GUARD in rule.profiles]
    changed = (
        dataclasses.replace(old, until=date(2026, 12, 31)),
        dataclasses.replace(old, since=date(2027, 1, 1), demand=LeastAge(21), law="Regulation of 2027 art. 16"),
    )
    nineteen = Facts(date(2007, 6, 1))
    assert judge(nineteen, date(2026, 12, 31), rules=changed).is_eligible
    (bar,) = judge(nineteen, date(2027, 1, 1), rules=changed).bars
    assert bar.until == date(2028, 5, 31) and "Regulation of 2027 art. 16" in str(bar.sentence)


def test_an_upper_age_counts_only_where_an_office_has_set_one() -> None:
    sixty_one = Facts(date(1965, 11, 24))
    assert with_most_age(None) == RULES
    assert judge(sixty_one, TODAY).is_eligible
    (bar,) = judge(sixty_one, TODAY, rules=with_most_age(60)).bars
    assert "source: not established" in str(bar.sentence) and bar.is_for_good
    assert judge(sixty_one, TODAY - timedelta(days=1), rules=with_most_age(60)).is_eligible


def test_a_lifted_bar_stays_in_sight_and_a_later_one_of_its_kind_still_bars() -> None:
    first = Background(date(2025, 3, 1), BackgroundKind.FALSE_PAPERS)
    again = Background(date(2026, 5, 1), BackgroundKind.FALSE_PAPERS)
    lift = [(RuleCode.FALSE_PAPERS, date(2025, 3, 1))]
    day = date(2025, 6, 1)
    lifted = judge(Facts(ADULT, background=(first,)), day).without(lift)
    assert lifted.is_eligible and [bar.since for bar in lifted.lifted] == [date(2025, 3, 1)]
    later = judge(Facts(ADULT, background=(first, again)), TODAY).without(lift)
    assert [bar.since for bar in later.bars] == [date(2026, 5, 1)]


def test_what_was_abolished_cannot_have_happened_afterwards() -> None:
    for kind, gone in ABOLISHED_ON.items():
        assert not Background(gone, kind).is_possible
        assert Background(gone - timedelta(days=1), kind).is_possible
