"""Who may sit again, when, for what, free or paid: rules as dated data, attempts in, a standing with its sentence out.

Knows values only.
"""

from exam_app.resits.attempts import Attempt
from exam_app.resits.judging import Standing, Turn, judge, listed
from exam_app.resits.rules import RULES, Rule, with_own_rule

__all__ = ["RULES", "Attempt", "Rule", "Standing", "Turn", "judge", "listed", "with_own_rule"]
