"""Components of an appealed examination whose marks are doubted: what a third examiner's mark makes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from exam_app.models import (
    Appeal,
    AppealCall,
    AppealMark,
    Booking,
    ComponentExaminer,
    ComponentMark,
    ExamComponent,
    ExamSession,
    Person,
)
from exam_app.scoring import Outcome, outcome_of
from exam_app.terms import ComponentKind
from exam_app.work import Work

THIRD = 3
"""The place of the examiner who marks where the first two are doubted."""


@dataclass(frozen=True)
class PartFinding:
    """A component whose marks were doubted: what they come to, and what with the third examiner's."""

    call_id: UUID
    kind: ComponentKind
    before: Outcome
    after: Outcome | None
    """None: the third examiner has not marked yet."""
    has_third: bool
    """Whether a third examiner is assigned."""

    @property
    def is_changed(self) -> bool:
        return self.after is not None and self.after.points != self.before.points

    @property
    def stored(self) -> list[Any]:
        """As a decision keeps it."""
        after = self.after or self.before
        return [self.kind.value, self.before.written, after.written, after.passed]


def part_findings(work: Work, appeal: Appeal) -> Sequence[PartFinding]:
    """The components for which a third examiner was called, in two statements."""
    query = (
        select(AppealCall.id, ExamComponent, AppealMark.points, ComponentExaminer.id)
        .join(
            ExamComponent, (ExamComponent.city_id == AppealCall.city_id) & (ExamComponent.id == AppealCall.component_id)
        )
        .outerjoin(AppealMark, (AppealMark.city_id == AppealCall.city_id) & (AppealMark.call_id == AppealCall.id))
        .outerjoin(
            ComponentExaminer,
            (ComponentExaminer.city_id == AppealCall.city_id)
            & (ComponentExaminer.component_id == AppealCall.component_id)
            & (ComponentExaminer.place == THIRD),
        )
        .where(AppealCall.city_id == work.city_id, AppealCall.appeal_id == appeal.id)
        .order_by(ExamComponent.kind)
    )
    rows = work.rows(query)
    marks = first_marks(work, appeal.booking_id) if rows else {}
    return [
        PartFinding(
            call_id,
            part.kind,
            outcome_of(marks.get(part.id, ()), part.scale),
            None if points is None else outcome_of([*marks.get(part.id, ()), points], part.scale),
            third_id is not None,
        )
        for call_id, part, points, third_id in rows
    ]


def first_marks(work: Work, booking_id: UUID) -> Mapping[UUID, Sequence[int]]:
    """The marks that were released, by component."""
    query = (
        select(ComponentMark.component_id, ComponentMark.points)
        .where(ComponentMark.city_id == work.city_id, ComponentMark.booking_id == booking_id)
        .order_by(ComponentMark.marked_at, ComponentMark.id)
    )
    found: dict[UUID, list[int]] = {}
    for component_id, points in work.rows(query):
        found.setdefault(component_id, []).append(points)
    return found


@dataclass(frozen=True)
class MyCall:
    """A candidate whom the actor has to mark as third examiner, because the marks are doubted; they are not told."""

    call_id: UUID
    kind: ComponentKind
    full_mark: int
    exam_name: str
    name: str
    ticket_number: str


def my_calls(work: Work) -> Sequence[MyCall]:
    """What waits for the actor, the oldest first; in one statement."""
    query = (
        select(AppealCall.id, ExamComponent, ExamSession.name, Person.name, Booking.ticket_number)
        .join(
            ExamComponent, (ExamComponent.city_id == AppealCall.city_id) & (ExamComponent.id == AppealCall.component_id)
        )
        .join(
            ComponentExaminer,
            (ComponentExaminer.city_id == AppealCall.city_id)
            & (ComponentExaminer.component_id == AppealCall.component_id)
            & (ComponentExaminer.place == THIRD),
        )
        .join(ExamSession, (ExamSession.city_id == AppealCall.city_id) & (ExamSession.id == AppealCall.exam_session_id))
        .join(Booking, (Booking.city_id == AppealCall.city_id) & (Booking.id == AppealCall.booking_id))
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(AppealMark, (AppealMark.city_id == AppealCall.city_id) & (AppealMark.call_id == AppealCall.id))
        .where(
            AppealCall.city_id == work.city_id,
            ComponentExaminer.person_id == work.actor.person_id,
            AppealMark.id.is_(None),
        )
        .order_by(AppealCall.called_at, AppealCall.id)
    )
    return [
        MyCall(call_id, part.kind, part.full_mark, exam, name, ticket or "")
        for call_id, part, exam, name, ticket in work.rows(query)
    ]
