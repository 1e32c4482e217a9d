"""Scheduling an examination: plan, book, seat, assign invigilators, publish with admission tickets."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from exam_app.actors import Permission, Role
from exam_app.errors import Conflict, Invalid, NotFound, Sentence, TooLate
from exam_app.journal import Tag
from exam_app.models import (
    Account,
    BlueprintVersion,
    Booking,
    ExamCentre,
    ExamSession,
    InspectorDuty,
    Invigilation,
    Person,
    Registration,
    RoleGrant,
    Seat,
)
from exam_app.models.exam_sessions import OVER
from exam_app.operations import components, fees, operation
from exam_app.operations.booked_people import tell_tickets
from exam_app.operations.item_supply import require_items
from exam_app.queries.accommodations import alone_among
from exam_app.queries.eligibility import barred_among, everybody, exam_day
from exam_app.queries.resits import all_of_them, blocked_among
from exam_app.queries.scheduling import barred_on, colleagues, rooms_of, trainees_in_rooms, training_units_of
from exam_app.seat_plan import Placed, Spot, plan_seats
from exam_app.session_states import SESSION_TABLE, SessionTrigger
from exam_app.terms import N_, ExamSessionState, RegistrationState
from exam_app.work import Work

LONGEST_MINUTES = 600
LATE_MINUTES = 30
TICKET_DIGITS = 8
"""Random digits of a ticket number, after YYMMDD of the examination."""


# -- planning -----------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def plan_session(
    work: Work,
    *,
    centre_id: UUID,
    blueprint_id: UUID,
    name: str,
    starts_at: datetime,
    minutes: int,
    late_minutes: int = LATE_MINUTES,
) -> UUID:
    """Plan an examination at a centre with a blueprint; returns its id.

    Who comes later than ``late_minutes`` after the start is not admitted. Raises :class:`Invalid` for a moment that is
    past or taken at that centre, or a length outside 1 to 600 minutes.
    """
    centre = work.get(ExamCentre, centre_id)
    blueprint = work.get(BlueprintVersion, blueprint_id)
    _check_moment(work, centre.id, starts_at, minutes)
    session = work.add(
        ExamSession(
            city_id=work.city_id,
            id=work.new_id(),
            centre_id=centre.id,
            blueprint_id=blueprint.id,
            name=name,
            starts_at=starts_at,
            minutes=minutes,
            late_minutes=late_minutes,
            seed=work.site.random_bytes(32),
            state=SESSION_TABLE.after(None, SessionTrigger.PLAN),
        )
    )
    work.record(Tag.SESSION_PLANNED, "exam_session", session.id, starts_at=starts_at.isoformat(), minutes=minutes)
    return session.id


def _check_moment(work: Work, centre_id: UUID, starts_at: datetime, minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise Invalid(
            "The length is not right.",
            fields={"minutes": Sentence(N_("Between 1 and %(most)s minutes."), {"most": LONGEST_MINUTES})},
        )
    if starts_at <= work.now:
        raise Invalid("The start lies in the past.", fields={"date": Sentence(N_("Choose a day and a time to come."))})
    refuse_taken_moment(work, centre_id, starts_at)


@operation(Permission.SCHEDULE)
def refuse_taken_moment(work: Work, centre_id: UUID, starts_at: datetime) -> None:
    """Raises :class:`Invalid` in the field ``date`` where another examination starts at the centre at this moment."""
    taken = select(ExamSession.name).where(
        ExamSession.city_id == work.city_id,
        ExamSession.centre_id == centre_id,
        ExamSession.starts_at == starts_at,
        ExamSession.state != ExamSessionState.WITHDRAWN,
    )
    if other := work.one(taken):
        raise Invalid(
            "The centre has an examination at this moment.",
            fields={
                "date": Sentence(N_("“%(other)s” starts there at this moment. Choose another time."), {"other": other})
            },
        )


def _planned(work: Work, exam_session_id: UUID) -> ExamSession:
    """The examination, locked, while it may still be changed."""
    session = work.lock(ExamSession, exam_session_id)
    if session.state != ExamSessionState.PLANNED:
        raise Conflict("This examination is published. Bookings, seats and invigilators stay as they are.")
    return session


# -- booking ------------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def book(work: Work, exam_session_id: UUID, registration_ids: Sequence[UUID]) -> int:
    """Book approved registrations; returns how many were booked now, those booked here before not counted.

    Raises :class:`Conflict` when a registration is not approved, when a person is booked in another examination that
    is not closed, when somebody is barred on the day of the examination or may not sit again yet, with rule and date,
    and when the centre has fewer free seats than candidates; nobody is booked then.
    """
    session = _planned(work, exam_session_id)
    booked = _booked_registrations(work, session)
    # Locked in one order: another examination that books the same person at this moment waits, then sees this booking.
    chosen = [work.lock(Registration, new) for new in sorted(set(registration_ids) - booked)]
    _refuse_unbookable(work, session, chosen)
    _refuse_ineligible(
        work,
        session,
        [registration.id for registration in chosen],
        N_("Not eligible on the day of the examination, so nobody was booked. %(who)s"),
    )
    _refuse_blocked(work, session, [registration.id for registration in chosen])
    seats = sum(room.seats for room in rooms_of(work, session) if not room.taken)
    if len(booked) + len(chosen) > seats:
        raise Conflict(
            "Candidates: %(wanted)s. Free seats at this centre: %(seats)s. Nobody was booked; choose fewer.",
            wanted=len(booked) + len(chosen),
            seats=seats,
        )
    bookings = [
        Booking(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            registration_id=registration.id,
            person_id=registration.person_id,
            booked_at=work.now,
        )
        for registration in chosen
    ]
    components.settle_components(work, session, bookings)
    work.add_all(bookings)
    fees.charge_bookings(work, session, bookings)
    if chosen:
        work.record(Tag.SESSION_BOOKED, "exam_session", session.id, candidates=len(chosen))
    return len(chosen)


def _booked_registrations(work: Work, session: ExamSession) -> set[UUID]:
    query = select(Booking.registration_id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id
    )
    return set(work.all(query))


def _refuse_unbookable(work: Work, session: ExamSession, chosen: Sequence[Registration]) -> None:
    if any(registration.state != RegistrationState.APPROVED for registration in chosen):
        raise Conflict("Only approved applications can be booked. Reload the list and choose again.")
    people = [registration.person_id for registration in chosen]
    elsewhere = (
        select(func.count(Booking.person_id.distinct()))
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.person_id.in_(people),
            ExamSession.id != session.id,
            ExamSession.state.not_in(OVER),
        )
    )
    if booked := work.count(elsewhere):
        raise Conflict(
            "Already booked in another examination that is not over: %(people)s. Nobody was booked.", people=booked
        )


def _refuse_ineligible(work: Work, session: ExamSession, registration_ids: Sequence[UUID], text: str) -> None:
    """Whoever is barred on the day of the examination gets no ticket (Regulation art. 16 and 17)."""
    barred = barred_among(work, registration_ids, exam_day(work, session))
    if barred:
        raise Conflict(text, code="ineligible", who=everybody(barred))


def _refuse_blocked(work: Work, session: ExamSession, registration_ids: Sequence[UUID]) -> None:
    """The rules on resits: waiting days, most attempts, a result that is not out, everything passed."""
    blocked = blocked_among(work, registration_ids, session)
    if blocked:
        raise Conflict(
            N_("May not sit this examination, so nobody was booked. %(who)s"), code="resit", who=all_of_them(blocked)
        )


@operation(Permission.SCHEDULE)
def withdraw_booking(work: Work, exam_session_id: UUID, booking_id: UUID) -> None:
    """Take a candidate out of an examination that is not published; the registration stays approved."""
    session = _planned(work, exam_session_id)
    booking = work.get(Booking, booking_id)
    if booking.exam_session_id != session.id:
        raise NotFound("This does not exist, or not for you.")
    fees.release_fees(work, session, [booking])
    work.change(delete(Booking).where(Booking.city_id == work.city_id, Booking.id == booking_id))
    work.record(Tag.BOOKING_WITHDRAWN, "exam_session", session.id, about=booking.person_id)


# -- seats --------------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def assign_seats(work: Work, exam_session_id: UUID, room_ids: Sequence[UUID]) -> int:
    """Seat all booked candidates in these rooms, filled in the order given; returns how many were seated.

    People registered by one training unit are kept apart where that is possible (:mod:`exam_app.seat_plan`); nobody
    shares a paper, which is drawn for each booking. Within a unit, the secret seed of the examination and the number
    of the draw decide who sits where, so that the same call gives the same seats and nobody can foresee a neighbour.
    Who needs a room of their own gets the smallest of these rooms, alone. Assigning again starts afresh; invigilators
    of rooms no longer used are released. Raises :class:`Conflict` when a room is taken by another examination or the
    seats or rooms do not suffice.
    """
    session = _planned(work, exam_session_id)
    # Two examinations of one centre that take a room at the same moment wait for each other.
    work.lock(ExamCentre, session.centre_id)
    spots = _spots(work, session, list(dict.fromkeys(room_ids)))
    people = _booked_people(work, session)
    plan = _seated_alone(work, session, people, spots)
    people = [placed for placed in people if placed.who not in plan]
    alone = {spot.room for spot in plan.values()}
    free = [spot for spot in spots if spot.room not in alone]
    if len(people) > len(free):
        raise Conflict(
            "Candidates: %(wanted)s. Seats in these rooms: %(seats)s. Choose another room as well.",
            wanted=len(people),
            seats=len(free),
        )
    plan |= plan_seats(people, free)
    _clear_seats(work, session)
    for booking, spot in plan.items():
        booking.room_id, booking.seat_id = spots[spot].room_id, spots[spot].id
    _release_idle_invigilators(work, session)
    work.record(Tag.SESSION_SEATED, "exam_session", session.id, candidates=len(plan), draw=session.seat_draw)
    return len(plan)


@operation(Permission.SCHEDULE)
def plan_seats_anew(work: Work, exam_session_id: UUID) -> int:
    """Draw other seats in the rooms in use; returns how many were seated.

    The number of the draw is kept and, with the secret seed, gives the same plan again at any time. Raises
    :class:`Conflict` once the examination is published, because the seat stands on each ticket: a whole room or
    examination is moved by two persons then, and one candidate by the invigilators on the day.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state != ExamSessionState.PLANNED:
        raise Conflict("The tickets with their seats are out, so the seats are not drawn again.", code="tickets_out")
    rooms = _rooms_in_use(work, session)
    if not rooms:
        raise Conflict("Nobody has a seat yet. Assign the seats first.")
    session.seat_draw += 1
    return assign_seats(work, session.id, rooms)


@operation(Permission.SCHEDULE)
def seat_room(work: Work, session: ExamSession, room_id: UUID, bookings: Sequence[Booking]) -> None:
    """Seat these bookings in a room of the examination in which nobody sits, with its seed and draw.

    They may come from another examination. Raises :class:`ValueError` when the seats do not suffice.
    """
    seats = work.all(select(Seat).where(Seat.city_id == work.city_id, Seat.room_id == room_id))
    spots = {Spot(0, seat.row, seat.column): seat for seat in seats}
    units = _units_of(work, bookings)
    people = _in_drawn_order(session, [Placed(booking, units[booking.id]) for booking in bookings])
    for booking, spot in plan_seats(people, list(spots)).items():
        booking.exam_session_id, booking.room_id, booking.seat_id = session.id, room_id, spots[spot].id


def _units_of(work: Work, bookings: Sequence[Booking]) -> Mapping[UUID, UUID | None]:
    query = (
        select(Booking.id, Registration.training_unit_id)
        .join(Registration, (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id))
        .where(Booking.city_id == work.city_id, Booking.id.in_([booking.id for booking in bookings]))
    )
    return {row[0]: row[1] for row in work.rows(query)}


@operation(Permission.SCHEDULE)
def seat_numbers(work: Work, bookings: Sequence[Booking]) -> Mapping[UUID, int]:
    """On which seat each of these sits, by booking; who has none is missing."""
    query = (
        select(Booking.id, Seat.number)
        .join(Seat, (Seat.city_id == Booking.city_id) & (Seat.id == Booking.seat_id))
        .where(Booking.city_id == work.city_id, Booking.id.in_([booking.id for booking in bookings]))
    )
    return {row[0]: row[1] for row in work.rows(query)}


def _spots(work: Work, session: ExamSession, room_ids: Sequence[UUID]) -> Mapping[Spot, Seat]:
    """The seats of the chosen rooms by their spots."""
    rooms = {room.id: room for room in rooms_of(work, session)}
    if not room_ids or not rooms.keys() >= set(room_ids):
        raise Invalid("Choose rooms of this centre.", fields={"rooms": Sentence(N_("Choose at least one room."))})
    if taken := [rooms[room_id].name for room_id in room_ids if rooms[room_id].taken]:
        raise Conflict("Another examination uses %(rooms)s at that time. Choose other rooms.", rooms="、".join(taken))
    seats = work.all(select(Seat).where(Seat.city_id == work.city_id, Seat.room_id.in_(room_ids)))
    return {Spot(room_ids.index(seat.room_id), seat.row, seat.column): seat for seat in seats}


def _seated_alone(
    work: Work, session: ExamSession, people: Sequence[Placed[Booking]], spots: Mapping[Spot, Seat]
) -> dict[Booking, Spot]:
    """Those who need a room of their own, each at the front left of one of the smallest rooms."""
    wanted = alone_among(work, session.id)
    alone = [placed.who for placed in people if placed.who.id in wanted]
    sizes = Counter(spot.room for spot in spots)
    rooms = sorted(sizes, key=lambda room: (sizes[room], room))
    if len(alone) + (len(alone) < len(people)) > len(rooms):
        raise Conflict(
            "Candidates who need a room of their own: %(alone)s. Choose as many rooms beside that of the others.",
            alone=len(alone),
        )
    front = {room: min(spot for spot in spots if spot.room == room) for room in rooms[: len(alone)]}
    return dict(zip(alone, front.values(), strict=True))


def _booked_people(work: Work, session: ExamSession) -> list[Placed[Booking]]:
    query = (
        select(Booking, Registration.training_unit_id)
        .join(
            Registration,
            (Registration.city_id == Booking.city_id) & (Registration.id == Booking.registration_id),
        )
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
    )
    return _in_drawn_order(session, [Placed(booking, unit) for booking, unit in work.rows(query)])


def _in_drawn_order(session: ExamSession, people: Sequence[Placed[Booking]]) -> list[Placed[Booking]]:
    draw = session.seed + b"seat" + session.seat_draw.to_bytes(4)
    return sorted(people, key=lambda person: hashlib.sha256(draw + person.who.id.bytes).digest())


def _clear_seats(work: Work, session: ExamSession) -> None:
    """Free all seats first: moving people one by one would meet seats that are still taken."""
    work.change(
        update(Booking)
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .values(room_id=None, seat_id=None)
    )


def _release_idle_invigilators(work: Work, session: ExamSession) -> None:
    work.change(
        delete(Invigilation).where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == session.id,
            Invigilation.room_id.not_in(_rooms_in_use(work, session)),
        )
    )


def _rooms_in_use(work: Work, session: ExamSession) -> Sequence[UUID]:
    query = (
        select(Booking.room_id)
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.room_id.is_not(None))
        .distinct()
        .order_by(Booking.room_id)
    )
    return [room_id for room_id in work.all(query) if room_id is not None]


# -- invigilators -------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def assign_invigilator(work: Work, exam_session_id: UUID, room_id: UUID, person_id: UUID) -> None:
    """Let a person supervise a room, also after publication, when somebody falls ill.

    Raises :class:`Conflict` when the person is, or was, clerk of a training unit that trained a candidate of the room
    (ui.md S22), sits the examination, supervises another of its rooms, or is barred from duty by a case;
    :class:`Invalid` when the person is no invigilator of the centre on that day.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state not in (ExamSessionState.PLANNED, ExamSessionState.PUBLISHED):
        raise TooLate("The examination has begun. Invigilators stay as they are.")
    if room_id not in _rooms_in_use(work, session):
        raise Invalid("Nobody sits in this room. Assign the seats first.")
    refuse_unfit(work, session, person_id)
    refuse_barred(work, session, [person_id])
    _refuse_conflict_of_duty(work, session, room_id, person_id)
    duties = select(Invigilation).where(
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == session.id,
        Invigilation.person_id == person_id,
    )
    if duty := work.one(duties):
        if duty.room_id == room_id:
            return
        raise Conflict("This person supervises another room of this examination. Choose somebody else.")
    inspects = select(InspectorDuty.id).where(
        InspectorDuty.city_id == work.city_id,
        InspectorDuty.exam_session_id == session.id,
        InspectorDuty.person_id == person_id,
    )
    if work.one(inspects) is not None:
        raise Conflict("This person inspects the rooms of this examination. Choose somebody else.", code="on_duty")
    refuse_elsewhere(work, session, person_id)
    work.add(
        Invigilation(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            room_id=room_id,
            person_id=person_id,
            assigned_at=work.now,
        )
    )
    work.record(Tag.INVIGILATOR_ASSIGNED, "exam_session", session.id, about=person_id, room=str(room_id))


@operation(Permission.SCHEDULE)
def refuse_elsewhere(work: Work, session: ExamSession, person_id: UUID) -> None:
    """Nobody is in two examinations at one time; whoever assigns the same person meanwhile waits."""
    work.lock(Person, person_id)
    supervises = select(Invigilation.exam_session_id).where(
        Invigilation.city_id == work.city_id, Invigilation.person_id == person_id
    )
    inspects = select(InspectorDuty.exam_session_id).where(
        InspectorDuty.city_id == work.city_id, InspectorDuty.person_id == person_id
    )
    elsewhere = {*work.all(supervises), *work.all(inspects)} - {session.id}
    duties = select(ExamSession).where(
        ExamSession.city_id == work.city_id, ExamSession.id.in_(elsewhere), ExamSession.state.not_in(OVER)
    )
    for other in work.all(duties):
        if other.starts_at < session.ends_at and session.starts_at < other.ends_at:
            raise Conflict(
                "This person is on duty in “%(other)s” at that time. Choose somebody else.",
                code="on_duty",
                other=other.name,
            )


@operation(Permission.SCHEDULE)
def name_chief(work: Work, exam_session_id: UUID, room_id: UUID, person_id: UUID) -> None:
    """Name the one of its invigilators who answers for a room; whoever was it before supervises on.

    Raises :class:`NotFound` for a person who does not supervise the room, :class:`TooLate` once it has begun.
    """
    session = work.lock(ExamSession, exam_session_id)
    if session.state not in (ExamSessionState.PLANNED, ExamSessionState.PUBLISHED):
        raise TooLate("The examination has begun. Invigilators stay as they are.")
    here = (
        Invigilation.city_id == work.city_id,
        Invigilation.exam_session_id == session.id,
        Invigilation.room_id == room_id,
    )
    duty = work.found(work.one(select(Invigilation).where(*here, Invigilation.person_id == person_id)))
    if duty.is_chief:
        return
    work.change(update(Invigilation).where(*here, Invigilation.is_chief).values(is_chief=False))
    work.change(update(Invigilation).where(*here, Invigilation.person_id == person_id).values(is_chief=True))
    work.record(Tag.CHIEF_NAMED, "exam_session", session.id, about=person_id, room=str(room_id))


@operation(Permission.SCHEDULE)
def refuse_unfit(work: Work, session: ExamSession, person_id: UUID) -> None:
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    grants = work.all(
        select(RoleGrant)
        .join(Account, (Account.city_id == RoleGrant.city_id) & (Account.id == RoleGrant.account_id))
        .where(
            RoleGrant.city_id == work.city_id,
            RoleGrant.role == Role.INVIGILATOR,
            RoleGrant.centre_id == session.centre_id,
            Account.person_id == person_id,
            Account.disabled_at.is_(None),
        )
    )
    if not any(grant.in_force_on(day) for grant in grants):
        raise Invalid(
            "This person is no invigilator of the centre on that day.",
            fields={"person": Sentence(N_("Choose an invigilator of this centre."))},
        )


@operation(Permission.SCHEDULE)
def refuse_barred(work: Work, session: ExamSession, person_ids: Collection[UUID]) -> None:
    """A case about one of these people was upheld, and two others barred that person from duty."""
    day = session.starts_at.astimezone(work.site.settings.zone).date()
    for person_id, until in barred_on(work, day, person_ids).items():
        raise Conflict(
            "%(name)s is barred from duty until %(day)s. Choose somebody else.",
            code="barred",
            name=work.get(Person, person_id).name,
            day=until.isoformat(),
        )


def _refuse_conflict_of_duty(work: Work, session: ExamSession, room_id: UUID, person_id: UUID) -> None:
    """Nobody supervises trainees of the own training unit, or colleagues of one guard unit (work plan: organising or
    condoning cheating)."""
    units = training_units_of(work, [person_id]).get(person_id, set())
    trainees = sum(rooms.get(room_id, 0) for rooms in trainees_in_rooms(work, session.id, units).values())
    if trainees:
        raise Conflict(
            "Trainees of this person's own training unit in this room: %(trainees)s. Choose somebody else.",
            code="conflict_of_duty",
            trainees=trainees,
        )
    here = {candidate for _, room, candidate in colleagues(work, session, [person_id]) if room == room_id}
    if here:
        raise Conflict(
            "Colleagues of this person from one guard unit in this room: %(colleagues)s. Choose somebody else.",
            code="conflict_of_duty",
            colleagues=len(here),
        )
    sits = select(Booking.id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.person_id == person_id
    )
    if work.one(sits):
        raise Conflict("This person sits the examination and cannot supervise it.", code="conflict_of_duty")


@operation(Permission.SCHEDULE)
def release_invigilator(work: Work, exam_session_id: UUID, room_id: UUID, person_id: UUID) -> None:
    """Take a person from a room; in a published examination only while another invigilator stays there."""
    session = work.lock(ExamSession, exam_session_id)
    duties = work.all(
        select(Invigilation).where(
            Invigilation.city_id == work.city_id,
            Invigilation.exam_session_id == session.id,
            Invigilation.room_id == room_id,
        )
    )
    if session.state != ExamSessionState.PLANNED and len(duties) < 2:
        raise Conflict("The room would have no invigilator. Assign another first.")
    work.change(
        delete(Invigilation).where(
            Invigilation.city_id == work.city_id,
            Invigilation.id.in_([duty.id for duty in duties if duty.person_id == person_id]),
        )
    )
    work.record(Tag.INVIGILATOR_RELEASED, "exam_session", session.id, about=person_id, room=str(room_id))


# -- publishing ---------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def publish(work: Work, exam_session_id: UUID) -> None:
    """Publish an examination: from now on bookings and seats stand, and everybody booked has a ticket number.

    The publication is the first leaf of each room's ledger. Raises :class:`Conflict` naming what is missing: a
    candidate, a seat, an invigilator, an examiner, or items for the blueprint, and who is barred on the day of the
    examination; :class:`TooLate` after the start.
    """
    session = _planned(work, exam_session_id)
    if session.starts_at <= work.now:
        raise TooLate("The start of this examination has passed. Plan a new one.")
    bookings = work.all(
        select(Booking)
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == session.id)
        .order_by(Booking.id)
    )
    _refuse_unseated(bookings)
    _refuse_crowded(bookings, alone_among(work, session.id))
    _refuse_ineligible(
        work,
        session,
        [booking.registration_id for booking in bookings],
        N_("Not eligible on the day of the examination, so no ticket: take them out first. %(who)s"),
    )
    rooms = _rooms_in_use(work, session)
    _refuse_unsupervised(work, session, rooms)
    require_items(work, session, session.starts_at)
    components.require_examiners(work, session)
    components.settle_components(work, session, bookings)
    fees.charge_bookings(work, session, bookings)
    numbers = _ticket_numbers(work, session, len(bookings))
    for booking, number in zip(bookings, numbers, strict=True):
        booking.ticket_number = number
    session.state = SESSION_TABLE.after(session.state, SessionTrigger.PUBLISH)
    for room_id in rooms:
        candidates = sum(booking.room_id == room_id for booking in bookings)
        work.record(
            Tag.SESSION_PUBLISHED,
            "exam_session",
            session.id,
            ledger=session.ledger_of(room_id),
            room=str(room_id),
            candidates=candidates,
        )
    tell_tickets(work, session)


def _refuse_unseated(bookings: Sequence[Booking]) -> None:
    if not bookings:
        raise Conflict("Nobody is booked yet. Book candidates first.")
    if unseated := sum(booking.seat_id is None for booking in bookings):
        raise Conflict("Candidates who have no seat yet: %(candidates)s. Assign the seats first.", candidates=unseated)


def _refuse_crowded(bookings: Sequence[Booking], alone: Collection[UUID]) -> None:
    """A need approved after the seats were given: they have to be given again."""
    seated = Counter(booking.room_id for booking in bookings)
    if crowded := sum(booking.id in alone and seated[booking.room_id] > 1 for booking in bookings):
        raise Conflict(
            "Candidates who need a room of their own and sit with others: %(crowded)s. Assign the seats again.",
            crowded=crowded,
        )


def _refuse_unsupervised(work: Work, session: ExamSession, rooms: Sequence[UUID]) -> None:
    duties = work.all(
        select(Invigilation)
        .where(Invigilation.city_id == work.city_id, Invigilation.exam_session_id == session.id)
        .order_by(Invigilation.id)
    )
    if missing := len(set(rooms) - {duty.room_id for duty in duties}):
        raise Conflict("Rooms that have no invigilator yet: %(rooms)s. Assign them first.", rooms=missing)
    # Since the assignment somebody may have been barred, or the seats assigned anew.
    refuse_barred(work, session, [duty.person_id for duty in duties])
    for duty in duties:
        _refuse_conflict_of_duty(work, session, duty.room_id, duty.person_id)


def _ticket_numbers(work: Work, session: ExamSession, count: int) -> list[str]:
    """Unguessable numbers: YYMMDD of the examination and eight digits drawn evenly, none given before."""
    day = f"{session.starts_at.astimezone(work.site.settings.zone):%y%m%d}"
    given = set(
        work.all(
            select(Booking.ticket_number).where(Booking.city_id == work.city_id, Booking.ticket_number.startswith(day))
        )
    )
    numbers: list[str] = []
    while len(numbers) < count:
        number = day + _random_digits(work)
        if number not in given:
            given.add(number)
            numbers.append(number)
    return numbers


def _random_digits(work: Work) -> str:
    """Eight decimal digits, all equally likely: draws beyond the largest multiple of 10^8 are thrown away."""
    most = 256**4 - 256**4 % 10**TICKET_DIGITS
    while True:
        drawn = int.from_bytes(work.site.random_bytes(4))
        if drawn < most:
            return f"{drawn % 10**TICKET_DIGITS:0{TICKET_DIGITS}d}"
