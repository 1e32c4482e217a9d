"""Leads against organisers as the city and the auditor read them: what is open, how old, what was said, who closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from exam_app.conformance import STEPS, Step
from exam_app.models import ExamSession, LeadAnswer, LeadClosing, OrganiserLead, Person, Room
from exam_app.queries.listings import Listing, page_within
from exam_app.terms import N_, Term
from exam_app.work import Work

LEADS_A_PAGE = 50
BY_KEY: Mapping[str, Step] = {step.key: step for step in STEPS}


class LeadState(Term):
    """Whose turn it is with a lead."""

    OPEN = "open", N_("Not answered yet")
    ANSWERED = "answered", N_("Answered, to be closed by a second person")
    CLOSED = "closed", N_("Closed by a second person")


@dataclass(frozen=True)
class LeadLine:
    """A lead in a list."""

    id: UUID
    exam_session_id: UUID
    exam: str
    starts_at: datetime
    room: str
    """Empty where the step is of the whole examination."""
    step: Step
    opened_at: datetime
    age: timedelta
    """Until now, or until it was closed."""
    state: LeadState


@dataclass(frozen=True)
class Leads:
    counts: Mapping[LeadState, int]
    """Of all leads of the city, whichever are listed."""
    listing: Listing[LeadLine]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return self.total - self.counts[LeadState.CLOSED]


@dataclass(frozen=True)
class Answer:
    """What the organiser said."""

    id: UUID
    words: str
    by: str
    at: datetime
    is_mine: bool


@dataclass(frozen=True)
class Closing:
    """Why no more is asked."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class LeadPage:
    line: LeadLine
    answers: Sequence[Answer]
    """The oldest first."""
    closing: Closing | None

    @property
    def newest(self) -> Answer | None:
        return self.answers[-1] if self.answers else None

    @property
    def is_mine(self) -> bool:
        """Whether the viewer gave an answer, and so cannot close it."""
        return any(answer.is_mine for answer in self.answers)


def organiser_leads(work: Work, *, closed: bool | None = None, page: int = 1) -> Leads:
    """Leads of the city, open ones first, of these the oldest first; ``closed`` lists only those. Two statements."""
    counts = _counts(work)
    settled = counts[LeadState.CLOSED]
    total = sum(counts.values()) if closed is None else settled if closed else sum(counts.values()) - settled
    page = page_within(page, total, LEADS_A_PAGE)
    query = _lines(work)
    if closed is not None:
        query = query.where(LeadClosing.id.is_not(None) if closed else LeadClosing.id.is_(None))
    query = (
        query.order_by(LeadClosing.id.is_not(None), OrganiserLead.opened_at, ExamSession.starts_at, OrganiserLead.id)
        .offset((page - 1) * LEADS_A_PAGE)
        .limit(LEADS_A_PAGE)
    )
    return Leads(counts, Listing([_line(work, *row) for row in work.rows(query)], total, page, LEADS_A_PAGE))


def waiting_leads(work: Work) -> int:
    """How many leads are not closed. One statement."""
    query = (
        select(func.count(OrganiserLead.id))
        .outerjoin(LeadClosing, _closes())
        .where(OrganiserLead.city_id == work.city_id, LeadClosing.id.is_(None))
    )
    return work.count(query)


def leads_of(work: Work, exam_session_id: UUID) -> Mapping[tuple[str, UUID | None], UUID]:
    """The leads of an examination by step and room. One statement."""
    query = select(OrganiserLead.step, OrganiserLead.room_id, OrganiserLead.id).where(
        OrganiserLead.city_id == work.city_id, OrganiserLead.exam_session_id == exam_session_id
    )
    return {(step, room_id): lead_id for step, room_id, lead_id in work.rows(query)}


def lead_page(work: Work, lead_id: UUID) -> LeadPage:
    """One lead with what was said of it; three statements."""
    row = work.rows(_lines(work).where(OrganiserLead.id == lead_id))
    line = _line(work, *work.found(row[0] if row else None))
    answers = (
        select(LeadAnswer, Person.name)
        .join(Person, (Person.city_id == LeadAnswer.city_id) & (Person.id == LeadAnswer.by_person_id))
        .where(LeadAnswer.city_id == work.city_id, LeadAnswer.lead_id == lead_id)
        .order_by(LeadAnswer.at, LeadAnswer.id)
    )
    closer = aliased(Person)
    closing = (
        select(LeadClosing, closer.name)
        .join(closer, (closer.city_id == LeadClosing.city_id) & (closer.id == LeadClosing.by_person_id))
        .where(LeadClosing.city_id == work.city_id, LeadClosing.lead_id == lead_id)
    )
    ends = [Closing(one.reason, by, one.at) for one, by in work.rows(closing)]
    said = [
        Answer(one.id, one.words, by, one.at, one.by_person_id == work.actor.person_id)
        for one, by in work.rows(answers)
    ]
    return LeadPage(line, said, ends[0] if ends else None)


def _closes() -> ColumnElement[bool]:
    return (LeadClosing.city_id == OrganiserLead.city_id) & (LeadClosing.lead_id == OrganiserLead.id)


def _is_answered() -> ColumnElement[bool]:
    return exists(
        select(LeadAnswer.id)
        .where(LeadAnswer.city_id == OrganiserLead.city_id, LeadAnswer.lead_id == OrganiserLead.id)
        .correlate(OrganiserLead)
    )


def _counts(work: Work) -> Mapping[LeadState, int]:
    answered = _is_answered()
    query = (
        select(func.count(), func.count().filter(answered), func.count(LeadClosing.id))
        .select_from(OrganiserLead)
        .outerjoin(LeadClosing, _closes())
        .where(OrganiserLead.city_id == work.city_id)
    )
    ((every, with_answer, closed),) = work.rows(query)  # only what was answered is ever closed
    return {
        LeadState.OPEN: every - with_answer,
        LeadState.ANSWERED: with_answer - closed,
        LeadState.CLOSED: closed,
    }


def _lines(work: Work) -> Select[OrganiserLead, str, datetime, str | None, bool, datetime | None]:
    return (
        select(OrganiserLead, ExamSession.name, ExamSession.starts_at, Room.name, _is_answered(), LeadClosing.at)
        .join(
            ExamSession,
            (ExamSession.city_id == OrganiserLead.city_id) & (ExamSession.id == OrganiserLead.exam_session_id),
        )
        .outerjoin(Room, (Room.city_id == OrganiserLead.city_id) & (Room.id == OrganiserLead.room_id))
        .outerjoin(LeadClosing, _closes())
        .where(OrganiserLead.city_id == work.city_id)
    )


def _line(
    work: Work,
    lead: OrganiserLead,
    exam: str,
    starts_at: datetime,
    room: str | None,
    is_answered: bool,
    closed_at: datetime | None,
) -> LeadLine:
    return LeadLine(
        id=lead.id,
        exam_session_id=lead.exam_session_id,
        exam=exam,
        starts_at=starts_at,
        room=room or "",
        step=BY_KEY[lead.step],
        opened_at=lead.opened_at,
        age=(closed_at or work.now) - lead.opened_at,
        state=LeadState.CLOSED if closed_at else LeadState.ANSWERED if is_answered else LeadState.OPEN,
    )
