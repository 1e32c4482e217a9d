"""What an attempt costs, by dated rules of the city, and what may become of a fee: values in, values out.

Knows values only. No price stands in the code: where no rule is in force, nothing is owed.
"""

from exam_app.fees.charging import PARTS, Due, dues, replacement_due
from exam_app.fees.money import money, yuan
from exam_app.fees.rules import FeeRule, in_force
from exam_app.fees.states import FeeAct, after
from exam_app.fees.totals import Totals, totals_of

__all__ = [
    "PARTS",
    "Due",
    "FeeAct",
    "FeeRule",
    "Totals",
    "after",
    "dues",
    "in_force",
    "money",
    "replacement_due",
    "totals_of",
    "yuan",
]
