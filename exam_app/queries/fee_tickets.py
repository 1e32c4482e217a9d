"""Whose admission ticket waits for a fee: where the rule that the fee was charged by says so, and the fee is open."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from exam_app.errors import Sentence, sentence
from exam_app.fees import money
from exam_app.models import Authority, Booking, FeeRecord, OwnFeeRule
from exam_app.terms import N_, FeeState
from exam_app.work import Work


def tickets_withheld(work: Work, exam_session_id: UUID) -> Mapping[UUID, Sentence]:
    """By booking what is to be paid, and where, before the ticket is given out; one statement."""
    query = (
        select(Booking.id, FeeRecord.amount_fen, OwnFeeRule, Authority.name)
        .join(
            FeeRecord,
            (FeeRecord.city_id == Booking.city_id)
            & (FeeRecord.exam_session_id == Booking.exam_session_id)
            & (FeeRecord.registration_id == Booking.registration_id),
        )
        .join(OwnFeeRule, (OwnFeeRule.city_id == FeeRecord.city_id) & (OwnFeeRule.id == FeeRecord.rule_id))
        .join(Authority, (Authority.city_id == FeeRecord.city_id) & (Authority.id == FeeRecord.county_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == exam_session_id,
            FeeRecord.state == FeeState.OWED,
            OwnFeeRule.ticket_needs_fee,
        )
    )
    open_fees: defaultdict[UUID, int] = defaultdict(int)
    where: dict[UUID, tuple[str, str]] = {}
    for booking_id, amount, rule, county in work.rows(query):
        open_fees[booking_id] += amount
        where[booking_id] = county, rule.document
    return {key: to_be_paid(amount, *where[key]) for key, amount in open_fees.items()}


def to_be_paid(amount: int, county: str, document: str) -> Sentence:
    """
    >>> str(to_be_paid(4000, "the county", "No. 9"))
    '40 yuan are to be paid at the county; then the ticket is given out (No. 9).'
    """
    said = N_("%(amount)s yuan are to be paid at %(county)s; then the ticket is given out (%(document)s).")
    return sentence(said, amount=money(amount), county=county, document=document)
