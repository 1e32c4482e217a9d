"""The rules as an applicant reads them before applying: each demand as one condition in words."""

from exam_app.eligibility.rules import FewerThan, Fulfils, LeastAge, MostAge, Never, Rule, YearsSince
from exam_app.errors import Sentence
from exam_app.terms import N_


def condition_of(rule: Rule) -> Sentence:
    """What a rule asks, said to everybody, with its article in brackets.

    >>> from exam_app.eligibility.rules import RULES
    >>> str(condition_of(RULES[0]))
    'At least 18 years old (Regulation art. 16, Order 112 art. 19)'
    """
    return Sentence(N_("%(asked)s (%(law)s)"), {"asked": _asked(rule), "law": Sentence(rule.law)})


def _asked(rule: Rule) -> Sentence:
    match rule.demand:
        case LeastAge(years=years):
            return Sentence(N_("At least %(years)s years old"), {"years": years})
        case MostAge(years=years):
            return Sentence(N_("At most %(years)s years old"), {"years": years})
        case Fulfils(requirement=requirement):
            return Sentence(requirement.label)
        case Never():
            return Sentence(N_("Never: %(what)s"), {"what": rule.code})
        case FewerThan(count=count, kind=kind):
            return Sentence(N_("Fewer than %(count)s times: %(what)s"), {"count": count, "what": kind})
        case YearsSince(years=years, kind=kind):
            return Sentence(N_("Not in the last %(years)s years: %(what)s"), {"years": years, "what": kind})
