"""The rules of law as dated data. A changed rule is a second line with its own days; the old one gets its last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from exam_app.terms import N_, BackgroundKind, Requirement, Term


class Profile(StrEnum):
    """For which duty somebody is judged."""

    GUARD = "guard"
    ARMED_ESCORT = "armed_escort"


class RuleCode(Term):
    """What a bar is called where its sentence is too long; stored with an override."""

    UNDER_AGE = "under_age", N_("Age")
    OVER_AGE = "over_age", N_("Upper age")
    SCHOOLING = "schooling", N_("Schooling")
    CITIZENSHIP = "citizenship", N_("Citizenship")
    HEALTH = "health", N_("Health")
    CONDUCT = "conduct", N_("Conduct")
    COERCIVE_MEASURE = "coercive_measure", N_("Detoxification, custody or re-education")
    DETENTIONS = "detentions", N_("Three detentions")
    INTENTIONAL_CRIME = "intentional_crime", N_("Intentional crime")
    REVOKED = "revoked", N_("Revoked certificate")
    REVOKED_TWICE = "revoked_twice", N_("Certificate revoked twice")
    DECEIT = "deceit", N_("Certificate got by fraud or bribery")
    FALSE_PAPERS = "false_papers", N_("False papers")
    ANY_RECORD = "any_record", N_("Any record")


# -- what a rule can ask ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LeastAge:
    years: int


@dataclass(frozen=True)
class MostAge:
    """Whoever has this age may still apply; a year older may not."""

    years: int


@dataclass(frozen=True)
class Fulfils:
    requirement: Requirement
    failing: str
    """What is said of somebody who does not fulfil it."""


@dataclass(frozen=True)
class Never:
    """One such fact bars for good."""

    kinds: frozenset[BackgroundKind]


@dataclass(frozen=True)
class FewerThan:
    """So many facts of one kind bar for good, from the day of the last that was needed."""

    count: int
    kind: BackgroundKind


@dataclass(frozen=True)
class YearsSince:
    """Each such fact bars for a period of years (:func:`exam_app.eligibility.periods.last_day`)."""

    years: int
    kind: BackgroundKind


Demand = LeastAge | MostAge | Fulfils | Never | FewerThan | YearsSince


@dataclass(frozen=True)
class Rule:
    """One demand of law with its article and the days on which it is in force, both included; ``until`` may be open."""

    code: RuleCode
    law: str
    """Law and article, an English source sentence."""
    since: date
    demand: Demand
    until: date | None = None
    profiles: frozenset[Profile] = frozenset(Profile)

    def is_in_force_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


# -- the table ----------------------------------------------------------------------------------------------------

LICENSING_LAW = date(2004, 7, 1)
GUN_REGULATION = date(2002, 7, 27)
REGULATION = date(2010, 1, 1)
"""The Regulation on the Administration of Security Services; its amendments of 2020 and 2022 left art. 16 and 17 alone.
Order 112 of 2010 repeats art. 16 for applicants (art. 19)."""
ALL_ARMED = frozenset({Profile.ARMED_ESCORT})
RECORDS = frozenset(
    {
        BackgroundKind.DETENTION,
        BackgroundKind.DETOX,
        BackgroundKind.CUSTODY_FOR_EDUCATION,
        BackgroundKind.LABOUR_RE_EDUCATION,
        BackgroundKind.INTENTIONAL_CRIME,
        BackgroundKind.NEGLIGENT_CRIME,
    }
)
"""What counts as a record for whoever carries a gun: detention, detoxification, custody, any punishment for a crime."""
ARTICLE_16 = N_("Regulation art. 16, Order 112 art. 19")
ARTICLE_17_1 = N_("Regulation art. 17(1)")
ARTICLE_17_2 = N_("Regulation art. 17(2)")
ARTICLE_17_3 = N_("Regulation art. 17(3)")
ARTICLE_17_4 = N_("Regulation art. 17(4)")
ARTICLE_78 = N_("Administrative Licensing Law art. 78")
ARTICLE_79 = N_("Administrative Licensing Law art. 79")
GUN_3 = N_("Regulation on the Guns of Armed Escorts art. 3")
BY_THIS_OFFICE = N_("set by this office, source: not established")

RULES: tuple[Rule, ...] = (
    Rule(RuleCode.UNDER_AGE, ARTICLE_16, REGULATION, LeastAge(18), profiles=frozenset({Profile.GUARD})),
    Rule(RuleCode.UNDER_AGE, GUN_3, GUN_REGULATION, LeastAge(20), profiles=ALL_ARMED),
    Rule(
        RuleCode.SCHOOLING,
        ARTICLE_16,
        REGULATION,
        Fulfils(Requirement.SCHOOLING, N_("Less than junior secondary schooling")),
    ),
    Rule(RuleCode.CITIZENSHIP, ARTICLE_16, REGULATION, Fulfils(Requirement.CITIZENSHIP, N_("Not a Chinese citizen"))),
    Rule(RuleCode.HEALTH, ARTICLE_16, REGULATION, Fulfils(Requirement.HEALTH, N_("Not healthy"))),
    Rule(RuleCode.CONDUCT, ARTICLE_16, REGULATION, Fulfils(Requirement.CONDUCT, N_("Conduct not good"))),
    Rule(
        RuleCode.COERCIVE_MEASURE,
        ARTICLE_17_1,
        REGULATION,
        Never(
            frozenset(
                {
                    BackgroundKind.DETOX,
                    BackgroundKind.CUSTODY_FOR_EDUCATION,
                    BackgroundKind.LABOUR_RE_EDUCATION,
                }
            )
        ),
    ),
    # "3次以上" includes the third (Civil Code art. 1259).
    Rule(RuleCode.DETENTIONS, ARTICLE_17_1, REGULATION, FewerThan(3, BackgroundKind.DETENTION)),
    Rule(RuleCode.INTENTIONAL_CRIME, ARTICLE_17_2, REGULATION, Never(frozenset({BackgroundKind.INTENTIONAL_CRIME}))),
    Rule(RuleCode.REVOKED, ARTICLE_17_3, REGULATION, YearsSince(3, BackgroundKind.CERTIFICATE_REVOKED)),
    Rule(RuleCode.REVOKED_TWICE, ARTICLE_17_4, REGULATION, FewerThan(2, BackgroundKind.CERTIFICATE_REVOKED)),
    Rule(RuleCode.DECEIT, ARTICLE_79, LICENSING_LAW, YearsSince(3, BackgroundKind.CERTIFICATE_BY_DECEIT)),
    Rule(RuleCode.FALSE_PAPERS, ARTICLE_78, LICENSING_LAW, YearsSince(1, BackgroundKind.FALSE_PAPERS)),
    Rule(RuleCode.ANY_RECORD, GUN_3, GUN_REGULATION, Never(RECORDS), profiles=ALL_ARMED),
)
"""Every rule there is or was. No upper age: neither the Regulation nor Order 112 states one."""


def with_most_age(years: int | None, rules: Sequence[Rule] = RULES) -> Sequence[Rule]:
    """The table with an upper age that an office has set for itself; None leaves it as it is."""
    if years is None:
        return rules
    return (*rules, Rule(RuleCode.OVER_AGE, BY_THIS_OFFICE, REGULATION, MostAge(years)))
