"""Why a fee is what it is, in one sentence."""

from exam_app.errors import Sentence, sentence
from exam_app.fees.rules import FeeRule
from exam_app.terms import N_, FeeKind


def why(rule: FeeRule, kind: FeeKind, amount: int, *, is_made_up: bool) -> Sentence:
    """By which rule somebody owes an amount, or owes nothing.

    >>> from datetime import date
    >>> rule = FeeRule(date(2026, 1, 1), "No. 9", "province", {FeeKind.THEORY: 4000})
    >>> str(why(rule, FeeKind.THEORY, 4000, is_made_up=False))
    'By No. 9 of province, in force from 2026-01-01'
    >>> str(why(rule, FeeKind.THEORY_RESIT, 0, is_made_up=False))
    'Free resit, by the notice of the Ministry of Public Security on the examination'
    """
    if is_made_up and not amount:
        return sentence(N_("Takes the place of an attempt that was made up for"))
    if not amount and rule.price(kind):
        return sentence(N_("Free resit, by the notice of the Ministry of Public Security on the examination"))
    return sentence(
        N_("By %(document)s of %(decided_by)s, in force from %(since)s"),
        document=rule.document,
        decided_by=rule.decided_by,
        since=rule.since.isoformat(),
    )
