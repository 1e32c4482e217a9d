"""Screening: compare the answers of a finished examination. Numbers ask for a closer look; no consequence follows."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from exam_app.actors import Permission
from exam_app.errors import Conflict, TooEarly
from exam_app.integrity.evidence import PairEvidence
from exam_app.integrity.screening import KEPT_Q, screen
from exam_app.integrity.screening import Screening as Found
from exam_app.journal import Tag
from exam_app.models import ExamSession, Screening, Sitting
from exam_app.operations import operation
from exam_app.queries.cohorts import SessionCohort, load_cohort
from exam_app.sitting_states import AWAITED
from exam_app.terms import ExamSessionState
from exam_app.work import Work

FEWEST_CANDIDATES = 4
"""With fewer there is nothing to compare a likeness with."""
MOST_LEADS = 500


@dataclass(frozen=True)
class Screened:
    """What a run left behind: its row and how many pairs have q up to .2."""

    screening_id: UUID
    leads: int


@operation(Permission.SCREEN)
def screen_session(work: Work, exam_session_id: UUID, progress: Callable[[int, int], None] | None = None) -> Screened:
    """Compare everybody's answers with everybody's, and keep what is worth a look. Nobody's result changes.

    Equal inputs give equal numbers: a run that finds the inputs of the newest one keeps nothing new and answers with
    it. ``progress`` hears parts done and parts in all. Raises :class:`TooEarly` before the examination is closed and
    every answer sheet typed, :class:`Conflict` when too few sat.
    """
    session = work.get(ExamSession, exam_session_id)
    if session.state is not ExamSessionState.CLOSED:
        raise TooEarly("The examination is not closed yet. Answers are compared afterwards.")
    awaited = select(func.count(Sitting.id)).where(
        Sitting.city_id == work.city_id, Sitting.exam_session_id == session.id, Sitting.state.in_(AWAITED)
    )
    if sheets := work.count(awaited):
        raise TooEarly(
            "%(sheets)s answer sheets are not typed by two people yet. Compare when they are.", sheets=sheets
        )
    loaded = load_cohort(work, session.id)
    if len(loaded.papers) < FEWEST_CANDIDATES:
        raise Conflict("Candidates who sat: %(sat)s. That is too few to compare.", sat=len(loaded.papers))
    found = screen(loaded.cohort, progress)
    newest = _newest(work, session)
    if newest is not None and newest.inputs_digest == found.inputs_digest:
        return Screened(newest.id, len(newest.leads))
    return _keep(work, session, loaded, found)


def _newest(work: Work, session: ExamSession) -> Screening | None:
    query = (
        select(Screening)
        .where(Screening.city_id == work.city_id, Screening.exam_session_id == session.id)
        .order_by(Screening.number.desc())
        .limit(1)
    )
    return work.one(query)


def _keep(work: Work, session: ExamSession, loaded: SessionCohort, found: Found) -> Screened:
    work.lock(ExamSession, session.id)
    number = work.count(
        select(func.count()).where(Screening.city_id == work.city_id, Screening.exam_session_id == session.id)
    )
    leads = sorted((each for each in found.evidence if each.q <= KEPT_Q), key=lambda each: (each.q, each.lrsym_p))
    row = work.add(
        Screening(
            city_id=work.city_id,
            id=work.new_id(),
            exam_session_id=session.id,
            number=number + 1,
            method_version=found.method_version,
            inputs_digest=found.inputs_digest,
            screening_only=found.screening_only,
            candidates=len(loaded.papers),
            pairs=int(found.tests.sum()),
            leads=[_lead(loaded, each) for each in leads[:MOST_LEADS]],
            people=_people(loaded, found),
            rooms=_rooms(loaded, found),
            by_person_id=work.actor.person_id,
            at=work.now,
        )
    )
    work.record(
        Tag.SESSION_SCREENED,
        "exam_session",
        session.id,
        pairs=row.pairs,
        leads=len(row.leads),
        inputs=row.inputs_digest,
        method=row.method_version,
    )
    return Screened(row.id, len(row.leads))


def _lead(loaded: SessionCohort, each: PairEvidence) -> dict[str, Any]:
    """One pair as it is stored: people by booking, items by digest, options by their letters."""
    numbers = asdict(each)
    for name in ("first", "second", "shared_wrong", "family", "inputs_digest", "method_version", "screening_only"):
        del numbers[name]
    return {
        **numbers,
        "first": str(loaded.papers[each.first].booking_id),
        "second": str(loaded.papers[each.second].booking_id),
        "family": each.family.name.lower(),
        "one_in": each.honest_pairs_per_such,
        "shared_wrong": [
            {
                "item": loaded.items[wrong.item].digest,
                "option": loaded.options[wrong.item][wrong.option],
                "usual": wrong.usual,
                "chance": wrong.chance,
            }
            for wrong in each.shared_wrong
        ],
    }


def _people(loaded: SessionCohort, found: Found) -> list[dict[str, Any]]:
    unusual = [place for place, q in enumerate(found.person_q) if q <= KEPT_Q]
    return [
        {
            "booking": str(loaded.papers[place].booking_id),
            "q": float(found.person_q[place]),
            "fit_p": float(found.fit.p[place]),
            "time_p": float(found.times.p[place]) if found.times else None,
        }
        for place in sorted(unusual, key=lambda place: found.person_q[place])
    ]


def _rooms(loaded: SessionCohort, found: Found) -> list[dict[str, Any]]:
    ranking = found.rooms
    return [
        {"room": str(loaded.rooms[int(room)]), "statistic": float(statistic), "p": float(p)}
        for room, statistic, p in zip(ranking.rooms, ranking.statistic, ranking.p, strict=True)
    ]
