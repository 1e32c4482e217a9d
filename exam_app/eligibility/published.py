"""The rules as an applicant reads them before applying: each demand as one condition in words."""

from collections.abc import Iterable, Mapping, Sequence

from exam_app.eligibility.rules import FewerThan, Fulfils, LeastAge, MostAge, Never, Rule, YearsSince
from exam_app.errors import Sentence
from exam_app.terms import N_


def conditions_by_law(rules: Iterable[Rule]) -> Mapping[str, Sequence[Sentence]]:
    """What the rules ask, by law and article, both in the order of the rules.

    >>> from exam_app.eligibility.rules import RULES
    >>> [str(asked) for asked in conditions_by_law(RULES[:1])["Regulation art. 16, Order 112 art. 19"]]
    ['At least 18 years old']
    """
    asked: dict[str, list[Sentence]] = {}
    for rule in rules:
        asked.setdefault(rule.law, []).append(condition_of(rule))
    return asked


def condition_of(rule: Rule) -> Sentence:
    """What one rule asks, said to everybody."""
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
        case YearsSince(years=1, kind=kind):
            return Sentence(N_("Not in the last year: %(what)s"), {"what": kind})
        case YearsSince(years=years, kind=kind):
            return Sentence(N_("Not in the last %(years)s years: %(what)s"), {"years": years, "what": kind})
