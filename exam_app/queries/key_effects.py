"""Whom a correction of a key changes: before it is signed as a forecast, afterwards as it came out.

The forecast looks at one slot of each paper, so that it is there at once; what the signature does marks whole papers
from their events and has to come to the same (:mod:`exam_app.operations.key_corrections`).
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import aliased

from exam_app.models import (
    BlueprintVersion,
    Booking,
    ExamSession,
    ItemVersion,
    KeyCorrection,
    Person,
    Result,
    ResultAnnulment,
    ResultReason,
    ResultRelease,
    Sitting,
)
from exam_app.queries.items import stored_item
from exam_app.queries.marking import keys_in_force
from exam_app.queries.papers import printed
from exam_app.sitting_states import CLOSED
from exam_app.terms import N_, Term
from exam_app.work import Work
from question_bank import Blueprint, Item, Ruling
from question_bank.marking import Outcome, judged


class Turn(Term):
    """What a correction means for one candidate."""

    TO_PASS = "to_pass", N_("Passes now")
    TO_FAIL = "to_fail", N_("Does not pass any more")
    NONE = "none", N_("Result as before")


@dataclass(frozen=True)
class Points:
    raw: int
    maximum: int
    passed: bool


@dataclass(frozen=True)
class Effect:
    """One paper that has the item: what it came to, and what it comes to."""

    sitting_id: UUID
    exam_session_id: UUID
    person_id: UUID
    name: str
    ticket_number: str
    before: Points
    after: Points

    @property
    def turn(self) -> Turn:
        if self.before.passed == self.after.passed:
            return Turn.NONE
        return Turn.TO_PASS if self.after.passed else Turn.TO_FAIL

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def difference(self) -> int:
        """Points more, or less below zero."""
        return self.after.raw - self.before.raw


@dataclass(frozen=True)
class SessionEffects:
    """One examination in which the item was sat; what was annulled is not among its papers."""

    exam_session_id: UUID
    name: str
    starts_at: datetime
    released_at: datetime | None
    papers: Sequence[Effect]

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    @property
    def to_pass(self) -> int:
        return sum(each.turn is Turn.TO_PASS for each in self.papers)

    @property
    def to_fail(self) -> int:
        return sum(each.turn is Turn.TO_FAIL for each in self.papers)

    @property
    def changed(self) -> int:
        return sum(each.is_changed for each in self.papers)


@dataclass(frozen=True)
class Effects:
    """Everybody whose paper has the item, by examination, the newest first.

    What is shown of it (:attr:`turned`, :attr:`differences`, :attr:`to_pass`, :attr:`to_fail`) is of released results
    only: of the others nobody has learnt anything that could change, and nobody sees a score before the release.
    """

    sessions: Sequence[SessionEffects]

    @property
    def papers(self) -> Sequence[Effect]:
        return [each for session in self.sessions for each in session.papers]

    @property
    def _released(self) -> Sequence[Effect]:
        return [each for session in self.sessions if session.is_released for each in session.papers]

    @property
    def to_pass(self) -> int:
        return sum(each.turn is Turn.TO_PASS for each in self._released)

    @property
    def to_fail(self) -> int:
        return sum(each.turn is Turn.TO_FAIL for each in self._released)

    @property
    def turned(self) -> Sequence[Effect]:
        """Who passes now or does not pass any more; the latter first, for they lose something."""
        found = [each for each in self._released if each.turn is not Turn.NONE]
        return sorted(found, key=lambda each: (each.turn is Turn.TO_PASS, each.ticket_number))

    @property
    def differences(self) -> Sequence[tuple[int, int]]:
        """Difference in points and how many papers have it, from the greatest loss to the greatest gain."""
        return sorted(Counter(each.difference for each in self._released).items())

    @property
    def digest(self) -> str:
        """Names exactly these effects: whoever signs says which ones were read."""
        told = sorted(
            [
                str(each.sitting_id),
                [each.before.raw, each.before.maximum, each.before.passed],
                [each.after.raw, each.after.maximum, each.after.passed],
            ]
            for each in self.papers
        )
        return hashlib.sha256(rfc8785.dumps(told)).hexdigest()  # type: ignore[arg-type]  # lists of plain values


def effects_of(work: Work, correction_id: UUID) -> Effects:
    """What a correction does, or once it is signed has done; four statements however many sat."""
    correction = work.get(KeyCorrection, correction_id)
    if correction.second_at is not None:
        return _as_it_came_out(work, correction)
    version = work.get(ItemVersion, correction.item_id)
    now = keys_in_force(work).rulings.get(version.digest)
    item = stored_item(version.document)
    rows = work.rows(_sat(work, version))
    return _by_session(rows, lambda row: _forecast(row, item, now, correction.ruling))


def affected_sittings(work: Work, version: ItemVersion) -> Select[Sitting]:
    """Closed sittings whose paper has this version of an item, without those whose result was annulled."""
    annulled = select(ResultAnnulment.id).where(
        ResultAnnulment.city_id == Sitting.city_id, ResultAnnulment.sitting_id == Sitting.id
    )
    return (
        select(Sitting)
        .join(ExamSession, (ExamSession.city_id == Sitting.city_id) & (ExamSession.id == Sitting.exam_session_id))
        .where(
            ExamSession.city_id == work.city_id,
            ExamSession.starts_at >= (version.approved_at or version.entered_at),
            Sitting.state.in_(CLOSED),
            cast(Sitting.paper_digests, Text).contains(version.digest),
            ~annulled.exists(),
        )
        .order_by(Sitting.id)
    )


def _sat(work: Work, version: ItemVersion) -> Select[Any]:
    """Every closed paper with the item, with its newest result, the examination and the candidate."""
    other = aliased(Result)
    newest = (
        select(func.max(other.number))
        .where(other.city_id == Sitting.city_id, other.sitting_id == Sitting.id)
        .correlate(Sitting)
        .scalar_subquery()
    )
    affected = affected_sittings(work, version).join(
        Result, (Result.city_id == Sitting.city_id) & (Result.sitting_id == Sitting.id) & (Result.number == newest)
    )
    return _with_whom(affected).add_columns(Result, BlueprintVersion.document)


def _with_whom(query: Select[Any]) -> Select[Any]:
    return (
        query.join(Booking, (Booking.city_id == Sitting.city_id) & (Booking.id == Sitting.booking_id))
        .join(Person, (Person.city_id == Sitting.city_id) & (Person.id == Sitting.person_id))
        .join(
            BlueprintVersion,
            (BlueprintVersion.city_id == ExamSession.city_id) & (BlueprintVersion.id == ExamSession.blueprint_id),
        )
        .outerjoin(
            ResultRelease,
            (ResultRelease.city_id == ExamSession.city_id) & (ResultRelease.exam_session_id == ExamSession.id),
        )
        .add_columns(ExamSession, ResultRelease.second_at, Booking.ticket_number, Person.name)
    )


def _forecast(row: Any, item: Item, now: Ruling | None, then: Ruling) -> tuple[Points, Points]:
    """What one paper comes to and would come to: one slot is judged twice, the others stay."""
    sitting, *_, result, document = row
    number = sitting.paper_digests.index(item.digest) + 1
    value = next((value for slot, value, _ in sitting.answers if slot == number), "")
    answer = printed(number, item, sitting.paper_seed).in_file(value)
    was, becomes = judged(item, answer, now), judged(item, answer, then)
    raw = result.raw + (becomes is Outcome.RIGHT) - (was is Outcome.RIGHT)
    maximum = result.maximum + (was is Outcome.OUT) - (becomes is Outcome.OUT)
    cut = -(-Blueprint.from_document(document).cut_score * maximum // len(sitting.paper_digests))
    return Points(result.raw, result.maximum, result.passed), Points(raw, maximum, raw >= cut)


def _as_it_came_out(work: Work, correction: KeyCorrection) -> Effects:
    """By the rows that the signature added; papers whose mark stayed the same have none and are counted as such."""
    version = work.get(ItemVersion, correction.item_id)
    made, before = aliased(Result), aliased(Result)
    marked = (
        select(made, before)
        .join(
            before,
            (before.city_id == made.city_id)
            & (before.sitting_id == made.sitting_id)
            & (before.number == made.number - 1),
        )
        .join(ResultReason, (ResultReason.city_id == made.city_id) & (ResultReason.id == made.reason_id))
        .where(made.city_id == work.city_id, ResultReason.key_correction_id == correction.id)
    )
    changes: dict[UUID, tuple[Result, Result]] = {after.sitting_id: (was, after) for after, was in work.rows(marked)}
    query = _with_whom(affected_sittings(work, version).where(Sitting.closed_at <= correction.second_at))

    def points(row: Any) -> tuple[Points, Points]:
        sitting = row[0]
        if sitting.id not in changes:
            return UNCHANGED
        was, after = changes[sitting.id]
        return Points(was.raw, was.maximum, was.passed), Points(after.raw, after.maximum, after.passed)

    return _by_session(work.rows(query), points)


UNCHANGED = (Points(0, 0, False), Points(0, 0, False))
"""Of a paper that a signed correction left as it was; what it came to is on the page of its examination."""


def _by_session(rows: Sequence[Any], points: Any) -> Effects:
    papers: defaultdict[UUID, list[Effect]] = defaultdict(list)
    sessions: dict[UUID, SessionEffects] = {}
    for row in rows:
        sitting, session, released_at, ticket_number, name, *_ = row
        before, after = points(row)
        sessions[session.id] = SessionEffects(session.id, session.name, session.starts_at, released_at, ())
        papers[session.id].append(
            Effect(sitting.id, session.id, sitting.person_id, name, ticket_number or "", before, after)
        )
    newest_first = sorted(sessions.values(), key=lambda each: (each.starts_at, each.exam_session_id), reverse=True)
    return Effects([replace(each, papers=papers[each.exam_session_id]) for each in newest_first])
