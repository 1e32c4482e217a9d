"""Components of examinations: what is marked, what the marks come to, and what an examiner has before them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from exam_app.models import (
    Appeal,
    AppealMark,
    Booking,
    ComponentExaminer,
    ComponentMark,
    Enrolment,
    ExamComponent,
    ExamSession,
    Person,
    ResultAnnulment,
    ResultRelease,
    Sitting,
    ThirdCall,
)
from exam_app.models.exam_sessions import NEVER_HELD
from exam_app.scoring import Outcome, Scale, outcome_of
from exam_app.terms import ComponentKind, ExamSessionState
from exam_app.work import Work

# -- what the marks come to -----------------------------------------------------------------------------------------


def components_of(work: Work, exam_session_ids: Collection[UUID]) -> Mapping[UUID, Sequence[ExamComponent]]:
    """Skills and physical tests by examination; one without any is missing."""
    query = (
        select(ExamComponent)
        .where(ExamComponent.city_id == work.city_id, ExamComponent.exam_session_id.in_(exam_session_ids))
        .order_by(ExamComponent.kind.desc())
    )
    found: defaultdict[UUID, list[ExamComponent]] = defaultdict(list)
    for part in work.all(query):
        found[part.exam_session_id].append(part)
    return found


def outcomes_of(work: Work, parts: Sequence[ExamComponent]) -> Mapping[tuple[UUID, UUID], Outcome]:
    """What the marks seen by this actor come to, by component and booking; whoever has no mark is missing."""
    if not parts:
        return {}
    scales = {part.id: part.scale for part in parts}
    query = select(ComponentMark.component_id, ComponentMark.booking_id, ComponentMark.points).where(
        ComponentMark.city_id == work.city_id, ComponentMark.component_id.in_(scales)
    )
    marks: defaultdict[tuple[UUID, UUID], list[int]] = defaultdict(list)
    for component_id, booking_id, points in work.rows(query):
        marks[component_id, booking_id].append(points)
    for key, points in _by_appeal(work, scales):
        marks[key].append(points)
    return {key: outcome_of(given, scales[key[0]]) for key, given in marks.items() if given}


def _by_appeal(work: Work, component_ids: Collection[UUID]) -> Sequence[tuple[tuple[UUID, UUID], int]]:
    """Marks of third examiners that decided score appeals brought in, by component and booking."""
    query = (
        select(AppealMark.component_id, AppealMark.booking_id, AppealMark.points)
        .join(Appeal, (Appeal.city_id == AppealMark.city_id) & (Appeal.id == AppealMark.appeal_id))
        .where(
            AppealMark.city_id == work.city_id,
            AppealMark.component_id.in_(component_ids),
            Appeal.decided_at.is_not(None),
        )
    )
    return [((component_id, booking_id), points) for component_id, booking_id, points in work.rows(query)]


def marks_missing(work: Work, session: ExamSession) -> Mapping[ComponentKind, int]:
    """For how many candidates of an examination the marks of a component are not complete; complete ones are left
    out."""
    parts = components_of(work, [session.id]).get(session.id, ())
    outcomes = outcomes_of(work, parts)
    bookings = _bookings(work, session.id) if parts else []
    found = {part.kind: sum(_is_open(part, each, outcomes) for each in bookings) for part in parts}
    return {kind: people for kind, people in found.items() if people}


def _is_open(part: ExamComponent, booking: Booking, outcomes: Mapping[tuple[UUID, UUID], Outcome]) -> bool:
    outcome = outcomes.get((part.id, booking.id))
    return booking.asks(part.kind) and (outcome is None or not outcome.is_complete)


def _bookings(work: Work, exam_session_id: UUID) -> Sequence[Booking]:
    query = (
        select(Booking)
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
        .order_by(Booking.ticket_number, Booking.id)
    )
    return work.all(query)


# -- the city's pages -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExaminerLine:
    place: int
    person_id: UUID
    name: str


@dataclass(frozen=True)
class PartLine:
    """One component of an examination as it is planned, and how far its marking is; no points are among it."""

    id: UUID
    kind: ComponentKind
    scale: Scale
    is_required: bool
    examiners: Sequence[ExaminerLine]
    asked: int
    complete: int
    third_needed: int

    @property
    def has_examiners(self) -> bool:
        """The two who mark everybody; the third is needed where they differ."""
        return {1, 2} <= {each.place for each in self.examiners}

    @property
    def lacks_third(self) -> bool:
        return self.third_needed > 0 and 3 not in {each.place for each in self.examiners}


def part_lines(work: Work, exam_session_id: UUID) -> Sequence[PartLine]:
    """The components of one examination; a fixed number of statements."""
    parts = components_of(work, [exam_session_id]).get(exam_session_id, ())
    if not parts:
        return []
    outcomes, bookings = outcomes_of(work, parts), _bookings(work, exam_session_id)
    examiners = _examiners(work, parts)
    lines = []
    for part in parts:
        asked = [booking for booking in bookings if booking.asks(part.kind)]
        found = [outcomes.get((part.id, booking.id)) for booking in asked]
        lines.append(
            PartLine(
                part.id,
                part.kind,
                part.scale,
                part.is_required,
                examiners.get(part.id, ()),
                len(asked),
                sum(each is not None and each.is_complete for each in found),
                sum(each is not None and each.needs_third for each in found),
            )
        )
    return lines


def _examiners(work: Work, parts: Sequence[ExamComponent]) -> Mapping[UUID, Sequence[ExaminerLine]]:
    query = (
        select(ComponentExaminer, Person.name)
        .join(Person, (Person.city_id == ComponentExaminer.city_id) & (Person.id == ComponentExaminer.person_id))
        .where(
            ComponentExaminer.city_id == work.city_id, ComponentExaminer.component_id.in_([part.id for part in parts])
        )
        .order_by(ComponentExaminer.place)
    )
    found: defaultdict[UUID, list[ExaminerLine]] = defaultdict(list)
    for row, name in work.rows(query):
        found[row.component_id].append(ExaminerLine(row.place, row.person_id, name))
    return found


def own_trainees(work: Work, exam_session_id: UUID, unit_ids: Collection[UUID]) -> int:
    """How many candidates of an examination these training units trained, seated or not."""
    query = (
        select(Booking.person_id)
        .join(Enrolment, (Enrolment.city_id == Booking.city_id) & (Enrolment.person_id == Booking.person_id))
        .where(
            Booking.city_id == work.city_id,
            Booking.exam_session_id == exam_session_id,
            Enrolment.training_unit_id.in_(unit_ids),
        )
        .distinct()
    )
    return len(work.all(query))


@dataclass(frozen=True)
class PartResult:
    """One candidate's released result of a component, and how it came about."""

    ticket_number: str
    name: str
    outcome: Outcome
    is_annulled: bool

    @property
    def passed(self) -> bool:
        return self.outcome.passed and not self.is_annulled


def part_results(work: Work, exam_session_id: UUID) -> Mapping[ComponentKind, Sequence[PartResult]]:
    """The released results of the components of an examination by ticket number; empty before the release."""
    if not _is_released(work, exam_session_id):
        return {}
    parts = components_of(work, [exam_session_id]).get(exam_session_id, ())
    outcomes = outcomes_of(work, parts)
    query = (
        select(Booking, Person.name, ResultAnnulment.id)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(
            ResultAnnulment, (ResultAnnulment.city_id == Sitting.city_id) & (ResultAnnulment.sitting_id == Sitting.id)
        )
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id)
        .order_by(Booking.ticket_number)
    )
    rows = work.rows(query)
    return {
        part.kind: [
            PartResult(booking.ticket_number or "", name, outcome, annulment_id is not None)
            for booking, name, annulment_id in rows
            if (outcome := outcomes.get((part.id, booking.id)))
        ]
        for part in parts
    }


def _is_released(work: Work, exam_session_id: UUID) -> bool:
    query = select(ResultRelease.second_at).where(
        ResultRelease.city_id == work.city_id, ResultRelease.exam_session_id == exam_session_id
    )
    return work.one(query) is not None


# -- the candidate's own --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MyPart:
    """A component of the candidate's own examination: how it is marked, and its released outcome."""

    kind: ComponentKind
    scale: Scale
    is_required: bool
    outcome: Outcome | None
    """None before the release."""


def my_parts(work: Work, exam_session_id: UUID) -> Sequence[MyPart]:
    """What the candidate's examination asks besides the theory."""
    parts = components_of(work, [exam_session_id]).get(exam_session_id, ())
    if not parts:
        return []
    booking = work.get(Booking, work.found(work.actor.booking_id))
    outcomes = outcomes_of(work, parts) if _is_released(work, exam_session_id) else {}
    return [
        MyPart(part.kind, part.scale, part.is_required, outcomes.get((part.id, booking.id)))
        for part in parts
        if booking.asks(part.kind)
    ]


# -- the examiner's sheets ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MyDuty:
    """A component that the actor marks: of which examination, and in which place."""

    component_id: UUID
    kind: ComponentKind
    place: int
    exam_session_id: UUID
    exam_name: str
    starts_at: datetime
    state: ExamSessionState


def my_duties(work: Work) -> Sequence[MyDuty]:
    """The actor's components in published examinations, the latest first."""
    query = (
        select(ComponentExaminer, ExamComponent.kind, ExamSession)
        .join(
            ExamComponent,
            (ExamComponent.city_id == ComponentExaminer.city_id) & (ExamComponent.id == ComponentExaminer.component_id),
        )
        .join(
            ExamSession,
            (ExamSession.city_id == ComponentExaminer.city_id) & (ExamSession.id == ComponentExaminer.exam_session_id),
        )
        .where(
            ComponentExaminer.city_id == work.city_id,
            ComponentExaminer.person_id == work.actor.person_id,
            ExamSession.state.not_in(NEVER_HELD),
        )
        .order_by(ExamSession.starts_at.desc(), ExamComponent.kind)
    )
    return [
        MyDuty(duty.component_id, kind, duty.place, session.id, session.name, session.starts_at, session.state)
        for duty, kind, session in work.rows(query)
    ]


@dataclass(frozen=True)
class ToMark:
    """A candidate on the sheet, with the examiner's own mark if it is given."""

    booking_id: UUID
    ticket_number: str
    name: str
    points: int | None
    was_absent: bool


@dataclass(frozen=True)
class Sheet:
    duty: MyDuty
    scale: Scale
    candidates: Sequence[ToMark]

    @property
    def left(self) -> int:
        return sum(each.points is None for each in self.candidates)


def sheet_of(work: Work, component_id: UUID) -> Sheet:
    """The actor's sheet of a component: everybody who is asked it, for the third examiner those called for."""
    duty = work.found(next((each for each in my_duties(work) if each.component_id == component_id), None))
    part = work.get(ExamComponent, component_id)
    called = _called(work, component_id) if duty.place > 2 else None
    return Sheet(duty, part.scale, _to_mark(work, part, called))


def _called(work: Work, component_id: UUID) -> set[UUID]:
    query = select(ThirdCall.booking_id).where(
        ThirdCall.city_id == work.city_id, ThirdCall.component_id == component_id
    )
    return set(work.all(query))


def _to_mark(work: Work, part: ExamComponent, called: set[UUID] | None) -> Sequence[ToMark]:
    query = (
        select(Booking, Person.name, ComponentMark)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(
            ComponentMark,
            (ComponentMark.city_id == Booking.city_id)
            & (ComponentMark.booking_id == Booking.id)
            & (ComponentMark.component_id == part.id)
            & (ComponentMark.examiner_id == work.actor.person_id),
        )
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == part.exam_session_id)
        .order_by(Booking.ticket_number)
    )
    return [
        ToMark(
            booking.id,
            booking.ticket_number or "",
            name,
            mark.points if mark else None,
            mark.was_absent if mark else False,
        )
        for booking, name, mark in work.rows(query)
        if booking.asks(part.kind) and (called is None or booking.id in called)
    ]
