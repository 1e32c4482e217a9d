"""Results after their release, and the city's page before and after it.

Every look at a score goes through :func:`_released`: before the second signature there is no row to show, for nobody.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from exam_app.models import Booking, ExamCentre, ExamSession, Person, Result, ResultAnnulment, ResultRelease, Sitting
from exam_app.models.exam_sessions import NEVER_HELD
from exam_app.sitting_states import AWAITED, OPEN
from exam_app.terms import ComponentKind, ExamSessionState, SittingState
from exam_app.work import Work

BIN = 5
"""Points in one bar of the histogram."""


@dataclass(frozen=True)
class TopicScore:
    """How many items of a topic were right, of how many asked."""

    code: str
    right: int
    asked: int


@dataclass(frozen=True)
class ReleasedResult:
    """A result that two people released."""

    person_id: UUID
    exam_session_id: UUID
    exam_name: str
    sat_at: datetime
    raw: int
    maximum: int
    cut_score: int
    passed: bool
    """Never of an annulled result."""
    by_topic: Sequence[TopicScore]
    released_at: datetime | None
    annulled_at: datetime | None = None
    case_number: str = ""
    """The case that annulled it."""
    changed_at: datetime | None = None
    """When it was marked again after the release; the marks before it stay on record."""
    first_raw: int | None = None
    """What it came to at first, where it was marked again after the release."""
    first_passed: bool | None = None

    @property
    def passed_at(self) -> datetime | None:
        """When the pass became known; None of a result that does not pass."""
        if not self.passed:
            return None
        return self.changed_at if self.first_passed is False else self.released_at

    @property
    def points_short(self) -> int:
        return max(0, self.cut_score - self.raw)

    @property
    def topics_to_learn(self) -> Sequence[TopicScore]:
        """Topics with less than the share of points that passes, weakest first."""
        weak = [topic for topic in self.by_topic if topic.right * self.maximum < self.cut_score * topic.asked]
        return sorted(weak, key=lambda topic: topic.right / topic.asked)


FIRST_MARK = aliased(Result, name="first_mark")


def _newest() -> Any:
    """Marking again adds a row; only the newest counts."""
    other = aliased(Result)
    newest = (
        select(func.max(other.number))
        .where(other.city_id == Result.city_id, other.sitting_id == Result.sitting_id)
        .correlate(Result)
        .scalar_subquery()
    )
    return Result.number == newest


def _released(work: Work) -> Select[Result, ExamSession, datetime | None, ResultAnnulment | None, Result]:
    """Results that are out, within the actor's scope, with their annulment and the first mark of the paper: the one
    door to a score."""
    return (
        select(Result, ExamSession, ResultRelease.second_at, ResultAnnulment, FIRST_MARK)
        .join(
            FIRST_MARK,
            (FIRST_MARK.city_id == Result.city_id)
            & (FIRST_MARK.sitting_id == Result.sitting_id)
            & (FIRST_MARK.number == 1),
        )
        .join(ExamSession, (ExamSession.city_id == Result.city_id) & (ExamSession.id == Result.exam_session_id))
        .join(
            ResultRelease,
            (ResultRelease.city_id == Result.city_id) & (ResultRelease.exam_session_id == Result.exam_session_id),
        )
        .outerjoin(
            ResultAnnulment,
            (ResultAnnulment.city_id == Result.city_id) & (ResultAnnulment.sitting_id == Result.sitting_id),
        )
        .where(Result.city_id == work.city_id, ResultRelease.second_at.is_not(None), _newest())
    )


def released_results(work: Work, person_ids: Collection[UUID]) -> Mapping[UUID, Sequence[ReleasedResult]]:
    """The released results of some people, newest examination first; whoever has none is missing."""
    query = _released(work).where(Result.person_id.in_(person_ids)).order_by(ExamSession.starts_at.desc())
    found: dict[UUID, list[ReleasedResult]] = {}
    for row in work.rows(query):
        found.setdefault(row[0].person_id, []).append(_shown(*row))
    return found


def my_result(work: Work, exam_session_id: UUID) -> ReleasedResult | None:
    """The candidate's own result of one examination, once it is out."""
    query = _released(work).where(Result.person_id == work.actor.person_id, Result.exam_session_id == exam_session_id)
    rows = work.rows(query)
    return _shown(*rows[0]) if rows else None


def passed_in(work: Work, exam_session_id: UUID) -> frozenset[UUID] | None:
    """Who passed an examination, by released results that count; None before the release."""
    rows = work.rows(_released(work).where(Result.exam_session_id == exam_session_id))
    if not rows:
        return None
    return frozenset(result.person_id for result, _, _, annulment, _ in rows if result.passed and annulment is None)


def _shown(
    result: Result,
    session: ExamSession,
    released_at: datetime | None,
    annulment: ResultAnnulment | None,
    first: Result,
) -> ReleasedResult:
    was_changed = released_at is not None and result.marked_at > released_at
    return ReleasedResult(
        person_id=result.person_id,
        exam_session_id=session.id,
        exam_name=session.name,
        sat_at=session.starts_at,
        raw=result.raw,
        maximum=result.maximum,
        cut_score=result.cut_score,
        passed=result.passed and annulment is None,
        by_topic=[TopicScore(code, right, asked) for code, (right, asked) in sorted(result.by_topic.items())],
        released_at=released_at,
        annulled_at=annulment.annulled_at if annulment else None,
        case_number=annulment.case_number if annulment else "",
        changed_at=result.marked_at if was_changed else None,
        first_raw=first.raw if was_changed else None,
        first_passed=first.passed if was_changed else None,
    )


@dataclass(frozen=True)
class SessionLine:
    """One examination with its counts; no score is among them."""

    id: UUID
    name: str
    centre: str
    starts_at: datetime
    state: ExamSessionState
    booked: int
    started: int
    handed_in: int
    answering: int
    """Who may still save an answer, or has the answer sheet on the desk."""
    sheets: int
    """Answer sheets that were taken in and are not typed by two people yet."""
    on_paper: int
    """Of those who began, who answered on printed paper: their times are no times of a screen."""
    doors_closed: bool
    """Late-comers may not enter any more."""
    first_signer_id: UUID | None
    first_signer: str | None
    first_at: datetime | None
    released_at: datetime | None

    @property
    def absent(self) -> int:
        """Who has not begun; final once the examination is closed."""
        return self.booked - self.started

    @property
    def may_close(self) -> bool:
        """What :func:`exam_app.operations.sittings.close_session` asks for."""
        return not self.is_closed and not self.answering and (self.doors_closed or not self.absent)

    @property
    def is_closed(self) -> bool:
        return self.state is ExamSessionState.CLOSED

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


def session_lines(work: Work) -> Sequence[SessionLine]:
    """Examinations that were published, newest first."""
    query = _lines(work).where(ExamSession.state.not_in(NEVER_HELD))
    newest_first = query.order_by(ExamSession.starts_at.desc(), ExamSession.id)
    return [_session_line(row, work.now) for row in work.rows(newest_first)]


def _lines(work: Work) -> Select[*tuple[Any, ...]]:
    """Examinations with attendance and signatures, one statement for all of them."""
    started, handed_in, answering, awaited, on_paper = (aliased(Sitting) for _ in range(5))
    booked = select(func.count()).where(
        Booking.city_id == ExamSession.city_id, Booking.exam_session_id == ExamSession.id
    )
    begun = select(func.count()).where(
        started.city_id == ExamSession.city_id, started.exam_session_id == ExamSession.id
    )
    ended = select(func.count()).where(
        handed_in.city_id == ExamSession.city_id,
        handed_in.exam_session_id == ExamSession.id,
        handed_in.state.not_in(OPEN),
    )
    still = select(func.count()).where(
        answering.city_id == ExamSession.city_id,
        answering.exam_session_id == ExamSession.id,
        or_(
            answering.state.in_((SittingState.PAUSED, SittingState.HELD_BACK)),
            (answering.state == SittingState.IN_PROGRESS)
            & or_(answering.deadline_at >= work.now, answering.paper_epoch.is_not(None)),
        ),
    )
    sheets = select(func.count()).where(
        awaited.city_id == ExamSession.city_id, awaited.exam_session_id == ExamSession.id, awaited.state.in_(AWAITED)
    )
    written = select(func.count()).where(
        on_paper.city_id == ExamSession.city_id,
        on_paper.exam_session_id == ExamSession.id,
        on_paper.paper_epoch.is_not(None),
    )
    return (
        select(
            ExamSession,
            ExamCentre.name,
            booked.correlate(ExamSession).scalar_subquery(),
            begun.correlate(ExamSession).scalar_subquery(),
            ended.correlate(ExamSession).scalar_subquery(),
            still.correlate(ExamSession).scalar_subquery(),
            sheets.correlate(ExamSession).scalar_subquery(),
            written.correlate(ExamSession).scalar_subquery(),
            ResultRelease.first_person_id,
            Person.name,
            ResultRelease.first_at,
            ResultRelease.second_at,
        )
        .join(ExamCentre, (ExamCentre.city_id == ExamSession.city_id) & (ExamCentre.id == ExamSession.centre_id))
        .outerjoin(
            ResultRelease,
            (ResultRelease.city_id == ExamSession.city_id) & (ResultRelease.exam_session_id == ExamSession.id),
        )
        .outerjoin(Person, (Person.city_id == ResultRelease.city_id) & (Person.id == ResultRelease.first_person_id))
        .where(ExamSession.city_id == work.city_id)
    )


def _session_line(row: Any, now: datetime) -> SessionLine:
    session, centre, booked, started, handed_in, answering, sheets, on_paper, signer_id, signer, first_at, second_at = (
        row
    )
    return SessionLine(
        id=session.id,
        name=session.name,
        centre=centre,
        starts_at=session.starts_at,
        state=session.state,
        booked=booked,
        started=started,
        handed_in=handed_in,
        answering=answering,
        sheets=sheets,
        on_paper=on_paper,
        doors_closed=now > session.starts_at + timedelta(minutes=session.late_minutes),
        first_signer_id=signer_id,
        first_signer=signer,
        first_at=first_at,
        released_at=second_at,
    )


@dataclass(frozen=True)
class ResultLine:
    """One candidate of an examination with the released result."""

    ticket_number: str
    name: str
    raw: int
    passed: bool
    is_annulled: bool
    first_raw: int | None = None
    """What it came to at first, where it was marked again and comes to something else."""


@dataclass(frozen=True)
class Absentee:
    ticket_number: str
    name: str


@dataclass(frozen=True)
class Bar:
    """Candidates with ``first`` to ``last`` points."""

    first: int
    last: int
    candidates: int


@dataclass(frozen=True)
class Distribution:
    """The released scores of one examination in bins of five points; what was annulled is not among them."""

    bars: Sequence[Bar]
    cut_score: int
    maximum: int
    sat: int
    passed: int

    @property
    def highest_bar(self) -> int:
        return max(bar.candidates for bar in self.bars)


@dataclass(frozen=True)
class SessionResults:
    """The city's page of one examination. ``results`` and ``distribution`` are empty until released."""

    session: SessionLine
    signed_by_viewer: bool
    """Whoever signed first cannot sign again."""
    absent: Sequence[Absentee]
    results: Sequence[ResultLine]
    distribution: Distribution | None


def session_results(work: Work, exam_session_id: UUID) -> SessionResults:
    """One published examination; scores only after the second signature."""
    query = _lines(work).where(ExamSession.id == exam_session_id, ExamSession.state.not_in(NEVER_HELD))
    rows = work.rows(query)
    session = _session_line(work.found(rows[0] if rows else None), work.now)
    released = work.rows(_with_candidate(_released(work).where(Result.exam_session_id == exam_session_id)))
    return SessionResults(
        session=session,
        signed_by_viewer=session.first_at is not None and session.first_signer_id == work.actor.person_id,
        absent=_absent(work, exam_session_id),
        results=[
            ResultLine(
                row.ticket_number or "",
                row.name,
                row[0].raw,
                row[0].passed and row[3] is None,
                bool(row[3]),
                row[4].raw if row[4].raw != row[0].raw else None,
            )
            for row in released
        ],
        distribution=distribution_of([row[0] for row in released if row[3] is None]),
    )


def _with_candidate(results: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        results.join(
            Booking,
            (Booking.city_id == Result.city_id)
            & (Booking.exam_session_id == Result.exam_session_id)
            & (Booking.person_id == Result.person_id),
        )
        .join(Person, (Person.city_id == Result.city_id) & (Person.id == Result.person_id))
        .add_columns(Booking.ticket_number, Person.name)
        .order_by(Booking.ticket_number)
    )


def _absent(work: Work, exam_session_id: UUID) -> Sequence[Absentee]:
    query = (
        select(Booking, Person.name)
        .join(Person, (Person.city_id == Booking.city_id) & (Person.id == Booking.person_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .where(Booking.city_id == work.city_id, Booking.exam_session_id == exam_session_id, Sitting.id.is_(None))
        .order_by(Booking.ticket_number)
    )
    return [
        Absentee(booking.ticket_number or "", name)
        for booking, name in work.rows(query)
        if booking.asks(ComponentKind.THEORY)
    ]


def distribution_of(results: Sequence[Result]) -> Distribution | None:
    """Bars over the whole scale, so that an empty end is seen as empty; None without results."""
    if not results:
        return None
    # Papers of one examination are equally long but for struck items.
    maximum = max(result.maximum for result in results)
    counts = [0] * (maximum // BIN + 1)
    for result in results:
        counts[result.raw // BIN] += 1
    return Distribution(
        bars=[Bar(n * BIN, min(n * BIN + BIN - 1, maximum), count) for n, count in enumerate(counts)],
        cut_score=max(result.cut_score for result in results),
        maximum=maximum,
        sat=len(results),
        passed=sum(result.passed for result in results),
    )
