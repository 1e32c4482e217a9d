"""The periods of score appeals that an office sets for itself, from a day on."""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.appeal_clocks import AppealRule
from exam_app.errors import Invalid
from exam_app.journal import Tag
from exam_app.models import OwnAppealRule
from exam_app.operations import operation
from exam_app.terms import N_
from exam_app.work import Work

LONGEST_DOCUMENT = 120
MOST_DAYS = 90


@operation(Permission.RELEASE)
def set_appeal_rule(work: Work, rule: AppealRule) -> UUID:
    """Set the periods that hold for results that become known from a day on; returns the rule.

    What became known before keeps its periods. Raises :class:`Invalid` by field for a day that is past or taken,
    without a document, and for numbers that cannot be.
    """
    if rule.since < work.today:
        raise Invalid.in_field("since", N_("Choose today or a day to come: what is known already keeps its periods."))
    if not 0 < len(rule.document.strip()) <= LONGEST_DOCUMENT:
        raise Invalid.in_field(
            "document", N_("Name the document in at most %(length)s characters."), length=LONGEST_DOCUMENT
        )
    for name, days in (("ask_days", rule.ask_days), ("decide_days", rule.decide_days)):
        if not 1 <= days <= MOST_DAYS:
            raise Invalid.in_field(name, N_("Enter 1 to %(most)s."), most=MOST_DAYS)
    taken = select(OwnAppealRule.id).where(OwnAppealRule.city_id == work.city_id, OwnAppealRule.since == rule.since)
    if work.one(taken) is not None:
        raise Invalid.in_field("since", N_("A rule begins on that day already. Choose another day."))
    row = work.add(
        OwnAppealRule(
            city_id=work.city_id,
            id=work.new_id(),
            since=rule.since,
            document=rule.document.strip(),
            ask_days=rule.ask_days,
            decide_days=rule.decide_days,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    work.record(Tag.APPEAL_RULE_SET, "own_appeal_rule", row.id, since=rule.since.isoformat())
    return row.id
