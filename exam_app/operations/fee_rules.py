"""What the city charges, from which day on, by which document."""

from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.errors import Invalid
from exam_app.fees import FeeRule
from exam_app.fees.money import MOST_FEN, money
from exam_app.journal import Tag
from exam_app.models import OwnFeeRule
from exam_app.operations import operation
from exam_app.terms import N_
from exam_app.work import Work

LONGEST = 120


@operation(Permission.SCHEDULE)
def set_fee_rule(work: Work, rule: FeeRule) -> UUID:
    """Set what is charged here from a day on; returns the rule. It replaces all that was set before.

    Who is booked on that day or later is charged by it; what was charged before stays as it was. Raises
    :class:`Invalid` by field for a day that is past or taken, without document or authority, and for amounts that
    cannot be.
    """
    if rule.since < work.today:
        raise Invalid.in_field("since", N_("Choose today or a day to come: what was charged stays as it was."))
    for field, text in (("document", rule.document), ("decided_by", rule.decided_by)):
        if not 0 < len(text.strip()) <= LONGEST:
            raise Invalid.in_field(field, N_("Enter it in at most %(length)s characters."), length=LONGEST)
    for kind, fen in rule.prices.items():
        if not 0 <= fen <= MOST_FEN:
            raise Invalid.in_field(kind.value, N_("Enter 0 to %(most)s yuan."), most=money(MOST_FEN))
    taken = select(OwnFeeRule.id).where(OwnFeeRule.city_id == work.city_id, OwnFeeRule.since == rule.since)
    if work.one(taken) is not None:
        raise Invalid.in_field("since", N_("A rule begins on that day already. Choose another day."))
    row = work.add(
        OwnFeeRule(
            city_id=work.city_id,
            id=work.new_id(),
            since=rule.since,
            document=rule.document.strip(),
            decided_by=rule.decided_by.strip(),
            prices={kind.value: fen for kind, fen in rule.prices.items()},
            ticket_needs_fee=rule.ticket_needs_fee,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    prices = {kind.value: fen for kind, fen in rule.prices.items()}
    work.record(Tag.FEE_RULE_SET, "own_fee_rule", row.id, since=rule.since.isoformat(), prices=prices)
    return row.id
