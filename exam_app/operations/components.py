"""Components of an examination: what is asked besides the theory, who marks it, and the marks themselves.

Two examiners mark everybody without knowing of each other's marks; where they differ too much a third is called. What
the marks come to is computed by :mod:`exam_app.scoring` and released with the results.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, Invalid, NotFound, TooEarly, TooLate
from exam_app.journal import Tag
from exam_app.models import (
    Booking,
    ComponentExaminer,
    ComponentMark,
    ExamComponent,
    ExamSession,
    ResultRelease,
    ThirdCall,
)
from exam_app.models.exam_sessions import NEVER_HELD
from exam_app.operations import operation
from exam_app.queries.components import components_of, outcomes_of, own_trainees
from exam_app.queries.resits import standings
from exam_app.queries.scheduling import invigilators_to_choose, training_units_of
from exam_app.scoring import Scale
from exam_app.terms import N_, ComponentKind, ExamSessionState
from exam_app.work import Work

MOST_POINTS = 1000
PLACES = (1, 2, 3)


# -- planning -------------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def offer_component(
    work: Work, exam_session_id: UUID, kind: ComponentKind, scale: Scale, *, is_required: bool = True
) -> UUID:
    """Add skills or a physical test to an examination that is not published; returns the component.

    Raises :class:`Invalid` by field for impossible marks, :class:`Conflict` when it is there already.
    """
    session = _planned(work, exam_session_id)
    if kind is ComponentKind.THEORY:
        raise Invalid.in_field("kind", N_("The theory is part of every examination. Choose another component."))
    if not 1 <= scale.full <= MOST_POINTS:
        raise Invalid.in_field("full_mark", N_("Enter 1 to %(most)s."), most=MOST_POINTS)
    if not 1 <= scale.pass_mark <= scale.full:
        raise Invalid.in_field("pass_mark", N_("Enter 1 to %(most)s."), most=scale.full)
    if not 0 <= scale.limit_percent <= 100:
        raise Invalid.in_field("limit_percent", N_("Enter 0 to 100."))
    if kind in {part.kind for part in components_of(work, [session.id]).get(session.id, ())}:
        raise Conflict("This component is part of the examination already.")
    part = work.add(
        ExamComponent(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            kind=kind,
            full_mark=scale.full,
            pass_mark=scale.pass_mark,
            limit_percent=scale.limit_percent,
            is_required=is_required,
        )
    )
    work.record(
        Tag.COMPONENT_OFFERED,
        "exam_session",
        session.id,
        component=kind.value,
        full_mark=scale.full,
        pass_mark=scale.pass_mark,
    )
    return part.id


@operation(Permission.SCHEDULE)
def drop_component(work: Work, component_id: UUID) -> None:
    """Take a component out of an examination that is not published, with its examiners."""
    part = work.get(ExamComponent, component_id)
    session = _planned(work, part.exam_session_id)
    of_part = (ComponentExaminer.city_id == work.city_id, ComponentExaminer.component_id == part.id)
    work.change(delete(ComponentExaminer).where(*of_part))
    work.change(delete(ExamComponent).where(ExamComponent.city_id == work.city_id, ExamComponent.id == part.id))
    work.record(Tag.COMPONENT_DROPPED, "exam_session", session.id, component=part.kind.value)


def _planned(work: Work, exam_session_id: UUID) -> ExamSession:
    session = work.lock(ExamSession, exam_session_id)
    if session.state != ExamSessionState.PLANNED:
        raise Conflict("This examination is published. Its components stay as they are.")
    return session


# -- examiners ------------------------------------------------------------------------------------------------------


@operation(Permission.SCHEDULE)
def assign_examiner(work: Work, component_id: UUID, place: int, person_id: UUID) -> None:
    """Let a person mark a component in a place: first, second, or third where those two differ.

    Whoever had the place is released. Raises :class:`TooLate` when that examiner has marked, :class:`Conflict` for who
    trained a candidate of the examination, sits it, or has another place in the component; :class:`Invalid` when the
    person does not serve at the centre on that day.
    """
    part = work.lock(ExamComponent, component_id)
    session = work.get(ExamSession, part.exam_session_id)
    if place not in PLACES:
        raise NotFound("This does not exist, or not for you.")
    if person_id not in {each.person_id for each in invigilators_to_choose(work, session.id)}:
        raise Invalid.in_field("person", N_("Choose somebody who serves at this centre on that day."))
    refuse_own_trainees(work, session, [person_id])
    examiners = _examiners(work, part)
    taken = {row.person_id: row for row in examiners}
    if person_id in taken:
        if taken[person_id].place == place:
            return
        raise Conflict("This person has another place in this component. Choose somebody else.")
    for row in examiners:
        if row.place == place:
            _release(work, part, row)
    work.add(
        ComponentExaminer(
            city_id=work.city_id,
            id=work.new_id(),
            component_id=part.id,
            exam_session_id=session.id,
            person_id=person_id,
            place=place,
            assigned_at=work.now,
        )
    )
    work.record(
        Tag.EXAMINER_ASSIGNED, "exam_session", session.id, about=person_id, component=part.kind.value, place=place
    )


def _examiners(work: Work, part: ExamComponent) -> Sequence[ComponentExaminer]:
    query = select(ComponentExaminer).where(
        ComponentExaminer.city_id == work.city_id, ComponentExaminer.component_id == part.id
    )
    return work.all(query)


def _release(work: Work, part: ExamComponent, examiner: ComponentExaminer) -> None:
    """Free a place for somebody else; whoever has marked keeps it."""
    marked = select(ComponentMark.id).where(
        ComponentMark.city_id == work.city_id,
        ComponentMark.component_id == part.id,
        ComponentMark.examiner_id == examiner.person_id,
    )
    if work.one(marked.limit(1)) is not None:
        raise TooLate("This examiner has given marks already and keeps the place.")
    work.change(
        delete(ComponentExaminer).where(ComponentExaminer.city_id == work.city_id, ComponentExaminer.id == examiner.id)
    )


@operation(Permission.SCHEDULE)
def refuse_own_trainees(work: Work, session: ExamSession, person_ids: Sequence[UUID]) -> None:
    """Nobody examines whom they trained, or sits what they examine; raises :class:`Conflict`.

    Asked again when the examination is published: since the assignment people may have been booked.
    """
    units = training_units_of(work, person_ids)
    trained = own_trainees(work, session.id, set().union(*units.values())) if units else 0
    if trained:
        raise Conflict(
            "Candidates trained by an examiner's own training unit: %(trainees)s. Choose somebody else.",
            code="conflict_of_duty",
            trainees=trained,
        )
    sits = select(Booking.id).where(
        Booking.city_id == work.city_id, Booking.exam_session_id == session.id, Booking.person_id.in_(person_ids)
    )
    if work.all(sits):
        raise Conflict("An examiner sits this examination. Choose somebody else.", code="conflict_of_duty")


@operation(Permission.SCHEDULE)
def settle_components(work: Work, session: ExamSession, bookings: Sequence[Booking]) -> None:
    """Write down what each booking asks: everything offered, or in a resit what is left of it.

    Called when people are booked and when the examination is published. Raises nothing: who may not sit was refused
    before.
    """
    parts = components_of(work, [session.id]).get(session.id, ())
    offered = [ComponentKind.THEORY, *(part.kind for part in parts)]
    extra = {part.kind for part in parts if not part.is_required}
    found = standings(work, [booking.registration_id for booking in bookings], session.starts_at, session.id)
    for booking in bookings:
        asked = set(found[booking.registration_id].components) | extra
        booking.components = [kind.value for kind in offered if kind in asked]


@operation(Permission.SCHEDULE)
def require_examiners(work: Work, session: ExamSession) -> None:
    """Before publication each component has two examiners who trained no candidate; the third may come later."""
    for part in components_of(work, [session.id]).get(session.id, ()):
        examiners = _examiners(work, part)
        if not {1, 2} <= {row.place for row in examiners}:
            raise Conflict("%(component)s needs two examiners. Assign them first.", component=part.kind)
        refuse_own_trainees(work, session, [row.person_id for row in examiners])


# -- marking --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mark:
    """Points given by one examiner; whoever did not come gets none."""

    points: int
    was_absent: bool = False


@operation(Permission.INVIGILATE)
def give_marks(work: Work, component_id: UUID, marks: Mapping[UUID, Mark]) -> int:
    """Give the actor's marks of candidates, by booking; returns for how many a third examiner is called by them.

    Marks stand as they are given. Raises :class:`NotFound` for a component or candidate that is not the actor's to
    mark, :class:`TooEarly` before the start, :class:`TooLate` after the release, :class:`Conflict` for a candidate whom
    the actor has marked, :class:`Invalid` by booking for points beyond the full mark.
    """
    part = work.lock(ExamComponent, component_id)  # two examiners at one moment: the later sees the earlier's marks
    session = work.get(ExamSession, part.exam_session_id)
    duty = work.found(next((row for row in _examiners(work, part) if row.person_id == work.actor.person_id), None))
    _require_time_to_mark(work, session)
    bookings = _asked(work, part, duty, marks)
    for booking_id, mark in marks.items():
        if not 0 <= mark.points <= part.full_mark:
            raise Invalid.in_field(str(booking_id), N_("Enter 0 to %(most)s."), most=part.full_mark)
    _refuse_second_mark(work, part, marks)
    work.add_all(
        [
            ComponentMark(
                city_id=work.city_id,
                id=work.new_id(),
                component_id=part.id,
                booking_id=booking.id,
                person_id=booking.person_id,
                examiner_id=work.actor.person_id,
                points=0 if marks[booking.id].was_absent else marks[booking.id].points,
                was_absent=marks[booking.id].was_absent,
                marked_at=work.now,
            )
            for booking in bookings
        ]
    )
    if bookings:
        work.record(
            Tag.COMPONENT_MARKED, "exam_session", session.id, component=part.kind.value, candidates=len(bookings)
        )
    return _call_third(work, part, bookings)


def _require_time_to_mark(work: Work, session: ExamSession) -> None:
    if session.state in NEVER_HELD or work.now < session.starts_at:
        raise TooEarly("The examination has not begun. Marks can be given when it has.")
    signed = select(ResultRelease.id).where(
        ResultRelease.city_id == work.city_id, ResultRelease.exam_session_id == session.id
    )
    if work.one(signed) is not None:
        raise TooLate("The results are signed. Marks stay as they are.")


def _asked(work: Work, part: ExamComponent, duty: ComponentExaminer, marks: Mapping[UUID, Mark]) -> Sequence[Booking]:
    """The bookings to mark; the third examiner marks only whom the two others differ about."""
    query = select(Booking).where(
        Booking.city_id == work.city_id,
        Booking.exam_session_id == part.exam_session_id,
        Booking.id.in_(marks),
    )
    found = [booking for booking in work.all(query.order_by(Booking.id)) if booking.asks(part.kind)]
    if duty.place == PLACES[-1]:
        called = select(ThirdCall.booking_id).where(
            ThirdCall.city_id == work.city_id, ThirdCall.component_id == part.id
        )
        waiting = set(work.all(called))
        found = [booking for booking in found if booking.id in waiting]
    if len(found) < len(marks):
        raise NotFound("This does not exist, or not for you.")
    return found


def _refuse_second_mark(work: Work, part: ExamComponent, marks: Mapping[UUID, Mark]) -> None:
    mine = select(ComponentMark.id).where(
        ComponentMark.city_id == work.city_id,
        ComponentMark.component_id == part.id,
        ComponentMark.booking_id.in_(marks),
        ComponentMark.examiner_id == work.actor.person_id,
    )
    if work.all(mine):
        raise Conflict("You have marked somebody of these already. A mark stands as it was given.")


def _call_third(work: Work, part: ExamComponent, bookings: Sequence[Booking]) -> int:
    """What the actor has just marked may be compared now, and not before."""
    outcomes = outcomes_of(work, [part])
    apart = [each for each in bookings if (found := outcomes.get((part.id, each.id))) and found.needs_third]
    work.add_all(
        [
            ThirdCall(
                city_id=work.city_id,
                id=work.new_id(),
                component_id=part.id,
                booking_id=booking.id,
                exam_session_id=part.exam_session_id,
                called_at=work.now,
            )
            for booking in apart
        ]
    )
    for booking in apart:
        work.record(
            Tag.THIRD_CALLED,
            "exam_session",
            part.exam_session_id,
            about=booking.person_id,
            component=part.kind.value,
        )
    return len(apart)
