"""The periods of score appeals as the office set them, and the one that holds on a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from exam_app.appeal_clocks import EVERYWHERE, AppealRule, rule_on
from exam_app.models import OwnAppealRule
from exam_app.work import Work


def own_appeal_rules(work: Work) -> Sequence[AppealRule]:
    """What this office set, the newest first."""
    query = select(OwnAppealRule).where(OwnAppealRule.city_id == work.city_id).order_by(OwnAppealRule.since.desc())
    return [AppealRule(row.since, row.ask_days, row.decide_days, row.document) for row in work.all(query)]


def appeal_rule_on(work: Work, day: date) -> AppealRule:
    """What holds for a result that became known on a day."""
    return rule_on(own_appeal_rules(work), day)


def appeal_rule_lines(work: Work) -> Sequence[tuple[AppealRule, bool]]:
    """All rules, the newest first and last what holds everywhere; with each whether it is the one that holds today."""
    rules = [*own_appeal_rules(work), EVERYWHERE]
    in_force = rule_on(rules[:-1], work.today)
    return [(rule, rule == in_force) for rule in rules]
