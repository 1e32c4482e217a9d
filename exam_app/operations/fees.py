"""Charging: what a booking costs, and what is no longer owed. Called by scheduling; no page charges anybody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from exam_app.actors import Permission
from exam_app.fees import FeeAct, FeeRule, after, dues, money
from exam_app.fees.charging import Due
from exam_app.journal import Tag
from exam_app.models import Booking, ExamSession, FeeRecord, OwnFeeRule, Registration
from exam_app.operations import operation
from exam_app.queries.fee_rules import rule_rows
from exam_app.queries.resits import standings
from exam_app.resits import Standing, Turn
from exam_app.terms import ComponentKind, FeeState
from exam_app.work import Work


@operation(Permission.SCHEDULE)
def charge_bookings(work: Work, session: ExamSession, bookings: Sequence[Booking]) -> None:
    """Charge what these bookings ask, by the rule in force on the day each was booked.

    An attempt is charged once: who is taken out of one examination and booked in another brings along what was paid,
    and so does who repeats an attempt that was made up for. What the attempt no longer asks is dropped while it is
    open. Called when people are booked, and when the examination is published.
    """
    rules = rule_rows(work)
    if not rules or not bookings:
        return
    ids = [booking.registration_id for booking in bookings]
    found = standings(work, ids, session.starts_at, session.id)
    known = _known(work, ids)
    registrations = _registrations(work, ids)
    new: list[FeeRecord] = []
    for booking in bookings:
        standing, rule = found[booking.registration_id], _rule_on(work, rules, booking)
        asked = {due.kind: due for due in _dues_of(rule, standing, booking)}
        for fee in known[booking.registration_id, standing.number]:
            if fee.kind in asked:
                fee.exam_session_id = session.id
                del asked[fee.kind]
            else:
                _let_go(work, fee)
        if rule is not None:
            registration = registrations[booking.registration_id]
            new += [_record(work, session, registration, standing, rule, due) for due in asked.values()]
    _add(work, session, new)


@operation(Permission.SCHEDULE)
def release_fees(work: Work, session: ExamSession, bookings: Sequence[Booking]) -> None:
    """Who is taken out of an examination owes nothing for it; what is settled waits for the next one."""
    query = select(FeeRecord).where(
        FeeRecord.city_id == work.city_id,
        FeeRecord.exam_session_id == session.id,
        FeeRecord.registration_id.in_([booking.registration_id for booking in bookings]),
        FeeRecord.ended_at.is_(None),
    )
    for fee in work.all(query.order_by(FeeRecord.id)):
        _let_go(work, fee)


def _let_go(work: Work, fee: FeeRecord) -> None:
    """Drop a fee while nothing was done about it; a settled one stays, for no examination."""
    state = after(fee.state, FeeAct.DROP)
    if state is None:
        fee.exam_session_id = None
        return
    fee.state, fee.ended_at = state, work.now
    work.record(Tag.FEES_DROPPED, "fee_record", fee.id, about=fee.person_id, fees=1, kind=fee.kind.value)


def _rule_on(work: Work, rules: Sequence[OwnFeeRule], booking: Booking) -> OwnFeeRule | None:
    """The newest first, so the first that had begun when the person was booked."""
    day = booking.booked_at.astimezone(work.site.settings.zone).date()
    return next((rule for rule in rules if rule.since <= day), None)


def _dues_of(row: OwnFeeRule | None, standing: Standing, booking: Booking) -> Sequence[Due]:
    rule: FeeRule | None = row.rule if row else None
    components = [kind for kind in ComponentKind if booking.asks(kind)]
    return dues(rule, standing.turn, standing.number, components)


def _known(work: Work, registration_ids: Sequence[UUID]) -> Mapping[tuple[UUID, int], list[FeeRecord]]:
    """Fees that stand, by application and number of the attempt."""
    query = select(FeeRecord).where(
        FeeRecord.city_id == work.city_id,
        FeeRecord.registration_id.in_(registration_ids),
        FeeRecord.ended_at.is_(None),
    )
    found: defaultdict[tuple[UUID, int], list[FeeRecord]] = defaultdict(list)
    for fee in work.all(query.order_by(FeeRecord.id)):
        found[fee.registration_id, fee.attempt].append(fee)
    return found


def _registrations(work: Work, registration_ids: Sequence[UUID]) -> Mapping[UUID, Registration]:
    query = select(Registration).where(Registration.city_id == work.city_id, Registration.id.in_(registration_ids))
    return {row.id: row for row in work.all(query)}


def _record(
    work: Work, session: ExamSession, registration: Registration, standing: Standing, rule: OwnFeeRule, due: Due
) -> FeeRecord:
    return FeeRecord(
        city_id=work.city_id,
        id=work.new_id(),
        registration_id=registration.id,
        person_id=registration.person_id,
        county_id=registration.county_id,
        training_unit_id=registration.training_unit_id,
        exam_session_id=session.id,
        kind=due.kind,
        attempt=standing.number,
        amount_fen=due.amount,
        is_made_up=standing.turn is Turn.MAKE_UP,
        rule_id=rule.id,
        state=FeeState.OWED if due.amount else FeeState.FREE,
        charged_at=work.now,
    )


def _add(work: Work, session: ExamSession, fees: Sequence[FeeRecord]) -> None:
    if fees:
        work.add_all(fees)
        total = sum(fee.amount_fen for fee in fees)
        work.record(Tag.FEES_CHARGED, "exam_session", session.id, fees=len(fees), yuan=money(total))
