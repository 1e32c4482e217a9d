"""How applications stand before their next attempt, judged together, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from exam_app.eligibility import joined
from exam_app.errors import Sentence, sentence
from exam_app.models import (
    Booking,
    ExamComponent,
    ExamSession,
    MakeUp,
    OwnResitRule,
    Person,
    Registration,
    Result,
    ResultAnnulment,
    ResultRelease,
    Sitting,
)
from exam_app.queries.components import components_of, outcomes_of
from exam_app.resits import RULES, Attempt, Rule, Standing, judge, with_own_rule
from exam_app.resits.rules import OwnRule, in_words
from exam_app.terms import N_, ComponentKind, ExamSessionState
from exam_app.work import Work

# -- the rules here -----------------------------------------------------------------------------------------------


def own_rules(work: Work) -> Sequence[OwnResitRule]:
    """What this office has ever set, the newest first."""
    query = select(OwnResitRule).where(OwnResitRule.city_id == work.city_id).order_by(OwnResitRule.since.desc())
    return work.all(query)


def rules_on(work: Work, day: date) -> Sequence[Rule]:
    """The rules of every source, with what this office has set last before that day."""
    own = next((row for row in own_rules(work) if row.since <= day), None)
    return with_own_rule(_as_value(own) if own else None)


@dataclass(frozen=True)
class RuleLine:
    """One rule in words, for the page of the rules."""

    words: Sentence
    source: Sentence
    since: date
    until: date | None
    is_in_force: bool


def rule_lines(work: Work) -> Sequence[RuleLine]:
    """Every rule there is or was here, the newest first; an office that lifted all its limits is a line too."""
    lines = [RuleLine(in_words(rule.demand), rule.source, rule.since, rule.until, True) for rule in RULES]
    following: date | None = None
    for row in own_rules(work):
        until = following - timedelta(days=1) if following else None
        own = _as_value(row)
        stands = row.since <= work.today and (until is None or work.today <= until)
        words = [in_words(demand) for demand in own.demands] or [sentence(N_("Nothing is limited"))]
        lines += [RuleLine(said, own.source, row.since, until, stands) for said in words]
        following = row.since
    return sorted(lines, key=lambda line: line.since, reverse=True)


def _as_value(row: OwnResitRule) -> OwnRule:
    return OwnRule(row.since, row.document, row.waiting_days, row.most_attempts, row.pass_lasts_days)


# -- how people stand ---------------------------------------------------------------------------------------------


def standings(
    work: Work, registration_ids: Collection[UUID], at: datetime, exam_session_id: UUID | None = None
) -> Mapping[UUID, Standing]:
    """How these applications stand at that moment, before the examination named; six statements however many.

    What an examination of theirs once required stays required, and what the one named requires is required too.
    """
    day = at.astimezone(work.site.settings.zone).date()
    rules = rules_on(work, day)
    tried = work.rows(_tried(work).where(Booking.registration_id.in_(registration_ids), ExamSession.starts_at < at))
    parts = components_of(work, {row[1].id for row in tried} | ({exam_session_id} if exam_session_id else set()))
    here = parts.get(exam_session_id, ()) if exam_session_id else ()
    offered = [ComponentKind.THEORY, *(part.kind for part in here)] if exam_session_id else None
    attempts = _attempts(work, tried, parts)
    required = _required(tried, parts)
    needed = {part.kind for part in here if part.is_required}
    return {
        key: judge(attempts.get(key, []), _in_order(required.get(key, set()) | needed), day, rules, offered)
        for key in registration_ids
    }


Tried = Sequence[Row[Booking, ExamSession, UUID | None, bool | None, datetime | None, UUID | None]]


def _in_order(kinds: set[ComponentKind]) -> Sequence[ComponentKind]:
    return [kind for kind in ComponentKind if kind is ComponentKind.THEORY or kind in kinds]


def _required(tried: Tried, parts: Mapping[UUID, Sequence[ExamComponent]]) -> Mapping[UUID, set[ComponentKind]]:
    found: defaultdict[UUID, set[ComponentKind]] = defaultdict(set)
    for booking, session, *_ in tried:
        found[booking.registration_id] |= {part.kind for part in parts.get(session.id, ()) if part.is_required}
    return found


def _attempts(work: Work, tried: Tried, parts: Mapping[UUID, Sequence[ExamComponent]]) -> Mapping[UUID, list[Attempt]]:
    """The attempts of each application; a component is passed when its marks are complete and released."""
    granted = make_ups_of(work, {session.id for _, session, *_ in tried})
    outcomes = outcomes_of(work, [part for each in parts.values() for part in each])
    found: defaultdict[UUID, list[Attempt]] = defaultdict(list)
    for booking, session, sitting_id, passed, released_at, annulment_id in tried:
        marked = {part.kind: outcomes.get((part.id, booking.id)) for part in parts.get(session.id, ())}
        passes = {kind for kind, outcome in marked.items() if outcome and outcome.passed}
        counts = passes | ({ComponentKind.THEORY} if passed else set())
        found[booking.registration_id].append(
            Attempt(
                session.starts_at.astimezone(work.site.settings.zone).date(),
                frozenset(counts if released_at is not None and annulment_id is None else ()),
                is_pending=released_at is None and (sitting_id is not None or any(marked.values())),
                is_made_up=any(each.covers(booking.id, booking.room_id) for each in granted.get(session.id, ())),
            )
        )
    return found


def _tried(work: Work) -> Select[Booking, ExamSession, UUID | None, bool | None, datetime | None, UUID | None]:
    """Bookings of closed examinations with the newest mark of the theory, the release and an annulment."""
    other = aliased(Result)
    newest = (
        select(func.max(other.number))
        .where(other.city_id == Sitting.city_id, other.sitting_id == Sitting.id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    return (
        select(Booking, ExamSession, Sitting.id, Result.passed, ResultRelease.second_at, ResultAnnulment.id)
        .join(ExamSession, (ExamSession.city_id == Booking.city_id) & (ExamSession.id == Booking.exam_session_id))
        .outerjoin(Sitting, (Sitting.city_id == Booking.city_id) & (Sitting.booking_id == Booking.id))
        .outerjoin(
            Result, (Result.city_id == Sitting.city_id) & (Result.sitting_id == Sitting.id) & (Result.number == newest)
        )
        .outerjoin(
            ResultRelease,
            (ResultRelease.city_id == Booking.city_id) & (ResultRelease.exam_session_id == Booking.exam_session_id),
        )
        .outerjoin(
            ResultAnnulment,
            (ResultAnnulment.city_id == Sitting.city_id) & (ResultAnnulment.sitting_id == Sitting.id),
        )
        .where(Booking.city_id == work.city_id, ExamSession.state == ExamSessionState.CLOSED)
    )


def make_ups_of(work: Work, exam_session_ids: Collection[UUID]) -> Mapping[UUID, Sequence[MakeUp]]:
    """Make-ups that two people granted, by examination."""
    query = select(MakeUp).where(
        MakeUp.city_id == work.city_id,
        MakeUp.exam_session_id.in_(exam_session_ids),
        MakeUp.second_at.is_not(None),
    )
    found: defaultdict[UUID, list[MakeUp]] = defaultdict(list)
    for row in work.all(query):
        found[row.exam_session_id].append(row)
    return found


# -- who is blocked -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Blocked:
    """Somebody who may not sit an examination, and why."""

    name: str
    reason: Sentence

    @property
    def sentence(self) -> Sentence:
        return Sentence(N_("%(name)s: %(reasons)s"), {"name": self.name, "reasons": self.reason})


def blocked_among(
    work: Work, registration_ids: Collection[UUID], session: ExamSession, at: datetime | None = None
) -> Sequence[Blocked]:
    """Those of these applications that may not sit an examination, at its time or at another, with rule and date."""
    standing = standings(work, registration_ids, at or session.starts_at, session.id)
    found = {key: each.blocked for key, each in standing.items() if each.blocked}
    query = (
        select(Registration.id, Person.name)
        .join(Person, (Person.city_id == Registration.city_id) & (Person.id == Registration.person_id))
        .where(Registration.city_id == work.city_id, Registration.id.in_(found))
        .order_by(Registration.id)
    )
    return [Blocked(name, found[key]) for key, name in work.rows(query)] if found else []


def all_of_them(blocked: Sequence[Blocked]) -> Sentence:
    """All of them with their reasons, as one sentence."""
    return joined([each.sentence for each in blocked])
