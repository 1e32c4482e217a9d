"""How applications stand before their next attempt, judged together, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from exam_app.eligibility import joined
from exam_app.errors import Sentence, sentence
from exam_app.models import (
    Booking,
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


def standings(work: Work, registration_ids: Collection[UUID], at: datetime) -> Mapping[UUID, Standing]:
    """How these applications stand before an examination that starts at that moment; three statements however many."""
    day = at.astimezone(work.site.settings.zone).date()
    rules = rules_on(work, day)
    attempts = _attempts(work, registration_ids, at)
    return {key: judge(attempts.get(key, []), REQUIRED, day, rules) for key in registration_ids}


REQUIRED = (ComponentKind.THEORY,)


def _attempts(work: Work, registration_ids: Collection[UUID], before: datetime) -> Mapping[UUID, list[Attempt]]:
    """The attempts of each application in examinations that are closed and began before that moment."""
    rows = work.rows(_tried(work).where(Booking.registration_id.in_(registration_ids), ExamSession.starts_at < before))
    granted = make_ups_of(work, {session.id for _, session, *_ in rows})
    found: defaultdict[UUID, list[Attempt]] = defaultdict(list)
    for booking, session, sitting_id, passed, released_at, annulment_id in rows:
        counts = bool(passed) and released_at is not None and annulment_id is None
        found[booking.registration_id].append(
            Attempt(
                session.starts_at.astimezone(work.site.settings.zone).date(),
                frozenset({ComponentKind.THEORY} if counts else ()),
                is_pending=sitting_id is not None and released_at is None,
                is_made_up=any(each.covers(booking.id, booking.room_id) for each in granted.get(session.id, ())),
            )
        )
    return found


def _tried(work: Work) -> Select[Booking, ExamSession, UUID | None, bool | None, datetime | None, UUID | None]:
    """Bookings of closed examinations with the newest mark, its release and annulment; whoever was absent has none."""
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


def blocked_among(work: Work, registration_ids: Collection[UUID], at: datetime) -> Sequence[Blocked]:
    """Those of these applications that may not sit an examination at that moment, with rule and date."""
    found = {key: each.blocked for key, each in standings(work, registration_ids, at).items() if each.blocked}
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
