"""The rules on fees: all that the city has ever set, and the one in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from exam_app.fees import FeeRule
from exam_app.models import OwnFeeRule
from exam_app.work import Work


def rule_rows(work: Work) -> Sequence[OwnFeeRule]:
    """What the city has ever set, the newest first."""
    query = select(OwnFeeRule).where(OwnFeeRule.city_id == work.city_id).order_by(OwnFeeRule.since.desc())
    return work.all(query)


def rule_today(work: Work) -> FeeRule | None:
    """What is charged today; None where nothing is."""
    return next((row.rule for row in rule_rows(work) if row.since <= work.today), None)


@dataclass(frozen=True)
class RuleLine:
    """One rule and its last day, which is open for the newest."""

    rule: FeeRule
    until: date | None
    is_in_force: bool


def fee_rule_lines(work: Work) -> Sequence[RuleLine]:
    """Every rule there is or was, the newest first."""
    lines = []
    until: date | None = None
    for row in rule_rows(work):
        stands = row.since <= work.today and (until is None or work.today <= until)
        lines.append(RuleLine(row.rule, until, stands))
        until = row.since - timedelta(days=1)
    return lines
