"""Who may apply, sit and be certified on a day: rules as dated data, facts in, bars with their articles out.

Knows values only. Training is no fact here: no class hour decides about anybody (Administrative Licensing Law art. 54).
"""

from exam_app.eligibility.facts import ABOLISHED_ON, Background, Facts
from exam_app.eligibility.judging import Bar, Eligibility, joined, judge
from exam_app.eligibility.periods import comes_of_age, last_day
from exam_app.eligibility.rules import RULES, Profile, Rule, RuleCode, with_most_age

__all__ = [
    "ABOLISHED_ON",
    "RULES",
    "Background",
    "Bar",
    "Eligibility",
    "Facts",
    "Profile",
    "Rule",
    "RuleCode",
    "comes_of_age",
    "joined",
    "judge",
    "last_day",
    "with_most_age",
]
