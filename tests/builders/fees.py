"""A rule on fees, and receipts, for tests of what is owed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from exam_app.fees import FeeRule
from exam_app.models import FeeRecord
from exam_app.operations import fee_desk, fee_rules
from exam_app.operations.fee_desk import Payment
from exam_app.terms import FeeKind, FeeMethod
from exam_app.work import Site, Work
from tests.cast import NOON, Cast

TODAY = date(2026, 11, 24)
PRICES = {FeeKind.THEORY: 4000, FeeKind.PHYSICAL: 3500, FeeKind.CERTIFICATE: 0, FeeKind.REPLACEMENT: 500}
DOCUMENT = "云发改价〔2026〕9号"
LATER = NOON + timedelta(hours=6)


def fee_rule(since: date = TODAY, *, ticket_needs_fee: bool = False) -> FeeRule:
    return FeeRule(since, DOCUMENT, "云川市发展和改革委员会", PRICES, ticket_needs_fee)


def charged_from_today(site: Site, cast: Cast, *, ticket_needs_fee: bool = False) -> UUID:
    with Work.open(site, cast["he"], NOON) as work:
        return fee_rules.set_fee_rule(work, fee_rule(ticket_needs_fee=ticket_needs_fee))


def fees_of(site: Site, cast: Cast, registration_id: UUID) -> Sequence[FeeRecord]:
    """All fees of an application, the oldest first."""
    query = select(FeeRecord).where(FeeRecord.registration_id == registration_id)
    with Work.open(site, cast["ma"], NOON, read_only=True) as work:
        return work.all(query.order_by(FeeRecord.charged_at, FeeRecord.kind))


def paid(number: str = "0012345678", method: FeeMethod = FeeMethod.CASH, payer: str = "") -> Payment:
    return Payment(number, method, TODAY, payer)


def received(
    site: Site, cast: Cast, fees: Sequence[UUID], payment: Payment | None = None, now: datetime = LATER
) -> UUID:
    with Work.open(site, cast["zhou"], now) as work:
        return fee_desk.receive_fees(work, fees, payment or paid())
