"""Fees at the desk: receipts for one or many, and what takes two people: a waiver, a refund, a receipt taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound
from exam_app.fees import FeeAct, after, money
from exam_app.journal import PersonalText, Tag
from exam_app.models import FeeReceipt, FeeRecord, FeeRelief
from exam_app.operations import operation
from exam_app.operations.booked_people import tell_settled
from exam_app.terms import N_, FeeMethod, FeeReliefKind, FeeState
from exam_app.work import Work

LONGEST_NUMBER, LONGEST_PAYER, LONGEST_REASON = 40, 120, 300
MOST_AT_ONCE = 500
ACTS = {
    FeeReliefKind.WAIVER: FeeAct.WAIVE,
    FeeReliefKind.REFUND: FeeAct.REFUND,
    FeeReliefKind.MISTAKE: FeeAct.UNDO,
}


@dataclass(frozen=True)
class Payment:
    """What came in, as the official receipt says it."""

    number: str
    method: FeeMethod
    received_on: date
    payer: str = ""
    """Who paid, where it was not the person: a unit for its people."""


# -- receipts -----------------------------------------------------------------------------------------------------


@operation(Permission.KEEP_FEES)
def receive_fees(work: Work, fee_ids: Sequence[UUID], payment: Payment) -> UUID:
    """Record one receipt for one fee or for many; returns the receipt. All of them are paid, or none.

    Raises :class:`Invalid` by field for a number that is missing or taken, a day to come, a unit that is not named, and
    for no fee chosen; :class:`Conflict` when one of them is not open any more.
    """
    _require_payment(work, payment)
    if not 0 < len(fee_ids) <= MOST_AT_ONCE:
        raise Invalid.in_field("fees", N_("Choose 1 to %(most)s fees."), most=MOST_AT_ONCE)
    # Locked in one order, so that two desks with the same people wait for each other instead of for ever.
    fees = [work.lock(FeeRecord, fee_id) for fee_id in sorted(set(fee_ids))]
    if any(after(fee.state, FeeAct.PAY) is None for fee in fees):
        raise Conflict("Some of these fees are not open any more. Nothing was recorded; look at the list again.")
    total = sum(fee.amount_fen for fee in fees)
    receipt = _receipt(work, payment, total)
    for fee in fees:
        fee.state, fee.receipt_id = FeeState.PAID, receipt.id
    work.record(
        Tag.FEES_RECEIVED,
        "fee_receipt",
        receipt.id,
        about=fees[0].person_id if len({fee.person_id for fee in fees}) == 1 else None,
        number=receipt.number,
        fees=len(fees),
        yuan=money(total),
    )
    tell_settled(work, fees)
    return receipt.id


def _receipt(work: Work, payment: Payment, total: int) -> FeeReceipt:
    try:
        return work.add(
            FeeReceipt(
                city_id=work.city_id,
                id=work.new_id(),
                county_id=work.actor.county_id,
                number=payment.number.strip(),
                method=payment.method,
                received_on=payment.received_on,
                payer=payment.payer.strip(),
                amount_fen=total,
                recorded_by_id=work.actor.person_id,
                recorded_at=work.now,
            )
        )
    except IntegrityError as error:  # two desks, one number, one moment
        raise Conflict("A receipt with this number was recorded at this moment. Compare the paper.") from error


def _require_payment(work: Work, payment: Payment) -> None:
    number = payment.number.strip()
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise Invalid.in_field(
            "number",
            N_("Enter the number of the official receipt in at most %(length)s characters."),
            length=LONGEST_NUMBER,
        )
    taken = select(FeeReceipt.id).where(
        FeeReceipt.city_id == work.city_id, FeeReceipt.number == number, FeeReceipt.withdrawn_at.is_(None)
    )
    with work.everything("whether a receipt number is taken anywhere in the city") as beyond:
        if beyond.one(taken) is not None:
            raise Invalid.in_field("number", N_("A receipt with this number is recorded already. Compare the paper."))
    if payment.received_on > work.today:
        raise Invalid.in_field("received_on", N_("The day lies in the future. Enter the day of the receipt."))
    if payment.method is FeeMethod.UNIT and not payment.payer.strip():
        raise Invalid.in_field("payer", N_("Name the unit that paid."))
    if len(payment.payer.strip()) > LONGEST_PAYER:
        raise Invalid.in_field("payer", N_("Use at most %(length)s characters."), length=LONGEST_PAYER)


# -- what takes two people ----------------------------------------------------------------------------------------


@operation(Permission.KEEP_FEES)
def propose_relief(work: Work, fee_id: UUID, kind: FeeReliefKind, reason: str) -> UUID:
    """Propose to waive an open fee, to pay a paid one back, or to take out the receipt it was paid with; returns the
    proposal. Nothing changes until a second person has signed.

    A receipt is taken out as a whole, with every fee on it. Raises :class:`Invalid` without a reason,
    :class:`Conflict` where the fee stands otherwise, or a proposal waits already.
    """
    fee = work.lock(FeeRecord, fee_id)
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise Invalid.in_field("reason", N_("Say why in at most %(length)s characters."), length=LONGEST_REASON)
    if after(fee.state, ACTS[kind]) is None:
        raise Conflict("This fee does not stand so that it can be done. Nothing was changed; look at it again.")
    if fee.receipt_id is not None:
        work.lock(FeeReceipt, fee.receipt_id)
    if _waiting_for(work, fee):
        raise Conflict("A proposal on this fee waits for a second person already.")
    relief = work.add(
        FeeRelief(
            city_id=work.city_id,
            id=work.new_id(),
            county_id=fee.county_id,
            fee_id=fee.id,
            receipt_id=fee.receipt_id if kind is FeeReliefKind.MISTAKE else None,
            kind=kind,
            reason=reason.strip(),
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
    )
    _note(work, Tag.FEE_RELIEF_PROPOSED, relief, fee.person_id)
    return relief.id


@operation(Permission.KEEP_FEES)
def sign_relief(work: Work, relief_id: UUID) -> None:
    """The second signature carries the proposal out.

    Raises :class:`Conflict` for the first person, when it was settled before, and when the fee stands otherwise by now.
    """
    relief = _unsettled(work, relief_id)
    if relief.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to sign it.", code="second_person")
    fees = _fees_of(work, relief)
    states = {after(fee.state, ACTS[relief.kind]) for fee in fees}
    if None in states or not fees:
        raise Conflict("The fee stands otherwise by now. Drop this proposal.")
    for fee in fees:
        _carry_out(work, relief.kind, fee)
    if relief.receipt_id is not None:
        work.lock(FeeReceipt, relief.receipt_id).withdrawn_at = work.now
    relief.second_person_id, relief.second_at = work.actor.person_id, work.now
    if relief.kind is FeeReliefKind.WAIVER:
        tell_settled(work, fees)
    _note(work, Tag.FEE_RELIEF_SIGNED, relief, fees[0].person_id if len(fees) == 1 else None)


def _carry_out(work: Work, kind: FeeReliefKind, fee: FeeRecord) -> None:
    state = after(fee.state, ACTS[kind])
    assert state is not None
    fee.state = state
    if kind is FeeReliefKind.REFUND:
        fee.ended_at = work.now
    elif kind is FeeReliefKind.MISTAKE:
        fee.receipt_id = None


@operation(Permission.KEEP_FEES)
def drop_relief(work: Work, relief_id: UUID) -> None:
    """Drop a proposal that should not be signed; its proposer may do so too. The row stays."""
    relief = _unsettled(work, relief_id)
    relief.dropped_at = work.now
    _note(work, Tag.FEE_RELIEF_DROPPED, relief, None)


def _unsettled(work: Work, relief_id: UUID) -> FeeRelief:
    relief = work.lock(FeeRelief, relief_id)
    if relief.second_at is not None or relief.dropped_at is not None:
        raise Conflict("This was signed or dropped already. Nothing was changed.")
    return relief


def _waiting_for(work: Work, fee: FeeRecord) -> bool:
    """A proposal on the fee itself, or on the receipt it is paid with."""
    same = FeeRelief.fee_id == fee.id
    if fee.receipt_id is not None:
        same |= FeeRelief.receipt_id == fee.receipt_id
    query = select(FeeRelief.id).where(
        FeeRelief.city_id == work.city_id, same, FeeRelief.second_at.is_(None), FeeRelief.dropped_at.is_(None)
    )
    return bool(work.all(query))


def _fees_of(work: Work, relief: FeeRelief) -> Sequence[FeeRecord]:
    """The fee, or all fees of the receipt, locked. A desk that does not see all of them finds none."""
    if relief.receipt_id is None:
        return [work.lock(FeeRecord, relief.fee_id)]
    query = select(FeeRecord.id).where(FeeRecord.city_id == work.city_id, FeeRecord.receipt_id == relief.receipt_id)
    fees = [work.lock(FeeRecord, fee_id) for fee_id in sorted(work.all(query))]
    receipt = work.get(FeeReceipt, relief.receipt_id)
    if sum(fee.amount_fen for fee in fees) != receipt.amount_fen:
        raise NotFound("This receipt holds fees of another desk. The city takes it out.")
    return fees


def _note(work: Work, tag: Tag, relief: FeeRelief, about: UUID | None) -> None:
    work.record(
        tag,
        "fee_relief",
        relief.id,
        about=about,
        relief=relief.kind.value,
        reason=PersonalText(relief.reason),
    )
