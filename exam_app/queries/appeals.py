"""Score appeals: the own ones, the desk's list by the day that is set, and one with its decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    Appeal,
    AppealDecision,
    AppealRemark,
    Booking,
    ComponentMark,
    ExamSession,
    Person,
    Result,
    ResultRelease,
)
from exam_app.queries.appeal_parts import first_marks
from exam_app.queries.appealable import parts_asked
from exam_app.queries.components import components_of
from exam_app.queries.listings import Listing, page_within
from exam_app.queries.people import masked_number
from exam_app.scoping.rules import RULES
from exam_app.scoring import outcome_of
from exam_app.terms import AppealChannel, AppealOutcome, AppealState, ComponentKind
from exam_app.work import Work

LINES_A_PAGE = 50

# -- lists --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AppealLine:
    """One appeal as its list shows it."""

    id: UUID
    number: str
    name: str
    exam_name: str
    state: AppealState
    asked_at: datetime
    decide_by: date
    days_left: int
    """Calendar days to the last day for the decision; negative when it has passed."""
    outcome: AppealOutcome | None

    @property
    def is_late(self) -> bool:
        return self.state is not AppealState.FINAL and self.days_left < 0


SIGNED = aliased(AppealDecision, name="signed")


def _lines(work: Work) -> Select[*tuple[Any, ...]]:
    return (
        select(Appeal, Person.name, ExamSession.name, SIGNED.outcome)
        .join(Person, (Person.city_id == Appeal.city_id) & (Person.id == Appeal.person_id))
        .join(ExamSession, (ExamSession.city_id == Appeal.city_id) & (ExamSession.id == Appeal.exam_session_id))
        .outerjoin(
            SIGNED,
            (SIGNED.city_id == Appeal.city_id) & (SIGNED.appeal_id == Appeal.id) & SIGNED.second_at.is_not(None),
        )
        .where(Appeal.city_id == work.city_id)
    )


def appeal_lines(work: Work, page: int) -> Listing[AppealLine]:
    """Those in the viewer's scope: the undecided by the day that is set, then the decided, the newest first."""
    total = work.count(select(func.count(Appeal.id)).where(Appeal.city_id == work.city_id))
    page = page_within(page, total, LINES_A_PAGE)
    query = _lines(work).order_by(
        Appeal.decided_at.is_not(None), Appeal.decided_at.desc(), Appeal.decide_by, Appeal.asked_at, Appeal.id
    )
    rows = work.rows(query.limit(LINES_A_PAGE).offset((page - 1) * LINES_A_PAGE))
    return Listing([_line(work, *row) for row in rows], total, page, LINES_A_PAGE)


def _line(work: Work, appeal: Appeal, name: str, exam_name: str, outcome: AppealOutcome | None) -> AppealLine:
    return AppealLine(
        appeal.id,
        appeal.number,
        name,
        exam_name,
        appeal.state,
        appeal.asked_at,
        appeal.decide_by,
        (appeal.decide_by - work.today).days,
        outcome,
    )


@dataclass(frozen=True)
class AppealsDue:
    """How many appeals are undecided, how many of them past their day, and the next day on which one is due."""

    waiting: int
    late: int
    next_due: date | None


def appeals_due(work: Work) -> AppealsDue:
    """Of the viewer's scope, in one statement over the undecided ones."""
    query = select(Appeal.decide_by).where(Appeal.city_id == work.city_id, Appeal.state != AppealState.FINAL)
    days = work.all(query.order_by(Appeal.decide_by))
    late = sum(day < work.today for day in days)
    return AppealsDue(len(days), late, next((day for day in days if day >= work.today), None))


# -- one ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """What a paper comes to."""

    raw: int
    maximum: int
    cut_score: int
    passed: bool


def score_of(row: Result | AppealDecision) -> Score | None:
    """What a result or a decision says of the paper; None of a decision where none was sat."""
    if row.raw is None or row.maximum is None or row.cut_score is None or row.passed is None:
        return None
    return Score(row.raw, row.maximum, row.cut_score, row.passed)


@dataclass(frozen=True)
class AppealedPart:
    """A component of an attempt without a paper: points as they were released, empty where the reader sees none."""

    kind: ComponentKind
    points: str


@dataclass(frozen=True)
class DecidedPart:
    """A component that was marked again: points as they are written, and whether it is passed now."""

    kind: ComponentKind
    before: str
    after: str
    passed: bool


KINDS = {kind.value: kind for kind in ComponentKind}


def _parts(stored: Sequence[Any] | None) -> Sequence[DecidedPart]:
    return [DecidedPart(KINDS[kind], before, after, passed) for kind, before, after, passed in stored or ()]


@dataclass(frozen=True)
class Decided:
    """A decision as it was proposed, signed or sent back."""

    id: UUID
    outcome: AppealOutcome
    score: Score | None
    """What the paper comes to; None where none was sat."""
    parts: Sequence[DecidedPart]
    reasons: str
    first: str
    first_at: datetime
    second: str
    second_at: datetime | None
    sent_back_at: datetime | None
    is_mine: bool


@dataclass(frozen=True)
class AppealPage:
    """One appeal with whom it is about, what it is against, and what was decided on it."""

    line: AppealLine
    appeal_id: UUID
    person_id: UUID
    registration_id: UUID
    id_number: str
    """Masked."""
    ticket_number: str
    exam_session_id: UUID
    starts_at: datetime
    sitting_id: UUID | None
    """None where no paper was sat."""
    channel: AppealChannel
    taken_by: str
    words: str
    known_on: date
    ask_until: date
    appealed: Score | None
    """The result of the paper that is appealed against; None where none was sat."""
    parts: Sequence[AppealedPart]
    """What is checked where no paper was sat."""
    releasers: frozenset[UUID | None]
    decisions: Sequence[Decided]
    """The newest first; outside the city's desk only what was signed."""

    @property
    def standing(self) -> Decided | None:
        """The decision that waits for a signature or was signed."""
        return next((each for each in self.decisions if each.sent_back_at is None), None)


def appeal_page(work: Work, appeal_id: UUID) -> AppealPage:
    """One appeal within the viewer's scope, in two statements, or four where no paper was sat."""
    return appeal_with_page(work, appeal_id)[1]


def appeal_with_page(work: Work, appeal_id: UUID) -> tuple[Appeal, AppealPage]:
    """The same with its row, for who looks further."""
    taker = aliased(Person)
    query = (
        _lines(work)
        .join(Booking, (Booking.city_id == Appeal.city_id) & (Booking.id == Appeal.booking_id))
        .outerjoin(
            Result,
            (Result.city_id == Appeal.city_id)
            & (Result.sitting_id == Appeal.sitting_id)
            & (Result.number == Appeal.result_number),
        )
        .join(
            ResultRelease,
            (ResultRelease.city_id == Appeal.city_id) & (ResultRelease.exam_session_id == Appeal.exam_session_id),
        )
        .outerjoin(taker, (taker.city_id == Appeal.city_id) & (taker.id == Appeal.taken_by_id))
        .add_columns(Person, ExamSession, Booking, Result, ResultRelease, taker.name)
        .where(Appeal.id == appeal_id)
    )
    rows = work.rows(query)
    row = work.found(rows[0] if rows else None)
    appeal, name, exam_name, outcome, person, exam, booking, result, release, taken_by = row
    return appeal, AppealPage(
        line=_line(work, appeal, name, exam_name, outcome),
        appeal_id=appeal.id,
        person_id=person.id,
        registration_id=booking.registration_id,
        id_number=masked_number(work, person),
        ticket_number=booking.ticket_number or "",
        exam_session_id=exam.id,
        starts_at=exam.starts_at,
        sitting_id=appeal.sitting_id,
        channel=appeal.channel,
        taken_by=taken_by or "",
        words=appeal.words,
        known_on=appeal.known_on,
        ask_until=appeal.ask_until,
        appealed=score_of(result) if result else None,
        parts=() if result else _appealed_parts(work, booking),
        releasers=frozenset({release.first_person_id, release.second_person_id}),
        decisions=_decisions(work, appeal.id),
    )


def _appealed_parts(work: Work, booking: Booking) -> Sequence[AppealedPart]:
    """Points only for who sees marks: the county, which hands the letter over, reads them there."""
    kinds = parts_asked(booking)
    if work.actor.role not in RULES[ComponentMark]:
        return [AppealedPart(kind, "") for kind in kinds]
    offered = {part.kind: part for part in components_of(work, [booking.exam_session_id])[booking.exam_session_id]}
    marks = first_marks(work, booking.id)
    return [
        AppealedPart(kind, outcome_of(marks.get(offered[kind].id, ()), offered[kind].scale).written) for kind in kinds
    ]


def markings_of(work: Work, sitting_id: UUID) -> Sequence[Result]:
    """Every marking of a sitting, the first one first; the one appealed against stays whatever is decided."""
    query = select(Result).where(Result.city_id == work.city_id, Result.sitting_id == sitting_id)
    return work.all(query.order_by(Result.number))


def releasers_of(work: Work, exam_session_id: UUID) -> frozenset[UUID]:
    """Who released the results of an examination."""
    query = select(ResultRelease.first_person_id, ResultRelease.second_person_id).where(
        ResultRelease.city_id == work.city_id, ResultRelease.exam_session_id == exam_session_id
    )
    return frozenset(each for row in work.rows(query) for each in row if each is not None)


def remark_of(work: Work, appeal_id: UUID) -> AppealRemark | None:
    """What the second marker filed; None before."""
    query = select(AppealRemark).where(AppealRemark.city_id == work.city_id, AppealRemark.appeal_id == appeal_id)
    return work.one(query)


def _decisions(work: Work, appeal_id: UUID) -> Sequence[Decided]:
    first, second = aliased(Person), aliased(Person)
    query = (
        select(AppealDecision, first.name, second.name)
        .outerjoin(first, (first.city_id == AppealDecision.city_id) & (first.id == AppealDecision.first_person_id))
        .outerjoin(second, (second.city_id == AppealDecision.city_id) & (second.id == AppealDecision.second_person_id))
        .where(AppealDecision.city_id == work.city_id, AppealDecision.appeal_id == appeal_id)
        .order_by(AppealDecision.first_at.desc(), AppealDecision.id.desc())
    )
    return [
        Decided(
            row.id,
            row.outcome,
            score_of(row),
            _parts(row.parts),
            row.reasons,
            by or "",
            row.first_at,
            signed_by or "",
            row.second_at,
            row.sent_back_at,
            row.first_person_id == work.actor.person_id,
        )
        for row, by, signed_by in work.rows(query)
    ]


@dataclass(frozen=True)
class OwnAppeal:
    """An appeal as its person reads it: no member of staff is named."""

    id: UUID
    number: str
    exam_name: str
    words: str
    asked_at: datetime
    decide_by: date
    state: AppealState
    outcome: AppealOutcome | None
    reasons: str
    raw: int | None
    maximum: int | None
    passed: bool | None
    parts: Sequence[DecidedPart]
    decided_at: datetime | None


def my_appeals(work: Work) -> Sequence[OwnAppeal]:
    """The own ones, the newest first."""
    query = (
        _lines(work)
        .add_columns(SIGNED.reasons, SIGNED.raw, SIGNED.maximum, SIGNED.passed, SIGNED.parts)
        .where(Appeal.person_id == work.actor.person_id)
        .order_by(Appeal.asked_at.desc())
    )
    return [
        OwnAppeal(
            appeal.id,
            appeal.number,
            exam_name,
            appeal.words,
            appeal.asked_at,
            appeal.decide_by,
            appeal.state,
            outcome,
            reasons or "",
            raw,
            maximum,
            passed,
            _parts(parts),
            appeal.decided_at,
        )
        for appeal, _, exam_name, outcome, reasons, raw, maximum, passed, parts in work.rows(query)
    ]
