"""The rules on resits as dated data. A changed rule is a second line; the old one gets its last day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from exam_app.errors import Sentence, sentence
from exam_app.terms import N_

# -- what a rule can say ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FreeResits:
    """So many resits cost nothing."""

    count: int


@dataclass(frozen=True)
class OnlyWhatFailed:
    """A resit asks, and a fee is due, only for the components that were not passed."""


@dataclass(frozen=True)
class WaitingDays:
    """The next attempt is possible so many days after the last one."""

    days: int


@dataclass(frozen=True)
class MostAttempts:
    """No more attempts on one application, the first among them."""

    count: int


@dataclass(frozen=True)
class PassLasts:
    """A component passed so many days ago has to be taken again."""

    days: int


def in_words(demand: "Demand") -> Sentence:
    """What a rule says."""
    match demand:
        case FreeResits(count):
            return sentence(N_("Resits without a fee: %(count)s"), count=count)
        case OnlyWhatFailed():
            return sentence(N_("A resit asks only for what was not passed, and only that is paid for"))
        case WaitingDays(days):
            return sentence(N_("Days to wait after an attempt: %(days)s"), days=days)
        case MostAttempts(count):
            return sentence(N_("Most attempts on one application: %(count)s"), count=count)
        case PassLasts(days):
            return sentence(N_("Days for which a passed component counts: %(days)s"), days=days)


Demand = FreeResits | OnlyWhatFailed | WaitingDays | MostAttempts | PassLasts


@dataclass(frozen=True)
class Rule:
    """One rule with its source and the days on which it is in force, both included; ``until`` may be open."""

    source: Sentence
    since: date
    demand: Demand
    until: date | None = None

    def is_in_force_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


# -- the table ----------------------------------------------------------------------------------------------------

REGULATION = date(2010, 1, 1)
"""The day of the Regulation: the notice on its examination is quoted everywhere without a day of its own."""
FEE_DECISION = date(2012, 1, 1)
"""The year of Hubei's decision on the fees, made under 发改价格〔2011〕2333; the day is not established."""

RULES: tuple[Rule, ...] = (
    Rule(Sentence(N_("notice of the Ministry of Public Security on the examination")), REGULATION, FreeResits(1)),
    Rule(Sentence(N_("fee decision of Hubei of 2012")), FEE_DECISION, OnlyWhatFailed()),
)
"""Rules that hold without any office setting them. Waiting days, most attempts, how long a pass lasts: no source says
any, so there are none unless an office sets them."""


@dataclass(frozen=True)
class OwnRule:
    """What an office has set from a day on; None sets nothing. It replaces all that the office had set before."""

    since: date
    document: str
    waiting_days: int | None = None
    most_attempts: int | None = None
    pass_lasts_days: int | None = None

    @property
    def source(self) -> Sentence:
        return sentence(N_("set by this office: %(document)s"), document=self.document)

    @property
    def demands(self) -> tuple[Demand, ...]:
        found = (
            WaitingDays(self.waiting_days) if self.waiting_days else None,
            MostAttempts(self.most_attempts) if self.most_attempts else None,
            PassLasts(self.pass_lasts_days) if self.pass_lasts_days else None,
        )
        return tuple(demand for demand in found if demand is not None)


def with_own_rule(own: OwnRule | None, rules: Sequence[Rule] = RULES) -> Sequence[Rule]:
    """The table with what the office itself has set."""
    if own is None:
        return rules
    return (*rules, *(Rule(own.source, own.since, demand) for demand in own.demands))
