"""Resits: what the office sets for them, and make-ups, which cost no attempt and no fee and take two persons."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly
from exam_app.journal import PersonalText, Tag
from exam_app.models import Booking, ExamSession, Incident, MakeUp, OwnResitRule, ResultAnnulment, Sitting
from exam_app.operations import operation
from exam_app.resits.rules import OwnRule
from exam_app.terms import N_, ExamSessionState, MakeUpGround
from exam_app.work import Work

LONGEST_DOCUMENT, LONGEST_REASON = 120, 300
MOST_DAYS, MOST_ATTEMPTS = 3650, 99


# -- what the office sets -----------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def set_own_rule(work: Work, own: OwnRule) -> UUID:
    """Set what holds for resits here from a day on, beside the rules that hold everywhere; returns the rule.

    It replaces all that was set before; what is empty is not limited. Raises :class:`Invalid` by field for a day that
    is past or taken, without a document, and for numbers that cannot be.
    """
    if own.since < work.today:
        raise Invalid.in_field("since", N_("Choose today or a day to come: past examinations keep their rules."))
    _require_document(own.document)
    limits = (
        ("waiting_days", own.waiting_days, MOST_DAYS),
        ("most_attempts", own.most_attempts, MOST_ATTEMPTS),
        ("pass_lasts_days", own.pass_lasts_days, MOST_DAYS),
    )
    for name, number, most in limits:
        if number is not None and not 1 <= number <= most:
            raise Invalid.in_field(name, N_("Enter 1 to %(most)s, or leave it empty."), most=most)
    taken = select(OwnResitRule.id).where(OwnResitRule.city_id == work.city_id, OwnResitRule.since == own.since)
    if work.one(taken) is not None:
        raise Invalid.in_field("since", N_("A rule begins on that day already. Choose another day."))
    rule = work.add(
        OwnResitRule(
            city_id=work.city_id,
            id=work.new_id(),
            since=own.since,
            document=own.document,
            waiting_days=own.waiting_days,
            most_attempts=own.most_attempts,
            pass_lasts_days=own.pass_lasts_days,
            set_by_id=work.actor.person_id,
            set_at=work.now,
        )
    )
    work.record(Tag.RESIT_RULE_SET, "own_resit_rule", rule.id, since=own.since.isoformat())
    return rule.id


def _require_document(document: str) -> None:
    if not 0 < len(document.strip()) <= LONGEST_DOCUMENT:
        raise Invalid.in_field(
            "document", N_("Name the document in at most %(length)s characters."), length=LONGEST_DOCUMENT
        )


# -- make-ups -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Whom:
    """A room, or candidates by their bookings; with neither, everybody who was booked."""

    room_id: UUID | None = None
    booking_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Grounds:
    """Why, and what shows it: an incident of the examination, or a document by its number."""

    ground: MakeUpGround
    reason: str
    incident_id: UUID | None = None
    document: str = ""


@operation(Permission.SCHEDULE)
def propose_make_up(work: Work, exam_session_id: UUID, whom: Whom, grounds: Grounds) -> list[UUID]:
    """Propose that an attempt counts as none; nothing changes until a second person signs. Returns one id for a room
    or everybody, and one for each candidate named.

    A room or everybody can be made up for after an outage only; an excuse is for who was absent, an annulment without
    fault for whose result was annulled. Raises :class:`TooEarly` before the examination is closed, :class:`Invalid` by
    field, :class:`Conflict` when the same waits or stands already.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state is not ExamSessionState.CLOSED:
        raise TooEarly("The examination is not closed. A make-up can be proposed when it is.")
    _require_grounds(work, session, grounds)
    bookings = _covered(work, session, whom)
    _require_fit(work, bookings, whom, grounds.ground)
    scopes = [(None, booking.id) for booking in bookings] if whom.booking_ids else [(whom.room_id, None)]
    _refuse_twice(work, session, scopes)
    rows = [
        MakeUp(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            booking_id=booking_id,
            ground=grounds.ground,
            reason=grounds.reason.strip(),
            incident_id=grounds.incident_id,
            document=grounds.document.strip(),
            first_person_id=work.actor.person_id,
            first_at=work.now,
        )
        for room_id, booking_id in scopes
    ]
    work.add_all(rows)
    for row in rows:
        _record(work, Tag.MAKE_UP_PROPOSED, row, bookings)
    return [row.id for row in rows]


@operation(Permission.SCHEDULE)
def sign_make_up(work: Work, make_up_id: UUID) -> None:
    """The second signature: the attempt costs neither an attempt nor a fee, and its people are booked first next time.

    Raises :class:`Conflict` for the first person, and when it was signed or dropped before.
    """
    make_up = _waiting(work, make_up_id)
    if make_up.first_person_id == work.actor.person_id:
        raise Conflict("You proposed this. A second person has to sign it.", code="second_person")
    make_up.second_person_id, make_up.second_at = work.actor.person_id, work.now
    session = work.get(ExamSession, make_up.exam_session_id)
    whom = Whom(make_up.room_id, (make_up.booking_id,) if make_up.booking_id else ())
    _record(work, Tag.MAKE_UP_GRANTED, make_up, _covered(work, session, whom))


@operation(Permission.SCHEDULE)
def drop_make_up(work: Work, make_up_id: UUID) -> None:
    """Drop a proposal that should not be signed; its proposer may do so too. The row stays with its history."""
    make_up = _waiting(work, make_up_id)
    make_up.dropped_at = work.now
    work.record(Tag.MAKE_UP_DROPPED, "make_up", make_up.id)


def _waiting(work: Work, make_up_id: UUID) -> MakeUp:
    make_up = work.lock(MakeUp, make_up_id)
    if make_up.second_at is not None or make_up.dropped_at is not None:
        raise Conflict("This was signed or dropped already. Nothing was changed.")
    return make_up


def _require_grounds(work: Work, session: ExamSession, grounds: Grounds) -> None:
    if not 0 < len(grounds.reason.strip()) <= LONGEST_REASON:
        raise Invalid.in_field(
            "reason", N_("Say what happened in at most %(length)s characters."), length=LONGEST_REASON
        )
    if grounds.incident_id is None:
        _require_document(grounds.document)
    elif work.get(Incident, grounds.incident_id).exam_session_id != session.id:
        raise NotFound("This does not exist, or not for you.")
    if len(grounds.document) > LONGEST_DOCUMENT:
        raise Invalid.in_field("document", N_("Use at most %(length)s characters."), length=LONGEST_DOCUMENT)


def _covered(work: Work, session: ExamSession, whom: Whom) -> Sequence[Booking]:
    """The bookings it is for; raises :class:`NotFound` for one of another examination."""
    where: list[ColumnElement[bool]] = []
    if whom.booking_ids:
        where = [Booking.id.in_(whom.booking_ids)]
    elif whom.room_id is not None:
        where = [Booking.room_id == whom.room_id]
    query = select(Booking).where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, *where)
    found = work.all(query.order_by(Booking.id))
    if not found or len(found) < len(set(whom.booking_ids)):
        raise NotFound("This does not exist, or not for you.")
    return found


def _require_fit(work: Work, bookings: Sequence[Booking], whom: Whom, ground: MakeUpGround) -> None:
    if ground is MakeUpGround.OUTAGE:
        return
    if not whom.booking_ids:
        raise Invalid.in_field("ground", N_("Only an outage is made up for everybody. Tick the candidates."))
    sat = select(Sitting.booking_id).where(Sitting.city_id == work.city_id, Sitting.booking_id.in_(whom.booking_ids))
    if ground is MakeUpGround.EXCUSED:
        if work.all(sat):
            raise Invalid.in_field("ground", N_("Only who was absent is excused. Somebody ticked has sat."))
        return
    annulled = sat.join(
        ResultAnnulment,
        (ResultAnnulment.city_id == Sitting.city_id) & (ResultAnnulment.sitting_id == Sitting.id),
    )
    if len(set(work.all(annulled))) < len(bookings):
        raise Invalid.in_field("ground", N_("The result of somebody ticked was not annulled."))


def _refuse_twice(work: Work, session: ExamSession, scopes: Sequence[tuple[UUID | None, UUID | None]]) -> None:
    query = select(MakeUp).where(
        MakeUp.city_id == work.city_id, MakeUp.exam_session_id == session.id, MakeUp.dropped_at.is_(None)
    )
    if {(row.room_id, row.booking_id) for row in work.all(query)} & set(scopes):
        raise Conflict("The same make-up waits for a signature or stands already.")


def _record(work: Work, tag: Tag, make_up: MakeUp, bookings: Sequence[Booking]) -> None:
    work.record(
        tag,
        "make_up",
        make_up.id,
        about=next((each.person_id for each in bookings if each.id == make_up.booking_id), None),
        ground=make_up.ground.value,
        candidates=1 if make_up.booking_id else len(bookings),
        reason=PersonalText(make_up.reason),
    )
